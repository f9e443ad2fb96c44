"""From one picture of a place to another: what both show is carried along, light leads over, nothing is doubled.

Splatted intermediate flow, nearer wins (after Niklaus & Liu 2020), then both pictures warped back to it; where they
still differ one of them is shown, not their mean. Knows takes, sights and flows; nothing of plans or files.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from dreamwright.engines.parallax.depth.guided import fit
from dreamwright.engines.parallax.matching import Flow, flows
from dreamwright.engines.parallax.stage import Take, motion_of
from dreamwright.engines.parallax.synthesis import extended
from dreamwright.engines.parallax.view import grid
from dreamwright.frames import Array

_STEP = 2
"""Film pixels a splat stands for, each way."""
_FRONT = 9.0
"""How strongly nearer points cover farther ones."""
_SMALL = 4
"""Size at which light is compared: the picture's over this."""
_UNSURE = 0.05
"""Weight of a point whose way is not known, against one whose way is."""
_MOST_STOPS = 4.0
"""Most that light is led over."""
_CLASH = (0.03, 0.10)
"""Differences (of square roots of light) from which, and beyond which, two pictures are not mixed."""
_CRISP = 0.12
"""How long a point then takes to change, as a share of the whole change."""


@dataclass(frozen=True)
class Morphed:
    """A frame between two pictures."""

    color: Array
    nearness: Array
    motion: Array
    """(H, W, 2) pixels until the next frame."""


@dataclass(frozen=True)
class _Half:
    """One side's points at the frame between, at a `_STEP`-th of the film's size."""

    way: Array
    """(h, w, 2) pixels from this side's take to the other's."""
    nearness: Array
    cover: Array
    """0-1: whether this side shows anything there."""


class Morph:
    """Two pictures of one place; `at` is a pure function of the takes and the share."""

    def __init__(self, first: tuple[Array, Array], second: tuple[Array, Array], seed: int) -> None:
        """Of each picture its colour (H, W, 3), linear, and nearness (H, W), 1/m; the film's size."""
        (color, near), (other, other_near) = first, second
        height, width = near.shape
        self._near = near, other_near
        self._flows = flows(color, other, near, other_near)
        self._gains = _gain(color, other, self._flows[0]), _gain(other, color, self._flows[1])
        self._order = _order(width, height, seed)
        self._x, self._y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))

    @property
    def flow(self) -> Flow:
        """From the first picture to the second."""
        return self._flows[0]

    def at(self, takes: tuple[Take, Take], share: float, step: float) -> Morphed:
        """The frame at `share` 0-1 of the way, which grows by `step` until the next frame."""
        first = self._half(takes, 0, share)
        second = self._half(takes, 1, 1 - share)
        way = self._agreed(first, second)
        a = self._carried(takes[0], 0, -share * way, share)
        b = self._carried(takes[1], 1, (1 - share) * way, 1 - share)
        weight = self._weight(a[0], b[0], first, second, share)[..., None]
        color, motion = (a[i] + (b[i] - a[i]) * weight for i in (0, 2))
        nearness = a[1] + (b[1] - a[1]) * weight[..., 0]
        return Morphed(color, nearness, motion + np.float32(step) * way)

    def _half(self, takes: tuple[Take, Take], side: int, share: float) -> _Half:
        """The points of one side carried `share` of their way."""
        here, other = takes[side], takes[1 - side]
        height, width = here.color.shape[:2]
        at = grid(width, height, _STEP)
        assert here.nearness is not None
        near = cv2.resize(here.nearness, at.x.shape[::-1], interpolation=cv2.INTER_NEAREST)
        x, y = here.here.source(here.here.ray(at.x, at.y), near)
        flow = self._flows[side]
        moved = _sampled(flow.moved, x, y)
        there_x, there_y = x + moved[..., 0], y + moved[..., 1]
        depth = _sampled(self._near[1 - side], there_x, there_y)
        seen_x, seen_y, _ = other.here.project(there_x, there_y, depth)
        way = np.dstack([seen_x - at.x, seen_y - at.y])
        sure = _sampled(flow.sure.astype(np.float32), x, y)
        weight = np.exp(_FRONT * near / max(float(near.max()), 1e-6)) * np.maximum(sure, _UNSURE)
        return _splatted(way, near, weight, share)

    def _agreed(self, first: _Half, second: _Half) -> Array:
        """(H, W, 2) the way from the first take to the second of what the frame between shows."""
        height, width = self._x.shape
        apart = np.linalg.norm(first.way + second.way, axis=2) > 2.0
        ahead = first.nearness >= second.nearness
        one = first.cover * np.where(apart & ~ahead, np.float32(0.02), np.float32(1))
        two = second.cover * np.where(apart & ahead, np.float32(0.02), np.float32(1))
        total = one + two
        way = (first.way * one[..., None] - second.way * two[..., None]) / np.maximum(total, 1e-4)[..., None]
        way = extended(way, total > 0.05)
        return np.asarray(cv2.resize(way, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)

    def _carried(self, take: Take, side: int, move: Array, led: float) -> tuple[Array, Array, Array]:
        """Colour, nearness and motion of a side as the frame between sees them, its light led over by `led`."""
        x, y = self._x + move[..., 0], self._y + move[..., 1]
        assert take.nearness is not None
        near = _sampled(take.nearness, x, y)
        color = np.maximum(cv2.remap(take.color, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), 0)
        at = take.here.source(take.here.ray(x, y), near)
        gain = np.exp(np.float32(led) * _sampled(self._gains[side], at[0], at[1]))
        motion = motion_of(take)
        assert motion is not None
        return np.asarray(color * gain, np.float32), near, _sampled(motion, x, y)

    def _weight(self, a: Array, b: Array, first: _Half, second: _Half, share: float) -> Array:
        """(H, W) 0-1 of the second side: smooth where both look alike, one or the other where they do not."""
        height, width = self._x.shape
        low, high = _CLASH
        differ = np.abs(np.sqrt(a[::_STEP, ::_STEP]) - np.sqrt(b[::_STEP, ::_STEP])).max(-1)
        clash = np.clip((cv2.GaussianBlur(differ, (0, 0), 3.0) - low) / (high - low), 0, 1)
        long = 1 - (1 - _CRISP) * clash
        order = self._order[: clash.shape[0], : clash.shape[1]]
        turned = np.clip((share - order * (1 - long)) / long, 0, 1)
        seen = [cv2.resize(half.cover, clash.shape[::-1], interpolation=cv2.INTER_LINEAR) for half in (first, second)]
        one, two = (1 - turned) * (seen[0] + 1e-3), turned * (seen[1] + 1e-3)
        weight = two / np.maximum(one + two, 1e-9)
        return np.asarray(cv2.resize(weight, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _sampled(values: Array, x: Array, y: Array) -> Array:
    return np.asarray(cv2.remap(values, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _splatted(way: Array, near: Array, weight: Array, share: float) -> _Half:
    """Points carried `share` of their way and summed where they arrive, the nearest and surest first."""
    height, width = near.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    u, v = x + share * way[..., 0] / _STEP, y + share * way[..., 1] / _STEP
    left, top = np.floor(u), np.floor(v)
    total = np.zeros((4, height * width))
    cover = np.zeros(height * width)
    for across in (0, 1):
        for down in (0, 1):
            column, row = left + across, top + down
            part = (1 - np.abs(u - column)) * (1 - np.abs(v - row))
            inside = (column >= 0) & (row >= 0) & (column < width) & (row < height)
            place = (row[inside] * width + column[inside]).astype(np.int64)
            given = part[inside] * weight[inside]
            cover += np.bincount(place, part[inside], height * width)
            for k, value in enumerate((way[..., 0], way[..., 1], near)):
                total[k] += np.bincount(place, given * value[inside], height * width)
            total[3] += np.bincount(place, given, height * width)
    mean = (total[:3] / np.maximum(total[3], 1e-9)).astype(np.float32).reshape(3, height, width)
    shown = np.clip(2 * cover.astype(np.float32).reshape(height, width) - 0.2, 0, 1)
    return _Half(np.dstack([mean[0], mean[1]]), mean[2], np.asarray(cv2.GaussianBlur(shown, (0, 0), 1.0), np.float32))


def _gain(here: Array, there: Array, flow: Flow) -> Array:
    """(H, W, 3) logarithm of how much brighter each place is in the other picture, over and above its detail."""
    height, width = here.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    x, y = x + flow.moved[..., 0], y + flow.moved[..., 1]
    inside = (x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1)
    met = np.maximum(_sampled(there, x, y), 0)
    most = _MOST_STOPS * np.log(2)
    ratio = np.clip(np.log((met + 0.01) / (here + 0.01)), -most, most).astype(np.float32)
    ratio = extended(ratio, inside)
    guide = np.sqrt(np.clip(here, 0, 1)).astype(np.float32)
    size = max(1, width // _SMALL), max(1, height // _SMALL)
    small, values = (np.asarray(cv2.resize(a, size, interpolation=cv2.INTER_AREA), np.float32) for a in (guide, ratio))
    reach = max(2, size[0] // 40)
    parts = [fit(small, np.ascontiguousarray(values[..., c]), reach, 2e-3).of(guide) for c in range(3)]
    return np.asarray(np.dstack(parts), np.float32)


def _order(width: int, height: int, seed: int) -> Array:
    """(h, w) 0-1 evenly spread: which places change first, in patches of no regular shape."""
    random = np.random.default_rng([seed, 0x0D3A])
    shape = -(-height // _STEP), -(-width // _STEP)
    field = np.zeros(shape, np.float32)
    for part in (14, 40):
        noise = cv2.GaussianBlur(random.standard_normal(shape).astype(np.float32), (0, 0), shape[1] / part)
        field += noise / max(float(noise.std()), 1e-6) * (14 / part)
    ranks = np.empty(field.size, np.float32)
    ranks[np.argsort(field, axis=None)] = np.linspace(0, 1, field.size, dtype=np.float32)
    return ranks.reshape(shape)
