"""A picture made ready to be filmed, and its frames: bearable path, sheets, what moves on them, lens and weather.

Knows plans, pictures and sheets; nothing of files.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from dreamwright.engines.base import Quality, Unmet, Watch
from dreamwright.engines.parallax.alive import Part, parts_of, wind_of
from dreamwright.engines.parallax.depths import space_of
from dreamwright.engines.parallax.effects import bright_of, effects_of, shutter_s, unseen
from dreamwright.engines.parallax.falling import OF_KIND, Air, Falling
from dreamwright.engines.parallax.layers import Layer, layered
from dreamwright.engines.parallax.lens import blur_radius, exposed, focused, widened
from dreamwright.engines.parallax.limit import CARE, HOLE_WIDTH, Meter, Sketch, Strain, bearable
from dreamwright.engines.parallax.moment import Moment
from dreamwright.engines.parallax.pull import pull_of
from dreamwright.engines.parallax.reading import Seen
from dreamwright.engines.parallax.reframe import framed
from dreamwright.engines.parallax.sight import Sight, sight
from dreamwright.engines.parallax.view import Camera, Sheet, coarse, grid, mixed, sheet_of
from dreamwright.frames import Array, Frame, View
from dreamwright.shot.camera import CameraPath
from dreamwright.shot.plan import Move, Shot

MOST_LAYERS: dict[Quality, int] = {"draft": 3, "standard": 4, "high": 5}
_TRAVELS_M = 1e-3
"""A camera that never leaves its place by more than this needs no layers."""
_MOMENTS = 6
_UNITS = {"pan": "°", "tilt": "°", "roll": "°", "orbit": "°", "zoom": "×"}


@dataclass(frozen=True)
class _Sheet:
    """A layer, ready to be filmed and moved."""

    sheet: Sheet
    color: Array
    """(H, W, 3) not multiplied by alpha: what moves is taken from beyond the matte too."""
    parts: tuple[Part, ...]

    def at(self, t_s: float) -> Sheet:
        """The sheet `t_s` seconds on."""
        if not self.parts or t_s == 0:
            return self.sheet
        packed = self.sheet.color.copy()
        for part in self.parts:
            packed[part.box][..., :3] = part.at(t_s, self.color[part.box]) * packed[part.box][..., 3:]
        return replace(self.sheet, color=packed)


class Stage:
    """One shot's picture and camera; `shoot(k)` is a pure function of k."""

    def __init__(self, shot: Shot, seen: Seen, quality: Quality, watch: Watch) -> None:
        watch.progress("reading the picture", 0, 1)
        self._quality, self.how = quality, seen.relief.how
        self._care = CARE if seen.guessed else 1.0
        width, height = shot.frame.width, shot.frame.height
        self._framed = framed(seen, width, height, shot.seed)
        opening = CameraPath(shot).at(0.0)
        self._space = space_of(self._framed, shot, opening.focal_mm)
        watch.check()
        shot = _about(shot, self._space.subject_m)
        self._pull = pull_of(shot, self._space, opening.focal_mm)
        self._deep = _travels(shot) or self._pull is not None
        layers = self._layers(shot, watch)
        self.share, self.why = self._bearable(shot, layers)
        self.asked, self.shot = shot, scaled(shot, self.share)
        self._path = CameraPath(self.shot)
        self._opening = self._path.at(0.0)
        watch.check()
        self._sheets = () if self._pull else tuple(self._sheet(layer) for layer in layers)
        self._pulled = lru_cache(maxsize=3)(lambda step: tuple(self._sheet(layer, step) for layer in layers))
        self._camera = Camera(self._framed.canvas.margin, width, height, cubic=quality != "draft")
        self._falling = self._weather()
        self._light = bright_of(self._framed.canvas.color)
        self._effects = effects_of(self.shot, self._framed, self._space)

    def _layers(self, shot: Shot, watch: Watch) -> tuple[Layer, ...]:
        """The layers; one where the camera only turns and zooms."""
        canvas = self._framed.canvas
        if not self._deep:
            ones = np.ones(canvas.disparity.shape, np.float32)
            return (Layer(canvas.color, ones, canvas.disparity, 0 * ones, ones > 0, ones > 0),)
        watch.progress("parting the picture in layers", 0, 1)
        reach = round(1.25 * HOLE_WIDTH * shot.frame.width) + 6
        patches = (8,) if self._quality == "draft" else (8, 4)
        return layered(canvas, reach, MOST_LAYERS[self._quality], shot.seed, patches)

    def _bearable(self, shot: Shot, layers: tuple[Layer, ...]) -> tuple[float, str]:
        canvas = self._framed.canvas
        nearest = np.float32(1 / self._space.nearest_m)
        sketches = tuple(Sketch(coarse(a.alpha), coarse(a.made), coarse(a.disparity * nearest)) for a in layers)
        meter = Meter(sketches, canvas.invented.astype(np.float32), canvas.margin, self._care)
        duration = shot.frame.count / shot.frame.fps
        self._meter = meter
        return bearable(
            lambda share, t: meter.strain(_sight(scaled(shot, share), t)),
            [duration * (i + 1) / _MOMENTS for i in range(_MOMENTS)],
        )

    def _sheet(self, layer: Layer, step: int = 0) -> _Sheet:
        """A layer with what moves on it, as the lens sees it; `step` of a focus pull."""
        shot, space = self.shot, self._space
        middle = self._framed.canvas.margin[0] + shot.frame.width / 2
        parts = parts_of(layer, self._framed.regions, space, shot, middle)
        nearness = np.asarray(layer.disparity / space.nearest_m, np.float32)
        lens = shot.camera.lens
        if self._pull is None:
            radius = blur_radius(nearness, space.focal_px, self._opening.focal_mm, lens.f_number, lens.focus_m)
        else:
            radius = self._pull.radius(nearness, step)
        color, alpha = focused(layer.color, layer.alpha if self._pull is None else widened(layer.alpha, radius), radius)
        return _Sheet(sheet_of(color, alpha, nearness), color, parts)

    def _weather(self) -> Falling | None:
        scene, frame = self.shot.scene, self.shot.frame
        kind = OF_KIND.get(scene.precipitation.kind)
        if kind is None or scene.precipitation.rate <= 0:
            return None
        loop = frame.count / frame.fps if self.shot.loop else None
        air = Air(wind_of(scene), loop, shutter_s(self.shot))
        return Falling(kind, scene.precipitation.rate, air, self.shot.seed)

    def strain(self, k: int) -> Strain:
        """What frame k asks of the picture."""
        return self._meter.strain(self._at(k / self.shot.frame.fps))

    def limits(self) -> tuple[Unmet, ...]:
        """What of the asked moves the picture cannot bear, and what of its light and air cannot be seen in it."""
        lacking = unseen(self.shot, self._effects, self._framed.canvas.color)
        if self.share >= 1:
            return lacking
        pairs = zip(self.asked.camera.moves, self.shot.camera.moves, strict=True)
        return lacking + tuple(
            Unmet("camera.moves", f"{_named(a.kind)} is limited to {_told(b)} of {_told(a)}: {self.why}")
            for a, b in pairs
            if a.kind != "static" and a.amount > 0
        )

    def _at(self, t_s: float) -> Sight:
        frame = self.shot.frame
        return sight(self._path.at(t_s), self._opening, frame.width, frame.height)

    def shoot(self, k: int, passes: bool = False) -> Frame:
        """Frame k."""
        fps, shutter = self.shot.frame.fps, self.shot.camera.shutter_deg
        t = k / fps
        here, after = self._at(t), self._at(t + 1 / fps)
        sheets = self._focused(t)
        color, nearness, sky = self._filmed(here, sheets, passes)
        moment = None if nearness is None or sky is None else Moment(here, t * self._effects.pace, nearness, sky)
        if moment is not None:
            color = self._effects.lit(color, moment)
        motion = _motion(here, after, nearness) if nearness is not None else None
        if motion is not None and shutter > 0 and t > 0:
            color = exposed(color, motion, shutter)
        if moment is not None:
            color = self._effects.filled(color, moment)
        if self._falling is not None and nearness is not None:
            color = self._falling.draw(color, nearness, here, t, self._light)
        return Frame(np.ascontiguousarray(color), *self._passes(here, nearness, motion, passes), view=self._view(t))

    def _focused(self, t_s: float) -> tuple[Sheet, ...]:
        """The sheets at a moment; in a focus pull mixed from those of the steps before and after."""
        if self._pull is None:
            return tuple(sheet.at(t_s) for sheet in self._sheets)
        step, share = self._pull.at(t_s)
        low, high = ([sheet.at(t_s) for sheet in self._pulled(s)] for s in (step, step + 1))
        return tuple(mixed(a, b, share) for a, b in zip(low, high, strict=True))

    def _filmed(self, here: Sight, sheets: tuple[Sheet, ...], passes: bool) -> tuple[Array, Array | None, Array | None]:
        sky = self._effects.sky if self._effects else None
        if self._deep:
            return self._camera.film_and_sky(here, sheets, sky)
        color = np.maximum(self._camera.flat(here, np.ascontiguousarray(sheets[0].color[..., :3])), 0)
        still = not self._moves
        if still and not passes and self._falling is None and not self._effects:
            return color, None, None
        near = self._camera.flat(here, self._space.nearness)
        return color, near, None if sky is None else np.clip(self._camera.flat(here, sky), 0, 1)

    @property
    def _moves(self) -> bool:
        return any(move.kind != "static" for move in self.shot.camera.moves) or self.shot.camera.shake > 0

    @staticmethod
    def _passes(
        here: Sight, nearness: Array | None, motion: Array | None, passes: bool
    ) -> tuple[Array | None, Array | None]:
        if not passes or nearness is None:
            return None, None
        pixels = grid(here.width, here.height)
        right, down = here.ray(pixels.x, pixels.y)
        along = nearness / (np.maximum(1 - nearness * here.shift[2], 1e-3) * np.sqrt(1 + right * right + down * down))
        depth = np.where(along > 1e-5, 1 / np.maximum(along, 1e-5), np.inf)
        return np.asarray(depth, np.float32), motion

    def _view(self, t_s: float) -> View:
        p = self._path.at(t_s)
        return View((p.x, p.y, p.z + self.shot.camera.height_m), p.yaw_deg, p.pitch_deg, p.roll_deg, p.focal_mm)


def _about(shot: Shot, subject_m: float) -> Shot:
    """The shot whose orbits, cranes and dolly zooms are about what the picture shows."""
    return shot.model_copy(update={"camera": shot.camera.model_copy(update={"subject_m": max(subject_m, 0.5)})})


def scaled(shot: Shot, share: float) -> Shot:
    """The shot with all its moves, and the hand's unrest, at a share of their amount (a zoom at its power)."""
    if share >= 1:
        return shot
    moves = tuple(move.model_copy(update={"amount": _part(move, share)}) for move in shot.camera.moves)
    update = {"moves": moves, "shake": shot.camera.shake * share}
    return shot.model_copy(update={"camera": shot.camera.model_copy(update=update)})


def _part(move: Move, share: float) -> float:
    if move.kind == "zoom":
        return float(move.amount**share) if move.amount > 0 else 0.0
    return move.amount * share


def _travels(shot: Shot) -> bool:
    path, span = CameraPath(shot), shot.frame.count / shot.frame.fps
    poses = [path.at(span * i / 24) for i in range(25)]
    return max(math.hypot(b.x - poses[0].x, b.y - poses[0].y, b.z - poses[0].z) for b in poses) > _TRAVELS_M


def _sight(shot: Shot, t_s: float) -> Sight:
    path = CameraPath(shot)
    return sight(path.at(t_s), path.at(0.0), shot.frame.width, shot.frame.height)


def _named(kind: str) -> str:
    return kind.replace("_", " ")


def _told(move: Move) -> str:
    unit = _UNITS.get(move.kind)
    return f"{move.amount:.3g} {unit or 'm'}" if unit is None else f"{move.amount:.3g}{unit}"


def _motion(here: Sight, after: Sight, nearness: Array) -> Array:
    """(H, W, 2) pixels that what is seen moves until the next frame."""
    pixels = grid(here.width, here.height)
    x, y = here.source(here.ray(pixels.x, pixels.y), nearness)
    right, down, _ = after.project(x, y, nearness)
    return np.dstack([right - pixels.x, down - pixels.y])
