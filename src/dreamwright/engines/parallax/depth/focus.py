"""How sharp each part is, and how the grain of the texture changes down the picture.

Blur by the ratio of gradients before and after a known blur (Zhuo and Sim 2011). Knows no depth.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import cv2
import numpy as np

from dreamwright.engines.parallax.depth.sight import Sight
from dreamwright.frames import Array


@dataclass(frozen=True)
class Focus:
    """Sharpness of edges, spread over the surfaces between them."""

    sharpness: Array
    """(h, w) 0-1."""
    trust: float
    """0-1: whether parts differ so much that a lens must have been out of focus there."""


def find_focus(sight: Sight) -> Focus:
    """Sharpness from the picture's edges; a picture without edges is sharp nowhere and trusted not at all."""
    before = _gradient(sight.light, 0.0)
    ratio = before / (_gradient(sight.light, 2.0) + 1e-4)
    weight = np.maximum(before - 0.012, 0.0)
    reach = max(sight.size) / 24
    mass = cv2.GaussianBlur(weight, (0, 0), reach)
    sharp = cv2.GaussianBlur(weight * np.clip((ratio - 1.1) / 1.6, 0.0, 1.0), (0, 0), reach) / (mass + 1e-5)
    strong = weight > 0.01
    if strong.mean() < 0.005:
        return Focus(np.zeros(sight.size, np.float32), 0.0)
    low, high = np.quantile(sharp[mass > np.quantile(mass, 0.2)], [0.1, 0.9])
    even = np.clip((sharp - low) / max(high - low, 0.15), 0.0, 1.0)
    return Focus(cast(Array, even.astype(np.float32)), float(np.clip((high - low - 0.25) / 0.3, 0.0, 1.0)))


def _gradient(light: Array, blur: float) -> Array:
    soft = cv2.GaussianBlur(light, (0, 0), blur) if blur else light
    right = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    return cast(Array, cv2.magnitude(right, down))


def texture_tilt(sight: Sight) -> float:
    """How much finer the texture is at the top than at the bottom, in octaves; 0 = a surface seen straight on.

    The scale of texture is where its energy lies between three octaves; a ground seen at a slant gets finer upwards.
    """
    layers = [sight.light, *(cv2.GaussianBlur(sight.light, (0, 0), sigma) for sigma in (1.0, 2.0, 4.0, 8.0))]
    energy = np.stack([((a - b) ** 2).mean(axis=1) for a, b in pairwise(layers)]) + 1e-9
    octave = (energy * np.arange(len(energy))[:, None]).sum(axis=0) / energy.sum(axis=0)
    third = max(1, len(octave) // 3)
    return float(octave[-third:].mean() - octave[:third].mean())
