"""The built world of one shot and its state at any time: land, water, air, clouds, light.

Built once; `moment(t)` is a pure function of t. Knows nothing of pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.base import Quality, Watch
from dreamwright.engines.world.biome import bake, biome, closer
from dreamwright.engines.world.blades import Breeze, Standpoints, breeze
from dreamwright.engines.world.canopy import Trees, crowns
from dreamwright.engines.world.clouds.clouds import CloudMoment, Clouds
from dreamwright.engines.world.clouds.light import CloudLight
from dreamwright.engines.world.clouds.species import closed_storm
from dreamwright.engines.world.dome import Dome
from dreamwright.engines.world.ground import Ground
from dreamwright.engines.world.heavens import LUMINANCE, HeavenMoment, Heavens
from dreamwright.engines.world.jit import Float, UInt, dr, to_float
from dreamwright.engines.world.land_shading import Materials, grassiness, stoniness
from dreamwright.engines.world.precipitation import Precipitation
from dreamwright.engines.world.scout import RIDES_BELOW_M, Scout
from dreamwright.engines.world.scout import Track as Line
from dreamwright.engines.world.sky.atmosphere import Air, Light
from dreamwright.engines.world.sky.fog import HeightFog
from dreamwright.engines.world.stones import CELLS_M, stones
from dreamwright.engines.world.sunmap import SunMap, direction_to
from dreamwright.engines.world.terrain.land import build
from dreamwright.engines.world.tracks import at_second, tracks
from dreamwright.engines.world.turf import tufts
from dreamwright.engines.world.waters import WaterMoment, Waters
from dreamwright.shot.plan import Shot
from dreamwright.shot.takes import begin_s, earlier, end_s, round_s, span_s

ABOVE_CLOUDS_M = 220.0
"""How far over the highest cloud the camera flies in the place "sky"."""
HAZE = {
    "desert": 0.3,
    "coast": 0.3,
    "ocean": 0.22,
    "islands": 0.22,
    "arctic": 0.04,
    "mountains": 0.12,
    "sky": 0.08,
    "lake": 0.14,
}


CloudKeys = tuple[NDArray[np.float64], NDArray[np.float64]]
CLOUD_TRIES = 8
HIGH_SEA_M = 1.5
"""Bound of the waves from which a camera near the water rides them."""
FOG_BASIN_M = 3000.0
SUNLIT_SPOTS = 64
OVERCAST_HUE = np.array([0.915, 1.0, 1.09])
SHADED_AIR = 0.3
"""Brightness of air that only the sky lights, of that in the sun."""
STORM_AIR = 0.11
"""And of air below a storm that fills the sky."""
STORM_LIGHT = 0.3
NEAREST_TREES_GAP_M, FARTHEST_TREES_GAP_M = 0.12, 40.0
"""Spacing of the looks between which single trees are looked for; they stand from 100 m off."""


@dataclass(frozen=True)
class Shadow:
    """The clouds' shadow, cast once and carried by the wind since."""

    cast: CloudMoment
    carried: tuple[Float, Float]

    def at(self, x: Float, y: Float, z: Float) -> Float:
        """Share 0-1 of the key light that reaches points (m)."""
        return self.cast.shadow(x - self.carried[0], y - self.carried[1], z)


@dataclass(frozen=True)
class Moment:
    """The world at one time."""

    t_s: float
    light: Light
    sun_map: SunMap
    clouds: CloudMoment
    cloud_shadow: Shadow
    cloud_light: CloudLight
    water: WaterMoment | None
    heavens: HeavenMoment
    breeze: Breeze
    sunlit_share: float
    """Share 0-1 of the key light that the clouds let through, on the mean over the land about."""
    air_share: Float
    """How bright the air is under the clouds, of what it is under an open sky (opaque)."""


class Stage:
    """All that a shot's frames share."""

    def __init__(self, shot: Shot, quality: Quality, watch: Watch) -> None:
        self.shot, self.quality = shot, quality
        scene = shot.scene
        watch.progress("building the land", 0, 3)
        self.land = build(shot, quality)
        watch.check()
        watch.progress("building the land", 1, 3)
        self.span_s = span = span_s(shot)
        """Length of the first take, on whose time line light and weather count."""
        self.loop_s = round_s(shot)
        self.pace = min(1.0, scene.time_scale)
        """Seconds in the life of water, grass, rain and snow per second of film: a time lapse does not hasten them."""
        self._life_s = self.loop_s * self.pace if self.loop_s else None
        self.falling = Precipitation(
            scene.precipitation, shot.seed, scene.wind_mps, scene.wind_toward_deg, span * self.pace, self._life_s
        )
        self.recipe = biome(shot)
        near, far = bake(self.land, self.recipe, shot.seed)
        close = None if self.land.close is None else closer(self.land.close, near)
        self.ground = Ground(near, far, shot.seed, 240.0, self.land.beds, close)
        self.materials = Materials(self.recipe, scene.wind_toward_deg, self.falling.wetness)
        watch.check()
        watch.progress("building the land", 2, 3)
        self.water = Waters(shot, self.land, quality, self._life_s) if self.land.water else None
        high = self.water is not None and self.water.highest_m > HIGH_SEA_M
        self._rides = high and shot.camera.height_m < RIDES_BELOW_M
        self.scout = Scout(shot, self._floor, self._swell if self._rides else None)
        self.opening = self.scout.first.view(0.0)
        self._tracks = tracks(shot, self.scout)
        self.air = Air(min(1.0, HAZE.get(scene.place, 0.18) + 1.2 * scene.fog.density))
        self.clouds = self._clouds()
        self._dark = closed_storm(scene.clouds.kind, scene.clouds.cover) and scene.place != "sky"
        self.shaded_air = STORM_AIR if self._dark else SHADED_AIR
        self.deck_share = STORM_LIGHT if self._dark else 1.0
        """Brightness of near rain and snow below the clouds, of that under an open sky."""
        self._open_clouds()
        self._cast: CloudMoment | None = None
        self._dome: Dome | None = None
        self._fog: HeightFog | None = None
        self._opening_sunlit: float | None = None
        near_origin = np.hypot(*np.meshgrid(*[np.linspace(-1, 1, near.cells) * near.half_m] * 2)) < FOG_BASIN_M
        self._low = float(np.percentile(near.height[near_origin], 8))
        self._still_light = lru_cache(maxsize=1)(self._lit)
        self.heavens = self._heavens(shot, self._still_light(*self.sun(0.0))[0])
        watch.progress("building the land", 3, 3)

    def _heavens(self, shot: Shot, opening: Light) -> Heavens:
        before = self._heavens(earlier(shot), opening) if shot.takes and not shot.loop else None
        lowest = min(self.sun(t)[0] for t in (0.0, self.span_s / 2, self.span_s, begin_s(shot), end_s(shot)))
        return Heavens(shot, lowest, opening, before)

    def standpoints(self, t_s: float, pixel_rad: Float) -> Standpoints:
        """Where the strokes of the grass are drawn from at a second of the world's clock."""
        track, share = at_second(self._tracks, self.shot, t_s)
        return track.at(share, pixel_rad)

    def moment(self, t_s: float) -> Moment:
        """The world at a second of its clock, which reads 0 at the opening."""
        scene = self.shot.scene
        weather_s = t_s * scene.time_scale
        elevation, azimuth = self.sun(t_s)
        light, sun_map, keys = self._still_light(elevation, azimuth)
        clouds, shadow = self._clouds_at(weather_s, light)
        water = self.water.moment(t_s * self.pace) if self.water else None
        heavens = self.heavens.at(t_s, light)
        cloud_light = self._cloud_light(light, keys, heavens)
        sunlit = self._sunlit(shadow, t_s)
        air_share = dr.opaque(Float, self.shaded_air + (1 - self.shaded_air) * sunlit)
        wind = breeze(scene.wind_mps, scene.wind_toward_deg, t_s * self.pace, self._life_s)
        return Moment(t_s, light, sun_map, clouds, shadow, cloud_light, water, heavens, wind, sunlit, air_share)

    def _sunlit(self, shadow: Shadow, t_s: float) -> float:
        """Share of the land in the sun; in real time that of the opening, which saves a wait for the device."""
        if not self.real_time:
            return _sunlit(shadow, self.scout.view(t_s).position)
        if self._opening_sunlit is None:
            still = Shadow(shadow.cast, (Float(0), Float(0)))
            self._opening_sunlit = _sunlit(still, self.opening.position)
        return self._opening_sunlit

    @property
    def real_time(self) -> bool:
        """Whether light and weather change too little within the film for their tables to be made anew each frame."""
        return self.shot.scene.time_scale <= 1 and self.shot.scene.sun_end is None

    @property
    def steady(self) -> bool:
        """Whether the sky gives the same light in every frame."""
        return self.real_time and self.shot.scene.lightning == 0 and self.shot.scene.night.aurora == 0

    def _clouds_at(self, weather_s: float, light: Light) -> tuple[CloudMoment, Shadow]:
        """The clouds and their shadow; in real time the shadow of the opening drifts along."""
        if not self.real_time or self.clouds.empty:
            centre = self.scout.view(weather_s / self.shot.scene.time_scale).position[:2]
            clouds = self.clouds.moment(weather_s, light.key_direction, centre)
            return clouds, Shadow(clouds, (Float(0), Float(0)))
        if self._cast is None:
            self._cast = self.clouds.moment(0.0, light.key_direction, self.opening.position[:2])
        x, y = self.clouds.drift.carried(weather_s)
        return self.clouds.moment(weather_s), Shadow(self._cast, (dr.opaque(Float, x), dr.opaque(Float, y)))

    def dome(self, moment: Moment, eye: tuple[float, float, float]) -> Dome:
        """The sky's dome over the eye; in a steady light that of the opening serves all frames."""
        if not self.steady:
            return Dome(moment, eye)
        if self._dome is None:
            self._dome = Dome(self.moment(0.0), self.opening.position)
        return self._dome

    def sun(self, t_s: float) -> tuple[float, float]:
        """Elevation and azimuth of the sun (degrees), moving in a time lapse."""
        scene = self.shot.scene
        if scene.sun_end is None:
            return scene.sun.elevation_deg, scene.sun.azimuth_deg
        share = t_s / self.span_s
        if self.loop_s:
            share = 0.5 - 0.5 * float(np.cos(2 * np.pi * share))
        ends = (
            (scene.sun.elevation_deg, scene.sun_end.elevation_deg),
            (scene.sun.azimuth_deg, scene.sun_end.azimuth_deg),
        )
        if 0 <= share <= 1:
            return float(np.interp(share, (0, 1), ends[0])), float(np.interp(share, (0, 1), ends[1]))
        elevation, azimuth = (a + (b - a) * share for a, b in ends)
        return _over_the_top(elevation, azimuth)

    def surface(self, water: WaterMoment | None) -> _Surface:
        """What the visibility pass meets: ground, woods and waves."""
        return _Surface(self, water)

    def _lit(self, elevation_deg: float, azimuth_deg: float) -> tuple[Light, SunMap, CloudKeys]:
        altitude = self.opening.position[2]
        light = Light(self.air, self.shot.scene.night, elevation_deg, azimuth_deg, altitude, self.recipe.albedo)
        x, y, z = (float(v) for v in light.key_direction)
        return light, SunMap(self.ground, (x, y, z)), self._cloud_keys(light)

    def _cloud_keys(self, light: Light) -> CloudKeys:
        """Key light (klux) at the foot and at the top of the clouds."""
        base = self.clouds.base_m if not self.clouds.empty else 1000.0
        low, high = (np.array(light.key_at(Float(h)), np.float64)[:, 0] for h in (base, base + 1500.0))
        if self._under_a_deck:
            return _mixed(low, light), _mixed(high, light)
        return low, high

    @property
    def _under_a_deck(self) -> bool:
        """Whether a closed deck hides the sun, whose hue then is mixed with that of the sky."""
        return self.shot.scene.clouds.kind in ("stratus", "storm") and self.shot.scene.place != "sky"

    def fog(self, moment: Moment, sky_factor: NDArray[np.float64]) -> HeightFog | None:
        """The fog of a moment; `sky_factor` (3,) is what the clouds leave of the open sky's light."""
        scene = self.shot.scene
        if scene.fog.density <= 0:
            return None
        if self.steady and self._fog is not None:
            return self._fog
        x, y, _ = direction_to(scene.wind_toward_deg, 0.0)
        low = min(0.0 if self.water else self._low, self._low)
        wind = x * scene.wind_mps, y * scene.wind_mps
        self._fog = HeightFog(scene.fog, low, moment.light, wind, self.shot.seed, moment.sunlit_share, sky_factor)
        return self._fog

    def _cloud_light(self, light: Light, key: CloudKeys, heavens: HeavenMoment) -> CloudLight:
        ground = np.pi * np.asarray(light.ground_radiance)
        if self._under_a_deck:  # the ground below it is lit by the deck, not by the low and yellow sun
            ground = _mixed(ground, light)
        sky = _mixed(light.sky_irradiance, light) if self._dark else light.sky_irradiance
        flash = heavens.extra_irradiance()
        return CloudLight(light.key_direction, key[0], sky + flash, ground + 2 * flash, key[1])

    def _clouds(self) -> Clouds:
        shot, scene = self.shot, self.shot.scene
        loop = self.loop_s * scene.time_scale if self.loop_s else None
        made = (scene.clouds, shot.seed, scene.wind_mps, scene.wind_toward_deg, self.quality, loop)
        clouds = Clouds(*made, None, max(1.0, scene.time_scale))
        if scene.place != "sky" or clouds.empty:
            return clouds
        lowest = min(self.scout.first.view(t).position[2] for t in np.linspace(0, self.span_s, 9))
        return Clouds(*made, clouds.base_m + lowest - ABOVE_CLOUDS_M - clouds.top_m, max(1.0, scene.time_scale))

    def _open_clouds(self) -> None:
        """Moves the clouds so that light falls on the foreground and the subject: their shadow is for between."""
        if self.clouds.empty or self.shot.scene.clouds.cover > 0.75:
            return
        elevation, azimuth = self.sun(0.0)
        key = direction_to(azimuth, elevation)
        if key[2] < 0.02:
            return
        starts, spots = self.clouds.starts[3].copy(), self._to_be_sunlit()
        found = []
        for k in range(CLOUD_TRIES):
            self.clouds.starts[3] = starts + k * np.array([37.0, 61.0, 0.0])
            found.append(float(dr.mean(self.clouds.moment(0.0).light_at(key, *spots))[0]))
        self.clouds.starts[3] = starts + int(np.argmax(found)) * np.array([37.0, 61.0, 0.0])

    def _to_be_sunlit(self) -> tuple[Float, Float, Float]:
        """Points (m) of the foreground and of the subject."""
        subject = np.radians(self.land.subject_azimuth_deg)
        near = [(s, a) for s in (0.0, 20.0, 60.0, 150.0, 400.0, 1000.0) for a in (-0.4, 0.0, 0.4)]
        far = [(self.land.subject_distance_m, subject + a) for a in (-0.06, 0.0, 0.06)] * 3
        spots = np.array([(s * np.sin(a), s * np.cos(a)) for s, a in near + far], np.float32)
        x, y = to_float(spots[:, 0]), to_float(spots[:, 1])
        z = self.ground.coarse(x, y)
        dr.eval(z)
        return x, y, z

    def _floor(self, x: Line, y: Line) -> Line:
        """Ground with its turf and stones, or water, under the camera; host side."""
        px, py = to_float(x), to_float(y)
        bare = self.ground.fine(px, py, self.ground.shape(px, py), Float(0.05)).height
        solid: NDArray[np.float64] = np.array(self.surface(None).top(px, py, Float(0.05), bare), np.float64)
        if self.water is None:
            return solid
        return np.maximum(solid, -self.water.highest_m if self._rides else 0.3 * self.water.highest_m)

    def _swell(self, x: Line, y: Line, times: Line) -> Line:
        """Open water under the camera; the sea is asked four times a second, a boat is no quicker."""
        assert self.water is not None
        step = max(1, round(0.25 / (times[1] - times[0])))
        asked = [*range(0, len(times) - 1, step), len(times) - 1]
        heights = [self._wave(float(x[k]), float(y[k]), float(times[k])) for k in asked]
        return np.interp(times, times[asked], heights)

    def _wave(self, x: float, y: float, t_s: float) -> float:
        assert self.water is not None
        return float(self.water.moment(t_s * self.pace).level(Float(x), Float(y), Float(-1e3), Float(1.0))[0])

    def height_above_floor(self, t_s: float) -> float:
        """The eye's height over what lies under it at `t_s` (m)."""
        return 0.8 * self.shot.camera.height_m if self._rides else self.scout.height_above_floor(t_s)


def _over_the_top(elevation_deg: float, azimuth_deg: float) -> tuple[float, float]:
    """A sun that goes on past the zenith, or under the nadir, comes down, or up, on the other side."""
    elevation = (elevation_deg + 180) % 360 - 180
    if abs(elevation) > 90:
        elevation, azimuth_deg = math.copysign(180, elevation) - elevation, azimuth_deg + 180
    return elevation, (azimuth_deg + 180) % 360 - 180


def _mixed(key: NDArray[np.float64], light: Light) -> NDArray[np.float64]:
    """Key light in the hue of all that falls on a deck of cloud: deep inside, sun and sky are one light.

    Nearly grey, a little cool, as a camera balanced for an overcast day shows it.
    """
    total = light.key_irradiance * max(float(light.key_direction[2]), 0.0) + light.sky_irradiance
    hue = total / max(total @ LUMINANCE, 1e-12)
    return np.asarray((0.1 * hue + 0.9 * OVERCAST_HUE) * (key @ LUMINANCE))


def _sunlit(shadow: Shadow, position: tuple[float, float, float]) -> float:
    """Mean light past the clouds over a disc of 8 km about the eye."""
    k = np.arange(SUNLIT_SPOTS)
    away, angle = 8000 * np.sqrt((k + 0.5) / SUNLIT_SPOTS), k * 2.399963
    x, y = position[0] + away * np.sin(angle), position[1] + away * np.cos(angle)
    return float(dr.mean(shadow.at(to_float(x), to_float(y), Float(0.0)))[0])


class _Surface:
    """Woods, stones and waves on the ground of a stage."""

    def __init__(self, stage: Stage, water: WaterMoment | None) -> None:
        self._ground, self._water, self._materials = stage.ground, water, stage.materials
        self._salt: UInt = stage.ground.salt

    def standing(self, x: Float, y: Float, finest_m: Float, ahead: tuple[Float, Float]) -> Float | None:
        if not self._materials.has_trees:
            return None

        broad = self._materials.broad

        def wooded(x: Float, y: Float, finest_m: Float, ax: Float, ay: Float) -> Float:
            density = self._ground.cover(x, y).trees

            def rise(x: Float, y: Float, finest_m: Float, ax: Float, ay: Float, density: Float) -> Float:
                return crowns(Trees(x, y, (ax, ay), density, broad, finest_m), self._salt).height

            return dr.if_stmt((x, y, finest_m, ax, ay, density), density > 0, rise, lambda *_: Float(0))

        close = (finest_m > NEAREST_TREES_GAP_M) & (finest_m < FARTHEST_TREES_GAP_M)
        return dr.if_stmt((x, y, finest_m, *ahead), close, wooded, lambda x, y, finest_m, ax, ay: Float(0))

    def top(self, x: Float, y: Float, finest_m: Float, ground_m: Float) -> Float:
        if self._materials.has_stones or self._materials.has_turf:
            ground_m = ground_m + self._small(x, y, finest_m, ground_m)
        return ground_m

    def water(self, x: Float, y: Float, finest_m: Float, ground_m: Float) -> Float | None:
        return None if self._water is None else self._water.level(x, y, ground_m, finest_m)

    def _small(self, x: Float, y: Float, finest_m: Float, ground_m: Float) -> Float:
        """Stones and turf, where they are near enough to be seen."""

        def near(x: Float, y: Float, finest_m: Float, ground_m: Float) -> Float:
            cover, rise = self._ground.cover(x, y), Float(0)
            if self._materials.has_turf:
                rise = tufts(x, y, grassiness(cover, self._materials), finest_m, self._salt).height
            if self._materials.has_stones:
                rise = dr.maximum(
                    rise, stones(x, y, stoniness(cover, ground_m, self._materials), finest_m, self._salt).height
                )
            return rise

        state = x, y, finest_m, ground_m
        return dr.if_stmt(state, finest_m < 0.25 * CELLS_M[0], near, lambda x, y, finest_m, ground_m: Float(0))
