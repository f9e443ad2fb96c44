"""A sheet of lake or sea ice: nearly flat, dark and clear, crossed by white fractures, dusted with snow.

Knows patterns on a plane; nothing of light.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from dreamwright.engines.world.jit import Array4f, Float, dr
from dreamwright.engines.world.water.motion import build_warp
from dreamwright.engines.world.water.noise import cells, gaussian_field
from dreamwright.engines.world.water.tables import Pyramid, level_of, pyramid

SIZE = 512
TILES_M = (19.0, 163.0)
WINDINGS = ((1, 0), (0, 1), (1, 1), (1, -1), (2, 1), (1, 2), (-1, 2), (2, -1), (1, 3), (3, -1))
"""Turns of each long fracture around the torus, along x and along y."""
UNDULATION = 0.004
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

    def __init__(self, seed: int) -> None:
        self.table: Pyramid = ice_pyramid(seed)
        self.warp = build_warp(TILES_M[1], seed)

    def height(self, x: Float, y: Float, footprint_m: Float) -> Float:  # noqa: ARG002
        """Metres above the mean: flat."""
        return dr.zeros(Float, dr.width(x))

    def slope(self, x: Float, y: Float, footprint_m: Float) -> tuple[Float, Float, Float]:
        """Slight undulation and a polished roughness; snow is rough."""
        near, far = self._read(x, y, footprint_m)
        return (
            (near.w + far.w) * UNDULATION,
            (near.z - far.w) * UNDULATION,
            self._snow(near, far) * Float(0.02) + Float(1.5e-4),
        )

    def foam(self, x: Float, y: Float, footprint_m: Float) -> Float:  # noqa: ARG002
        """None."""
        return dr.zeros(Float, dr.width(x))

    def sparkle(self, x: Float, y: Float, footprint_m: Float) -> Float:  # noqa: ARG002
        """1: ice shines evenly."""
        return Float(1.0)

    def bed_light(self, x: Float, y: Float, depth_m: Float, footprint_m: Float) -> Float:  # noqa: ARG002
        """1: no light is focused through ice."""
        return Float(1.0)

    def cover(self, x: Float, y: Float, footprint_m: Float) -> IceCover:
        """Cracks, snow and haze at a place."""
        near, far = self._read(x, y, footprint_m)
        cracks = dr.maximum(near.x * dr.clip(0.5 + 0.5 * far.w, 0.0, 1.0), far.x)
        haze = dr.clip(0.22 + 0.16 * near.w + 0.14 * far.z, 0.0, 1.0)
        return IceCover(cracks, self._snow(near, far), haze)

    def _snow(self, near: Array4f, far: Array4f) -> Float:
        drift = 0.75 * far.y + 0.35 * near.y - 0.95
        return dr.clip(drift * 1.6, 0.0, 1.0)

    def _read(self, x: Float, y: Float, footprint_m: Float) -> tuple[Array4f, Array4f]:
        place = self.warp(x, y)
        near, far = (
            self.table.read(i, place.x / tile, place.y / tile, level_of(footprint_m, tile / SIZE))
            for i, tile in enumerate(TILES_M)
        )
        return near, far


@lru_cache(maxsize=2)
def ice_pyramid(seed: int) -> Pyramid:
    """Two tables, near and far, of (crack, snow, blotch, blotch)."""
    return pyramid(np.stack([_table(seed + i) for i in range(2)]))


def _table(seed: int) -> NDArray[np.float32]:
    bend = [gaussian_field(SIZE, 1.7, seed + 10 * i, low=2.0) for i in range(1, 3)]
    blotches = [gaussian_field(SIZE, 1.35, seed + 10 * i) for i in range(3, 5)]
    drift = gaussian_field(SIZE, 1.1, seed + 50, stretch=0.35)
    cracks = np.maximum(_fractures(seed, bend, blotches), 0.4 * _hairlines(seed, bend, blotches[1]))
    return np.stack([np.clip(cracks, 0.0, 1.0), drift, *blotches], axis=-1)


def _fractures(seed: int, bend: list[NDArray[np.float32]], blotches: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Long wandering lines that close on the torus, each wide here and healed there, with a veil beside it."""
    rng = np.random.default_rng((seed, 7006))
    rows, columns = (np.mgrid[0:SIZE, 0:SIZE] + 0.5) / SIZE
    total = np.zeros((SIZE, SIZE), np.float32)
    for p, q in WINDINGS:
        amount, at, side = rng.uniform(0.01, 0.03), rng.random(), rng.choice((-1, 1))
        x, y = columns + amount * bend[0], rows + amount * np.roll(bend[1], rng.integers(SIZE))
        gap = ((p * x + q * y - at + 0.5) % 1.0 - 0.5) / np.hypot(p, q) * SIZE
        open_here = np.clip(0.55 + 0.8 * np.roll(blotches[0], rng.integers(SIZE), axis=0), 0.0, 1.3)
        line = np.exp(-((gap / (0.5 + 0.8 * open_here)) ** 2)) * np.minimum(open_here * 1.3, 1.0)
        veil = 0.3 * np.exp(-np.abs(gap) / 7.0) * (side * gap > 0) * open_here
        total = np.maximum(total, line + veil * (1.0 - line))
    return total.astype(np.float32)


def _hairlines(seed: int, bend: list[NDArray[np.float32]], where: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fine polygons of shrinkage, here and there."""
    first, second = cells(SIZE, 45, seed)
    rows, columns = np.mgrid[0:SIZE, 0:SIZE] + 0.02 * SIZE * np.stack(bend)
    gap = map_coordinates(second - first, [rows, columns], order=1, mode="grid-wrap") * SIZE
    return np.exp(-((gap / 1.1) ** 2)) * np.clip(where + 0.2, 0.0, 1.0)
