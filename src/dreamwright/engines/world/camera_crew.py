"""Shoots the frames of one stage: paints, exposes through lens and shutter, lets weather fall, hands over arrays."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from dreamwright.engines.base import Inputs, Watch
from dreamwright.engines.world.jit import to_numpy
from dreamwright.engines.world.lens import Plate, exposed_in_motion, focused, plate
from dreamwright.engines.world.picture import FAR_M, Exposed, Painter
from dreamwright.engines.world.stage import Moment, Stage
from dreamwright.frames import Array, Frame, View
from dreamwright.shot.camera import focus_at
from dreamwright.shot.plan import Shot
from dreamwright.shot.takes import second

FLAKE_SHUTTER = {"snow": 0.4, "ash": 0.4}
"""Share of the shutter's time for which flakes are drawn: whole, they would be lines and not flakes."""


class Crew:
    """One stage and the camera that films it; `shoot(k, …)` is a pure function of k."""

    def __init__(self, shot: Shot, inputs: Inputs, watch: Watch) -> None:
        self._shot = shot
        self._passes = inputs.passes
        self._stage = Stage(shot, inputs.quality, watch)
        self._painter = Painter(self._stage)

    def shoot(self, k: int, width: int, height: int, scale: float) -> Frame:
        """Frame k at `width` × `height`, painted `scale` times finer each way."""
        shot = self._shot
        t = second(shot, k)
        view, following = self._stage.scout.view(t), self._stage.scout.view(t + 1 / shot.frame.fps)
        moment = self._stage.moment(t)
        w, h = round(width * scale), round(height * scale)
        exposed = self._painter.paint(moment, view, following, w, h)
        roll = 0.0 if shot.camera.projection == "tiny_planet" else view.roll_deg
        picture = plate(exposed.color, exposed.distance, exposed.edge, roll, w, h)
        lens = shot.camera.lens.model_copy(update={"focus_m": focus_at(shot, t)})
        picture = focused(picture, lens, view.focal_mm, at_least_m=max(0.3, 0.3 * shot.camera.height_m))
        picture = exposed_in_motion(picture, exposed.motion, shot.camera.shutter_deg)
        frame = self._developed(picture, exposed, view)
        if not self._stage.falling.empty:
            frame = replace(frame, color=self._weathered(frame.color, exposed, moment, t))
        return frame if scale == 1.0 else _resized(frame, width, height)

    def _weathered(self, color: Array, exposed: Exposed, moment: Moment, t_s: float) -> Array:
        """`color` with rain, snow, dust or ash falling through it while the shutter is open."""
        shot, light = self._shot, moment.light
        open_s = shot.camera.shutter_deg / 360 / shot.frame.fps * FLAKE_SHUTTER.get(shot.scene.precipitation.kind, 1.0)
        begin, end = t_s - open_s / 2, t_s + open_s / 2
        views, pace = (self._stage.scout.view(end), self._stage.scout.view(begin)), self._stage.pace
        depth = to_numpy(exposed.distance, color.shape[:2])
        mean = (self._stage.deck_share * light.sky_irradiance + moment.heavens.extra_irradiance()) / np.pi
        shade = 0.25 if shot.scene.clouds.cover > 0.6 else 1.0
        card = light.key_irradiance * (self._stage.deck_share * shade / np.pi)
        return self._stage.falling.draw(
            color, depth, *views, end * pace, open_s * pace, mean, card, light.key_direction
        )

    def _developed(self, picture: Plate, exposed: Exposed, view: View) -> Frame:
        shape = picture.height, picture.width
        packed = np.asarray(picture.packed, np.float32).reshape(*shape, 4)
        color = np.ascontiguousarray(packed[..., :3])
        if not self._passes:
            return Frame(color, view=view)
        depth = to_numpy(exposed.distance, shape)
        depth = np.where(depth >= FAR_M, np.float32(np.inf), depth)
        return Frame(color, depth, _last(exposed.motion, shape), _last(exposed.normal, shape), view)


def _last(vectors: object, shape: tuple[int, int]) -> Array:
    """Device vectors as (H, W, n)."""
    return np.ascontiguousarray(to_numpy(vectors, (*shape, len(vectors))))  # type: ignore[arg-type]


def _resized(frame: Frame, width: int, height: int) -> Frame:
    """A frame painted finer or coarser, at its final size."""
    # Linear between the pixels of a draft: suns and foam get no dark rings, and it costs next to nothing.
    between = cv2.INTER_AREA if frame.color.shape[1] > width else cv2.INTER_LINEAR

    def smooth(a: Array) -> Array:
        return np.asarray(cv2.resize(a, (width, height), interpolation=between), np.float32)

    def point(a: Array | None) -> Array | None:
        return (
            None
            if a is None
            else np.asarray(cv2.resize(a, (width, height), interpolation=cv2.INTER_NEAREST), np.float32)
        )

    motion = point(frame.motion)
    scaled = None if motion is None else motion * np.float32(width / frame.color.shape[1])
    return Frame(smooth(frame.color), point(frame.depth), scaled, point(frame.normal), frame.view)
