"""Where parallel lines of the scene meet: the vanishing point of floors, streets and walls.

Line segments by LSD (von Gioi et al. 2010), the point by the vote of all for each pair's crossing. Knows no depth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from dreamwright.engines.parallax.depth.sight import Sight
from dreamwright.frames import Array

MOST_LINES = 60
SHORTEST = 0.05
"""Of the longer side."""
WIDTH_DEG = 2.0
"""How far a line may point past the vanishing point and still count."""
LEAST_LINES, LEAST_SHARE = 6, 0.45


@dataclass(frozen=True)
class Vanishing:
    """The point where the scene's lines meet."""

    column: float
    row: float
    """Pixels of the sight."""
    trust: float
    """0-1: the share of all slanting lines that point at it."""


def segments(sight: Sight) -> Array:
    """(n, 4) line segments x1 y1 x2 y2, the longest first, at most 60."""
    grey = np.round(sight.light * 255.0).astype(np.uint8)
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(grey)[0]
    if found is None:
        return np.zeros((0, 4), np.float32)
    lines = np.asarray(found, np.float32).reshape(-1, 4)
    length = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    order = np.argsort(-length, kind="stable")[:MOST_LINES]
    return lines[order][length[order] > SHORTEST * max(sight.size)]


def vanishing_point(sight: Sight) -> Vanishing | None:
    """The point that most slanting lines aim at; None when too few agree."""
    lines = _slanting(segments(sight))
    if len(lines) < LEAST_LINES:
        return None
    points = _inside(_crossings(lines), sight.size)
    if not len(points):
        return None
    length = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    agree = np.exp(-0.5 * (_miss_deg(lines, points) / WIDTH_DEG) ** 2)
    votes = agree @ length
    best = int(np.argmax(votes))
    trust = float(votes[best] / length.sum())
    spread = _spread_deg(lines[agree[best] > 0.5])
    if trust < LEAST_SHARE or (agree[best] > 0.5).sum() < LEAST_LINES or spread < 25.0:
        return None
    return Vanishing(float(points[best, 0]), float(points[best, 1]), trust)


def _slanting(lines: Array) -> Array:
    """Without the lines that stand upright or lie level: those meet far outside."""
    angle = np.degrees(np.arctan2(np.abs(lines[:, 3] - lines[:, 1]), np.abs(lines[:, 2] - lines[:, 0])))
    return lines[(angle > 5.0) & (angle < 75.0)]


def _crossings(lines: Array) -> Array:
    """(m, 2) where the lines of each pair cross."""
    ends = np.concatenate([lines.reshape(-1, 2, 2), np.ones((len(lines), 2, 1), np.float32)], axis=2)
    long = np.cross(ends[:, 0], ends[:, 1])
    first, second = np.triu_indices(len(lines), 1)
    point = np.cross(long[first], long[second])
    real = np.abs(point[:, 2]) > 1e-6
    return cast(Array, point[real, :2] / point[real, 2:])


def _inside(points: Array, size: tuple[int, int]) -> Array:
    """The points in the picture or a quarter of it outside: a farther one bends nothing."""
    height, width = size
    across, down = points[:, 0] / width, points[:, 1] / height
    return points[(across > -0.25) & (across < 1.25) & (down > -0.25) & (down < 1.0)]


def _miss_deg(lines: Array, points: Array) -> Array:
    """(points, lines) angle between each line and the direction from its middle to the point."""
    middle = (lines[:, :2] + lines[:, 2:]) / 2
    along = np.arctan2(lines[:, 3] - lines[:, 1], lines[:, 2] - lines[:, 0])
    to = points[:, None] - middle[None]
    turn = np.degrees(np.arctan2(to[..., 1], to[..., 0]) - along)
    return cast(Array, np.abs((turn + 90.0) % 180.0 - 90.0))


def _spread_deg(lines: Array) -> float:
    """How differently the lines lean: the standard deviation of their directions, doubled angles."""
    if not len(lines):
        return 0.0
    twice = 2 * np.arctan2(lines[:, 3] - lines[:, 1], lines[:, 2] - lines[:, 0])
    same = min(1.0, float(np.hypot(np.cos(twice).mean(), np.sin(twice).mean())))
    return float(np.degrees(np.sqrt(-2 * np.log(max(same, 1e-6)))) / 2)
