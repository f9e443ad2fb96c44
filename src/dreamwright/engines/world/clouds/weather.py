"""Weather maps: how deep the cloud stands over each spot, as periodic pictures.

Builds with NumPy once per shot. Knows nothing of rays or light.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from dreamwright.engines.world.clouds.species import Species
from dreamwright.engines.world.clouds.tables import smooth_noise

Array = NDArray[np.float32]
BITS = 9
SIZE = 1 << BITS
CELL_M = 64.0
"""Metres per cell of the weather map: it repeats after 32.8 km, the wider map after 50.2 km."""
WIDE_CELL_M = 98.0


def _domes(x: Array, y: Array, radius: Array, height: Array, floor: float) -> Array:
    """Upper hull of paraboloids (cells; heights in metres), sinking on outside their rims down to `floor`."""
    hull = np.full((SIZE, SIZE), floor, np.float32)
    for cx, cy, r, h in zip(x, y, radius, height, strict=True):
        reach = int(r * 2) + 1
        u, v = np.arange(int(cx) - reach, int(cx) + reach + 1), np.arange(int(cy) - reach, int(cy) + reach + 1)
        dome = h * (1 - ((u[None] - cx) ** 2 + (v[:, None] - cy) ** 2) / (r * r))
        place = np.ix_(v % SIZE, u % SIZE)
        hull[place] = np.maximum(hull[place], dome)
    return hull


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
    return _domes(x, y, np.append(size, radius), np.append(low, height), species.low_m)


def _stratus(species: Species, generator: np.random.Generator) -> Array:
    """A sea of rounded cells, drawn out in long rolls, deeper in some regions than in others."""
    count = 1500
    x, y = generator.random((2, count)) * SIZE
    radius = np.exp(generator.normal(np.log(10.5), 0.4, count)).clip(4, 24)
    cells = _domes(x, y, radius, radius * 26 * generator.uniform(0.6, 1.4, count), species.low_m)
    rolls = smooth_noise(SIZE, 13, generator, 1.7) * 75 + smooth_noise(SIZE, 5, generator) * 70
    return np.asarray(cells + rolls, np.float32)


def _storm(species: Species, generator: np.random.Generator) -> Array:
    """A deep deck with a few towers that climb out of it."""
    count = 34
    deck = smooth_noise(SIZE, 7, generator) * 500 + smooth_noise(SIZE, 18, generator, 1.5) * 260 + 1300
    x, y = generator.random((2, count)) * SIZE
    owner = np.repeat(np.arange(count), 9)
    away = generator.normal(0, 14, (2, owner.size))
    radius = generator.uniform(12, 30, owner.size)
    height = radius * CELL_M * generator.uniform(2.2, 4.4, owner.size) - 40 * np.hypot(*away)
    towers = _domes(x[owner] + away[0], y[owner] + away[1], radius, height, species.low_m)
    return np.asarray(np.maximum(deck, towers), np.float32)


BUILDERS: dict[str, Callable[[Species, np.random.Generator], Array]] = {
    "cumulus": _cumulus,
    "stratus": _stratus,
    "storm": _storm,
}


def depth_map(kind: str, species: Species, cover: float, generator: np.random.Generator) -> Array:
    """(SIZE, SIZE) cloud depth in metres, the share `cover` of it above 0 (y, x order)."""
    depth = gaussian_filter(BUILDERS[kind](species, generator), 1.0, mode="wrap")
    depth -= np.quantile(depth, 1 - cover) if cover < 1 else depth.min() - 40
    return np.clip(depth, species.low_m, species.high_m)


def wide_map(generator: np.random.Generator) -> Array:
    """(SIZE, SIZE) smooth 0-1 map, mean a half, for regions of more and less cloud."""
    waves = smooth_noise(SIZE, 7, generator) + 0.6 * smooth_noise(SIZE, 17, generator)
    return np.asarray(np.clip(0.5 + waves * 0.17, 0, 1), np.float32)
