"""Relief whose edges lie on the picture's edges: steps made steep, outlines moved to where the colours change.

Estimated depth is soft and strays at outlines; what is cut along it would carry shreds. Knows arrays alone.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.synthesis import extended, nearest
from dreamwright.frames import Array

Mask = NDArray[np.bool_]
JUMP = 0.035
"""Step of disparity between neighbours that is an edge of a thing, not the slope of a surface."""
_WIDE_JUMP = 0.12
"""And over the width of a soft outline."""
_SOFT_WIDTH = 0.011
"""How wide soft outlines are, as a share of the canvas's width."""
_STRAY = 0.011
"""How far from its colours' edge an outline of the relief may lie."""
_TRUST = 1.2
"""How much the relief counts against the colours, in log odds."""
_CLEAR = 0.012
"""Squared difference of gamma-encoded colours that speaks for a side with one unit of log odds."""
_SHRED = 0.00015
"""Pieces smaller than this share of the canvas belong to what is around them."""


def crisp(disparity: Array) -> Array:
    """Disparity whose edges are one pixel wide: values half way up a step go to its nearer end (toggle mapping)."""
    wide = 2 * round(_SOFT_WIDTH * disparity.shape[1] / 2) + 1
    steep = _toggled(disparity, max(5, wide), _WIDE_JUMP)
    return np.asarray(cv2.medianBlur(_toggled(steep, 5, JUMP), 5), np.float32)


def _toggled(disparity: Array, width: int, least: float) -> Array:
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    low, high = cv2.erode(disparity, around), cv2.dilate(disparity, around)
    out = np.where(disparity - low > high - disparity, high, low)
    return np.asarray(np.where(high - low > least, out, disparity), np.float32)


def aligned(disparity: Array, level: float, color: Array, edge: Mask) -> Array:
    """The disparity with the outline at `level` moved to the colours' edge near it, and shreds on either side gone."""
    above = disparity >= level
    reach = max(2, round(_STRAY * disparity.shape[1]))
    band = _grown(edge & _grown(above, 1) & _grown(~above, 1), reach)
    side = np.where(band, _sided(above, band, color, reach), above)
    side = np.where(_grown(band, reach), _whole(side), side)
    changed = side != above
    if not changed.any():
        return disparity
    out = disparity.copy()
    for wanted in (True, False):
        sure = (above == wanted) & ~changed & ~(band & (above == wanted))
        move = changed & (side == wanted)
        if move.any() and sure.any():
            place = nearest(sure)[move]
            out[move] = disparity[place[:, 0], place[:, 1]]
    return out


def _sided(above: Mask, band: Mask, color: Array, reach: int) -> Mask:
    """On which side of the outline each pixel is, by its colour's likeness to both sides and by the relief."""
    if not (above & ~band).any() or not (~above & ~band).any():
        return above
    picture = np.sqrt(np.maximum(color, 0)).astype(np.float32)
    front, back = (_around(picture, m & ~band) for m in (above, ~above))
    odds = (((picture - back) ** 2).sum(-1) - ((picture - front) ** 2).sum(-1)) / np.float32(_CLEAR)
    prior = cv2.GaussianBlur(above.astype(np.float32), (0, 0), reach / 2) * 2 - 1
    odds = np.clip(odds, -4, 4) + np.float32(_TRUST) * prior
    return np.asarray(_guided(odds.astype(np.float32), picture.mean(-1), reach) > 0)


def _around(picture: Array, sure: Mask) -> Array:
    """The picture's mean colours on one side, carried on beyond it; found at half size."""
    height, width = sure.shape
    size = (width + 1) // 2, (height + 1) // 2
    weight = cv2.resize(sure.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(picture * sure[..., None], size, interpolation=cv2.INTER_AREA)
    carried = extended(np.asarray(small / np.maximum(weight, 1e-6)[..., None], np.float32), weight > 0)
    return np.asarray(cv2.resize(carried, (width, height), interpolation=cv2.INTER_LINEAR))


def _guided(values: Array, guide: Array, radius: int) -> Array:
    """Values smoothed along the guide's edges (He et al. 2013, grey guide)."""
    size = (2 * radius + 1, 2 * radius + 1)

    def mean(a: Array) -> Array:
        return np.asarray(cv2.blur(a, size))

    center, level = mean(guide), mean(values)
    spread = mean(guide * guide) - center * center + np.float32(4e-4)
    slope = np.asarray((mean(guide * values) - center * level) / spread, np.float32)
    return mean(np.asarray(slope)) * guide + mean(np.asarray(level - slope * center, np.float32))


def _whole(side: Mask) -> Mask:
    """The sides without shreds of one in the other."""
    out = side.copy()
    least = _SHRED * side.size
    for wanted in (True, False):
        count, labels, stats, _ = cv2.connectedComponentsWithStats((out == wanted).astype(np.uint8), connectivity=4)
        small = stats[:, cv2.CC_STAT_AREA] < least
        small[0] = False
        if count > 1:
            out = np.where(small[labels], not wanted, out)
    return out


def _grown(mask: Mask, pixels: int) -> Mask:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * pixels + 1, 2 * pixels + 1))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), kernel) > 0)
