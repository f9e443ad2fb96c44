"""Auroras and rainbows laid over a picture's sky, behind what stands before it.

Knows pictures and angles; nothing of plans.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from dreamwright.engines.parallax.depths import Space
from dreamwright.engines.parallax.moment import (
    Clock,
    Drifting,
    Moment,
    glowing,
    luminance,
    noise_tile,
    ramp,
    shrunk,
    spread,
    times,
    tinted,
)
from dreamwright.engines.parallax.reframe import Framed
from dreamwright.engines.parallax.view import grid
from dreamwright.frames import Array

_GROWN_S = 1.8
_STEP = 8
_GREEN = np.array([0.10, 0.95, 0.42], np.float32)
_VIOLET = np.array([0.42, 0.16, 0.62], np.float32)
_ROSE = np.array([0.75, 0.16, 0.34], np.float32)
_DARK = (0.02, 0.16)


class Aurora:
    """Curtains of light in a dark sky; a pure function of the moment, nothing where the picture stands."""

    def __init__(self, strength: float, space: Space, top: int, clock: Clock, seed: int) -> None:
        self._strength, self._clock, self._horizon = strength, clock, space.horizon - top
        self._folds = tuple(
            (Drifting(noise_tile(256, seed + 7 * i, 2.2, 0.35), (5.0 * (-1) ** i, 2.2), clock),
             Drifting(noise_tile(256, seed + 7 * i + 3, 0.9, 0.2), (11.0 * (-1) ** i, 5.0), clock))
            for i in range(3)
        )  # fmt: skip

    def on(self, color: Array, moment: Moment) -> Array:
        """The frame under the aurora of that moment."""
        grown = self._clock.rise(moment.t_s, _GROWN_S) * self._strength
        sky = moment.sky
        if grown <= 0 or float(sky.max()) < 0.5:
            return color
        light = luminance(np.ascontiguousarray(color[::8, ::8]))
        mean = float((light * sky[::8, ::8]).sum() / max(float(sky[::8, ::8].sum()), 1e-3))
        grown *= 1 - float(ramp(np.asarray(mean, np.float32), *_DARK))
        if grown <= 0.01:
            return color
        small = self._curtains(moment) * np.float32(0.85 * grown)
        clear = ramp(shrunk(luminance(color), _STEP), 0.3 * mean, 0.85 * mean)  # it stands behind clouds, dark by night
        clear = np.maximum(cv2.GaussianBlur(clear, (0, 0), 1.2), np.float32(0.08))
        pale = float(np.float32(0.8 * grown) * cv2.mean(small)[1])
        seen = np.maximum(spread(times(np.asarray(small, np.float32), np.asarray(clear, np.float32)), color.shape), 0)
        lit = cv2.multiply(color, 1 + tinted(1 - sky, pale * _GREEN))
        return glowing(np.asarray(lit, np.float32), times(seen, sky), 0.5)

    def _curtains(self, moment: Moment) -> Array:
        sight = moment.sight
        points = grid(sight.width, sight.height, _STEP)
        right, down = sight.ray(points.x, points.y)
        level = (self._horizon - sight.height / 2) / sight.opening_focal
        above = np.float32(level) - down
        total = np.zeros((*right.shape, 3), np.float32)
        for index, (fold, ray) in enumerate(self._folds):
            total += self._curtain(right, above, index, (fold, ray), moment.t_s)
        return total

    def _curtain(self, right: Array, above: Array, index: int, noise: tuple[Drifting, Drifting], t_s: float) -> Array:
        fold, ray = noise
        line = np.float32(37.0 * index)
        bend = 0.06 * fold.at(right * 34, np.full_like(right, line), t_s)
        bend += 0.026 * fold.at(right * 150 + 80, np.full_like(right, line + 19), t_s)
        base = np.float32(0.08 + 0.09 * index) + bend + np.float32(0.16 * (index - 1)) * right
        rise = above - base
        across = right * 80 + 16 * fold.at(right * 34, above * 6 + line, t_s)
        fine = ray.at(across * 2.7 + 31, above * 4, t_s)
        rays = np.clip(0.55 + 0.26 * ray.at(across, above * 5, t_s) + 0.08 * fine, 0.02, 2.0)
        tall = np.float32(0.085 + 0.02 * index) * (0.6 + 0.55 * rays)
        body = ramp(rise, -0.012, 0.022) * np.exp(-np.maximum(rise, 0) / tall)
        strong = np.clip(0.55 + 0.4 * fold.at(right * 22 + 120, np.full_like(right, line + 60), t_s), 0.05, 1.4)
        light = body * rays * strong * np.float32(0.8 - 0.17 * index)
        high = np.clip(rise / (2.1 * tall), 0, 1)[..., None]
        low = np.exp(-np.abs(rise - 0.006) / np.float32(0.012))[..., None]
        hue = _GREEN * (1 - high) + _VIOLET * high + _ROSE * (0.22 * low)
        return np.asarray(light[..., None] * hue, np.float32)


_BOW = np.array([  # degrees from the point opposite the sun, and linear colour there
    (39.6, 0.0, 0.0, 0.0), (40.4, 0.20, 0.05, 0.42), (40.8, 0.08, 0.16, 0.62), (41.15, 0.04, 0.50, 0.46),
    (41.5, 0.30, 0.72, 0.10), (41.85, 0.80, 0.66, 0.04), (42.15, 0.90, 0.34, 0.03), (42.5, 0.72, 0.08, 0.03),
    (43.1, 0.0, 0.0, 0.0),
])  # fmt: skip
_SECOND = (50.0, 53.5)


class Rainbow:
    """A bow about the point opposite the sun, 42 degrees away from it; fades in from the picture as it stands."""

    def __init__(self, strength: float, sun: tuple[float, float], framed: Framed, space: Space, clock: Clock) -> None:
        """`sun`: elevation and azimuth in degrees."""
        self._strength, self._clock = strength, clock
        self._horizon = space.horizon - framed.canvas.margin[1]
        up, turn = math.radians(-max(sun[0], 4.0)), math.radians(_behind(sun[1]))
        self._axis = math.cos(up) * math.sin(turn), math.sin(up), math.cos(up) * math.cos(turn)
        self._nearest_m = space.nearest_m

    def on(self, color: Array, moment: Moment) -> Array:
        """The frame with the bow."""
        grown = self._clock.rise(moment.t_s, _GROWN_S) * self._strength
        if grown <= 0:
            return color
        bow = self._light(moment)
        air = np.clip(moment.sky + 0.55 * (1 - ramp(moment.nearness * np.float32(self._nearest_m), 0.02, 0.12)), 0, 1)
        bright = float(np.percentile(luminance(np.ascontiguousarray(color[::8, ::8])), 80))
        share = np.asarray(air * np.float32(grown * min(1.0, 1.6 * bright)), np.float32)
        return glowing(color, times(np.maximum(spread(bow, color.shape), 0), share), 0.6)

    def _light(self, moment: Moment) -> Array:
        """(h, w, 3) light of the bow on a coarse film."""
        sight = moment.sight
        points = grid(sight.width, sight.height, 3)
        right, down = sight.ray(points.x, points.y)
        rise = (self._horizon - sight.height / 2) / sight.opening_focal
        cos, sin = 1 / math.hypot(1, rise), rise / math.hypot(1, rise)
        x, y, z = self._axis
        along = right * np.float32(x) + (np.float32(sin) - np.float32(cos) * down) * np.float32(y)
        along += (np.float32(cos) + np.float32(sin) * down) * np.float32(z)
        angle = np.degrees(np.arccos(np.clip(along / np.sqrt(1 + right**2 + down**2), -1, 1)))
        first = np.dstack([np.interp(angle, _BOW[:, 0], channel) for channel in _BOW.T[1:]])
        turned = np.interp(angle, _SECOND, (_BOW[-1, 0], _BOW[0, 0]), left=0, right=0)
        second = np.dstack([np.interp(turned, _BOW[:, 0], channel) for channel in _BOW.T[1:]])
        inside = 0.035 * np.exp(-np.maximum(41.0 - angle, 0) / 6.0) * (angle < 41.6)
        low = np.clip(0.35 + 1.2 * np.clip((rise - down) / 0.4, 0, 1), 0.35, 1.0)
        light = 0.34 * first + 0.085 * second + inside[..., None]
        return np.asarray(cv2.GaussianBlur(light * low[..., None], (0, 0), 1.2), np.float32)


def _behind(azimuth_deg: float) -> float:
    """Azimuth opposite the sun, kept where one leg of the bow can be seen."""
    opposite = (azimuth_deg + 360.0) % 360.0 - 180.0
    return float(np.clip(opposite, -38.0, 38.0))
