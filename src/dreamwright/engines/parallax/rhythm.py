"""The time of what moves by itself: rates that fit a loop, and unrest that begins from the picture as it is.

Knows seconds and noise; nothing of pictures.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.frames import Array

_SETTLES_S = 0.7
"""Seconds after which the picture's own moment is no longer felt."""


@dataclass(frozen=True)
class Rhythm:
    """How long a film lasts for what moves by itself, and whether it is then again as it was."""

    length_s: float
    loop: bool = False

    def fitted(self, omega: NDArray[np.float64]) -> NDArray[np.float64]:
        """Angular rates (1/s), in a loop the nearest ones that close it."""
        if not self.loop:
            return omega
        base = 2 * math.pi / self.length_s
        return np.asarray(np.maximum(1, np.round(omega / base)) * base)

    def cycles(self, wanted: float) -> float:
        """How many cycles fit in the film; in a loop a whole number, at least 1."""
        return max(1.0, round(wanted)) if self.loop else wanted

    def start(self, t_s: float) -> float:
        """1 at the picture's moment (0, in a loop also the end), falling smoothly to 0 soon before and after."""
        if self.loop:
            t_s = (t_s + self.length_s / 2) % self.length_s - self.length_s / 2
        return math.exp(-((t_s / _SETTLES_S) ** 2))

    def even(self, t_s: float, slower: float) -> float:
        """Seconds gone by for what would show most change at the picture's own moment, a loop's seam.

        In a loop it goes by that share `slower` there, and as much quicker half way round.
        """
        if not self.loop:
            return t_s
        turn = 2 * math.pi / self.length_s
        return t_s - slower / turn * math.sin(turn * t_s)

    def swing(self, omega: NDArray[np.float64], t_s: float) -> Array:
        """(2n,) weights of cos φ, sin φ (alternating) that sum to sin(φ + ωt), less what was there at the start."""
        angle = omega * t_s
        return np.stack([np.sin(angle), np.cos(angle) - self.start(t_s)], -1).ravel().astype(np.float32)


def noise(shape: tuple[int, int], cell: float, random: np.random.Generator, squash: float = 1.0) -> Array:
    """(H, W) smooth noise of mean 0 and deviation about 1, with lumps of `cell` pixels, `squash` times as high."""
    rows, columns = max(2, round(shape[0] / (cell * squash)) + 3), max(2, round(shape[1] / cell) + 3)
    seeds = random.standard_normal((rows, columns)).astype(np.float32)
    size = max(shape[1], round(columns * cell)), max(shape[0], round(rows * cell * squash))
    large = cv2.resize(seeds, size, interpolation=cv2.INTER_CUBIC)[: shape[0], : shape[1]]
    return np.asarray(large / 0.75, np.float32)


def curl(shape: tuple[int, int], cell: float, random: np.random.Generator) -> Array:
    """(H, W, 2) eddies of about `cell` pixels: a flow without sources (Bridson et al. 2007), speeds about 1."""
    height = noise(shape, cell, random)
    across, down = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=0.125)
    return np.asarray(np.dstack([down, -across]) * np.float32(0.7 * cell), np.float32)
