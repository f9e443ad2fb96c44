"""What moves of itself on one sheet of a picture: clouds, water, smoke, fire, leaves. All else is left as it is.

Knows layers, regions and a plan's weather and words; nothing of cameras on the move.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.depths import Space
from dreamwright.engines.parallax.drift import FARTHEST, Carried, Plane, copies, plane_flow
from dreamwright.engines.parallax.flame import SPILL_SIDE, SPILL_UP, Flames, Flicker, Glow, lit_by
from dreamwright.engines.parallax.flowing import Flow, Streaks, downhill, falling
from dreamwright.engines.parallax.layers import Layer
from dreamwright.engines.parallax.relief_types import Regions
from dreamwright.engines.parallax.rhythm import Rhythm
from dreamwright.engines.parallax.ripple import LAKE, SEA, STREAM, Ripple, Surface
from dreamwright.engines.parallax.smoke import Smoke
from dreamwright.engines.parallax.spoken import FLOWING, ROLLING, only_lamps, words_of
from dreamwright.engines.parallax.sway import Wind
from dreamwright.engines.parallax.synthesis import extended, fill
from dreamwright.frames import Array
from dreamwright.shot.plan import Scene, Shot

CLOUD_M = {"cirrus": 3000.0, "cumulus": 900.0, "stratus": 700.0, "storm": 800.0}
"""Height of each kind of cloud over the camera."""
_FASTEST = 0.06
"""Most of the picture's width that clouds cross in a second, however fast time runs."""
_LEAST_SHARE = 0.002
_RIVER_MPS = 0.9
_FALL_WAY = 0.33
"""How far a fall's copy is carried, as a share of its height."""
Box = tuple[slice, slice]


class Effect(Protocol):
    """Something that moves; a pure function of t that leaves the picture as it is at 0."""

    def at(self, t_s: float, color: Array) -> Array:
        """`color` (h, w, 3) as it is `t_s` seconds on: a new array, or `color` itself."""
        ...


@dataclass(frozen=True)
class Part:
    """A region of a sheet and what moves it."""

    box: Box
    mask: Array | None
    """(h, w, 1) 0-1; None = all of it."""
    effect: Effect

    def at(self, t_s: float, color: Array) -> Array:
        """The box's colour (h, w, 3) `t_s` seconds on: as it was where the mask is 0."""
        now = self.effect.at(t_s, color)
        if self.mask is None or now is color:
            return now
        now -= color
        now *= self.mask
        now += color
        return np.asarray(np.maximum(now, 0, out=now), np.float32)


@dataclass(frozen=True)
class Clouds:
    """A sky that drifts: only its change is laid on, so that what mixes with it at an outline stays as it is."""

    carried: Carried

    def at(self, t_s: float, color: Array) -> Array:
        """`color` (h, w, 3) under the sky `t_s` seconds on."""
        now = self.carried.at(t_s)
        if now is self.carried.texture:
            return color
        now -= self.carried.texture
        now += color
        return now


@dataclass(frozen=True)
class Scenery:
    """What effects are built from: one layer of the picture, its regions, its space, and the plan."""

    layer: Layer
    regions: Regions
    space: Space
    shot: Shot
    middle: float
    """Canvas column straight ahead."""
    drifts: bool = True
    """Whether clouds may drift: the sky is surely one."""

    @property
    def words(self) -> frozenset[str]:
        """The prompt's, in lower case."""
        return words_of(self.shot.prompt)

    @property
    def rhythm(self) -> Rhythm:
        """The time of what moves by itself."""
        return rhythm_of(self.shot)

    def masked(self, region: Array, least: float = _LEAST_SHARE) -> tuple[Box, Array] | None:
        """Where the region shows on the layer: a box, and its soft mask there; None where it hardly does."""
        layer = self.layer
        if not layer.own.any() or float((region * layer.own).mean()) < least:
            return None
        mask = np.clip(extended(region, layer.own), 0, 1) * (layer.alpha > 0)
        box = _box_of(mask)
        return None if box is None else (box, np.asarray(mask[box], np.float32))

    def surface(self, box: Box) -> Surface:
        """The level water in a box."""
        shape = box[0].stop - box[0].start, box[1].stop - box[1].start
        horizon, middle = self.space.horizon - box[0].start, self.middle - box[1].start
        return Surface(shape, horizon, middle, self.space.focal_px, self.shot.camera.height_m)


def pace_of(scene: Scene) -> float:
    """Seconds for what moves by itself per second of film: slow motion slows it, a time lapse leaves its pace."""
    return min(1.0, scene.time_scale)


def rhythm_of(shot: Shot) -> Rhythm:
    """How long the film lasts for what moves by itself."""
    return Rhythm(shot.frame.count / shot.frame.fps * pace_of(shot.scene), shot.loop)


def parts_of(scenery: Scenery) -> tuple[Part, ...]:
    """What moves on the layer, in the order in which it is laid on; its time runs at `pace_of` the film's."""
    makers = (_clouds, _water, _waterfall, _smoke, _glow, _fire)
    return tuple(part for make in makers for part in make(scenery))


def clouds_move(scene: Scene) -> bool:
    """Whether the plan lets clouds drift."""
    return scene.clouds.kind != "none" and scene.wind_mps > 0


def wind_of(scene: Scene) -> tuple[float, float]:
    """The ground wind, m/s right and ahead of the opening camera."""
    toward = math.radians(scene.wind_toward_deg)
    return scene.wind_mps * math.sin(toward), scene.wind_mps * math.cos(toward)


def breeze_of(scene: Scene) -> Wind:
    """The wind that things sway in."""
    return Wind(*wind_of(scene))


def _box_of(mask: Array) -> Box | None:
    rows, columns = np.nonzero((mask > 0.02).any(1))[0], np.nonzero((mask > 0.02).any(0))[0]
    if not rows.size:
        return None
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _inner(mask: Array, reach: int = 5) -> Array:
    """The mask drawn in by some pixels and softened, so that its border never moves."""
    drawn_in = cv2.GaussianBlur(cv2.erode(mask, np.ones((reach, reach), np.uint8)), (0, 0), 0.4 * reach)
    return np.asarray(np.minimum(drawn_in, mask), np.float32)


def _clouds(scenery: Scenery) -> Iterator[Part]:
    layer, space, shot = scenery.layer, scenery.space, scenery.shot
    drifts = scenery.drifts and clouds_move(shot.scene)
    found = scenery.masked(scenery.regions.sky, 2 * _LEAST_SHARE) if drifts else None
    if found is None:
        return
    box, mask = found
    plane = _cloud_plane(shot.scene)
    flow = plane_flow(layer.alpha.shape, space.horizon, scenery.middle, space.focal_px, plane)[box]
    speed = float(np.percentile(np.hypot(flow[..., 0], flow[..., 1]), 99))
    flow = flow * np.float32(min(1.0, _FASTEST * layer.alpha.shape[1] / max(speed, 1e-6)))
    clear = _plain((mask > 0.97) & layer.own[box])
    if clear.any():
        texture = fill(layer.color[box], ~clear, clear, shot.seed)
        kept = copies(FARTHEST * texture.shape[1], flow, scenery.rhythm)
        yield Part(box, mask[..., None], Clouds(Carried(texture, flow, kept)))


def _plain(clear: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What is clear, without the shreds between ragged holes, which would be woven of crumbs."""
    return np.asarray(cv2.morphologyEx(clear.astype(np.uint8), cv2.MORPH_OPEN, np.ones((17, 17), np.uint8)) > 0)


def _cloud_plane(scene: Scene) -> Plane:
    """Clouds' height, and a wind aloft that is stronger than on the ground; a time lapse speeds it."""
    right, ahead = wind_of(scene)
    aloft = (2.0 + 3.0 / max(scene.wind_mps, 0.5)) * scene.time_scale / pace_of(scene)
    return Plane(CLOUD_M.get(scene.clouds.kind, 900.0), right * aloft, ahead * aloft)


def _water(scenery: Scenery) -> Iterator[Part]:
    found = scenery.masked(scenery.regions.water, 2 * _LEAST_SHARE)
    if found is None or "frozen" in scenery.shot.scene.features:
        return
    box, mask = found
    inside, words, surface = _inner(mask)[..., None], scenery.words, scenery.surface(box)
    wind, seed = wind_of(scenery.shot.scene), scenery.shot.seed
    room = _room(mask)
    if not words.isdisjoint(FLOWING):
        yield Part(box, inside, _river(scenery, box, mask))
        yield Part(box, inside, Ripple(STREAM, surface, (0.0, -1.0), scenery.rhythm, seed, room))
    elif not words.isdisjoint(ROLLING):
        shoreward = 0.3 * wind[0], -math.hypot(*wind)
        yield Part(box, inside, _rolling(scenery, box, mask, shoreward))
        yield Part(box, inside, Ripple(SEA, surface, shoreward, scenery.rhythm, seed, room))
    else:
        yield Part(box, inside, Ripple(LAKE, surface, wind, scenery.rhythm, seed, room))


def _room(mask: Array) -> Array:
    """(H, W) pixels to the nearest shore; the box's upper edge is one."""
    water = cv2.copyMakeBorder((mask > 0.5).astype(np.uint8), 1, 0, 0, 0, cv2.BORDER_CONSTANT)
    return np.asarray(cv2.distanceTransform(water, cv2.DIST_L2, 5)[1:], np.float32)


def _river(scenery: Scenery, box: Box, mask: Array) -> Flow:
    surface, width = scenery.surface(box), scenery.layer.alpha.shape[1]
    flow = downhill(mask, surface.horizon, surface.focal_px, surface.height_m, surface.middle, _RIVER_MPS)
    kept = copies(0.05 * width, flow, scenery.rhythm, 0.3, scenery.shot.seed)
    return Flow(scenery.layer.color[box], mask, flow, kept, width / 45)


def _rolling(scenery: Scenery, box: Box, mask: Array, shoreward: tuple[float, float]) -> Flow:
    """Crests and foam that travel to the shore, about as fast as the waves between them."""
    surface, width = scenery.surface(box), scenery.layer.alpha.shape[1]
    speed = (0.7 + 0.06 * math.hypot(*shoreward)) * math.sqrt(max(surface.height_m, 0.3) / 1.7)
    sideways = speed * shoreward[0] / max(math.hypot(*shoreward), 0.1)
    plane = Plane(-surface.height_m, sideways, -speed)
    flow = plane_flow(surface.shape, surface.horizon, surface.middle, surface.focal_px, plane)
    kept = copies(0.06 * width, flow, scenery.rhythm, 0.25, scenery.shot.seed)
    return Flow(scenery.layer.color[box], mask, flow, kept, width / 30)


def _waterfall(scenery: Scenery) -> Iterator[Part]:
    found = scenery.masked(scenery.regions.waterfall)
    if found is None or "frozen" in scenery.shot.scene.features:
        return
    box, mask = found
    color, nearness = scenery.layer.color[box], scenery.space.nearness[box]
    height = float((mask > 0.5).sum(0).max())
    scale = scenery.space.focal_px * float(np.median(nearness[mask > 0.5])) if (mask > 0.5).any() else 1.0
    flow = falling(mask, np.sqrt(np.maximum(color, 0)).mean(-1), float(np.clip(scale, height / 30, height / 3)))
    inside, seed = _inner(mask, 3)[..., None], scenery.shot.seed
    kept = copies(max(_FALL_WAY * height, 24.0), flow, scenery.rhythm, 0.2, seed)
    yield Part(box, inside, Flow(color, mask, flow, kept, max(6.0, height / 12)))
    yield Part(box, inside, Streaks(color, mask, flow, kept, scenery.rhythm, seed))


def _smoke(scenery: Scenery) -> Iterator[Part]:
    found = scenery.masked(scenery.regions.smoke)
    if found is None:
        return
    box, mask = found
    wind = wind_of(scenery.shot.scene)[0]
    smoke = Smoke(scenery.layer.color[box], _inner(mask, 7), wind, scenery.rhythm, scenery.shot.seed)
    yield Part(box, mask[..., None], smoke)


def _fire(scenery: Scenery) -> Iterator[Part]:
    found = scenery.masked(scenery.regions.fire, _LEAST_SHARE / 4)
    if found is None or only_lamps(scenery.words):
        return
    (down, across), mask = found
    tall = down.stop - down.start
    up, side = round(SPILL_UP * tall) + 4, round(SPILL_SIDE * tall) + 4
    height, width = scenery.layer.alpha.shape
    box = (slice(max(0, down.start - up), min(height, down.stop + 4)),
           slice(max(0, across.start - side), min(width, across.stop + side)))  # fmt: skip
    room = np.zeros((box[0].stop - box[0].start, box[1].stop - box[1].start), np.float32)
    top, left = down.start - box[0].start, across.start - box[1].start
    room[top : top + mask.shape[0], left : left + mask.shape[1]] = mask
    flames = Flames(scenery.layer.color[box], room, scenery.rhythm, scenery.shot.seed, height)
    yield Part(box, None, flames)


def _glow(scenery: Scenery) -> Iterator[Part]:
    """What a fire of the picture lights, on every layer."""
    fire = scenery.regions.fire
    if float(fire.mean()) < _LEAST_SHARE / 4 or only_lamps(scenery.words):
        return
    share = lit_by(fire, scenery.layer.disparity)
    box = _box_of(10 * share)
    if box is not None:
        flicker = Flicker(scenery.rhythm, scenery.shot.seed)
        yield Part(box, None, Glow(share[box], flicker))
