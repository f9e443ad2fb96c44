"""The fixed stars and the Milky Way, turning about a celestial pole.

One star to each cell of a cube map, so that a ray meets four candidates at most. Knows no air: the caller dims them.
Radiance in knit, linear Rec.709.
"""

from __future__ import annotations

import math

import numpy as np

from dreamwright.engines.world.jit import Array3f, Array4f, Float, UInt, dr, to_float, vector
from dreamwright.engines.world.sky import milkyway
from dreamwright.engines.world.sky.air import bilinear
from dreamwright.engines.world.sky.spectrum import blackbody_rgb

CELLS = 256
"""Cells along the edge of a cube face."""
FAINTEST = 10.2
"""Magnitude that so many stars reach: the count grows by 10^0.5 with each magnitude."""
ZERO_KLUX = 2.54e-9
"""Illuminance of a star of magnitude 0."""
WIDEST_RAD = 1.3e-3
"""Largest deviation of a star's image; a wider one would reach past the neighbouring cells."""
GALAXY_KNIT = 1.7e-6
DAY_S = 86164.1


class Stars:
    """Stars of `seed`; `strength` 0 … 1 scales their light, `milky_way` 0 … 1 that of the band and its faint stars."""

    def __init__(self, seed: int, strength: float, milky_way: float) -> None:
        rng = np.random.default_rng([seed, 11])
        self._has_band = milky_way > 0.0
        band = milkyway.galaxy(seed) if self._has_band else np.zeros((milkyway.HEIGHT, milkyway.WIDTH, 3))
        self._to_galaxy = _galactic_frame(rng)
        self._pole = _pole(rng)
        self._stars = to_float(_catalogue(rng, self._to_galaxy, band, (strength, milky_way)))
        self._band = to_float(np.pad(band * GALAXY_KNIT * milky_way, ((0, 0), (0, 0), (0, 1))))
        self._axes = [vector(row) for row in self._to_galaxy]
        self._axis = vector(self._pole)

    def radiance(self, direction: Array3f, pixel_rad: Float, t_s: Float | float = 0.0) -> Array3f:
        """Light from beyond the air along `direction`, `t_s` seconds (of weather time) after the shot begins.

        `pixel_rad`: angle of a pixel. A star keeps its energy wherever it falls between pixels.
        """
        d = self._turned(direction, Float(t_s))
        light = self._points(d, Float(pixel_rad), Float(t_s))
        return light + self._glow(d) if self._has_band else light

    def _turned(self, d: Array3f, t: Float) -> Array3f:
        """`d` in the frame that turns with the stars (Rodrigues)."""
        s, c = dr.sincos(t * (2.0 * math.pi / DAY_S))
        k = self._axis
        return d * c + dr.cross(k, d) * s + k * (dr.dot(k, d) * (1.0 - c))

    def _glow(self, d: Array3f) -> Array3f:
        x, y, z = (dr.dot(axis, d) for axis in self._axes)
        u = (dr.atan2(y, x) * (0.5 / math.pi) + 0.5) * milkyway.WIDTH - 0.5
        v = (dr.asin(dr.clip(z, -1.0, 1.0)) * (0.5 / math.radians(milkyway.LATITUDE)) + 0.5) * milkyway.HEIGHT - 0.5
        u, v = dr.clip(u, 0.0, milkyway.WIDTH - 1.0), dr.clip(v, 0.0, milkyway.HEIGHT - 1.0)
        c = bilinear(self._band, u, v, milkyway.WIDTH, milkyway.HEIGHT)
        return Array3f(c.x, c.y, c.z)

    def _points(self, d: Array3f, pixel_rad: Float, t: Float) -> Array3f:
        face, major, a, b = _face_of(d)
        sigma = dr.minimum(0.6 * pixel_rad, WIDEST_RAD)
        sharp, peak = -0.5 / dr.square(sigma), 1.0 / (2.0 * math.pi * dr.square(sigma))
        x, y = _cell_coordinate(a / major), _cell_coordinate(b / major)
        left, low = dr.floor(x - 0.5), dr.floor(y - 0.5)
        light = Array3f(0.0)
        for step_x, step_y in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)):
            column, row = UInt(_into(left + step_x)), UInt(_into(low + step_y))
            star = dr.gather(Array4f, self._stars, (face * CELLS + row) * CELLS + column)
            scale = dr.rsqrt(1.0 + dr.square(star.x) + dr.square(star.y))
            off = dr.square(major - scale) + dr.square(a - star.x * scale) + dr.square(b - star.y * scale)
            once = (left + step_x == _into(left + step_x)) & (low + step_y == _into(low + step_y))
            power = star.z * dr.fma(_wave(t * 1.7 + star.x * 900.0), 0.12, 1.0) * dr.exp(off * sharp)
            light = light + dr.select(once, Array3f(1.0 + star.w, 1.0, 1.0 - star.w) * power, Array3f(0.0))
        return light * peak


def _wave(x: Float) -> Float:
    """A cheap smooth wave of period 1 between −1 and 1: a star's twinkling."""
    w = x - dr.floor(x) - 0.5
    return 16.0 * w * (0.5 - dr.abs(w)) * 1.0


def _into(cell: Float) -> Float:
    return dr.clip(cell, 0.0, CELLS - 1.0)


def _face_of(d: Array3f) -> tuple[UInt, Float, Float, Float]:
    """Cube face (0 … 5), size of the major component, and the two others."""
    x, y, z = dr.abs(d.x), dr.abs(d.y), dr.abs(d.z)
    by_x, by_y = (x >= y) & (x >= z), y >= z
    major = dr.select(by_x, d.x, dr.select(by_y, d.y, d.z))
    a, b = dr.select(by_x, d.y, d.x), dr.select(by_x | by_y, d.z, d.y)
    b = dr.select(by_x, d.z, b)
    face = dr.select(by_x, UInt(0), dr.select(by_y, UInt(2), UInt(4))) + dr.select(major < 0.0, UInt(1), UInt(0))
    return face, dr.abs(major), a, b


def _cell_coordinate(tangent: Float) -> Float:
    """0 … CELLS across a face, cells of nearly equal angle."""
    return (dr.atan(tangent) * (4.0 / math.pi) + 1.0) * (0.5 * CELLS)


def _catalogue(
    rng: np.random.Generator, to_galaxy: np.ndarray, band: np.ndarray, strength: tuple[float, float]
) -> np.ndarray:
    """(6·CELLS², 4): two tangents on the face, klux, and how warm the colour is."""
    face, row, column = np.mgrid[0:6, 0:CELLS, 0:CELLS].reshape(3, -1)
    place = rng.uniform(0.06, 0.94, (2, face.size))
    tangents = np.tan(((np.stack([column, row]) + place) / CELLS * 2.0 - 1.0) * (math.pi / 4.0))
    rank = np.maximum(rng.uniform(size=face.size), 2e-6)
    flux = ZERO_KLUX * 10.0 ** (-0.4 * FAINTEST) * rank**-0.8
    crowd = _crowding(_directions(face, tangents) @ to_galaxy.T, band) * strength[1]
    faint = np.clip((rank - 0.03) / 0.1, 0.0, 1.0)
    share = 1.0 - faint + faint * np.clip(0.22 + 2.2 * crowd, 0.0, 1.6)
    warm = blackbody_rgb(np.array([3600.0, 4800.0, 6500.0, 9000.0, 14000.0]))
    kelvin = np.searchsorted([0.14, 0.36, 0.62, 0.86], rng.uniform(size=face.size))
    tint = np.clip((warm[:, 0] - warm[:, 2]) / 2.0, -0.6, 0.6)[kelvin]
    return np.stack([*tangents, flux * share * strength[0], tint], 1)


def _directions(face: np.ndarray, tangents: np.ndarray) -> np.ndarray:
    sign = np.where(face % 2 == 1, -1.0, 1.0)
    a, b = tangents
    axis = (face // 2)[:, None]
    spread = np.where(axis == 0, np.stack([sign, a, b], 1), np.stack([a, sign, b], 1))
    spread = np.where(axis == 2, np.stack([a, b, sign], 1), spread)
    return spread / np.linalg.norm(spread, axis=1, keepdims=True)


def _crowding(galactic: np.ndarray, band: np.ndarray) -> np.ndarray:
    """Brightness of the band at each star, 0 outside the map."""
    x, y, z = galactic.T
    column = ((np.arctan2(y, x) / (2.0 * math.pi) + 0.5) * milkyway.WIDTH).astype(int) % milkyway.WIDTH
    row = (np.degrees(np.arcsin(np.clip(z, -1.0, 1.0))) / (2.0 * milkyway.LATITUDE) + 0.5) * milkyway.HEIGHT
    inside = (row >= 0.0) & (row < milkyway.HEIGHT)
    return np.where(inside, band[np.clip(row.astype(int), 0, milkyway.HEIGHT - 1), column].mean(1), 0.0)


def _unit(azimuth_deg: float, elevation_deg: float) -> np.ndarray:
    a, e = math.radians(azimuth_deg), math.radians(elevation_deg)
    return np.array([math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), math.sin(e)])


def _galactic_frame(rng: np.random.Generator) -> np.ndarray:
    """Rows: centre of the galaxy, its left along the plane, its pole. The centre stands over the right third ahead,
    the band leans up and across the picture."""
    side = 1.0 if rng.uniform() < 0.6 else -1.0
    center = _unit(side * rng.uniform(10.0, 22.0), rng.uniform(15.0, 25.0))
    above = _unit(side * rng.uniform(-60.0, -25.0), 58.0)
    along = above - center * (above @ center)
    along /= np.linalg.norm(along)
    return np.stack([center, along, np.cross(center, along)])


def _pole(rng: np.random.Generator) -> np.ndarray:
    return _unit(rng.uniform(-25.0, 25.0), rng.uniform(32.0, 48.0))
