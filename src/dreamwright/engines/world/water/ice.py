"""A sheet of lake or sea ice: nearly flat, dark and clear, crossed by white fractures, dusted with snow.

Knows patterns on a plane; nothing of light.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Array4f, Float, dr
from dreamwright.engines.world.water.motion import build_warp
from dreamwright.engines.world.water.noise import cells, gaussian_field
from dreamwright.engines.world.water.tables import Pyramid, level_of, pyramid

SIZE = 1024
TILES_M = (37.0, 251.0)
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
        return UNDULATION * (near.w + far.w), UNDULATION * (near.z - far.w), 1.5e-4 + 0.02 * self._snow(near, far)

    def foam(self, x: Float, y: Float, footprint_m: Float) -> Float:  # noqa: ARG002
        """None."""
        return dr.zeros(Float, dr.width(x))

    def cover(self, x: Float, y: Float, footprint_m: Float) -> IceCover:
        """Cracks, snow and haze at a place."""
        near, far = self._read(x, y, footprint_m)
        cracks = dr.maximum(near.x * dr.clip(0.75 + 0.5 * far.w, 0.0, 1.0), far.x)
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
    return pyramid(np.stack([_table(seed + i, fractures) for i, fractures in enumerate((14, 26))]))


def _table(seed: int, fractures: int) -> NDArray[np.float32]:
    blotches = [gaussian_field(SIZE, 1.4, seed + 10 * i) for i in range(1, 3)]
    drift = gaussian_field(SIZE, 1.15, seed + 30, stretch=0.35)
    return np.stack([_cracks(seed, fractures), drift, *blotches], axis=-1)


def _cracks(seed: int, fractures: int) -> NDArray[np.float32]:
    """Main fractures between few wandering cells, hairlines between many; brightest on the line."""
    bend = [gaussian_field(SIZE, 1.6, seed + 40 + i) for i in range(2)]
    total = np.zeros((SIZE, SIZE), np.float32)
    for count, width, strength in ((fractures, 0.9, 1.0), (fractures * 7, 0.45, 0.45)):
        first, second = cells(SIZE, count, seed)
        gap = _bent(second - first, bend, 0.22 / np.sqrt(count)) * SIZE
        breadth = width * (1.0 + 0.9 * np.clip(bend[0], -0.8, 2.0))
        veil = 0.22 * np.exp(-gap / (9.0 * width)) * np.clip(bend[1], 0, 1)
        total = np.maximum(total, strength * (np.exp(-((gap / breadth) ** 2)) + veil))
    return np.clip(total, 0, 1).astype(np.float32)


def _bent(field: NDArray[np.float32], bend: list[NDArray[np.float32]], amount: float) -> NDArray[np.float32]:
    """The field read at places shifted by `amount` tiles times two noises."""
    rows, columns = np.mgrid[0:SIZE, 0:SIZE]
    rows = (rows + np.rint(bend[0] * amount * SIZE).astype(int)) % SIZE
    columns = (columns + np.rint(bend[1] * amount * SIZE).astype(int)) % SIZE
    return field[rows, columns]
