"""Sun and moon as discs: limb darkening, phase, maria. Knows no air: the caller dims them.

Radiance in knit above the atmosphere, linear Rec.709.
"""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np

from dreamwright.engines.world.jit import Array3f, Float, UInt, dr, to_float, vector
from dreamwright.engines.world.sky.spectrum import moonlight_weights, sunlight_weights

SUN_RADIUS, MOON_RADIUS = math.radians(0.265), math.radians(0.26)
FULL_MOON_KLUX = 3.2e-4
EARTHSHINE = 3e-4
FACE = 384
"""Texels across the moon's disc."""


def moon_klux(lit: float) -> float:
    """Illuminance above the air of a moon of that lit share: the opposition peak falls fast (Krisciunas 1991)."""
    if lit <= 0.0:
        return 0.0
    phase = math.degrees(math.acos(min(max(2.0 * lit - 1.0, -1.0), 1.0)))
    return FULL_MOON_KLUX * 10.0 ** (-0.4 * (0.026 * phase + 4e-9 * phase**4))


def _edge(chord: Float, radius: float, pixel_rad: Float) -> Float:
    """Share of a pixel inside a disc."""
    return dr.clip((radius - chord) / dr.maximum(pixel_rad, 1e-6) + 0.5, 0.0, 1.0)


class SunDisc:
    """The sun at `direction` (unit, world frame)."""

    def __init__(self, direction: np.ndarray) -> None:
        self._toward = vector(direction)
        solid = math.pi * math.sin(SUN_RADIUS) ** 2
        self._radiance = vector(sunlight_weights().sum(1) / solid)

    def radiance(self, d: Array3f, pixel_rad: Float) -> Array3f:
        """Radiance above the air, darker and redder toward the limb."""
        chord = dr.norm(d - self._toward)
        rim = 1.0 - dr.sqrt(dr.maximum(1.0 - dr.square(chord / SUN_RADIUS), 0.0))
        shade = [(1.0 - u * rim) / (1.0 - u / 3.0) for u in (0.50, 0.58, 0.70)]
        return self._radiance * Array3f(*shade) * _edge(chord, SUN_RADIUS, pixel_rad)


class MoonDisc:
    """The moon at `direction`, its lit limb toward `sun`, `lit` the share of the disc that shines."""

    def __init__(self, direction: np.ndarray, sun: np.ndarray, lit: float) -> None:
        self._toward = vector(direction)
        right, up = _frame(direction, np.array([0.0, 0.0, 1.0]))
        self._right, self._up = vector(right / MOON_RADIUS), vector(up / MOON_RADIUS)
        phase = math.acos(min(max(2.0 * lit - 1.0, -1.0), 1.0))
        lean = _frame(direction, sun)[1]
        side = np.array([lean @ right, lean @ up]) * math.sin(phase)
        face = moon_face(side[0], side[1], math.cos(phase))
        v, u = np.mgrid[0:FACE, 0:FACE] * (2.0 / FACE) - 1.0 + 1.0 / FACE
        power = moon_klux(lit) / (face[u * u + v * v < 1.0].sum() * (2.0 * MOON_RADIUS / FACE) ** 2)
        self._face = to_float(face * power)
        self._tint = vector(moonlight_weights().sum(1))

    def radiance(self, d: Array3f, pixel_rad: Float) -> Array3f:
        """Radiance above the air."""
        chord = dr.norm(d - self._toward)
        u = (dr.dot(d, self._right) * 0.5 + 0.5) * FACE - 0.5
        v = (dr.dot(d, self._up) * 0.5 + 0.5) * FACE - 0.5
        inside = (chord < 2.0 * MOON_RADIUS) & (dr.dot(d, self._toward) > 0.0)
        light = _texel(self._face, dr.clip(u, 0.0, FACE - 1.0), dr.clip(v, 0.0, FACE - 1.0))
        return dr.select(inside, self._tint * light * _edge(chord, MOON_RADIUS, pixel_rad), Array3f(0.0))


def _texel(table: Float, u: Float, v: Float) -> Float:
    x, y = dr.minimum(UInt(u), FACE - 2), dr.minimum(UInt(v), FACE - 2)
    fx, fy, at = u - Float(x), v - Float(y), y * FACE + x
    a, b = dr.gather(Float, table, at), dr.gather(Float, table, at + 1)
    c, d = dr.gather(Float, table, at + FACE), dr.gather(Float, table, at + (FACE + 1))
    return dr.lerp(dr.lerp(a, b, fx), dr.lerp(c, d, fx), fy)


def _frame(axis: np.ndarray, toward: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Right and up across `axis`, up leaning to `toward`."""
    up = toward - axis * (toward @ axis)
    if np.linalg.norm(up) < 1e-3:
        up = np.array([0.0, 1.0, 0.0]) - axis * axis[1]
    up = up / np.linalg.norm(up)
    return np.cross(axis, up), up


def moon_face(x: float, y: float, z: float) -> np.ndarray:
    """Brightness (FACE, FACE) of the disc lit from (x right, y up, z toward the eye), rows upward; zero outside."""
    albedo, bump_x, bump_y = _relief()
    v, u = np.mgrid[0:FACE, 0:FACE] * (2.0 / FACE) - 1.0 + 1.0 / FACE
    depth = np.sqrt(np.maximum(1.0 - u * u - v * v, 0.0))
    reach = np.maximum(u * x + v * y + depth * z, 0.0)
    grazing = np.clip(u * x + v * y + depth * z + (bump_x * x + bump_y * y), 0.0, 1.0) * (reach > 0.0)
    shade = grazing / (grazing + 0.25 * depth + 0.12)
    # The face reaches a little beyond the rim, so that interpolation there never meets black.
    return np.where(u * u + v * v < 1.03, albedo * (shade + EARTHSHINE * 3.0), 0.0)


@lru_cache(maxsize=1)
def _relief() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Albedo of the near side (maria, highlands, rayed craters) and the slopes of its relief."""
    rng = np.random.default_rng(1969)
    v, u = np.mgrid[0:FACE, 0:FACE] * (2.0 / FACE) - 1.0
    warp = _fractal(rng, 6) * 0.14
    sea = np.zeros_like(u)
    for cx, cy, r, depth in MARIA:
        sea = np.maximum(sea, depth / (1.0 + np.exp((np.hypot(u - cx + warp, v - cy - warp.T) - r) * 34.0)))
    rough = _fractal(rng, 10)
    albedo: np.ndarray = 1.0 - 0.56 * sea * (1.0 + 0.35 * rough) + 0.10 * rough + 0.07 * _fractal(rng, 40)
    height = _fractal(rng, 24) * 0.004
    for _ in range(420):
        cx, cy = rng.uniform(-1.0, 1.0, 2)
        r = 0.008 * rng.uniform() ** -0.55
        _crater((albedo, height), cx, cy, min(r, 0.055), float(rng.uniform() ** 6))
    for cx, cy, r in RAYED:
        _rays(albedo, u - cx, v - cy, r, rng)
    slope_y, slope_x = np.gradient(height, 2.0 / FACE)
    return np.clip(albedo, 0.25, 1.7), np.negative(slope_x), np.negative(slope_y)


# Centre right, centre up, radius and darkness of the large seas, in disc radii (after any map of the near side).
MARIA = (
    (-0.25, 0.52, 0.27, 1.0), (0.28, 0.44, 0.17, 1.0), (0.44, 0.14, 0.20, 0.95), (0.82, 0.28, 0.10, 0.9),
    (0.72, -0.08, 0.15, 0.75), (0.50, -0.26, 0.10, 0.7), (-0.58, 0.30, 0.26, 0.9), (-0.66, 0.0, 0.24, 0.85),
    (-0.58, -0.40, 0.13, 0.8), (-0.25, -0.35, 0.18, 0.65), (0.03, 0.83, 0.07, 0.45), (0.08, 0.05, 0.10, 0.5),
)  # fmt: skip
RAYED = ((-0.15, -0.68, 0.030), (-0.33, 0.17, 0.026), (-0.60, 0.14, 0.016), (0.55, 0.62, 0.012))


def _fractal(rng: np.random.Generator, cells: int) -> np.ndarray:
    total = np.zeros((FACE, FACE))
    for octave in range(4):
        n = cells * 2**octave
        grid = rng.standard_normal((n, n)).astype(np.float32)
        total += cv2.resize(grid, (FACE, FACE), interpolation=cv2.INTER_CUBIC) * 0.55**octave
    return total / 1.6


def _crater(relief: tuple[np.ndarray, np.ndarray], u: float, v: float, r: float, bright: float) -> None:
    """Press a bowl with a raised rim of radius `r` at (u, v) into (albedo, height)."""
    low = [max(int((c - 2.5 * r + 1.0) * 0.5 * FACE), 0) for c in (v, u)]
    high = [min(int((c + 2.5 * r + 1.0) * 0.5 * FACE) + 2, FACE) for c in (v, u)]
    rows, columns = (np.arange(a, b) * (2.0 / FACE) - 1.0 for a, b in zip(low, high, strict=True))
    d = np.hypot(rows[:, None] - v, columns[None, :] - u) / r
    near = slice(low[0], high[0]), slice(low[1], high[1])
    bowl = np.where(d < 1.0, d * d - 1.0, 0.0) * 0.5 + np.exp(-((d - 1.0) ** 2) * 12.0) * 0.5
    relief[1][near] += np.where(d < 2.5, bowl * r * 0.35, 0.0)
    relief[0][near] += 0.25 * bright * np.exp(-d * d)


def _rays(albedo: np.ndarray, u: np.ndarray, v: np.ndarray, r: float, rng: np.random.Generator) -> None:
    d, turn = np.hypot(u, v) / r, np.arctan2(u, v)
    spokes = sum(np.cos(turn * int(rng.integers(3, 23)) + rng.uniform(0, 6.3)) for _ in range(5)) / 5.0
    albedo += 0.35 * np.exp(-d * 0.16) * np.clip(0.4 + 0.9 * spokes, 0.0, 1.0) + 0.3 * np.exp(-d * d)
