"""Lightning: when it strikes, how it flickers, what its channel looks like and how it lights the land.

Pure functions of time and seed: any frame can be asked for alone. Knows no clouds and no camera.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dreamwright.engines.world.jit import Array3f, Array4f, Float, UInt, dr, to_float

COLOR = np.array([0.86, 0.93, 1.28])
TRUE_KLUX = 2.0
"""Illuminance of a near stroke at its height."""
OVER_SCENE = 9.0
"""Times by which a flash may outshine the scene's own light: a camera would stop down for the rest."""
CHANNEL_KNIT = 60.0
"""Radiance of the channel for each klux it throws on the land."""
AFTERGLOW_S = 0.045
GLOW_RAD = 0.010
REACH_RAD = 0.16


@dataclass(frozen=True)
class Strike:
    """One discharge: its strokes (time s, brightness), place, and whether its channel is seen below the cloud."""

    strokes: tuple[tuple[float, float], ...]
    azimuth: float
    elevation: float
    seen: bool
    seed: int
    distance_m: float
    """How far off: nearer land hides the channel."""

    @property
    def direction(self) -> np.ndarray:
        """Unit vector (3,) toward the middle of the channel."""
        level = math.cos(self.elevation)
        return np.array([math.sin(self.azimuth) * level, math.cos(self.azimuth) * level, math.sin(self.elevation)])

    def later(self, by_s: float) -> Strike:
        """The same strike at another time."""
        return replace(self, strokes=tuple((at + by_s, bright) for at, bright in self.strokes))


class Lightning:
    """Strikes of a shot `duration_s` long at `fps`; `strength` 0 … 1.

    `scene_klux`: illuminance of the scene without lightning, which bounds how much a flash may outshine it.
    From strength 0.3 on, at least one strike is seen. `added` are further stretches of time (begin and end, s), each
    with strikes of its own.
    """

    def __init__(
        self,
        seed: int,
        strength: float,
        duration_s: float,
        fps: float,
        scene_klux: float = 1.0,
        added: Sequence[tuple[float, float]] = (),
    ) -> None:
        self.strikes = _schedule(np.random.default_rng([seed, 31]), strength, duration_s)
        for number, (begin, end) in enumerate(added, 1):
            later = _schedule(np.random.default_rng([seed, 31, number]), strength, end - begin)
            self.strikes += tuple(strike.later(begin) for strike in later)
        self._exposure = 1.0 / fps
        self._klux = min(TRUE_KLUX, OVER_SCENE * max(scene_klux, 1e-7))
        self._bolts = {s.seed: _segments(s) for s in self.strikes if s.seen}

    def flash(self, t: float) -> float:
        """Brightness of all strikes over the frame that opens at `t`: 0 = dark, 1 = a full stroke throughout."""
        return float(sum(self._power(s, t) for s in self.strikes))

    def light(self, t: float) -> tuple[np.ndarray, np.ndarray]:
        """Direction (3,) toward the brightest strike of that frame, and the irradiance (3,) klux it throws."""
        if not self.strikes:
            return np.array([0.0, 0.0, 1.0]), np.zeros(3)
        best = max(self.strikes, key=lambda s: self._power(s, t))
        return best.direction, COLOR * self._klux * self.flash(t)

    def bolt(self, direction: Array3f, t: float, pixel_rad: Float) -> Array3f:
        """Radiance (knit) of the channels seen in the frame that opens at `t`; nothing is traced when none is."""
        light = Array3f(0.0)
        for strike in self.strikes:
            power = self._power(strike, t)
            if strike.seen and power > 1e-3:
                bright = _channel(direction, self._bolts[strike.seed], strike.azimuth, pixel_rad)
                scale = dr.opaque(Float, power * self._klux * CHANNEL_KNIT)
                light = light + bright * scale * Array3f(*[float(c) for c in COLOR])
        return light

    def _power(self, strike: Strike, t: float) -> float:
        """Mean over the exposure of decaying strokes."""
        return sum(b * _mean_decay(t - at, self._exposure) for at, b in strike.strokes)


def _mean_decay(since: float, exposure: float) -> float:
    """Mean of exp(−s / AFTERGLOW_S), s ≥ 0, for s from `since` to `since + exposure`."""
    start, end = max(since, 0.0), since + exposure
    if end <= 0.0:
        return 0.0
    return AFTERGLOW_S / exposure * (math.exp(-start / AFTERGLOW_S) - math.exp(-end / AFTERGLOW_S))


def _schedule(rng: np.random.Generator, strength: float, duration_s: float) -> tuple[Strike, ...]:
    if strength <= 0.0:
        return ()
    times = []
    if strength >= 0.3:
        times.append(duration_s * rng.uniform(0.22, 0.55))
    t = rng.exponential(5.0 / strength)
    while t < duration_s:
        times.append(t)
        t += 0.35 + rng.exponential(3.2 / strength)
    return tuple(_strike(rng, at, sure=k == 0 and strength >= 0.3) for k, at in enumerate(times))


def _strike(rng: np.random.Generator, at: float, sure: bool) -> Strike:
    """A sure strike stands in the picture, off its middle, with its channel in view."""
    strokes, t = [], at
    for k in range(int(rng.integers(2, 6))):
        strokes.append((float(t), float(rng.uniform(0.75, 1.0) if k == 0 else rng.uniform(0.3, 0.95))))
        t += rng.uniform(0.035, 0.11)
    side = 1.0 if rng.uniform() < 0.5 else -1.0
    turn = side * (rng.uniform(7.0, 17.0) if sure else rng.uniform(4.0, 60.0))
    height = rng.uniform(5.0, 9.0)
    seen = bool(sure or rng.uniform() < 0.55)
    return Strike(
        tuple(strokes),
        math.radians(turn),
        math.radians(height),
        seen,
        int(rng.integers(1 << 30)),
        float(rng.uniform(4e3, 9e3)),
    )


def _segments(strike: Strike) -> Float:
    """Flat (n, 8): start and step in tangents right and up of the strike's azimuth, −log of the brightness at the
    start and its growth, one over the mean brightness, one over the squared length."""
    rng = np.random.default_rng(strike.seed)
    top = 2.2 * math.tan(strike.elevation)
    start = np.array([rng.uniform(-0.05, 0.05), top])
    foot = np.array([rng.uniform(-0.08, 0.08), -0.01])
    trunk = _crooked(rng, start, foot, 6)
    rows = [_polyline(trunk, 1.0, 1.0)]
    for _ in range(int(rng.integers(6, 11))):
        rows.extend(_branch(rng, trunk, top, depth=0))
    return to_float(np.concatenate(rows))


def _branch(rng: np.random.Generator, parent: np.ndarray, top: float, depth: int) -> list[np.ndarray]:
    """A thinner channel leaving `parent` downward, with twigs of its own."""
    at = int(rng.integers(2, max(3, int(len(parent) * 0.75))))
    side = rng.choice([-1.0, 1.0])
    reach = top * rng.uniform(0.12, 0.42) * 0.6**depth
    tip = parent[at] + reach * np.array([side * rng.uniform(0.35, 1.0), -rng.uniform(0.35, 1.0)])
    path = _crooked(rng, parent[at], tip, 4 - depth)
    bright = rng.uniform(0.10, 0.34) * 0.5**depth
    rows = [_polyline(path, bright, bright * 0.08)]
    if depth == 0:
        for _ in range(int(rng.integers(0, 3))):
            rows.extend(_branch(rng, path, top, depth + 1))
    return rows


def _crooked(rng: np.random.Generator, start: np.ndarray, end: np.ndarray, levels: int) -> np.ndarray:
    """Midpoint displacement: (2^levels + 1, 2) points."""
    points = np.stack([start, end])
    for level in range(levels):
        a, b = points[:-1], points[1:]
        across = np.stack([b[:, 1] - a[:, 1], a[:, 0] - b[:, 0]], 1)
        share = rng.uniform(0.42, 0.58, (len(a), 1))
        middle = a + (b - a) * share + across * rng.normal(0.0, 0.17 if level else 0.10, (len(a), 1))
        merged = np.empty((len(points) + len(middle), 2))
        merged[::2], merged[1::2] = points, middle
        points = merged
    return points


def _polyline(points: np.ndarray, first: float, last: float) -> np.ndarray:
    bright = np.linspace(first, last, len(points))
    rows = np.zeros((len(points) - 1, 8))
    along = np.diff(points, axis=0)
    rows[:, 0:2], rows[:, 2:4] = points[:-1], along
    rows[:, 4], rows[:, 5] = -np.log(bright[:-1]), np.log(bright[:-1] / bright[1:])
    rows[:, 6], rows[:, 7] = 2.0 / (bright[:-1] + bright[1:]), 1.0 / np.maximum((along**2).sum(1), 1e-12)
    return rows


@dr.syntax  # type: ignore[untyped-decorator]
def _channel(direction: Array3f, segments: Float, azimuth: float, pixel_rad: Float) -> Float:
    """Brightest core and glow of any segment along each ray; rays far from the bolt skip the loop."""
    s, c = dr.opaque(Float, math.sin(azimuth)), dr.opaque(Float, math.cos(azimuth))
    ahead = direction.x * s + direction.y * c
    inverse = 1.0 / dr.maximum(ahead, 0.05)
    x, y = (direction.x * c - direction.y * s) * inverse, direction.z * inverse
    window = dr.clip((REACH_RAD - dr.abs(x)) * (1.0 / GLOW_RAD), 0.0, 1.0)
    window = dr.select(ahead > 0.2, window, 0.0)
    thick = dr.maximum(0.6 * pixel_rad, 5e-4)
    sharp = 1.0 / dr.square(thick)
    core, glow, k = Float(60.0), Float(1e6), UInt(0)
    count = dr.opaque(UInt, dr.width(segments) // 8)
    while (k < count) & (window > 0.0):
        ends, power = dr.gather(Array4f, segments, k * 2), dr.gather(Array4f, segments, k * 2 + 1)
        u, v = x - ends.x, y - ends.y
        h = dr.clip((u * ends.z + v * ends.w) * power.w, 0.0, 1.0)
        off = dr.square(u - h * ends.z) + dr.square(v - h * ends.w)
        core = dr.minimum(core, dr.fma(off, sharp, power.x + power.y * h))
        glow = dr.minimum(glow, (off + GLOW_RAD**2) * power.z)
        k += UInt(1)
    halo = GLOW_RAD**2 / glow
    return (dr.exp(-core) * (8e-4 / thick) + 0.018 * halo * halo + 0.004 * halo) * window
