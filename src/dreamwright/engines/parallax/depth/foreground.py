"""The thing the picture is of, cut out: what differs from the picture's rim, is sharp, and stands in the middle.

Saliency by distance from the rim's colours (Wei et al. 2012 in spirit), cut by GrabCut. Knows no depth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.depth.focus import Focus
from dreamwright.engines.parallax.depth.guided import smooth
from dreamwright.engines.parallax.depth.sight import Sight
from dreamwright.engines.parallax.depth.sky import Sky, grab_cut
from dreamwright.engines.parallax.depth.skyline import overlap
from dreamwright.frames import Array

RIM_COLOURS = 6
CLEARLY, SHARP = 0.4, 0.8
"""Trust in the focus from which sharpness alone makes a foreground, and how salient it makes it at most."""
STEEP = 2.0
"""Rows per column of a side that no hill has."""
LEAST, MOST = 0.02, 0.75
"""Share of the picture that a foreground takes."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Foreground:
    """One thing before everything else."""

    mask: Array
    """(h, w) 0-1."""
    contact: float
    """The row (pixels of the sight) where it ends below."""
    trust: float
    """0-1; 0 = there is none, and the mask is empty."""


def find_foreground(sight: Sight, sky: Sky, focus: Focus, horizon: float | None) -> Foreground:
    """The foreground, if the picture clearly has one."""
    nothing = Foreground(np.zeros(sight.size, np.float32), 0.0, 0.0)
    salience = np.maximum(_salience(sight, sky, focus), 0.9 * _silhouettes(sight, sky, horizon))
    cut = grab_cut(sight, _marks(salience, sky), rounds=3)
    if cut is None:
        return nothing
    mask = _crowned(_main_part(cut & (sky.mask < 0.5), salience), sky)
    if not LEAST < mask.mean() < MOST:
        return nothing
    trust = _trust(sight, mask, sky, focus, horizon)
    if trust < 0.3:
        return nothing
    soft = smooth(sight.codes, mask.astype(np.float32), max(3, max(sight.size) // 64), 3e-4)
    rows = np.nonzero(mask)[0]
    return Foreground(np.clip(1.6 * soft - 0.3, 0, 1).astype(np.float32), float(np.quantile(rows, 0.99)) + 1, trust)


def _salience(sight: Sight, sky: Sky, focus: Focus) -> Array:
    """(h, w) 0-1: far from the rim's colours, near the middle, sharp where sharpness tells, not sky.

    Where a lens was clearly out of focus behind, all that is sharp is of the thing, whatever its colour and place.
    """
    away = cast(Array, cv2.GaussianBlur(_away_from_the_rim(sight), (0, 0), max(sight.size) / 100))
    away = away / max(float(np.quantile(away, 0.98)), 5.0)
    middle = np.exp(-(((sight.columns - 0.5) / 0.33) ** 2 + ((sight.rows - 0.58) / 0.42) ** 2) / 2)
    sharp = 1.0 - focus.trust * (1.0 - focus.sharpness)
    apart = np.clip(away, 0, 1) * middle * sharp
    return cast(Array, np.maximum(apart, SHARP * _clearly(focus) * focus.sharpness) * (1.0 - sky.mask))


def _clearly(focus: Focus) -> float:
    """0-1: how surely a lens was out of focus in a part of the picture."""
    return float(np.clip((focus.trust - CLEARLY) / (1.0 - CLEARLY), 0.0, 1.0))


def _silhouettes(sight: Sight, sky: Sky, horizon: float | None) -> Array:
    """(h, w) 1 in what stands up against the sky with steep sides, as people and towers do and hills do not."""
    height, width = sight.size
    found = np.zeros(sight.size, np.float32)
    if horizon is None or sky.belief <= 0.0:
        return found
    solid = (sky.mask < 0.5) & (sight.rows * height < horizon)
    rise, step = solid.sum(axis=0), max(3, width // 64)
    count, names = cv2.connectedComponents((rise > 0.08 * height).astype(np.uint8)[None, :], connectivity=4)
    for name in range(1, count):
        columns = np.nonzero(names[0] == name)[0]
        near = rise[max(0, columns[0] - step) : columns[-1] + step + 1].astype(np.float32)
        steep = len(near) > step and float(np.abs(near[step:] - near[:-step]).max()) > STEEP * step
        if steep and len(columns) < 0.6 * width:
            found[:, columns] = solid[:, columns]
    return found


def _crowned(mask: Mask, sky: Sky) -> Mask:
    """The mask with what stands on it up to the skyline: a head belongs to its shoulders."""
    if sky.belief <= 0.0:
        return mask
    height = mask.shape[0]
    top = np.where(mask.any(axis=0), np.argmax(mask, axis=0), 0)
    rows = np.arange(height)[:, None]
    open_sky = sky.mask > 0.5
    foot = height - np.argmax((open_sky & (rows < top))[::-1], axis=0)
    foot = np.where((open_sky & (rows < top)).any(axis=0), foot, height)
    crown = (rows < top) & (rows >= foot) & (top - foot < 0.35 * height)
    return mask | crown


def _away_from_the_rim(sight: Sight) -> Array:
    """(h, w) distance in L*a*b* to the nearest common colour of the top and side edges."""
    height, width = sight.size
    deep = max(1, min(height, width) // 24)
    top, left, right = sight.lab[:deep], sight.lab[: 3 * height // 4, :deep], sight.lab[: 3 * height // 4, -deep:]
    rim = np.concatenate([part.reshape(-1, 3) for part in (top, left, right)])
    cv2.setRNGSeed(0)
    stop = (cv2.TERM_CRITERIA_MAX_ITER, 8, 0.0)
    count = min(RIM_COLOURS, len(rim))
    _, names, centres = cv2.kmeans(rim, count, np.zeros((0, 1), np.int32), stop, 1, cv2.KMEANS_PP_CENTERS)
    common = np.bincount(names.ravel(), minlength=count) > 0.04 * len(rim)
    gap = sight.lab[..., None, :] - centres[common][None, None]
    return cast(Array, np.sqrt((gap**2).sum(axis=-1)).min(axis=-1).astype(np.float32))


def _marks(salience: Array, sky: Sky) -> NDArray[np.uint8]:
    """GrabCut's marks: the salient part may be front, the rest may be back, the sky and the top edge are back."""
    level = max(float(np.quantile(salience, 0.7)), 0.35 * float(salience.max()))
    state = np.where(salience > level, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    state[salience > max(0.75 * float(salience.max()), 0.2)] = cv2.GC_FGD
    state[salience < 0.03] = cv2.GC_BGD
    state[sky.mask > 0.5] = cv2.GC_BGD
    return state


def _main_part(mask: Mask, salience: Array) -> Mask:
    """The connected part with most salience in it, its holes filled."""
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, names = cv2.connectedComponents(opened, connectivity=4)
    if count < 2:
        return np.zeros(mask.shape, bool)
    weight = np.bincount(names.ravel(), weights=salience.ravel(), minlength=count)
    weight[0] = 0.0
    part = (names == int(np.argmax(weight))).astype(np.uint8)
    outlines, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cast(Mask, cv2.drawContours(np.zeros_like(part), outlines, -1, 1, cv2.FILLED) > 0)


def _trust(sight: Sight, mask: Mask, sky: Sky, focus: Focus, horizon: float | None) -> float:
    """0-1: a clear outline all round, a body of its own colour or sharpness, and feet nearer than the horizon.

    Before what is clearly out of focus, sharpness alone is outline enough.
    """
    outline = _outline_strength(sight, mask)
    own = _own_colour(sight, mask)
    sharper = focus.trust * max(0.0, float(focus.sharpness[mask].mean() - focus.sharpness[~mask].mean()))
    drawn = max(float(np.clip((outline - 1.3) / 1.2, 0, 1)), _clearly(focus) * min(1.0, 1.5 * sharper))
    trust = drawn * np.clip((own + sharper - 0.15) / 0.15, 0, 1)
    return float(trust * _shape(mask) * _stands_before(mask, sky, horizon))


def _outline_strength(sight: Sight, mask: Mask) -> float:
    """The mean edge along the outline, in units of the picture's mean edge; the picture's rim does not count."""
    ring = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    ring[-3:] = False
    if not ring.any():
        return 0.0
    strongest = cv2.dilate(sight.edges, np.ones((3, 3), np.uint8))
    return float(strongest[ring].mean() / (strongest.mean() + 0.003))


def _own_colour(sight: Sight, mask: Mask) -> float:
    """1 − Bhattacharyya's coefficient of the colours inside and in a wide ring outside."""
    reach = max(3, max(sight.size) // 12)
    near = cv2.dilate(mask.astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0
    return 1.0 - overlap(sight.lab[near][None], mask[near][None])


def _shape(mask: Mask) -> float:
    """A thing is compact and does not run from side to side as a ridge, a shore or a wall does."""
    columns = np.nonzero(mask.any(axis=0))[0]
    rows = np.nonzero(mask.any(axis=1))[0]
    filled = mask.sum() / ((np.ptp(columns) + 1) * (np.ptp(rows) + 1))
    sides = (mask[:, 0].mean() > 0.05) + (mask[:, -1].mean() > 0.05)
    wide = (np.ptp(columns) + 1) / mask.shape[1]
    flat = (np.ptp(rows) + 1) / (np.ptp(columns) + 1)
    return float(np.clip((filled - 0.1) / 0.2, 0, 1) * (1.0 if sides < 2 else 0.0) * np.clip((flat - 0.25) / 0.3, 0, 1)
                 * np.clip((1.05 - wide) / 0.2, 0, 1))  # fmt: skip


def _stands_before(mask: Mask, sky: Sky, horizon: float | None) -> float:
    """Outdoors a near thing has its foot well under the horizon; a mountain has not."""
    if horizon is None or sky.belief <= 0.0:
        return 1.0
    height = mask.shape[0]
    if mask.sum() > 0.75 * (sky.mask < 0.5).sum():
        return 0.0  # all the land is no thing on it
    rows = np.nonzero(mask)[0]
    return float(np.clip((np.quantile(rows, 0.98) - horizon) / (0.2 * height) - 0.3, 0, 1))
