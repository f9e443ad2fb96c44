"""Clouds between the eye and everything: marched at half the frame's size, laid over it smoothly."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.columns import Columns
from dreamwright.engines.world.jit import Array3f, Array4f, Bool, Float, Int, UInt, dr
from dreamwright.engines.world.noise import hash2, unit
from dreamwright.engines.world.rays import Rays
from dreamwright.engines.world.stage import Moment

SCALE = 2
SKY_M = 4e5
"""Farther than any cloud."""


class CloudVeil:
    """The clouds of one frame; empty where the sky has none."""

    def __init__(self, moment: Moment, rays: Rays, columns: Columns) -> None:
        self.empty = moment.clouds.layer is None
        if self.empty:
            return
        self._moment = moment
        aim = rays.aim
        self._width, self._height = (aim.width + SCALE - 1) // SCALE, (aim.height + SCALE - 1) // SCALE
        self._size = [dr.opaque(UInt, self._width), dr.opaque(UInt, self._height)]
        self._march(rays, columns)

    def _march(self, rays: Rays, columns: Columns) -> None:
        lane = dr.arange(UInt, self._width * self._height)
        row = lane // self._size[0]
        column = lane - row * self._size[0]
        px, py = SCALE * (Float(column) + 0.5), SCALE * (Float(row) + 0.5)
        direction = rays.direction(px, py)
        level = dr.maximum(dr.sqrt(direction.x * direction.x + direction.y * direction.y), 1e-6)
        hit = columns.meet(dr.atan2(direction.x, direction.y), direction.z / level)
        far = dr.select(hit.hit, 1.02 * hit.radius / level, SKY_M)
        moment = self._moment
        light, clear, distance = moment.clouds.march(
            rays.eye, direction, far, moment.cloud_light, unit(hash2(Int(column), Int(row), UInt(5)))
        )
        near, through = moment.light.aerial(direction, distance)
        light = light * through + near * (moment.air_share * (1 - clear))
        self._packed = dr.ravel(Array4f(light.x, light.y, light.z, clear))
        self._far = far
        dr.eval(self._packed, self._far)

    def over(self, color: Array3f, px: Float, py: Float, distance: Float, hit: Bool) -> Array3f:
        """`color` seen through the clouds in front of it; of the coarse pixels around, those at like distance count."""
        if self.empty:
            return color
        distance = dr.select(hit, distance, SKY_M / 1.02)
        u = dr.clip(px / SCALE - 0.5, 0, Float(self._size[0]) - 1.001)
        v = dr.clip(py / SCALE - 0.5, 0, Float(self._size[1]) - 1.001)
        fu, fv = dr.floor(u), dr.floor(v)
        i = UInt(Int(fv)) * self._size[0] + UInt(Int(fu))
        a, b, c, d = (dr.gather(Array4f, self._packed, k) for k in (i, i + 1, i + self._size[0], i + self._size[0] + 1))
        ends = [dr.gather(Float, self._far, k) for k in (i, i + 1, i + self._size[0], i + self._size[0] + 1)]
        tu, tv = u - fu, v - fv
        shares = [(1 - tu) * (1 - tv), tu * (1 - tv), (1 - tu) * tv, tu * tv]
        alike = [w * dr.select(dr.abs(end - 1.02 * distance) < 0.1 * end, 1.0, 1e-3) for w, end in zip(shares, ends, strict=True)]
        total = alike[0] + alike[1] + alike[2] + alike[3]
        veil = (a * alike[0] + b * alike[1] + c * alike[2] + d * alike[3]) / dr.maximum(total, 1e-9)
        return color * veil.w + Array3f(veil.x, veil.y, veil.z)


class Dome:
    """The whole upper sky with its clouds in a small map, for mirrors and for the light that falls on the ground."""

    WIDTH, HEIGHT = 192, 48

    def __init__(self, moment: Moment, eye: Array3f) -> None:
        lane = dr.arange(UInt, self.WIDTH * self.HEIGHT)
        row = lane // self.WIDTH
        share = (Float(row) + 0.5) / self.HEIGHT
        direction = _upward((Float(lane - row * self.WIDTH) + 0.5) * (2 * math.pi / self.WIDTH), share)
        clear_sky = moment.light.sky(direction) + moment.heavens.glow(direction)
        sky = self._clouded(moment, eye, direction, clear_sky)
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

    def cloud_factor(self) -> NDArray[np.float64]:
        """(3,) irradiance on the level with the clouds, over that without them."""
        clear, clouded = (np.asarray(v, np.float64).reshape(-1, 3).sum(axis=0) for v in self._falling)
        return np.asarray(clouded / np.maximum(clear, 1e-15))


def _upward(azimuth: Float, share: Float) -> Array3f:
    """Directions whose sine of elevation is share²: finer near the horizon."""
    z = share * share
    level = dr.sqrt(dr.maximum(1 - z * z, 0))
    return Array3f(dr.sin(azimuth) * level, dr.cos(azimuth) * level, z)
