"""From the tiles of one moment to tables of height, slope and squared slope.

The choppy surface (q + D(q), h(q)) becomes a height over x by solving q = x − D(q) a few times.
Knows tables and tiles; nothing of wind or pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Array2f, Array4f, Float, UInt, dr, to_float
from dreamwright.engines.world.water.tables import Number, Pyramid, halve_into, read_plain, texels

ROUNDS = 2
"""Steps of the inverse; each costs one bilinear reading a texel."""
STORM_ROUNDS = 5
"""The same where crests are nearly folded."""


@dataclass(frozen=True)
class Baked:
    """The surface of a moment, and where its water rests when no wave passes."""

    table: Pyramid
    """(height, dz/dx, dz/dy, |slope|²) of three tiles, in tile axes."""
    origin: tuple[Float, Float]
    """q of each texel, in tiles."""


def bake(moment: NDArray[np.float32], lengths_m: Float, rounds: int = ROUNDS) -> Baked:
    """The surface of (3, 3, size, size) heights and displacements."""
    size = moment.shape[-1]
    interleaved = np.ascontiguousarray(moment[:, 1:].transpose(0, 2, 3, 1))
    shift = Float(interleaved.ravel())
    origin = _unfold(shift, lengths_m, size, rounds)
    table = dr.arange(UInt, 3 * size * size) // (size * size)
    heights = read_plain(to_float(moment[:, 0]), Float, table, *origin, size=size)
    dr.eval(heights, *origin)
    buffer = dr.zeros(Float, 3 * texels(size) * 4)
    lane = dr.arange(UInt, 3 * size * size)
    table, rest = lane // (size * size), lane % (size * size)
    dr.scatter(buffer, _with_slopes(heights, lane, table, lengths_m, size), table * texels(size) + rest)
    dr.eval(buffer)
    halve_into(buffer, size, 3, 4)
    return Baked(Pyramid(buffer, size, 4), origin)


def _unfold(shift: Float, lengths_m: Float, size: int, rounds: int) -> tuple[Float, Float]:
    lane = dr.arange(UInt, 3 * size * size)
    table, rest = lane // (size * size), lane % (size * size)
    per_m = 1.0 / dr.gather(Float, lengths_m, table)
    u, v = (Float(rest % size) + 0.5) / size, (Float(rest // size) + 0.5) / size
    qu, qv = Float(u), Float(v)
    for _ in range(rounds):
        moved = read_plain(shift, Array2f, table, qu, qv, size=size)
        qu, qv = u - moved.x * per_m, v - moved.y * per_m
    return qu, qv


def _with_slopes(heights: Float, lane: UInt, table: UInt, lengths_m: Float, size: int) -> Array4f:
    """Central differences around each texel."""
    rest = lane % (size * size)
    x, y, base, mask = rest % size, rest // size, table * (size * size), size - 1

    def at(column: Number, row: Number) -> Float:
        return dr.gather(Float, heights, base + (UInt(row) & mask) * size + (UInt(column) & mask))

    half_steps = size / (2.0 * dr.gather(Float, lengths_m, table))
    sx = (at(x + 1, y) - at(x + size - 1, y)) * half_steps
    sy = (at(x, y + 1) - at(x, y + size - 1)) * half_steps
    return Array4f(dr.gather(Float, heights, lane), sx, sy, sx * sx + sy * sy)
