"""What glows in and beyond the sky of one shot: stars, aurora, lightning, rainbow. Knows no land."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Array3f, Float, dr
from dreamwright.engines.world.sky.atmosphere import Light
from dreamwright.engines.world.sky.aurora import Aurora, Curtains
from dreamwright.engines.world.sky.lightning import Lightning
from dreamwright.engines.world.sky.rainbow import Rainbow
from dreamwright.engines.world.sky.stars import Stars
from dreamwright.shot.plan import Shot

STARS_SHOW_DEG = -3.0
"""The sun's elevation under which stars are worth their cost."""
BOW_FAR_M = 2500.0
DIFFUSE_FLASH = 0.46
LUMINANCE = (0.2126, 0.7152, 0.0722)


class Heavens:
    """Sky lights of a shot; `at(t)` is a pure function of t."""

    def __init__(self, shot: Shot, lowest_sun_deg: float, opening: Light) -> None:
        scene, night = shot.scene, shot.scene.night
        self._time_scale = scene.time_scale
        dark = lowest_sun_deg < STARS_SHOW_DEG
        starry = dark and max(night.stars, night.milky_way) > 0
        self._stars = Stars(shot.seed, night.stars, night.milky_way) if starry else None
        self._aurora = Aurora(shot.seed, night.aurora) if dark and night.aurora > 0 else None
        self._rainbow = Rainbow(scene.rainbow) if scene.rainbow > 0 else None
        self._shot = shot
        self._span = shot.frame.count / shot.frame.fps
        self._lightning: Lightning | None = None
        if scene.lightning > 0:
            klux = float((opening.sky_irradiance + 0.2 * opening.key_irradiance) @ LUMINANCE)
            self._lightning = Lightning(shot.seed, scene.lightning, self._span, shot.frame.fps, klux)

    def at(self, t_s: float, light: Light) -> HeavenMoment:
        """The lights `t_s` seconds into the film, under that light."""
        sway = self._span / (2 * np.pi)
        there_and_back_s = sway * np.sin(t_s / sway) if self._shot.loop else t_s
        curtains = self._aurora.at(there_and_back_s * min(1.0, self._time_scale)) if self._aurora else None
        weather_s = dr.opaque(Float, there_and_back_s * self._time_scale)
        return HeavenMoment(t_s, weather_s, light, self._stars, curtains, self._rainbow, self._lightning)


@dataclass(frozen=True)
class HeavenMoment:
    """Sky lights at one time."""

    t_s: float
    weather_s: Float
    light: Light
    stars: Stars | None
    curtains: Curtains | None
    rainbow: Rainbow | None
    lightning: Lightning | None

    def beyond(self, d: Array3f, pixel_rad: Float) -> Array3f:
        """Radiance (knit) from beyond the air, dimmed by it: discs, stars, aurora."""
        found = self.light.disc(d, pixel_rad)
        if self.stars is None and self.curtains is None:
            return found
        far = Array3f(0)
        if self.stars is not None:
            far += self.stars.radiance(d, pixel_rad, self.weather_s)
        if self.curtains is not None:
            far += self.curtains.radiance(d)
        return found + far * self.light.through(d)

    def glow(self, d: Array3f) -> Array3f:
        """Aurora alone, for mirrors."""
        return Array3f(0) if self.curtains is None else self.curtains.radiance(d) * self.light.through(d)

    def bow(self, d: Array3f, distance_m: Float, key: Array3f, irradiance: Array3f) -> Array3f:
        """Rainbow in the rain before what stands at a distance."""
        if self.rainbow is None:
            return Array3f(0)
        return self.rainbow.radiance(d, key, irradiance) * (1 - dr.exp(-distance_m / BOW_FAR_M))

    def bolt(self, d: Array3f, pixel_rad: Float) -> Array3f:
        """Lightning channels in this frame."""
        return Array3f(0) if self.lightning is None else self.lightning.bolt(d, self.t_s, pixel_rad)

    def extra_irradiance(self) -> NDArray[np.float64]:
        """Klux (3,) that aurora and lightning add on the level."""
        total = np.zeros(3)
        if self.curtains is not None:
            total = total + np.asarray(self.curtains.ground_light)
        if self.lightning is not None:
            total = total + DIFFUSE_FLASH * self.lightning.light(self.t_s)[1]
        return total
