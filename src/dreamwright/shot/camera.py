"""The camera's path: time on the world's clock → pose and lens; one evaluation for all engines.

Moves add up where they overlap and follow one another where they do not. Every eased move starts and ends at
rest, so the path is C¹ where moves join. The focal length counts on a sensor whose longer side is 36 mm.
Knows nothing of ground, engines or pixels beyond the frame's shape.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dreamwright.shot.plan import Move, Shot
from dreamwright.shot.takes import begin_s, earlier, end_s, goes_on, last_s, new_moves, round_s, span_s

SENSOR_MM = 36.0
HIGH_SEA_MPS = 14.0
LOW_LIGHT = ("dawn", "sunrise", "golden_hour", "sunset", "dusk", "blue_hour")
_RATE_HZ = 240
_LOOK_DOWN_DEG = -20.0
_INSIDE_S = 0.01
_RAMP = 0.22
COAST_S = 1.1
"""Time in which a camera comes to rest that leaves a move half done; a move of 5 s sets in as fast."""
_SIGN = {
    "left": -1.0, "right": 1.0, "up": 1.0, "down": -1.0, "in": 1.0, "out": -1.0, "clockwise": 1.0,
    "counterclockwise": -1.0, "forward": 1.0, None: 1.0,
}  # fmt: skip
_HORIZON = {"eye_level": 0.38, "low": 0.24, "ground": 0.3, "aerial": 0.7, "high": 0.74}
"""Where the horizon lies, as a share of the frame's height from the bottom: off centre, near a third."""

Channel = NDArray[np.float64]


@dataclass(frozen=True)
class Pose:
    """The camera at one time, relative to its opening point (x right, y ahead, z up; metres, degrees)."""

    x: float
    y: float
    z: float
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    focal_mm: float


def focal_px(focal_mm: float, width: int, height: int) -> float:
    """Focal length in pixels of a frame of that size."""
    return focal_mm / SENSOR_MM * max(width, height)


def horizon_share(shot: Shot) -> float:
    """The composed height of the horizon (0 = bottom, 1 = top of the frame) of the opening.

    The sky is given two thirds and more where it is what one looks at (aurora, stars, lightning, rainbow, time lapse,
    a low sun ahead), the land where one looks down on it, a high sea half; otherwise the horizon lies a little above
    the lower third.
    """
    scene, angle = shot.scene, shot.camera.angle
    share = _HORIZON.get(angle, 0.38)
    if angle in ("eye_level", "ground", "low"):
        wonders = (scene.night.aurora, scene.rainbow, scene.lightning, float(scene.sun_end is not None))
        if scene.place == "ocean" and scene.wind_mps > HIGH_SEA_MPS:
            share = 0.47
        elif max(wonders) > 0 or scene.time_of_day == "night":
            share = min(share, 0.26)
        elif scene.time_of_day in LOW_LIGHT and abs(scene.sun.azimuth_deg) < 60:
            share = min(share, 0.31)
        elif scene.place == "canyon":
            share = 0.68
        elif scene.place == "sky":
            share = 0.46
    return share


def opening_pitch_deg(shot: Shot) -> float:
    """The plan's own pitch, or the composed one: the horizon at its share half way through any tilt."""
    if shot.camera.pitch_deg is not None:
        return shot.camera.pitch_deg
    if shot.camera.angle == "overhead":
        return -88.0
    pixels = focal_px(shot.camera.lens.focal_mm, shot.frame.width, shot.frame.height)
    pitch = math.degrees(math.atan((0.5 - horizon_share(shot)) * shot.frame.height / pixels))
    tilt = sum(_SIGN[m.direction] * m.amount for m in shot.camera.moves if m.kind == "tilt")
    return float(np.clip(pitch - 0.5 * tilt, -88, 88))


def ease(u: Channel, kind: str) -> Channel:
    """Progress 0-1 at the share `u` of a move's time; eased ends have zero speed (trapezoid with smooth ramps)."""
    u = np.clip(u, 0, 1)
    if kind == "linear":
        return u
    rise = _RAMP if kind in ("in", "in_out") else 0.0
    fall = _RAMP if kind in ("out", "in_out") else 0.0
    covered = _ramp(u, rise) - _ramp_end(u, fall)
    return np.asarray(covered / (1 - rise / 2 - fall / 2))


def _ramp(u: Channel, width: float) -> Channel:
    """∫ of a speed that rises from 0 to 1 by smoothstep over `width`."""
    if width == 0:
        return u
    s = np.clip(u / width, 0, 1)
    return np.where(u < width, width * (s**3 - s**4 / 2), u - width / 2)


def _ramp_end(u: Channel, width: float) -> Channel:
    """What a speed that falls to 0 over the last `width` lacks of full speed."""
    if width == 0:
        return np.zeros_like(u)
    return np.where(u > 1 - width, (u - (1 - width)) - (width / 2 - _ramp(1 - u, width)), 0.0)


class CameraPath:
    """The whole path of a shot, tabulated once at 240 Hz; `at(t)` is a pure function of t (the world's clock, s).

    Where a shot has takes, the path is theirs until it leaves them: there it coasts to rest in `COAST_S` while the
    shot's own moves set in, so that place and speed are continuous.
    """

    def __init__(self, shot: Shot) -> None:
        self._shot = shot
        self._before = CameraPath(earlier(shot)) if shot.takes else None
        self._loop_s = span_s(shot) if shot.loop else None
        self._shake = _Shake(shot.camera.shake, shot.seed, round_s(shot))
        self._runs = [] if shot.loop and shot.takes else _runs(shot, self._before)

    def at(self, t_s: float) -> Pose:
        """The pose at `t_s`; a loop repeats, any other film rests outside its span."""
        t = t_s % self._loop_s if self._loop_s else t_s
        x, y, z, yaw, pitch, roll, log_focal = (self.state(t)[:-1] + self._shake.at(t_s)).tolist()
        return Pose(x, y, z, yaw, min(max(pitch, -90.0), 90.0), roll, math.exp(log_focal))

    def state(self, t_s: float) -> Channel:
        """(8,) what the moves alone make: the pose's numbers (log focal length), and metres to the subject."""
        if self._before is not None and not goes_on(self._shot, t_s):
            return self._before.state(t_s)
        if self._loop_s and not 0 <= t_s <= self._loop_s:
            t_s -= self._loop_s * (math.ceil(t_s / self._loop_s) - 1)
        run = self._runs[-1] if len(self._runs) > 1 and t_s < 0 else self._runs[0]
        return run.at(t_s)


def _runs(shot: Shot, before: CameraPath | None) -> list[_Run]:
    """What a shot adds to its last take, or all of it: forward from 0, and backward where it begins before that."""
    if before is None:
        span, opening = span_s(shot), opening_pitch_deg(shot)
        count = math.ceil(span * _RATE_HZ) + 1
        start = np.array([0, 0, 0, 0, opening, 0, math.log(shot.camera.lens.focal_mm), shot.camera.subject_m])
        back = -np.arange(0, (1 - begin_s(shot)) * _RATE_HZ) / _RATE_HZ
        runs = [_Run(shot, np.linspace(0.0, span * (1 if shot.loop else 1.1), count), start)]
        return [*runs, _Run(shot, back, start)] if begin_s(shot) < 0 else runs
    take = shot.takes[-1]
    way = 1 if take.side == "after" else -1
    reach = end_s(shot) - take.left_s if way > 0 else take.left_s - begin_s(shot)
    times = take.left_s + way * np.arange(0, (max(reach, 0) + 1) * _RATE_HZ) / _RATE_HZ
    # a little inside the take: a move that ends with it at full speed has ended at its last instant
    near, far = (before.state(take.left_s - way * s) for s in (_INSIDE_S, 2 * _INSIDE_S))
    return [_Run(shot, times, before.state(take.left_s), (near - far) / _INSIDE_S)]


class _Run:
    """A stretch of path from where the camera stands at its first time, in either direction of time."""

    def __init__(self, shot: Shot, times: Channel, start: Channel, speed: Channel | None = None) -> None:
        """`start` (8,) and `speed` (8,; a second further along the run) are those of `CameraPath.state`."""
        self._shot, self._times = shot, times
        self._moves = shot.camera.moves[slice(*new_moves(shot))]
        self._ends = last_s(shot)
        table = self._integrate(start)
        if speed is not None:
            table = table + speed[:, None] * _coasted(np.abs(times - times[0]))
        forward = times[-1] >= times[0]
        self._table, self._ascending = (table, times) if forward else (table[:, ::-1], times[::-1])

    def at(self, t_s: float) -> Channel:
        return np.array([np.interp(t_s, self._ascending, row) for row in self._table])

    def _integrate(self, start: Channel) -> NDArray[np.float64]:
        subject_m = self._shot.camera.subject_m
        angles = {kind: self._sum(kind) for kind in ("pan", "tilt", "roll", "orbit")}
        travel = {kind: self._sum(kind) for kind in ("push_in", "pull_out", "truck", "pedestal", "crane", "dolly_zoom")}
        ahead, side, rise = self._fly()
        ahead = ahead + travel["push_in"] - travel["pull_out"] + travel["dolly_zoom"]
        rise = rise + travel["pedestal"] + travel["crane"]
        distance = np.maximum(start[7] - travel["push_in"] + travel["pull_out"] - travel["dolly_zoom"], 0.5)
        yaw = np.radians(start[3] + angles["pan"] - angles["orbit"])
        side_speed = np.gradient(side + travel["truck"]) + distance * np.gradient(np.radians(angles["orbit"]))
        ahead_speed = np.gradient(ahead)
        opening = opening_pitch_deg(self._shot)
        down = math.radians(opening) if opening < _LOOK_DOWN_DEG else 0.0
        x = start[0] + _running(ahead_speed * np.sin(yaw) * math.cos(down) + side_speed * np.cos(yaw))
        y = start[1] + _running(ahead_speed * np.cos(yaw) * math.cos(down) - side_speed * np.sin(yaw))
        z = start[2] + rise + ahead * math.sin(down)
        pitch = start[4] + angles["tilt"] - np.degrees(np.arctan(travel["crane"] / subject_m))
        focal = start[6] + self._zoom()
        if any(m.kind == "dolly_zoom" for m in self._moves):
            focal = focal + np.log(distance / start[7])
        return np.stack([x, y, z, np.degrees(yaw), pitch, start[5] + angles["roll"], focal, distance])

    def _sum(self, kind: str) -> Channel:
        return self._add([(m, _SIGN[m.direction] * m.amount) for m in self._moves if m.kind == kind])

    def _zoom(self) -> Channel:
        zooms = [m for m in self._moves if m.kind == "zoom" and m.amount > 0]
        return self._add([(m, _SIGN[m.direction] * math.log(m.amount)) for m in zooms])

    def _fly(self) -> tuple[Channel, Channel, Channel]:
        flights = [m for m in self._moves if m.kind == "fly"]

        def along(directions: tuple[str | None, ...]) -> Channel:
            return self._add([(m, _SIGN[m.direction] * m.amount) for m in flights if m.direction in directions])

        return along((None, "forward", "in", "out")), along(("left", "right")), along(("up", "down"))

    def _add(self, parts: list[tuple[Move, float]]) -> Channel:
        """The moves' sum, counted from where the run starts."""
        total = np.zeros_like(self._times)
        for move, amount in parts:
            total += amount * self._progress(move)
        return total if self._shot.loop else np.asarray(total - total[0])

    def _progress(self, move: Move) -> Channel:
        end = min(self._ends if move.end_s is None else move.end_s, self._ends)
        if end <= move.start_s:
            return np.zeros_like(self._times)
        u = (self._times - move.start_s) / (end - move.start_s)
        if not self._shot.loop:
            return ease(u, move.ease)
        if move.kind in ("orbit", "roll", "pan") and move.amount % 360 == 0:
            return u  # a full turn closes by itself
        return 0.5 - 0.5 * np.cos(2 * math.pi * np.clip(u, 0, 1))  # there and back


def _coasted(since_s: Channel) -> Channel:
    """∫ of a speed that falls from 1 to 0 by smoothstep in `COAST_S`."""
    s = np.clip(since_s / COAST_S, 0, 1)
    return np.asarray(COAST_S * (s - s**3 + s**4 / 2))


def _running(steps: Channel) -> Channel:
    """Trapezoid sum that starts at 0."""
    return np.concatenate([[0.0], np.cumsum((steps[1:] + steps[:-1]) / 2)])


def focus_at(shot: Shot, t_s: float) -> float | None:
    """Metres that the lens is focused at, at `t_s`; None = infinity. A pull is eased in dioptres."""
    lens = shot.camera.lens
    if lens.focus_end_m is None:
        return lens.focus_m
    u = np.clip(t_s * shot.frame.fps / shot.frame.count, 0, 1)
    share = float(0.5 - 0.5 * np.cos(2 * math.pi * u) if shot.loop else ease(np.asarray(u), "in_out"))
    begun = 0.0 if lens.focus_m is None else 1 / lens.focus_m
    near = begun + (1 / lens.focus_end_m - begun) * share
    return 1 / near if near > 1e-6 else None


class _Shake:
    """A hand's unrest: seeded sines from 0.3 to 3 Hz, falling with frequency; zero mean, C∞, periodic for loops."""

    _DEGREES = (0.45, 0.4, 0.25)
    _METRES = (0.02, 0.012, 0.02)

    def __init__(self, strength: float, seed: int, period_s: float | None) -> None:
        random = np.random.default_rng([seed, 0x5AFE])
        frequency = np.geomspace(0.3, 3.0, 7)[None, :] * random.uniform(0.85, 1.15, (6, 7))
        if period_s is not None:
            frequency = np.maximum(1, np.round(frequency * period_s)) / period_s
        scale = np.array([*self._METRES, *self._DEGREES])[:, None] * strength
        self._omega = 2 * math.pi * frequency
        self._phase = random.uniform(0, 2 * math.pi, (6, 7))
        self._amplitude = scale * 0.5 / (frequency / 0.3) ** 0.9

    def at(self, t_s: float) -> NDArray[np.float64]:
        moved = (self._amplitude * np.sin(self._omega * t_s + self._phase)).sum(axis=1)
        return np.append(moved, 0.0)
