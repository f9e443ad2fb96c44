"""Square periodic tables with all their mip levels in one flat buffer, read by any footprint.

Knows Dr.Jit, wrapping and filtering; nothing of waves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Array4f, Float, Int, UInt, dr

Number = Float | float | int
"""What arithmetic on arrays looks like to the type checker when the left hand is a plain number."""

SHARPER = 0.5
"""Levels by which filtering errs to the sharp side: bilinear reading blurs as much again."""


def texels(size: int) -> int:
    """Entries of one table with all its levels."""
    return sum(4**i for i in range(size.bit_length()))


@dataclass(frozen=True)
class Pyramid:
    """`count` tables of size² entries of 4 (or 1) numbers, each followed by its halved levels down to 1²."""

    buffer: Float
    size: int
    channels: int

    @property
    def levels(self) -> int:
        return self.size.bit_length() - 1

    def read(self, table: int, u: Number, v: Number, level: Number) -> Any:
        """Trilinear value at (u, v) in tiles, wrapped; level 0 = full size, clamped to the last."""
        level = dr.clip(level, 0.0, self.levels)
        low = UInt(level)
        fine, share = self.bilinear(table, u, v, low), level - Float(low)
        return dr.if_stmt(
            (fine, u, v, low, share),
            (share > 0.0) & (u > -np.inf),
            lambda fine, u, v, low, share: dr.lerp(fine, self.bilinear(table, u, v, low + 1), share),
            lambda fine, u, v, low, share: fine,
            mode="symbolic",
        )

    def nearest(self, table: UInt | int, u: Number, v: Number, level: Number) -> Any:
        """Bilinear value at the nearest level: half the price, for patterns that hardly change from level to level."""
        return self.bilinear(table, u, v, UInt(dr.clip(level + 0.5, 0.0, self.levels)))

    def bilinear(self, table: UInt | int, u: Number, v: Number, level: UInt) -> Any:
        """Value at one level."""
        size = UInt(self.size) >> level
        start = UInt(table) * texels(self.size) + ((UInt(self.size * self.size) - size * size) // 3) * 4
        return _bilinear(self._entry, u, v, size, start)

    def _entry(self, index: UInt) -> Any:
        return dr.gather(Array4f if self.channels == 4 else Float, self.buffer, index)


def _bilinear(entry: Callable[[Any], Any], u: Number, v: Number, size: UInt, start: UInt | int) -> Any:
    """Four neighbours of a wrapped table whose texel centres lie at half steps."""
    x, y = u * Float(size) - 0.5, v * Float(size) - 0.5
    column, row = dr.floor(x), dr.floor(y)
    fx, fy = x - column, y - row
    mask = size - 1
    left, top = UInt(Int(column)) & mask, UInt(Int(row)) & mask
    right, upper, lower = (left + 1) & mask, start + top * size, start + ((top + 1) & mask) * size
    return dr.lerp(
        dr.lerp(entry(upper + left), entry(upper + right), fx),
        dr.lerp(entry(lower + left), entry(lower + right), fx),
        fy,
    )


def read_plain(source: Float, kind: type, table: UInt, u: Number, v: Number, *, size: int) -> Any:
    """Bilinear value of table number `table` (an array) among tables without levels."""
    start = table * (size * size)
    return _bilinear(lambda index: dr.gather(kind, source, index), u, v, UInt(size), start)


def level_of(footprint_m: Number, texel_m: Number) -> Float:
    """Mip level whose texels are as wide as the footprint."""
    return dr.log2(dr.maximum(footprint_m, 1e-4) / texel_m) - SHARPER


def read_row(row: Float, x: Number, count: int) -> Float:
    """Linear value of a short row of `count` numbers at position x, clamped."""
    x = dr.clip(x, 0.0, count - 1.0)
    low = dr.minimum(UInt(x), UInt(count - 2))
    return dr.lerp(dr.gather(Float, row, low), dr.gather(Float, row, low + 1), x - Float(low))


def halve_into(buffer: Float, size: int, count: int, channels: int) -> None:
    """Fills the levels above 0 of `count` tables by box averages; makes one small kernel a level."""
    kind = Array4f if channels == 4 else Float
    start, stride = 0, texels(size)
    while size > 1:
        half = size // 2
        lane = dr.arange(UInt, count * half * half)
        table, rest = lane // (half * half), lane % (half * half)
        x, y = rest % half, rest // half
        at = table * stride + start + (2 * y) * size + 2 * x
        total = dr.gather(kind, buffer, at) + dr.gather(kind, buffer, at + 1)
        total += dr.gather(kind, buffer, at + size) + dr.gather(kind, buffer, at + size + 1)
        start += size * size
        dr.scatter(buffer, total * 0.25, table * stride + start + rest)
        dr.eval(buffer)
        size = half


def pyramid(tables: NDArray[np.float32]) -> Pyramid:
    """(count, size, size[, 4]) NumPy tables as a pyramid; size a power of two."""
    count, size, channels = tables.shape[0], tables.shape[1], tables.shape[3] if tables.ndim == 4 else 1
    full = np.zeros((count, texels(size), channels), np.float32)
    full[:, : size * size] = tables.reshape(count, -1, channels)
    buffer = Float(full.ravel())
    halve_into(buffer, size, count, channels)
    return Pyramid(buffer, size, channels)
