"""Textures that drift: a picture's clouds carried along a plane above the ground, never smeared, never run out.

Holynski et al. 2021 (steady Eulerian motion fields, two crossfaded copies half a period apart), with backward
advection and the copies' contrast kept. Knows arrays and winds; nothing of plans.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from dreamwright.frames import Array

_COARSE = 4
_FARTHEST = 0.1
"""Longest way that a copy is carried before the next one takes over, as a share of the picture's width."""
_LEVEL = 0.02
"""Clouds nearer to the horizon than this share of the picture's height creep as those there."""


@dataclass(frozen=True)
class Plane:
    """A horizontal plane over (or under) the camera, and how it drifts."""

    height_m: float
    """Above the camera; negative below it."""
    right_mps: float
    ahead_mps: float


def plane_flow(shape: tuple[int, int], horizon: float, middle: float, focal: float, plane: Plane) -> Array:
    """(H, W, 2) pixels a second that a point of the plane moves right and down in the picture; 0 beyond the horizon.

    `horizon` is its row, `middle` the column straight ahead, `focal` in pixels.
    """
    x, y = np.meshgrid(np.arange(shape[1], dtype=np.float32) - middle, np.arange(shape[0], dtype=np.float32))
    sign = 1.0 if plane.height_m > 0 else -1.0
    beyond = np.maximum((horizon - y) * sign, _LEVEL * shape[0])  # pixels from the horizon
    across, along = plane.right_mps / abs(plane.height_m), plane.ahead_mps / abs(plane.height_m)
    right = across * beyond - x * along * beyond / focal
    approach = -along * beyond * beyond / focal
    return np.asarray(np.dstack([right, -sign * approach]), np.float32)


class Drift:
    """A texture and its steady flow; `at(t)` is a pure function of t and gives the texture itself at 0."""

    def __init__(self, texture: Array, flow: Array, duration_s: float, loop: bool) -> None:
        """`texture` (H, W, 3), complete; `flow` (H, W, 2) pixels a second; a loop is again the texture at its end."""
        self.texture = texture
        self._flow = cv2.resize(flow, _coarse_size(texture), interpolation=cv2.INTER_AREA)
        speed = max(float(np.percentile(np.hypot(flow[..., 0], flow[..., 1])[::4, ::4], 99)), 1e-6)
        longest = _FARTHEST * texture.shape[1]
        self._period = _period(longest / speed, duration_s, loop)
        mean = cv2.resize(texture, _coarse_size(texture), interpolation=cv2.INTER_AREA)
        mean = cv2.GaussianBlur(mean, (0, 0), texture.shape[1] / 40 / _COARSE)
        self._mean = cv2.resize(mean, texture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        self._y, self._x = np.mgrid[: texture.shape[0], : texture.shape[1]].astype(np.float32)

    def at(self, t_s: float) -> Array:
        """The texture `t_s` seconds on."""
        if self._period is None:
            return self._carried(t_s)
        part = t_s % self._period
        share = part / self._period
        if share == 0:
            return self.texture
        early, late = np.float32(1 - share), np.float32(share)
        first, second = self._carried(part), self._carried(part - self._period)
        mixed = early * first + late * second
        return np.asarray(self._mean + (mixed - self._mean) / np.float32(np.hypot(early, late) ** 0.5), np.float32)

    def _carried(self, seconds: float) -> Array:
        """The texture moved along the flow for so long, by the midpoint rule."""
        height, width = self.texture.shape[:2]
        half = self._flow * np.float32(-0.5 * seconds / _COARSE)
        y, x = np.mgrid[: half.shape[0], : half.shape[1]].astype(np.float32)
        there = cv2.remap(
            self._flow, x + half[..., 0], y + half[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        back = cv2.resize(there * np.float32(-seconds), (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(cv2.remap(self.texture, self._x + back[..., 0], self._y + back[..., 1], cv2.INTER_CUBIC,
                                    borderMode=cv2.BORDER_REFLECT_101), np.float32)  # fmt: skip


def _coarse_size(texture: Array) -> tuple[int, int]:
    return max(1, texture.shape[1] // _COARSE), max(1, texture.shape[0] // _COARSE)


def _period(longest_s: float, duration_s: float, loop: bool) -> float | None:
    """Seconds until the second copy takes over; None where one copy lasts for the whole film."""
    if loop:
        return duration_s / max(1, round(duration_s / longest_s))
    return None if longest_s >= duration_s else longest_s
