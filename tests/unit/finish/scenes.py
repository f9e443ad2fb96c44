"""Small pictures of light for the finishing tests."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from dreamwright.frames import Array, Frame, Frames

WIDTH, HEIGHT = 160, 90


def flat(level: float | tuple[float, float, float], width: int = WIDTH, height: int = HEIGHT) -> Array:
    return np.ones((height, width, 3), np.float32) * np.float32(level)


def landscape(width: int = WIDTH, height: int = HEIGHT) -> Array:
    """A blue sky over green and brown ground with a red patch, kcd/m² at noon."""
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    sky = np.array([2.0, 3.5, 7.0]) * (1 - y) + np.array([7.0, 8.0, 9.0]) * y
    land = np.array([1.0, 1.6, 0.5]) * (1 - x) + np.array([2.4, 1.6, 1.0]) * x
    picture = np.where(y < 0.45, sky, land * (1.2 - 0.4 * y))
    picture[-height // 5 :, : width // 5] = (4.0, 0.4, 0.3)
    return np.ascontiguousarray(picture, np.float32)


def film(picture: Array | Callable[[int], Array], count: int = 1, fps: int = 24) -> Frames:
    """A film of one still picture, or of a picture that depends on the frame number."""

    def make(k: int) -> Frame:
        return Frame(picture(k) if callable(picture) else picture)

    first = make(0).color
    return Frames(first.shape[1], first.shape[0], Fraction(fps), count, make)
