"""The scattered light of one source (sun or moon) as seen from one height: tables and their lookup.

Three tables: light over the whole sky (Hillaire 2020's mapping, half of it by symmetry), the share of it
that comes from nearer than a distance, and transmittance. The Mie phase is applied at lookup, so that the
glow about the sun stays sharp. Radiance in knit; knows no discs and no stars.
"""

from __future__ import annotations

import math

import numpy as np

from dreamwright.engines.world.jit import Array3f, Array4f, Bool, Float, UInt, dr, to_float
from dreamwright.engines.world.sky import shell
from dreamwright.engines.world.sky.air import Air, Spectrum, bilinear, decay, segment

AZIMUTHS, ABOVE, BELOW = 128, 104, 48
NEAR_AZIMUTHS, NEAR_ROWS, NEAR_STEPS = 12, 20, 32
HALF_KM = 30.0
STEPS, NEAR_MARCH = 36, 14


class SkyView:
    """Scattered light of a source at `direction` (unit, world frame), from `altitude_km`.

    `weights` (3, 8): unit source at the eight wavelengths → Rec.709 klux.
    """

    def __init__(self, air: Air, direction: np.ndarray, weights: np.ndarray, altitude_km: float) -> None:
        flat = direction[:2] / max(float(np.hypot(*direction[:2])), 1e-6)
        self._toward = [dr.opaque(Float, float(v)) for v in direction]
        self._flat = [dr.opaque(Float, float(v)) for v in flat]
        self._low = dr.opaque(Float, _low(altitude_km))
        self._height = dr.opaque(Float, altitude_km)
        self._weights = to_float(weights.T)
        self._rayleigh, self._mie = self._build_sky(air)
        self._near = self._build_near(air)

    def cosine(self, d: Array3f) -> Float:
        """Cosine of the angle between `d` and the source."""
        return d.x * self._toward[0] + d.y * self._toward[1] + d.z * self._toward[2]

    def sky(self, d: Array3f) -> tuple[Array3f, Array3f]:
        """Light scattered toward the eye along `d` to space or the ground: from air, and from haze (Mie)."""
        x = Float(self._azimuth(d) * (AZIMUTHS - 1))
        y = self._row(d.z, ABOVE, BELOW)
        a = bilinear(self._rayleigh, x, y, AZIMUTHS, ABOVE + BELOW)
        m = bilinear(self._mie, x, y, AZIMUTHS, ABOVE + BELOW) * shell.mie_phase(self.cosine(d))
        return Array3f(a.x, a.y, a.z), Array3f(m.x, m.y, m.z)

    def near_share(self, d: Array3f, step: Float) -> tuple[Array3f, Array3f]:
        """Shares of sky()'s two parts from nearer than the distance behind `step` (see distance_step)."""
        x = Float(self._azimuth(d) * (NEAR_AZIMUTHS - 1))
        y = self._row(d.z, NEAR_ROWS, NEAR_ROWS)
        z = Float(step * (NEAR_STEPS - 1))
        air, haze = (_trilinear(table, x, y, z) for table in self._near)
        return air, haze

    def _azimuth(self, d: Array3f) -> Float:
        """0 toward the source … 1 opposite: half the chord between the two azimuths."""
        scale = dr.rsqrt(dr.maximum(dr.square(d.x) + dr.square(d.y), 1e-12))
        x, y = d.x * scale - self._flat[0], d.y * scale - self._flat[1]
        return dr.minimum(0.5 * dr.sqrt(dr.square(x) + dr.square(y)), 1.0)

    def _row(self, slope: Float, above: int, below: int) -> Float:
        return row_of(slope, self._low, above, below)

    def _ray(self, azimuth: Float, slope: Float) -> Float:
        """Cosine to the source of a ray at table azimuth (0 … 1) and slope."""
        sun = self._toward[2]
        flat = dr.sqrt(dr.maximum((1.0 - dr.square(slope)) * (1.0 - dr.square(sun)), 0.0))
        return slope * sun + flat * (1.0 - 2.0 * dr.square(azimuth))

    def _build_sky(self, air: Air) -> tuple[Float, Float]:
        index = dr.arange(UInt, AZIMUTHS * (ABOVE + BELOW))
        azimuth = Float(Float(index % AZIMUTHS) * (1.0 / (AZIMUTHS - 1)))
        slope, above = slope_of(UInt(index // AZIMUTHS), self._low, ABOVE, BELOW)
        length = _length(self._height, slope, above)
        rayleigh, mie = march(air, self._height, slope, self._toward[2], self._ray(azimuth, slope), length, STEPS)
        tables = dr.ravel(self._rgb(rayleigh)), dr.ravel(self._rgb(mie))
        dr.eval(tables)
        return tables

    def _near_rays(self, index: UInt) -> tuple[Float, Float, Float, Float]:
        """Slope, cosine to the source, whole length and side of the horizon of the rays of the near table."""
        azimuth = Float(Float(index % NEAR_AZIMUTHS) * (1.0 / (NEAR_AZIMUTHS - 1)))
        slope, above = slope_of(UInt(index // NEAR_AZIMUTHS), self._low, NEAR_ROWS, NEAR_ROWS)
        return slope, self._ray(azimuth, slope), _length(self._height, slope, above), above

    def _build_near(self, air: Air) -> tuple[Float, Float]:
        rays = NEAR_AZIMUTHS * 2 * NEAR_ROWS
        sun = self._toward[2]
        slope, cosine, length, above = self._near_rays(dr.arange(UInt, rays))
        whole = [dr.ravel(self._rgb(s)) for s in march(air, self._height, slope, sun, cosine, length, STEPS)]
        dr.eval(*whole)
        index = dr.arange(UInt, rays * NEAR_STEPS)
        slope, cosine, length, above = self._near_rays(UInt(index % rays))
        step = Float(Float(index // rays) * (1.0 / (NEAR_STEPS - 1)))
        near = dr.minimum(_step_distance(step, length, above), length)
        front = march(air, self._height, slope, sun, cosine, near, NEAR_MARCH)
        tables = []
        for part, total in zip(front, whole, strict=True):
            share = self._rgb(part) / dr.maximum(dr.gather(Array4f, total, index % rays), 1e-25)
            share = dr.select(step >= 1.0, Array4f(1.0), dr.select(step <= 0.0, Array4f(0.0), share))
            tables.append(dr.ravel(dr.clip(share, 0.0, 1.0)))
        dr.eval(*tables)
        return tables[0], tables[1]

    def _rgb(self, light: Spectrum) -> Array4f:
        rgb = weigh(light, self._weights)
        return Array4f(rgb.x, rgb.y, rgb.z, 0.0)


class Clearness:
    """Transmittance of daylight along rays from one height, by colour; the same for every source."""

    def __init__(self, air: Air, weights: np.ndarray, altitude_km: float) -> None:
        self._low = dr.opaque(Float, _low(altitude_km))
        self._height = dr.opaque(Float, altitude_km)
        self._weights = to_float((weights / weights.sum(1, keepdims=True)).T)
        self._table, self._space = self._build(air), self._build_space(air)

    def above(self, d: Array3f) -> Bool:
        """Whether `d` clears the horizon of the sea."""
        return d.z > self._low

    def to_space(self, d: Array3f) -> Array3f:
        """Transmittance along `d` to space or to the ground, finer than through()."""
        y = row_of(d.z, self._low, ABOVE, BELOW)
        low = dr.minimum(UInt(y), ABOVE + BELOW - 2)
        a, b = dr.gather(Array4f, self._space, low), dr.gather(Array4f, self._space, low + 1)
        t = dr.fma(b - a, y - Float(low), a)
        return Array3f(t.x, t.y, t.z)

    def distance_step(self, d: Array3f, distance_m: Float) -> Float:
        """Table coordinate 0 … 1 of a distance: all the way to space above the horizon, to the ground below it."""
        km = dr.maximum(distance_m * 1e-3, 1e-6)
        ground = shell.to_ground(self._height, dr.minimum(d.z, self._low - 1e-7))
        above = 1.0 / (1.0 + HALF_KM / km)
        return dr.sqrt(dr.select(d.z > self._low, above, dr.minimum(km / dr.maximum(ground, 1e-6), 1.0)))

    def through(self, d: Array3f, step: Float) -> Array3f:
        """Transmittance along `d` up to the distance behind `step`."""
        y = row_of(d.z, self._low, NEAR_ROWS, NEAR_ROWS)
        t = bilinear(self._table, Float(step * (NEAR_STEPS - 1)), y, NEAR_STEPS, 2 * NEAR_ROWS)
        return Array3f(t.x, t.y, t.z)

    def _build(self, air: Air) -> Float:
        index = dr.arange(UInt, NEAR_STEPS * 2 * NEAR_ROWS)
        step = Float(Float(index % NEAR_STEPS) * (1.0 / (NEAR_STEPS - 1)))
        slope, above = slope_of(UInt(index // NEAR_STEPS), self._low, NEAR_ROWS, NEAR_ROWS)
        length = _length(self._height, slope, above)
        near = dr.minimum(_step_distance(step, length, above), length)
        return self._transmittance(air, slope, dr.select(step <= 0.0, 0.0, near))

    def _build_space(self, air: Air) -> Float:
        slope, above = slope_of(dr.arange(UInt, ABOVE + BELOW), self._low, ABOVE, BELOW)
        return self._transmittance(air, slope, _length(self._height, slope, above))

    def _transmittance(self, air: Air, slope: Float, length: Float) -> Float:
        rgb = weigh(decay(air.depth(*_columns_along(self._height, slope, length))), self._weights)
        table = dr.ravel(Array4f(rgb.x, rgb.y, rgb.z, 0.0))
        dr.eval(table)
        return table


def _trilinear(table: Float, x: Float, y: Float, z: Float) -> Array3f:
    """Cell coordinates in (steps, rows, azimuths, 4)."""
    layer = dr.minimum(UInt(z), NEAR_STEPS - 2)
    size = NEAR_AZIMUTHS * 2 * NEAR_ROWS
    a, b = (bilinear(table, x, y, NEAR_AZIMUTHS, 2 * NEAR_ROWS, start=(layer + k) * size) for k in (0, 1))
    share = dr.fma(b - a, z - Float(layer), a)
    return Array3f(share.x, share.y, share.z)


def weigh(light: Spectrum, weights: Float) -> Array3f:
    """Eight wavelengths to Rec.709, out-of-gamut colours drawn toward grey of the same luminance."""
    rgb = []
    for c in range(3):
        terms = [v * dr.gather(Float, weights, UInt(3 * k + c)) for k, v in enumerate((*light.blue, *light.red))]
        rgb.append(sum(terms[1:], terms[0]))
    return into_gamut(Array3f(*rgb))


def into_gamut(rgb: Array3f) -> Array3f:
    """Desaturate just as far as the lowest channel needs to reach zero."""
    luma = dr.maximum(0.2126 * rgb.x + 0.7152 * rgb.y + 0.0722 * rgb.z, 0.0)
    low = dr.minimum(dr.minimum(rgb.x, rgb.y), rgb.z)
    keep = dr.select(low < 0.0, luma / dr.maximum(luma - low, 1e-30), 1.0)
    return dr.maximum(luma + (rgb - luma) * keep, 0.0)


def row_of(slope: Float, low: Float, above: int, below: int) -> Float:
    """Row of a slope, finest at the horizon; `below` rows come first and never mix with those above."""
    up = dr.sqrt(dr.clip((slope - low) / (1.0 - low), 0.0, 1.0)) * (above - 1) + below
    down = (below - 1) - dr.sqrt(dr.clip((low - slope) / (1.0 + low), 0.0, 1.0)) * (below - 1)
    return dr.select(slope >= low, up, down)


def slope_of(row: UInt, low: Float, above: int, below: int) -> tuple[Float, Float]:
    """Inverse of row_of: slope, and 1 above the horizon, 0 below it."""
    up = (Float(row) - below) * (1.0 / (above - 1))
    down = ((below - 1) - Float(row)) * (1.0 / (below - 1))
    is_above = row >= below
    edge = 1e-6
    slope = dr.select(
        is_above, low + edge + (1.0 - low - edge) * up * up, low - edge - (1.0 + low - edge) * down * down
    )
    return slope, dr.select(is_above, Float(1.0), 0.0)


def _low(altitude_km: float) -> float:
    radius = shell.EARTH_KM + altitude_km
    return -math.sqrt(altitude_km * (2.0 * shell.EARTH_KM + altitude_km)) / radius


def _length(height: Float, slope: Float, above: Float) -> Float:
    return dr.select(above > 0.5, shell.to_top(height, slope), shell.to_ground(height, slope))


def _step_distance(step: Float, length: Float, above: Float) -> Float:
    share = dr.square(step)
    return dr.select(above > 0.5, HALF_KM * share / dr.maximum(1.0 - share, 1e-6), length * share)


@dr.syntax  # type: ignore[untyped-decorator]
def _columns_along(height: Float, slope: Float, length: Float) -> tuple[Float, Float, Float]:
    """Columns of the three species along rays (km at reference density)."""
    i, steps = UInt(0), 40
    rayleigh, mie, ozone = Float(0.0), Float(0.0), Float(0.0)
    while i < steps:
        t, width = shell.crowded_step(height, slope, length, i, steps)
        r, m, o = shell.densities(shell.height_after(height, slope, t))
        rayleigh += r * width
        mie += m * width
        ozone += o * width
        i += UInt(1)
    return rayleigh, mie, ozone


@dr.syntax  # type: ignore[untyped-decorator]
def march(
    air: Air, height: Float, slope: Float, sun: Float, cosine: Float, length: Float, steps: int
) -> tuple[Spectrum, Spectrum]:
    """Light scattered toward the start of rays `length` km long: by air (with all later orders), by haze without phase.

    `slope`, `sun`: sines of elevation of ray and source at the start; `cosine`: between the two.
    """
    i = UInt(0)
    rayleigh, mie, ozone = Float(0.0), Float(0.0), Float(0.0)
    air_blue, air_red, haze_blue, haze_red = Array4f(0.0), Array4f(0.0), Array4f(0.0), Array4f(0.0)
    phase = shell.rayleigh_phase(cosine)
    while i < steps:
        t, width = shell.crowded_step(height, slope, length, i, steps)
        here = shell.height_after(height, slope, t)
        r, m, o = shell.densities(here)
        half = Float(0.5 * width)
        step = air.depth(r * width, m * width, o * width)
        seen = air.depth(rayleigh + r * half, mie + m * half, ozone + o * half)
        reach = decay(seen) * segment(step) * width
        there = shell.sun_slope(height, sun, cosine, t, here)
        depth, share = air.sun_depth(here, there)
        direct = decay(depth) * share
        by_air, by_haze = air.rayleigh * r, air.mie_scattered * m
        one = (by_air * direct * phase + (by_air + by_haze) * air.glow(here, there)) * reach
        two = by_haze * direct * reach
        air_blue += one.blue
        air_red += one.red
        haze_blue += two.blue
        haze_red += two.red
        rayleigh += r * width
        mie += m * width
        ozone += o * width
        i += UInt(1)
    return Spectrum(air_blue, air_red), Spectrum(haze_blue, haze_red)
