"""How near the subject comes: what the camera may not travel towards it is made up by the lens.

A picture of which only a guess at its depth is known bears little travel. A push in that stopped there would leave the
film nearly still; a lens that closes in by the rest shows the subject as large as asked, and uncovers nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from dreamwright.engines.parallax.sight import Matrix, sight
from dreamwright.shot.camera import CameraPath, Pose

MOST = 0.5
"""The lens closes in by no more than this share of its focal length: pictures have only so many pixels."""
_NEAREST = 0.2
"""Of the subject's distance: no path is followed nearer to it, nor through it."""
_NOTICED = 1.02


@dataclass(frozen=True)
class Nearing:
    """The camera's path as it is filmed, beside the one that was asked for."""

    asked: CameraPath
    borne: CameraPath
    """With as much travel as the picture bears."""
    anchor_s: float
    """When the picture was taken."""
    subject_m: float

    def at(self, t_s: float) -> Pose:
        """The camera at a second of the world's clock."""
        pose = self.borne.at(t_s)
        return replace(pose, focal_mm=pose.focal_mm * self.factor(t_s))

    def factor(self, t_s: float) -> float:
        """By how much the lens is longer than its own path has it, 1 to 1 + `MOST`; 1 where the picture was taken."""
        return 1 + min(MOST, max(0.0, self._missing(t_s)))

    def within(self, times: Iterable[float]) -> bool:
        """Whether the lens can make up for all that is missing."""
        return all(self._missing(t) <= MOST for t in times)

    def noticed(self, begin_s: float, end_s: float) -> bool:
        """Whether the lens closes in by anything that is seen between two seconds."""
        return any(self.factor(float(t)) > _NOTICED for t in np.linspace(begin_s, end_s, 13))

    def _missing(self, t_s: float) -> float:
        return self._size(self.asked, t_s) / self._size(self.borne, t_s) - 1

    def _size(self, path: CameraPath, t_s: float) -> float:
        """How large the subject is seen, beside how large the picture shows it."""
        here, taken = path.at(t_s), path.at(self.anchor_s)
        seen = sight(here, taken, 1, 1)
        return here.focal_mm / taken.focal_mm * self.subject_m / self._away_m(seen.shift, float(seen.turn[2, 2]))

    def _away_m(self, shift: Matrix, facing: float) -> float:
        """How far the subject is from a camera; one that passes it without turning to it has come as near as it may.

        `shift`: right, down, ahead of where the picture was taken; `facing`: cosine of the turn from its axis.
        """
        right, down, ahead = (float(part) for part in shift)
        rest, least = self.subject_m - ahead, _NEAREST * self.subject_m
        about = max(math.hypot(right, down, rest), least)
        beside = math.hypot(right, down) * min(1.0, max(0.0, 2 * rest / self.subject_m))
        through = math.hypot(beside, max(rest, least))
        same = min(1.0, max(0.0, (facing - 0.5) / 0.1))  # 53-60°: there both tell the same of an orbit
        return about + (through - about) * same
