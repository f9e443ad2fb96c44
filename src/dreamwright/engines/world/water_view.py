"""Water as one sees it: its facets, what they mirror of sky, clouds and land, and the bed below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dreamwright.engines.world.dome import Dome
from dreamwright.engines.world.ground import Shape
from dreamwright.engines.world.jit import Array3f, Bool, Float, UInt, dr
from dreamwright.engines.world.land_shading import distant
from dreamwright.engines.world.stage import Moment, Stage
from dreamwright.engines.world.water.brash import brash
from dreamwright.engines.world.water.foam import Froth
from dreamwright.engines.world.water.ice import IceSheet
from dreamwright.engines.world.water.optics import Clarity, water_body
from dreamwright.engines.world.water.shading import Bed, Daylight, Facet, iced, reflection_direction, shade, shade_ice

CLARITY: dict[str, Clarity] = {
    "islands": "tropic", "coast": "cold", "lake": "lake", "river": "cold", "canyon": "muddy", "arctic": "cold",
}  # fmt: skip
DRIFT_ICE = frozenset({"sea_ice", "iceberg", "icebergs", "glacier"})
GREY_SEA_MPS = 14.0
MIRROR_STEPS = 26
SHARPEST_RAD = 0.004
"""Least angle over which a mirrored skyline melts."""
MIRROR_FIRST_M, MIRROR_GROWTH = 5.0, 1.34


class WaterView:
    """The water of one stage at one moment."""

    def __init__(self, stage: Stage, moment: Moment, dome: Dome, ambient: Callable[[Array3f], Array3f]) -> None:
        """`ambient` gives the irradiance (klux) of sky and clouds on a normal."""
        self._stage, self._moment, self._dome, self._ambient = stage, moment, dome, ambient
        scene = stage.shot.scene
        clear = "tropic" if "turquoise_water" in scene.features else CLARITY.get(scene.place, "ocean")
        if clear == "ocean" and scene.wind_mps > GREY_SEA_MPS:
            clear = "cold"  # plankton and air that a gale stirs up
        self._body = water_body(clear)
        self._drifting = scene.place == "arctic" and bool(DRIFT_ICE & set(scene.features))
        self._mirrors_land = stage.ground.highest_m > 3.0

    def radiance(
        self, x: Float, y: Float, view: Array3f, footprint_m: Float, shape: Shape, daylight: Daylight
    ) -> Array3f:
        """Radiance (knit) from the water toward the eye; `shape` of the bed."""
        water = self._moment.water
        assert water is not None
        sea, calming = water.sea, water.calming(shape.height)
        slope_x, slope_y, variance = sea.slope(x, y, footprint_m)
        level, froth = sea.height(x, y, footprint_m) * calming, sea.froth(x, y, self._crisp(view, footprint_m))
        if (swash := water.swash(x, y, shape.height, footprint_m)) is not None:
            foam = dr.maximum(froth.foam * calming, swash.foam)
            level, froth = level + swash.height_m, Froth(foam, dr.maximum(froth.churned * calming, 0.5 * foam))
        sparkle = sea.sparkle(x, y, footprint_m)
        facet = Facet(slope_x, slope_y, variance, level, froth.foam, sparkle, froth.churned)
        toward, spread = reflection_direction(view, facet), dr.sqrt(facet.variance)
        mirrored = self._mirrored(x, y, level, self._blurred_sky(view, facet), toward, spread, daylight)
        if isinstance(sea, IceSheet):
            return shade_ice(view, facet, sea.cover(x, y, footprint_m), mirrored, daylight)
        depth = dr.maximum(level - shape.height, 0.0)
        bed = Bed(depth, self._stage.materials.loose * 0.8, sea.bed_light(x, y, depth, footprint_m))
        open_water = shade(view, facet, bed, mirrored, daylight, self._body)
        if not self._drifting:
            return open_water
        return iced(open_water, brash(x, y, view, self._crisp(view, footprint_m)), daylight)

    def _crisp(self, view: Array3f, footprint_m: Float) -> Float:
        """The footprint for foam, whose patches keep their shape where the view grazes."""
        return footprint_m * dr.clip(dr.abs(view.z), 0.003, 1) ** 0.78

    def _blurred_sky(self, view: Array3f, facet: Facet) -> Array3f:
        """The sky in the mean facet and in four about it, as rough as the surface is below the pixel."""
        spread = 1.2 * dr.sqrt(facet.variance)
        total = 2 * self._dome.radiance(reflection_direction(view, facet))
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            leant = replace(facet, sx=facet.sx + dx * spread, sy=facet.sy + dy * spread)
            total += self._dome.radiance(reflection_direction(view, leant))
        return total / 6

    def _mirrored(
        self, x: Float, y: Float, z: Float, sky: Array3f, d: Array3f, spread: Float, daylight: Daylight
    ) -> Array3f:
        """What the ray `d` sees: land or `sky`, melting over the angle (rad) that the roughness spreads it by."""
        if not self._mirrors_land:
            return sky
        least, far = self._walk(x, y, z, d)
        px, py = x + far * d.x, y + far * d.y
        normal, albedo = distant(self._stage.ground, self._stage.materials, px, py)
        lit = self._moment.sun_map.visible(px, py, z + far * d.z + 2)
        direct = daylight.key * lit * dr.maximum(dr.dot(normal, daylight.toward_key), 0)
        land = albedo * (direct + self._ambient(normal)) * 0.3183
        near, through = self._moment.light.aerial(d, far)
        share = dr.clip(0.5 - least / (2 * SHARPEST_RAD + 3 * spread), 0, 1)
        return dr.lerp(sky, land * through + near * dr.lerp(self._stage.shaded_air, 1.0, lit), share)

    def _walk(self, x: Float, y: Float, z: Float, d: Array3f) -> tuple[Float, Float]:
        """How a mirrored ray passes the land: its least clearance as an angle (rad, negative as far as the land rises
        over it), and where it first meets land, or passes it nearest (m). Growing steps, one secant at the meeting.
        """
        ground = self._stage.ground

        def body(k: UInt, far: Float, last: Float, least: Float, at: Float, met: Bool) -> tuple[Any, ...]:
            clear = z + far * d.z - ground.coarse(x + far * d.x, y + far * d.y)
            cross = far - (far - far / MIRROR_GROWTH) * clear / dr.minimum(clear - last, -1e-6)
            angle = clear / far
            at = dr.select(met, at, dr.select(clear < 0, cross, dr.select(angle < least, far, at)))
            return k + 1, far * MIRROR_GROWTH, clear, dr.minimum(least, angle), at, met | (clear < 0)

        n = dr.width(x)
        one = Float(1) + 0 * x
        start = (dr.zeros(UInt, n), MIRROR_FIRST_M * one, Float(one), Float(one), Float(one), dr.full(Bool, False, n))
        ended = dr.while_loop(start, lambda k, far, last, least, at, met: k < MIRROR_STEPS, body)
        return ended[3], ended[4]
