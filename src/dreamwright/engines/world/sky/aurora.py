"""The aurora: curtains of light 95-300 km up, folded across the sky and slowly waving.

A ray of elevation e crosses height h at distance h·cot(e): on a map in (azimuth, log distance) the sum over
heights is a plain convolution, so the whole curtain is exact without marching. Knows no air and no camera.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import fft

from dreamwright.engines.world.jit import Array3f, Array4f, Float, UInt, dr, to_float, to_numpy
from dreamwright.engines.world.sky.air import bilinear
from dreamwright.engines.world.sky.shell import EARTH_KM

AZIMUTHS, RINGS = 1536, 224
NEAREST_KM, FARTHEST_KM = 9.0, 1600.0
REFERENCE_KM = 110.0
LOWEST_KM, HIGHEST_KM = 95.0, 270.0
PEAK_KNIT = 4e-5
NOISE = 256
STEP = math.log(FARTHEST_KM / NEAREST_KM) / (RINGS - 1)
BELOW = math.ceil(math.log(HIGHEST_KM / REFERENCE_KM) / STEP)
ABOVE = math.ceil(math.log(REFERENCE_KM / LOWEST_KM) / STEP)

GREEN, CRIMSON, VIOLET = (0.09, 1.0, 0.30), (1.0, 0.10, 0.24), (0.55, 0.20, 1.0)
"""Oxygen at 557.7 nm, oxygen at 630 nm, nitrogen, as film shows them."""


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
        c = bilinear(self._table, dr.clip(turn, 0.0, AZIMUTHS * 1.0), ring, AZIMUTHS + 1, RINGS)
        fade = dr.clip((direction.z + 0.01) * 25.0, 0.0, 1.0)
        return Array3f(c.x, c.y, c.z) * fade


class Aurora:
    """Northern lights of `seed`; `strength` 0 … 1. Arcs stand ahead of the opening camera and overhead."""

    def __init__(self, seed: int, strength: float) -> None:
        rng = np.random.default_rng([seed, 23])
        self._noise = to_float(np.stack([_noise(rng, 2.6, 2.0), _noise(rng, 1.6, 5.0)], -1))
        self._weights = to_float(_profile() * PEAK_KNIT * strength)
        self._lean = dr.opaque(Float, math.radians(rng.uniform(-24.0, 24.0)))
        self._shift = [dr.opaque(Float, float(v)) for v in rng.uniform(0.0, 1.0, 6)]
        self._arcs = [dr.opaque(Float, float(v)) for v in _arcs(rng)]

    def at(self, t_s: float) -> Curtains:
        """The curtains `t_s` seconds after the shot begins."""
        density = self._density(dr.opaque(Float, t_s))
        dr.eval(density)
        return Curtains(_smear(density, self._weights))

    def _density(self, t: Float) -> Float:
        """Light per height over every (azimuth, log distance)."""
        index = dr.arange(UInt, AZIMUTHS * RINGS)
        turn = Float(index % AZIMUTHS) * (2.0 * math.pi / AZIMUTHS) - math.pi + self._lean
        distance = NEAREST_KM * dr.exp(Float(index // AZIMUTHS) * STEP)
        x, y = distance * dr.sin(turn), distance * dr.cos(turn)
        s = self._shift
        wide = self._wave(0, x * 0.00075 + s[0] + t * 0.0012, y * 0.0006 + s[1])
        fold = self._wave(0, x * 0.0021 + s[2] - t * 0.0036, y * 0.0030 + s[3] + t * 0.0012)
        curl = self._wave(1, x * 0.0024 + s[4] + t * 0.0030, y * 0.0032 + s[5])
        across = y + 100.0 * wide + 85.0 * fold + 22.0 * curl
        along = x + 45.0 * fold + 20.0 * curl
        rays = self._rays(along, across, t)
        patches = self._wave(0, x * 0.0011 - t * 0.002 + s[3], y * 0.0009 + s[4])
        return self._bands(across, patches) * rays

    def _rays(self, along: Float, across: Float, t: Float) -> Float:
        """Vertical rays: fine structure along the curtain, constant with height."""
        coarse = self._wave(1, Float(along * 0.0035 + t * 0.004), Float(across * 0.0006 + 0.3))
        fine = self._wave(1, Float(along * 0.0120 - t * 0.009), Float(across * 0.0010 + 0.7))
        return dr.exp(0.5 * coarse + 0.3 * fine - 0.15)

    def _bands(self, across: Float, patches: Float) -> Float:
        """Thin sheets at the arcs, each with a soft glow behind its sharp face."""
        total = Float(0.0)
        for k in range(0, len(self._arcs), 3):
            place, width, power = self._arcs[k : k + 3]
            off = across - place
            sheet = dr.exp(-dr.abs(off) / (width * dr.select(off > 0.0, Float(1.9), 1.0)))
            haze = 0.035 * dr.exp(-dr.square(off * (1.0 / 60.0)))
            total = total + power * (sheet + haze) * dr.exp((1.0 if k else 0.6) * patches - 0.2)
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


@dr.syntax  # type: ignore[untyped-decorator]
def _smear(density: Float, weights: Float) -> Float:
    """Sum over heights: a ring sees nearer rings at lower heights and farther ones at greater heights."""
    index = dr.arange(UInt, (AZIMUTHS + 1) * RINGS)
    column = (index % (AZIMUTHS + 1)) % AZIMUTHS
    ring = index // (AZIMUTHS + 1)
    light = Array4f(0.0)
    k = UInt(0)
    while k < ABOVE + BELOW + 1:
        at = dr.minimum(dr.maximum(ring + k, ABOVE) - ABOVE, RINGS - 1)
        light += dr.gather(Float, density, at * AZIMUTHS + column) * dr.gather(Array4f, weights, k)
        k += UInt(1)
    table = dr.ravel(light)
    dr.eval(table)
    return table


def _profile() -> np.ndarray:
    """(taps, 4): colour of the light at the height behind each ring offset, peak of the green sum 1."""
    height = REFERENCE_KM * np.exp((np.arange(ABOVE + BELOW + 1) - ABOVE) * STEP)
    rise = 1.0 / (1.0 + np.exp(-(height - 103.0) / 2.2))
    green = rise * np.exp(-np.maximum(height - 106.0, 0.0) / 20.0)
    crimson = 0.055 / (1.0 + np.exp(-(height - 150.0) / 14.0)) * np.exp(-np.maximum(height - 190.0, 0.0) / 45.0)
    violet = 0.075 * np.exp(-(((height - 145.0) / 32.0) ** 2))
    hem = 0.30 * np.exp(-(((height - 99.5) / 3.0) ** 2))
    rgb = sum(w[:, None] * np.array(c) for w, c in ((green, GREEN), (crimson + hem, CRIMSON), (violet, VIOLET)))
    rgb = np.asarray(rgb) * height[:, None]
    return np.pad(rgb / rgb[:, 1].sum(), ((0, 0), (0, 1)))


def _arcs(rng: np.random.Generator) -> np.ndarray:
    """Place (km ahead), thickness (km) and power of each sheet, the brightest first."""
    places = np.array([200.0, 380.0, 70.0, 640.0]) * rng.uniform(0.85, 1.15, 4)
    widths = np.array([4.5, 8.0, 3.5, 16.0]) * rng.uniform(0.8, 1.25, 4)
    powers = np.array([1.0, 0.5, 0.30, 0.35]) * rng.uniform(0.75, 1.2, 4)
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
    cells = dr.gather(Array4f, table, (index // turns) * 8 * (AZIMUTHS + 1) + (index % turns) * 8)
    light = to_numpy(cells, (rings, turns, 4))[..., :3].mean(1).astype(np.float64)
    distance = NEAREST_KM * np.exp(np.arange(rings) * 8.0 * STEP)
    sine = REFERENCE_KM / np.hypot(REFERENCE_KM, distance)
    return 2.0 * math.pi * np.abs(np.gradient(sine)) * sine @ light
