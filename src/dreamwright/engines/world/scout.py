"""Where the camera stands on the land: the plan's relative path becomes views in the world, never inside the ground.

Below 30 m the camera rides the smoothed ground as a dolly does; above, it keeps its altitude. Either way it is lifted
smoothly over whatever would come nearer than its clearance.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicHermiteSpline, CubicSpline
from scipy.ndimage import gaussian_filter1d, maximum_filter1d

from dreamwright.frames import View
from dreamwright.shot.camera import CameraPath, Pose
from dreamwright.shot.plan import Shot
from dreamwright.shot.takes import begin_s, earlier, end_s, goes_on, span_s

Track = NDArray[np.float64]
Floor = Callable[[Track, Track], Track]
"""(x, y) → height (m) of the highest solid or water surface there."""
Swell = Callable[[Track, Track, Track], Track]
"""(x, y, t) → height (m) of the water there at those times (s)."""
RIDES_BELOW_M = 30.0
SAMPLE_HZ = 12.0
SMOOTH_S = 0.7
LOOKS_BACK_S = 3.0
"""So much of a take is known where the camera goes on from it."""
MELTS_S = 1.5
"""Time in which a camera comes from a take's altitude to that of one who knew all of the land."""


class Scout:
    """Views of a shot over its land; `view(t)` is a pure function of t (the world's clock, s).

    Where the shot has takes, the camera stands as high as in them, and goes on from there.
    """

    def __init__(self, shot: Shot, floor: Floor, swell: Swell | None = None) -> None:
        """`swell` is given where the camera rides the waves, as on a boat."""
        self._shot = shot
        self.path = CameraPath(shot)
        self.before = Scout(earlier(shot), floor, swell) if shot.takes else None
        self.first: Scout = self.before.first if self.before else self
        """The scout of the first take."""
        self._period = span_s(shot) if shot.loop else None
        self._swell, self._floor = swell, floor
        self._base: CubicSpline | CubicHermiteSpline
        if self.before is None:
            self._begin, self._end = begin_s(shot), end_s(shot)
            times = np.linspace(self._begin, self._end, max(8, round((self._end - self._begin) * SAMPLE_HZ)) + 1)
            self._base, self._under, self.datum_m = self._own(times)
        elif not shot.loop:
            self.datum_m = self.before.datum_m
            self._base, self._under = self._onward(self.before)
        self.view = lru_cache(maxsize=8)(self._view)  # each frame asks for its own and the next

    def height_above_floor(self, t_s: float) -> float:
        """The eye's height over the highest that lies under and close about it around `t_s` (m, at least 0.1)."""
        return max(0.1, self.view(t_s).position[2] - self._highest_under(t_s))

    def altitude(self, t_s: float, order: int = 0) -> float:
        """How high the camera's way lies at `t_s` without its own rise (m), or its derivative by time."""
        if self.before is not None and not goes_on(self._shot, t_s):
            return self.before.altitude(t_s, order)
        return float(self._base(self._inside(t_s), order))

    def _inside(self, t_s: float) -> float:
        return t_s % self._period if self._period else min(max(t_s, self._begin), self._end)

    def _highest_under(self, t_s: float) -> float:
        if self.before is not None and not goes_on(self._shot, t_s):
            return self.before._highest_under(t_s)
        times, under = self._under
        return float(np.interp(self._inside(t_s), times, under))

    def _own(self, times: Track) -> tuple[CubicSpline, tuple[Track, Track], float]:
        """Altitude, highest ground below, and the height that a high camera keeps its altitude over."""
        ground, rise = self._ground(times)
        mode: Literal["wrap", "nearest"] = "wrap" if self._shot.loop else "nearest"
        track = self._free(ground, rise, times, mode, float(ground[0]))
        under = times, maximum_filter1d(ground, 3, mode="nearest")
        if self._shot.loop:
            track[-1] = track[0]
            return CubicSpline(times, track, bc_type="periodic"), under, float(ground[0])
        return CubicSpline(times, track, bc_type="natural"), under, float(ground[0])

    def _ground(self, times: Track) -> tuple[Track, Track]:
        """Highest floor under the path, and the path's own rise (m)."""
        poses = [self.path.at(float(t)) for t in times]
        x, y, z = (np.array([getattr(p, axis) for p in poses]) for axis in "xyz")
        ground = _around(self._floor, x, y, min(4.0, 0.5 * self._shot.camera.height_m))
        return (ground if self._swell is None else np.maximum(ground, self._swell(x, y, times))), z

    @property
    def _clear_m(self) -> float:
        return max(0.12, min(0.45 * self._shot.camera.height_m, 6.0))

    def _free(
        self, ground: Track, rise: Track, times: Track, mode: Literal["wrap", "nearest"], datum_m: float
    ) -> Track:
        """Altitude of a camera that knows all of a stretch."""
        height_m = self._shot.camera.height_m
        wide = SMOOTH_S / abs(times[1] - times[0])
        rides = height_m < RIDES_BELOW_M
        carrier = gaussian_filter1d(ground, wide, mode=mode) if rides else np.full_like(ground, datum_m)
        need = np.maximum(ground + self._clear_m - (carrier + height_m + rise), 0)
        reach = round(2.4 * wide)
        highest = maximum_filter1d(need, 2 * reach + 1, mode=mode)
        # As far as the highest was sought, so that what is smoothed never falls below what is needed.
        lift = gaussian_filter1d(highest, wide * 0.8, mode=mode, radius=reach)
        return np.asarray(carrier + height_m + np.maximum(lift, 0))

    def _onward(self, before: Scout) -> tuple[CubicHermiteSpline, tuple[Track, Track]]:
        """Altitude and ground of what is added to a take: it begins as high and as steep as the take is left."""
        take = self._shot.takes[-1]
        way = 1.0 if take.side == "after" else -1.0
        self._begin, self._end = (take.left_s, end_s(self._shot)) if way > 0 else (begin_s(self._shot), take.left_s)
        reach, step = max(self._end - self._begin, 1 / SAMPLE_HZ), 1 / SAMPLE_HZ
        known = max(1, round(min(LOOKS_BACK_S, take.end_s - take.begin_s) * SAMPLE_HZ))
        since = np.asarray(np.arange(-known, math.ceil(reach * SAMPLE_HZ) + 1) * step, np.float64)
        times = np.asarray(take.left_s + way * since, np.float64)
        ground, rise = self._ground(times)
        free = self._free(ground, rise, times, "nearest", self.datum_m)
        high, steep = before.altitude(take.left_s), way * before.altitude(take.left_s, 1)
        slope = (free[known + 1] - free[known - 1]) / (2 * step)
        share = np.clip(since / MELTS_S, 0, 1)
        track = free + (high - free[known]) * (1 - share * share * (3 - 2 * share))
        track += (steep - slope) * MELTS_S * share * (1 - share) ** 2
        track = np.maximum(track, ground - rise + 0.5 * self._clear_m)[known:]
        track[0] = high
        ends: Any = (1, steep), (2, 0.0)  # steep as the take's, and straight on at the far end
        spline = CubicSpline(since[known:], track, bc_type=ends)
        order, under = slice(None, None, int(way)), maximum_filter1d(ground, 3, mode="nearest")
        knots = times[known:][order]
        curve = CubicHermiteSpline(knots, track[order], way * spline(since[known:], 1)[order])
        return curve, (knots, under[known:][order])

    def _view(self, t_s: float) -> View:
        """The camera in the world at `t_s`."""
        return _placed(self.path.at(t_s), self.altitude(t_s))


def _placed(pose: Pose, altitude: float) -> View:
    position = (pose.x, pose.y, altitude + pose.z)
    return View(position, pose.yaw_deg, pose.pitch_deg, pose.roll_deg, pose.focal_mm)


def _around(floor: Floor, x: Track, y: Track, reach_m: float) -> Track:
    """Highest floor at and around each point of the path."""
    offsets = [(0.0, 0.0), (reach_m, 0.0), (-reach_m, 0.0), (0.0, reach_m), (0.0, -reach_m)]
    return np.max([floor(x + dx, y + dy) for dx, dy in offsets], axis=0)
