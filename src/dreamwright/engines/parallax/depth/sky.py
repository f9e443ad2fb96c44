"""Where the sky is: what lies above the skyline, when its colour, light and place are those of a sky.

Knows nothing of depth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.depth.guided import smooth
from dreamwright.engines.parallax.depth.sight import Sight
from dreamwright.engines.parallax.depth.skyline import Rows, overlap, skyline
from dreamwright.frames import Array

LEAST_SKY = 0.02
"""Share of the picture under which a sky is not believed."""
CUT_SIDE = 224
"""Pixels on the longer side that GrabCut works on: its time grows faster than their number."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Sky:
    """Open sky, and how surely."""

    mask: Array
    """(h, w) 0-1; all zero where the picture shows none."""
    border: Rows
    """(w,) the first row of each column under the skyline."""
    belief: float
    """0-1: 0 = no sky."""


def find_sky(sight: Sight) -> Sky:
    """The sky above the picture's skyline; belief 0 and an empty mask when that is a wall, leaves or nothing."""
    border = skyline(sight)
    seed = _above(border, sight.size[0])
    none = Sky(np.zeros(sight.size, np.float32), border, 0.0)
    if not LEAST_SKY < seed.mean() < 0.98 or not _fills_the_top(seed):
        return none
    belief = believable(sight, seed)
    if belief < 0.35:
        return none
    mask = _refined(sight, border)
    if mask.mean() < LEAST_SKY:
        return none
    soft = smooth(sight.codes, mask.astype(np.float32), max(4, max(sight.size) // 40), 3e-4)
    clear = np.clip(1.6 * soft - 0.3, 0.0, 1.0).astype(np.float32)
    return Sky(cast(Array, clear), border, belief)


def _above(border: Rows, height: int) -> Mask:
    return np.arange(height)[:, None] < border[None, :]


def _fills_the_top(seed: Mask) -> bool:
    """Whether the sky reaches along enough of the top edge."""
    deep = max(1, seed.shape[0] // 50)
    return bool(seed[:deep].all(axis=0).mean() > 0.3)


def believable(sight: Sight, seed: Mask) -> float:
    """0-1: how like a sky the part at the top is: the product of what its colour, light, calm and contrast say."""
    apart = float(np.clip((0.87 - overlap(sight.lab, seed)) / 0.1, 0.0, 1.0))
    return apart * _colour_belief(sight, seed) * _light_belief(sight, seed) * _calm_belief(sight, seed)


def _colour_belief(sight: Sight, seed: Mask) -> float:
    """The share of sky colours: blue, grey or, where the colour changes downwards, glowing; never leaves or wood."""
    lightness, red, yellow = np.moveaxis(sight.lab[seed], -1, 0)
    chroma = np.hypot(red, yellow)
    blue = (yellow < -4.0) & (red > -14.0)
    grey = chroma < 9.0
    glow = (yellow >= -4.0) & (red > -6.0) & (chroma >= 9.0)
    warm = np.clip(_change_downwards(sight, seed) / 12.0 - 0.6, 0.0, 1.0) * (lightness > 22.0)
    return float(np.where(blue | grey, 1.0, np.where(glow, warm, 0.0)).mean() ** 2)


def _change_downwards(sight: Sight, seed: Mask) -> float:
    """How much the colour of the seed changes from its top to its bottom third, in units of L*a*b*."""
    at = np.nonzero(seed)[0]
    cut = np.quantile(at, [1 / 3, 2 / 3])
    colours = sight.lab[seed]
    top, bottom = colours[at <= cut[0]], colours[at >= cut[1]]
    return float(np.linalg.norm(top.mean(axis=0) - bottom.mean(axis=0)))


def _light_belief(sight: Sight, seed: Mask) -> float:
    """A sky is lighter than the land under it, or at least not much darker."""
    above, below = np.median(sight.light[seed]), np.median(sight.light[~seed])
    return float(np.clip(1.0 + (above - below + 0.1) / 0.2, 0.0, 1.0))


def _calm_belief(sight: Sight, seed: Mask) -> float:
    """A sky is not busier than the land under it: clouds are soft."""
    above, under = float(sight.edges[seed].mean()), float(sight.edges[~seed].mean())
    return float(np.clip(2.0 - 0.4 * above / max(under, 1e-3), 0.0, 1.0))


def _refined(sight: Sight, border: Rows) -> Mask:
    """The part above the skyline, its border cut along silhouettes by the colours of both sides (GrabCut)."""
    height = sight.size[0]
    band = max(3, height // 14)
    rows = np.arange(height)[:, None]
    state = np.where(rows < border, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    state[rows < _lowest(border, band) - band] = cv2.GC_FGD
    state[rows > _highest(border, band) + band] = cv2.GC_BGD
    state[_bodies(sight, rows < border)] = cv2.GC_BGD
    cut = grab_cut(sight, state)
    return _joined_to_the_top(cut) if cut is not None else _above(border, height)


def _bodies(sight: Sight, seed: Mask) -> Mask:
    """Warm-coloured parts that rise from the skyline into a cool sky: heads and hands, walls and trunks.

    Wide ones are left: they are the glow of a low sun.
    """
    red, yellow = sight.lab[..., 1], sight.lab[..., 2]
    warm = ((yellow > 9.0) & (red > 1.0) & (sight.lab[..., 0] < 88.0) & seed).astype(np.uint8)
    joined = cv2.morphologyEx(warm, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    count, names, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    near = cv2.dilate((~seed).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    height, width = sight.size
    bodies = np.zeros(sight.size, bool)
    for name in range(1, count):
        part = names == name
        small = stats[name, cv2.CC_STAT_WIDTH] < 0.4 * width and stats[name, cv2.CC_STAT_HEIGHT] > 0.1 * height
        if small and (part & near).any():
            bodies |= part
    return bodies


def _lowest(border: Rows, reach: int) -> Rows:
    """(1, w) the highest place of the border near each column."""
    kernel = np.ones((1, 2 * reach + 1), np.uint8)
    return cv2.erode(border.astype(np.float32)[None, :], kernel).astype(np.intp)


def _highest(border: Rows, reach: int) -> Rows:
    """(1, w) the deepest place of the border near each column."""
    kernel = np.ones((1, 2 * reach + 1), np.uint8)
    return cv2.dilate(border.astype(np.float32)[None, :], kernel).astype(np.intp)


def grab_cut(sight: Sight, state: NDArray[np.uint8], rounds: int = 2) -> Mask | None:
    """Foreground of a GrabCut (Rother et al. 2004) from marks GC_*; None when one side has too few pixels for it."""
    front = (state == cv2.GC_FGD) | (state == cv2.GC_PR_FGD)
    if front.sum() < 32 or (~front).sum() < 32:
        return None
    cv2.setRNGSeed(0)
    height, width = sight.size
    scale = min(1.0, CUT_SIDE / max(height, width))
    size = max(8, round(width * scale)), max(8, round(height * scale))
    image = np.round(cv2.resize(sight.codes[..., ::-1], size, interpolation=cv2.INTER_AREA) * 255.0).astype(np.uint8)
    marks = cv2.resize(state, size, interpolation=cv2.INTER_NEAREST)
    back, fore = np.zeros((1, 65), np.float64), np.zeros((1, 65), np.float64)
    cv2.grabCut(image, marks, (0, 0, 1, 1), back, fore, rounds, cv2.GC_INIT_WITH_MASK)
    cut = ((marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)).astype(np.float32)
    return cast(Mask, cv2.resize(cut, (width, height), interpolation=cv2.INTER_LINEAR) > 0.5)


def _joined_to_the_top(mask: Mask) -> Mask:
    """Parts of the mask that touch the top edge: bright roofs go."""
    count, names = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)
    keep = np.zeros(count, bool)
    keep[np.unique(names[0][mask[0]])] = True
    keep[0] = False
    return cast(Mask, keep[names])
