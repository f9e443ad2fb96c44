"""The whole upper sky with its clouds in a small map, for mirrors and for the light that falls on the ground."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Array3f, Array4f, Float, Int, UInt, dr, vector

if TYPE_CHECKING:
    from dreamwright.engines.world.stage import Moment

SKY_M = 4e5
"""Farther than any cloud."""


class Dome:
    """Sky and clouds of one moment as seen from one place."""

    WIDTH, HEIGHT = 192, 48

    def __init__(self, moment: Moment, eye: tuple[float, float, float]) -> None:
        lane = dr.arange(UInt, self.WIDTH * self.HEIGHT)
        row = lane // self.WIDTH
        share = (Float(row) + 0.5) / self.HEIGHT
        direction = _upward((Float(lane - row * self.WIDTH) + 0.5) * (2 * math.pi / self.WIDTH), share)
        clear_sky = moment.light.sky(direction) + moment.heavens.glow(direction)
        sky = self._clouded(moment, vector(eye), direction, clear_sky)
        self._packed = dr.ravel(Array4f(sky.x, sky.y, sky.z, 1))
        cell = direction.z * share  # ∝ cosine × solid angle, dz = 2 s ds
        self._falling = dr.ravel(clear_sky * cell), dr.ravel(sky * cell)
        dr.eval(self._packed, self._falling)

    def _clouded(self, moment: Moment, eye: Array3f, direction: Array3f, sky: Array3f) -> Array3f:
        if moment.clouds.layer is None:
            return sky
        light, clear, distance = moment.clouds.march(eye, direction, Float(SKY_M), moment.cloud_light, Float(0.5))
        near, through = moment.light.aerial(direction, distance)
        return sky * clear + light * through + near * (moment.air_share * (1 - clear))

    def radiance(self, d: Array3f) -> Array3f:
        """Radiance (knit) of sky and clouds towards directions above the horizon."""
        u = dr.atan2(d.x, d.y) * (self.WIDTH / (2 * math.pi)) - 0.5
        v = dr.clip(dr.sqrt(dr.clip(d.z, 0, 1)) * self.HEIGHT - 0.5, 0, self.HEIGHT - 1.001)
        fu, fv = dr.floor(u), dr.floor(v)
        i, row = Int(fu) + 2 * self.WIDTH, UInt(Int(fv)) * self.WIDTH
        left, right = UInt(i) % self.WIDTH, UInt(i + 1) % self.WIDTH
        corners = (row + left, row + right, row + left + self.WIDTH, row + right + self.WIDTH)
        a, b, c, e = (dr.gather(Array4f, self._packed, k) for k in corners)
        found = dr.lerp(dr.lerp(a, b, u - fu), dr.lerp(c, e, u - fu), v - fv)
        return Array3f(found.x, found.y, found.z)

    @cached_property
    def cloud_factor(self) -> NDArray[np.float64]:
        """(3,) irradiance on the level with the clouds, over that without them."""
        clear, clouded = (np.asarray(v, np.float64).reshape(-1, 3).sum(axis=0) for v in self._falling)
        return np.asarray(clouded / np.maximum(clear, 1e-15))


def _upward(azimuth: Float, share: Float) -> Array3f:
    """Directions whose sine of elevation is share²: finer near the horizon."""
    z = share * share
    level = dr.sqrt(dr.maximum(1 - z * z, 0))
    return Array3f(dr.sin(azimuth) * level, dr.cos(azimuth) * level, z)
