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
_BROAD = 8
"""Size at which light is told from detail: the film's over this."""
_SMALL = 4
"""Size at which light is compared: the picture's over this."""
_UNSURE = 0.05
"""Weight of a point whose way is not known, against one whose way is."""
_MOST_STOPS = 1.2
"""Most that light is led over."""
_DARK = 0.03
"""Light that is too little to be compared."""
_CLASH = (0.03, 0.10)
"""Differences (of square roots of light) from which, and beyond which, two pictures are not mixed."""
_TRUST = 0.08
"""From its border so far in, as a share of the width, a picture's flow is less and less believed."""
_RIM = 0.008
"""Within so much of its border, as a share of the width, a picture gives way to the one that goes on beyond it."""
_SLACK = 0.005
"""Within so much beyond its border its last pixels go on: no flow is exact."""
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
    trust: Array
    """0-1: how far from this picture's border that lies, where the other one knows better which way it goes."""


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
        inside = self._inside(-share * way), self._inside((1 - share) * way)
        weight = self._weight((a[0], b[0]), (first, second), inside, share)[..., None]
        even = self._even((first, second), inside, share)[..., None]
        motion = a[2] + (b[2] - a[2]) * weight
        nearness = a[1] + (b[1] - a[1]) * weight[..., 0]
        color = _blended(a[0], b[0], even, weight)
        return Morphed(color, nearness, motion + np.float32(step) * way)

    def _half(self, takes: tuple[Take, Take], side: int, share: float) -> _Half:
        """The points of one side carried `share` of their way."""
        here, other = takes[side], takes[1 - side]
        height, width = here.color.shape[:2]
        at = grid(width, height, _STEP)
        assert here.nearness is not None
        size = at.x.shape[1], at.x.shape[0]
        near = np.asarray(cv2.resize(here.nearness, size, interpolation=cv2.INTER_NEAREST), np.float32)
        x, y = (at.x, at.y) if here.here.unmoved else here.here.source(here.here.ray(at.x, at.y), near)
        flow = self._flows[side]
        moved = _sampled(flow.moved, x, y)
        there_x, there_y = x + moved[..., 0], y + moved[..., 1]
        depth = _sampled(self._near[1 - side], there_x, there_y)
        seen_x, seen_y, _ = other.here.project(there_x, there_y, depth)
        way = np.dstack([seen_x - at.x, seen_y - at.y])
        sure = _sampled(flow.sure.astype(np.float32), x, y)
        weight = np.exp(_FRONT * near / max(float(near.max()), 1e-6)) * np.maximum(sure, _UNSURE)
        return _splatted(np.asarray(way, np.float32), near, np.asarray(weight, np.float32), share)

    def _agreed(self, first: _Half, second: _Half) -> Array:
        """(H, W, 2) the way from the first take to the second of what the frame between shows."""
        height, width = self._x.shape
        both = np.minimum(first.cover, second.cover) > 0.5
        apart = both & (np.linalg.norm(first.way + second.way, axis=2) > 2.0)
        ahead = first.nearness >= second.nearness
        one = first.cover * first.trust * np.where(apart & ~ahead, np.float32(0.02), np.float32(1))
        two = second.cover * second.trust * np.where(apart & ahead, np.float32(0.02), np.float32(1))
        total = one + two
        mean = (first.way * one[..., None] - second.way * two[..., None]) / np.maximum(total, 1e-4)[..., None]
        way = extended(np.asarray(mean, np.float32), total > 1e-3)
        return np.asarray(cv2.resize(way, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)

    def _carried(self, take: Take, side: int, move: Array, led: float) -> tuple[Array, Array, Array]:
        """Colour, nearness and motion of a side as the frame between sees them, its light led over by `led`."""
        x, y = self._x + move[..., 0], self._y + move[..., 1]
        assert take.nearness is not None
        near = _sampled(take.nearness, x, y)
        color = np.maximum(cv2.remap(take.color, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), 0)
        at = (x, y) if take.here.unmoved else take.here.source(take.here.ray(x, y), near)
        color *= np.exp(np.float32(led) * _sampled(self._gains[side], at[0], at[1]))
        motion = motion_of(take)
        assert motion is not None
        return np.asarray(color, np.float32), near, _sampled(motion, x, y) if motion.any() else motion

    def _inside(self, move: Array) -> Array:
        """(h, w) 0-1 whether a side has the point at all: 0 from its border outward, 1 a little further in."""
        height, width = self._x.shape
        x, y = (part[::_STEP, ::_STEP] for part in (self._x + move[..., 0], self._y + move[..., 1]))
        room = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y))
        return np.asarray(np.clip((room / width + _SLACK) / _RIM, 0, 1), np.float32)

    def _even(self, halves: tuple[_Half, _Half], inside: tuple[Array, Array], share: float) -> Array:
        """(H, W) 0-1 of the second side's light: `share`, but where one side alone shows anything."""
        height, width = self._x.shape
        one, two = (half.cover * (part > 0) + np.float32(1e-4) for half, part in zip(halves, inside, strict=True))
        weight = share * two / (share * two + (1 - share) * one)
        return np.asarray(cv2.resize(weight, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)

    def _weight(
        self, colors: tuple[Array, Array], halves: tuple[_Half, _Half], inside: tuple[Array, Array], share: float
    ) -> Array:
        """(H, W) 0-1 of the second side: smooth where both look alike, one or the other where they do not."""
        height, width = self._x.shape
        low, high = _CLASH
        roots = [np.sqrt(color[::_STEP, ::_STEP]) for color in colors]
        differ = cv2.GaussianBlur(np.abs(roots[0] - roots[1]).max(-1), (0, 0), 3.0)
        long = 1 - (1 - _CRISP) * np.clip((differ - low) / (high - low), 0, 1)
        turned = np.clip((share - self._order * (1 - long)) / long, 1e-3, 1 - 1e-3)
        one, two = (half.cover * part + 1e-4 * part + 1e-7 for half, part in zip(halves, inside, strict=True))
        weight = turned * two / (turned * two + (1 - turned) * one)
        return np.asarray(cv2.resize(weight, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _blended(a: Array, b: Array, even: Array, weight: Array) -> Array:
    """Light mixed evenly, so that no patch of it is seen, and detail by `weight`, so that none of it is doubled."""
    roots = np.sqrt(a), np.sqrt(b)
    broad = _broad(roots[0]), _broad(roots[1])
    detail = roots[0] - broad[0]
    detail += (roots[1] - broad[1] - detail) * weight
    detail += broad[0] + (broad[1] - broad[0]) * even
    return np.asarray(np.square(np.maximum(detail, 0)), np.float32)


def _broad(root: Array) -> Array:
    """(H, W, 3) what is left without detail."""
    height, width = root.shape[:2]
    size = max(1, width // _BROAD), max(1, height // _BROAD)
    small = cv2.GaussianBlur(cv2.resize(root, size, interpolation=cv2.INTER_AREA), (0, 0), max(0.8, size[0] / 64))
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _sampled(values: Array, x: Array, y: Array) -> Array:
    return np.asarray(cv2.remap(values, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _splatted(way: Array, near: Array, weight: Array, share: float) -> _Half:
    """Points carried `share` of their way and summed where they arrive, the nearest and surest first."""
    height, width = near.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    room = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)) / (_TRUST * width)
    u, v = x + np.float32(share / _STEP) * way[..., 0], y + np.float32(share / _STEP) * way[..., 1]
    left, top = np.floor(u), np.floor(v)
    total, cover = np.zeros((5, height * width)), np.zeros(height * width)
    values = way[..., 0], way[..., 1], near, np.clip(room, 0.02, 1), np.ones_like(near)
    for across, down in ((0, 0), (1, 0), (0, 1), (1, 1)):
        column, row = left + across, top + down
        part = (1 - np.abs(u - column)) * (1 - np.abs(v - row))
        inside = (column >= 0) & (row >= 0) & (column < width) & (row < height)
        place = (row[inside] * width + column[inside]).astype(np.int64)
        cover += np.bincount(place, part[inside], height * width)
        given = (part * weight)[inside]
        for k, value in enumerate(values):
            total[k] += np.bincount(place, given * value[inside], height * width)
    return _half_of(total.astype(np.float32).reshape(5, height, width), cover.reshape(height, width))


def _half_of(total: Array, cover: Array) -> _Half:
    """The means of what arrived; cracks of a pixel or two are closed."""
    spread = [cv2.GaussianBlur(part, (0, 0), 1.5) for part in total]
    bare = cover < 0.2
    mean = [
        np.where(bare, wide / np.maximum(spread[4], 1e-12), part / np.maximum(total[4], 1e-12))
        for part, wide in zip(total[:4], spread[:4], strict=True)
    ]
    shown = np.clip(2 * cover - 0.2, 0, 1).astype(np.float32)
    shown = cv2.copyMakeBorder(shown, 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=1.0)  # a border a little off is no gap
    shown = cv2.morphologyEx(shown, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))[4:-4, 4:-4]
    shown = cv2.GaussianBlur(shown, (0, 0), 1.0)
    way = np.asarray(np.dstack(mean[:2]), np.float32)
    return _Half(way, np.asarray(mean[2], np.float32), np.asarray(shown, np.float32), np.asarray(mean[3], np.float32))


def _gain(here: Array, there: Array, flow: Flow) -> Array:
    """(H, W, 3) logarithm of how much brighter each place is in the other picture, over and above its detail."""
    height, width = here.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    x, y = x + flow.moved[..., 0], y + flow.moved[..., 1]
    inside = (x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1)
    met = np.maximum(_sampled(there, x, y), 0)
    most = _MOST_STOPS * np.log(2)
    ratio = np.clip(np.log((met + _DARK) / (here + _DARK)), -most, most).astype(np.float32)
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
    field: Array = np.zeros(shape, np.float32)
    for part in (14, 40):
        noise = cv2.GaussianBlur(random.standard_normal(shape).astype(np.float32), (0, 0), shape[1] / part)
        field += np.asarray(noise / max(float(noise.std()), 1e-6) * (14 / part), np.float32)
    ranks = np.empty(field.size, np.float32)
    ranks[np.argsort(field, axis=None)] = np.linspace(0, 1, field.size, dtype=np.float32)
    return ranks.reshape(shape)
