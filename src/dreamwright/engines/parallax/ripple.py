"""Water that moves: a sum of deep-water waves on the ground plane that wobble what the surface mirrors, and heave it.

Knows arrays and winds; nothing of plans. Waves travel by ω = √(gk); those too fine for the picture fade out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.rhythm import Rhythm
from dreamwright.frames import Array

_GRAVITY = 9.81
_COARSE = 2
_OF_ROOM = 0.15
"""Most of the way to the shore that a wave moves what it mirrors."""
_STEEPEST = 0.3
"""Steepest change of displacement over a pixel, of all waves together: steeper would fold and smear."""


_SLOWER = 0.18
"""Share by which a loop's waves are slower at the picture, which is sharper than what they make of it."""
_EASE = 2.0
"""How many times its usual displacement a wave may be held back from."""


class Waters(NamedTuple):
    """The waves of a kind of water."""

    waves: int
    lengths_m: tuple[float, float]
    """Shortest and longest, seen from 1.7 m over the water."""
    steep: float
    windy: float
    """Steepness in calm air, and what each m/s of wind adds."""
    spread: float
    """Radians about the wind within which waves travel."""
    shine: float
    """Change of brightness per slope."""
    most_px: float
    heave: float
    """How much of its rise and fall is seen."""


LAKE = Waters(9, (0.35, 9.0), 0.03, 0.006, 0.7, 1.6, 5.0, 0.2)
SEA = Waters(12, (0.8, 26.0), 0.045, 0.004, 0.45, 1.3, 9.0, 0.7)
STREAM = Waters(8, (0.25, 2.5), 0.045, 0.0, 1.4, 1.4, 3.5, 0.3)


@dataclass(frozen=True)
class Surface:
    """Level water before a camera."""

    shape: tuple[int, int]
    """Pixels down and across."""
    horizon: float
    middle: float
    """Row and column straight ahead."""
    focal_px: float
    height_m: float
    """Of the camera over it."""


class Ripple:
    """Waves on the water of one picture; `at(t)` is a pure function of t and leaves the picture as it is at 0."""

    def __init__(
        self, water: Waters, surface: Surface, wind: tuple[float, float], rhythm: Rhythm, seed: int,
        room: Array | None = None,
    ) -> None:  # fmt: skip
        """`wind` (m/s right, ahead): where the waves run, and how steep they are.

        `room` (H, W): pixels to the nearest shore, which stays straight: no wave moves more than a part of that.
        """
        across, ahead, beyond = _ground(surface)
        focal, height_m = surface.focal_px, surface.height_m
        random = np.random.default_rng([seed, 0x3A7E])
        scale = max(height_m / 1.7, 0.3) * random.uniform(0.85, 1.15, water.waves)
        lengths = np.geomspace(*water.lengths_m, water.waves) * scale
        toward = math.atan2(wind[0], wind[1]) + random.uniform(-water.spread, water.spread, water.waves)
        self._omega = rhythm.fitted(np.sqrt(_GRAVITY * 2 * math.pi / lengths))
        self._rhythm = rhythm
        steep = (water.steep + water.windy * math.hypot(*wind)) / math.sqrt(water.waves / 2)
        reach = np.minimum(0.6 * beyond, 90)
        most = _STEEPEST / math.sqrt(water.waves / 2)
        slopes, drops = [], []
        for length, angle in zip(lengths, toward, strict=True):
            k = 2 * math.pi / length
            phase = random.uniform(0, 2 * math.pi) - k * (math.sin(angle) * across + math.cos(angle) * ahead)
            drawn = length * beyond * beyond / (height_m * focal)  # pixels from crest to crest, seen along the ray
            fade = np.clip(drawn / 5 - 0.4, 0, 1)
            tilt = np.minimum(steep, most * drawn / (2 * math.pi * reach)) * fade
            slopes += [tilt * np.cos(phase), tilt * np.sin(phase)]
            height = steep / k * beyond / height_m  # pixels that the crest stands over its trough's level
            rise = water.heave * np.minimum(height, most * drawn / (2 * math.pi)) * fade
            drops += [
                reach * tilt * np.cos(phase) - rise * np.sin(phase),
                reach * tilt * np.sin(phase) + rise * np.cos(phase),
            ]
        self._slopes = np.stack([a[::2, ::2] for a in slopes]).astype(np.float32)
        self._water = water
        self._most = np.full(drops[0].shape, water.most_px, np.float32)
        if room is not None:
            self._most = np.minimum(self._most, np.float32(_OF_ROOM) * room[::_COARSE, ::_COARSE] + np.float32(0.2))
        self._drops = _eased(np.stack(drops).astype(np.float32), self._most)
        self._grid = np.ascontiguousarray(
            np.mgrid[: surface.shape[0], : surface.shape[1]][::-1].transpose(1, 2, 0), np.float32
        )

    def at(self, t_s: float, color: Array) -> Array:
        """`color` (H, W, 3) seen on the water `t_s` seconds on."""
        if t_s == 0:
            return color
        size = color.shape[1], color.shape[0]
        swing = self._rhythm.swing(self._omega, self._rhythm.even(t_s, _SLOWER))
        slope, drop = (np.tensordot(swing, parts, 1) for parts in (self._slopes, self._drops))
        steep = np.square(np.square(drop / self._most))
        drop /= np.sqrt(np.sqrt(1 + steep))  # never beyond `most`, and hardly less on the way
        both = np.dstack([np.float32(0.35) * drop, drop])
        place = np.asarray(cv2.resize(both, size, interpolation=cv2.INTER_LINEAR), np.float32)
        place += self._grid
        moved = cv2.remap(color, place, np.empty(0), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
        gain = np.clip(1 + np.float32(self._water.shine) * slope, 0.75, 1.35)
        moved *= cv2.resize(gain, size, interpolation=cv2.INTER_LINEAR)[..., None]
        return np.asarray(np.maximum(moved, 0, out=moved), np.float32)


def _eased(drops: Array, most: Array) -> Array:
    """The parts (n, h, w) of a displacement that swings well within `most` (h, w): held there, it would stand still
    most of the time, and be quick only where the picture is.
    """
    swing = np.sqrt(0.5 * (drops * drops).sum(0))
    return np.asarray(drops / np.sqrt(1 + (np.float32(_EASE) * swing / most) ** 2), np.float32)


def _ground(surface: Surface) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Metres right and ahead of the water's points at half size, and their pixels below the horizon."""
    size = -(-surface.shape[0] // _COARSE), -(-surface.shape[1] // _COARSE)
    y, x = np.mgrid[: size[0], : size[1]] * float(_COARSE) + 0.5
    beyond = np.maximum(y - surface.horizon, 2.0)
    height = surface.height_m
    return (x - surface.middle) * height / beyond, height * surface.focal_px / beyond, beyond
