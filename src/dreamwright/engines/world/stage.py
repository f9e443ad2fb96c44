"""The built world of one shot and its state at any time: land, water, air, clouds, light.

Built once; `moment(t)` is a pure function of t. Knows nothing of pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.base import Quality, Watch
from dreamwright.engines.world.biome import bake, biome
from dreamwright.engines.world.canopy import crowns
from dreamwright.engines.world.clouds.clouds import CloudMoment, Clouds
from dreamwright.engines.world.clouds.light import CloudLight
from dreamwright.engines.world.ground import Ground
from dreamwright.engines.world.jit import Float, UInt, dr
from dreamwright.engines.world.land_shading import Materials
from dreamwright.engines.world.scout import Scout, Track
from dreamwright.engines.world.sky.atmosphere import Air, Light
from dreamwright.engines.world.sunmap import SunMap, direction_to
from dreamwright.engines.world.terrain.land import build
from dreamwright.engines.world.water.surface import IceSheet, Sea, SeaMoment
from dreamwright.frames import View
from dreamwright.shot.plan import Shot

SKY_CLOUD_BASE_M = 900.0
HAZE = {"desert": 0.3, "coast": 0.3, "ocean": 0.22, "islands": 0.22, "arctic": 0.04, "mountains": 0.12, "sky": 0.08, "lake": 0.14}


CLOUD_TRIES = 8


@dataclass(frozen=True)
class Moment:
    """The world at one time."""

    t_s: float
    light: Light
    sun_map: SunMap
    clouds: CloudMoment
    cloud_light: CloudLight
    sea: SeaMoment | IceSheet | None


class Stage:
    """All that a shot's frames share."""

    def __init__(self, shot: Shot, quality: Quality, watch: Watch) -> None:
        self.shot, self.quality = shot, quality
        scene = shot.scene
        watch.progress("building the land", 0, 3)
        self.land = build(shot, quality)
        watch.check()
        watch.progress("building the land", 1, 3)
        self.recipe = biome(shot)
        near, far = bake(self.land, self.recipe, shot.seed)
        self.ground = Ground(near, far, shot.seed, 2.2 * near.cell_m)
        self.materials = Materials(self.recipe, scene.wind_toward_deg, self._wetness())
        watch.check()
        watch.progress("building the land", 2, 3)
        self.loop_s = shot.frame.count / shot.frame.fps if shot.loop else None
        self.sea = self._sea()
        self.scout = Scout(shot, self._floor)
        self.opening = self.scout.view(0.0)
        self.air = Air(min(1.0, HAZE.get(scene.place, 0.18) + 1.2 * scene.fog.density))
        self.clouds = self._clouds()
        self._open_clouds()
        self._still_light = lru_cache(maxsize=1)(self._lit)
        watch.progress("building the land", 3, 3)

    def moment(self, t_s: float) -> Moment:
        """The world `t_s` seconds into the film."""
        scene = self.shot.scene
        weather_s = t_s * scene.time_scale
        elevation, azimuth = self.sun(t_s)
        light, sun_map = self._still_light(elevation, azimuth)
        view = self.scout.view(t_s)
        clouds = self.clouds.moment(weather_s, light.key_direction, view.position[:2])
        return Moment(t_s, light, sun_map, clouds, self._cloud_light(light), self.sea.moment(t_s) if self.sea else None)

    def sun(self, t_s: float) -> tuple[float, float]:
        """Elevation and azimuth of the sun (degrees), moving in a time lapse."""
        scene = self.shot.scene
        if scene.sun_end is None:
            return scene.sun.elevation_deg, scene.sun.azimuth_deg
        span = self.shot.frame.count / self.shot.frame.fps
        share = min(max(t_s / span, 0.0), 1.0)
        if self.shot.loop:
            share = 0.5 - 0.5 * float(np.cos(2 * np.pi * t_s / span))
        ends = (scene.sun.elevation_deg, scene.sun_end.elevation_deg), (scene.sun.azimuth_deg, scene.sun_end.azimuth_deg)
        return float(np.interp(share, (0, 1), ends[0])), float(np.interp(share, (0, 1), ends[1]))

    def surface(self, sea: SeaMoment | IceSheet | None) -> _Surface:
        """What the visibility pass meets: ground, woods and waves."""
        return _Surface(self, sea)

    def _lit(self, elevation_deg: float, azimuth_deg: float) -> tuple[Light, SunMap]:
        altitude = self.opening.position[2]
        light = Light(self.air, self.shot.scene.night, elevation_deg, azimuth_deg, altitude, self.recipe.albedo)
        x, y, z = (float(v) for v in light.key_direction)
        return light, SunMap(self.ground, (x, y, z))

    def _cloud_light(self, light: Light) -> CloudLight:
        base = self.clouds.base_m if not self.clouds.empty else 1000.0
        key = [np.array(light.key_at(Float(h)), np.float64)[:, 0] for h in (base, base + 1500.0)]
        ground = np.pi * np.asarray(light.ground_radiance)
        return CloudLight(light.key_direction, key[0], light.sky_irradiance, ground, key[1])

    def _wetness(self) -> float:
        falling = self.shot.scene.precipitation
        return min(1.0, 0.35 + falling.rate) if falling.kind == "rain" else 0.0

    def _clouds(self) -> Clouds:
        shot, scene = self.shot, self.shot.scene
        loop = self.loop_s * scene.time_scale if self.loop_s else None
        base = SKY_CLOUD_BASE_M if scene.place == "sky" else None
        return Clouds(scene.clouds, shot.seed, scene.wind_mps, scene.wind_toward_deg, self.quality, loop, base, scene.time_scale)

    def _open_clouds(self) -> None:
        """Moves the cloud field so that light falls on the foreground and the subject: a cloud's shadow is for between."""
        if self.clouds.empty or self.shot.scene.clouds.cover > 0.75:
            return
        elevation, azimuth = self.sun(0.0)
        key = direction_to(azimuth, elevation)
        if key[2] < 0.02:
            return
        starts = self.clouds.starts[3].copy()
        found = []
        for k in range(CLOUD_TRIES):
            self.clouds.starts[3] = starts + k * np.array([37.0, 61.0, 0.0])
            found.append(self._sunlit_share(key))
        self.clouds.starts[3] = starts + int(np.argmax(found)) * np.array([37.0, 61.0, 0.0])

    def _sunlit_share(self, key: tuple[float, float, float]) -> float:
        """Mean light past the clouds on the foreground and on the subject."""
        subject = np.radians(self.land.subject_azimuth_deg)
        near = [(s, a) for s in (0.0, 20.0, 60.0, 150.0, 400.0, 1000.0) for a in (-0.4, 0.0, 0.4)]
        far = [(self.land.subject_distance_m, subject + a) for a in (-0.06, 0.0, 0.06)] * 3
        spots = np.array([(s * np.sin(a), s * np.cos(a)) for s, a in near + far], np.float32)
        x, y = Float(spots[:, 0]), Float(spots[:, 1])
        moment = self.clouds.moment(0.0, key, self.opening.position[:2])
        return float(dr.mean(moment.shadow(x, y, self.ground.coarse(x, y)))[0])

    def _sea(self) -> Sea | None:
        shot, scene = self.shot, self.shot.scene
        if not self.land.water:
            return None
        kind = {"lake": "lake", "river": "river", "canyon": "river"}.get(scene.place, "sea")
        frozen = "frozen" in scene.features
        return Sea(kind, scene.wind_mps, scene.wind_toward_deg, shot.seed, self.quality, self.loop_s, None, frozen)  # type: ignore[arg-type]

    def _floor(self, x: Track, y: Track) -> Track:
        """Ground or water under the camera, host side."""
        px, py = Float(x.astype(np.float32)), Float(y.astype(np.float32))
        solid: NDArray[np.float64] = np.array(self.ground.fine(px, py, self.ground.shape(px, py), Float(0.05)).height, np.float64)
        return np.maximum(solid, 0.55 * self.sea.highest_m) if self.sea else solid

    def height_above_floor(self, view: View) -> float:
        """The eye's height over what lies under it (m)."""
        x, y, z = view.position
        return max(0.1, z - float(self._floor(np.array([x]), np.array([y]))[0]))


class _Surface:
    """Callable (x, y, finest_m, ground_m) → height (m) of what is seen."""

    def __init__(self, stage: Stage, sea: SeaMoment | IceSheet | None) -> None:
        self._ground, self._sea, self._trees = stage.ground, sea, stage.materials.has_trees
        self._salt: UInt = stage.ground.salt

    def __call__(self, x: Float, y: Float, finest_m: Float, ground_m: Float) -> Float:
        height = ground_m
        if self._trees:
            height = height + crowns(x, y, self._ground.cover(x, y).trees, finest_m, self._salt).height
        if self._sea is not None:
            height = dr.maximum(height, self._sea.height(x, y, finest_m))
        return height
