"""Luma's 34 camera concepts, each as the moves and fields it sets.

Keys as served by Luma for Ray 2; where a concept is more than a plan can say, the note tells what stands for it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dreamwright.errors import UnknownName
from dreamwright.prompt.draft import Draft
from dreamwright.prompt.moves import Asked

ANGLE, HEIGHT, FOCAL = "camera.angle", "camera.height_m", "camera.lens.focal_mm"
SHAKE, STOP, FOCUS = "camera.shake", "camera.lens.f_number", "camera.lens.focus_m"


@dataclass(frozen=True)
class Concept:
    """A camera concept as plan fields."""

    moves: tuple[tuple[str, str | None], ...] = ()
    sets: Mapping[str, Any] = field(default_factory=dict)
    speed: str | None = None
    note: str | None = None
    hints: Mapping[str, Any] = field(default_factory=dict)
    """What follows unless words say otherwise."""


def _move(kind: str, direction: str | None = None) -> Concept:
    return Concept(((kind, direction),))


CONCEPTS: Mapping[str, Concept] = {
    "aerial": Concept(sets={ANGLE: "aerial"}),
    "aerial_drone": Concept((("fly", "forward"),), {ANGLE: "aerial"}),
    "bolt_cam": Concept((("push_in", None),), {}, "whip", "a very fast push in stands for the robot arm's flight"),
    "crane_down": _move("crane", "down"),
    "crane_up": _move("crane", "up"),
    "dolly_zoom": _move("dolly_zoom", "in"),
    "elevator_doors": Concept((("push_in", None),), {ANGLE: "eye_level"}, "1",
    "the doors themselves are not in a plan: a push in at eye level"),
    "eye_level": Concept(sets={ANGLE: "eye_level"}),
    "ground_level": Concept(sets={ANGLE: "ground"}),
    "handheld": Concept(sets={SHAKE: 0.5}),
    "high_angle": Concept(sets={ANGLE: "high"}),
    "low_angle": Concept(sets={ANGLE: "low"}),
    "orbit_left": _move("orbit", "left"),
    "orbit_right": _move("orbit", "right"),
    "over_the_shoulder": Concept((), {ANGLE: "eye_level", HEIGHT: 1.75, FOCAL: 50.0, STOP: 2.8, FOCUS: 6.0}, None,
                                 "eye height, 50 mm and shallow focus; the shoulder is not in a plan"),
    "overhead": Concept(sets={ANGLE: "overhead"}),
    "pan_left": _move("pan", "left"),
    "pan_right": _move("pan", "right"),
    "pedestal_down": _move("pedestal", "down"),
    "pedestal_up": _move("pedestal", "up"),
    "pov": Concept((("push_in", None),), {ANGLE: "eye_level", HEIGHT: 1.65, FOCAL: 24.0, SHAKE: 0.2}, "2",
    "a walker's view"),
    "pull_out": _move("pull_out"),
    "push_in": _move("push_in"),
    "roll_left": _move("roll", "counterclockwise"),
    "roll_right": _move("roll", "clockwise"),
    "selfie": Concept((), {ANGLE: "eye_level", HEIGHT: 1.6, FOCAL: 24.0, SHAKE: 0.25}, None,
                      "an arm's-length camera at eye height; the holder is not in a plan"),
    "static": _move("static"),
    "tilt_down": _move("tilt", "down"),
    "tilt_up": _move("tilt", "up"),
    "tiny_planet": Concept(sets={"camera.projection": "tiny_planet"}, hints={ANGLE: "aerial"}),
    "truck_left": _move("truck", "left"),
    "truck_right": _move("truck", "right"),
    "zoom_in": _move("zoom", "in"),
    "zoom_out": _move("zoom", "out"),
}  # fmt: skip


def find(key: str) -> Concept:
    """The concept of that key (spaces and hyphens count as underscores); UnknownName with the nearest keys."""
    name = key.strip().lower().replace("-", "_").replace(" ", "_")
    if name in CONCEPTS:
        return CONCEPTS[name]
    nearest = difflib.get_close_matches(name, CONCEPTS, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(nearest)}?" if nearest else f"known ones are {', '.join(CONCEPTS)}."
    raise UnknownName(f"No camera concept is named {key[:60]!r}; {hint}")


def known_keys(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys, when each is a concept's; UnknownName as `find`."""
    found = tuple(keys)
    for key in found:
        find(key)
    return found


def apply(draft: Draft, asked: list[Asked], keys: Iterable[str]) -> list[Asked]:
    """The moves with those of the concepts; concepts were asked outright, so they win over words they contradict."""
    for key in dict.fromkeys(keys):
        concept = find(key)
        note = f"concept {key}" + (f": {concept.note}" if concept.note else "")
        for path, value in concept.sets.items():
            _overrule(draft, path, value, note)
        for path, value in concept.hints.items():
            draft.imply(path, value)
        for kind, direction in concept.moves:
            asked = _with(asked, kind, direction, concept.speed, note)
    return asked


def _overrule(draft: Draft, path: str, value: Any, note: str) -> None:
    old = draft.claims.pop(path, None)
    draft.say(path, value, note=note)
    if old is not None and old.marks:
        draft.note(path, None if old.value == value else f"overruled by {note}", *old.marks)


def _with(asked: list[Asked], kind: str, direction: str | None, speed: str | None, note: str) -> list[Asked]:
    for move in asked:
        if move.kind == kind and move.direction in (None, direction):
            move.direction, move.speed, move.note = direction, move.speed or speed, move.note or note
            return asked
    kept = [move for move in asked if move.kind not in (kind, "static") and kind != "static"]
    return [*kept, Asked(kind, direction, -1, speed=speed, note=note)]
