"""Where the camera stands on the land: the plan's relative path becomes views in the world, never inside the ground.

Below 30 m the camera rides the smoothed ground as a dolly does; above, it keeps its altitude. Either way it is lifted
smoothly over whatever would come nearer than its clearance.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.ndimage import gaussian_filter1d, maximum_filter1d

from dreamwright.frames import View
from dreamwright.shot.camera import CameraPath, Pose
from dreamwright.shot.plan import Shot

Track = NDArray[np.float64]
Floor = Callable[[Track, Track], Track]
"""(x, y) → height (m) of the highest solid or water surface there."""
Swell = Callable[[Track, Track, Track], Track]
"""(x, y, t) → height (m) of the water there at those times (s)."""
RIDES_BELOW_M = 30.0
SAMPLE_HZ = 12.0
SMOOTH_S = 0.7


class Scout:
    """Views of a shot over its land; `view(t)` is a pure function of t (s)."""

    def __init__(self, shot: Shot, floor: Floor, swell: Swell | None = None) -> None:
        """`swell` is given where the camera rides the waves, as on a boat."""
        self.path = CameraPath(shot)
        self._span = shot.frame.count / shot.frame.fps
        self._loop = shot.loop
        times = np.linspace(0, self._span, max(8, round(self._span * SAMPLE_HZ)) + 1)
        poses = [self.path.at(float(t)) for t in times]
        x, y, z = (np.array([getattr(p, axis) for p in poses]) for axis in "xyz")
        ground = _around(floor, x, y, min(4.0, 0.5 * shot.camera.height_m))
        if swell is not None:
            ground = np.maximum(ground, swell(x, y, times))
        self._base = self._altitude(shot.camera.height_m, ground, z, times)
        self._times, self._under = times, maximum_filter1d(ground, 3, mode="nearest")
        self.view = lru_cache(maxsize=8)(self._view)  # each frame asks for its own and the next

    def height_above_floor(self, t_s: float) -> float:
        """The eye's height over the highest that lies under and close about it around `t_s` (m, at least 0.1)."""
        inside = t_s % self._span if self._loop else t_s
        return max(0.1, self.view(t_s).position[2] - float(np.interp(inside, self._times, self._under)))

    def _altitude(self, height_m: float, ground: Track, rise: Track, times: Track) -> CubicSpline:
        mode: Literal["wrap", "nearest"] = "wrap" if self._loop else "nearest"
        wide = SMOOTH_S / (times[1] - times[0])
        rides = height_m < RIDES_BELOW_M
        carrier = gaussian_filter1d(ground, wide, mode=mode) if rides else np.full_like(ground, ground[0])
        clear = max(0.12, min(0.45 * height_m, 6.0))
        need = np.maximum(ground + clear - (carrier + height_m + rise), 0)
        reach = round(2.4 * wide)
        highest = maximum_filter1d(need, 2 * reach + 1, mode=mode)
        # As far as the highest was sought, so that what is smoothed never falls below what is needed.
        lift = gaussian_filter1d(highest, wide * 0.8, mode=mode, radius=reach)
        track = carrier + height_m + np.maximum(lift, 0)
        if self._loop:
            track[-1] = track[0]
            return CubicSpline(times, track, bc_type="periodic")
        return CubicSpline(times, track, bc_type="natural")

    def _view(self, t_s: float) -> View:
        """The camera in the world at `t_s`."""
        pose = self.path.at(t_s)
        inside = t_s % self._span if self._loop else min(max(t_s, 0.0), self._span)
        return _placed(pose, float(self._base(inside)))


def _placed(pose: Pose, altitude: float) -> View:
    position = (pose.x, pose.y, altitude + pose.z)
    return View(position, pose.yaw_deg, pose.pitch_deg, pose.roll_deg, pose.focal_mm)


def _around(floor: Floor, x: Track, y: Track, reach_m: float) -> Track:
    """Highest floor at and around each point of the path."""
    offsets = [(0.0, 0.0), (reach_m, 0.0), (-reach_m, 0.0), (0.0, reach_m), (0.0, -reach_m)]
    return np.max([floor(x + dx, y + dy) for dx, dy in offsets], axis=0)
