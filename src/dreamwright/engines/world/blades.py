"""Grass seen from the side: upright strokes as fine as a pixel can show, where the ground itself would only smear.

Strokes are drawn in the directions in which a standpoint near the camera sees the ground, so they stay fixed to the
land while the camera looks about, and melt into those of the next standpoint as it travels. Knows nothing of light.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Array3f, Float, Int, UInt, dr, vector
from dreamwright.engines.world.noise import gradient_noise

BLADE_M, CLUMP_M = 0.013, 0.16
FINEST_PX, CLUMP_PX = 2.0, 7.0
"""Least width of a stroke and of a clump, in pixels: finer ones would only flicker."""
STRIDE = 1.6
"""Distance from one standpoint to the next, in heights of the eye."""
LEAST_STRIDE_M = 2.5


@dataclass(frozen=True)
class Standpoints:
    """Where the strokes of one frame are drawn from."""

    here: Array3f
    following: Array3f | None
    """None where the camera never travels."""
    share: Float
    """0 all from `here` … 1 all from `following`."""
    pixel_rad: Float
    number: UInt
    """Which standpoint of the path `here` is."""
    then: UInt
    """And which `following` is."""


@dataclass(frozen=True)
class Blades:
    """Strokes at points."""

    tip: Float
    """−1 in the dark between the blades … 1 at lit tips, 0 on the mean."""
    seen: Float
    """How far the view shows grass from the side, 0-1."""


Stands = tuple[int, float, list[float], list[float] | None, int]
"""Number of a standpoint, the share of the way to the next one, where both are, and the number of that."""


class Track:
    """Standpoints along a camera's path; `at(share)` is a pure function of its argument."""

    def __init__(self, path: NDArray[np.float64], height_m: float, loop: bool = False) -> None:
        """`path` (N, 3) are positions of the eye, evenly spaced in time; a loop ends at the standpoint it began at."""
        self._path = path
        steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
        self._along = np.concatenate([[0.0], np.cumsum(steps)])
        self._stride = max(STRIDE * height_m, LEAST_STRIDE_M)
        self._round = round(float(self._along[-1]) / self._stride) if loop else None
        if self._round:
            self._stride = float(self._along[-1]) / self._round

    @property
    def still(self) -> bool:
        """Whether one standpoint serves the whole path: it hardly moves, or is too short a loop for two."""
        short = self._round is not None and self._round < 2
        return short or bool(np.ptp(self._path, axis=0).max() < 0.2 * self._stride)

    def at(self, share: float, pixel_rad: Float) -> Standpoints:
        """The standpoints `share` (0-1) of the time along the path, for pixels that wide."""
        if self.still:
            return Standpoints(vector(self._path[0]), None, Float(0), pixel_rad, UInt(0), UInt(1))
        return _standing(*self.stands(share), pixel_rad)

    def stands(self, share: float) -> Stands:
        """The same, on the host."""
        if self.still:
            return 0, 0.0, self._path[0].tolist(), None, 1
        times = np.linspace(0, 1, len(self._path))
        strides = float(np.interp(share, times, self._along)) / self._stride
        k, part = divmod(strides if self._round is None else round(strides, 9) % self._round, 1.0)
        then = int(k + 1) if self._round is None else int(k + 1) % self._round
        return int(k), part, self._position(k), self._position(then), then

    def _position(self, k: float) -> list[float]:
        s = min(k * self._stride, float(self._along[-1]))
        return [float(np.interp(s, self._along, self._path[:, axis])) for axis in range(3)]


class Onward:
    """Standpoints along a path that goes on from another's, or comes before it: no stroke jumps where they meet."""

    def __init__(self, path: NDArray[np.float64], height_m: float, met: Stands, way: int) -> None:
        """`path` (N, 3) from where the paths meet, evenly spaced in time, onward (`way` 1) or back (−1) in time;
        `met` are the other's standpoints there."""
        self._path, self._met, self._way = path, met, way
        steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
        self._along = np.concatenate([[0.0], np.cumsum(steps)])
        self._stride = max(STRIDE * height_m, LEAST_STRIDE_M)

    def at(self, share: float, pixel_rad: Float) -> Standpoints:
        """The standpoints `share` (0-1) of the time along the path from where it meets the other."""
        return _standing(*self.stands(share), pixel_rad)

    def stands(self, share: float) -> Stands:
        """The same, on the host."""
        along = float(np.interp(share, np.linspace(0, 1, len(self._path)), self._along))
        k, part = divmod(self._met[0] + self._met[1] + self._way * along / self._stride, 1.0)
        return int(k), part, self._place(int(k)), self._place(int(k) + 1), int(k) + 1

    def _place(self, number: int) -> list[float]:
        """Where a standpoint is: what the other path had placed stays."""
        k, part, here, following, _ = self._met
        if number == k or (self._way < 0 and number > k):
            return here if number == k or following is None else following
        if number == k + 1 and following is not None:
            return following
        s = min(max(self._way * (number - k - part) * self._stride, 0.0), float(self._along[-1]))
        return [float(np.interp(s, self._along, self._path[:, axis])) for axis in range(3)]


def _standing(
    k: int, part: float, here: list[float], following: list[float] | None, then: int, pixel_rad: Float
) -> Standpoints:
    melt = dr.opaque(Float, part * part * (3 - 2 * part))
    after = None if following is None else vector(following)
    numbers = (dr.opaque(UInt, number & 0xFFFFFFFF) for number in (k, then))
    return Standpoints(vector(here), after, melt, pixel_rad, *numbers)


def blades(x: Float, y: Float, z: Float, stand: Standpoints, sway: Float, salt: UInt) -> Blades:
    """Strokes over points of the ground (m); `sway` is how far the wind bends them, in blades."""
    tip, seen = _drawn(stand.here, x, y, z, stand.pixel_rad, sway, salt + 1013 * stand.number)
    if stand.following is not None:
        other, clear = _drawn(stand.following, x, y, z, stand.pixel_rad, sway, salt + 1013 * stand.then)
        even = dr.rsqrt(stand.share * stand.share + (1 - stand.share) * (1 - stand.share))
        tip = (tip * (1 - stand.share) + other * stand.share) * even
        seen = dr.lerp(seen, clear, stand.share)
    return Blades(dr.clip(tip, -1, 1) * seen, seen)


def _drawn(
    stand: Array3f, x: Float, y: Float, z: Float, pixel_rad: Float, sway: Float, salt: UInt
) -> tuple[Float, Float]:
    dx, dy, dz = x - stand.x, y - stand.y, z - stand.z
    away = dr.maximum(dr.sqrt(dx * dx + dy * dy), 0.1)
    u, v = dr.atan2(dx, dy), dz / away
    fine = dr.maximum(FINEST_PX * pixel_rad, BLADE_M / away)
    clump = dr.maximum(CLUMP_PX * pixel_rad, CLUMP_M / away)
    lean = 0.3 * v  # stems do not stand quite upright
    upright = dr.clip(0.2 + away * (1 / 260.0), 0, 1)
    clumps = _octaves(u + 0.15 * sway * clump, v + 0.4 * u, clump, 0.6, salt + 331)
    bent = (1.2 * sway + 2.2 * clumps) * fine
    strokes = _octaves(u + lean + bent, v + 0.3 * bent, fine, upright, salt + 301)
    many = dr.rsqrt(1 + away * away * (1 / 190.0**2))  # strokes far off stand for many blades
    seen = dr.clip(1.8 - 1.2 * dr.abs(v), 0, 1) * dr.clip(0.6 * away - 0.5, 0, 1)
    return (1.5 * strokes + 1.0 * clumps) * many, seen


def _octaves(u: Float, v: Float, width: Float, upright: Float | float, salt: UInt) -> Float:
    """Noise with features as wide as `width` (rad), `upright` times as fine upward: two octaves that melt together."""
    level = -dr.log2(width)
    whole = dr.floor(level)
    part = level - whole
    first = dr.exp2(whole)
    k = UInt(Int(whole))
    a = _turned(u * first, v * first * upright, whole, salt + k)
    b = _turned(u * first * 2, v * first * 2 * upright, whole + 1, salt + k + 1)
    return (a * (1 - part) + b * part) * dr.rsqrt(part * part + (1 - part) * (1 - part))


def _turned(u: Float, v: Float, level: Float, salt: UInt) -> Float:
    """Noise on a lattice turned by its level, so that no rows and columns show."""
    sin, cos = dr.sincos(1.1 * level)
    value, _, _ = gradient_noise(cos * u - sin * v, sin * u + cos * v, salt)
    return value


@dataclass(frozen=True)
class Breeze:
    """Wind over the grass at one time."""

    strength: Float
    waves: tuple[tuple[Float, Float, Float], ...]
    """For each train of gusts: how far it was carried (m, x and y), and its weight."""

    def gust(self, x: Float, y: Float, salt: UInt) -> Float:
        """Gusts over points (m), about −1 … 1, stronger in a strong wind, 0 in none."""
        total = Float(0)
        for east, ahead, weight in self.waves:
            broad, _, _ = gradient_noise((x - east) * (1 / 17.0), (y - ahead) * (1 / 17.0), salt + 401)
            narrow, _, _ = gradient_noise((x - east) * (1 / 5.3), (y - ahead) * (1 / 5.3), salt + 402)
            total += weight * (1.4 * broad + 0.7 * narrow)
        return total * self.strength


def breeze(wind_mps: float, toward_deg: float, t_s: float, loop_s: float | None) -> Breeze:
    """The breeze at `t_s`; with `loop_s` the gusts at that time are those at 0."""
    angle = math.radians(toward_deg)
    east, ahead = wind_mps * math.sin(angle), wind_mps * math.cos(angle)
    strength = dr.opaque(Float, min(wind_mps / 7.0, 1.3))
    if loop_s is None:
        return Breeze(strength, (_train(east * t_s, ahead * t_s, 1.0),))
    inside = t_s % loop_s
    share = inside / loop_s
    share *= share * (3 - 2 * share)  # gently: or the grass would turn about with a jerk where the loop closes
    even = math.hypot(share, 1 - share)
    first = _train(east * inside, ahead * inside, (1 - share) / even)
    again = _train(east * (inside - loop_s), ahead * (inside - loop_s), share / even)
    return Breeze(strength, (first, again))


def _train(east_m: float, ahead_m: float, weight: float) -> tuple[Float, Float, Float]:
    return dr.opaque(Float, east_m), dr.opaque(Float, ahead_m), dr.opaque(Float, weight)
