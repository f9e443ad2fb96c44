"""Banks of fog: what is far is veiled in the picture's own airlight, what is near stays clear, and the banks drift.

Optical depth is summed over slabs of distance, each with its own drifting noise, so that fog lies between things.
Knows pictures, nearness and winds; nothing of plans.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from dreamwright.engines.parallax.depths import Space
from dreamwright.engines.parallax.moment import (
    FARTHEST_M,
    Clock,
    Drifting,
    Moment,
    luminance,
    noise_tile,
    shrunk,
    times,
)
from dreamwright.engines.parallax.reframe import Framed
from dreamwright.engines.parallax.view import grid
from dreamwright.frames import Array

_SLABS = 6
_STEP, _COARSE = 2, 8
"""Film pixels a point of the veil, and of the noise, stands for."""
_TILE = 256
_DENSITIES, _DEPTHS = (0.0, 0.1, 0.3, 0.5, 0.85, 1.0), (0.0, 0.35, 1.1, 2.0, 4.0, 6.0)
"""Optical depth that fog of each density has before what stands in the picture's farther middle."""


@dataclass(frozen=True)
class Bank:
    """How dense the fog is (0-1), how high it stands (m), and the wind (m/s right and ahead)."""

    density: float
    top_m: float
    wind: tuple[float, float]


class Fog:
    """Fog in one picture; a pure function of the moment. It rolls in from nothing where the picture stands."""

    def __init__(self, bank: Bank, framed: Framed, space: Space, clock: Clock, seed: int) -> None:
        self._bank, self._clock = bank, clock
        self._margin = framed.canvas.margin
        self._horizon = space.horizon - self._margin[1]
        self._air = _airlight(framed, space)
        self._edges = np.geomspace(0.6 * space.nearest_m, _far_m(framed, space), _SLABS + 1)
        self._extinction = float(np.interp(bank.density, _DENSITIES, _DEPTHS)) / _middle_m(framed, space)
        drift = max(math.hypot(*bank.wind), 0.6)
        across = bank.wind[0] if abs(bank.wind[0]) > 0.3 * drift else math.copysign(0.7 * drift, bank.wind[0] or 1)
        self._noises = tuple(self._noise(j, across, clock, seed) for j in range(_SLABS))

    def _noise(self, slab: int, across: float, clock: Clock, seed: int) -> Drifting:
        """Noise whose features are about as large as the slab is far; nearer slabs drift faster on film."""
        tile = noise_tile(_TILE, seed + 31 * slab, 1.9, 0.3)
        rate = across * 9.0 * (0.7 + 0.6 * (slab % 2)) / (1 + 0.35 * slab)
        return Drifting(tile, (rate, -0.12 * abs(rate)), clock)

    def on(self, color: Array, moment: Moment) -> Array:
        """The frame seen through the fog at that moment."""
        amount = self._clock.rise(moment.t_s, min(3.0, 0.6 * self._clock.duration_s)) if not self._clock.loop else 1.0
        if amount <= 0:
            return color
        depth = np.float32(amount) * self._depth(moment)
        veil = cv2.exp(-depth)
        clear = np.asarray(cv2.resize(veil, color.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)
        air = self._airlight_at(moment, color.shape) * moment.gain
        return air + times(color - air, clear)

    def _depth(self, moment: Moment) -> Array:
        """(h, w) optical depth of the fog before each point of the film at half size."""
        near = shrunk(moment.nearness, _STEP)
        away = 1 / np.maximum(near, np.float32(1 / FARTHEST_M))
        away *= 1 - np.float32(0.25) * shrunk(moment.sky, _STEP)
        size = near.shape[1], near.shape[0]
        total = np.zeros_like(near)
        for slab, noise in enumerate(self._noises):
            begin, end = self._edges[slab], self._edges[slab + 1]
            part = np.clip(away, begin, end) - np.float32(begin)
            part *= cv2.resize(self._density(moment, slab, noise), size, interpolation=cv2.INTER_CUBIC)
            total += part
        return total

    def _density(self, moment: Moment, slab: int, noise: Drifting) -> Array:
        """(h, w) extinction per metre in a slab, on the coarse film."""
        sight = moment.sight
        points = grid(sight.width, sight.height, _COARSE)
        right, down = sight.ray(points.x, points.y)
        far = float(np.sqrt(self._edges[slab] * self._edges[slab + 1]))
        shift = sight.shift / far
        scale = 95.0 * (1 + 0.25 * slab)
        x = (right + np.float32(shift[0])) * np.float32(scale) + np.float32(57.0 * slab)
        y = (down + np.float32(shift[1])) * np.float32(1.9 * scale) + np.float32(91.0 * slab)
        wisps = np.clip(0.5 + 0.42 * noise.at(x, y, moment.t_s), 0.02, 2.0)
        level = (self._horizon - sight.height / 2) / sight.opening_focal
        height = (level - down) * np.float32(far)  # metres over the camera, level with the horizon = 0
        low = 1 / (1 + np.exp(np.clip((height - self._top(far)) / np.float32(0.35 * self._top(far)), -8, 8)))
        near = np.float32(min(1.0, 0.25 + 0.35 * slab))  # right before the camera the air is clear
        return np.asarray(near * wisps**1.4 * (0.008 + 0.992 * low) * np.float32(1.6 * self._extinction), np.float32)

    def _top(self, far_m: float) -> float:
        """Height of the fog's top at a distance: never so low there that it is not seen, nor over all."""
        return float(np.clip(self._bank.top_m * 0.12, 0.02 * far_m, 0.22 * far_m + 1.0))

    def _airlight_at(self, moment: Moment, shape: tuple[int, ...]) -> Array:
        matrix = moment.sight.homography(self._margin) * [[1.0 / _COARSE] * 3, [1.0 / _COARSE] * 3, [1.0] * 3]
        out = np.diag([_COARSE, _COARSE, 1.0])
        size = -(-shape[1] // _COARSE), -(-shape[0] // _COARSE)
        air = cv2.warpPerspective(self._air, matrix @ out, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                                  borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
        return np.asarray(cv2.resize(air, shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _middle_m(framed: Framed, space: Space) -> float:
    """How far the picture's farther middle is."""
    solid = space.nearness[framed.regions.sky < 0.5]
    return 1 / max(float(np.percentile(solid, 30)), 1 / 300) if solid.size else 30.0


def _far_m(framed: Framed, space: Space) -> float:
    """How far the farthest slab ends: where little more is told apart."""
    solid = space.nearness[framed.regions.sky < 0.5]
    far = 1 / max(float(np.percentile(solid, 3)), 1 / FARTHEST_M) if solid.size else 60.0
    return float(np.clip(1.6 * far, 6 * space.nearest_m, FARTHEST_M))


def _airlight(framed: Framed, space: Space) -> Array:
    """(h, w, 3) colour of the fog over the canvas: that of the sky near the horizon or of what is farthest, smooth."""
    color = shrunk(framed.canvas.color, _COARSE)
    near, sky = shrunk(framed.canvas.disparity, _COARSE), shrunk(framed.regions.sky, _COARSE)
    rows = np.arange(color.shape[0], dtype=np.float32)[:, None] - np.float32(space.horizon / _COARSE)
    low = np.exp(-np.abs(rows) / np.float32(0.18 * color.shape[0]))
    far = np.exp(-near / np.float32(max(float(np.percentile(near, 25)), 0.02)))
    light = luminance(color)
    bright = np.clip(light / max(float(np.percentile(light, 80)), 1e-4), 0.05, 1.5)
    weight = (0.01 + 3.0 * sky * low + 0.3 * far * (1 - sky)) * bright
    wide = 0.16 * color.shape[1]
    total = cv2.GaussianBlur(weight, (0, 0), wide, borderType=cv2.BORDER_REPLICATE)
    air = cv2.GaussianBlur(color * weight[..., None], (0, 0), wide, borderType=cv2.BORDER_REPLICATE)
    air = air / np.maximum(total, 1e-6)[..., None]
    grey = luminance(np.ascontiguousarray(air, np.float32))[..., None]
    return np.asarray(np.minimum(0.62 * air + 0.38 * grey, 0.8), np.float32)
