"""Bloom and halation: the light that a lens and a film base scatter.

Every pixel gives away the same small share of its light, so nothing is thresholded and none is lost.
Knows linear pictures; nothing of looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from dreamwright.frames import Array

MAX_SHARE: Final = 0.14
"""Share of light scattered at full strength; a clean lens scatters 1-3 %, a mist filter 10-20 %."""
WEIGHTS: Final = (0.30, 0.22, 0.17, 0.13, 0.10, 0.08)
"""Shares of the scatter per octave of radius: close to the 1/r³ tail of measured lens glare."""
HALO_WEIGHTS: Final = (0.35, 0.65)
"""Halation is a narrow ring: light turned back by the film base."""
HALO_TINT: Final = (1.0, 0.30, 0.06)
"""It passes the red layer last, so red keeps the most of it."""
ROWS: Final = 216
"""Height at which the glare is made, at most; it is smooth, so it is drawn small and enlarged."""


@dataclass(frozen=True)
class Glare:
    """How much is scattered: `bloom` and `halation` strengths 0-1."""

    bloom: float
    halation: float = 0.0

    @property
    def scattered(self) -> tuple[float, float, float]:
        """Share of each channel's light that leaves its pixel."""
        red, green, blue = (min(0.9, self._bloom + self._halo * tint) for tint in HALO_TINT)
        return red, green, blue

    @property
    def _bloom(self) -> float:
        return MAX_SHARE * self.bloom

    @property
    def _halo(self) -> float:
        return 0.10 * self.halation


def reduction(height: int) -> int:
    """Whole factor by which a picture is reduced before its glare is made."""
    return max(1, -(-height // ROWS))


def reduce(color: Array, factor: int) -> Array:
    """(⌈H/f⌉, ⌈W/f⌉, 3) mean of f × f blocks; edges repeat to fill the last ones."""
    if factor == 1:
        return color
    height, width = color.shape[:2]
    down, right = -height % factor, -width % factor
    if down or right:
        color = np.asarray(cv2.copyMakeBorder(color, 0, down, 0, right, cv2.BORDER_REPLICATE))
    size = (color.shape[1] // factor, color.shape[0] // factor)
    return np.asarray(cv2.resize(color, size, interpolation=cv2.INTER_AREA), np.float32)


def glare(small: Array, strength: Glare) -> Array:
    """(h, w, 3) scattered light to add to a picture from which `strength.scattered` was taken."""
    octaves = _octaves(small, len(WEIGHTS))
    wide = _gather(octaves, tuple(strength._bloom * weight for weight in WEIGHTS))
    if strength.halation <= 0:
        return wide
    ring = _gather(octaves, tuple(strength._halo * weight for weight in HALO_WEIGHTS))
    return wide + ring * np.array(HALO_TINT, np.float32)


def _octaves(small: Array, count: int) -> list[Array]:
    """The picture blurred, each twice as wide and at half the size of the one before."""
    octaves = [_blur(small)]
    while len(octaves) < count and min(octaves[-1].shape[:2]) >= 4:
        octaves.append(_blur(np.asarray(cv2.pyrDown(octaves[-1], borderType=cv2.BORDER_REFLECT))))
    return octaves


def _blur(picture: Array) -> Array:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.1, borderType=cv2.BORDER_REFLECT))


def _gather(octaves: list[Array], weights: tuple[float, ...]) -> Array:
    """Sum of the octaves at the first one's size; weights of octaves that are not there fall to the last."""
    last = min(len(octaves), len(weights)) - 1
    total = octaves[last] * np.float32(sum(weights[last:]))
    for octave, weight in zip(reversed(octaves[:last]), reversed(weights[:last]), strict=True):
        size = (octave.shape[1], octave.shape[0])
        total = np.asarray(cv2.resize(total, size, interpolation=cv2.INTER_LINEAR), np.float32)
        cv2.scaleAdd(octave, weight, total, dst=total)
    return total


def enlarge(small: Array, factor: int, rows: slice, width: int) -> Array:
    """The rows (starting on a multiple of `factor`) of the glare at full size, bilinear between block centres."""
    first, last = rows.start // factor, -(-rows.stop // factor)
    above, below = min(first, 1), min(small.shape[0] - last, 1)
    part = small[first - above : last + below]
    tall = np.asarray(cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_LINEAR), np.float32)
    start = above * factor
    return tall[start : start + rows.stop - rows.start, :width]
