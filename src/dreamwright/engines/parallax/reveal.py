"""From one picture to a different one: the new one is uncovered, far things first, along one crisp uneven edge.

No pixel but those on the edge ever shows both. The order follows what lies far and near in both pictures and where the
camera goes; exposure and colour lead over before and after. Knows takes; nothing of plans or files.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from dreamwright.engines.parallax.stage import Take
from dreamwright.frames import Array

_STEP = 2
"""Film pixels for one of the order's, each way."""
_EDGE_PX = 1.5
"""Width of the edge."""
_SECOND = 0.25
"""Say of the new picture's depth in the order, against the old one's; it is smoothed, for no outline of it cuts."""
_SWEEP = 1.1
"""How far the edge goes across the frame while it goes from far to near."""
_UNEVEN = 0.05
"""How far the edge strays."""
_COARSE = 4
_CALM = 0.08
"""Size of the detail of depth that is smoothed over, as a share of the width."""
_OUTLINE = 0.16
"""Step of depth, in ranks, that is an outline."""
_LEAST_ISLAND = 0.01
"""Smallest part of the frame that is uncovered, or left, by itself."""
_STILL_LEAN = 0.5
"""How strongly the edge sweeps from the far side to the near one."""
_LEAD = 0.7
"""How far the light of one picture meets the other's where they change."""
_MOST_LEAD = 0.9
"""Most that it is led, as a natural logarithm."""


class Reveal:
    """Two pictures of different places; `at` is a pure function of the takes and the shares."""

    def __init__(self, size: tuple[int, int], heading: tuple[float, float, float], seed: int) -> None:
        """`size` of the film; `heading` of what is seen in the middle, see `heading_of`."""
        self._shape = -(-size[1] // _STEP), -(-size[0] // _STEP)
        self._heading = heading
        self._stray = _UNEVEN * _noise(self._shape, seed)

    def at(self, takes: tuple[Take, Take], done: float) -> Array:
        """(H, W) share of the second picture in each pixel, `done` 0-1 of the way: 0 or 1 but for the edge."""
        height, width = takes[0].color.shape[:2]
        if done <= 0 or done >= 1:
            return np.full((height, width), float(done >= 1), np.float32)
        order = self._order(takes)
        slope = np.hypot(*np.gradient(order)) / _STEP
        slope = np.maximum(cv2.blur(slope, (3, 3)), 0.3 / width)
        ahead = _settled(np.asarray((done - order) / (_EDGE_PX * slope), np.float32))
        return np.clip(_full(ahead, width, height) + np.float32(0.5), 0, 1)

    def _order(self, takes: tuple[Take, Take]) -> Array:
        """(h, w) 0-1, evenly spread: when each place changes."""
        old, new = (_ranked(_small(take.nearness, self._shape)) for take in takes if take.nearness is not None)
        # a little of what is near is given up with what is behind it, for outlines carry the old sky's light
        old = _outlined(np.asarray(cv2.erode(old, np.ones((5, 5), np.uint8)), np.float32))
        depth = old + _SECOND * cv2.GaussianBlur(new, (0, 0), self._shape[1] / 30)
        order = _ranked(np.asarray(depth + _SWEEP * _sweep(old, self._heading) + self._stray, np.float32))
        return np.asarray(cv2.GaussianBlur(order, (0, 0), 0.8), np.float32)


def lead_of(first: Array, second: Array) -> Array:
    """(3,) logarithm of the light by which the first picture is led to meet the second."""
    levels = [np.log(np.maximum(picture, 0) + 0.01).mean((0, 1)) for picture in (first, second)]
    lead = _LEAD * (levels[1] - levels[0])
    return np.asarray(lead * min(1.0, _MOST_LEAD / max(float(np.abs(lead).max()), 1e-6)), np.float32)


def heading_of(motion: Array) -> tuple[float, float, float]:
    """Right, down and outward, each -1 to 1, of what moves so (H, W, 2; pixels to the next frame)."""
    small = cv2.resize(motion, (32, 18), interpolation=cv2.INTER_AREA).astype(np.float64)
    y, x = np.mgrid[:18, :32]
    x, y = (x - 15.5) / 15.5, (y - 8.5) / 8.5
    mean = small.mean((0, 1))
    out = float(((small[..., 0] - mean[0]) * x + (small[..., 1] - mean[1]) * y).mean())
    size = math.hypot(mean[0], mean[1], out)
    if size < 0.02:
        return 0.0, 0.0, 0.0
    return float(mean[0] / size), float(mean[1] / size), out / size


def _sweep(depth: Array, heading: tuple[float, float, float]) -> Array:
    """(h, w) about 0-1: across the frame from where the camera goes, and from where it is far to where it is near."""
    y, x = np.mgrid[-1 : 1 : depth.shape[0] * 1j, -1 : 1 : depth.shape[1] * 1j]
    right, down, outward = heading
    to_near = np.array([float((depth * x).mean()), float((depth * y).mean())])
    to_near *= _STILL_LEAN * (1 - 0.6 * math.hypot(right, down)) / max(float(np.hypot(*to_near)), 1e-6)
    # what moves left comes in at the right and is uncovered from there
    along = (right + to_near[0]) * x + (down + to_near[1]) * y
    return np.asarray(0.5 * along + outward * np.hypot(x, y) / math.sqrt(2), np.float32)


def _outlined(ranks: Array) -> Array:
    """(h, w) the depth with its great outlines alone: what is guessed within a thing would cut it raggedly."""
    size = max(1, ranks.shape[1] // _COARSE), max(1, ranks.shape[0] // _COARSE)
    small = np.asarray(np.round(255 * cv2.resize(ranks, size, interpolation=cv2.INTER_AREA)), np.uint8)
    calm = cv2.medianBlur(small, 2 * max(2, round(size[0] * _CALM / 2)) + 1)
    calm = _full(np.asarray(cv2.GaussianBlur(calm.astype(np.float32) / 255, (0, 0), 2.0)), *ranks.shape[::-1])
    keeps = np.clip((np.abs(ranks - calm) - 0.5 * _OUTLINE) / (0.5 * _OUTLINE), 0, 1)
    return np.asarray(calm + (ranks - calm) * keeps, np.float32)


def _settled(ahead: Array) -> Array:
    """`ahead` (h, w; above 0 where the new picture is seen) without specks of either picture in the other."""
    out = ahead
    for sign in (1, -1):
        _, labels, stats, _ = cv2.connectedComponentsWithStats((sign * out > 0).astype(np.uint8), connectivity=4)
        speck = stats[:, cv2.CC_STAT_AREA] < _LEAST_ISLAND * ahead.size
        speck[0] = False
        out = np.where(speck[labels], np.float32(-sign), out)
    return np.asarray(out, np.float32)


def _noise(shape: tuple[int, int], seed: int) -> Array:
    """(h, w) about -1 to 1: an edge's unevenness, of several sizes."""
    random = np.random.default_rng([seed, 0x4EEA])
    total = np.zeros(shape, np.float32)
    for part, strength in ((5, 1.0), (14, 0.3), (60, 0.12)):
        field = cv2.GaussianBlur(random.standard_normal(shape).astype(np.float32), (0, 0), shape[1] / part / 2)
        total += strength * field / max(float(field.std()), 1e-6)
    return np.asarray(total / 2, np.float32)


def _ranked(values: Array) -> Array:
    """Evenly spread over 0-1 in the same order; equal values share their rank."""
    levels = np.linspace(float(values.min()), float(values.max()) + 1e-9, 1025)
    counts, _ = np.histogram(values, levels)
    ranks = (np.concatenate([[0], np.cumsum(counts)]) / values.size).astype(np.float32)
    return np.asarray(np.interp(values, levels, ranks), np.float32)


def _small(values: Array, shape: tuple[int, int]) -> Array:
    return np.asarray(cv2.resize(values, shape[::-1], interpolation=cv2.INTER_AREA), np.float32)


def _full(values: Array, width: int, height: int) -> Array:
    return np.asarray(cv2.resize(values, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
