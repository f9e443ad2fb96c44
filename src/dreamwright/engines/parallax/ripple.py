"""Water that moves: a sum of deep-water waves on the ground plane that wobble what the surface mirrors.

Knows arrays and winds; nothing of plans. Waves travel by ω = √(gk); those too fine for the picture fade out.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.frames import Array

_WAVES = 9
_GRAVITY = 9.81
_COARSE = 2
_MOST_PX = 5.0
_SPREAD = 0.7
"""Radians about the wind within which waves travel."""
_SHINE = 1.6
"""Change of brightness per slope."""


class Ripple:
    """Waves on the water of one picture; `at(t)` is a pure function of t and leaves the picture as it is at 0."""

    def __init__(
        self,
        shape: tuple[int, int],
        horizon: float,
        middle: float,
        focal: float,
        height_m: float,
        wind: tuple[float, float],
        period_s: float | None,
        seed: int,
    ) -> None:
        """`wind` (m/s right, ahead); `height_m` of the camera over the water; with `period_s` the waves repeat."""
        across, ahead, beyond = _ground(shape, horizon, middle, focal, height_m)
        random = np.random.default_rng([seed, 0x3A7E])
        lengths = np.geomspace(0.35, 9.0, _WAVES) * max(height_m / 1.7, 0.3) * random.uniform(0.85, 1.15, _WAVES)
        toward = math.atan2(wind[0], wind[1]) + random.uniform(-_SPREAD, _SPREAD, _WAVES)
        self._omega = _repeating(np.sqrt(_GRAVITY * 2 * math.pi / lengths), period_s)
        steep = (0.03 + 0.006 * math.hypot(*wind)) / math.sqrt(_WAVES / 2)
        rows = []
        for length, angle in zip(lengths, toward, strict=True):
            k = 2 * math.pi / length
            phase = k * (math.sin(angle) * across + math.cos(angle) * ahead) + random.uniform(0, 2 * math.pi)
            drawn = length * beyond * beyond / (height_m * focal)  # pixels from crest to crest, seen along the ray
            fade = np.clip(drawn / 5 - 0.4, 0, 1) * steep
            rows += [fade * np.cos(phase), fade * np.sin(phase)]
        self._parts = np.stack(rows).astype(np.float32)
        self._reach = np.minimum(0.6 * beyond, 90).astype(np.float32)
        self._y, self._x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)

    def at(self, t_s: float, color: Array) -> Array:
        """`color` (H, W, 3) seen on the water `t_s` seconds on."""
        if t_s == 0:
            return color
        height, width = color.shape[:2]
        slope = self._slope(t_s)
        down = np.clip(self._reach * slope, -_MOST_PX, _MOST_PX)
        size = width, height
        down, lit = (cv2.resize(a, size, interpolation=cv2.INTER_LINEAR) for a in (down, slope))
        moved = cv2.remap(color, self._x + np.float32(0.35) * down, self._y + down, cv2.INTER_CUBIC,
                          borderMode=cv2.BORDER_REFLECT_101)  # fmt: skip
        gain = np.clip(1 + np.float32(_SHINE) * lit, 0.75, 1.35)
        return np.asarray(np.maximum(moved, 0) * gain[..., None], np.float32)

    def _slope(self, t_s: float) -> Array:
        """(h, w) change of slope since the picture was taken."""
        angle = self._omega * t_s
        weight = np.stack([np.cos(angle) - 1, np.sin(angle)], -1).ravel().astype(np.float32)
        return np.asarray(np.tensordot(weight, self._parts, 1), np.float32)


def _ground(
    shape: tuple[int, int], horizon: float, middle: float, focal: float, height_m: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Metres right and ahead of the water's points at half size, and their pixels below the horizon."""
    size = -(-shape[0] // _COARSE), -(-shape[1] // _COARSE)
    y, x = np.mgrid[: size[0], : size[1]] * float(_COARSE) + 0.5
    beyond = np.maximum(y - horizon, 2.0)
    return (x - middle) * height_m / beyond, height_m * focal / beyond, beyond


def _repeating(omega: NDArray[np.float64], period_s: float | None) -> NDArray[np.float64]:
    if period_s is None:
        return omega
    base = 2 * math.pi / period_s
    return np.asarray(np.maximum(1, np.round(omega / base)) * base)
