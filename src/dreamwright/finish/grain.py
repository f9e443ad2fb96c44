"""Film grain as the film makes it: noise in exposure, before the tone curve.

The curve's own slope then makes it strongest in the mid tones and hides it in whites and blacks.
Knows sizes and seeds; nothing of looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.frames import Array

MAX_STOPS: Final = 0.22
"""Standard deviation at full strength: about 10 codes of 255 in the mid tones."""
CHROMA: Final = 0.35
"""Colour noise beside the grey noise."""
_UNIFORM_STD: Final = 73.9
"""Of a byte drawn evenly from 0-255."""

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Grain:
    """`strength` 0-1, and the size of a grain in pixels of a picture 1080 rows high."""

    strength: float
    size: float = 1.0
    color: bool = True


def random_bytes(count: int, *key: int) -> Bytes:
    """Even noise that depends on the key alone (SFC64, whose stream numpy keeps for good)."""
    source = np.random.SFC64(np.random.SeedSequence([word for part in key for word in _words(part)]))
    return np.asarray(source.random_raw(-(-count // 8)), np.uint64).astype("<u8", copy=False).view(np.uint8)[:count]


def _words(part: int) -> tuple[int, int]:
    return part & 0xFFFFFFFF, part >> 32


@dataclass(frozen=True)
class Plate:
    """The grain of one frame: (H, W) noise shared by all colours, and noise between red and blue if there is colour."""

    grey: Bytes
    tint: Bytes | None
    grain: Grain

    def gains(self, rows: slice) -> tuple[Array, Array, Array]:
        """Gains about 1 of the rows, for red, green and blue light; green carries the shared grain alone."""
        sigma = grain_sigma(self.grain, self.grey.shape[0])
        stops = MAX_STOPS * self.grain.strength
        grey = np.asarray(cv2.LUT(self.grey[rows], _gain_table(stops, sigma)), np.float32)
        if self.tint is None:
            return grey, grey, grey
        red, blue = (cv2.LUT(self.tint[rows], _gain_table(side * stops * CHROMA, sigma)) for side in (1, -1))
        return np.asarray(cv2.multiply(grey, red)), grey, np.asarray(cv2.multiply(grey, blue))


def grain_sigma(grain: Grain, height: int) -> float:
    """Softness of the grain in pixels of a picture so many rows high."""
    return max(0.4, 0.62 * grain.size * height / 1080)


def plate(width: int, height: int, grain: Grain, *key: int) -> Plate:
    """The grain of the frame that the key names."""
    noise = random_bytes((1 + grain.color) * width * height, *key).reshape(-1, height, width)
    sigma = grain_sigma(grain, height)
    tint = _soften(noise[1], sigma) if grain.color else None
    return Plate(_soften(noise[0], sigma), tint, grain)


def _soften(noise: Bytes, sigma: float) -> Bytes:
    return np.asarray(cv2.GaussianBlur(noise, (_taps(sigma), _taps(sigma)), sigma), np.uint8)


def _taps(sigma: float) -> int:
    return 2 * max(1, round(2.5 * sigma)) + 1


@lru_cache(maxsize=16)
def _gain_table(stops: float, sigma: float) -> Array:
    """(256,) 2 to the power of softened noise, brought to a standard deviation of `stops`."""
    kernel = cv2.getGaussianKernel(_taps(sigma), sigma, cv2.CV_64F)
    std = _UNIFORM_STD * float(np.sum(kernel**2))
    return np.asarray(np.exp2((np.arange(256) - 127.5) * (stops / std)), np.float32)
