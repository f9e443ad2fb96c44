"""A sun that turns: the ground relit by the ratio of two Lambert terms, with normals from the relief, where trusted.

Knows nearness and sun directions; nothing of plans.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from dreamwright.engines.parallax.depths import Space
from dreamwright.engines.parallax.moment import Clock, Moment, places, ramp, shrunk, spread, times
from dreamwright.frames import Array

Direction = tuple[float, float, float]
_STEP = 4
_SKY_LIGHT = 0.55
"""Light that a surface turned from the sun has, of what one turned to it gains."""
_LIMITS = (0.62, 1.55)
_LOWEST_DEG = 4.0


class Turning:
    """Light whose direction turns; a pure function of the moment, nothing where the picture stands."""

    def __init__(
        self, begun: tuple[float, float], ended: tuple[float, float], space: Space, top: int, clock: Clock
    ) -> None:
        """Suns by elevation and azimuth in degrees; `top`: rows of the canvas over the film."""
        self._begun, self._ended, self._clock = begun, ended, clock
        self._horizon, self._nearest_m = space.horizon - top, space.nearest_m

    def on(self, color: Array, moment: Moment) -> Array:
        """The frame in the light of its moment."""
        share = self._clock.passed(moment.t_s)
        if share <= 0:
            return color
        near = cv2.GaussianBlur(shrunk(moment.nearness, _STEP), (0, 0), 4.0)
        normal, trust = self._normals(moment, np.asarray(near, np.float32))
        now = tuple(a + (b - a) * share for a, b in zip(self._begun, self._ended, strict=True))
        before, after = (_lit(normal, _direction(*sun)) for sun in (self._begun, now))
        ratio = np.log(after / before)
        ratio -= np.float32(float(np.average(ratio, weights=trust + 1e-4)))  # how light it is as a whole is not of this
        gain = np.exp(np.clip(ratio, math.log(_LIMITS[0]), math.log(_LIMITS[1])) * trust) - 1
        gain = cv2.GaussianBlur(np.asarray(gain, np.float32), (0, 0), 2.5)
        change = spread(np.asarray(gain, np.float32), color.shape) * (1 - moment.sky)
        return times(color, 1 + change)

    def _normals(self, moment: Moment, near: Array) -> tuple[Array, Array]:
        """(h, w, 3) right, up, ahead of surfaces, and 0-1 how far they are to be trusted."""
        at = places(moment, self._horizon, near, _STEP)
        across, down = (np.dstack([_slope(part, axis) for part in (at.right, at.up, at.ahead)]) for axis in (1, 0))
        normal = np.cross(across, down)
        normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)
        normal *= np.where((normal[..., 2] * at.ahead + normal[..., 1] * at.up + normal[..., 0] * at.right) > 0, -1, 1)[
            ..., None
        ]
        jump = np.hypot(_slope(near, 0), _slope(near, 1)) / np.maximum(near, 1e-4)
        known = (1 - ramp(np.asarray(jump, np.float32), 0.05, 0.16)) * ramp(near * self._nearest_m, 0.008, 0.04)
        return np.asarray(normal, np.float32), np.asarray(cv2.GaussianBlur(known, (0, 0), 2.0), np.float32)


def _slope(values: Array, axis: int) -> Array:
    return np.asarray(np.gradient(values, axis=axis), np.float32)


def _direction(elevation_deg: float, azimuth_deg: float) -> Direction:
    up, turn = math.radians(max(elevation_deg, _LOWEST_DEG)), math.radians(azimuth_deg)
    return math.cos(up) * math.sin(turn), math.sin(up), math.cos(up) * math.cos(turn)


def _lit(normal: Array, sun: Direction) -> Array:
    facing = normal @ np.asarray(sun, np.float32)
    return np.asarray(_SKY_LIGHT + np.maximum(facing, 0) + 0.15 * facing, np.float32)
