"""Embers, motes of dust and fireflies: small lights in the air, out of focus when near, hidden by what is nearer.

Knows sights, nearness and light; nothing of plans.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.air.swarm import Habit, Points, Swarm, on_film
from dreamwright.engines.parallax.moment import Clock, Moment, luminance, ramp
from dreamwright.frames import Array

Values = NDArray[np.float64]
_NEAREST_M, _LEAST_PX, _MOST_PX = 0.7, 0.75, 0.03
_SHUTTER = 0.6
"""Share of the open shutter for which a light is drawn: whole streaks read as sticks."""
_FAINTEST = 0.003
_DARK = (0.02, 0.12)
"""Mean light of a picture from which on fireflies pale, and at which they are not seen."""


class Glow(NamedTuple):
    """What one kind of light looks like."""

    habit: Habit
    radius_m: tuple[float, float]
    focus_m: float
    aperture_m: float
    """Width of the lens that blurs what lies off the focus."""
    colors: tuple[tuple[float, float, float], tuple[float, float, float]]
    """Linear light between which each member's lies."""
    halo: float
    """Glow about it: share of its light."""
    pulse_hz: float
    strength: float
    kind: str


EMBERS = Glow(
    Habit(1100, (9.0, 7.0, 9.0), (-1.5, -0.4), 0.35, 0.3, 0.4),
    (0.002, 0.005), 3.5, 0.012, ((2.6, 0.42, 0.03), (3.4, 1.25, 0.2)), 0.6, 1.7, 2.4, "embers",
)  # fmt: skip
MOTES = Glow(
    Habit(1700, (6.0, 4.0, 6.0), (-0.03, 0.06), 0.05, 0.12, 0.13),
    (0.0009, 0.0024), 2.6, 0.016, ((1.0, 0.93, 0.8), (1.0, 0.98, 0.94)), 0.0, 0.35, 4.5, "motes",
)  # fmt: skip
FIREFLIES = Glow(
    Habit(800, (22.0, 2.4, 22.0), (-0.01, 0.01), 0.0, 0.4, 0.12, 0.8),
    (0.008, 0.013), 7.0, 0.006, ((0.75, 1.25, 0.12), (1.5, 1.6, 0.2)), 1.0, 0.28, 1.2, "fireflies",
)  # fmt: skip
OF_KIND = {"embers": EMBERS, "motes": MOTES, "fireflies": FIREFLIES}


@dataclass(frozen=True)
class Shown:
    """The members that a frame sees: ends of their strokes (pixels), radius (pixels), strength, distance, colour."""

    begun: Points
    ended: Points
    radius: Values
    strength: Values
    ahead: Values
    color: Points


class Glows:
    """One swarm of lights; a pure function of the second."""

    def __init__(
        self, glow: Glow, rate: float, wind: tuple[float, float], shutter_s: float, clock: Clock, seed: int
    ) -> None:
        random = np.random.default_rng([seed, 0x910])
        self._glow, self._shutter_s, self._clock = glow, shutter_s, clock
        self._swarm = Swarm(glow.habit, rate, wind, clock, seed)
        count = self._swarm.count
        self._radius = random.uniform(*glow.radius_m, count)
        mix = random.uniform(0, 1, (count, 1)) ** 1.5
        self._color = np.asarray(glow.colors[0]) * (1 - mix) + np.asarray(glow.colors[1]) * mix
        self._omega = 2 * math.pi * np.vectorize(clock.hertz)(glow.pulse_hz * random.uniform(0.6, 1.7, count))
        self._phase = random.uniform(0, 2 * math.pi, count)

    def on(self, color: Array, moment: Moment) -> Array:
        """The frame with the lights at that moment."""
        level = self._level(color)
        if level <= 0.01:
            return color
        light = luminance(color) if self._glow.kind == "motes" else None
        out = color.copy()
        shown = self._shown(moment, level)
        for index in range(len(shown.radius)):
            _laid(out, moment.nearness, shown, index, self._glow, light)
        return out

    def _level(self, color: Array) -> float:
        """How much of the lights this picture lets see: fireflies want the dark."""
        if self._glow.kind == "motes":
            return 1.0
        mean = float(luminance(np.ascontiguousarray(color[::8, ::8])).mean())
        dark = 1 - float(ramp(np.asarray(mean, np.float32), *_DARK))
        return dark if self._glow.kind == "fireflies" else 0.55 + 0.45 * dark

    def pulses(self, t_s: float) -> Values:
        """(N,) 0-1 how bright each member is: embers flicker, fireflies blink, motes turn in the light."""
        wave = np.sin(self._omega * t_s + self._phase)
        if self._glow.kind == "fireflies":
            return np.asarray(np.maximum(wave, 0) ** 4)
        if self._glow.kind == "motes":
            return np.asarray(0.35 + 0.65 * np.maximum(wave, 0) ** 3)
        return np.asarray(0.62 + 0.25 * wave + 0.13 * np.sin(3.0 * (self._omega * t_s + self._phase) + 1.0))

    def _shown(self, moment: Moment, level: float) -> Shown:
        sight, half_s = moment.sight, self._shutter_s * _SHUTTER / 2
        before, after = (self._swarm.seen(sight, moment.t_s + s * half_s) for s in (-1, 1))
        ahead = after[:, 2]
        begun, ended = on_film(before, sight), on_film(after, sight)
        safe = np.maximum(ahead, 0.05)
        sharp = self._radius * sight.focal / safe
        blur = 0.5 * sight.focal * self._glow.aperture_m * np.abs(1 / safe - 1 / self._glow.focus_m)
        radius = np.clip(np.hypot(sharp, blur), _LEAST_PX, _MOST_PX * sight.width)
        length = np.hypot(*(ended - begun).T)
        spread = np.minimum(1, (np.maximum(sharp, 0.35) / radius) ** 1.35) * radius / (radius + 0.4 * length)
        far = np.clip((self._swarm_reach() - ahead) / (0.3 * self._swarm_reach()), 0, 1)
        strength = (
            level
            * self._glow.strength
            * self.pulses(moment.t_s)
            * spread
            * far
            * np.clip((ahead - _NEAREST_M) / 0.4, 0, 1)
        )
        inside = ((ended > -40) & (ended < [sight.width + 40, sight.height + 40])).all(1)
        kept = np.flatnonzero((ahead > _NEAREST_M) & (before[:, 2] > 0.1) & inside & (length < 0.3 * sight.width)
                              & (strength > _FAINTEST))  # fmt: skip
        return Shown(begun[kept], ended[kept], radius[kept], strength[kept], ahead[kept], self._color[kept])

    def _swarm_reach(self) -> float:
        return 0.95 * self._glow.habit.box_m[2]


def _laid(out: Array, nearness: Array, shown: Shown, i: int, glow: Glow, light: Array | None) -> None:
    """Adds one light to the frame."""
    radius, ahead = shown.radius[i], shown.ahead[i]
    halo = 7.0 * radius if glow.halo else 0.0
    (x0, y0), (x1, y1) = shown.begun[i], shown.ended[i]
    reach = max(radius + 1.5, halo)
    height, width = out.shape[:2]
    left, right = max(0, int(min(x0, x1) - reach)), min(width, int(max(x0, x1) + reach) + 2)
    top, bottom = max(0, int(min(y0, y1) - reach)), min(height, int(max(y0, y1) + reach) + 2)
    if left >= right or top >= bottom:
        return
    away, along = _from_stroke((x0, y0, x1, y1), (left, top, right, bottom))
    soft = np.float32(0.7 if glow.kind == "embers" else 0.22)
    if glow.kind == "fireflies":
        shape = np.exp(-((away / np.float32(radius)) ** 2))
    else:
        shape = np.clip((radius + 0.5 - away) / max(soft * radius, 1.0), 0, 1)
    if radius > 3 and glow.kind == "motes":
        shape *= 0.75 + 0.25 * np.clip(away / np.float32(radius), 0, 1) ** 3  # a disc of blur is brighter at its rim
    if halo:
        shape += np.float32(glow.halo * 0.16) * np.clip(1 - away / np.float32(halo), 0, 1) ** 3
    if abs(x1 - x0) + abs(y1 - y0) > radius:  # a streak flares up and dies away
        shape *= 1 - np.float32(0.85) * (2 * along - 1) ** 2
    box = slice(top, bottom), slice(left, right)
    shape *= np.clip((np.float32(1 / ahead) - nearness[box]) * np.float32(8 * ahead) + 0.5, 0, 1)
    part = out[box]
    if light is not None:
        shape *= (1 - np.clip(light[box], 0, 1)) * np.float32(0.55)  # as dust is seen: bright before what is dark
    shape *= np.float32(shown.strength[i])
    if light is None:
        part *= (1 - np.minimum(np.float32(3) * shape, 1))[..., None]  # its own colour, whatever is behind it
    part += shape[..., None] * shown.color[i].astype(np.float32)


def _from_stroke(stroke: tuple[float, float, float, float], box: tuple[int, int, int, int]) -> tuple[Array, Array]:
    """(h, w) pixels from each point of the box (left, top, right, bottom) to the stroke, and 0-1 where along it."""
    x0, y0, x1, y1 = (np.float32(value) for value in stroke)
    x = np.arange(box[0], box[2], dtype=np.float32)[None, :] - x0
    y = np.arange(box[1], box[3], dtype=np.float32)[:, None] - y0
    along, across = x1 - x0, y1 - y0
    share = np.clip((x * along + y * across) / max(along * along + across * across, np.float32(1e-6)), 0, 1)
    return np.asarray(np.hypot(x - share * along, y - share * across), np.float32), np.asarray(share, np.float32)
