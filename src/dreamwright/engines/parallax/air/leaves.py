"""Leaves that fall: tumbling outlines with a rib, lit on one side and shone through on the other.

Knows sights, nearness and light; nothing of plans.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.air.swarm import Habit, Points, Swarm, on_film
from dreamwright.engines.parallax.moment import Clock, Moment
from dreamwright.frames import Array

Values = NDArray[np.float64]
Span = tuple[float, float]
HABITS = (
    Habit(560, (16.0, 9.0, 16.0), (0.7, 1.5), 0.65, 0.42, 0.42),
    Habit(75, (5.0, 3.6, 5.0), (0.7, 1.3), 0.6, 0.3, 0.45),
)
"""Those about the scene, and the few right before the lens."""
_LENGTH_M = (0.026, 0.05)
"""Half a leaf's length."""
_NEAREST_M, _FOCUS_M, _APERTURE_M = 0.6, 6.0, 0.009
_LEAST_PX = 0.9
_COLORS = np.array([
    (0.60, 0.22, 0.03), (0.72, 0.38, 0.05), (0.42, 0.08, 0.02), (0.55, 0.14, 0.025), (0.66, 0.47, 0.08),
    (0.30, 0.13, 0.04), (0.35, 0.33, 0.07),
])  # fmt: skip
"""Albedo: ochre, gold, red, rust, yellow, brown and a little green."""
_SUN = np.array([-0.45, -0.8, -0.4])
_SHIFT = 4
_TWIGS = 13
_MOST_STEPS = 9
_TURNING_PX = 8.0
"""Half a leaf's length from which on it is seen to turn while the shutter is open."""


def _outline() -> Points:
    """(N, 2) a leaf's half-lengths: pointed, broader towards its stalk, with the stalk itself."""
    along = np.linspace(-1, 1, _TWIGS)
    half = 0.46 * np.maximum(1 - along**2, 0) ** 0.85 * (1.15 - 0.3 * along)
    edge = 1 + 0.05 * np.cos(np.arange(_TWIGS) * math.pi)  # a faintly toothed edge
    upper = np.stack([along, half * edge], 1)
    lower = np.stack([along[::-1], -(half * edge)[::-1]], 1)
    stalk = np.array([[-0.96, -0.05], [-1.4, -0.03], [-1.4, 0.03], [-0.96, 0.05]])
    return np.concatenate([upper, lower[1:-1], stalk])


_LEAF = _outline()


class Leaves:
    """One swarm of leaves; a pure function of the second."""

    def __init__(
        self, rate: float, wind: tuple[float, float], shutter_s: float, light: Array, clock: Clock, seed: int
    ) -> None:
        """`light` (3,) is what a white leaf in the open shows."""
        random = np.random.default_rng([seed, 0x1EAF])
        self._swarms = tuple(Swarm(habit, rate, wind, clock, seed + 1 + i) for i, habit in enumerate(HABITS))
        count = sum(swarm.count for swarm in self._swarms)
        self._shutter_s, self._light = shutter_s, np.asarray(light, np.float64)
        self._length = random.uniform(*_LENGTH_M, count)
        shade = random.uniform(0.75, 1.2, (count, 1))
        self._color = _COLORS[random.choice(len(_COLORS), count, p=(0.24, 0.2, 0.1, 0.18, 0.14, 0.09, 0.05))] * shade
        turns = random.uniform(0.25, 1.1, (count, 3)) * random.choice([-1, 1], (count, 3))
        closing = np.sign(turns) * np.vectorize(clock.hertz)(np.abs(turns))
        self._omega, self._phase = 2 * math.pi * closing, random.uniform(0, 2 * math.pi, (count, 3))
        self._curl = random.uniform(0.1, 0.45, count)

    def on(self, color: Array, moment: Moment) -> Array:
        """The frame with the leaves at that moment."""
        sight, half_s = moment.sight, self._shutter_s / 2
        times = moment.t_s - half_s, moment.t_s + half_s
        begun, after = (np.concatenate([swarm.seen(sight, t) for swarm in self._swarms]) for t in times)
        ahead = after[:, 2]
        start, end = on_film(begun, sight), on_film(after, sight)
        size = self._length * sight.focal / np.maximum(ahead, 0.05)
        inside = ((end > -60) & (end < [sight.width + 60, sight.height + 60])).all(1)
        seen = (ahead > _NEAREST_M) & (ahead < 15) & (begun[:, 2] > 0.3) & inside & (size > _LEAST_PX)
        seen &= np.hypot(*(end - start).T) < 0.3 * sight.width
        out = color.copy()
        for index in sorted(np.flatnonzero(seen).tolist(), key=lambda i: -float(ahead[i])):
            way = start[index], end[index]
            self._draw(out, moment, index, way, times, (float(size[index]), float(ahead[index])))
        return out

    def _draw(
        self, out: Array, moment: Moment, index: int, way: tuple[Points, Points], times: Span, where: Span
    ) -> None:
        """Lays one leaf over the frame; `where`: its half-length in pixels and its distance in metres."""
        size, ahead = where
        length = float(np.hypot(*(way[1] - way[0])))
        steps = int(np.clip(np.ceil(length / max(0.22 * size, 1.5)), 1, _MOST_STEPS))
        shares = (np.arange(steps) + 0.5) / steps
        ways = way[0] + (way[1] - way[0]) * shares[:, None]
        soft = max(0.5 * self._blur(size, index, ahead), 0.45 * length / steps)  # its steps run into one another
        reach = 1.5 * size + 3 * soft + 2
        left, top = (int(v) for v in np.floor(ways.min(0) - reach))
        right, bottom = (int(v) for v in np.ceil(ways.max(0) + reach) + 1)
        box = slice(max(0, top), min(out.shape[0], bottom)), slice(max(0, left), min(out.shape[1], right))
        if box[0].start >= box[0].stop or box[1].start >= box[1].stop:
            return
        turns = shares if size > _TURNING_PX else shares[-1:]
        shapes = [self._shape(index, times[0] + (times[1] - times[0]) * float(u), size) for u in turns]
        outlines = [
            shape[0] + place - (left, top) for shape, place in zip(shapes * (steps // len(turns)), ways, strict=True)
        ]
        cover = _swept(outlines, (bottom - top, right - left), soft)
        inner = slice(box[0].start - top, box[0].stop - top), slice(box[1].start - left, box[1].stop - left)
        tint: Array = np.asarray(self._shade(index, shapes[-1][1]), np.float32) * moment.gain
        if size > 7 and soft < 2 and length < size:
            tint = tint * (1 - np.float32(0.35) * _rib(outlines[-1], cover.shape)[inner][..., None])
        open_air = np.clip((np.float32(1 / ahead) - moment.nearness[box]) * np.float32(8 * ahead) + 0.5, 0, 1)
        part = out[box]
        part += (tint - part) * (cover[inner] * open_air)[..., None]

    def _blur(self, size: float, index: int, ahead: float) -> float:
        """Pixels over which a leaf off the focus is spread."""
        focal = size * ahead / float(self._length[index])
        return float(np.clip(0.5 * focal * _APERTURE_M * abs(1 / ahead - 1 / _FOCUS_M), 0.7, 12.0))

    def _shape(self, index: int, t_s: float, size: float) -> tuple[Points, Values]:
        """(N, 2) outline in pixels about its middle, and the leaf's normal, turned and curled."""
        turn = _turned(self._omega[index] * t_s + self._phase[index])
        bend = self._curl[index] * (_LEAF[:, 0] ** 2 - 0.3)
        return (np.column_stack([_LEAF, bend]) @ turn.T)[:, :2] * size, turn[:, 2]

    def _shade(self, index: int, normal: Values) -> Values:
        """Linear light of a leaf: sky light, sun on the side that faces it, and sun through it on the other."""
        sun = _SUN / np.linalg.norm(_SUN)
        facing = normal if normal[2] < 0 else -normal  # the side turned to the camera
        toward = float(facing @ sun)
        lit, through = max(toward, 0.0), max(-toward, 0.0)
        albedo = self._color[index]
        glow = albedo * [1.25, 1.0, 0.5] * (0.75 * through)
        return np.asarray(self._light * (albedo * (0.38 + 0.75 * lit) + glow))


def _turned(angles: Values) -> Points:
    (a, b, c), (p, q, r) = np.cos(angles).tolist(), np.sin(angles).tolist()
    about = np.array([[a, -p, 0], [p, a, 0], [0, 0, 1]])
    pitched = np.array([[1, 0, 0], [0, b, -q], [0, q, b]])
    yawed = np.array([[c, 0, r], [0, 1, 0], [-r, 0, c]])
    return np.asarray(about @ pitched @ yawed)


def _swept(outlines: list[Points], shape: tuple[int, int], soft: float) -> Array:
    """(h, w) 0-1 mean cover of some outlines, antialiased and blurred by `soft` pixels."""
    cover = np.zeros(shape, np.float32)
    for outline in outlines:
        plane = np.zeros(shape, np.uint8)
        points = np.round(outline * (1 << _SHIFT)).astype(np.int32)
        cv2.fillPoly(plane, [points], 255, cv2.LINE_AA, _SHIFT)
        cover += plane
    cover *= np.float32(1 / (255 * len(outlines)))
    return np.asarray(cv2.GaussianBlur(cover, (0, 0), soft), np.float32) if soft > 0.4 else cover


def _rib(outline: Points, shape: tuple[int, int]) -> Array:
    """(h, w) 0-1 a thin line along the leaf's middle."""
    plane = np.zeros(shape, np.uint8)
    ends = np.round(outline[[0, _TWIGS - 1]] * (1 << _SHIFT)).astype(int).tolist()
    cv2.line(plane, tuple(ends[0]), tuple(ends[1]), 255, 1, cv2.LINE_AA, _SHIFT)
    return np.asarray(plane, np.float32) / np.float32(255)
