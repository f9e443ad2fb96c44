"""How a picture's relief becomes metres, and what films of it need to know of its space.

Knows framed pictures and plans' heights; nothing of colours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.parallax.reframe import Framed
from dreamwright.frames import Array
from dreamwright.shot.camera import focal_px
from dreamwright.shot.plan import Shot

UNKNOWN_M = 6.0
"""How far the nearest thing lies where nothing tells: what a standing camera sees at the bottom of its picture."""
_LEAST_M, _MOST_M = 1.5, 60.0
_FOOT = 0.06
"""Share of the frame's height at its bottom where the ground is measured."""


@dataclass(frozen=True)
class Space:
    """The picture's space in metres."""

    nearness: Array
    """(H, W) of the canvas, 1/m along the picture's axis."""
    nearest_m: float
    """How far disparity 1 is."""
    subject_m: float
    """How far what the picture is about is: what the camera orbits, cranes and dolly-zooms about."""
    horizon: float
    """Canvas row."""
    focal_px: float


def space_of(framed: Framed, shot: Shot, opening_focal_mm: float) -> Space:
    """Metres by a stated rule.

    Where the horizon is known, the ground at the picture's foot lies as far as a camera at the plan's height sees it
    under that angle (height · focal / rows below the horizon). Otherwise, and where that is out of 1.5-60 m, the
    nearest thing lies 6 m away, as at the foot of any picture taken standing.
    """
    width, height = shot.frame.width, shot.frame.height
    focal = focal_px(opening_focal_mm, width, height)
    nearest = _nearest_m(framed, shot, focal)
    nearness = np.asarray(framed.canvas.disparity / nearest, np.float32)
    subject = 1 / max(float(_subject(framed, width, height)) / nearest, 1 / 500)
    return Space(nearness, nearest, subject, _horizon(framed, height), focal)


def _inner(framed: Framed, values: Array, width: int, height: int) -> Array:
    left, top = framed.canvas.margin
    return values[top : top + height, left : left + width]


def _nearest_m(framed: Framed, shot: Shot, focal: float) -> float:
    width, height = shot.frame.width, shot.frame.height
    if framed.horizon is None:
        return UNKNOWN_M
    rows = max(1, round(_FOOT * height))
    below = framed.canvas.margin[1] + height - rows / 2 - framed.horizon
    foot = float(np.median(_inner(framed, framed.canvas.disparity, width, height)[-rows:]))
    if below < 0.08 * height or foot < 0.05:
        return UNKNOWN_M
    metres = shot.camera.height_m * focal / below * foot
    return metres if _LEAST_M <= metres <= _MOST_M else UNKNOWN_M


def _subject(framed: Framed, width: int, height: int) -> float:
    """Disparity of the subject: people if there are any, else what is nearer than most in the middle."""
    disparity = _inner(framed, framed.canvas.disparity, width, height)
    person = _inner(framed, framed.regions.person, width, height) > 0.5
    if person.mean() > 0.01:
        return float(np.median(disparity[person]))
    middle = disparity[height // 4 : -height // 4, width // 4 : -width // 4]
    solid = middle[middle > 0.01]
    return float(np.percentile(solid, 60)) if solid.size else 0.02


def _horizon(framed: Framed, height: int) -> float:
    """The horizon's canvas row; where unknown, under the sky, or above the middle where there is none."""
    if framed.horizon is not None:
        return framed.horizon
    rows = np.nonzero((framed.regions.sky > 0.5).mean(1) > 0.2)[0]
    return float(rows.max() + 1) if rows.size else framed.canvas.margin[1] + 0.4 * height
