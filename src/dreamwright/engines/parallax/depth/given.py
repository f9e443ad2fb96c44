"""A user's own depth map as the relief: read, checked, brought to the picture's size.

Knows files of one channel; estimates nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.relief_types import Relief
from dreamwright.errors import BadFile
from dreamwright.frames import Array

ENDINGS = (".png", ".tif", ".tiff")
MOST_BYTES = 1 << 30
FLAT = 1e-6


@dataclass(frozen=True)
class GivenDepth:
    """Depth from a file: near is white, far is black."""

    path: Path
    name: str = "given"

    def estimate(self, picture: Array) -> Relief:
        """The map in the file at the picture's size; its lowest value is infinity, its highest the nearest thing.

        8 or 16 bit PNG or TIFF, or float TIFF of any range (not-a-number and infinite pixels are far). A map of
        another shape than the picture is refused: BadFile.
        """
        values = read_map(self.path)
        height, width = picture.shape[:2]
        _same_shape(self.path, values, width, height)
        smaller = values.shape[0] > height and values.shape[1] > width
        sized = cv2.resize(values, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)
        return Relief(cast(Array, np.clip(sized, 0.0, 1.0)), None, f"given by {self.path.name}")


def read_map(path: Path) -> Array:
    """(h, w) 0-1 of a depth file, its lowest and highest values stretched to 0 and 1; BadFile says what is wrong."""
    if path.suffix.lower() not in ENDINGS:
        raise BadFile(f"A depth map is a PNG or TIFF file, not “{path.name}”.")
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8) if path.stat().st_size <= MOST_BYTES else None
    except OSError as fault:
        raise BadFile(f"The depth map “{path}” cannot be read: {fault.strerror}.") from fault
    if data is None:
        raise BadFile(f"The depth map “{path.name}” is larger than 1 GiB.")
    return _stretched(path, _one_channel(path, _decoded(path, data)))


def _decoded(path: Path, data: NDArray[np.uint8]) -> NDArray[np.generic]:
    try:
        image = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if data.size else None
    except cv2.error as fault:
        raise BadFile(f"The depth map “{path.name}” is damaged or too large.") from fault
    if image is None:
        raise BadFile(f"The depth map “{path.name}” is not a readable PNG or TIFF picture.")
    return cast(NDArray[np.generic], image)


def _one_channel(path: Path, image: NDArray[np.generic]) -> Array:
    """The grey values; a colour file counts when its channels are the same."""
    values = image.astype(np.float32)
    if values.ndim == 2:
        return values
    colours = values[..., :3]
    if values.shape[2] not in (1, 2) and np.abs(colours - colours[..., :1]).max() > 0.01 * max(
        1.0, np.abs(colours).max()
    ):
        raise BadFile(f"The depth map “{path.name}” is in colour: near must be white and far black, in greys.")
    return colours[..., 0]


def _stretched(path: Path, values: Array) -> Array:
    known = np.isfinite(values)
    if not known.any():
        raise BadFile(f"The depth map “{path.name}” holds no number.")
    low, high = float(values[known].min()), float(values[known].max())
    if high - low <= FLAT * max(1.0, abs(high)):
        raise BadFile(f"The depth map “{path.name}” is one flat value: it tells near from far nowhere.")
    return cast(Array, (np.where(known, values - low, 0.0) / (high - low)).astype(np.float32))


def _same_shape(path: Path, values: Array, width: int, height: int) -> None:
    """BadFile unless the map has the picture's aspect, within 2 % or a pixel and a half of the smaller one."""
    ratio = (values.shape[1] / values.shape[0]) / (width / height)
    slack = max(0.02, 1.5 / min(values.shape[0], values.shape[1], width, height))
    if abs(np.log(ratio)) > slack:
        size = f"{values.shape[1]}x{values.shape[0]}"
        raise BadFile(f"The depth map “{path.name}” is {size}, another shape than the picture's {width}x{height}.")
