"""A picture file and what is known of it → one prepared picture with its relief and regions.

The only module of this engine that opens files or asks an estimator. Knows nothing of cameras, layers or time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.base import Inputs
from dreamwright.engines.parallax.relief_types import Regions, Relief
from dreamwright.errors import BadFile, BadPlan
from dreamwright.frames import Array
from dreamwright.shot.plan import Shot

Framing = Literal["crop", "outpaint"]


@dataclass(frozen=True)
class Seen:
    """A picture and what is known of it; all arrays share one (H, W)."""

    color: Array
    """(H, W, 3) linear Rec.709."""
    relief: Relief
    regions: Regions
    framing: Framing = "crop"
    """How it meets a film of another shape."""


Reader = Callable[[Shot, Inputs], Seen]


DEPTH = "depth"
"""The name under which `Inputs.files` holds a depth picture (white = near, 8 or 16 bit)."""


def read_picture_and_depth(shot: Shot, inputs: Inputs) -> Seen:
    """The shot's start image with the depth picture given beside it.

    BadPlan where the plan names no picture or none is given; BadFile where one cannot be read.
    """
    name = shot.inputs.start_image
    if name is None or name not in inputs.files:
        raise BadPlan("This plan names no picture to bring to life: give one with --image.")
    if DEPTH not in inputs.files:
        raise BadPlan("How near things are in the picture is not known: give a depth picture.")
    color = _linear(_decoded(inputs.files[name], cv2.IMREAD_COLOR))
    near = _decoded(inputs.files[DEPTH], cv2.IMREAD_UNCHANGED)
    near = near if near.ndim == 2 else near[..., 0]
    size = color.shape[1], color.shape[0]
    disparity = cv2.resize(near.astype(np.float32) / np.iinfo(near.dtype).max, size, interpolation=cv2.INTER_AREA)
    relief = Relief(np.asarray(disparity, np.float32), None, f"given by {inputs.files[DEPTH].name}")
    return Seen(color, relief, nothing(color.shape[:2]))


def nothing(shape: tuple[int, ...]) -> Regions:
    """Regions of which the picture shows none."""
    return Regions(*(np.zeros(shape[:2], np.float32) for _ in range(6)))


def _decoded(path: Path, how: int) -> NDArray[Any]:
    try:
        data = np.fromfile(path, np.uint8)
    except OSError as fault:
        raise BadFile(f"“{path}” cannot be read: {fault.strerror or fault}.") from fault
    picture = cv2.imdecode(data, how) if data.size else None
    if picture is None:
        raise BadFile(f"“{path}” is not a picture that can be read.")
    return np.asarray(picture)


def _linear(codes: NDArray[np.uint8]) -> Array:
    """sRGB codes, blue first → (H, W, 3) linear Rec.709."""
    value = np.arange(256) / 255
    table = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4).astype(np.float32)
    return np.ascontiguousarray(table[codes[..., ::-1]])
