"""How much of the asked move a picture can bear: what it would uncover, extend, smear or enlarge.

Knows sheets and sights; nothing of colours.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.sight import Sight
from dreamwright.engines.parallax.view import coarse, grid, met
from dreamwright.frames import Array

HOLE_SHARE = 0.04
"""Most of a frame that may show what no picture shows (uncovered or smeared)."""
CARE = 0.2
"""Share of that, and of the width, which is allowed where depth is only guessed. So narrow a hole is not measured: none
is allowed then, for outlines that are wrong tear, and ground that is not level leans, long before much is uncovered."""
HOLE_WIDTH = 0.04
"""And the widest of such places, as a share of the frame's width."""
BORDER_SHARE = 0.12
"""Most of a frame that may lie beyond the picture's border."""
ENLARGED = 2.2
"""Most that the middle of the picture may be enlarged."""
_SMEARED = 0.34
"""A surface seen so much longer than the picture shows it (its shorter over its longer scale) is smeared."""
_LOOKS = 144
"""So many places of the frame's width are looked at, whatever its size: a draft moves as the film does."""
_HALVINGS = 8
_FLOOR = 1 / 1024


@dataclass(frozen=True)
class Sketch:
    """A sheet for measuring: everything at the coarse size of `view.coarse`."""

    alpha: Array
    made: Array
    nearness: Array


@dataclass(frozen=True)
class Strain:
    """What one frame asks of the picture."""

    hole_share: float
    hole_width: float
    """Share of the frame's width."""
    border_share: float
    outside_share: float
    """Beyond even the canvas."""
    enlarged: float

    care: float = 1.0
    """Share of the greatest holes that is allowed."""

    @property
    def torn(self) -> bool:
        """Whether the holes are too many or too wide."""
        return self.hole_share > self.care * HOLE_SHARE or self.hole_width > self.care * HOLE_WIDTH

    @property
    def bearable(self) -> bool:
        """Whether all is within the limits."""
        inside = self.border_share <= BORDER_SHARE and self.outside_share <= 0.0005
        return inside and not self.torn and self.enlarged <= ENLARGED

    @property
    def why(self) -> str:
        """What is beyond its limit, in plain words."""
        if self.enlarged > ENLARGED:
            return "more would enlarge the picture until it blurs"
        if self.torn:
            return "more would uncover what the picture does not show"
        return "more would show what lies beyond the picture's border"


class Meter:
    """Measures frames of one set of sheets."""

    def __init__(
        self, sketches: tuple[Sketch, ...], invented: Array, margin: tuple[int, int], care: float = 1.0
    ) -> None:
        self._sketches, self._margin, self._care = sketches, margin, care
        self._invented = coarse(invented)
        self._scale = np.float32(1 / 4)

    def strain(self, sight: Sight) -> Strain:
        """What the frame seen from `sight` asks of the picture."""
        step = max(1, round(sight.width / _LOOKS))
        at = grid(sight.width, sight.height, step)
        whole: list[Array] | None = None
        for sketch in self._sketches:
            x, y, _ = met(sight, sketch.nearness, self._margin, at)
            made, alpha, invented = (self._taken(a, x, y) for a in (sketch.made, sketch.alpha, self._invented))
            layer = [np.maximum(made, _smear(x, y, step)), invented, x, y]
            shown = np.round(alpha)
            whole = layer if whole is None else [w + (v - w) * shown for w, v in zip(whole, layer, strict=True)]
        assert whole is not None
        return self._summed(whole, sight, step)

    def _taken(self, values: Array, x: Array, y: Array) -> Array:
        u, v = (x + 0.5) * self._scale - np.float32(0.5), (y + 0.5) * self._scale - np.float32(0.5)
        return np.asarray(cv2.remap(values, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))

    def _summed(self, whole: list[Array], sight: Sight, step: int) -> Strain:
        hole, invented, x, y = whole
        tall, wide = self._invented.shape[0] / self._scale, self._invented.shape[1] / self._scale
        outside = (x < -1) | (y < -1) | (x > wide) | (y > tall)
        holes = (hole > 0.5).astype(np.uint8)
        width = _widest(holes) * step / sight.width
        area = np.median(np.abs(_determinant(x, y, step)))
        return Strain(float(hole.mean()), width, float(np.maximum(invented, outside).mean()),
                      float(outside.mean()), float(1 / np.sqrt(max(area, 1e-6))), self._care)  # fmt: skip


def _widest(holes: NDArray[np.uint8]) -> float:
    """How many places wide the widest hole is, its soft border included."""
    ringed = cv2.copyMakeBorder(holes, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    return 2 * float(cv2.distanceTransform(ringed, cv2.DIST_L2, 5).max()) if holes.any() else 0.0


def _slopes(x: Array, y: Array, step: int) -> tuple[Array, Array, Array, Array]:
    return (*(np.gradient(x, step)[::-1]), *(np.gradient(y, step)[::-1]))


def _determinant(x: Array, y: Array, step: int) -> Array:
    a, b, c, d = _slopes(x, y, step)
    return a * d - b * c


def _smear(x: Array, y: Array, step: int) -> Array:
    """1 where the surface is stretched one way much more than the other."""
    a, b, c, d = _slopes(x, y, step)
    trace, det = a * a + b * b + c * c + d * d, a * d - b * c
    root = np.sqrt(np.maximum(trace * trace - 4 * det * det, 0))
    long, short = np.sqrt((trace + root) / 2), np.sqrt(np.maximum(trace - root, 0) / 2)
    return np.asarray((short < _SMEARED * long) & (short < 0.7), np.float32)


def bearable(strain: Callable[[float, float], Strain], times: Iterable[float]) -> tuple[float, str]:
    """The greatest share 0-1 of a move at which all frames are bearable, and what forbids more ("" at 1).

    `strain(share, t)` measures one frame. The share is found by bisection.
    """
    moments, refused = list(times), list[Strain]()

    def fits(share: float) -> bool:
        found = next((found for found in (strain(share, t) for t in moments) if not found.bearable), None)
        refused.extend([found] if found else [])
        return found is None

    if fits(1.0):
        return 1.0, ""
    share = greatest(fits, _FLOOR, _HALVINGS) if fits(_FLOOR) else 0.0
    return share, refused[-1].why


def greatest(fits: Callable[[float], bool], least: float, halvings: int) -> float:
    """The greatest share from `least`, which fits, to 1, which does not, by bisection.

    A greedy move's share is small: its size matters, not its distance from 1.
    """
    low, high = least, 1.0
    for _ in range(halvings):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low
