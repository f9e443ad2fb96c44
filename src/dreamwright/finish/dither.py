"""Dither: rounding to whole codes without banding.

Knows codes and noise; nothing of looks.
"""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.finish.grain import Bytes
from dreamwright.frames import Array

Depth = Literal[8, 16]
Picture = NDArray[np.uint8] | NDArray[np.uint16]


def top_code(depth: Depth) -> int:
    """The code of full white."""
    return (1 << depth) - 1


def bytes_for(pixels: int) -> int:
    """Bytes of noise that dithering so many pixels takes."""
    return 3 * (pixels + 1)


def quantise(codes: Array, noise: Bytes, out: Picture) -> None:
    """out = codes (0 … top, float) rounded with triangular noise of ±1 code, clipped to the range of out.

    The noise is the difference of neighbouring even noises: triangular (mean and variance of the error do not
    depend on the signal: Lipshitz et al. 1992) and blue along the row, where the eye sees it least.
    """
    height, width = codes.shape[:2]
    count = 3 * width * height
    here, next_ = (noise[start : start + count].reshape(codes.shape) for start in (0, 3))
    difference = cv2.subtract(here, next_, dtype=cv2.CV_16S)
    kind = cv2.CV_8U if out.dtype == np.uint8 else cv2.CV_16U
    cv2.addWeighted(codes, 1.0, difference, 1 / 256, 0.0, dst=out, dtype=kind)
