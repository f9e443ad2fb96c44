"""What moves of itself on one sheet of a picture: its clouds drift, its water ripples. All else is left as it is.

Knows layers, regions and a plan's weather; nothing of cameras on the move.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from dreamwright.engines.parallax.depths import Space
from dreamwright.engines.parallax.drift import Drift, Plane, plane_flow
from dreamwright.engines.parallax.layers import Layer
from dreamwright.engines.parallax.relief_types import Regions
from dreamwright.engines.parallax.ripple import Ripple
from dreamwright.engines.parallax.synthesis import extended, fill
from dreamwright.frames import Array
from dreamwright.shot.plan import Scene, Shot

CLOUD_M = {"cirrus": 3000.0, "cumulus": 900.0, "stratus": 700.0, "storm": 800.0}
"""Height of each kind of cloud over the camera."""
_FASTEST = 0.06
"""Most of the picture's width that clouds cross in a second, however fast time runs."""
_LEAST_SHARE = 0.004
Box = tuple[slice, slice]


@dataclass(frozen=True)
class Part:
    """A region of a sheet and what moves it."""

    box: Box
    mask: Array
    """(h, w, 1) 0-1."""
    effect: Drift | Ripple

    def at(self, t_s: float, color: Array) -> Array:
        """The box's colour (h, w, 3) `t_s` seconds on.

        Of drifting clouds only the change is laid on, so that what mixes with sky at an outline stays as it is.
        """
        if isinstance(self.effect, Drift):
            change = self.effect.at(t_s) - self.effect.texture
        else:
            change = self.effect.at(t_s, color) - color
        return np.asarray(np.maximum(color + change * self.mask, 0), np.float32)


def parts_of(layer: Layer, regions: Regions, space: Space, shot: Shot, middle: float) -> tuple[Part, ...]:
    """What moves on the layer; `middle` is the canvas column straight ahead."""
    found: list[Part] = []
    if clouds_move(shot.scene):
        found += _clouds(layer, regions.sky, space, shot, middle)
    found += _water(layer, regions.water, space, shot, middle)
    return tuple(found)


def clouds_move(scene: Scene) -> bool:
    """Whether the plan lets clouds drift."""
    return scene.clouds.kind != "none" and scene.wind_mps > 0


def wind_of(scene: Scene) -> tuple[float, float]:
    """The ground wind, m/s right and ahead of the opening camera."""
    toward = math.radians(scene.wind_toward_deg)
    return scene.wind_mps * math.sin(toward), scene.wind_mps * math.cos(toward)


def _masked(layer: Layer, region: Array) -> tuple[Box, Array] | None:
    """Where the region shows on the layer: a box with some room, and its soft mask there; None where it hardly does."""
    if not layer.own.any() or float((region * layer.own).mean()) < _LEAST_SHARE:
        return None
    mask = np.clip(extended(region, layer.own), 0, 1) * (layer.alpha > 0)
    rows, columns = np.nonzero((mask > 0.02).any(1))[0], np.nonzero((mask > 0.02).any(0))[0]
    box = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    return box, np.asarray(mask[box], np.float32)


def _clouds(layer: Layer, sky: Array, space: Space, shot: Shot, middle: float) -> list[Part]:
    found = _masked(layer, sky)
    if found is None:
        return []
    box, mask = found
    flow = plane_flow(layer.alpha.shape, space.horizon, middle, space.focal_px, _cloud_plane(shot.scene))[box]
    speed = float(np.percentile(np.hypot(flow[..., 0], flow[..., 1]), 99))
    flow = flow * np.float32(min(1.0, _FASTEST * layer.alpha.shape[1] / max(speed, 1e-6)))
    clear = (mask > 0.97) & layer.own[box]
    if not clear.any():
        return []
    texture = fill(layer.color[box], ~clear, np.asarray(clear), shot.seed)
    return [Part(box, mask[..., None], Drift(texture, flow, shot.frame.duration_s, shot.loop))]


def _cloud_plane(scene: Scene) -> Plane:
    """Clouds' height, and a wind aloft that is stronger than on the ground, as fast as time runs."""
    right, ahead = wind_of(scene)
    aloft = (2.0 + 3.0 / max(scene.wind_mps, 0.5)) * scene.time_scale
    return Plane(CLOUD_M.get(scene.clouds.kind, 900.0), right * aloft, ahead * aloft)


def _water(layer: Layer, water: Array, space: Space, shot: Shot, middle: float) -> list[Part]:
    found = _masked(layer, water)
    if found is None or "frozen" in shot.scene.features:
        return []
    box, mask = found
    inside = cv2.GaussianBlur(cv2.erode(mask, np.ones((5, 5), np.uint8)), (0, 0), 2.0)
    shape = mask.shape[0], mask.shape[1]
    horizon, across = space.horizon - box[0].start, middle - box[1].start
    period = shot.frame.count / shot.frame.fps if shot.loop else None
    height = shot.camera.height_m
    waves = Ripple(shape, horizon, across, space.focal_px, height, wind_of(shot.scene), period, shot.seed)
    return [Part(box, np.minimum(inside, mask)[..., None], waves)]
