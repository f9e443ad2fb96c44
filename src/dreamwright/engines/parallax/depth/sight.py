"""A picture made ready for looking at: small, in display codes, with what every cue asks for.

Knows colours and gradients; draws no conclusion from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import cv2
import numpy as np

from dreamwright.engines.parallax.depth.guided import box
from dreamwright.frames import Array

LONG_SIDE = 384
"""Pixels on the longer side of the picture that cues look at."""
LEAST_SIDE = 16


def encode(linear: Array) -> Array:
    """Display codes 0-1 (sRGB) of linear light, clipped."""
    light = np.clip(np.nan_to_num(linear, nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0)
    code = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    return code.astype(np.float32)


@dataclass(frozen=True)
class Sight:
    """The small picture, and measures of it that are made when first asked for."""

    codes: Array
    """(h, w, 3) display codes 0-1."""

    @property
    def size(self) -> tuple[int, int]:
        """(height, width)."""
        return self.codes.shape[0], self.codes.shape[1]

    @cached_property
    def lab(self) -> Array:
        """(h, w, 3) CIE L*a*b*, L 0-100."""
        return cast(Array, cv2.cvtColor(self.codes, cv2.COLOR_RGB2Lab))

    @cached_property
    def light(self) -> Array:
        """(h, w) lightness 0-1."""
        return self.lab[..., 0] / 100.0

    @cached_property
    def slope(self) -> Array:
        """(h, w, 2) change of lightness per pixel, right and down, over a small Gaussian."""
        soft = cv2.GaussianBlur(self.light, (0, 0), 1.0)
        right = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
        down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
        return np.stack([right, down], axis=-1)

    @cached_property
    def edges(self) -> Array:
        """(h, w) strength of the colour's change per pixel, in units of lightness (0-1)."""
        soft = cv2.GaussianBlur(self.lab, (0, 0), 0.8) / np.float32(100.0)
        right = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
        down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
        return cast(Array, np.sqrt((right**2 + down**2).sum(axis=-1)))

    @cached_property
    def roughness(self) -> Array:
        """(h, w) local texture: the mean strength of edges around each pixel."""
        return box(self.edges, max(2, max(self.size) // 64))

    @cached_property
    def grain(self) -> float:
        """Strength of the picture's own noise: a low percentile of its edges."""
        return float(np.percentile(self.edges, 20))

    @cached_property
    def rows(self) -> Array:
        """(h, 1) place down the picture, 0 = top, 1 = bottom."""
        return ((np.arange(self.size[0]) + 0.5) / self.size[0]).astype(np.float32)[:, None]

    @cached_property
    def columns(self) -> Array:
        """(1, w) place across the picture, 0 = left, 1 = right."""
        return ((np.arange(self.size[1]) + 0.5) / self.size[1]).astype(np.float32)[None, :]


def sight_of(picture: Array) -> Sight:
    """The small sight of a (H, W, 3) linear picture; at least 16 pixels each way, the longer side 384 or less."""
    height, width = picture.shape[:2]
    scale = min(1.0, LONG_SIDE / max(height, width))
    size = max(LEAST_SIDE, round(width * scale)), max(LEAST_SIDE, round(height * scale))
    finite = np.clip(np.nan_to_num(picture, nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0).astype(np.float32)
    area = size[0] <= width and size[1] <= height
    small = cv2.resize(finite, size, interpolation=cv2.INTER_AREA if area else cv2.INTER_LINEAR)
    return Sight(encode(cast(Array, small)))
