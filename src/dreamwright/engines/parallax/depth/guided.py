"""Edge-aware smoothing and enlarging: maps take the edges of the picture they belong to.

The guided filter with a colour guide (He, Sun and Tang 2013) and its fast form (He and Sun 2015). Knows no cue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from dreamwright.frames import Array


@dataclass(frozen=True)
class Linear:
    """A map as a linear function of the guide's colour, smooth over the picture."""

    slope: Array
    """(h, w, 3)."""
    offset: Array
    """(h, w)."""

    def of(self, guide: Array) -> Array:
        """The map at the guide's size, (H, W)."""
        size = guide.shape[1], guide.shape[0]
        slope = cv2.resize(self.slope, size, interpolation=cv2.INTER_LINEAR)
        offset = cv2.resize(self.offset, size, interpolation=cv2.INTER_LINEAR)
        return cast(Array, np.einsum("hwc,hwc->hw", slope, guide) + offset)


def box(values: Array, reach: int) -> Array:
    """The mean over the (2 reach + 1)² pixels around each."""
    side = 2 * reach + 1
    return cast(Array, cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT))


def fit(guide: Array, values: Array, reach: int, tolerance: float) -> Linear:
    """The linear functions that a guided filter applies: (h, w, 3) guide 0-1, (h, w) values of the same size.

    Steps of the guide well under sqrt(tolerance) are smoothed over, steps well above are kept.
    """
    mean, level = box(guide, reach), box(values, reach)
    outer = guide[..., :, None] * guide[..., None, :]
    spread = box(outer.reshape(*guide.shape[:2], 9), reach).reshape(outer.shape) - mean[..., :, None] * mean[..., None]
    spread = spread.swapaxes(-1, -2) + tolerance * np.eye(3, dtype=np.float32)
    shared = box(guide * values[..., None], reach) - mean * level[..., None]
    slope = np.linalg.solve(spread, shared[..., None])[..., 0].astype(np.float32)
    offset = level - np.einsum("hwc,hwc->hw", slope, mean)
    return Linear(box(slope, reach), box(offset, reach))


def smooth(guide: Array, values: Array, reach: int, tolerance: float) -> Array:
    """The values with the guide's edges and without their own noise; the same size."""
    return fit(guide, values, reach, tolerance).of(guide)


def sharpen_edges(values: Array, reach: int, steps: int = 2) -> Array:
    """The values with soft steps made steep, each about where it stood; the same size.

    Every pixel on a slope takes the nearer of the lowest and highest value around it (a morphological shock filter:
    Kramer and Bruckner 1975), which adds no new value and leaves gentle slopes alone.
    """
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    for _ in range(steps):
        low, high = cv2.erode(values, kernel), cv2.dilate(values, kernel)
        centre = 0.5 * (low + high)
        keep = high - low < 0.04
        values = np.where(keep, values, np.where(values > centre, high, low)).astype(np.float32)
    return values
