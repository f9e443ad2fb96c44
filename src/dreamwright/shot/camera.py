"""The camera's path: time → pose and lens; one evaluation for all engines.

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

SENSOR_MM = 36.0
HIGH_SEA_MPS = 14.0
LOW_LIGHT = ("dawn", "sunrise", "golden_hour", "sunset", "dusk", "blue_hour")
_RATE_HZ = 240
_LOOK_DOWN_DEG = -20.0
_RAMP = 0.22
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
    """The whole path of a shot, tabulated once at 240 Hz; `at(t)` is a pure function of t (seconds)."""

    def __init__(self, shot: Shot) -> None:
        self._shot = shot
        self._span = shot.frame.count / shot.frame.fps
        self._times = np.linspace(0.0, self._span * (1 if shot.loop else 1.1), math.ceil(self._span * _RATE_HZ) + 1)
        self._table = self._integrate()
        self._shake = _Shake(shot.camera.shake, shot.seed, self._span if shot.loop else None)

    def at(self, t_s: float) -> Pose:
        """The pose at `t_s`; a loop repeats, any other film rests outside its span."""
        t = t_s % self._span if self._shot.loop else t_s
        base = np.array([np.interp(t, self._times, row) for row in self._table])
        x, y, z, yaw, pitch, roll, log_focal = (base + self._shake.at(t_s)).tolist()
        return Pose(x, y, z, yaw, min(max(pitch, -90.0), 90.0), roll, math.exp(log_focal))

    def _integrate(self) -> NDArray[np.float64]:
        camera = self._shot.camera
        angles = {kind: self._sum(kind) for kind in ("pan", "tilt", "roll", "orbit")}
        travel = {kind: self._sum(kind) for kind in ("push_in", "pull_out", "truck", "pedestal", "crane", "dolly_zoom")}
        ahead, side, rise = self._fly()
        ahead = ahead + travel["push_in"] - travel["pull_out"] + travel["dolly_zoom"]
        rise = rise + travel["pedestal"] + travel["crane"]
        distance = np.maximum(camera.subject_m - travel["push_in"] + travel["pull_out"] - travel["dolly_zoom"], 0.5)
        yaw = np.radians(angles["pan"] - angles["orbit"])
        side_speed = np.gradient(side + travel["truck"]) + distance * np.gradient(np.radians(angles["orbit"]))
        ahead_speed = np.gradient(ahead)
        opening = opening_pitch_deg(self._shot)
        down = math.radians(opening) if opening < _LOOK_DOWN_DEG else 0.0
        x = _running(ahead_speed * np.sin(yaw) * math.cos(down) + side_speed * np.cos(yaw))
        y = _running(ahead_speed * np.cos(yaw) * math.cos(down) - side_speed * np.sin(yaw))
        z = rise + ahead * math.sin(down)
        pitch = opening + angles["tilt"] - np.degrees(np.arctan(travel["crane"] / camera.subject_m))
        focal = np.log(camera.lens.focal_mm) + self._zoom()
        if any(m.kind == "dolly_zoom" for m in camera.moves):
            focal = focal + np.log(distance / camera.subject_m)
        return np.stack([x, y, z, np.degrees(yaw), pitch, angles["roll"], focal])

    def _sum(self, kind: str) -> Channel:
        return self._add([(m, _SIGN[m.direction] * m.amount) for m in self._shot.camera.moves if m.kind == kind])

    def _zoom(self) -> Channel:
        zooms = [m for m in self._shot.camera.moves if m.kind == "zoom" and m.amount > 0]
        return self._add([(m, _SIGN[m.direction] * math.log(m.amount)) for m in zooms])

    def _fly(self) -> tuple[Channel, Channel, Channel]:
        flights = [m for m in self._shot.camera.moves if m.kind == "fly"]

        def along(directions: tuple[str | None, ...]) -> Channel:
            return self._add([(m, _SIGN[m.direction] * m.amount) for m in flights if m.direction in directions])

        return along((None, "forward", "in", "out")), along(("left", "right")), along(("up", "down"))

    def _add(self, parts: list[tuple[Move, float]]) -> Channel:
        total = np.zeros_like(self._times)
        for move, amount in parts:
            total += amount * self._progress(move)
        return total

    def _progress(self, move: Move) -> Channel:
        end = min(self._span if move.end_s is None else move.end_s, self._span)
        if end <= move.start_s:
            return np.zeros_like(self._times)
        u = (self._times - move.start_s) / (end - move.start_s)
        if not self._shot.loop:
            return ease(u, move.ease)
        if move.kind in ("orbit", "roll", "pan") and move.amount % 360 == 0:
            return u  # a full turn closes by itself
        return 0.5 - 0.5 * np.cos(2 * math.pi * np.clip(u, 0, 1))  # there and back


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
