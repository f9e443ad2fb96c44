"""The time of day goes on over a picture: sky and ground each by itself, warmer and longer in contrast, then dark.

A picture is graded from what it shows towards an hour, through the hours between; where it stands it is untouched.
Tone is moved in log luminance, as the eye weighs it. Knows pictures and hours; nothing of plans.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.light.lamps import Lamps
from dreamwright.engines.parallax.moment import Clock, Moment, luminance, times
from dreamwright.engines.parallax.reframe import Framed
from dreamwright.frames import Array

Tint = tuple[float, float, float]
HOURS = {"noon": 0.0, "afternoon": 0.0, "morning": 0.4, "golden_hour": 1.0, "sunset": 2.0, "sunrise": 2.0,
         "dusk": 3.0, "dawn": 3.0, "blue_hour": 4.0, "night": 5.0}  # fmt: skip
"""How far each hour is from full day."""
_PIVOT = 0.18
_BRIGHTEST_EV = 1.2
"""Most that a dark picture is raised: more shows nothing but its noise."""
_LAMPS = 2.2
_REGAINED, _RICHEST = 0.45, 1.35
"""How far the colours of a dark picture go towards those of day, as an exponent, and their most."""


class Grade(NamedTuple):
    """What an hour does to full day: stops, tints of red, green, blue, contrast, colourfulness."""

    ground_ev: float
    sky_ev: float
    ground: Tint
    low_sky: Tint
    high_sky: Tint
    contrast: float
    saturation: float


_ROWS = (
    Grade(0.0, 0.0, (1, 1, 1), (1, 1, 1), (1, 1, 1), 1.0, 1.0),
    Grade(-0.3, -0.15, (1.17, 1.0, 0.76), (1.24, 0.98, 0.68), (1.02, 0.99, 0.96), 1.06, 1.06),
    Grade(-1.25, -0.5, (1.2, 0.95, 0.76), (1.62, 0.86, 0.42), (1.04, 0.92, 0.98), 1.14, 1.1),
    Grade(-2.4, -1.45, (0.95, 0.95, 1.12), (1.5, 0.84, 0.66), (0.86, 0.92, 1.2), 1.12, 0.9),
    Grade(-3.0, -2.3, (0.76, 0.95, 1.34), (1.02, 0.95, 1.12), (0.7, 0.93, 1.38), 1.1, 0.76),
    Grade(-4.0, -3.7, (0.62, 0.94, 1.6), (0.66, 0.95, 1.5), (0.54, 0.93, 1.7), 1.16, 0.5),
)
_TABLE = np.array([[g.ground_ev, g.sky_ev, *g.ground, *g.low_sky, *g.high_sky, g.contrast, g.saturation]
                   for g in _ROWS])  # fmt: skip
_SHOWS = ((0.012, 0.03, 0.055, 0.085, 0.125), (5.0, 4.0, 3.0, 2.0, 0.0))
"""Median light of a picture, and the hour it could be."""


class Day:
    """The hours from one to another; a pure function of the moment."""

    def __init__(self, begun: str, ended: str, framed: Framed, lamps: Lamps, clock: Clock) -> None:
        self._clock, self._lamps = clock, lamps
        light = luminance(np.ascontiguousarray(framed.canvas.color[::4, ::4]))
        shows = float(np.interp(float(np.median(light)), *_SHOWS))
        first, last = HOURS[begun], HOURS[ended]
        self._first = min(first, shows) if last > first else first
        self._last = max(last, self._first) if last > first else last
        self._horizon = _horizon(framed)

    def hour(self, t_s: float) -> float:
        """How far from full day it is."""
        return self._first + (self._last - self._first) * self._clock.passed(t_s)

    def on(self, color: Array, moment: Moment) -> Array:
        """The frame at its hour."""
        hour = self.hour(moment.t_s)
        if hour == self._first:
            return color
        grade = _between(self._first, hour)
        lit = self._lamps.glow(moment) if hour > 2.2 else None
        graded = _graded(color, moment.sky, grade, self._level(moment, color.shape))
        if lit is not None:
            share = min(1.0, (hour - 2.2) / 1.6)
            graded += (lit * np.float32(_LAMPS * share))[..., None] * color * np.array([1.0, 0.82, 0.5], np.float32)
        return graded

    def _level(self, moment: Moment, shape: tuple[int, ...]) -> Array:
        """(H, 1) 0-1 how near to the horizon each row lies, for the sky's glow."""
        rows = np.arange(shape[0], dtype=np.float32)[:, None]
        sight = moment.sight
        x = np.full_like(rows, shape[1] / 2)
        _, down = sight.ray(x, rows)
        above = down - np.float32((self._horizon - shape[0] / 2) / sight.opening_focal)
        return np.asarray(np.exp(-np.maximum(-above, 0) / 0.16), np.float32)


def _horizon(framed: Framed) -> float:
    """The horizon's row on the film, or the sky's lower edge where it is unknown."""
    top = framed.canvas.margin[1]
    if framed.horizon is not None:
        return framed.horizon - top
    rows = np.nonzero((framed.regions.sky > 0.5).mean(1) > 0.1)[0]
    return float(rows.max() - top) if rows.size else 0.45 * (framed.canvas.color.shape[0] - 2 * top)


def _between(first: float, hour: float) -> Grade:
    """What changes from one hour to another."""
    steps = np.arange(len(_ROWS), dtype=float)
    begun, now = (np.array([np.interp(at, steps, column) for column in _TABLE.T]) for at in (first, hour))
    ev = np.minimum(now[:2] - begun[:2], _BRIGHTEST_EV)
    ratio = now[2:] / begun[2:]
    if hour < first:  # the colours of a dark picture are weak: brought back in full they would be paint
        ratio = np.minimum(ratio**_REGAINED, _RICHEST)
    ground, low, high = (_even(ratio[i : i + 3]) for i in (0, 3, 6))
    return Grade(float(ev[0]), float(ev[1]), ground, low, high, float(ratio[9]), float(ratio[10]))


def _even(tint: NDArray[np.float64]) -> Tint:
    """A tint that does not change how light things are."""
    red, green, blue = (tint / float(tint @ [0.2126, 0.7152, 0.0722])).tolist()
    return red, green, blue


def _graded(color: Array, sky: Array, grade: Grade, level: Array) -> Array:
    light = luminance(color)
    grey = cv2.merge([light, light, light])
    mixed = cv2.addWeighted(color, grade.saturation, grey, 1 - grade.saturation, 0)
    mixed = np.asarray(mixed, np.float32) + times(color - mixed, np.float32(0.75) * sky)  # a night sky stays blue
    scaled = np.maximum(light, np.float32(1e-5)) * np.float32(1 / _PIVOT)
    longer = np.asarray(cv2.pow(scaled, grade.contrast - 1), np.float32) * np.float32(2.0**grade.ground_ev)
    tone = longer + (np.float32(2.0**grade.sky_ev) - longer) * sky  # the sky keeps its own tones
    tints = [np.asarray(grade.high_sky), np.asarray(grade.low_sky), np.asarray(grade.ground)]
    planes = []
    for channel, plane in enumerate(cv2.split(mixed)):
        high, low, land = (np.float32(tint[channel]) for tint in tints)
        tint = land + (high + (low - high) * level - land) * sky
        planes.append(plane * tone * tint)
    return np.maximum(cv2.merge(planes), 0)
