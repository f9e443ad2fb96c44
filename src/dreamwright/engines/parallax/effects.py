"""Which effects a plan asks of a picture: light that changes, and what fills the air. Knows plans and effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.base import Unmet
from dreamwright.engines.parallax.air import glows
from dreamwright.engines.parallax.air.fog import Bank, Fog
from dreamwright.engines.parallax.air.glows import Glows
from dreamwright.engines.parallax.air.leaves import Leaves
from dreamwright.engines.parallax.alive import wind_of
from dreamwright.engines.parallax.depths import Space
from dreamwright.engines.parallax.light.day import Day
from dreamwright.engines.parallax.light.lamps import Lamps
from dreamwright.engines.parallax.light.lightning import Lightning
from dreamwright.engines.parallax.light.shadows import Shadows
from dreamwright.engines.parallax.light.shafts import Shafts
from dreamwright.engines.parallax.light.skies import with_sky
from dreamwright.engines.parallax.light.turning import Turning
from dreamwright.engines.parallax.light.wonders import Aurora, Rainbow
from dreamwright.engines.parallax.moment import Clock, Effect, Moment, luminance, unchanged
from dreamwright.engines.parallax.reframe import Framed
from dreamwright.engines.parallax.spoken import only_smoke, words_of
from dreamwright.frames import Array
from dreamwright.shot.plan import Shot, Sun

_LAPSE = 30.0
"""Time scale from which on the clouds' shadows are seen to pass without being asked for."""
_LEAST_FOG = 0.05
_LIGHT, _LEAST_SKY = 0.12, 0.01
"""Mean light from which on a picture is no dark one, and the least sky that is one."""


@dataclass(frozen=True)
class Effects:
    """What is done to every frame: light on what is seen, and after the shutter has closed the air before it."""

    light: tuple[Effect, ...]
    air: tuple[Effect, ...]
    sky: Array
    """(H, W) of the canvas: how much of each pixel is sky."""
    pace: float
    """Seconds of the effects' time per second of film: less than 1 in slow motion."""
    opens: bool = True
    """Whether the picture opens the film."""

    def __bool__(self) -> bool:
        return bool(self.light or self.air)

    def lit(self, color: Array, moment: Moment) -> Array:
        """The frame in its moment's light."""
        return _applied(self.light, color, moment)

    def filled(self, color: Array, moment: Moment) -> Array:
        """The frame behind its moment's air."""
        return _applied(self.air, color, moment)


def gain_of(before: Array, after: Array) -> Array:
    """(3,) by how much a frame's light has changed, 0-4: what fills the air stands in the same."""
    if after is before:
        return unchanged()
    means = [color[::8, ::8].reshape(-1, 3).mean(0) for color in (before, after)]
    return np.asarray(np.clip(means[1] / np.maximum(means[0], 1e-4), 0, 4), np.float32)


def effects_of(shot: Shot, framed: Framed, space: Space, opens: bool = True) -> Effects:
    """The effects of a plan on a picture; the hour goes by from a picture that `opens` the film alone."""
    if not opens:
        still = {"time_of_day_end": None, "sun_end": None}
        shot = shot.model_copy(update={"scene": shot.scene.model_copy(update=still)})
    pace = min(1.0, shot.scene.time_scale)
    clock = Clock(pace * shot.frame.count / shot.frame.fps, shot.loop)
    framed = with_sky(framed)
    light, air = _light(shot, framed, space, clock), _air(shot, framed, space, clock)
    return Effects(light, air, framed.regions.sky, pace, opens)


def lacking(shot: Shot, effects: Effects, color: Array) -> tuple[Unmet, ...]:
    """What a plan asks of a picture (H, W, 3) that cannot be seen in it, and why."""
    scene = shot.scene
    light = float(luminance(np.ascontiguousarray(color[::8, ::8])).mean())
    dark = light < _LIGHT or scene.time_of_day_end in ("night", "blue_hour")
    sky = float(effects.sky.mean()) > _LEAST_SKY
    wonders = (("aurora", "night.aurora", scene.night.aurora), ("rainbow", "rainbow", scene.rainbow),
               ("bolt of lightning", "lightning", scene.lightning))  # fmt: skip
    found = [Unmet(f"scene.{path}", f"no sky was found in the picture for the {name} to be seen in")
             for name, path, value in wonders if value > 0 and not sky]  # fmt: skip
    if scene.night.aurora > 0 and sky and not dark:
        found.append(Unmet("scene.night.aurora", "the picture is too light for an aurora to be seen"))
    if scene.precipitation.kind == "fireflies" and scene.precipitation.rate > 0 and not dark:
        found.append(Unmet("scene.precipitation", "the picture is too light for fireflies to be seen"))
    if not effects.opens and (scene.time_of_day_end is not None or scene.sun_end is not None):
        found.append(Unmet("scene.time_of_day_end", "the hour goes by from a picture that opens the film alone"))
    if any(isinstance(one, Lamps) and not one.any for one in effects.light):
        found.append(Unmet("scene.features", "no lamps were found in the picture to flicker"))
    return tuple(found)


def fog_asked(shot: Shot) -> bool:
    """Whether a plan's fog is meant: the haze that the planner gives places by itself is none."""
    if only_smoke(words_of(shot.prompt)):
        return False
    said = not shot.prompt or any(reading.field.startswith("scene.fog") for reading in shot.readings)
    rays = "sun_rays" in shot.scene.features and shot.scene.fog.density < 0.2  # the haze that shafts stand in
    return said and not rays and shot.scene.fog.density >= _LEAST_FOG


def shutter_s(shot: Shot) -> float:
    """Seconds that the shutter is open; a little even where the camera's is not, for what moves fast."""
    return max(shot.camera.shutter_deg, 30.0) / 360 / shot.frame.fps


def _applied(effects: tuple[Effect, ...], color: Array, moment: Moment) -> Array:
    for effect in effects:
        color = effect.on(color, moment)
    return color


def _light(shot: Shot, framed: Framed, space: Space, clock: Clock) -> tuple[Effect, ...]:
    scene, seed = shot.scene, shot.seed
    top, open_s = framed.canvas.margin[1], shutter_s(shot) * min(1.0, scene.time_scale)
    found: list[Effect] = []
    if scene.sun_end is not None:
        found.append(Turning(_angles(scene.sun), _angles(scene.sun_end), space, top, clock))
    if "cloud_shadows" in scene.features or (scene.time_scale >= _LAPSE and scene.clouds.kind == "cumulus"):
        found.append(Shadows(framed, space, wind_of(scene), scene.time_scale, clock, seed))
    if scene.time_of_day_end is not None:
        found.append(Day(scene.time_of_day, scene.time_of_day_end, framed, Lamps(framed, clock, seed), clock))
    if "flickering_lights" in scene.features:
        found.append(Lamps(framed, clock, seed))
    if scene.night.aurora > 0:
        found.append(Aurora(scene.night.aurora, space, top, clock, seed))
    if scene.rainbow > 0:
        found.append(Rainbow(scene.rainbow, _angles(scene.sun), framed, space, clock))
    if "sun_rays" in scene.features:
        found.append(Shafts(framed, clock, seed))
    if scene.lightning > 0:
        found.append(Lightning(scene.lightning, framed, clock, open_s, seed))
    return tuple(found)


def _air(shot: Shot, framed: Framed, space: Space, clock: Clock) -> tuple[Effect, ...]:
    scene, seed, wind = shot.scene, shot.seed, wind_of(shot.scene)
    fall, open_s = scene.precipitation, shutter_s(shot) * min(1.0, scene.time_scale)
    found: list[Effect] = []
    if fog_asked(shot):
        found.append(Fog(Bank(scene.fog.density, scene.fog.top_m, wind), framed, space, clock, seed))
    if fall.kind == "leaves" and fall.rate > 0:
        found.append(Leaves(fall.rate, wind, open_s, bright_of(framed.canvas.color), clock, seed))
    if fall.kind in glows.OF_KIND and fall.rate > 0:
        found.append(Glows(glows.OF_KIND[fall.kind], fall.rate, wind, open_s, clock, seed))
    return tuple(found)


def _angles(sun: Sun) -> tuple[float, float]:
    return sun.elevation_deg, sun.azimuth_deg


def bright_of(color: Array) -> Array:
    """(3,) light of a picture's bright parts (its brightest eighth), mostly without its hue."""
    small = color[::8, ::8].reshape(-1, 3)
    bright = small[small.mean(1) >= np.percentile(small.mean(1), 88)].mean(0)
    return np.asarray(0.8 * bright.mean() + 0.2 * bright, np.float32)
