"""What the air does to light, whatever the sun does: columns, coefficients, multiple scattering.

Spectra are pairs of Array4f (eight wavelengths of spectrum.py). After Hillaire 2020, with several
scattering orders computed one by one (Bruneton and Neyret 2008) so that twilight keeps its light.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dreamwright.engines.world.jit import Array4f, Float, UInt, dr, to_float
from dreamwright.engines.world.sky import shell
from dreamwright.engines.world.sky.spectrum import WAVELENGTHS_NM, ozone_per_km, rayleigh_per_km

COLUMN_HEIGHTS, COLUMN_SLOPES = 64, 256
GLOW_HEIGHTS, GLOW_SLOPES = 16, 96
GLOW_LOW = -0.45
ORDERS = 4
GROUND_ALBEDO = 0.2


class Spectrum(NamedTuple):
    """Eight wavelengths."""

    blue: Array4f
    red: Array4f

    def __add__(self, other: Spectrum) -> Spectrum:  # type: ignore[override]
        return Spectrum(self.blue + other.blue, self.red + other.red)

    def __mul__(self, other: Spectrum | Float) -> Spectrum:  # type: ignore[override]
        if isinstance(other, Spectrum):
            return Spectrum(self.blue * other.blue, self.red * other.red)
        return Spectrum(self.blue * other, self.red * other)


def spectrum(values: np.ndarray) -> Spectrum:
    """Opaque device constants of eight numbers."""
    halves = [Array4f(*[dr.opaque(Float, float(v)) for v in half]) for half in (values[:4], values[4:])]
    return Spectrum(*halves)


def zero() -> Spectrum:
    """No light."""
    return Spectrum(Array4f(0.0), Array4f(0.0))


def decay(depth: Spectrum) -> Spectrum:
    """exp(−depth)."""
    return Spectrum(dr.exp(-depth.blue), dr.exp(-depth.red))


def segment(depth: Spectrum) -> Spectrum:
    """What the midpoint rule misses on a step of that optical depth: sinh(d/2) / (d/2)."""

    def factor(d: Array4f) -> Array4f:
        square = dr.minimum(d * d, 36.0)
        return 1.0 + square * (1.0 / 24.0 + square * (1.0 / 1920.0))

    return Spectrum(factor(depth.blue), factor(depth.red))


class Air:
    """Immutable tables that do not depend on the sun.

    `haze`: aerosol load, 0 = crisp alpine air (sight beyond 150 km), 1 = very hazy (about 8 km).
    """

    def __init__(self, haze: float) -> None:
        mie = 2.2e-2 * 20.0 ** min(max(haze, 0.0), 1.0) * (550.0 / WAVELENGTHS_NM) ** 1.1
        self.haze = haze
        self.rayleigh = spectrum(rayleigh_per_km(WAVELENGTHS_NM))
        self.mie = spectrum(mie)
        self.mie_scattered = spectrum(mie * 0.94)
        self.ozone = spectrum(ozone_per_km(WAVELENGTHS_NM))
        self._columns = _build_columns()
        self._glow = _build_glow(self)

    def depth(self, rayleigh: Float, mie: Float, ozone: Float) -> Spectrum:
        """Optical depth of columns (km at reference density)."""
        return self.rayleigh * rayleigh + self.mie * mie + self.ozone * ozone

    def columns(self, height: Float, slope: Float) -> tuple[Float, Float, Float]:
        """Columns from `height` km to space along a ray of that sine of elevation, held at the horizon's below it."""
        y = dr.sqrt(dr.clip(height * (1.0 / shell.TOP_KM), 0.0, 1.0)) * (COLUMN_HEIGHTS - 1)
        low = shell.horizon_slope(height)
        x = dr.sqrt(dr.clip((slope - low) / (1.0 - low), 0.0, 1.0)) * (COLUMN_SLOPES - 1)
        c = bilinear(self._columns, x, y, COLUMN_SLOPES, COLUMN_HEIGHTS)
        return c.x, c.y, c.z

    def sun_depth(self, height: Float, slope: Float) -> tuple[Spectrum, Float]:
        """Optical depth toward the sun and the share of its disc above the horizon."""
        share = shell.disc_share(slope - shell.horizon_slope(height))
        return self.depth(*self.columns(height, slope)), share

    def glow(self, height: Float, slope: Float) -> Spectrum:
        """Mean radiance of scattered light (all orders) per unit of sun whose sine of elevation is `slope`."""
        return glow_lookup(self._glow, height, slope)


def bilinear(table: Float | Array4f, x: Float, y: Float, width: int, height: int, *, start: UInt | int = 0) -> Array4f:
    """Four channels from a row-major (height, width, 4) table, beginning at cell `start`, at cell coordinates."""
    column, row = dr.minimum(UInt(x), width - 2), dr.minimum(UInt(y), height - 2)
    fx, fy = x - Float(column), y - Float(row)
    at = row * width + column + start
    a, b = dr.gather(Array4f, table, at), dr.gather(Array4f, table, at + 1)
    c, d = dr.gather(Array4f, table, at + width), dr.gather(Array4f, table, at + (width + 1))
    top, bottom = dr.fma(b - a, fx, a), dr.fma(d - c, fx, c)
    return dr.fma(bottom - top, fy, top)


@dr.syntax  # type: ignore[untyped-decorator]
def _build_columns() -> Float:
    """Columns of the three species from every height and slope to space, (heights, slopes, 4)."""
    index = dr.arange(UInt, COLUMN_HEIGHTS * COLUMN_SLOPES)
    height = dr.square(Float(index // COLUMN_SLOPES) / (COLUMN_HEIGHTS - 1)) * shell.TOP_KM
    low = shell.horizon_slope(height)
    slope = low + (1.0 - low) * dr.square(Float(index % COLUMN_SLOPES) / (COLUMN_SLOPES - 1))
    length = shell.to_top(height, slope)
    # The densest point is the lowest one: steps crowd there.
    lowest = dr.clip(-(height + shell.EARTH_KM) * slope, 0.0, length)
    steps = 160
    i, rayleigh, mie, ozone = UInt(0), Float(0.0), Float(0.0), Float(0.0)
    while i < steps:
        w = (Float(i) + 0.5) * (2.0 / steps) - 1.0
        side = dr.select(w < 0.0, lowest, length - lowest)
        t = lowest + dr.sign(w) * w * w * side
        width = dr.abs(w) * (4.0 / steps) * side
        r, m, o = shell.densities(shell.height_after(height, slope, t))
        rayleigh += r * width
        mie += m * width
        ozone += o * width
        i += UInt(1)
    table = dr.ravel(Array4f(rayleigh, mie, ozone, 0.0))
    dr.eval(table)
    return table


def _squash(slope: Float) -> Float:
    s = (slope + 0.1) * 4.0
    return s / (1.0 + dr.abs(s))


def _glow_axis() -> tuple[float, float]:
    low, high = ((s + 0.1) * 4.0 for s in (GLOW_LOW, 1.0))
    return low / (1.0 + abs(low)), high / (1.0 + abs(high))


def glow_lookup(tables: Spectrum, height: Float, slope: Float) -> Spectrum:
    """`tables`: two flat (heights, slopes, 4) buffers."""
    low, high = _glow_axis()
    x = dr.clip((_squash(slope) - low) * ((GLOW_SLOPES - 1) / (high - low)), 0.0, GLOW_SLOPES - 1.0)
    y = dr.sqrt(dr.clip(height * (1.0 / shell.TOP_KM), 0.0, 1.0)) * (GLOW_HEIGHTS - 1)
    return Spectrum(*(bilinear(t, x, y, GLOW_SLOPES, GLOW_HEIGHTS) for t in tables))


def _glow_nodes(index: UInt) -> tuple[Float, Float]:
    low, high = _glow_axis()
    height = dr.square(Float(index // GLOW_SLOPES) / (GLOW_HEIGHTS - 1)) * shell.TOP_KM
    s = low + (high - low) * Float(index % GLOW_SLOPES) / (GLOW_SLOPES - 1)
    return height, s / (1.0 - dr.abs(s)) * 0.25 - 0.1


def _build_glow(air: Air) -> Spectrum:
    """Sum of scattering orders; what follows the last one computed is a geometric series."""
    last = total = _order(air, None)
    for _ in range(ORDERS - 1):
        previous, last = last, _order(air, last)
        total = total + last
    ratio = [dr.clip(n / dr.maximum(p, 1e-20), 0.0, 0.9) for n, p in zip(last, previous, strict=True)]
    tail = Spectrum(*(n * r / (1.0 - r) for n, r in zip(last, ratio, strict=True)))
    total = total + tail
    dr.eval(*total)
    return total


def _order(air: Air, previous: Spectrum | None) -> Spectrum:
    """Mean radiance over the sphere of light scattered once more than `previous` (None: the sun itself)."""
    slopes, cosines, weights = _sphere()
    rays = len(slopes)
    index = dr.arange(UInt, GLOW_HEIGHTS * GLOW_SLOPES * rays)
    height, sun = _glow_nodes(index // rays)
    slope, turn, weight = (dr.gather(Float, to_float(a), index % rays) for a in (slopes, cosines, weights))
    flat = dr.sqrt(dr.maximum((1.0 - dr.square(slope)) * (1.0 - dr.square(sun)), 0.0))
    light = _light_along(air, previous, height, slope, (sun, slope * sun + flat * turn))
    light = light * weight
    dr.eval(*light)  # otherwise every block_sum below would march the rays again
    halves = [dr.ravel(Array4f(*[dr.block_sum(c, rays) for c in half])) for half in light]
    dr.eval(*halves)
    return Spectrum(*halves)


@lru_cache(maxsize=1)
def _sphere() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Directions over the sphere, crowded at the horizon: slopes, cosines of azimuth from the sun, weights (sum 1)."""
    x, w = np.polynomial.legendre.leggauss(6)
    x, w = (x + 1.0) / 2.0, w / 2.0
    slope, weight = np.concatenate([x**2, -(x**2)]), np.concatenate([w * x, w * x])
    cosine = np.cos((np.arange(5) + 0.5) * np.pi / 5.0)
    return np.repeat(slope, 5), np.tile(cosine, 12), np.repeat(weight, 5) / 5.0


@dr.syntax  # type: ignore[untyped-decorator]
def _light_along(
    air: Air, previous: Spectrum | None, height: Float, slope: Float, sun: tuple[Float, Float]
) -> Spectrum:
    """Light scattered toward the start along each ray to the ground or to space, and what the ground sends back.

    `sun`: sine of its elevation at the start, cosine between it and the ray.
    """
    grounded = slope < shell.horizon_slope(height)
    length = dr.select(grounded, shell.to_ground(height, slope), shell.to_top(height, slope))
    steps, i = 18, UInt(0)
    rayleigh, mie, ozone = Float(0.0), Float(0.0), Float(0.0)
    blue, red = Array4f(0.0), Array4f(0.0)
    phases = shell.rayleigh_phase(sun[1]), shell.mie_phase(sun[1])
    while i < steps:
        t, width = shell.crowded_step(height, slope, length, i, steps)
        here = shell.height_after(height, slope, t)
        r, m, o = shell.densities(here)
        half = Float(0.5 * width)
        step = air.depth(r * width, m * width, o * width)
        seen = air.depth(rayleigh + r * half, mie + m * half, ozone + o * half)
        there = shell.sun_slope(height, *sun, t, here)
        light = _scattered(air, previous, (here, there), (r, m), phases) * decay(seen) * segment(step) * width
        blue += light.blue
        red += light.red
        rayleigh += r * width
        mie += m * width
        ozone += o * width
        i += UInt(1)
    there = shell.sun_slope(height, *sun, length, Float(0.0))
    ground = _ground(air, previous, there) * decay(air.depth(rayleigh, mie, ozone))
    return Spectrum(blue, red) + ground * dr.select(grounded, Float(1.0), 0.0)


def _scattered(
    air: Air,
    previous: Spectrum | None,
    place: tuple[Float, Float],
    density: tuple[Float, Float],
    phases: tuple[Float, Float],
) -> Spectrum:
    """Light scattered into the ray per km, at a `place` of that height and sine of the sun's elevation."""
    rayleigh, mie = air.rayleigh * density[0], air.mie_scattered * density[1]
    if previous is not None:
        return (rayleigh + mie) * glow_lookup(previous, *place)
    depth, share = air.sun_depth(*place)
    return (rayleigh * phases[0] + mie * phases[1]) * decay(depth) * share


def _ground(air: Air, previous: Spectrum | None, sun: Float) -> Spectrum:
    """Radiance of the ground under the light of one order."""
    if previous is not None:
        # The upper half of the sphere is brighter than the mean of both halves.
        return glow_lookup(previous, Float(0.0), sun) * Float(1.5 * GROUND_ALBEDO)
    depth, share = air.sun_depth(Float(0.0), sun)
    return decay(depth) * (share * dr.maximum(sun, 0.0) * (GROUND_ALBEDO / math.pi))
