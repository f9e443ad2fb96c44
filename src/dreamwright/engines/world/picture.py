"""One frame: rays meet clouds, land, water and sky; radiance, depth, normals and motion come out.

Three kernels a frame: columns (what is seen), clouds at a fraction of the size, and the picture itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from dreamwright.engines.base import Quality
from dreamwright.engines.world.columns import Columns
from dreamwright.engines.world.ground import EARTH_M, drop
from dreamwright.engines.world.jit import Array2f, Array3f, Float, UInt, dr
from dreamwright.engines.world.rays import Aim, Rays, heading, sweep
from dreamwright.engines.world.scenery import Scenery
from dreamwright.engines.world.stage import Moment, Stage
from dreamwright.engines.world.veil import CloudVeil
from dreamwright.frames import View

DAYLIGHT_BALANCE = (0.95, 1.005, 1.07)
"""The camera is balanced for daylight of 5700 K, as film stock is: sunlit white is white."""
WALL_LOOKS, WALL_SLACK_M = 5, 0.4
FAR_M = 1.5e6
"""Stands for infinite distance in kernels."""
NORMAL_LENS_MM, LENGTHENS, MOST_LONGER = 35.0, 0.6, 3.0
CLIFFS = 1.25
"""More steps, with fewer looks each, where cliffs seen from above stand between them."""


@dataclass(frozen=True)
class Fineness:
    """How finely a quality looks: columns a pixel, steps outward, looks a step, pixels a cloud pixel."""

    columns: float
    steps: int
    looks: int
    cloud_scale: int


FINENESS: dict[Quality, Fineness] = {
    "draft": Fineness(0.75, 256, 3, 2),
    "standard": Fineness(1.0, 600, 3, 2),
    "high": Fineness(1.2, 1200, 5, 2),
}


@dataclass(frozen=True)
class Exposed:
    """A frame's passes on the device, flat and row-major."""

    color: Array3f
    distance: Float
    """Along the ray (m); FAR_M for sky."""
    normal: Array3f
    edge: Float
    """Share of the pixel above (> 0) or below (< 0) to mix in: silhouettes cross pixels."""
    motion: Array2f


class Painter:
    """Paints frames of one stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._waves_m = dr.opaque(Float, stage.water.highest_m if stage.water else 0.0)

    def paint(self, moment: Moment, view: View, following: View, width: int, height: int) -> Exposed:
        """The frame seen by `view`; `following` is the next frame's camera, for motion."""
        stage = self.stage
        aim = Aim(view, width, height, stage.shot.camera.projection == "tiny_planet")
        rays = Rays(aim)
        after = Rays(Aim(following, width, height, aim.tiny_planet))
        fine = FINENESS[stage.quality]
        above = stage.height_above_floor(moment.t_s)
        looks = fine.looks if stage.land.beds is None else round(fine.looks / CLIFFS)
        walk = sweep(aim, above, self._sight(view), fine.columns, self._steps(fine, view), looks)
        columns = Columns(stage.ground, stage.surface(moment.water), view.position, walk)
        veil = CloudVeil(moment, rays, columns, fine.cloud_scale)
        scene = Scenery(stage, moment, rays, columns.gap)
        exposed = self._expose(scene, rays, after, columns, veil)
        dr.eval(exposed.color, exposed.distance, exposed.normal, exposed.edge, exposed.motion)
        return exposed

    def _steps(self, fine: Fineness, view: View) -> int:
        """More steps for a longer lens, which magnifies what lies between them; in eighths, for few kernels."""
        longer = max(1.0, (view.focal_mm / NORMAL_LENS_MM) ** LENGTHENS)
        longer *= 1.0 if self.stage.land.beds is None else CLIFFS
        return round(fine.steps * min(longer, MOST_LONGER) * 8) // 8

    def _sight(self, view: View) -> float:
        """How far land can be seen at all: to the horizon and the peaks beyond it."""
        top = self.stage.ground.highest_m
        low = max(view.position[2], 1.0)
        return min(math.sqrt(2 * EARTH_M * low) + math.sqrt(2 * EARTH_M * max(top, 1.0)) + 500.0, 160e3)

    def _onto_walls(self, x: Float, y: Float, z: Float, direction: Array3f, gap_m: Float) -> tuple[Float, Float]:
        """Points moved on along the ray until the ground is as high as the ray: onto the face of a cliff of ice.

        Between two looks the visibility pass knows a cliff as a ramp, whose lower part lies before its foot. Rays that
        end as low as waves reach have met water and stay.
        """
        wall = z > self._waves_m + WALL_SLACK_M
        for _ in range(WALL_LOOKS):
            on = dr.select(wall & (self.stage.ground.coarse(x, y) < z - WALL_SLACK_M), gap_m, 0)
            x, y = x + on * direction.x, y + on * direction.y
        return x, y

    def _expose(self, scene: Scenery, rays: Rays, after: Rays, columns: Columns, veil: CloudVeil) -> Exposed:
        aim = rays.aim
        lane = dr.arange(UInt, aim.width * aim.height)
        row = lane // dr.opaque(UInt, aim.width)
        px, py = Float(lane - row * dr.opaque(UInt, aim.width)) + 0.5, Float(row) + 0.5
        direction = rays.direction(px, py)
        azimuth, slope, level = heading(direction)
        hit = columns.meet(azimuth, slope)
        radius = dr.minimum(hit.radius, FAR_M)
        distance = dr.select(hit.hit, radius / level, FAR_M)
        reach = dr.minimum(hit.touched, FAR_M) / level
        x, y = rays.eye.x + reach * direction.x, rays.eye.y + reach * direction.y
        if self.stage.materials.has_ice:
            x, y = self._onto_walls(
                x, y, rays.eye.z + distance * direction.z + drop(distance), direction, columns.gap * reach
            )
        color, normal = scene.radiance(hit.hit, x, y, distance, direction)
        color = scene.veiled(veil.over(color, px, py, distance, hit.hit), distance, direction)
        color *= Array3f(*DAYLIGHT_BALANCE)
        edge = columns.edge(hit, slope, rays.pixel_rad * (1 + slope * slope))
        moved = direction * dr.minimum(distance, FAR_M) + rays.eye - after.eye
        motion = after.project(moved) - Array2f(px, py)
        return Exposed(color, distance, normal, edge, motion)
