"""Lamps, candles and lit windows: small, bright, warm spots of a picture, that flicker each by itself.

Knows pictures; nothing of plans.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.moment import STEP, Clock, Moment, luminance, ramp, shrunk, spread, times
from dreamwright.engines.parallax.reframe import Framed
from dreamwright.engines.parallax.view import grid
from dreamwright.frames import Array

_MOST = 250
_LARGEST = 0.005
"""Share of the picture over which something bright is no lamp."""
_BRIGHTER = 2.6
"""How many times a lamp's light is that of what is around it."""
_HALO = 3.0
"""Coarse points of halo around an overexposed lamp, which tell it from a gap in the clouds."""
_AMOUNT = 0.3
_RATES = (1.3, 2.9, 5.3, 8.1)


class Lamps:
    """The picture's lamps; pure functions of the moment."""

    def __init__(self, framed: Framed, clock: Clock, seed: int) -> None:
        self._margin = framed.canvas.margin
        names, self._count = _found(framed)
        self._spots = _spots(names, self._count)
        self._tight = np.maximum(cv2.GaussianBlur(self._spots, (0, 0), 1.2), np.float32(0.4))
        random = np.random.default_rng([seed, 0x1A3F])
        rates = np.array(_RATES) * random.uniform(0.75, 1.3, (self._count + 1, len(_RATES)))
        self._omega = 2 * math.pi * np.vectorize(clock.hertz)(rates)
        self._phase = random.uniform(0, 2 * math.pi, rates.shape)
        self._names = names

    @property
    def any(self) -> bool:
        """Whether the picture has lamps."""
        return self._count > 0

    def glow(self, moment: Moment) -> Array | None:
        """(H, W) 0-1 where lamps are on the film, with their surroundings; None where there are none."""
        return self._warped(self._spots, moment) if self.any else None

    def on(self, color: Array, moment: Moment) -> Array:
        """The frame with its lamps flickering."""
        if not self.any or moment.t_s == 0:
            return color
        change = self._change(moment.t_s)[self._names].astype(np.float32)
        tight = cv2.GaussianBlur(change * self._spots, (0, 0), 1.2) / self._tight
        around = tight + 1.2 * cv2.GaussianBlur(change, (0, 0), 9.0)
        gain = self._warped(np.asarray(around, np.float32), moment)
        return times(color, 1 + gain)

    def _change(self, t_s: float) -> NDArray[np.float64]:
        """(N + 1,) share by which each lamp is brighter than in the picture."""
        weight = np.array([0.4, 0.3, 0.2, 0.1])
        waves, begun = (np.sin(self._omega * t + self._phase) @ weight for t in (t_s, 0.0))
        change = _AMOUNT * (_dipped(waves) - _dipped(begun))
        change[0] = 0.0
        return np.asarray(np.maximum(change, -0.6))

    def _warped(self, coarse: Array, moment: Moment) -> Array:
        """A coarse canvas field on the film, as near as what is seen: it goes with the lamps as the camera moves."""
        sight, (left, top) = moment.sight, self._margin
        points = grid(sight.width, sight.height, STEP)
        rows = np.minimum(points.y[:, 0].astype(int), sight.height - 1)
        near = moment.nearness[rows][:, np.minimum(points.x[0].astype(int), sight.width - 1)]
        x, y = sight.source(sight.ray(points.x, points.y), near)
        u, v = ((a + np.float32(edge + 0.5)) / STEP - np.float32(0.5) for a, edge in ((x, left), (y, top)))
        film = cv2.remap(coarse, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        return spread(np.asarray(film, np.float32), (sight.height, sight.width))


def _dipped(waves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Flames dip deeper than they flare."""
    return np.asarray(np.where(waves < 0, 1.6 * waves, 0.8 * waves))


def _found(framed: Framed) -> tuple[NDArray[np.int32], int]:
    """(h, w) number of the lamp at each coarse point of the canvas, 0 = none; and how many there are."""
    color = framed.canvas.color
    peak = cv2.resize(cv2.dilate(color, np.ones((STEP, STEP), np.uint8)), None, fx=1 / STEP, fy=1 / STEP,
                      interpolation=cv2.INTER_AREA)  # fmt: skip
    light = luminance(np.ascontiguousarray(peak, np.float32))
    around = cv2.GaussianBlur(shrunk(luminance(color)), (0, 0), light.shape[1] / 24)
    red, green, blue = cv2.split(peak)
    warm = (red > 1.08 * blue) & (red >= 0.98 * green)
    elsewhere = shrunk(framed.regions.sky + framed.regions.foliage) < 0.4
    full = float(np.percentile(light, 99.8))
    halo = cv2.GaussianBlur(shrunk(color), (0, 0), _HALO)
    warm |= (light > 0.8 * full) & (halo[..., 0] > 1.05 * halo[..., 2])  # overexposed: its halo alone has colour left
    least = max(0.2, 0.55 * full, 5.0 * float(np.median(light)))
    spots = (light > np.maximum(least, _BRIGHTER * around)) & warm & elsewhere
    count, names, stats, _ = cv2.connectedComponentsWithStats(spots.astype(np.uint8), connectivity=8)
    small = [i for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] < _LARGEST * spots.size][:_MOST]
    lookup = np.zeros(count, np.int32)
    lookup[small] = np.arange(1, len(small) + 1)
    names = lookup[names]
    return np.asarray(names, np.int32), len(small)


def _spots(names: NDArray[np.int32], count: int) -> Array:
    """(h, w) 0-1 the lamps, soft."""
    if not count:
        return np.zeros(names.shape, np.float32)
    soft = np.asarray(cv2.GaussianBlur((names > 0).astype(np.float32), (0, 0), 1.2), np.float32)
    return np.asarray(ramp(soft, 0.05, 0.8), np.float32)
