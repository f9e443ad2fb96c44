"""The aurora: curtains of light 93-330 km up, folded across the sky and slowly waving.

A ray of elevation e crosses height h at distance h·cot(e): on a map in (azimuth, log distance) the sum over
heights is a plain convolution, done with running sums, so no ray marches. Knows no air and no camera.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import fft

from dreamwright.engines.world.jit import Array2f, Array3f, Array4f, Float, UInt, dr, to_float, to_numpy, to_uint
from dreamwright.engines.world.sky.air import bilinear
from dreamwright.engines.world.sky.shell import EARTH_KM

AZIMUTHS, RINGS = 1536, 320
NEAREST_KM, FARTHEST_KM = 16.0, 1200.0
REFERENCE_KM = 110.0
LOWEST_KM, HIGHEST_KM = 93.0, 330.0
PEAK_KNIT = 2.6e-4
"""Green light along a sheet that fills the whole ray; one met face on fills about a tenth of it."""
NOISE = 256
STEP = math.log(FARTHEST_KM / NEAREST_KM) / (RINGS - 1)
BOXES = 18
"""Steps of height in which the profile is summed, finest at the hem."""
EDGE_ON = 0.22
"""Share of its light kept by a sheet seen along itself, else folds outshine the curtain they belong to."""

GREEN, CRIMSON, MAGENTA, VIOLET = (0.10, 1.0, 0.34), (1.0, 0.10, 0.24), (1.0, 0.16, 0.62), (0.50, 0.22, 1.0)
"""Oxygen at 557.7 nm, oxygen at 630 nm, nitrogen at the hem, nitrogen in sunlight aloft, as film shows them."""


class Curtains:
    """The aurora of one moment."""

    def __init__(self, table: Float) -> None:
        self._table = table
        self.ground_light = _on_the_level(table)
        """(3,) klux on level ground."""

    def radiance(self, direction: Array3f) -> Array3f:
        """Light (knit) from beyond the air along `direction`; nothing from below the horizon."""
        flat = dr.sqrt(dr.maximum(dr.square(direction.x) + dr.square(direction.y), 1e-9))
        tangent = direction.z / flat
        # Distance at which the ray is REFERENCE_KM over the curved ground.
        distance = 2.0 * REFERENCE_KM / (tangent + dr.sqrt(dr.square(tangent) + 2.0 * REFERENCE_KM / EARTH_KM))
        ring = dr.clip(dr.log(distance * (1.0 / NEAREST_KM)) * (1.0 / STEP), 0.0, RINGS - 1.0)
        turn = (dr.atan2(direction.x, direction.y) * (0.5 / math.pi) + 0.5) * AZIMUTHS
        c = bilinear(self._table, ring, dr.clip(turn, 0.0, AZIMUTHS * 1.0), RINGS, AZIMUTHS + 1)
        fade = dr.clip((direction.z + 0.01) * 25.0, 0.0, 1.0)
        return Array3f(c.x, c.y, c.z) * fade


class Aurora:
    """Northern lights of `seed`; `strength` 0 … 1. Arcs stand ahead of the opening camera and overhead."""

    def __init__(self, seed: int, strength: float) -> None:
        rng = np.random.default_rng([seed, 23])
        self._noise = to_float(np.stack([_noise(rng, 2.6, 2.0), _noise(rng, 1.5, 5.0)], -1))
        ends, body, rays = _profile()
        self._ends = to_uint(ends)
        self._weights = to_float(np.stack([body, rays], 1) * PEAK_KNIT * strength)
        side = 1.0 if rng.uniform() < 0.5 else -1.0
        self._lean = dr.opaque(Float, side * math.radians(rng.uniform(14.0, 36.0)))
        self._shift = [dr.opaque(Float, float(v)) for v in rng.uniform(0.0, 1.0, 6)]
        self._arcs = [dr.opaque(Float, float(v)) for v in _arcs(rng)]

    def at(self, t_s: float) -> Curtains:
        """The curtains `t_s` seconds after the shot begins."""
        t = dr.opaque(Float, t_s)
        across = self._across(t)
        dr.eval(across)
        body, rays = self._density(across, t)
        sums = dr.ravel(Array2f(*(dr.block_prefix_reduce(dr.ReduceOp.Add, d, RINGS, False) for d in (body, rays))))
        dr.eval(sums)
        return Curtains(_smear(sums, self._ends, self._weights))

    def _place(self, index: UInt) -> tuple[Float, Float, Float]:
        """Map position (km right, km ahead of the leaning arcs) and distance of a cell."""
        turn = Float(index // RINGS) * (2.0 * math.pi / AZIMUTHS) - math.pi + self._lean
        distance = NEAREST_KM * dr.exp(Float(index % RINGS) * STEP)
        return distance * dr.sin(turn), distance * dr.cos(turn), distance

    def _across(self, t: Float) -> Float:
        """How far (km) each cell is across the arcs, which meander, fold and curl."""
        x, y, _ = self._place(dr.arange(UInt, AZIMUTHS * RINGS))
        s = self._shift
        wide = self._wave(0, x * 0.0008 + s[0] + t * 0.0010, y * 0.0006 + s[1])
        bent = x + 30.0 * wide
        fold = self._wave(0, bent * 0.0030 + s[2] - t * 0.0030, y * 0.0026 + s[3] + t * 0.0012)
        curl = self._wave(0, bent * 0.0105 + s[4] + t * 0.0060, y * 0.0085 + s[5])
        return y + 62.0 * wide + 30.0 * fold + 5.5 * curl

    def _density(self, across: Float, t: Float) -> tuple[Float, Float]:
        """Light per height over every cell: of the low body and of the tall rays."""
        index = dr.arange(UInt, AZIMUTHS * RINGS)
        x, y, distance = self._place(index)
        out, around = _slopes(across, index, distance)
        steep = dr.maximum(dr.sqrt(dr.square(out) + dr.square(around)), 0.3)
        facing = dr.lerp(EDGE_ON, 1.0, dr.minimum(dr.abs(out) / steep, 1.0))
        s = self._shift
        fine = self._wave(1, x * 0.0150 - t * 0.0090 + s[0], y * 0.0150 + t * 0.004 + s[2])
        coarse = self._wave(1, x * 0.0048 + t * 0.0040 + s[1], y * 0.0048 + s[5])
        patches = self._wave(0, x * 0.0013 - t * 0.002 + s[3], y * 0.0010 + s[4])
        sheets = self._sheets(across, steep, patches, distance) * facing
        streaks = 0.42 * coarse + 0.30 * fine
        return sheets * dr.exp(streaks - 0.2), sheets * dr.exp(1.5 * streaks - 0.9)

    def _sheets(self, across: Float, steep: Float, patches: Float, distance: Float) -> Float:
        """Thin sheets at the arcs, each with a soft glow behind its sharp face."""
        total, finest = Float(0.0), distance * (1.2 * STEP)
        for k in range(0, len(self._arcs), 3):
            place, width, power = self._arcs[k : k + 3]
            off = across - place
            wide = dr.maximum(width * dr.select(off > 0.0, Float(1.9), 1.0), finest)
            sheet = dr.exp(-dr.abs(off) / (steep * wide)) * width / dr.maximum(width, finest)
            haze = 0.022 * dr.exp(-dr.square(off * (1.0 / 55.0)))
            total = total + power * (sheet + haze) * dr.exp((0.9 if k else 0.45) * patches - 0.15)
        return total

    def _wave(self, channel: int, x: Float, y: Float) -> Float:
        """Tiling noise, deviation 1; one tile per unit."""
        u, v = (x - dr.floor(x)) * NOISE, (y - dr.floor(y)) * NOISE
        left, low = UInt(u), UInt(v)
        fx, fy = u - Float(left), v - Float(low)
        fx, fy = fx * fx * (3.0 - 2.0 * fx), fy * fy * (3.0 - 2.0 * fy)
        right, up = UInt((left + 1) % NOISE), UInt((low + 1) % NOISE)
        left, low = UInt(left % NOISE), UInt(low % NOISE)
        a, b, c, d = (
            dr.gather(Float, self._noise, (row * NOISE + column) * 2 + channel)
            for row, column in ((low, left), (low, right), (up, left), (up, right))
        )
        return dr.lerp(dr.lerp(a, b, fx), dr.lerp(c, d, fx), fy)


def _slopes(across: Float, index: UInt, distance: Float) -> tuple[Float, Float]:
    """Change of `across` per km outward and around, by central differences."""
    ring, column = index % RINGS, index // RINGS
    row = column * RINGS
    near, far = row + dr.maximum(ring, 1) - 1, row + dr.minimum(ring + 1, RINGS - 1)
    left = ((column + (AZIMUTHS - 1)) % AZIMUTHS) * RINGS + ring
    right = ((column + 1) % AZIMUTHS) * RINGS + ring
    a, b, c, d = (dr.gather(Float, across, k) for k in (near, far, left, right))
    return (b - a) / (distance * (2.0 * STEP)), (d - c) / (distance * (4.0 * math.pi / AZIMUTHS))


@dr.syntax  # type: ignore[untyped-decorator]
def _smear(sums: Float, ends: UInt, weights: Float) -> Float:
    """Sum over heights: a ring sees nearer rings at lower heights and farther ones at greater heights.

    `sums` are running sums outward, so that each box of heights costs one look however many rings it spans.
    """
    index = dr.arange(UInt, (AZIMUTHS + 1) * RINGS)
    row = ((index // RINGS) % AZIMUTHS) * RINGS
    ring = index % RINGS
    light, k, inner = Array4f(0.0), UInt(0), Array2f(0.0)
    while k < BOXES + 1:
        at = ring + dr.gather(UInt, ends, k)
        reached = dr.minimum(dr.maximum(at, RINGS), 2 * RINGS - 1) - RINGS
        outer = dr.gather(Array2f, sums, row + reached)
        body, rays = dr.gather(Array4f, weights, 2 * k), dr.gather(Array4f, weights, 2 * k + 1)
        light += body * (outer.x - inner.x) + rays * (outer.y - inner.y)
        inner = outer
        k += UInt(1)
    table = dr.ravel(light)
    dr.eval(table)
    return table


def _profile() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Last ring offset (+ RINGS) of each box of heights, then colours (boxes + 1, 4) of the body and of the rays.

    The first box only opens the sum. Over all rings the body's green adds up to 1.
    """
    low, high = math.log(LOWEST_KM / REFERENCE_KM) / STEP, math.log(HIGHEST_KM / REFERENCE_KM) / STEP
    ends = np.unique(np.round(low + (high - low) * np.linspace(0.0, 1.0, BOXES + 1) ** 1.5).astype(int))
    ends = np.concatenate([ends, ends[-1] + 1 + np.arange(BOXES + 1 - len(ends))])
    height = REFERENCE_KM * np.exp(np.concatenate([ends[:1], (ends[1:] + ends[:-1] + 1) / 2.0]) * STEP)
    rise = 1.0 / (1.0 + np.exp(-(height - 101.5) / 1.6))
    green = rise * np.exp(-np.maximum(height - 106.0, 0.0) / 17.0)
    hem = 0.34 * np.exp(-(((height - 98.3) / 2.0) ** 2))
    tall = 0.22 * rise * np.exp(-np.maximum(height - 106.0, 0.0) / 52.0)
    crimson = 0.055 / (1.0 + np.exp(-(height - 175.0) / 16.0)) * np.exp(-np.maximum(height - 210.0, 0.0) / 55.0)
    violet = 0.03 * np.exp(-(((height - 150.0) / 30.0) ** 2))
    total = (green * height)[1:] @ np.diff(ends)
    body = np.outer(green, GREEN) + np.outer(hem, MAGENTA) + np.outer(0.3 * crimson, CRIMSON)
    rays = np.outer(tall, GREEN) + np.outer(crimson, CRIMSON) + np.outer(violet, VIOLET)
    scale = np.where(np.arange(len(ends)) > 0, height / total, 0.0)[:, None]
    body, rays = (np.pad(c * scale, ((0, 0), (0, 1))) for c in (body, rays))
    return ends + RINGS, body, rays


def _arcs(rng: np.random.Generator) -> np.ndarray:
    """Place (km ahead), thickness (km) and power of each sheet, the brightest first."""
    places = np.array([330.0, 480.0, 150.0, 760.0]) * rng.uniform(0.88, 1.12, 4)
    widths = np.array([4.0, 5.5, 3.5, 12.0]) * rng.uniform(0.8, 1.25, 4)
    powers = np.array([1.0, 0.35, 0.3, 0.22]) * rng.uniform(0.75, 1.2, 4)
    return np.stack([places, widths, powers], 1).ravel()


def _noise(rng: np.random.Generator, slope: float, lowest: float) -> np.ndarray:
    """(NOISE, NOISE) tiling noise, mean 0, deviation 1, no waves shorter than five texels."""
    fy, fx = np.fft.fftfreq(NOISE, 1.0 / NOISE)[:, None], np.fft.rfftfreq(NOISE, 1.0 / NOISE)[None, :]
    f = np.hypot(fx, fy)
    gain = np.maximum(f, lowest) ** -slope * (f > 0.5) * np.exp(-((f / 50.0) ** 4))
    field: np.ndarray = fft.irfft2(fft.rfft2(rng.standard_normal((NOISE, NOISE))) * gain, s=(NOISE, NOISE))
    return np.divide(field, field.std())


def _on_the_level(table: Float) -> np.ndarray:
    """Irradiance (klux) on level ground, from every eighth ring and azimuth."""
    rings, turns = RINGS // 8, AZIMUTHS // 8
    index = dr.arange(UInt, rings * turns)
    cells = dr.gather(Array4f, table, (index % turns) * 8 * RINGS + (index // turns) * 8)
    light = to_numpy(cells, (rings, turns, 4))[..., :3].mean(1).astype(np.float64)
    distance = NEAREST_KM * np.exp(np.arange(rings) * 8.0 * STEP)
    sine = REFERENCE_KM / np.hypot(REFERENCE_KM, distance)
    return 2.0 * math.pi * np.abs(np.gradient(sine)) * sine @ light
