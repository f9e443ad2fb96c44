"""Shafts of light from the sun of a picture: its bright sky smeared away from the sun, between what stands before it.

Radial blur of what is bright and far (Mitchell 2007, volumetric light scattering as a post-process). Knows pictures.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from dreamwright.engines.parallax.moment import (
    Clock,
    Moment,
    at_infinity,
    glowing,
    luminance,
    ramp,
    shrunk,
    spread,
    tinted,
)
from dreamwright.engines.parallax.reframe import Framed
from dreamwright.frames import Array

_STEP = 6
_PASSES, _REACH = 6, 0.62
"""Halvings of the blur, and how far towards the sun it begins."""
_STRENGTH, _GROWN_S = 0.58, 1.6
_BEAMS, _TURNS_HZ = (5, 9, 14, 23), (0.05, -0.08, 0.11, -0.15)
"""Beams about the sun, in four layers, and how their brightness turns."""


class Shafts:
    """Shafts of light; a pure function of the moment, nothing where the picture stands."""

    def __init__(self, framed: Framed, clock: Clock, seed: int) -> None:
        left, top = framed.canvas.margin
        (x, y), self._color, self._bright = _sun(framed)
        self._sun = x - left, y - top
        self._clock = clock
        random = np.random.default_rng([seed, 0x60D])
        self._phase = random.uniform(0, 2 * math.pi, len(_BEAMS))
        self._rate = [math.copysign(2 * math.pi * clock.hertz(abs(hz)), hz) for hz in _TURNS_HZ]
        self._breath = 2 * math.pi * clock.hertz(0.14)

    def on(self, color: Array, moment: Moment) -> Array:
        """The frame with the shafts at that moment."""
        grown = self._clock.rise(moment.t_s, _GROWN_S)
        if grown <= 0:
            return color
        x, y = at_infinity(moment, self._sun)
        sun = x / _STEP, y / _STEP
        small = shrunk(color, _STEP)
        source = ramp(luminance(small), 0.45 * self._bright, 1.05 * self._bright)
        source *= 0.15 + 0.85 * np.clip(shrunk(moment.sky, _STEP) + _far(moment), 0, 1)
        rows, columns = np.indices(source.shape, dtype=np.float32)
        right, down = columns - np.float32(sun[0]), rows - np.float32(sun[1])
        away = np.hypot(right, down) / source.shape[1]
        source *= np.exp(-((away / 0.33) ** 2))
        beams = _smeared(source, sun) * self._beams(np.arctan2(down, right), away, moment.t_s)
        beams *= np.exp(-away / 0.55) * np.float32(_STRENGTH * grown * (1 + 0.12 * math.sin(self._breath * moment.t_s)))
        light = spread(np.asarray(beams, np.float32), color.shape)
        return glowing(color, tinted(np.maximum(light, 0), self._color), 0.75)

    def _beams(self, angle: Array, away: Array, t_s: float) -> Array:
        """(h, w) how bright the beam at each angle about the sun is: slow, and of several widths."""
        total = np.zeros_like(angle)
        for count, rate, phase in zip(_BEAMS, self._rate, self._phase, strict=True):
            bent = angle + np.float32(0.35) * np.sin(2 * angle + phase)  # no two beams as wide or as far apart
            total += np.sin(count * bent + rate * t_s + phase, dtype=np.float32)
        beam = np.clip(0.62 + 0.17 * total, 0.15, 1.3)
        near = np.exp(-((away / 0.05) ** 2))  # close to the sun beams run into one
        return np.asarray(beam + (0.8 - beam) * near, np.float32)


def _far(moment: Moment) -> Array:
    """(h, w) 0-1 how far off things are, where a picture has no sky."""
    near = shrunk(moment.nearness, _STEP)
    return ramp(-near, -0.35 * float(near.max()), -0.08 * float(near.max()))


def _smeared(source: Array, sun: tuple[float, float]) -> Array:
    """The mean along rays from the sun: each pass averages with itself drawn towards the sun, twice as far."""
    total = source
    for step in range(_PASSES):
        scale = 1 - _REACH * 2.0 ** (step - _PASSES)
        matrix = np.array([[scale, 0, sun[0] * (1 - scale)], [0, scale, sun[1] * (1 - scale)]], np.float64)
        drawn = cv2.warpAffine(total, matrix, total.shape[1::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                               borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
        total = 0.5 * (total + drawn)
    return np.asarray(total, np.float32)


def _sun(framed: Framed) -> tuple[tuple[float, float], Array, float]:
    """Canvas place of the brightest light in the sky, or of the picture where it has none; its colour; its light."""
    step = 8
    color, sky = shrunk(framed.canvas.color, step), shrunk(framed.regions.sky, step)
    light = cv2.GaussianBlur(luminance(color), (0, 0), color.shape[1] / 60)
    upper = np.linspace(1.15, 0.55, color.shape[0], dtype=np.float32)[:, None]
    weight = light * upper * (sky if float(sky.mean()) > 0.02 else 1.0)
    place = np.unravel_index(int(np.argmax(weight)), weight.shape)
    near = cv2.circle(np.zeros_like(light), (int(place[1]), int(place[0])), max(2, color.shape[1] // 30), 1.0, -1)
    tint = (color * near[..., None]).sum((0, 1)) / near.sum()
    bright = float(np.percentile(luminance(color), 99))
    tint = tint / max(float(tint.max()), 1e-4) * [1.0, 0.93, 0.8]
    return (step * (place[1] + 0.5), step * (place[0] + 0.5)), np.asarray(tint, np.float32), max(bright, 0.05)
