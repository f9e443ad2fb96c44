"""Gate weave: the picture wanders a little, as film does in a small camera. Knows pictures and time."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from dreamwright.finish.grain import random_bytes
from dreamwright.frames import Array, Frames

_RATES_HZ: Final = (0.9, 2.3, 5.1)
_SHARES: Final = (0.5, 0.3, 0.2)


def weave(color: Array, thousandths: float, k: int, film: Frames, *, seed: int, loop: bool = False) -> Array:
    """The picture moved by up to so many thousandths of its height; the same picture when 0."""
    if thousandths <= 0:
        return color
    reach = thousandths / 1000 * color.shape[0]
    right, down = wander(k / float(film.fps), film.duration_s if loop else None, seed)
    move = np.array([[1, 0, reach * right], [0, 1, reach * down]], np.float32)
    size = (color.shape[1], color.shape[0])
    return np.asarray(cv2.warpAffine(color, move, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT))


def wander(time_s: float, period_s: float | None, seed: int) -> tuple[float, float]:
    """Offsets right and down, −1 … 1, smooth in time; they repeat after `period_s` if given."""
    phases = random_bytes(6, seed, 3) / 256.0
    rates = [rate if period_s is None else max(1, round(rate * period_s)) / period_s for rate in _RATES_HZ]
    waves = np.sin(2 * np.pi * (np.tile(rates, 2) * time_s + phases)).reshape(2, 3) @ _SHARES
    return float(waves[0]), float(waves[1])
