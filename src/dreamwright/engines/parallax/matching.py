"""Whether two pictures show one place, and where each point of the one lies in the other.

Sparse features with a robust plane first (SIFT, Lowe 2004; RANSAC), then dense flow on what the plane leaves over
(DIS, Kroeger et al. 2016), both ways, kept where it agrees with itself. Knows arrays; nothing of plans or time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.synthesis import extended
from dreamwright.frames import Array

Codes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Matrix = NDArray[np.float64]
SAME_SHARE = 0.35
"""Least share of what both pictures could show that must be found again for them to be of one place."""
_LEAST_OVERLAP = 0.3
_LEAST_POINTS = 12
_NEAR_PLANE = 0.015
"""Farthest that a feature may lie from the common plane, as a share of the picture's width."""
_MOST_STRETCH = 4.0
"""Most that one picture may be larger than the other."""
_LIKE = 0.5
"""Least correlation of two patches that show the same thing."""
_LOOK_PX = 512
"""Width at which it is decided whether two pictures show one place."""
_RIM = 0.01
"""Beside the other picture's border nothing is believed, so far in: a share of the width."""
_BANDS = 4
_ODD = 0.012
"""How far from the usual way a patch must go to be doubted, as a share of the width."""
_LEAST_PATCH = 0.01
"""Smallest doubted patch that is believed, as a share of the picture."""


@dataclass(frozen=True)
class Flow:
    """Where the points of one picture lie in another."""

    moved: Array
    """(H, W, 2) pixels right and down, everywhere."""
    sure: Mask
    """(H, W) where it was seen, not carried on from what is beside."""
    rich: Mask
    """(H, W) where there is structure to see it by."""


def look_of(color: Array) -> Codes:
    """(h, w) grey codes of linear light, small: enough to tell whether two pictures show one place."""
    height = max(8, round(_LOOK_PX * color.shape[0] / color.shape[1]))
    return grey_of(np.asarray(cv2.resize(color, (_LOOK_PX, height), interpolation=cv2.INTER_AREA), np.float32))


def grey_of(color: Array) -> Codes:
    """(H, W) codes of the light's square root, which any exposure can be read from."""
    bright = np.sqrt(np.clip(color @ np.array([0.2126, 0.7152, 0.0722], np.float32), 0, 1))
    return np.asarray(np.round(255 * bright), np.uint8)


def same_place(a: Codes, b: Codes) -> bool:
    """Whether two looks show one place, by a stated rule.

    Laid on one another by the best of two planes (as they are; by SIFT features and RANSAC) and then by dense flow,
    at least `SAME_SHARE` of the structure that both could show is found again both ways, with alike patches.
    """
    plane = _plane(a, b)
    if plane is None:
        return False
    seen = _found(a, b, plane)
    return seen.overlap >= _LEAST_OVERLAP and seen.share >= SAME_SHARE


def flows(a: Array, b: Array, near_a: Array, near_b: Array) -> tuple[Flow, Flow]:
    """From a to b, and from b to a; `near_*` (H, W) say what goes with what where nothing is seen to move.

    Pictures are (H, W, 3) linear light of one size, known to be of one place.
    """
    grey_a, grey_b = grey_of(a), grey_of(b)
    scale = a.shape[1] / _LOOK_PX
    plane = _plane(look_of(a), look_of(b))
    plane = np.eye(3) if plane is None else _scaled(plane, scale)
    there = _found(grey_a, grey_b, plane)
    back = _found(grey_b, grey_a, np.asarray(np.linalg.inv(plane), np.float64))
    return _whole(there, near_a), _whole(back, near_b)


@dataclass(frozen=True)
class _Found:
    moved: Array
    plain: Array
    """(H, W, 2) as the plane alone has it."""
    sure: Mask
    rich: Mask
    overlap: float
    share: float


def _plane(a: Codes, b: Codes) -> Matrix | None:
    """(3, 3) a → b for most of what both show: the better of none and what features say; None where nothing fits."""
    planes = [np.eye(3)]
    if (found := _by_features(a, b)) is not None:
        planes.append(found)
    scores = [_found(a, b, plane) for plane in planes]
    best = int(np.argmax([score.share * min(1.0, score.overlap) for score in scores]))
    return planes[best] if scores[best].share > 0 else None


def _by_features(a: Codes, b: Codes) -> Matrix | None:
    sift = cv2.SIFT.create(2000, contrastThreshold=0.02)
    (points_a, told_a), (points_b, told_b) = (sift.detectAndCompute(cv2.equalizeHist(x), None) for x in (a, b))
    if told_a is None or told_b is None or min(len(points_a), len(points_b)) < _LEAST_POINTS:
        return None
    pairs = [p for p in cv2.BFMatcher(cv2.NORM_L2).knnMatch(told_a, told_b, 2) if len(p) == 2]
    good = [first for first, second in pairs if first.distance < 0.8 * second.distance]
    if len(good) < _LEAST_POINTS:
        return None
    here = np.array([points_a[m.queryIdx].pt for m in good], np.float32)
    there = np.array([points_b[m.trainIdx].pt for m in good], np.float32)
    cv2.setRNGSeed(1)
    # six numbers, not a homography's eight: those fit a part of the picture and go wild beyond it
    plane, kept = cv2.estimateAffine2D(
        here, there, method=cv2.RANSAC, ransacReprojThreshold=_NEAR_PLANE * a.shape[1], maxIters=4000
    )
    if plane is None or int(kept.sum()) < _LEAST_POINTS:
        return None
    stretch = np.linalg.svd(plane[:, :2], compute_uv=False)
    sane = np.linalg.det(plane[:, :2]) > 0 and stretch[0] < _MOST_STRETCH and stretch[1] > 1 / _MOST_STRETCH
    return np.vstack([plane, [0, 0, 1]]) if sane else None


def _scaled(plane: Matrix, scale: float) -> Matrix:
    grow = np.diag([scale, scale, 1.0])
    return np.asarray(grow @ plane @ np.linalg.inv(grow), np.float64)


def _found(a: Codes, b: Codes, plane: Matrix) -> _Found:
    """The flow from a to b over the plane, where it is sure, and the shares by which places are judged."""
    height, width = a.shape
    size, back = (width, height), cv2.WARP_INVERSE_MAP
    laid = cv2.warpPerspective(b, plane, size, flags=cv2.INTER_LINEAR | back, borderMode=cv2.BORDER_REPLICATE)
    shown = cv2.warpPerspective(np.full_like(b, 255), plane, size, flags=cv2.INTER_NEAREST | back)
    inside = cv2.erode(shown, np.ones((3, 3), np.uint8), iterations=round(_RIM * width), borderValue=255) > 0
    here, there = _even(a), _even(np.asarray(laid, np.uint8))
    forth, home = _dense(here, there), _dense(there, here)
    x, y = _grid(width, height)
    returned = cv2.remap(home, x + forth[..., 0], y + forth[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    gap = np.linalg.norm(forth + returned, axis=2)
    agrees = gap < 0.002 * width + 0.05 * np.linalg.norm(forth, axis=2)
    met = cv2.remap(there, x + forth[..., 0], y + forth[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    alike, rich = _alike(here, np.asarray(met, np.uint8))
    seen = cv2.remap(inside.astype(np.uint8), x + forth[..., 0], y + forth[..., 1], cv2.INTER_NEAREST) > 0
    sure = agrees & alike & seen
    structure = rich & inside
    share = float((sure & structure).sum() / max(1, structure.sum())) if structure.mean() > 0.02 else 0.0
    plain = _by_plane(plane, x, y)
    target = _by_plane(plane, x + forth[..., 0], y + forth[..., 1]) + forth
    return _Found(target, plain, sure & rich, rich, float(inside.mean()), share)


def _by_plane(plane: Matrix, x: Array, y: Array) -> Array:
    """(H, W, 2) how far the plane moves each place."""
    rows = [np.float32(r[0]) * x + np.float32(r[1]) * y + np.float32(r[2]) for r in plane]
    return np.asarray(np.dstack([rows[0] / rows[2] - x, rows[1] / rows[2] - y]), np.float32)


def _even(grey: Codes) -> Codes:
    """The picture with its light evened: what is left is structure, whatever the hour."""
    g = grey.astype(np.float32)
    sigma = grey.shape[1] / 40
    flat = g - cv2.GaussianBlur(g, (0, 0), sigma)
    spread = np.sqrt(cv2.GaussianBlur(flat * flat, (0, 0), sigma)) + 4.0
    return np.asarray(np.clip(128 + 48 * flat / spread, 0, 255), np.uint8)


def _dense(a: Codes, b: Codes) -> Array:
    dis = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    return np.asarray(dis.calc(a, b, np.zeros((*a.shape, 2), np.float32)), np.float32)


def _alike(a: Codes, b: Codes) -> tuple[Mask, Mask]:
    """Where patches of both correlate, and where a has any structure."""
    p, q = a.astype(np.float32), b.astype(np.float32)
    side = 2 * max(3, round(a.shape[1] / 100)) + 1

    def mean(values: Array) -> Array:
        return np.asarray(cv2.blur(values, (side, side)), np.float32)

    mean_p, mean_q = mean(p), mean(q)
    var_p, var_q = mean(p * p) - mean_p * mean_p, mean(q * q) - mean_q * mean_q
    both = mean(p * q) - mean_p * mean_q
    alike = both > _LIKE * np.sqrt(np.maximum(var_p * var_q, 1.0))
    return np.asarray(alike), np.asarray(var_p > 60.0)


def _whole(found: _Found, near: Array) -> Flow:
    """The flow with what is unsure carried on from sure places that lie about as near."""
    rest = found.moved - found.plain
    sure = _trusted(rest, found.sure)
    found = replace(found, sure=sure)
    if not sure.any():
        return Flow(found.plain, sure, found.rich)
    out = extended(rest, found.sure)
    levels = np.quantile(near[found.sure], np.linspace(0, 1, 2 * _BANDS + 1)).astype(np.float32)
    place = np.interp(near, levels + np.arange(levels.size) * 1e-6, np.arange(levels.size) / 2 - 0.5)
    carried = np.zeros_like(out)
    for k in range(_BANDS):  # bands overlap, so that a surface that recedes is not torn
        share = np.clip(1 - np.abs(np.clip(place, 0, _BANDS - 1) - k), 0, 1).astype(np.float32)
        known = found.sure & (share > 0.3)
        carried += share[..., None] * (extended(rest, known) if known.mean() > 0.005 else out)
    out = np.where(found.sure[..., None], rest, carried)
    calm = np.dstack([cv2.medianBlur(np.ascontiguousarray(out[..., c]), 5) for c in (0, 1)])
    return Flow(np.asarray(calm + found.plain, np.float32), found.sure, found.rich)


def _trusted(rest: Array, sure: Mask) -> Mask:
    """`sure` without small patches that go quite another way than most: likelier a mistake than a thing."""
    if not sure.any():
        return sure
    usual = np.median(rest[sure], axis=0)
    odd = sure & (np.linalg.norm(rest - usual, axis=2) > _ODD * sure.shape[1])
    _, labels, stats, _ = cv2.connectedComponentsWithStats(odd.astype(np.uint8), connectivity=8)
    speck = stats[:, cv2.CC_STAT_AREA] < _LEAST_PATCH * sure.size
    speck[0] = False
    return np.asarray(sure & ~speck[labels])


def _grid(width: int, height: int) -> tuple[Array, Array]:
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return x, y
