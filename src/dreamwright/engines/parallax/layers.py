"""A picture in layers of depth: soft mattes, clean edges, and what each layer shows behind the nearer ones.

Knows arrays; nothing of cameras, plans or time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.outline import JUMP, aligned, crisp
from dreamwright.engines.parallax.synthesis import extended, fill, nearest
from dreamwright.frames import Array

Mask = NDArray[np.bool_]
_SLOPE_COST = 0.12
"""How many edge pixels it must gain to cut through one pixel of a sloping surface."""
_LEAST_GAIN = 0.06
"""Edge pixels that a cut must gain, as a share of the picture's width."""
_LEAST_OUTLINE = 0.025
"""Shortest outline that parts layers, as a share of the canvas's width."""
_LEVELS = 128
_FRINGE_PX = 2
"""Pixels on either side of an edge that hold colours of both sides."""
_LENT = 0.08
"""How far a sheet answers for what is lacking where it does not show alone or was filled in."""
_AROUND_PX = 5
"""Side of the square about a pixel within whose colours a sheet answers."""
_LEAST_ANSWER = 0.15
"""Where less than this answers, what is lacking is made up for in part only."""
_MOST_GAIN = 4.0
"""Most that a sheet's colour makes up for a thin matte."""
_OVERLAP = 0.1
"""How far in disparity a layer goes on with what is really seen, where its surface runs on into the next one."""


@dataclass(frozen=True)
class Canvas:
    """The prepared picture with its margins: all arrays share one (H, W)."""

    color: Array
    """(H, W, 3) linear Rec.709."""
    disparity: Array
    """(H, W) 0-1."""
    invented: Mask
    """(H, W) where the picture was extended beyond its border."""
    margin: tuple[int, int]
    """Pixels left and top of the film's frame."""


@dataclass(frozen=True)
class Layer:
    """One sheet of the picture, complete as far as it can be uncovered."""

    color: Array
    """(H, W, 3) linear Rec.709, not multiplied by alpha."""
    alpha: Array
    """(H, W) 0-1."""
    disparity: Array
    """(H, W) 0-1, smooth, also beyond the matte."""
    made: Array
    """(H, W) 0-1: what no picture shows and was filled in."""
    own: Mask
    """(H, W) where the picture shows it."""
    true: Mask
    """(H, W) where its colour is the picture's, alone or at its own edge."""


def layered(
    canvas: Canvas, reach_px: int, most: int, seed: int, patches: tuple[int, ...] = (8, 4)
) -> tuple[Layer, ...]:
    """The layers, farthest first: 1 to `most`, complete up to `reach_px` behind nearer ones.

    Put over one another they are the picture itself again.
    """
    disparity, color = crisp(canvas.disparity), canvas.color
    found = cuts(disparity, most - 1, edges(disparity))
    for level in found:
        disparity = aligned(disparity, level, color, edges(disparity))
    edge, levels = edges(disparity), [-1.0, *found, 2.0]
    straight = replace(canvas, disparity=disparity)
    plain = [_sheet(straight, edge, band, reach_px, seed + j, patches) for j, band in enumerate(pairwise(levels))]
    sheets: list[Layer] = []
    below = np.zeros_like(color)
    for bare, high in zip(plain, levels[1:], strict=True):
        sheet = _keyed(bare, color, below, disparity >= high) if sheets else bare
        below = below + (sheet.color - below) * sheet.alpha[..., None]
        sheets.append(sheet)
    return _faithful(sheets, color, below)


def edges(disparity: Array) -> Mask:
    """(H, W) the pixels at steps of disparity that outline something larger than a tuft."""
    around = np.ones((3, 3), np.uint8)
    high = cv2.dilate(disparity, around) - cv2.erode(disparity, around) > JUMP
    count, labels, stats, _ = cv2.connectedComponentsWithStats(high.astype(np.uint8), connectivity=8)
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= _LEAST_OUTLINE * disparity.shape[1]
    long[0] = False
    return np.asarray(long[labels]) if count > 1 else np.zeros(disparity.shape, np.bool_)


def _steps(disparity: Array, edge: Mask) -> tuple[Array, Array, Mask]:
    """Lower and higher end of all steps between neighbours across and down, as lists, and which are edges."""
    pairs = ((disparity[:, :-1], disparity[:, 1:]), (disparity[:-1], disparity[1:]))
    low = np.concatenate([np.minimum(a, b).ravel() for a, b in pairs])
    high = np.concatenate([np.maximum(a, b).ravel() for a, b in pairs])
    outlined = np.concatenate([(edge[:, :-1] & edge[:, 1:]).ravel(), (edge[:-1] & edge[1:]).ravel()])
    return low, high, outlined & (high - low > JUMP)


def cuts(disparity: Array, most: int, edge: Mask | None = None) -> list[float]:
    """At most `most` disparities, ascending, that part things at their edges and cut few surfaces that slope."""
    low, high, torn = _steps(disparity, edges(disparity) if edge is None else edge)
    slopes = _crossings(low[~torn], high[~torn])
    low, high = low[torn], high[torn]
    found: list[float] = []
    least = _LEAST_GAIN * max(disparity.shape)
    while len(found) < most and low.size:
        gain = _crossings(low, high) - _SLOPE_COST * slopes
        best = int(np.argmax(cv2.GaussianBlur(gain[None].astype(np.float32), (0, 0), 1.5)[0]))
        if gain[best] < least:
            break
        level = (best + 0.5) / _LEVELS
        found.append(level)
        apart = (low < level) & (high >= level)
        low, high = low[~apart], high[~apart]
    return sorted(found)


def _crossings(low: Array, high: Array) -> NDArray[np.float64]:
    """(levels,) how many of the steps each level parts."""
    counts = np.zeros(_LEVELS + 2)
    first = np.clip(np.ceil(low * _LEVELS - 0.5), 0, _LEVELS).astype(np.int64)
    last = np.clip(np.ceil(high * _LEVELS - 0.5), 0, _LEVELS).astype(np.int64)
    counts += np.bincount(first, minlength=_LEVELS + 2)
    counts -= np.bincount(last, minlength=_LEVELS + 2)
    return np.cumsum(counts)[:_LEVELS]


def _near(mask: Mask, pixels: int) -> Mask:
    """Where the mask is no more than so far."""
    return np.asarray(cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5) <= pixels)


def _torn(disparity: Array, level: float, edge: Mask) -> Mask:
    """The pixels beside an edge (not a slope) that `level` cuts."""
    around = np.ones((3, 3), np.uint8)
    low, high = cv2.erode(disparity, around), cv2.dilate(disparity, around)
    return np.asarray((low < level) & (high >= level) & edge)


def _sheet(
    canvas: Canvas, edge: Mask, band: tuple[float, float], reach_px: int, seed: int, patches: tuple[int, ...]
) -> Layer:
    """The layer of one band of disparity, with a plain soft matte."""
    (low, high), disparity = band, canvas.disparity
    nearer, own = disparity >= high, (disparity >= low) & (disparity < high)
    own_edge, far_edge = (_near(_torn(disparity, level, edge), _FRINGE_PX) for level in band)
    going_on = nearer & (disparity < high + _OVERLAP) & ~_near(far_edge, 2)
    known = (own | going_on) & ~far_edge & ~(own_edge & (low >= 0))
    if not known.any():
        known = own if own.any() else np.ones_like(own)
    seen = own | ~nearer
    member = own | (nearer & _belongs(own, seen))
    near = _near(member, 3) & _near(own, reach_px)
    hole = near & ~known
    # what is seen beside the layer's own edge would fringe it, what lies behind a nearer one is not its own
    color = fill(canvas.color, hole, known, seed, patches)
    soft = cv2.GaussianBlur(member.astype(np.float32), (0, 0), 0.9)
    alpha = np.ones_like(disparity) if low < 0 else np.asarray(soft, np.float32)
    made = (member & nearer & ~known & ~_near(own, _FRINGE_PX + 1)).astype(np.float32)
    return Layer(color, alpha, _smooth(extended(disparity, known)), made, own, known | (own_edge & (low >= 0)))


def _belongs(own: Mask, seen: Mask) -> Mask:
    """Where something nearer hides: whether what is seen closest by is this layer's own."""
    if not seen.any():
        return np.ones_like(own)
    place = nearest(seen)
    around = own[place[..., 0], place[..., 1]].astype(np.float32)
    return np.asarray(cv2.GaussianBlur(around, (0, 0), 4.0) > 0.5)


def _smooth(disparity: Array) -> Array:
    return np.asarray(cv2.GaussianBlur(disparity, (0, 0), 1.5), np.float32)


def _keyed(sheet: Layer, color: Array, below: Array, nearer: Mask) -> Layer:
    """The sheet with its matte solved from the picture at its edge: picture = matte · sheet + rest · below."""
    picture, top, ground = (np.sqrt(np.maximum(a, 0)) for a in (color, sheet.color, below))
    apart = top - ground
    contrast = (apart * apart).sum(-1)
    solved = np.clip(((picture - ground) * apart).sum(-1) / np.maximum(contrast, 1e-6), 0, 1)
    trust = contrast / (contrast + 0.01)
    edge = (sheet.alpha > 0.02) & (sheet.alpha < 0.98) & ~nearer
    alpha = np.where(edge, sheet.alpha + (solved - sheet.alpha) * trust, sheet.alpha)
    return replace(sheet, alpha=np.asarray(alpha, np.float32))


def _faithful(sheets: list[Layer], color: Array, whole: Array) -> tuple[Layer, ...]:
    """The sheets with what their sum lacks of the picture given to those that show most, so that it is met."""
    missing = color - whole
    left = np.ones(color.shape[:2], np.float32)
    shares: list[Array] = []
    for sheet in reversed(sheets):
        shares.insert(0, left * sheet.alpha)
        left = left - shares[0]
    weights = [share * _answers(sheet, share) for share, sheet in zip(shares, sheets, strict=True)]
    total = sum(weight * share for weight, share in zip(weights, shares, strict=True))
    gains = [np.minimum(weight / np.maximum(total, _LEAST_ANSWER), _MOST_GAIN)[..., None] for weight in weights]
    # A thin matte would answer with colours that are nowhere near: what is given stays within what is seen around.
    around = np.ones((_AROUND_PX, _AROUND_PX), np.uint8)
    low, high = (np.asarray(f(color, around), np.float32) for f in (cv2.erode, cv2.dilate))
    return tuple(
        replace(sheet, color=_between(sheet.color, sheet.color + missing * gain, low, high))
        for sheet, gain in zip(sheets, gains, strict=True)
    )


def _between(given: Array, wanted: Array, low: Array, high: Array) -> Array:
    """`wanted`, no further beyond low … high than `given` is itself."""
    return np.asarray(np.clip(wanted, np.minimum(given, low), np.maximum(given, high)), np.float32)


def _answers(sheet: Layer, share: Array) -> Array:
    """How far the sheet answers for what is lacking: not where another one's edge lies over it, which would ghost."""
    alone = (share > 0.98) | (sheet.alpha < 0.98)
    return np.where(sheet.true & alone, np.float32(1), np.float32(_LENT))
