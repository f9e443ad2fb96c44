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
from dreamwright.shot.takes import begin_s, earlier, end_s, goes_on, round_s, span_s

STARS_SHOW_DEG = -3.0
"""The sun's elevation under which stars are worth their cost."""
BOW_FAR_M = 2500.0
DIFFUSE_FLASH = 0.46
LUMINANCE = (0.2126, 0.7152, 0.0722)


class Heavens:
    """Sky lights of a shot; `at(t)` is a pure function of t (the world's clock, s)."""

    def __init__(self, shot: Shot, lowest_sun_deg: float, opening: Light, before: Heavens | None = None) -> None:
        """`before` are the sky lights of the shot's last take, which stay while it lasts."""
        scene, night = shot.scene, shot.scene.night
        self._shot, self._before = shot, before
        self._time_scale = scene.time_scale
        self._span, self._round = span_s(shot), round_s(shot) is not None
        dark = lowest_sun_deg < STARS_SHOW_DEG
        starry = dark and max(night.stars, night.milky_way) > 0
        known = before._stars if before else None
        self._stars: Stars | None = known or (Stars(shot.seed, night.stars, night.milky_way) if starry else None)
        self._aurora = Aurora(shot.seed, night.aurora) if dark and night.aurora > 0 else None
        self._rainbow = Rainbow(scene.rainbow) if scene.rainbow > 0 else None
        self._lightning: Lightning | None = None
        if scene.lightning > 0:
            klux = float((opening.sky_irradiance + 0.2 * opening.key_irradiance) @ LUMINANCE)
            timing = self._span, shot.frame.fps, klux, _added(shot)
            self._lightning = Lightning(shot.seed, scene.lightning, *timing)

    def at(self, t_s: float, light: Light) -> HeavenMoment:
        """The lights at a second of the world's clock, under that light."""
        if self._before is not None and not goes_on(self._shot, t_s):
            return self._before.at(t_s, light)
        sway = self._span / (2 * np.pi)
        there_and_back_s = sway * np.sin(t_s / sway) if self._round else t_s
        curtains = self._aurora.at(there_and_back_s * min(1.0, self._time_scale)) if self._aurora else None
        weather_s = dr.opaque(Float, there_and_back_s * self._time_scale)
        lightning_s = t_s % self._span if self._shot.loop else t_s
        return HeavenMoment(lightning_s, weather_s, light, self._stars, curtains, self._rainbow, self._lightning)


def _added(shot: Shot) -> list[tuple[float, float]]:
    """What each film of a chain added to the one before: when it begins and ends."""
    stretches: list[tuple[float, float]] = []
    while shot.takes:
        take = shot.takes[-1]
        after = take.side == "after"
        stretches.insert(0, (take.left_s, end_s(shot)) if after else (begin_s(shot), take.left_s))
        shot = earlier(shot)
    return stretches


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
