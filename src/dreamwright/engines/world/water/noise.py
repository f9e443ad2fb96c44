"""Tileable noise tables for gusts, foam and ice, made once with NumPy.

Knows random fields; nothing of water or pixels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float32]


def gaussian_field(size: int, falloff: float, seed: int, stretch: float = 1.0, low: float = 1.0) -> Real:
    """(size, size) of mean 0 and variance 1, amplitude ∝ k^−falloff from `low` cycles a tile; stretched along x."""
    rng = np.random.default_rng((seed, size, 7002))
    ky = np.fft.fftfreq(size, 1.0 / size)[:, None]
    kx = np.fft.rfftfreq(size, 1.0 / size)[None, :] * stretch
    k = np.hypot(kx, ky)
    amplitude = np.where(k >= low, np.maximum(k, low) ** -falloff, 0.0)
    draws = rng.standard_normal((2, *k.shape))
    field = np.fft.irfft2((draws[0] + 1j * draws[1]) * amplitude, s=(size, size))
    return ((field - field.mean()) / field.std()).astype(np.float32)


def equalised(field: NDArray[np.floating]) -> Real:
    """The same field with its values spread evenly over 0-1."""
    ranks = np.empty(field.size, np.float32)
    ranks[np.argsort(field, axis=None, kind="stable")] = np.arange(field.size, dtype=np.float32)
    return np.asarray((ranks + 0.5) / field.size, np.float32).reshape(field.shape)


def cells(size: int, count: int, seed: int) -> tuple[Real, Real]:
    """Distances (in tiles) to the nearest and second nearest of `count` random points of a torus."""
    from scipy.spatial import cKDTree  # slow to load, and most lands ask for no foam

    points = np.random.default_rng((seed, count, 7003)).random((count, 2))
    around = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])
    tree = cKDTree((points[None] + around[:, None]).reshape(-1, 2))
    axis = (np.arange(size) + 0.5) / size
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    near, _ = tree.query(grid, k=2, workers=2)
    first, second = np.asarray(near, np.float32).T.reshape(2, size, size)
    return first, second


def bubble_walls(size: int, seed: int) -> Real:
    """Foam: high on the walls between bubbles of three sizes, holes in their middles; values even over 0-1."""
    total = 0.5 * gaussian_field(size, 1.1, seed, low=2.0)
    for count, weight in ((60, 1.0), (420, 0.8), (2600, 0.5)):
        first, second = cells(size, count, seed)
        wall = -(second - first) * np.sqrt(count)
        total += weight * (wall - wall.mean()) / wall.std()
    return equalised(total)
