"""Clouds between the eye and everything: marched at a fraction of the frame's size, laid over it smoothly."""

from __future__ import annotations

from dreamwright.engines.world.columns import Columns
from dreamwright.engines.world.dome import SKY_M
from dreamwright.engines.world.jit import Array3f, Array4f, Bool, Float, Int, UInt, dr
from dreamwright.engines.world.noise import hash2, unit
from dreamwright.engines.world.rays import Rays, heading
from dreamwright.engines.world.stage import Moment


class CloudVeil:
    """The clouds of one frame; empty where the sky has none."""

    def __init__(self, moment: Moment, rays: Rays, columns: Columns, scale: int) -> None:
        """One cloud pixel for `scale` of the frame's each way."""
        self.empty = moment.clouds.layer is None
        if self.empty:
            return
        self._moment, self._scale = moment, scale
        aim = rays.aim
        self._width, self._height = (aim.width + scale - 1) // scale, (aim.height + scale - 1) // scale
        self._size = [dr.opaque(UInt, self._width), dr.opaque(UInt, self._height)]
        self._march(rays, columns)

    def _march(self, rays: Rays, columns: Columns) -> None:
        lane = dr.arange(UInt, self._width * self._height)
        row = lane // self._size[0]
        column = lane - row * self._size[0]
        px, py = self._scale * (Float(column) + 0.5), self._scale * (Float(row) + 0.5)
        direction = rays.direction(px, py)
        azimuth, slope, level = heading(direction)
        hit = columns.meet(azimuth, slope)
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
        u = dr.clip(px / self._scale - 0.5, 0, Float(self._size[0]) - 1.001)
        v = dr.clip(py / self._scale - 0.5, 0, Float(self._size[1]) - 1.001)
        fu, fv = dr.floor(u), dr.floor(v)
        i = UInt(Int(fv)) * self._size[0] + UInt(Int(fu))
        corners = (i, i + 1, i + self._size[0], i + self._size[0] + 1)
        a, b, c, d = (dr.gather(Array4f, self._packed, k) for k in corners)
        ends = [dr.gather(Float, self._far, k) for k in corners]
        tu, tv = u - fu, v - fv
        shares = [(1 - tu) * (1 - tv), tu * (1 - tv), (1 - tu) * tv, tu * tv]
        alike = [
            w * dr.select(dr.abs(end - 1.02 * distance) < 0.1 * end, 1.0, 1e-3)
            for w, end in zip(shares, ends, strict=True)
        ]
        total = alike[0] + alike[1] + alike[2] + alike[3]
        veil = (a * alike[0] + b * alike[1] + c * alike[2] + d * alike[3]) / dr.maximum(total, 1e-9)
        return color * veil.w + Array3f(veil.x, veil.y, veil.z)
