"""Fills holes of a picture with its own texture: patches matched coarse to fine, then copied at full size.

After PatchMatch (Barnes et al. 2009) with the coarse-to-fine completion of Wexler et al. 2007; the first guess mirrors
what lies beyond the hole's edge. Knows arrays alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.frames import Array

Mask = NDArray[np.bool_]
Places = NDArray[np.int32]
_GRID = np.stack(np.meshgrid([-4, -2, 0, 2, 4], [-4, -2, 0, 2, 4], indexing="ij"), -1).reshape(-1, 2).astype(np.int32)
_REACH = 4
_ROUNDS = 4
_FAR = 0.06
"""Cost of fetching a patch from a picture's width away, in squared gamma-encoded colour: near texture is likelier."""
_COARSEST = 8
_ROOM = 0.12
"""How far about a hole texture is fetched from, as a share of the picture's width."""


def fill(color: Array, hole: Mask, usable: Mask, seed: int, levels: tuple[int, ...] = (_COARSEST, 4)) -> Array:
    """`color` (H, W, 3) with `hole` filled from `usable` pixels; all else as it was.

    `levels` are the sizes (picture over level) at which patches are matched, coarse to fine.
    """
    if not hole.any() or not usable.any():
        return color
    box = _surroundings(hole)
    if not usable[box].any():
        box = (slice(None), slice(None))
    out = color.copy()
    out[box] = _filled(color[box], hole[box], usable[box], seed, levels)
    return out


def _surroundings(hole: Mask) -> tuple[slice, slice]:
    """The hole's box with as much room about it as texture is fetched from."""
    room = round(_ROOM * hole.shape[1])
    rows, columns = np.nonzero(hole.any(1))[0], np.nonzero(hole.any(0))[0]
    return (slice(max(0, int(rows[0]) - room), int(rows[-1]) + room + 1),
            slice(max(0, int(columns[0]) - room), int(columns[-1]) + room + 1))  # fmt: skip


def _filled(color: Array, hole: Mask, usable: Mask, seed: int, levels: tuple[int, ...]) -> Array:
    grown: tuple[Array, Places] | None = None
    for scale in levels:
        if min(hole.shape) // scale >= 4 * _REACH:
            grown = _matched(color, hole, usable, scale, grown, np.random.default_rng([seed, scale]))
    at = np.argwhere(hole).astype(np.int32)
    places = _mirrored(at, usable)
    if grown is not None:
        matched = _enlarged(grown[1], at, hole.shape)
        places = np.where(usable[matched[:, 0], matched[:, 1]][:, None], matched, places)
    return _copied(color, hole, at, places)


def nearest(usable: Mask) -> Places:
    """(H, W, 2) row and column of the nearest usable pixel."""
    _, labels = cv2.distanceTransformWithLabels(
        (~usable).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    rows, columns = np.nonzero(usable)
    at = np.zeros((int(labels.max()) + 1, 2), np.int32)
    at[labels[rows, columns]] = np.stack([rows, columns], -1)
    return np.asarray(at[labels])


def extended(values: Array, known: Mask) -> Array:
    """`values` (H, W[, n]) where `known`, smoothly extrapolated elsewhere (push-pull: Gortler et al. 1996)."""
    weight = known.astype(np.float32)
    out = _pulled(values * (weight if values.ndim == 2 else weight[..., None]), weight)
    return np.asarray(np.where(known if values.ndim == 2 else known[..., None], values, out), np.float32)


def _pulled(total: Array, weight: Array) -> Array:
    """Means of known values, and where there are none, those of a picture half the size."""
    height, width = weight.shape
    full = np.minimum(weight, 1)
    mean = _over(total, np.maximum(weight, 1e-6))
    if min(height, width) <= 2 or weight.min() >= 1:
        return mean if weight.max() > 0 else np.zeros_like(total)
    half = (max(1, (width + 1) // 2), max(1, (height + 1) // 2))
    small, small_weight = (
        np.asarray(cv2.resize(a, half, interpolation=cv2.INTER_AREA), np.float32) for a in (total, weight)
    )
    gain = np.asarray(1 / np.maximum(small_weight, np.float32(0.25)), np.float32)
    rest = _pulled(_times(small, gain), small_weight * gain)
    coarse = np.asarray(cv2.resize(rest, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    return np.asarray(_times(mean, full) + _times(coarse, np.asarray(1 - full, np.float32)), np.float32)


def _times(a: Array, w: Array) -> Array:
    return np.asarray(a * (w if a.ndim == 2 else w[..., None]), np.float32)


def _over(a: Array, w: Array) -> Array:
    return np.asarray(a / (w if a.ndim == 2 else w[..., None]), np.float32)


def _mirrored(at: Places, usable: Mask) -> Places:
    """For pixels `at` (N, 2) the place as far beyond the hole's edge as they lie within; at worst the nearest one."""
    most = np.array(usable.shape)
    edge = nearest(usable)[at[:, 0], at[:, 1]]
    best, missing = edge.copy(), np.ones(len(at), np.bool_)
    for share in (1.0, 0.5, 0.25):
        place = edge + np.round((edge - at) * share).astype(np.int32)
        inside = np.asarray(((place >= 0) & (place < most)).all(-1))
        place = np.where(inside[:, None], place, edge)
        good = missing & inside & usable[place[:, 0], place[:, 1]]
        best[good] = place[good]
        missing &= ~good
    return best


@dataclass
class _Level:
    """One size of the picture, with the hole's pixels as a list."""

    image: Array
    usable: Mask
    rows: Places
    columns: Places
    order: Places
    """(H, W) number of the hole's pixel, −1 elsewhere."""
    places: Places
    """(N, 2) where each is copied from."""

    def patches(self, rows: Places, columns: Places) -> Array:
        """(N, 25, 3) colours about the places."""
        height, width = self.order.shape
        y = np.clip(rows[:, None] + _GRID[:, 0], 0, height - 1)
        x = np.clip(columns[:, None] + _GRID[:, 1], 0, width - 1)
        return np.asarray(self.image.reshape(-1, 3)[y * width + x])

    def cost(self, own: Array, places: Places) -> Array:
        """(N,) mismatch of the patches at `places`, far ones dearer."""
        apart = self.patches(places[:, 0], places[:, 1])
        apart -= own
        away = np.hypot(places[:, 0] - self.rows, places[:, 1] - self.columns) / self.order.shape[1]
        bad = ~self.usable[places[:, 0], places[:, 1]]
        return np.asarray(np.einsum("nij,nij->n", apart, apart) / 25 + _FAR * away * away + 10 * bad, np.float32)


def _matched(
    color: Array, hole: Mask, usable: Mask, scale: int, grown: tuple[Array, Places] | None, random: np.random.Generator
) -> tuple[Array, Places]:
    """The level's picture with the hole filled, and the (H, W, 2) places it is filled from."""
    height, width = hole.shape
    size = (width // scale, height // scale)
    weight = cv2.resize(usable.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    image = cv2.resize(np.sqrt(np.maximum(color, 0)) * usable[..., None], size, interpolation=cv2.INTER_AREA)
    image = np.asarray(image / np.maximum(weight, 1e-6)[..., None], np.float32)
    inside = cv2.resize(hole.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    clean = (weight > 0.999) & ~inside
    if not clean.any():
        clean = weight > 0.5
    if not clean.any():
        clean = weight >= weight.max()
    at = np.argwhere(inside).astype(np.int32)
    start = _mirrored(at, clean) if grown is None else _enlarged(grown[1], at, inside.shape)
    level = _listed(np.asarray(image, np.float32), inside.shape, clean, at, start)
    for _ in range(_ROUNDS):
        _vote(level)
        _search(level, random)
    _vote(level)
    places = np.moveaxis(np.indices(inside.shape, np.int32), 0, -1).copy()
    places[level.rows, level.columns] = level.places
    return level.image, places


def _listed(image: Array, shape: tuple[int, ...], clean: Mask, at: Places, start: Places) -> _Level:
    order = np.full(shape, -1, np.int32)
    order[at[:, 0], at[:, 1]] = np.arange(len(at), dtype=np.int32)
    rows, columns = np.ascontiguousarray(at.T)
    return _Level(np.ascontiguousarray(image), clean, rows, columns, order, start.copy())


def _enlarged(places: Places, at: Places, shape: tuple[int, ...]) -> Places:
    """The places (h, w, 2) of a coarser level for pixels `at` (N, 2) of a finer one of `shape`."""
    before, now = np.array(places.shape[:2]), np.array(shape)
    coarse = at * before // now
    away = places[coarse[:, 0], coarse[:, 1]] - coarse
    return np.asarray(np.clip(at + np.round(away * (now / before)), 0, now - 1), np.int32)


def _vote(level: _Level) -> None:
    """Each hole pixel becomes the mean of what its own and its neighbours' patches say it is."""
    height, width = level.order.shape
    total, count = np.zeros((level.rows.size, 3), np.float32), np.zeros((level.rows.size, 1), np.float32)
    for dy, dx in ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)):
        near = level.order[np.clip(level.rows + dy, 0, height - 1), np.clip(level.columns + dx, 0, width - 1)]
        place = level.places[near] - np.array([dy, dx], np.int32)
        y, x = np.clip(place[:, 0], 0, height - 1), np.clip(place[:, 1], 0, width - 1)
        good = ((near >= 0) & level.usable[y, x])[:, None]
        total += np.where(good, level.image[y, x], 0)
        count += good
    fresh = total / np.maximum(count, 1)
    level.image[level.rows, level.columns] = np.where(count > 0, fresh, level.image[level.rows, level.columns])


def _search(level: _Level, random: np.random.Generator) -> None:
    """Better places, from the neighbours and by chance about the best so far."""
    height, width = level.order.shape
    own = level.patches(level.rows, level.columns)
    best = level.cost(own, level.places)
    most = np.array([height - 1, width - 1])
    for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        y, x = np.clip(level.rows + dy, 0, height - 1), np.clip(level.columns + dx, 0, width - 1)
        near = level.order[y, x]
        there = np.where((near >= 0)[:, None], level.places[near] - np.array([dy, dx]), level.places)
        best = _better(level, own, best, np.clip(there, 0, most).astype(np.int32))
    radius = width // 4
    while radius >= 1:
        jump = random.integers(-radius, radius + 1, level.places.shape)
        best = _better(level, own, best, np.clip(level.places + jump, 0, most).astype(np.int32))
        radius //= 3


def _better(level: _Level, own: Array, best: Array, places: Places) -> Array:
    cost = level.cost(own, places)
    won = cost < best
    level.places[won] = places[won]
    return np.where(won, cost, best)


def _copied(color: Array, hole: Mask, at: Places, places: Places) -> Array:
    """The texture copied over, the seams between patches softened."""
    out = color.copy()
    out[at[:, 0], at[:, 1]] = color[places[:, 0], places[:, 1]]
    away = np.zeros((*hole.shape, 2), np.int32)
    away[at[:, 0], at[:, 1]] = places - at
    jump = np.zeros(hole.shape, np.bool_)
    jump[:, 1:] |= (away[:, 1:] != away[:, :-1]).any(-1)
    jump[1:] |= (away[1:] != away[:-1]).any(-1)
    blend = cv2.GaussianBlur((jump & hole).astype(np.float32), (0, 0), 1.0)
    rows, columns = np.nonzero((blend > 0.01) & hole)
    soft = cv2.GaussianBlur(out, (0, 0), 1.2)[rows, columns]
    out[rows, columns] += (soft - out[rows, columns]) * blend[rows, columns, None]
    return out
