"""A prompt → the plan of a film, by rules alone: no model, no network, no clock.

The most specific reading wins (more words, then the first named); what is said beats what is implied; see places.py
and hours.py for two places or two times. Every field said keeps its words, and what was not understood is listed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from dreamwright.errors import BadOption, BadPrompt
from dreamwright.prompt import concepts as luma
from dreamwright.prompt.choices import camera_of, look_of
from dreamwright.prompt.deny import read_denials
from dreamwright.prompt.dice import Dice
from dreamwright.prompt.draft import Draft, unread
from dreamwright.prompt.frame import FrameAsk, checked, frame_of
from dreamwright.prompt.hours import read_hours
from dreamwright.prompt.lexicon import marks
from dreamwright.prompt.moves import Asked, read_amounts, read_leftover, read_moves
from dreamwright.prompt.page import Page
from dreamwright.prompt.paths import Ground, needed_s, plan_moves
from dreamwright.prompt.places import read_places
from dreamwright.prompt.quantities import read_quantities
from dreamwright.prompt.scenery import place_of, scene_of
from dreamwright.prompt.settings import read_settings
from dreamwright.prompt.subjects import Seen, read_subjects
from dreamwright.prompt.times import read_times
from dreamwright.prompt.words import picture
from dreamwright.shot.plan import MAX_PROMPT, MAX_SEED, Move, Reading, Shot, Unread

__all__ = ["FrameAsk", "Onward", "onward", "plan", "seed_of"]

MOVES = "camera.moves."


@dataclass(frozen=True)
class Onward:
    """What words ask of a film that goes on: camera moves alone, for place, light and weather stay."""

    prompt: str = ""
    moves: tuple[Move, ...] = ()
    """In seconds from where it goes on."""
    readings: tuple[Reading, ...] = ()
    """Of those moves; `camera.moves.0` is the first of them."""
    unused: tuple[Reading, ...] = ()
    """Of all else."""
    unread: tuple[Unread, ...] = ()


Read = tuple[list[Seen], list[Asked], str | None]
"""Subjects, moves, and the pace of a move that nobody named."""
SIDED = ("pan", "truck", "orbit")


def plan(prompt: str, *, seed: int | None = None, concepts: Sequence[str] = (), frame: FrameAsk | None = None,
         loop: bool = False) -> Shot:  # fmt: skip
    """The shot that a prompt of 1-5000 characters describes.

    `seed` None takes one from the prompt itself; `frame` and `concepts` win over words. Raises BadPrompt, BadOption
    or UnknownName (a concept), each in one sentence.
    """
    _check(prompt, seed)
    ask = frame or FrameAsk()
    checked(ask)
    dice = Dice(seed_of(prompt) if seed is None else seed)
    page, draft = Page(marks(prompt)), Draft(prompt)
    return _built(page, draft, _read(page, draft, concepts), dice, ask, loop=loop)


def onward(prompt: str, shot: Shot, seconds: float, concepts: Sequence[str] = ()) -> Onward:
    """What a prompt and concepts say of the `seconds` that are added to a shot; BadPrompt or UnknownName as `plan`."""
    _check(prompt, None)
    page, draft, dice = Page(marks(prompt)), Draft(prompt), Dice(shot.seed)
    seen, asked, _ = _read(page, draft, concepts)
    _told(draft, seen, asked, FrameAsk(duration_s=seconds))
    side = 1 if shot.scene.sun.azimuth_deg > 0 else -1
    ground = Ground(shot.scene.place, shot.camera.height_m, shot.camera.subject_m, side)
    moves = plan_moves(asked, seconds, ground, dice) if asked else ()
    readings = draft.readings(frozenset())
    used = tuple(reading for reading in readings if reading.field.startswith(MOVES))
    unused = tuple(reading for reading in readings if not reading.field.startswith(MOVES))
    return Onward(prompt, moves, used, unused, unread(prompt, page.marks))


def seed_of(prompt: str) -> int:
    """A seed that belongs to the prompt: the same on every machine."""
    digest = hashlib.blake2b(prompt.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") & MAX_SEED


def _check(prompt: str, seed: int | None) -> None:
    if not prompt.strip():
        raise BadPrompt("The prompt is empty: say in a few words what the film should show.")
    if len(prompt) > MAX_PROMPT:
        raise BadPrompt(f"The prompt has {len(prompt)} characters: the most is {MAX_PROMPT}.")
    if any("\ud800" <= character <= "\udfff" for character in prompt):
        raise BadPrompt("The prompt holds half a character (a lone surrogate): send it as valid Unicode.")
    if seed is not None and not 0 <= seed <= MAX_SEED:
        raise BadOption(f"The seed must be a whole number from 0 to {MAX_SEED}, not {seed}.")


def _read(page: Page, draft: Draft, concepts: Sequence[str]) -> Read:
    read_denials(page, draft)
    quantities = read_quantities(page, draft)
    seen = read_subjects(page, draft)
    read_places(page, draft)
    read_hours(page, draft)
    read_settings(page, draft)
    asked = read_moves(page, draft)
    left = read_times(page, draft, asked, quantities)
    read_amounts(page, draft, asked, left)
    spare = read_leftover(page, asked)
    if spare is not None:
        draft.note("camera.moves", "the pace of a move that the planner chose", spare)
    return seen, luma.apply(draft, asked, concepts), None if spare is None else spare.value("speed")


def _built(page: Page, draft: Draft, read: Read, dice: Dice, ask: FrameAsk, *, loop: bool) -> Shot:
    seen, asked, speed = read
    _told(draft, seen, asked, ask)
    size = frame_of(ask, draft)
    side = _side(asked, dice)
    scene = scene_of(draft, seen, place_of(draft, seen, dice), side, dice)
    camera = camera_of(draft, asked, scene, dice, speed=speed, duration_s=size.duration_s, side=side)
    return Shot(
        prompt=draft.prompt, seed=dice.seed, frame=size, scene=scene, camera=camera,
        look=look_of(draft, scene, dice, pictured=ask.pictured),
        loop=loop or bool(draft.get("loop", False)), readings=draft.readings(PATHS),
        unread=unread(draft.prompt, page.marks, picture.SURFACES | picture.MOTIONS if ask.pictured else _NOTHING),
    )  # fmt: skip


_NOTHING: frozenset[str] = frozenset()
PATHS = frozenset({
    "scene.place", "scene.time_of_day", "scene.season", "scene.clouds.kind", "scene.clouds.cover", "scene.fog.density",
    "scene.fog.top_m", "scene.precipitation.kind", "scene.precipitation.rate", "scene.wind_mps", "scene.time_scale",
    "scene.night.moon", "scene.night.milky_way", "camera.angle", "camera.height_m", "camera.shake",
    "camera.lens.focal_mm",
    "camera.lens.f_number", "camera.lens.focus_m", "look.palette", "look.contrast", "look.saturation", "look.grain",
    "look.vignette", "frame.aspect",
})  # fmt: skip
"""Fields that words may imply."""


def _side(asked: list[Asked], dice: Dice) -> int:
    """The side the light is on: the way the camera turns, so that it travels into the light."""
    for move in asked:
        if move.kind in SIDED and move.direction in ("left", "right"):
            return 1 if move.direction == "right" else -1
    return dice.side("light.side")


def _told(draft: Draft, seen: list[Seen], asked: list[Asked], ask: FrameAsk) -> None:
    """Readings of subjects and moves, and a film long enough for the times that were told."""
    for index, subject in enumerate(seen):
        draft.note(f"scene.subjects.{index}.kind", None, subject.mark)
        for part, used in subject.marks.items():
            draft.note(f"scene.subjects.{index}.{part}", None, *used)
    for index, move in enumerate(asked):
        draft.notes.append((tuple(move.marks), f"camera.moves.{index}", move.note))
    needed = needed_s(asked)
    if needed > draft.get("frame.duration_s", 5.0) and ask.duration_s is None and not draft.said("frame.duration_s"):
        told = [mark for move in asked if move.length_s or move.start_s for mark in move.marks]
        draft.say("frame.duration_s", min(60.0, needed), *told, note="long enough for the moves as timed")
