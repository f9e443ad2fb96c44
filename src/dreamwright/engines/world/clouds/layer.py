"""One cloud layer at one moment, as a signed depth below its surface in metres.

A weather map gives smooth domes; three turned octaves of billows push their surface in and out.
Knows nothing of light or cameras.
"""

from __future__ import annotations

from typing import NamedTuple

from dreamwright.engines.world.clouds.species import Species
from dreamwright.engines.world.clouds.tables import lookup2, lookup3
from dreamwright.engines.world.clouds.weather import BITS, CELL_M, WIDE_CELL_M
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

    def depth_of(self, x: Float, y: Float, height: Float) -> tuple[Float, Float]:
        """Smooth cloud depth (m) above the base, and the wide map 0-1, at `height` above the mean base."""
        at, (lean_x, lean_y) = self.offsets, self.offsets.lean
        x, y = dr.fma(height, -lean_x, x), dr.fma(height, -lean_y, y)
        c, s = WIDE_TURN
        depth = lookup2(self.tables.depths, BITS, x * (1 / CELL_M) + at.depths[0], y * (1 / CELL_M) + at.depths[1])
        across, along = (c * x + s * y) * (1 / WIDE_CELL_M), (c * y - s * x) * (1 / WIDE_CELL_M)
        wide = lookup2(self.tables.wide, BITS, across + at.wide[0], along + at.wide[1])
        kind = self.species
        return dr.fma(depth, kind.high_m - kind.low_m, kind.low_m) + (wide - 0.5) * (2 * kind.swell_m), wide

    def billow(self, octave: int, x: Float, y: Float, height: Float) -> Float:
        """Octave's noise about its mean, roughly -0.5 … 0.33."""
        scale = NOISE_CELLS / self.species.cells_m[octave]
        rows, offset = TURNS[octave], self.offsets.octaves[octave]
        u, v, w = (
            dr.fma(x, a * scale, dr.fma(y, b * scale, dr.fma(height, c * scale, o)))
            for (a, b, c), o in zip(rows, offset, strict=True)
        )
        return lookup3(self.tables.billows, NOISE_BITS, u, v, w) - MIDDLE

    def swelling(self, height: Float) -> Float:
        """Share 0.2-1 of the billows' full size at `height` above the base."""
        return dr.clip(height * (1 / self.species.rise_m), 0.3, 1)

    def bulk(self, x: Float, y: Float, height: Float, depth: Float, wide: Float) -> Float:
        """Signed depth (m, positive inside) with the first octave alone."""
        kind = self.species
        billow = self.billow(0, x, y, height)
        bulge = dr.clip(height * (1 / kind.rise_m), 0, 1) * kind.bulge_m
        top = dr.fma(depth + bulge - height, kind.slope, billow * self.swelling(height) * kind.depths_m[0])
        lift = dr.clip(1 - depth * (0.5 / kind.rim_m), 0, 1.5) * kind.rim_m if kind.rim_m else Float(0)
        return dr.minimum(top, height - lift + billow * kind.ragged_m + (wide - 0.5) * (2 * kind.sag_m))

    def second(self, x: Float, y: Float, height: Float) -> Float:
        """What the second octave adds to the depth."""
        return self.billow(1, x, y, height) * self.swelling(height) * self.species.depths_m[1]

    def third(self, x: Float, y: Float, height: Float) -> Float:
        """What the third octave adds to the depth."""
        return self.billow(2, x, y, height) * self.swelling(height) * self.species.depths_m[2]

    def density(self, inside: Float) -> Float:
        """0-1 at a signed depth in metres."""
        return dr.clip(inside * (1 / self.species.soft_m), 0, 1)

    def coarse_density(self, p: Array3f) -> Float:
        """0-1 at (x, y, height above the base) without the finer octaves."""
        depth, wide = self.depth_of(p.x, p.y, p.z)
        return self.density(self.bulk(p.x, p.y, p.z, depth, wide))
