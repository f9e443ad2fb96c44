"""A picture made ready to be filmed, and its frames: bearable path, sheets, what moves on them, lens and weather.

Knows plans, pictures and sheets; nothing of files.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache

import numpy as np

from dreamwright.engines.base import Quality, Unmet, Watch
from dreamwright.engines.parallax.alive import Box, Clouds, Part, Scenery, pace_of, parts_of, wind_of
from dreamwright.engines.parallax.depths import space_of
from dreamwright.engines.parallax.effects import bright_of, effects_of, gain_of, lacking, shutter_s
from dreamwright.engines.parallax.falling import OF_KIND, Air, Falling
from dreamwright.engines.parallax.layers import Layer, layered
from dreamwright.engines.parallax.lens import blur_radius, exposed, focused, widened
from dreamwright.engines.parallax.limit import CARE, HOLE_WIDTH, Meter, Sketch, Strain, bearable, greatest
from dreamwright.engines.parallax.moment import Moment, unchanged
from dreamwright.engines.parallax.nearing import Nearing
from dreamwright.engines.parallax.pull import pull_of
from dreamwright.engines.parallax.reading import Seen
from dreamwright.engines.parallax.reframe import framed
from dreamwright.engines.parallax.relief_types import Regions
from dreamwright.engines.parallax.sight import Sight, sight
from dreamwright.engines.parallax.spoken import MOVES, words_of
from dreamwright.engines.parallax.swaying import Bend, bends_of
from dreamwright.engines.parallax.view import Camera, Sheet, coarse, complete, grid, mixed, sheet_of
from dreamwright.frames import Array, Frame, View
from dreamwright.shot.camera import CameraPath
from dreamwright.shot.plan import Move, Shot
from dreamwright.shot.takes import begin_s, earlier, end_s, first, round_s, second, span_s

MOST_LAYERS: dict[Quality, int] = {"draft": 3, "standard": 4, "high": 5}
_TRAVELS_M = 1e-3
"""A camera that never leaves its place by more than this needs no layers."""
_MOMENTS, _HALVINGS = 6, 10
_SHARP_S = 0.2
"""How long before and after a picture is seen as it is the shutter closes and opens."""
_BESIDE_PX = 32
"""How far beyond the frame of a camera that stands still things move too."""
_UNITS = {"pan": "°", "tilt": "°", "roll": "°", "orbit": "°", "zoom": "×"}


@dataclass(frozen=True)
class Role:
    """What a picture is to its film."""

    anchor_s: float = 0.0
    """When it is seen exactly as it is."""
    since_s: float | None = None
    until_s: float | None = None
    """From when to when any of it is seen; None = the film's beginning, its end."""
    share: float | None = None
    """At which share of their amount the moves are known to be bearable; None = to be measured."""
    subject_m: float | None = None
    """How far what the camera circles is; None = as the picture has it."""


@dataclass(frozen=True)
class Take:
    """One frame before shutter and weather."""

    color: Array
    nearness: Array | None
    """(H, W) 1/m along the picture's own axis; None where nothing asked for it."""
    here: Sight
    after: Sight
    """Now, and one frame later, from the camera that took the picture."""
    sky: Array | None = None
    """(H, W) 0-1 how much of each pixel is sky; None where nothing asked for it."""
    gain: Array = field(default_factory=unchanged)
    """(3,) how much lighter it is than in the picture."""


@dataclass(frozen=True)
class _Sheet:
    """A layer, ready to be filmed and moved."""

    sheet: Sheet
    color: Array
    """(H, W, 3) not multiplied by alpha: what moves is taken from beyond the matte too."""
    parts: tuple[Part, ...]
    bends: tuple[Bend, ...]

    def at(self, t_s: float, drifting: bool = True) -> Sheet:
        """The sheet `t_s` seconds on, its clouds `drifting` or as they are."""
        parts = [part for part in self.parts if drifting or not isinstance(part.effect, Clouds)]
        if t_s == 0 or not (parts or self.bends):
            return self.sheet
        packed = self.sheet.color.copy()
        if parts:
            self._move(packed, parts, t_s)
        for bend in self.bends:
            packed[bend.box] = bend.at(t_s, packed[bend.box])
        return replace(self.sheet, color=packed)

    def _move(self, packed: Array, parts: list[Part], t_s: float) -> None:
        """Lays on `packed` what the parts make of its colour `t_s` seconds on."""
        box = _around([part.box for part in parts])
        color = self.color[box].copy()
        for part in parts:
            here = color[_inside(part.box, box)]
            here[...] = part.at(t_s, here)
        color -= self.color[box]
        color *= packed[box][..., 3:]
        packed[box][..., :3] += color


def _around(boxes: list[Box]) -> Box:
    """The smallest box about all."""
    down, across = ([box[axis] for box in boxes] for axis in (0, 1))
    return (slice(min(a.start for a in down), max(a.stop for a in down)),
            slice(min(a.start for a in across), max(a.stop for a in across)))  # fmt: skip


def _inside(box: Box, outer: Box) -> Box:
    """The box as seen from the corner of the one around it."""
    return tuple(slice(a.start - b.start, a.stop - b.start) for a, b in zip(box, outer, strict=True))  # type: ignore[return-value]


@dataclass(frozen=True)
class _Way:
    """A shot's moves as a picture bears them."""

    shot: Shot
    meant: Shot
    """With the moves that the lens makes up for."""
    share: float
    """The least share of any move's amount."""
    why: str


def _kept(shot: Shot, share: float) -> _Way:
    """A shot filmed as it is, no lens making up for anything: of several pictures each would close in by its own."""
    return _Way(shot, shot, share, "")


class Stage:
    """One of a shot's pictures and its camera; `shoot(k)` is a pure function of k.

    At the second at which the picture is anchored the camera stands where the picture was taken, and what moves of
    itself has not moved yet: the frame is the picture.
    """

    def __init__(self, shot: Shot, seen: Seen, quality: Quality, watch: Watch, role: Role = Role()) -> None:
        watch.progress("reading the picture", 0, 1)
        self._role = role
        self._quality, self.how = quality, seen.relief.how
        self._care = CARE if seen.guessed else 1.0
        self._drifts = seen.sky_sure
        width, height = shot.frame.width, shot.frame.height
        self._framed = framed(seen, width, height, shot.seed)
        taken = CameraPath(shot).at(role.anchor_s)
        self._space = space_of(self._framed, shot, taken.focal_mm)
        watch.check()
        self.subject_m = self._space.subject_m if role.subject_m is None else role.subject_m
        shot = _about(shot, self.subject_m)
        self._pull = pull_of(shot, self._space, taken.focal_mm)
        self._deep = _travels(shot) or self._pull is not None
        layers = self._layers(shot, watch)
        self._meter = self._metered(layers)
        self.asked = shot
        way = self._bearable(shot) if role.share is None else _kept(scaled(shot, role.share), role.share)
        self._path = self._pathway(way)
        self.shot, self.share, self.why, self._pace = way.shot, way.share, way.why, pace_of(shot.scene)
        self._taken = self._path.at(role.anchor_s)
        watch.check()
        self._sheets = () if self._pull else self._whole(tuple(self._sheet(layer) for layer in layers), layers)
        self._pulled = lru_cache(maxsize=3)(lambda step: tuple(self._sheet(layer, step) for layer in layers))
        self._camera = Camera(self._framed.canvas.margin, width, height, cubic=quality != "draft")
        self._falling = self._weather()
        self.light = bright_of(self._framed.canvas.color)
        self._effects = effects_of(_in_rhythm(self.shot), self._framed, self._space, opens=role.anchor_s == 0)

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

    def _metered(self, layers: tuple[Layer, ...]) -> Meter:
        canvas = self._framed.canvas
        nearest = np.float32(1 / self._space.nearest_m)
        sketches = tuple(Sketch(coarse(a.alpha), coarse(a.made), coarse(a.disparity * nearest)) for a in layers)
        return Meter(sketches, canvas.invented.astype(np.float32), canvas.margin, self._care)

    def _bearable(self, shot: Shot) -> _Way:
        """How the picture bears the shot's moves; those of takes come first, and stay."""
        asked, count, before = shot, 0, _kept(shot, 1.0)
        if shot.takes and not shot.loop:
            before = self._bearable(earlier(shot))
            count = len(before.shot.camera.moves)
            asked, shot = _begun(shot, before.meant), _begun(shot, before.shot)
        share, why = bearable(
            lambda share, t: self._strained(asked, scaled(shot, share, count), t), self._moments(shot)
        )
        borne = scaled(shot, share, count)
        meant = scaled(asked, self._worth(asked, borne, share, count), count)
        if share < before.share:
            return _Way(borne, meant, share, why)
        return _Way(borne, meant, before.share, before.why)

    def _strained(self, asked: Shot, borne: Shot, t_s: float) -> Strain:
        """What a share of the asked moves asks of the picture, the lens making up for the rest."""
        path, frame = self._nearing(asked, borne), asked.frame
        return self._meter.strain(sight(path.at(t_s), path.at(self._role.anchor_s), frame.width, frame.height))

    def _worth(self, asked: Shot, borne: Shot, share: float, settled: int) -> float:
        """The share of the asked moves that a lens can make up for, so that it closes in as they go, to their end."""
        moments = self._moments(asked)

        def fits(part: float) -> bool:
            return self._nearing(scaled(asked, part, settled), borne).within(moments)

        return 1.0 if fits(1.0) else greatest(fits, share, _HALVINGS)

    def _nearing(self, asked: Shot, borne: Shot) -> Nearing:
        return Nearing(CameraPath(asked), CameraPath(borne), self._role.anchor_s, self.subject_m)

    def _pathway(self, way: _Way) -> CameraPath | Nearing:
        """The camera of the film: where its travel had to be limited, a lens makes up for it."""
        return CameraPath(way.shot) if way.meant == way.shot else self._nearing(way.meant, way.shot)

    def _moments(self, shot: Shot) -> list[float]:
        """Seconds of the world's clock at which the move is measured: those that a shot adds to its take."""
        since, until = self._role.since_s, self._role.until_s
        if shot.loop:
            shot = first(shot)
        begin, end = begin_s(shot) if since is None else since, end_s(shot) if until is None else until
        if shot.takes and not shot.loop:
            left = shot.takes[-1].left_s
            begin, end = (left, end) if shot.takes[-1].side == "after" else (begin, left)
        times = np.linspace(begin, end, _MOMENTS + 1)
        return [float(t) for t in times if abs(t - self._role.anchor_s) > 1e-6]

    def _sheet(self, layer: Layer, step: int = 0) -> _Sheet:
        """A layer with what moves on it, as the lens sees it; `step` of a focus pull."""
        shot, space = self.shot, self._space
        middle = self._framed.canvas.margin[0] + shot.frame.width / 2
        nearness = np.asarray(layer.disparity / space.nearest_m, np.float32)
        lens = shot.camera.lens
        if self._pull is None:
            radius = blur_radius(nearness, space.focal_px, self._taken.focal_mm, lens.f_number, lens.focus_m)
        else:
            radius = self._pull.radius(nearness, step)
        color, alpha = focused(layer.color, layer.alpha if self._pull is None else widened(layer.alpha, radius), radius)
        regions = self._in_view(self._framed.regions)
        seen = Scenery(replace(layer, color=color), regions, space, _in_rhythm(shot), middle, self._drifts)
        return _Sheet(sheet_of(color, alpha, nearness), color, parts_of(seen), bends_of(seen))

    def _whole(self, sheets: tuple[_Sheet, ...], layers: tuple[Layer, ...]) -> tuple[_Sheet, ...]:
        """The sheets, made up so that together they are the picture, unless the lens blurs them."""
        if any(sheet.color is not layer.color for sheet, layer in zip(sheets, layers, strict=True)):
            return sheets
        complete([sheet.sheet.color for sheet in sheets], self._framed.canvas.color)
        return sheets

    def _in_view(self, regions: Regions) -> Regions:
        """The regions without what a camera that stands still never shows."""
        if moves(self.shot):
            return regions
        (left, top), frame = self._framed.canvas.margin, self.shot.frame
        shown = np.zeros_like(regions.sky)
        shown[max(0, top - _BESIDE_PX) : top + frame.height + _BESIDE_PX,
              max(0, left - _BESIDE_PX) : left + frame.width + _BESIDE_PX] = 1  # fmt: skip
        return Regions(*(getattr(regions, f.name) * shown for f in fields(Regions)))

    def _weather(self) -> Falling | None:
        scene = self.shot.scene
        kind = OF_KIND.get(scene.precipitation.kind)
        if kind is None or scene.precipitation.rate <= 0:
            return None
        loop = round_s(self.shot)
        span = None if loop is None else loop * self._pace
        air = Air(wind_of(scene), span, shutter_s(self.shot) * self._pace)
        return Falling(kind, scene.precipitation.rate, air, self.shot.seed)

    def strain(self, k: int) -> Strain:
        """What frame k asks of the picture."""
        return self._meter.strain(self._at(second(self.shot, k)))

    def limits(self) -> tuple[Unmet, ...]:
        """What of the asked moves the picture cannot bear."""
        if self.share == 1:
            return ()
        made_up = isinstance(self._path, Nearing) and self._path.noticed(begin_s(self.shot), end_s(self.shot))
        return limits(self.asked, self.shot, self.why + "; the lens closes in for the rest" * made_up)

    @property
    def picture(self) -> Array:
        """(H, W, 3) what the film's frame shows of the picture."""
        return self._inner(self._framed.canvas.color)

    @property
    def nearness(self) -> Array:
        """(H, W) 1/m of the picture."""
        return self._inner(self._space.nearness)

    @property
    def sky(self) -> Array:
        """(H, W) 0-1 of the picture."""
        return self._inner(self._framed.regions.sky)

    def _inner(self, values: Array) -> Array:
        left, top = self._framed.canvas.margin
        return np.ascontiguousarray(values[top : top + self.shot.frame.height, left : left + self.shot.frame.width])

    def unseen(self) -> tuple[Unmet, ...]:
        """What the plan asks to move, shine or float and the picture does not show, as far as can be told."""
        words, regions = words_of(self.shot.prompt), self._framed.regions
        return lacking(self.shot, self._effects, self._framed.canvas.color) + tuple(
            Unmet("inputs.masks", f"no {name} to move is found in the picture: show where with --mask {name}=FILE")
            for name, said in MOVES.items()
            if not words.isdisjoint(said) and not getattr(regions, name).any()
        )

    def _at(self, t_s: float) -> Sight:
        frame = self.shot.frame
        return sight(self._path.at(t_s), self._taken, frame.width, frame.height)

    def shoot(self, k: int, passes: bool = False) -> Frame:
        """Frame k."""
        take = self.take(k, passes)
        motion = motion_of(take)
        color = self.weathered(self.exposed(take.color, motion, k), take, k, self.light)
        return Frame(np.ascontiguousarray(color), *passes_of(take, motion, passes), view=self.view(k))

    def take(self, k: int, passes: bool = False, drifting: bool = True) -> Take:
        """Frame k as sharp as the lens has it, in clear air, with its clouds `drifting` or as they are."""
        fps = self.shot.frame.fps
        t = second(self.shot, k)
        here, after = self._at(t), self._at(t + 1 / fps)
        color, nearness, sky = self._filmed(here, self._focused(t, drifting), passes)
        if nearness is None or sky is None:
            return Take(color, nearness, here, after, sky)
        lit = self._effects.lit(color, Moment(here, (t - self._role.anchor_s) * self._pace, nearness, sky))
        return Take(lit, nearness, here, after, sky, gain_of(color, lit))

    def exposed(self, color: Array, motion: Array | None, k: int) -> Array:
        """`color` as the open shutter blurs it; the picture itself stays sharp, and what is next to it nearly."""
        opened = self.opened(k)
        if motion is None or opened * self.shot.camera.shutter_deg <= 0:
            return color
        blurred = exposed(color, motion, self.shot.camera.shutter_deg * opened)
        return blurred if opened == 1 else color + (blurred - color) * np.float32(opened)

    def opened(self, k: int) -> float:
        """How far the shutter may open at frame k, 0-1: sharpness comes and goes without a jump."""
        frame = self.shot.frame
        away = abs(second(self.shot, k) - self._role.anchor_s) * frame.fps
        away = min(away, span_s(self.shot) * frame.fps - away) if self.shot.loop else away
        u = min(1.0, away / (_SHARP_S * frame.fps))
        return u * u * (3 - 2 * u)

    def weathered(self, color: Array, seen: Take, k: int, light: Array) -> Array:
        """`color` behind what fills the air and what falls, by the nearness and sky `seen`; one air for all pictures.

        `light` (3,) is what falling things show.
        """
        if seen.nearness is None:
            return color
        frame, t = self.shot.frame, second(self.shot, k)
        here = sight(self._path.at(t), self._path.at(0.0), frame.width, frame.height)
        if seen.sky is not None:
            color = self._effects.filled(color, Moment(here, t * self._pace, seen.nearness, seen.sky, seen.gain))
        if self._falling is not None:
            color = self._falling.draw(color, seen.nearness, here, t * self._pace, light * seen.gain)
        return color

    def _focused(self, t_s: float, drifting: bool) -> tuple[Sheet, ...]:
        """The sheets at a moment; in a focus pull mixed from those of the steps before and after."""
        since_s = (t_s - self._role.anchor_s) * self._pace
        if self._pull is None:
            return tuple(sheet.at(since_s, drifting) for sheet in self._sheets)
        step, share = self._pull.at(t_s)
        low, high = ([sheet.at(since_s, drifting) for sheet in self._pulled(s)] for s in (step, step + 1))
        return tuple(mixed(a, b, share) for a, b in zip(low, high, strict=True))

    def _filmed(self, here: Sight, sheets: tuple[Sheet, ...], passes: bool) -> tuple[Array, Array | None, Array | None]:
        sky = self._effects.sky if self._effects else None
        if self._deep:
            return self._camera.film_and_sky(here, sheets, sky)
        color = np.maximum(self._camera.flat(here, np.ascontiguousarray(sheets[0].color[..., :3])), 0)
        still = not moves(self.shot)
        if still and not passes and self._falling is None and not self._effects:
            return color, None, None
        near = self._camera.flat(here, self._space.nearness)
        return color, near, None if sky is None else np.clip(self._camera.flat(here, sky), 0, 1)

    def view(self, k: int) -> View:
        """The camera of frame k."""
        p = self._path.at(second(self.shot, k))
        return View((p.x, p.y, p.z + self.shot.camera.height_m), p.yaw_deg, p.pitch_deg, p.roll_deg, p.focal_mm)


def limits(asked: Shot, borne: Shot, why: str) -> tuple[Unmet, ...]:
    """What of the asked moves is left out where less of them can be borne."""
    pairs = zip(asked.camera.moves, borne.camera.moves, strict=True)
    return tuple(
        Unmet("camera.moves", f"{_named(a.kind)} is limited to {_told(b)} of {_told(a)}: {why}")
        for a, b in pairs
        if a.kind != "static" and a.amount > 0 and a != b
    )


def _in_rhythm(shot: Shot) -> Shot:
    """The shot as long as its first take, which is what moves of itself counts on: it moves on as it did."""
    if not shot.takes or shot.inputs.source_video:
        return shot
    frame = shot.frame.model_copy(update={"duration_s": span_s(shot)})
    return shot.model_copy(update={"frame": frame, "loop": first(shot).loop})


def moves(shot: Shot) -> bool:
    """Whether the camera moves at all."""
    return any(move.kind != "static" for move in shot.camera.moves) or shot.camera.shake > 0


def passes_of(take: Take, motion: Array | None, passes: bool) -> tuple[Array | None, Array | None]:
    """Depth (H, W; metres along the ray) and motion of a take, where they are asked for."""
    if not passes or take.nearness is None:
        return None, None
    here, nearness = take.here, take.nearness
    pixels = grid(here.width, here.height)
    right, down = here.ray(pixels.x, pixels.y)
    along = nearness / (np.maximum(1 - nearness * here.shift[2], 1e-3) * np.sqrt(1 + right * right + down * down))
    depth = np.where(along > 1e-5, 1 / np.maximum(along, 1e-5), np.inf)
    return np.asarray(depth, np.float32), motion


def _about(shot: Shot, subject_m: float) -> Shot:
    """The shot whose orbits, cranes and dolly zooms are about what the picture shows."""
    return shot.model_copy(update={"camera": shot.camera.model_copy(update={"subject_m": max(subject_m, 0.5)})})


def scaled(shot: Shot, share: float, settled: int = 0) -> Shot:
    """The shot with its moves, and the hand's unrest, at a share of their amount (a zoom at its power).

    The first `settled` moves stay, and the unrest where any do.
    """
    if share >= 1:
        return shot
    own = (move.model_copy(update={"amount": _part(move, share)}) for move in shot.camera.moves[settled:])
    update = {
        "moves": (*shot.camera.moves[:settled], *own),
        "shake": shot.camera.shake if settled else shot.camera.shake * share,
    }
    return shot.model_copy(update={"camera": shot.camera.model_copy(update=update)})


def _part(move: Move, share: float) -> float:
    if move.kind == "zoom":
        return float(move.amount**share) if move.amount > 0 else 0.0
    return move.amount * share


def _begun(shot: Shot, before: Shot) -> Shot:
    """The shot, its first moves and its unrest as they are before."""
    kept = before.camera.moves
    update = {"moves": (*kept, *shot.camera.moves[len(kept) :]), "shake": before.camera.shake}
    return shot.model_copy(update={"camera": shot.camera.model_copy(update=update)})


def _travels(shot: Shot) -> bool:
    path = CameraPath(shot)
    poses = [path.at(float(t)) for t in np.linspace(begin_s(shot), end_s(shot), 25)]
    return max(math.hypot(b.x - poses[0].x, b.y - poses[0].y, b.z - poses[0].z) for b in poses) > _TRAVELS_M


def _named(kind: str) -> str:
    return kind.replace("_", " ")


def _told(move: Move) -> str:
    unit = _UNITS.get(move.kind)
    return f"{move.amount:.3g} {unit or 'm'}" if unit is None else f"{move.amount:.3g}{unit}"


def motion_of(take: Take) -> Array | None:
    """(H, W, 2) pixels that what is seen moves until the next frame; None where no nearness is known."""
    here, after, nearness = take.here, take.after, take.nearness
    if nearness is None:
        return None
    if here.like(after):
        return np.zeros((here.height, here.width, 2), np.float32)
    pixels = grid(here.width, here.height)
    x, y = here.source(here.ray(pixels.x, pixels.y), nearness)
    right, down, _ = after.project(x, y, nearness)
    return np.dstack([right - pixels.x, down - pixels.y])
