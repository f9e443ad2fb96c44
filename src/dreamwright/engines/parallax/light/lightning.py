"""Lightning in a picture's sky: strikes of several strokes that light clouds and, less, the land; forked bolts.

Flashes begin after the picture has stood for a while and are over before a loop closes. Knows pictures.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.moment import Clock, Moment, at_infinity, glowing, luminance, shrunk, spread, tinted
from dreamwright.engines.parallax.reframe import Framed
from dreamwright.frames import Array

Points = NDArray[np.float64]
_EVERY_S = (9.0, 1.3)
"""Seconds between strikes, for the least lightning and the most."""
_FIRST_S, _LAST_S = 0.35, 0.7
_DECAY_S, _GLOW_S = 0.055, 0.22
_TINT = np.array([0.84, 0.9, 1.16], np.float32)
_BOLT = np.array([0.92, 0.95, 1.1], np.float32)
_STEP = 6
_ROUGH = 0.17
"""Sideways wander of a channel, as a share of the way it halves."""
_FORKS = 0.27


@dataclass(frozen=True)
class Strike:
    """One strike: when its strokes are and how strong, where it stands (canvas columns), and its bolt's seed."""

    strokes: tuple[tuple[float, float], ...]
    column: float
    top: float
    foot: float
    seed: int
    shown: bool
    """Whether its bolt is seen, or the clouds alone light up."""


class Lightning:
    """The film's strikes; a pure function of the moment."""

    def __init__(self, strength: float, framed: Framed, clock: Clock, shutter_s: float, seed: int) -> None:
        self._clock, self._shutter_s = clock, max(shutter_s, 1e-3)
        self._margin, self._shape = framed.canvas.margin, framed.regions.sky.shape
        self._strength = 0.55 + 0.45 * strength
        self.strikes = _strikes(strength, framed, clock, seed)
        self._plate = lru_cache(maxsize=3)(self._drawn)

    def on(self, color: Array, moment: Moment) -> Array:
        """The frame with the flash that there is at that moment."""
        for strike in self.strikes:
            flash, glow = (self._light(strike, moment.t_s, decay) for decay in (_DECAY_S, _GLOW_S))
            if glow > 0.004:
                color = self._lit(color, moment, strike, flash, 0.75 * flash + 0.25 * glow)
        return color

    def _light(self, strike: Strike, t_s: float, decay_s: float) -> float:
        """Mean light of a strike while the shutter is open, 0-1: a sudden rise and an exponential fall."""
        if self._clock.loop:
            t_s %= self._clock.duration_s
        begun, ended = t_s - self._shutter_s / 2, t_s + self._shutter_s / 2
        total = 0.0
        for at, power in strike.strokes:
            since = max(begun - at, 0.0)
            until = ended - at
            if until > 0:
                total += power * decay_s * (math.exp(-since / decay_s) - math.exp(-until / decay_s))
        return total / self._shutter_s

    def _lit(self, color: Array, moment: Moment, strike: Strike, flash: float, glow: float) -> Array:
        x, y = self._on_film(moment, strike)
        small = shrunk(moment.nearness, _STEP), shrunk(moment.sky, _STEP)
        rows, columns = np.indices(small[0].shape, dtype=np.float32)
        away = np.hypot(columns - x / _STEP, 0.8 * (rows - y / _STEP)) / small[0].shape[1]
        around = np.exp(-((away / 0.26) ** 1.5)) + 0.22 * np.exp(-away / 0.6)
        light = shrunk(luminance(color), _STEP)
        mean = float((light * small[1]).sum() / max(float(small[1].sum()), 1e-3))
        clouds = np.clip(light / max(mean, 1e-3), 0.3, 2.2)
        base = np.float32(0.05 + 0.22 * min(mean, 0.4))
        sky = around * clouds * base * np.float32(2.6 * self._strength * glow)
        far = 1 / (1 + 3.0 * small[0] / max(float(small[0].max()), 1e-6))  # what is far lies nearer to the strike
        land = np.float32(1.1 * self._strength * glow) * far * (0.3 + 0.7 * np.exp(-away / 0.45))
        added = spread(np.asarray(sky, np.float32), color.shape) * moment.sky
        gain = spread(np.asarray(land, np.float32), color.shape) * (1 - moment.sky)
        out = cv2.multiply(color, 1 + tinted(gain, _TINT))
        out = glowing(np.asarray(out, np.float32), tinted(added, _TINT), 0.8)
        return self._with_bolt(out, moment, strike, flash) if strike.shown and flash > 0.02 else out

    def _on_film(self, moment: Moment, strike: Strike) -> tuple[float, float]:
        left, top = self._margin
        return at_infinity(moment, (strike.column - left, strike.top - top))

    def _with_bolt(self, color: Array, moment: Moment, strike: Strike, flash: float) -> Array:
        sight = moment.sight
        bolt = cv2.warpPerspective(self._plate(strike), sight.homography(self._margin), (sight.width, sight.height),
                                   flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)  # fmt: skip
        light = bolt * moment.sky * np.float32(min(flash * 1.6, 1.5))
        return color + tinted(np.asarray(light, np.float32), _BOLT)

    def _drawn(self, strike: Strike) -> Array:
        """(H, W) of the canvas: the channel, its forks and their glow."""
        random = np.random.default_rng(strike.seed)
        plane = np.zeros(self._shape, np.uint8)
        width = self._shape[1]
        end = strike.column + random.uniform(-0.1, 0.1) * width, strike.foot
        _channel(plane, np.array([strike.column, strike.top]), np.array(end), random, (width / 850, 1.0, 0))
        sharp = np.asarray(plane, np.float32) / np.float32(255)
        core = np.asarray(cv2.GaussianBlur(sharp, (0, 0), max(0.45, width / 3000)), np.float32)
        return np.asarray(2.2 * core + 0.9 * _halo(core, width / 420) + 1.1 * _halo(core, width / 80), np.float32)


def _halo(core: Array, sigma: float) -> Array:
    """A wide blur, by way of a smaller picture."""
    step = max(1, int(sigma / 2.5))
    size = max(1, core.shape[1] // step), max(1, core.shape[0] // step)
    small = cv2.resize(core, size, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / step)
    return np.asarray(cv2.resize(soft, core.shape[1::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def _channel(
    plane: NDArray[np.uint8], begun: Points, ended: Points, random: np.random.Generator, pen: tuple[float, float, int]
) -> None:
    """Draws a channel with its forks; `pen`: width (pixels), light 0-1, and how many forks it stems from."""
    width, light, depth = pen
    points = _wandering(begun, ended, random)
    lengths = np.linspace(1, 0.35 if depth else 0.75, len(points))
    for index, (a, b) in enumerate(pairwise(points)):
        value = 255 * light * (float(lengths[index]) if depth else 1.0)
        thick = max(1, round(width * float(lengths[index])))
        ends = [tuple(round(16 * float(v)) for v in p) for p in (a, b)]
        cv2.line(plane, ends[0], ends[1], min(255.0, value), thick, cv2.LINE_AA, 4)
    if depth > 2:
        return
    way = ended - begun
    for index in range(2, len(points) - 2):
        if random.uniform() < _FORKS * (0.55 if depth else 1.0) * 16 / len(points) * 1.6:
            turn = math.radians(random.uniform(18, 52)) * random.choice([-1.0, 1.0])
            cos, sin = math.cos(turn), math.sin(turn)
            reach = random.uniform(0.12, 0.42) * (1 - 0.6 * index / len(points))
            aim = np.array([way[0] * cos - way[1] * sin, abs(way[0] * sin + way[1] * cos)]) * reach
            _channel(plane, points[index], points[index] + aim, random, (0.55 * width, light * random.uniform(0.3, 0.6),
                                                                         depth + 1))  # fmt: skip


def _wandering(begun: Points, ended: Points, random: np.random.Generator) -> Points:
    """(N, 2) a jagged way by midpoint displacement, down to a few pixels."""
    points = np.stack([begun, ended])
    rounds = int(np.clip(np.log2(max(float(np.linalg.norm(ended - begun)), 8.0) / 5.0), 2, 7))
    for _ in range(rounds):
        way = points[1:] - points[:-1]
        aside = np.stack([-way[:, 1], way[:, 0]], 1) * random.normal(0, _ROUGH, (len(way), 1))
        middle = (points[1:] + points[:-1]) / 2 + aside
        joined = np.empty((len(points) + len(middle), 2))
        joined[::2], joined[1::2] = points, middle
        points = joined
    return points


def _strikes(strength: float, framed: Framed, clock: Clock, seed: int) -> tuple[Strike, ...]:
    """All strikes of a film, at least one."""
    random = np.random.default_rng([seed, 0xB017])
    span = max(clock.duration_s - _FIRST_S - _LAST_S, 0.2)
    gap = math.exp(np.interp(strength, (0, 1), np.log(_EVERY_S)))
    count = max(1, round(span / gap))
    sky = framed.regions.sky > 0.5
    open_sky = float(sky.mean()) > 0.03
    strikes = []
    for index in range(count):
        at = _FIRST_S + span * (index + random.uniform(0.15, 0.75)) / count
        strikes.append(_strike(at, sky if open_sky else np.zeros_like(sky), random, index == 0))
    return tuple(strikes)


def _strike(at: float, sky: NDArray[np.bool_], random: np.random.Generator, first: bool) -> Strike:
    strokes, later = [(at, 1.0)], at
    for _ in range(int(random.integers(1, 4))):
        later += random.uniform(0.05, 0.13)
        strokes.append((later, random.uniform(0.35, 0.95)))
    height, width = sky.shape
    deep = sky.sum(0).astype(float)
    weight = np.where(deep > 0.6 * max(deep.max(), 1), deep, 0)
    weight[: round(0.2 * width)] = weight[round(0.8 * width) :] = 0
    column = float(random.choice(width, p=weight / weight.sum())) if weight.sum() > 0 else width / 2
    rows = np.nonzero(sky[:, int(column)])[0]
    top, foot = (float(rows[0]), float(rows[-1])) if rows.size else (0.0, 0.4 * height)
    top += (0.1 + 0.12 * random.uniform()) * (foot - top)
    shown = rows.size > 0.12 * height and (first or random.uniform() < 0.6)
    return Strike(tuple(strokes), column, top, foot + 0.12 * height, int(random.integers(1 << 31)), bool(shown))
