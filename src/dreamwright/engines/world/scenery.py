"""What rays see when they arrive: the radiance of land, water and sky of one moment, through the air between."""

from __future__ import annotations

from typing import Any

import numpy as np

from dreamwright.engines.world.jit import Array3f, Bool, Float, dr
from dreamwright.engines.world.land_shading import lit, site
from dreamwright.engines.world.rays import Rays
from dreamwright.engines.world.stage import Moment, Stage
from dreamwright.engines.world.veil import CloudDome
from dreamwright.engines.world.water.shading import Daylight
from dreamwright.engines.world.water_view import WaterView

BARELY_M = 0.01


class Scenery:
    """One moment of a stage, to be looked at along rays."""

    def __init__(self, stage: Stage, moment: Moment, rays: Rays) -> None:
        self._stage, self._moment, self._rays = stage, moment, rays
        self._dome = CloudDome(moment, rays.eye)
        self._water = WaterView(stage, moment, self._dome) if moment.sea is not None else None
        self._key = device_vector(moment.light.key_direction)
        self._irradiance = device_vector(moment.light.key_irradiance)
        self._clouded = device_vector(self._share_of_sky())

    def _share_of_sky(self) -> np.ndarray:
        """(3,) by what factor clouds change the sky's light on the ground."""
        if self._dome.empty:
            return np.ones(3)
        clear, clouded = self._dome.irradiance(self._moment.light)
        return np.asarray(clouded / np.maximum(clear, 1e-12))

    def radiance(self, hit: Bool, x: Float, y: Float, distance: Float, view: Array3f) -> tuple[Array3f, Array3f]:
        """Radiance (knit) that arrives along each ray, and the normal of what it met (zero for sky)."""

        def met(x: Float, y: Float, distance: Float, view: Array3f) -> tuple[Array3f, Array3f]:
            color, normal = self._surface(x, y, distance, view)
            near, through = self._moment.light.aerial(view, distance)
            return color * through + near, normal

        def missed(x: Float, y: Float, distance: Float, view: Array3f) -> tuple[Array3f, Array3f]:
            return self._sky(view), Array3f(0)

        state: tuple[Any, ...] = (x, y, distance, view)
        return dr.if_stmt(state, hit, met, missed)

    def _sky(self, d: Array3f) -> Array3f:
        return self._moment.light.sky(d) + self._moment.light.disc(d, self._rays.pixel_rad)

    def _surface(self, x: Float, y: Float, distance: Float, view: Array3f) -> tuple[Array3f, Array3f]:
        footprint = _footprint(distance, view, self._rays)
        if self._water is None or self._moment.sea is None:
            return self._land(x, y, footprint, view)
        shape = self._stage.ground.shape(x, y)
        bed = self._stage.ground.fine(x, y, shape, 2 * footprint)
        wet = bed.height < self._moment.sea.height(x, y, footprint) - BARELY_M

        def water(x: Float, y: Float, footprint: Float, view: Array3f) -> tuple[Array3f, Array3f]:
            assert self._water is not None
            daylight = Daylight(self._key, self._arriving(x, y, Float(0.5)), self._ambient(Array3f(0, 0, 1)))
            return self._water.radiance(x, y, view, footprint, bed, daylight), Array3f(0, 0, 1) + 0 * view

        def land(x: Float, y: Float, footprint: Float, view: Array3f) -> tuple[Array3f, Array3f]:
            return self._land(x, y, footprint, view)

        return dr.if_stmt((x, y, footprint, view), wet, water, land)

    def _land(self, x: Float, y: Float, footprint: Float, view: Array3f) -> tuple[Array3f, Array3f]:
        place = site(self._stage.ground, self._stage.materials, x, y, footprint)
        arriving = self._arriving(x, y, place.height + 0.3)
        return lit(place, view, self._key, arriving, self._ambient(place.normal)), place.normal

    def _arriving(self, x: Float, y: Float, z: Float) -> Array3f:
        """Key light (klux) past the land and the clouds."""
        return self._irradiance * (self._moment.sun_map.visible(x, y, z) * self._moment.clouds.shadow(x, y, z))

    def _ambient(self, normal: Array3f) -> Array3f:
        return self._moment.light.ambient(normal) * self._clouded


def _footprint(distance: Float, view: Array3f, rays: Rays) -> Float:
    """Width (m) that a pixel covers of level ground: between its short and its long side where the view grazes."""
    return distance * rays.pixel_rad * dr.rsqrt(dr.clip(dr.abs(view.z), 0.003, 1))


def device_vector(v: Any) -> Array3f:
    """Three host numbers, opaque."""
    return Array3f(*(dr.opaque(Float, float(c)) for c in np.asarray(v)))
