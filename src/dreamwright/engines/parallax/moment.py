"""What an effect is told of one frame, the film's clock, and noise that drifts. Knows arrays; nothing of plans."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np

from dreamwright.engines.parallax.sight import Sight
from dreamwright.engines.parallax.view import grid
from dreamwright.frames import Array

STEP = 4
"""Film pixels between the points at which soft light is worked out."""
FARTHEST_M = 900.0
_LUMINANCE = np.array([[0.2126, 0.7152, 0.0722]], np.float32)


def unchanged() -> Array:
    """The gain of a light that is as it was."""
    return np.ones(3, np.float32)


@dataclass(frozen=True)
class Moment:
    """One frame of the film."""

    sight: Sight
    t_s: float
    """Seconds from where the picture stands; may be negative."""
    nearness: Array
    """(H, W) 1/m along the picture's axis."""
    sky: Array
    """(H, W) 0-1: how much of each pixel is sky."""
    gain: Array = field(default_factory=unchanged)
    """(3,) how much lighter it is now than in the picture."""


def ease(u: float) -> float:
    """Smoothstep of 0-1."""
    return u * u * (3 - 2 * u)


class Effect(Protocol):
    """Something done to a film's frames; a pure function of the moment."""

    def on(self, color: Array, moment: Moment) -> Array:
        """(H, W, 3) linear colour with the effect."""


@dataclass(frozen=True)
class Clock:
    """The film's length, and whether its end meets its beginning."""

    duration_s: float
    loop: bool

    def hertz(self, hz: float) -> float:
        """The rate nearest to `hz` that comes round in a loop."""
        return max(1, round(hz * self.duration_s)) / self.duration_s if self.loop else hz

    def rise(self, t_s: float, seconds: float) -> float:
        """0 where the picture stands, 1 from `seconds` away from it; in a loop back at 0 at its end."""
        if self.loop:
            t_s %= self.duration_s
            t_s, seconds = min(t_s, self.duration_s - t_s), min(seconds, self.duration_s / 2)
        return ease(min(abs(t_s) / max(seconds, 1e-3), 1.0))

    def passed(self, t_s: float) -> float:
        """0-1 of the film gone by, eased, either way from where the picture stands; in a loop there and back."""
        u = abs(t_s) / max(self.duration_s, 1e-3)
        if self.loop:
            return 0.5 - 0.5 * math.cos(2 * math.pi * u)
        return ease(min(u, 1.0))


def luminance(color: Array) -> Array:
    """(H, W) of a (H, W, 3) linear picture."""
    return np.asarray(cv2.transform(color, _LUMINANCE), np.float32)


def ramp(values: Array, low: float, high: float) -> Array:
    """Smoothstep from 0 at `low` to 1 at `high`."""
    u = np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(u * u * (3 - 2 * u), np.float32)


def spread(coarse: Array, shape: tuple[int, ...]) -> Array:
    """A coarse field at the film's size, smooth: no steps and no bands."""
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)


def shrunk(values: Array, step: int = STEP) -> Array:
    """The mean over blocks of `step` film pixels."""
    size = -(-values.shape[1] // step), -(-values.shape[0] // step)
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32)


def noise_tile(size: int, seed: int, slope: float, longest: float = 0.5) -> Array:
    """(size, size) of noise that repeats, mean 0 and deviation 1; amplitude falls as frequency to the -`slope`.

    `longest` is its largest feature as a share of the tile. Spectral synthesis (Saupe 1988).
    """
    random = np.random.default_rng([seed, 0x0F1E1D])
    waves = np.fft.rfft2(random.standard_normal((size, size)))
    across, down = np.meshgrid(np.fft.rfftfreq(size), np.fft.fftfreq(size))
    frequency = np.hypot(across, down)
    keep = frequency >= 0.5 / (longest * size)
    waves *= np.where(keep, np.maximum(frequency, 1e-9) ** -slope, 0)
    field = np.fft.irfft2(waves, (size, size))
    return np.asarray(field / field.std(), np.float32)


class Drifting:
    """Repeating noise carried along; in a loop two copies take turns, so that it closes and never stands still."""

    def __init__(self, tile: Array, velocity: tuple[float, float], clock: Clock) -> None:
        """`velocity`: tile pixels a second, right and down."""
        self._tile, self._velocity, self._clock = tile, velocity, clock

    def at(self, x: Array, y: Array, t_s: float) -> Array:
        """Its value at tile pixels (x, y)."""
        if not self._clock.loop:
            return self._carried(x, y, t_s)
        span = self._clock.duration_s
        part = t_s % span
        late = np.float32(ease(part / span))
        mixed = (1 - late) * self._carried(x, y, part) + late * self._carried(x, y, part - span)
        return np.asarray(mixed / np.hypot(1 - late, late), np.float32)

    def _carried(self, x: Array, y: Array, t_s: float) -> Array:
        size = self._tile.shape[0]
        u = np.asarray((x - np.float32(self._velocity[0] * t_s)) % size, np.float32)
        v = np.asarray((y - np.float32(self._velocity[1] * t_s)) % size, np.float32)
        return np.asarray(cv2.remap(self._tile, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP), np.float32)


def tinted(plane: Array, tint: Array) -> Array:
    """(H, W, 3) a plane in a colour (3,); merged by OpenCV, which is quicker than broadcasting."""
    return np.asarray(cv2.merge([plane * np.float32(part) for part in tint.tolist()]), np.float32)


def times(color: Array, gain: Array) -> Array:
    """(H, W, 3) times (H, W)."""
    return np.asarray(cv2.multiply(color, cv2.merge([gain, gain, gain])), np.float32)


def glowing(color: Array, light: Array, room: float) -> Array:
    """The frame with light (H, W, 3) added, less where it is bright already: nothing is blown out."""
    rest = np.maximum(1 - np.float32(room) * color, 0)
    return np.asarray(color + cv2.multiply(light, rest), np.float32)


def at_infinity(moment: Moment, place: tuple[float, float]) -> tuple[float, float]:
    """Film pixel of what stands far off at a picture's pixel (from its frame's left and top)."""
    column, row = (np.full(1, value, np.float32) for value in place)
    x, y, _ = moment.sight.project(column, row, np.zeros(1, np.float32))
    return float(x[0]), float(y[0])


@dataclass(frozen=True)
class Places:
    """Where the points of a coarse film lie, in metres from the picture's camera: level axes."""

    right: Array
    up: Array
    ahead: Array
    distance: Array


def places(moment: Moment, horizon: float, nearness: Array, step: int = STEP) -> Places:
    """Places of the coarse film's points at `nearness` (1/m); `horizon` is the picture's row of it."""
    sight = moment.sight
    points = grid(sight.width, sight.height, step)
    across, down = sight.ray(points.x, points.y)
    depth = 1 / np.maximum(nearness, np.float32(1 / FARTHEST_M))
    rise = (horizon - sight.height / 2) / sight.opening_focal
    cos, sin = np.float32(1 / math.hypot(1, rise)), np.float32(rise / math.hypot(1, rise))
    ahead = depth * (cos + sin * down)
    up = depth * (sin - cos * down)
    right = depth * across
    away = np.sqrt(right**2 + up**2 + ahead**2)
    return Places(*(np.asarray(part, np.float32) for part in (right, up, ahead, away)))
