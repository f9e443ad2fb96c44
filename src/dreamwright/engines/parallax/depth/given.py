"""A user's own depth map as the relief: checked, stretched, brought to the picture's size.

Knows maps of one channel; reads no file and estimates nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from dreamwright.engines.parallax.relief_types import Relief
from dreamwright.errors import BadFile
from dreamwright.frames import Array

FLAT = 1e-6


@dataclass(frozen=True)
class GivenDepth:
    """Depth from a map: near is white, far is black."""

    values: Array
    """(h, w), of any size and range."""
    name: str = "given"

    def estimate(self, picture: Array) -> Relief:
        """The map at the picture's size; its lowest value is infinity, its highest the nearest thing.

        BadFile for a map of another shape than the picture, and for a flat one.
        """
        height, width = picture.shape[:2]
        _same_shape(self.values, width, height)
        values = _stretched(self.values)
        smaller = values.shape[0] > height and values.shape[1] > width
        sized = cv2.resize(values, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)
        return Relief(cast(Array, np.clip(sized, 0.0, 1.0)), None, "given")


def _stretched(values: Array) -> Array:
    low, high = float(values.min()), float(values.max())
    if high - low <= FLAT * max(1.0, abs(high)):
        raise BadFile("The depth map is one flat value: it tells near from far nowhere.")
    return cast(Array, ((values - low) / (high - low)).astype(np.float32))


def _same_shape(values: Array, width: int, height: int) -> None:
    """BadFile unless the map has the picture's aspect, within 2 % or a pixel and a half of the smaller one."""
    ratio = (values.shape[1] / values.shape[0]) / (width / height)
    slack = max(0.02, 1.5 / min(values.shape[0], values.shape[1], width, height))
    if abs(np.log(ratio)) > slack:
        size = f"{values.shape[1]}x{values.shape[0]}"
        raise BadFile(f"The depth map is {size}, another shape than the picture's {width}x{height}.")
