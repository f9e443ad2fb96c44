"""Clouds between the eye and everything: marched at half the frame's size, laid over it smoothly."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.columns import Columns
from dreamwright.engines.world.jit import Array3f, Array4f, Bool, Float, Int, UInt, dr
from dreamwright.engines.world.noise import jitter
from dreamwright.engines.world.rays import Rays
from dreamwright.engines.world.sky.atmosphere import Light
from dreamwright.engines.world.stage import Moment

SCALE = 2


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
        far = dr.select(hit.hit, 1.02 * hit.radius / level, 4e5)
        moment = self._moment
        light, clear, distance = moment.clouds.march(
            rays.eye, direction, far, moment.cloud_light, jitter(column, row, UInt(0))
        )
        near, through = moment.light.aerial(direction, distance)
        light = light * through + near * (1 - clear)
        self._packed = dr.ravel(Array4f(light.x, light.y, light.z, clear))
        self._distance = distance
        dr.eval(self._packed, self._distance)

    def over(self, color: Array3f, px: Float, py: Float, distance: Float, hit: Bool) -> Array3f:
        """`color` seen through the clouds in front of it."""
        if self.empty:
            return color
        u = dr.clip(px / SCALE - 0.5, 0, Float(self._size[0]) - 1.001)
        v = dr.clip(py / SCALE - 0.5, 0, Float(self._size[1]) - 1.001)
        fu, fv = dr.floor(u), dr.floor(v)
        i = UInt(Int(fv)) * self._size[0] + UInt(Int(fu))
        a, b, c, d = (dr.gather(Array4f, self._packed, k) for k in (i, i + 1, i + self._size[0], i + self._size[0] + 1))
        veil = dr.lerp(dr.lerp(a, b, u - fu), dr.lerp(c, d, u - fu), v - fv)
        where = dr.gather(Float, self._distance, i)
        front = dr.select(hit, dr.select(where < distance, 1.0, 0.0), 1.0)
        clear = dr.lerp(Float(1), veil.w, front)
        return color * clear + Array3f(veil.x, veil.y, veil.z) * front


class CloudDome:
    """The whole upper sky's clouds in a small map, for mirrors and for the light they throw on the ground."""

    WIDTH, HEIGHT = 160, 40

    def __init__(self, moment: Moment, eye: Array3f) -> None:
        self.empty = moment.clouds.layer is None
        if self.empty:
            return
        lane = dr.arange(UInt, self.WIDTH * self.HEIGHT)
        row = lane // self.WIDTH
        azimuth = (Float(lane - row * self.WIDTH) + 0.5) * (2 * math.pi / self.WIDTH)
        direction = _upward(azimuth, (Float(row) + 0.5) / self.HEIGHT)
        light, clear, distance = moment.clouds.march(eye, direction, Float(4e5), moment.cloud_light, Float(0.5))
        near, through = moment.light.aerial(direction, distance)
        light = light * through + near * (1 - clear)
        self._packed = dr.ravel(Array4f(light.x, light.y, light.z, clear))
        dr.eval(self._packed)

    def over(self, sky: Array3f, d: Array3f) -> Array3f:
        """`sky` radiance with the clouds before it, towards directions above the horizon."""
        if self.empty:
            return sky
        u = dr.atan2(d.x, d.y) * (self.WIDTH / (2 * math.pi)) - 0.5
        v = dr.clip(dr.sqrt(dr.clip(d.z, 0, 1)) * self.HEIGHT - 0.5, 0, self.HEIGHT - 1.001)
        fu, fv = dr.floor(u), dr.floor(v)
        i, row = Int(fu) + 2 * self.WIDTH, UInt(Int(fv)) * self.WIDTH
        left, right = UInt(i) % self.WIDTH, UInt(i + 1) % self.WIDTH
        a, b, c, e = (dr.gather(Array4f, self._packed, k) for k in (row + left, row + right, row + left + self.WIDTH, row + right + self.WIDTH))  # fmt: skip
        veil = dr.lerp(dr.lerp(a, b, u - fu), dr.lerp(c, e, u - fu), v - fv)
        return sky * veil.w + Array3f(veil.x, veil.y, veil.z)

    def irradiance(self, light: Light) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Klux on the level from the sky alone and from sky and clouds together, (3,) each."""
        lane = dr.arange(UInt, self.WIDTH * self.HEIGHT)
        row = lane // self.WIDTH
        share = (Float(row) + 0.5) / self.HEIGHT
        d = _upward((Float(lane - row * self.WIDTH) + 0.5) * (2 * math.pi / self.WIDTH), share)
        weight = d.z * 2 * share  # of each cell: cosine, and its solid angle dz = 2 s ds
        clear, clouded = light.sky(d) * weight, self.over(light.sky(d), d) * weight
        cell = 2 * math.pi / (self.WIDTH * self.HEIGHT)
        sums = [np.array([dr.sum(c)[0] for c in v], np.float64) * cell for v in (clear, clouded)]
        return sums[0], sums[1]


def _upward(azimuth: Float, share: Float) -> Array3f:
    """Directions whose sine of elevation is share²: finer near the horizon."""
    z = share * share
    level = dr.sqrt(dr.maximum(1 - z * z, 0))
    return Array3f(dr.sin(azimuth) * level, dr.cos(azimuth) * level, z)
