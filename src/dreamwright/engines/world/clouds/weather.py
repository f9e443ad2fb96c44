"""Weather maps: how deep the cloud stands over each spot, as periodic pictures.

Builds with NumPy once per shot. Knows nothing of rays or light.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from dreamwright.engines.world.clouds.species import Species
from dreamwright.engines.world.clouds.tables import smooth_noise

Array = NDArray[np.float32]
Reals = NDArray[np.floating]
BITS = 9
SIZE = 1 << BITS
CELL_M = 64.0
"""Metres per cell of the weather map: it repeats after 32.8 km, the wider map after 50.2 km."""
WIDE_BITS = 7
WIDE_SIZE = 1 << WIDE_BITS
WIDE_CELL_M = 392.0
SHALLOWS_M = 260.0
"""How far below nought the map keeps its own shape: noise still raises cloud there."""
SINK, LOWEST_M = 1.1, -3400.0
STRATUS_M = 620.0
"""Depth that a stratus deck tends to however full the sky."""
SHARE_CLEAR = 0.25
"""Share of the packed values that stand for clear spots, where precision matters little."""


def _domes(x: Reals, y: Reals, radius: Reals, height: Reals, floor: float) -> Array:
    """Upper hull of paraboloids (cells; heights in metres), sinking on outside their rims down to `floor`."""
    reach = (radius * np.sqrt(1 - floor / height)).astype(int) + 2
    left, low = x.astype(int) - reach, y.astype(int) - reach
    margin = int(max(reach.max() * 2, -left.min(), -low.min(), left.max() - SIZE, low.max() - SIZE)) + 2
    hull = np.full((SIZE + 2 * margin,) * 2, floor, np.float32)
    for cx, cy, r, h, u, v, wide in zip(x, y, radius, height, left, low, 2 * reach + 1, strict=True):
        across, along = np.arange(u, u + wide) - cx, np.arange(v, v + wide) - cy
        dome = h * (1 - (across[None] ** 2 + along[:, None] ** 2) / (r * r))
        place = hull[v + margin : v + margin + wide, u + margin : u + margin + wide]
        np.maximum(place, dome, out=place, casting="same_kind")
    return _folded(_folded(hull, margin).T, margin).T


def _folded(hull: Array, margin: int) -> Array:
    """The greatest of what lies SIZE rows apart: a hull with margins above and below, on the torus."""
    rows = np.arange(hull.shape[0]) - margin
    folded = hull[margin : margin + SIZE].copy()
    for start in range(-(margin // SIZE + 1) * SIZE, margin + SIZE, SIZE):
        inside = (rows >= start) & (rows < start + SIZE)
        at = rows[inside] - start
        folded[at] = np.maximum(folded[at], hull[inside])
    return folded


def _cumulus(species: Species, generator: np.random.Generator) -> Array:
    """Broad low domes of all sizes, each with a family of turrets upon it."""
    count = 420
    x, y = generator.random((2, count)) * SIZE
    size = np.minimum(5 * (1 - generator.random(count)) ** -0.62, 26)
    low = size * CELL_M * generator.uniform(0.3, 0.5, count)
    owner = np.repeat(np.arange(count), (2 + size * 0.8).astype(int))
    away = generator.normal(0, 0.45, (2, owner.size)) * size[owner]
    inward = np.clip(1 - (np.hypot(*away) / size[owner]) ** 2, 0, 1)
    radius = size[owner] ** 0.8 * generator.uniform(0.5, 1.1, owner.size)
    height = low[owner] * inward + radius * CELL_M * generator.uniform(0.3, 1.0, owner.size) * (0.35 + 0.65 * inward)
    x, y = np.append(x, x[owner] + away[0] * 1.2), np.append(y, y[owner] + away[1] * 0.85)
    return _domes(x, y, np.append(size, radius), np.append(low, height), species.floor_m)


def _stratus(species: Species, generator: np.random.Generator) -> Array:
    """A sea of rounded cells, drawn out in long rolls, deeper in some regions than in others."""
    count = 1500
    x, y = generator.random((2, count)) * SIZE
    radius = np.exp(generator.normal(np.log(10.5), 0.4, count)).clip(4, 24)
    cells = _domes(x, y, radius, radius * 26 * generator.uniform(0.6, 1.4, count), species.floor_m)
    rolls = smooth_noise(SIZE, 13, generator, 1.7) * 75 + smooth_noise(SIZE, 5, generator) * 70
    return np.asarray(cells + rolls, np.float32)


def _storm(species: Species, generator: np.random.Generator) -> Array:
    """A ragged deck between broad cells, the greatest of which climb into towers."""
    count = 26
    x, y = generator.random((2, count)) * SIZE
    size = generator.uniform(26, 58, count)
    owner = np.repeat(np.arange(count), 22)
    away = generator.normal(0, 0.42, (2, owner.size)) * size[owner]
    inward = np.clip(1 - np.hypot(*away) / size[owner], 0, 1)
    radius = generator.uniform(8, 21, owner.size)
    height = radius * CELL_M * (1.0 + 4.8 * inward * ((size[owner] - 20) / 38))
    x, y = np.append(x, x[owner] + away[0]), np.append(y, y[owner] + away[1])
    towers = _domes(x, y, np.append(size, radius), np.append(size * 22, height), species.floor_m)
    deck = smooth_noise(SIZE, 9, generator) * 330 + smooth_noise(SIZE, 24, generator, 1.4) * 160 + 250
    return np.asarray(np.maximum(deck, towers), np.float32)


def opening(depth: Array) -> Array:
    """Cell (x, y) to stand on so that the highest towers rise 5-14 km ahead (+y) of a lower deck."""
    smooth = gaussian_filter(depth, 16, mode="wrap")[::8, ::8]
    ahead = sum(np.roll(smooth, (-round(km / 0.512), aside), (0, 1)) for km in (7, 10, 14) for aside in (-4, 0, 4)) / 9
    row, column = np.unravel_index(np.argmax(ahead - 1.5 * smooth), smooth.shape)
    return np.array([column, row], np.float32) * 8


BUILDERS: dict[str, Callable[[Species, np.random.Generator], Array]] = {
    "cumulus": _cumulus,
    "stratus": _stratus,
    "storm": _storm,
}


def _sunk(depth: Array) -> Array:
    """`depth` with the clear spots sinking by SINK per metre away from cloud, so that rays may leap over them."""
    edge = SIZE // 4
    clear = np.pad(depth < -SHALLOWS_M, edge, mode="wrap").astype(np.uint8)
    away = cv2.distanceTransform(clear, cv2.DIST_L2, 5)[edge:-edge, edge:-edge]
    return np.where(depth < -SHALLOWS_M, -SHALLOWS_M - SINK * CELL_M * away, depth)


def encode(depth: Array, high_m: float) -> Array:
    """0-1: the lowest SHARE_CLEAR of the range for clear spots, the rest for shallows and cloud up to `high_m`."""
    over = depth + SHALLOWS_M
    cloud = SHARE_CLEAR + (1 - SHARE_CLEAR) * over / (high_m + SHALLOWS_M)
    return np.where(over < 0, SHARE_CLEAR * (1 - over / LOWEST_M), cloud)


def depth_map(kind: str, species: Species, cover: float, generator: np.random.Generator) -> Array:
    """(SIZE, SIZE) cloud depth in metres, the share `cover` of it above 0 (y, x order)."""
    depth = gaussian_filter(BUILDERS[kind](species, generator), 1.0, mode="wrap")
    depth -= np.quantile(depth, max(1 - cover, 0.003))
    if kind == "stratus":
        depth = np.where(depth > 0, STRATUS_M * -np.expm1(-depth / STRATUS_M), depth)
    return np.clip(_sunk(depth), LOWEST_M - SHALLOWS_M, species.high_m)


def wide_map(generator: np.random.Generator) -> Array:
    """(WIDE_SIZE, WIDE_SIZE) smooth 0-1 map, mean a half, for regions of more and less cloud."""
    waves = smooth_noise(WIDE_SIZE, 7, generator) + 0.6 * smooth_noise(WIDE_SIZE, 17, generator)
    return np.asarray(np.clip(0.5 + waves * 0.17, 0, 1), np.float32)
