"""Rainbows: sunlight through round drops, by wavelength, folded with the width of the sun.

Descartes' rays with Fresnel's losses give both bows, the bright inside and Alexander's dark band.
Knows no rain: the caller says how much of it stands in the ray.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from dreamwright.engines.world.jit import Array3f, Array4f, Float, UInt, dr, to_float
from dreamwright.engines.world.sky.spectrum import GRID_NM, LUMA, SUN, XYZ_TO_RGB, color_matching

BINS, WIDEST_DEG = 1024, 64.0
RAIN_DEPTH = 0.14
"""Optical depth of rain between the eye and the far side of a strong shower."""
SUN_BLUR_DEG = 0.19
"""Deviation of the sun's disc (0.53°) and of the spread that small drops add."""


class Rainbow:
    """Bows opposite the sun; `strength` 0 … 1."""

    def __init__(self, strength: float) -> None:
        self._table = to_float(np.pad(bow_table() * RAIN_DEPTH * strength, ((0, 0), (0, 1))))

    def radiance(self, direction: Array3f, key_direction: Array3f, key_irradiance: Array3f) -> Array3f:
        """Light (knit) of the bows along `direction`, for a full shower in the ray.

        `key_direction`: unit vector toward the sun; `key_irradiance`: klux on a plane facing it.
        """
        angle = dr.acos(dr.clip(-dr.dot(direction, key_direction), -1.0, 1.0))
        x = dr.minimum(angle * ((BINS - 1) / math.radians(WIDEST_DEG)), BINS - 1.0)
        low = dr.minimum(UInt(x), BINS - 2)
        a, b = dr.gather(Array4f, self._table, low), dr.gather(Array4f, self._table, low + 1)
        c = dr.fma(b - a, x - Float(low), a)
        return Array3f(c.x, c.y, c.z) * key_irradiance


def water_index(nm: Any) -> Any:
    """Refractive index of water in visible light (a Cauchy fit)."""
    return 1.3244 + 3.046e3 / np.asarray(nm) ** 2


def bow_angle(index: Any, impact: Any, order: int) -> Any:
    """Angle (radians) from the point opposite the sun of light reflected `order` (1, 2) times inside a drop."""
    i, r = np.arcsin(impact), np.arcsin(impact / index)
    return 4.0 * r - 2.0 * i if order == 1 else math.pi + 2.0 * i - 6.0 * r


def _kept(index: Any, impact: Any, order: int) -> Any:
    """Share of light (mean of both polarisations) that leaves after `order` inner reflections."""
    i, r = np.arcsin(impact), np.arcsin(impact / index)
    ci, cr = np.cos(i), np.cos(r)
    across = ((ci - index * cr) / (ci + index * cr)) ** 2
    along = ((index * ci - cr) / (index * ci + cr)) ** 2
    return 0.5 * sum((1.0 - f) ** 2 * f**order for f in (across, along))


@lru_cache(maxsize=1)
def bow_table() -> np.ndarray:
    """(BINS, 3): light per steradian and unit of white sun, from 0 to WIDEST_DEG off the antisolar point."""
    edges = np.linspace(0.0, math.radians(WIDEST_DEG), BINS + 1)
    solid = 2.0 * math.pi * (np.cos(edges[:-1]) - np.cos(edges[1:]))
    impact = (np.arange(6000) + 0.5) / 6000.0
    matching = color_matching(GRID_NM)
    weights = XYZ_TO_RGB @ (matching * SUN) / (SUN @ matching[1])
    rgb = np.zeros((BINS, 3))
    for nm, weight in zip(GRID_NM, weights.T, strict=True):
        spread = np.zeros(BINS)
        for order in (1, 2):
            index = water_index(nm)
            power = 2.0 * impact / impact.size * _kept(index, impact, order)
            spread += np.histogram(np.abs(bow_angle(index, impact, order)), edges, weights=power)[0]
        rgb += (spread / solid)[:, None] * weight
    return _vivid(_blurred(rgb))


def _blurred(rgb: np.ndarray) -> np.ndarray:
    sigma = SUN_BLUR_DEG / WIDEST_DEG * BINS
    reach = int(4 * sigma)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    padded = np.pad(rgb, ((reach, reach), (0, 0)), mode="edge")
    return np.stack([np.convolve(padded[:, c], kernel, mode="valid") for c in range(3)], 1)


def _vivid(rgb: np.ndarray) -> np.ndarray:
    """Into gamut by the least desaturation."""
    luma = (rgb @ LUMA)[:, None]
    low = rgb.min(1, keepdims=True)
    keep = np.where(low < 0.0, luma / np.maximum(luma - low, 1e-12), 1.0)
    return np.maximum(luma + (rgb - luma) * keep, 0.0)
