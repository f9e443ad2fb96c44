"""The moved camera as seen from the picture's own: rotation, shift, focal lengths, and where pixels come from.

Knows poses and pixel grids; nothing of pictures or layers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dreamwright.frames import Array
from dreamwright.shot.camera import Pose, focal_px

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Sight:
    """One frame's camera relative to the camera that took the picture (right, down, ahead; metres)."""

    turn: Matrix
    """(3, 3): the picture's camera axes → this camera's."""
    shift: Matrix
    """(3,) where this camera stands, in the picture's camera axes."""
    focal: float
    """Pixels."""
    opening_focal: float
    """Pixels, of the picture."""
    width: int
    height: int

    @property
    def moved_m(self) -> float:
        """How far the camera stands from where the picture was taken."""
        return float(np.linalg.norm(self.shift))

    @property
    def unmoved(self) -> bool:
        """Whether this is the camera that took the picture."""
        same = self.focal == self.opening_focal and not self.shift.any()
        return same and bool(np.allclose(self.turn, np.eye(3), atol=1e-9))

    def like(self, other: Sight) -> bool:
        """Whether both stand and look alike."""
        return (
            self.focal == other.focal
            and bool((self.shift == other.shift).all())
            and bool(np.allclose(self.turn, other.turn, atol=1e-9))
        )

    def ray(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Slopes right and down, in the picture's camera, of rays through film pixels (centres at whole numbers)."""
        across, down = (x + np.float32(0.5 - self.width / 2)), (y + np.float32(0.5 - self.height / 2))
        back = np.asarray(self.turn.T / [self.focal, self.focal, 1.0], np.float32)
        parts = [across * row[0] + down * row[1] + row[2] for row in back]
        ahead = np.maximum(parts[2], np.float32(1e-3))
        return parts[0] / ahead, parts[1] / ahead

    def source(self, ray: tuple[Array, Array], nearness: Array) -> tuple[Array, Array]:
        """Picture pixels (from the frame's left and top) that the rays meet where things lie at `nearness` (1/m).

        Holds for infinity (0) too: the point is met at depth 1/nearness along the picture's own axis.
        """
        f, (sx, sy, sz) = np.float32(self.opening_focal), (np.float32(s) for s in self.shift)
        rest = 1 - nearness * sz
        x = f * (nearness * sx + rest * ray[0]) + np.float32(self.width / 2 - 0.5)
        y = f * (nearness * sy + rest * ray[1]) + np.float32(self.height / 2 - 0.5)
        return x, y

    def project(self, x: Array, y: Array, nearness: Array) -> tuple[Array, Array, Array]:
        """Film pixels and nearness (1/m) of picture pixels at `nearness`; the inverse of `source`."""
        f = np.float32(self.opening_focal)
        right = (x + np.float32(0.5 - self.width / 2)) / f - nearness * np.float32(self.shift[0])
        down = (y + np.float32(0.5 - self.height / 2)) / f - nearness * np.float32(self.shift[1])
        ahead = 1 - nearness * np.float32(self.shift[2])
        turn = self.turn.astype(np.float32)
        seen = [row[0] * right + row[1] * down + row[2] * ahead for row in turn]
        depth = np.maximum(seen[2], np.float32(1e-3))
        g = np.float32(self.focal)
        return (g * seen[0] / depth + np.float32(self.width / 2 - 0.5),
                g * seen[1] / depth + np.float32(self.height / 2 - 0.5), nearness / depth)  # fmt: skip

    def homography(self, margin: tuple[int, int]) -> Matrix:
        """(3, 3) film pixels → canvas pixels for what lies at infinity; `margin` of the canvas left and top."""
        w, h = self.width / 2 - 0.5, self.height / 2 - 0.5
        into = np.array([[1, 0, -w], [0, 1, -h], [0, 0, self.focal]]) / self.focal
        f = self.opening_focal
        out = np.array([[f, 0, w + margin[0]], [0, f, h + margin[1]], [0, 0, 1]])
        return np.asarray(out @ self.turn.T @ into)


def axes(pose: Pose) -> Matrix:
    """Rows right, down, ahead of a camera in the world (x right, y ahead, z up)."""
    yaw, pitch, roll = np.radians([pose.yaw_deg, pose.pitch_deg, pose.roll_deg])
    right = np.array([math.cos(yaw), -math.sin(yaw), 0.0])
    ahead = np.array([math.sin(yaw) * math.cos(pitch), math.cos(yaw) * math.cos(pitch), math.sin(pitch)])
    up = np.cross(right, ahead)
    rolled = right * math.cos(roll) - up * math.sin(roll)
    return np.stack([rolled, -(up * math.cos(roll) + right * math.sin(roll)), ahead])


def sight(pose: Pose, opening: Pose, width: int, height: int) -> Sight:
    """The camera at `pose`, where the picture was taken at `opening`."""
    own, first = axes(pose), axes(opening)
    away = np.array([pose.x - opening.x, pose.y - opening.y, pose.z - opening.z])
    return Sight(own @ first.T, first @ away, focal_px(pose.focal_mm, width, height),
                 focal_px(opening.focal_mm, width, height), width, height)  # fmt: skip
