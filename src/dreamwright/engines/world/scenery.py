"""What rays see when they arrive: the radiance of land, water and sky of one moment, through the air between."""

from __future__ import annotations

from typing import Any

import numpy as np

from dreamwright.engines.world.ground import drop
from dreamwright.engines.world.jit import Array3f, Bool, Float, dr, vector
from dreamwright.engines.world.land_shading import Look, lit, site, washed
from dreamwright.engines.world.rain_shafts import shafts
from dreamwright.engines.world.rays import Rays
from dreamwright.engines.world.stage import Moment, Stage
from dreamwright.engines.world.water.shading import Daylight
from dreamwright.engines.world.water_view import WaterView

BARELY_M = 0.01
WALL_M = 0.8
"""A ray that ended so far over the water met the wall beyond it, between two looks."""
CREST_LOOKS = 1.5
"""Spacings of the looks by which a point behind a crest is drawn back."""
AIR_LOOKS = 4
VEIL_SHADE = 0.75
VEIL_FORWARD = 0.7
"""Share of a veil's light that shows the sky behind it."""
CURTAIN_DARK = 0.6
RAIN_DEEP_M = 130.0
"""Depth of rain towards the zenith that veils what lies behind; towards the horizon five times that."""


class Scenery:
    """One moment of a stage, to be looked at along rays."""

    def __init__(self, stage: Stage, moment: Moment, rays: Rays, gap: Float) -> None:
        """`gap` is the spacing of the visibility pass's looks, as a share of their distance."""
        self._stage, self._moment, self._rays, self._gap = stage, moment, rays, gap
        self._dome = stage.dome(moment, rays.aim.view.position)
        self._water = WaterView(stage, moment, self._dome, self._ambient) if moment.water is not None else None
        self._key = vector(moment.light.key_direction)
        self._irradiance = vector(moment.light.key_irradiance)
        self._cloud_factor = self._dome.cloud_factor
        self._clouded = vector(self._cloud_factor)
        self._fog = stage.fog(moment, self._cloud_factor)
        flash = moment.heavens.extra_irradiance()
        self._flash = vector(flash) if flash.any() else None
        self._veil_light = vector(self._falling_light())
        self._stand = stage.standpoints(moment.t_s, rays.pixel_rad)
        scene = stage.shot.scene
        self._curtains = scene.clouds.kind == "storm" and scene.precipitation.kind == "rain"
        self._extinction = dr.opaque(Float, stage.falling.extinction)

    def _falling_light(self) -> np.ndarray:
        """(3,) mean radiance (knit) of the rain, snow or dust that hangs too far off to be seen singly."""
        light, share = self._moment.light, self._cloud_factor
        level = light.sky_irradiance * share + self._moment.heavens.extra_irradiance()
        high = 0.6 * max(float(light.key_direction[2]), 0.0) * self._moment.sunlit_share
        return np.asarray((level + high * light.key_irradiance) / np.pi * VEIL_SHADE * self._stage.falling.veil_color)

    def veiled(self, color: Array3f, distance: Float, view: Array3f) -> Array3f:
        """`color` through falling rain or snow and through fog, with the rainbow that stands in it."""
        heavens = self._moment.heavens
        if self._curtains:
            color = color * (1 - CURTAIN_DARK * shafts(view, distance, heavens.weather_s))
        color = color + heavens.bow(view, distance, self._key, self._irradiance)
        if not self._stage.falling.empty:
            deep = dr.minimum(distance, RAIN_DEEP_M / dr.maximum(view.z, 0.2))
            clear = dr.exp(-self._extinction * deep)
            color = color * clear + self._veil(view) * (1 - clear)
        if self._fog is None:
            return color
        near, through = self._fog.between(self._rays.eye, view, distance, heavens.weather_s)
        return color * through + near

    def _veil(self, view: Array3f) -> Array3f:
        """Radiance (knit) of what falls too far off to be seen singly: drops throw on most of what stands behind."""
        behind = self._dome.radiance(Array3f(view.x, view.y, dr.maximum(view.z, 0.05)))
        return dr.lerp(self._veil_light, VEIL_SHADE * behind, VEIL_FORWARD)

    def radiance(self, hit: Bool, x: Float, y: Float, distance: Float, view: Array3f) -> tuple[Array3f, Array3f]:
        """Radiance (knit) that arrives along each ray, and the normal of what it met (zero for sky)."""

        def met(x: Float, y: Float, distance: Float, view: Array3f) -> tuple[Array3f, Array3f]:
            color, normal = self._surface(x, y, distance, view)
            near, through = self._moment.light.aerial(view, distance)
            return color * through + near * self._sunlit_air(view, distance), normal

        def missed(x: Float, y: Float, distance: Float, view: Array3f) -> tuple[Array3f, Array3f]:
            return self._sky(view), Array3f(0)

        state: tuple[Any, ...] = (x, y, distance, view)
        return dr.if_stmt(state, hit, met, missed)

    def _sunlit_air(self, view: Array3f, distance: Float) -> Float:
        """How bright the air before the land is, of what it would be if no peak or cloud shaded it: shafts of light."""
        eye, lit = self._rays.eye, Float(0)
        for k in range(AIR_LOOKS):
            far = distance * ((k + 0.5) / AIR_LOOKS)
            x, y, z = eye.x + far * view.x, eye.y + far * view.y, eye.z + far * view.z + drop(far)
            lit += self._moment.sun_map.visible(x, y, z) * self._moment.cloud_shadow.at(x, y, z)
        toward = dr.maximum(dr.dot(view, self._key), 0)
        shaded = self._stage.shaded_air * (
            1 - 0.92 * toward**32
        )  # the glow about the sun is its own light, not the sky's
        return dr.lerp(shaded, 1.0, lit / AIR_LOOKS)

    def _sky(self, d: Array3f) -> Array3f:
        heavens = self._moment.heavens
        return (
            self._moment.light.sky(d) + heavens.beyond(d, self._rays.pixel_rad) + heavens.bolt(d, self._rays.pixel_rad)
        )

    def _surface(self, x: Float, y: Float, distance: Float, view: Array3f) -> tuple[Array3f, Array3f]:
        footprint = _footprint(distance, view, self._rays)
        z = self._rays.eye.z + distance * view.z + drop(distance)
        if self._water is None or self._moment.water is None:
            return self._land(x, y, z, distance, view)
        shape = self._stage.ground.shape(x, y)
        bed = self._stage.ground.fine(x, y, shape, 2 * footprint)
        grazing = footprint * dr.rsqrt(dr.clip(dr.abs(view.z), 0.003, 1))  # the long side
        level = self._moment.water.level(x, y, bed.height, footprint)
        wet = (bed.height < level - BARELY_M) & (z < level + WALL_M)

        def water(x: Float, y: Float, footprint: Float, view: Array3f) -> tuple[Array3f, Array3f]:
            assert self._water is not None
            daylight = Daylight(self._key, self._arriving(x, y, Float(0.5)), self._ambient(Array3f(0, 0, 1)))
            return self._water.radiance(x, y, view, grazing, bed, daylight), Array3f(0, 0, 1) + 0 * view

        def land(x: Float, y: Float, footprint: Float, view: Array3f) -> tuple[Array3f, Array3f]:
            return self._land(x, y, z, distance, view)

        return dr.if_stmt((x, y, footprint, view), wet, water, land)

    def _land(self, x: Float, y: Float, z: Float, distance: Float, view: Array3f) -> tuple[Array3f, Array3f]:
        footprint = _footprint(distance, view, self._rays)
        if self._stage.materials.has_ripples:
            x, y = self._fronted(x, y, distance, view)
        look = Look(x, y, z, view, distance, footprint, self._gap * distance)
        place = site(self._stage.ground, self._stage.materials, look, self._stand, self._moment.breeze)
        if self._moment.water is not None and self._moment.water.surf is not None:
            place = washed(place, self._moment.water.swash(x, y, place.height, footprint))
        arriving = self._arriving(x, y, place.height + 0.3)
        return lit(place, view, self._key, arriving, self._ambient(place.normal)), place.normal

    def _fronted(self, x: Float, y: Float, distance: Float, view: Array3f) -> tuple[Float, Float]:
        """Points drawn back to the near side of a sharp crest, where a ray was found to meet its far side."""
        shape = self._stage.ground.shape(x, y)
        level = dr.rsqrt(dr.maximum(view.x * view.x + view.y * view.y, 1e-8))
        hidden = dr.clip(20 * (view.z * level - level * (shape.slope_x * view.x + shape.slope_y * view.y)), 0, 1)
        back = hidden * CREST_LOOKS * self._gap * distance * level
        return x - back * view.x, y - back * view.y

    def _arriving(self, x: Float, y: Float, z: Float) -> Array3f:
        """Key light (klux) past the land and the clouds."""
        return self._irradiance * (self._moment.sun_map.visible(x, y, z) * self._moment.cloud_shadow.at(x, y, z))

    def _ambient(self, normal: Array3f) -> Array3f:
        light = self._moment.light.ambient(normal) * self._clouded
        return light if self._flash is None else light + self._flash * (0.6 + 0.4 * normal.z)


def _footprint(distance: Float, view: Array3f, rays: Rays) -> Float:
    """Width (m) that a pixel covers of level ground: between its short and its long side where the view grazes."""
    return distance * rays.pixel_rad * dr.rsqrt(dr.clip(dr.abs(view.z), 0.003, 1))
