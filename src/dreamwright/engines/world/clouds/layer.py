"""One cloud layer at one moment, as a signed depth below its surface in metres.

A weather map gives smooth domes; three turned octaves of billows push their surface in and out.
Knows nothing of light or cameras.
"""

from __future__ import annotations

from typing import NamedTuple

from dreamwright.engines.world.clouds.species import Species
from dreamwright.engines.world.clouds.tables import lookup2, lookup3
from dreamwright.engines.world.clouds.weather import (
    BITS,
    CELL_M,
    LOWEST_M,
    SHALLOWS_M,
    SHARE_CLEAR,
    WIDE_BITS,
    WIDE_CELL_M,
)
from dreamwright.engines.world.jit import Array3f, Float, UInt, dr

NOISE_BITS = 6
NOISE_CELLS = 8
MIDDLE = 0.67
"""Mean of the billow table."""
TURNS = (
    ((0.83, 0.53, 0.17), (-0.55, 0.81, 0.2), (-0.03, -0.26, 0.965)),
    ((0.42, -0.88, 0.22), (0.86, 0.46, 0.21), (-0.29, 0.1, 0.95)),
    ((-0.71, -0.66, 0.24), (0.69, -0.72, 0.05), (0.14, 0.2, 0.97)),
)
"""Rotations of the octaves (rows), so that their lattices never line up."""
WIDE_TURN = (0.914, 0.407)


class Tables(NamedTuple):
    """Packed pictures that stay for the whole shot."""

    depths: UInt
    wide: UInt
    billows: UInt


class Offsets(NamedTuple):
    """This moment's places in the tables (cells, voxels for the octaves) and the lean by wind shear (m per m)."""

    depths: tuple[Float, Float]
    wide: tuple[Float, Float]
    octaves: tuple[tuple[Float, Float, Float], ...]
    lean: tuple[Float, Float]


class Layer:
    """Tables and this moment's offsets, all opaque to the tracer; a plain class, so that loops leave it alone."""

    def __init__(self, species: Species, tables: Tables, offsets: Offsets, base_m: Float, top_m: Float) -> None:
        """`base_m` is the mean base; no cloud stands above `top_m`."""
        self.species, self.tables, self.offsets = species, tables, offsets
        self.base_m, self.top_m = base_m, top_m

    def wide(self, x: Float, y: Float) -> Float:
        """The wider weather map, -1 … 1: regions of more and of less cloud."""
        (u, v), (c, s) = self.offsets.wide, WIDE_TURN
        across, along = (c * x + s * y) * (1 / WIDE_CELL_M), (c * y - s * x) * (1 / WIDE_CELL_M)
        return dr.fma(lookup2(self.tables.wide, WIDE_BITS, Float(across + u), Float(along + v)), 2, -1)

    def depth(self, x: Float, y: Float, height: Float, wide: Float) -> Float:
        """Smooth cloud depth (m) above the base, as seen at `height` above the mean base; negative where clear.

        Bulges and anvils count in, so the depth changes with height.
        """
        (u, v), (lean_x, lean_y) = self.offsets.depths, self.offsets.lean
        x, y = dr.fma(height, -lean_x, x), dr.fma(height, -lean_y, y)
        found = lookup2(self.tables.depths, BITS, dr.fma(x, 1 / CELL_M, u), dr.fma(y, 1 / CELL_M, v))
        return dr.fma(wide, self.species.swell_m, self._decoded(found)) + self.spread(height)

    def _decoded(self, value: Float) -> Float:
        """Metres of a packed depth: one slope for cloud, a steeper one for the clear spots."""
        over = value - SHARE_CLEAR
        slope = dr.select(over > 0, (self.species.high_m + SHALLOWS_M) / (1 - SHARE_CLEAR), -LOWEST_M / SHARE_CLEAR)
        return Float(dr.fma(over, slope, self.species.gain_m - SHALLOWS_M))

    def spread(self, height: Float) -> Float:
        """How much deeper (m) the cloud counts at `height`, where sides bulge and towers spread into anvils."""
        kind = self.species
        bulge = dr.clip(height * (1 / kind.rise_m), 0, 1) * kind.bulge_m
        if not kind.anvil_m:
            return bulge
        share = dr.clip(height * (3.2 / kind.anvil_m) - 2.1, 0, 1)
        return bulge + share * share * (0.6 * kind.anvil_m)

    def billow(self, octave: int, x: Float, y: Float, height: Float) -> Float:
        """Octave's noise about its mean, roughly -0.5 … 0.33."""
        scale = NOISE_CELLS / self.species.cells_m[octave]
        rows, offset = TURNS[octave], self.offsets.octaves[octave]
        u, v, w = (
            dr.fma(x, a * scale, dr.fma(y, b * scale, dr.fma(height, c * scale, o)))
            for (a, b, c), o in zip(rows, offset, strict=True)
        )
        return Float(lookup3(self.tables.billows, NOISE_BITS, u, v, w) - MIDDLE)

    def swelling(self, height: Float) -> Float:
        """Share 0.2-1 of the billows' full size at `height` above the base."""
        return dr.clip(height * (1 / self.species.rise_m), 0.45, 1)

    def bulk(self, x: Float, y: Float, height: Float, depth: Float, wide: Float) -> Float:
        """Signed depth (m, positive inside) with the first octave alone."""
        kind = self.species
        billow = self.billow(0, x, y, height)
        top = dr.fma(depth - height, kind.slope, billow * self.swelling(height) * kind.depths_m[0])
        if kind.anvil_m:
            top = dr.minimum(top, (kind.anvil_m - height) * 0.7 + billow * 300)
        lift = dr.clip(1 - depth * (0.5 / kind.rim_m), 0, 1.5) * kind.rim_m if kind.rim_m else Float(0)
        return dr.minimum(top, height - lift + billow * kind.ragged_m + wide * kind.sag_m)

    def second(self, x: Float, y: Float, height: Float) -> Float:
        """What the second octave adds to the depth."""
        return self.billow(1, x, y, height) * self.swelling(height) * self.species.depths_m[1]

    def third(self, x: Float, y: Float, height: Float) -> Float:
        """What the third octave adds to the depth."""
        return self.billow(2, x, y, height) * self.swelling(height) * self.species.depths_m[2]

    def density(self, inside: Float, thickness_m: Float | None = None) -> Float:
        """0-1 at a signed depth in metres, full beneath a skin of `thickness_m` or as the species has it."""
        share = inside / (self.species.soft_m if thickness_m is None else thickness_m)
        return dr.square(dr.clip(share, 0, 1))

    def coarse(self, p: Array3f) -> Float:
        """Signed depth at (x, y, height above the base) without the finer octaves."""
        wide = self.wide(p.x, p.y)
        return self.bulk(p.x, p.y, p.z, self.depth(p.x, p.y, p.z, wide), wide)
