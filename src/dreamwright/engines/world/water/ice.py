"""A sheet of lake or sea ice: nearly flat, dark and clear, crossed by white fractures, dusted with snow.

Knows patterns on a plane; nothing of light.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from dreamwright.engines.world.jit import Array4f, Float, dr
from dreamwright.engines.world.water.foam import Froth, still_froth
from dreamwright.engines.world.water.motion import build_warp
from dreamwright.engines.world.water.noise import cells, gaussian_field
from dreamwright.engines.world.water.tables import Pyramid, level_of, pyramid

SIZE = 512
TILES_M = (19.0, 163.0)
STREAK_M = 97.0
"""Width of the tile of snow streaks; along the wind it is 2.5 times as long."""
WINDINGS = ((1, 0), (0, 1), (1, 1), (1, -1), (2, 1), (1, 2), (-1, 2), (2, -1), (1, 3), (3, -1))
"""Turns of each long fracture around the torus, along x and along y."""
CORE_M = 0.007
"""Half width of a fracture in the nearer table."""
POLISH = 1.5e-4
"""Slope variance of bare ice."""
UNDULATION = 0.0035
"""Root mean square slope of the ice."""


@dataclass(frozen=True)
class IceCover:
    """What the eye meets on and in the ice, each 0-1."""

    crack: Float
    """White fracture walls."""
    snow: Float
    """Wind-packed snow lying on it."""
    haze: Float
    """Milky ice and frozen bubbles."""


class IceSheet:
    """Ice with the same questions as moving water, and `cover` besides."""

    highest_m: float = 0.03

    def __init__(self, seed: int, wind_toward_deg: float = 0.0) -> None:
        angle = math.radians(wind_toward_deg)
        self._wind = [dr.opaque(Float, v) for v in (math.sin(angle), math.cos(angle))]
        self.table: Pyramid = ice_pyramid(seed)
        self.warp = build_warp(TILES_M[1], seed)

    def height(self, x: Float, y: Float, footprint_m: Float) -> Float:  # noqa: ARG002
        """Metres above the mean: flat."""
        return dr.zeros(Float, dr.width(x))

    def slope(self, x: Float, y: Float, footprint_m: Float) -> tuple[Float, Float, Float]:
        """Slight undulation and a polished roughness; snow is rough."""
        reads = self._read(x, y, footprint_m)
        swell = reads[1].z * UNDULATION
        return (
            reads[0].z * UNDULATION + swell,
            reads[0].y * UNDULATION - swell,
            self._snow(x, y, reads, footprint_m) * Float(0.02) + Float(POLISH),
        )

    def froth(self, x: Float, y: Float, footprint_m: Float) -> Froth:  # noqa: ARG002
        """None."""
        return still_froth(x)

    def sparkle(self, x: Float, y: Float, footprint_m: Float) -> Float:  # noqa: ARG002
        """1: ice shines evenly."""
        return Float(1.0)

    def bed_light(self, x: Float, y: Float, depth_m: Float, footprint_m: Float) -> Float:  # noqa: ARG002
        """1: no light is focused through ice."""
        return Float(1.0)

    def cover(self, x: Float, y: Float, footprint_m: Float) -> IceCover:
        """Cracks, snow and haze at a place."""
        reads = self._read(x, y, footprint_m)
        cracks = [self._crack(read, footprint_m, tile) for read, tile in zip(reads, TILES_M, strict=False)]
        haze = dr.clip(0.25 + 0.13 * reads[0].z + 0.16 * reads[1].z, 0.0, 1.0)
        return IceCover(dr.maximum(cracks[0], cracks[1]), self._snow(x, y, reads, footprint_m), haze)

    def _crack(self, read: Array4f, footprint_m: Float, tile_m: float) -> Float:
        """A sharp line with a veil on one side, from the signed distance; from afar the table's own mean."""
        gap_m = read.x * tile_m
        core = CORE_M * (0.6 + 0.5 * dr.clip(read.z + 0.6, 0.0, 2.0)) * tile_m**0.3
        width = dr.maximum(core, 0.6 * footprint_m)
        line = dr.exp(-dr.square(gap_m / width)) * dr.minimum(core / width * 1.5, 1.0)
        veil = dr.select(gap_m > 0.0, 0.24, 0.05) * dr.exp(-dr.abs(gap_m) / (6.0 * core))
        near = dr.maximum(line, veil * dr.clip(0.8 + read.z, 0.0, 1.0)) * dr.clip(1.0 + 0.9 * read.z, 0.0, 1.0)
        return dr.lerp(near, read.w, dr.clip(level_of(footprint_m, tile_m / SIZE), 0.0, 1.0))

    def _snow(self, x: Float, y: Float, reads: tuple[Array4f, ...], footprint_m: Float) -> Float:
        """Streaks along the wind, thick in their middle and feathered out to a dusting."""
        wx, wy = self._wind
        along, across = wx * x + wy * y, wy * x - wx * y
        drawn = self.table.read(1, across / STREAK_M, along / (2.5 * STREAK_M), level_of(footprint_m, STREAK_M / SIZE))
        drift = 0.8 * drawn.y + 0.3 * reads[1].y + 0.22 * reads[0].y + 0.2 * reads[2].y
        share = dr.clip(0.36 * drift - 0.12, 0.0, 1.0)
        dust = 0.12 * dr.clip(0.4 + 0.5 * drift, 0.0, 1.0)
        return dust + 0.88 * share * (2.0 - share) * dr.clip(0.75 + 0.25 * reads[2].y, 0.0, 1.0)

    def _read(self, x: Float, y: Float, footprint_m: Float) -> tuple[Array4f, ...]:
        """The near table, the far one, and the near one again smaller, for the grain of the snow."""
        place = self.warp(x, y)
        reads = [(0, TILES_M[0]), (1, TILES_M[1]), (0, TILES_M[0] / 5.3)]
        return tuple(
            self.table.read(i, place.x / tile, place.y / tile, level_of(footprint_m, tile / SIZE)) for i, tile in reads
        )


@lru_cache(maxsize=2)
def ice_pyramid(seed: int) -> Pyramid:
    """Two tables, near and far, of (signed distance to a crack, snow, blotch, crack)."""
    return pyramid(np.stack([_table(seed + i) for i in range(2)]))


def _table(seed: int) -> NDArray[np.float32]:
    bend = [gaussian_field(SIZE, 1.7, seed + 10 * i, low=2.0) for i in range(1, 3)]
    blotch = gaussian_field(SIZE, 1.35, seed + 30)
    drift = gaussian_field(SIZE, 1.1, seed + 50, stretch=0.35)
    gap = _nearer(_fractures(seed, bend), _hairlines(seed, bend))
    return np.stack([gap, drift, blotch, 0.5 * np.exp(-((gap * SIZE / 1.3) ** 2))], axis=-1).astype(np.float32)


def _nearer(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.where(np.abs(a) < np.abs(b), a, b)


def _fractures(seed: int, bend: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Signed distance (tiles) to the nearest of some long wandering lines that close on the torus."""
    rng = np.random.default_rng((seed, 7006))
    rows, columns = ((np.mgrid[0:SIZE, 0:SIZE] + 0.5) / SIZE).astype(np.float32)
    gap = np.full((SIZE, SIZE), 1.0, np.float32)
    for p, q in WINDINGS:
        amount, at, side = rng.uniform(0.01, 0.03), rng.random(), rng.choice((-1, 1))
        x, y = columns + amount * bend[0], rows + amount * np.roll(bend[1], rng.integers(SIZE))
        gap = _nearer(gap, side * ((p * x + q * y - at + 0.5) % 1.0 - 0.5) / np.hypot(p, q))
    return gap.astype(np.float32)


def _hairlines(seed: int, bend: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Distance to fine polygons of shrinkage, drawn out so that they stay thin."""
    first, second = cells(SIZE, 26, seed)
    rows, columns = np.mgrid[0:SIZE, 0:SIZE] + 0.02 * SIZE * np.stack(bend)
    gap = map_coordinates(second - first, [rows, columns], order=1, mode="grid-wrap")
    return np.asarray(2.5 * gap + 0.5 / SIZE, np.float32)
