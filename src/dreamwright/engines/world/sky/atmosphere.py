"""The light of one moment: key light, sky, ambient light and aerial perspective, for any height of the sun.

Builds on air.py (what does not depend on the sun) and skyview.py (tables of one source).
Radiance in kcd/m², irradiance in klux, linear Rec.709. Knows no clouds, land or camera.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from dreamwright.engines.world.jit import Array3f, Array4f, Float, UInt, dr, to_float, to_numpy, vector
from dreamwright.engines.world.sky import shell
from dreamwright.engines.world.sky.air import Air, decay
from dreamwright.engines.world.sky.discs import MoonDisc, SunDisc, moon_klux
from dreamwright.engines.world.sky.skyview import Clearness, SkyView, weigh
from dreamwright.engines.world.sky.spectrum import moonlight_weights, sunlight_weights
from dreamwright.shot.plan import Night

__all__ = ["Air", "Light"]

AIRGLOW_KNIT = np.array([1.7e-7, 2.2e-7, 3.2e-7])
"""Airglow and unresolved starlight at the zenith, with the slight blue that dark-adapted film shows."""
KEY_LEVELS = 96
SUN_SKY_ENDS, MOON_SKY_BEGINS = -24.0, 0.0
MOON_KEY = (-9.0, -6.0)
ELEVATIONS, AZIMUTHS = 24, 48


def unit(azimuth_deg: float, elevation_deg: float) -> np.ndarray:
    """Unit vector (3,) of an azimuth (0 = +y, positive to +x) and an elevation."""
    a, e = math.radians(azimuth_deg), math.radians(elevation_deg)
    return np.array([math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), math.sin(e)])


def smooth(low: float, high: float, x: float) -> float:
    """Smoothstep from 0 at `low` to 1 at `high`."""
    t = min(max((x - low) / (high - low), 0.0), 1.0)
    return t * t * (3.0 - 2.0 * t)


class Light:
    """The light of one moment, seen from `altitude_m` above the sea.

    `night`: moon and stars of the plan. `sun_elevation_deg` −90 … 90, `sun_azimuth_deg` 0 = ahead, positive right.
    `key_direction` (3,): unit vector toward the light that casts shadows, the sun or, deep in twilight, the moon.
    `key_irradiance` (3,): klux on a plane facing it. `sky_irradiance` (3,): klux from the whole upper sky on the level.
    """

    def __init__(
        self,
        air: Air,
        night: Night,
        sun_elevation_deg: float,
        sun_azimuth_deg: float,
        altitude_m: float,
        ground_albedo: float = 0.2,
    ) -> None:
        self.air, self.night = air, night
        self.altitude_km = max(altitude_m, 1.0) * 1e-3
        self.sun_direction = unit(sun_azimuth_deg, sun_elevation_deg)
        self.moon_direction = unit(night.moon_azimuth_deg, night.moon_elevation_deg)
        self.by_moon = sun_elevation_deg < MOON_KEY[1]
        self.key_direction = self.moon_direction if self.by_moon else self.sun_direction
        self._moon_weights = moonlight_weights() * moon_klux(night.moon)
        self._key = self._build_key(sun_elevation_deg)
        self.key_irradiance = to_numpy(self.key_at(dr.opaque(Float, float(altitude_m))), (3,)).astype(np.float64)
        self._views = self._build_views(sun_elevation_deg)
        self._clear = Clearness(air, sunlight_weights(), self.altitude_km)
        self._glow = vector(AIRGLOW_KNIT * smooth(2.0, -6.0, sun_elevation_deg))
        self._measure(ground_albedo)
        self._sun = SunDisc(self.sun_direction)
        self._moon = MoonDisc(self.moon_direction, self.sun_direction, night.moon) if night.moon > 0.0 else None

    def key_at(self, altitude_m: Float) -> Array3f:
        """Key light (klux on a plane facing it) at any altitude: clouds are lit after the sun has set below."""
        x = dr.sqrt(dr.clip(altitude_m * (1e-3 / shell.TOP_KM), 0.0, 1.0)) * (KEY_LEVELS - 1)
        low = dr.minimum(UInt(x), KEY_LEVELS - 2)
        a, b = dr.gather(Array4f, self._key, low), dr.gather(Array4f, self._key, low + 1)
        c = dr.fma(b - a, x - Float(low), a)
        return Array3f(c.x, c.y, c.z)

    def ambient(self, normal: Array3f) -> Array3f:
        """Irradiance (klux) on a surface of that normal from the sky and the lit ground, without the key light."""
        e = Array3f(0.0)
        for weight, b in zip(self._ambient, _basis(normal.x, normal.y, normal.z), strict=True):
            e = e + weight * b
        return dr.maximum(e, self._dimmest)

    def sky(self, direction: Array3f) -> Array3f:
        """Radiance (knit) without discs and stars; below the horizon, of bare ground seen through the air."""
        clear = self._clear.to_space(direction)
        light = self._veil(clear)
        for view in self._views:
            air, haze = view.sky(direction)
            light = light + air + haze
        beyond = dr.select(self._clear.above(direction), self._airglow(direction), self._ground)
        return light + beyond * clear

    def aerial(self, direction: Array3f, distance_m: Float) -> tuple[Array3f, Array3f]:
        """Radiance (knit) scattered in along a ray up to `distance_m` (infinite allowed), and the transmittance.

        At infinity the first is sky() less what lies beyond the air (airglow, or the ground below the horizon).
        """
        step = self._clear.distance_step(direction, distance_m)
        through = self._clear.through(direction, step)
        light = self._veil(through)
        for view in self._views:
            air, haze = view.sky(direction)
            by_air, by_haze = view.near_share(direction, step)
            light = light + air * by_air + haze * by_haze
        return light, through

    def through(self, direction: Array3f) -> Array3f:
        """Transmittance from space (or from the ground, below the horizon) to the eye along `direction`."""
        return self._clear.to_space(direction)

    def disc(self, direction: Array3f, pixel_rad: Float) -> Array3f:
        """Radiance (knit) of sun and moon, edges softened over a pixel of that angle, dimmed by the air."""
        light = self._sun.radiance(direction, pixel_rad)
        if self._moon is not None:
            light = light + self._moon.radiance(direction, pixel_rad)
        return dr.select(self._clear.above(direction), light * self._clear.to_space(direction), Array3f(0.0))

    def _veil(self, clear: Array3f) -> Array3f:
        """Night light scattered by the air itself: what it takes from the airglow it gives back."""
        return Array3f(self._glow * (1.0 - clear))

    def _airglow(self, d: Array3f) -> Array3f:
        """A glowing layer 90 km up, brighter where it is seen edge-on (van Rhijn)."""
        edge = shell.EARTH_KM / (shell.EARTH_KM + 90.0)
        return self._glow * dr.rsqrt(1.0 - edge * edge * (1.0 - dr.square(d.z)))

    def _build_key(self, sun_deg: float) -> Float:
        weights = sunlight_weights()
        if self.by_moon:
            weights = self._moon_weights * (1.0 - smooth(*MOON_KEY, sun_deg))
        altitude = dr.square(Float(dr.arange(UInt, KEY_LEVELS)) * (1.0 / (KEY_LEVELS - 1))) * shell.TOP_KM
        depth, share = self.air.sun_depth(altitude, dr.opaque(Float, float(self.key_direction[2])))
        rgb = weigh(decay(depth) * share, to_float(weights.T))
        table = dr.ravel(Array4f(rgb.x, rgb.y, rgb.z, 0.0))
        dr.eval(table)
        return table

    def _build_views(self, sun_deg: float) -> list[SkyView]:
        views = []
        if sun_deg > SUN_SKY_ENDS:
            views.append(SkyView(self.air, self.sun_direction, sunlight_weights(), self.altitude_km))
        if sun_deg < MOON_SKY_BEGINS and self.night.moon > 0.0 and self.night.moon_elevation_deg > SUN_SKY_ENDS:
            views.append(SkyView(self.air, self.moon_direction, self._moon_weights, self.altitude_km))
        return views

    def _measure(self, albedo: float) -> None:
        """Sum the sky up: irradiance on the level, the light of the ground, a fit of the ambient light."""
        directions, solid = _dome()
        self._ground = Array3f(0.0)
        seen = to_numpy(self.sky(Array3f(*[to_float(c) for c in directions.T])), (len(solid), 3)).astype(np.float64)
        weighed = seen * solid[:, None]
        self.sky_irradiance = directions[:, 2] @ weighed
        ground = albedo / math.pi * (self.sky_irradiance + self.key_irradiance * max(float(self.key_direction[2]), 0.0))
        self.ground_radiance = ground
        self._ground = vector(ground)
        sky_fit, ground_fit = _fits()
        rows = sky_fit @ weighed + ground_fit[:, None] * ground
        self._ambient = [vector(row) for row in rows]
        self._dimmest = vector(0.15 * (self.sky_irradiance / 2.0 + math.pi * ground / 2.0))


def _basis(x: Any, y: Any, z: Any) -> tuple[Any, ...]:
    """Spherical harmonics up to order 2, unnormalised."""
    return x * 0.0 + 1.0, x, y, z, x * y, y * z, z * x, x * x - y * y, 3.0 * z * z - 1.0


@lru_cache(maxsize=1)
def _dome() -> tuple[np.ndarray, np.ndarray]:
    """Directions (n, 3) over the upper half sphere, crowded at the horizon, and their solid angles (n,)."""
    x, w = np.polynomial.legendre.leggauss(ELEVATIONS)
    x, w = (x + 1.0) / 2.0, w / 2.0
    z, turn = np.repeat(x**2, AZIMUTHS), np.tile((np.arange(AZIMUTHS) + 0.5) * 2.0 * np.pi / AZIMUTHS, ELEVATIONS)
    flat = np.sqrt(1.0 - z * z)
    solid = np.repeat(2.0 * x * w, AZIMUTHS) * (2.0 * np.pi / AZIMUTHS)
    return np.stack([flat * np.sin(turn), flat * np.cos(turn), z], 1), solid


@lru_cache(maxsize=1)
def _fits() -> tuple[np.ndarray, np.ndarray]:
    """Least squares from the dome's light (9, n) and from the ground's (9,) to coefficients of the ambient light."""
    directions, _ = _dome()
    k = np.arange(200) + 0.5
    z, turn = 1.0 - k / 100.0, k * math.pi * (3.0 - math.sqrt(5.0))
    flat = np.sqrt(1.0 - z * z)
    normals = np.stack([flat * np.cos(turn), flat * np.sin(turn), z], 1)
    # Level ground is what a picture shows most of: it counts most.
    weight = 1.0 + 6.0 * np.maximum(z, 0.0) ** 6
    solve = np.linalg.pinv(np.stack(_basis(*normals.T), 1) * weight[:, None]) * weight
    return solve @ np.maximum(normals @ directions.T, 0.0), solve @ (math.pi * 0.5 * (1.0 - normals[:, 2]))
