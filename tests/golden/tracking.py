"""A camera's path read back from pictures: corners tracked from picture to picture, a RANSAC homography a pair.

Knows pictures alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
CORNERS = 600
AGREE_PX = 0.5
WINDOW = {"winSize": (25, 25), "maxLevel": 4}


@dataclass(frozen=True)
class Step:
    """What a homography says of one pair of pictures: motion of the picture, not of the camera."""

    right_px: float
    down_px: float
    zoom: float
    """Natural logarithm of the scale."""
    turn_deg: float
    """Clockwise turn of the picture."""
    residual_px: float
    """Median distance of all tracked corners from where the homography puts them."""


def grey(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Luma with local contrast evened out, so that corners are found in shade too."""
    return np.asarray(cv2.createCLAHE(3.0, (8, 8)).apply(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)), np.uint8)


def matches(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> tuple[Points, Points]:
    """Corners of `a` and where they are in `b`, kept where tracking back returns to within half a pixel."""
    first, second = grey(a), grey(b)
    start = cv2.goodFeaturesToTrack(first, CORNERS, 0.01, 4)
    there, good, _ = cv2.calcOpticalFlowPyrLK(first, second, start, None, **WINDOW)
    back, again, _ = cv2.calcOpticalFlowPyrLK(second, first, there, None, **WINDOW)
    kept = (good & again).ravel().astype(bool) & (np.linalg.norm(back - start, axis=2).ravel() < AGREE_PX)
    return start[kept, 0].astype(np.float64), there[kept, 0].astype(np.float64)


def step(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> Step:
    """How the picture moves from `a` to `b`."""
    start, there = matches(a, b)
    assert len(start) >= 40, f"only {len(start)} corners could be followed"
    cv2.setRNGSeed(1)
    found, _ = cv2.findHomography(start, there, cv2.RANSAC, 1.0)
    landed = cv2.perspectiveTransform(start[None], found)[0]
    residual = float(np.median(np.linalg.norm(landed - there, axis=1)))
    return _about_the_middle(found, a.shape[1], a.shape[0], residual)


def parallax(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """As a step's residual, in pixels, but with `b` laid on `a` by the homography and tracked once more.

    A corner that a zoom has made larger is not found to better than a fifth of a pixel; one of its own size is.
    """
    start, there = matches(a, b)
    cv2.setRNGSeed(1)
    found, _ = cv2.findHomography(start, there, cv2.RANSAC, 1.0)
    size, flags = (a.shape[1], a.shape[0]), cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    laid = cv2.warpPerspective(b, found, size, flags=flags, borderMode=cv2.BORDER_REFLECT_101)
    return step(a, np.asarray(laid, np.uint8)).residual_px


def _about_the_middle(homography: Points, width: int, height: int, residual: float) -> Step:
    middle, reach = np.array([width / 2 - 0.5, height / 2 - 0.5]), 2.0
    square = middle + reach * np.array([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]])
    moved = cv2.perspectiveTransform(square[None], homography)[0]
    across, down = (moved[1] - moved[2]) / (2 * reach), (moved[3] - moved[4]) / (2 * reach)
    size = abs(across[0] * down[1] - across[1] * down[0])
    turn = math.atan2(across[1] - down[0], across[0] + down[1])
    right, fallen = moved[0] - middle
    return Step(float(right), float(fallen), 0.5 * math.log(size), math.degrees(turn), residual)


def steps(pictures: Iterable[NDArray[np.uint8]]) -> list[Step]:
    """The steps between neighbours."""
    return [step(a, b) for a, b in pairwise(pictures)]


def path(parts: Sequence[float]) -> Points:
    """The sum up to each picture, from 0."""
    return np.concatenate([[0.0], np.cumsum(parts)])


def residual(found: Sequence[Step]) -> float:
    """The parallax residual of a film: the median of its pairs', in pixels."""
    return float(np.median([s.residual_px for s in found]))
