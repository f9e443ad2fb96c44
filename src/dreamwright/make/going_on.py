"""A film that shows frames of a world film: the same world, at the same seconds, by the same camera.

Knows plans and what a still says of itself; knows no engine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dreamwright.errors import BadOption, BadPlan
from dreamwright.make.extend import going_on as moves_going_on
from dreamwright.make.extend import index_of, numbered, settled, take_of, timed, with_words
from dreamwright.media.provenance import read_exposure, read_plan, read_second
from dreamwright.prompt.parse import Onward
from dreamwright.shot.codec import from_json, revised
from dreamwright.shot.plan import MAX_TAKES, Ease, Exposed, FrameSpec, Inputs, Move, Reading, Shot, Take
from dreamwright.shot.takes import ON_A_FRAME, begin_s, end_s, second

AT_ONCE_S = 0.05
"""A piece of a move that is shorter is not worth a move of its own."""


@dataclass(frozen=True)
class Origin:
    """The world film that a still is a frame of."""

    shot: Shot
    frame: int
    exposed: tuple[float, float] | None = None
    """Exposure (log2 of the gain) and night (0-1) of the frame; None = not known."""

    @property
    def second_s(self) -> float:
        """When in that film the frame opens."""
        return self.frame / self.shot.frame.fps


def origin_of(path: Path) -> Origin | None:
    """The world film that a still is a frame of; None where it does not say, or is of no world."""
    plan, at_s = read_plan(path), read_second(path)
    if plan is None or at_s is None:
        return None
    try:
        shot = from_json(plan)
    except BadPlan:
        return None
    frame = round(at_s * shot.frame.fps)
    if shot.inputs.pictures or shot.inputs.source_video or not 0 <= frame < shot.frame.count:
        return None
    return Origin(shot, frame, read_exposure(path))


@dataclass(frozen=True)
class Key:
    """A frame of the film that is a frame of a world film."""

    frame: int
    origin: Origin


def of_one_take(keys: Sequence[Key], fps: float) -> bool:
    """Whether frames of one world film are as far apart there as they are in a film of that rate, to the frame."""
    if len(keys) > 1 and keys[0].origin.shot.frame.fps != fps:
        return False
    return len({key.origin.frame - key.frame for key in keys}) == 1


def of_one_film(keys: Sequence[Key]) -> bool:
    """Whether the keys are frames of the same world film, at whatever times."""
    return all(key.origin.shot == keys[0].origin.shot for key in keys)


@dataclass(frozen=True)
class Wish:
    """What is asked of a film that shows some frames of a world film: what leads up to them, what follows."""

    frame: FrameSpec
    kept: range
    """The film's frames that are the other film's."""
    before: tuple[Move, ...]
    after: tuple[Move, ...]
    """In seconds of the film; at rest where the kept frames begin and end."""
    said: Onward
    """The words, of `before` and then `after`."""
    between: tuple[Reading, ...]
    """Words of moves that lie among the kept frames alone, where the camera is the other film's."""

    @property
    def asked(self) -> bool:
        """Whether the words ask for a move outside the kept frames."""
        return bool(self.before or self.after)


def wish(frame: FrameSpec, kept: range, said: Onward) -> Wish:
    """The moves that were asked for, parted at the kept frames: what lies on both sides of them is done on both."""
    length, first, last = frame.count / frame.fps, kept[0] / frame.fps, kept[-1] / frame.fps
    whole = [move.model_copy(update={"end_s": length if move.end_s is None else move.end_s}) for move in said.moves]
    before = [(index, _part(move, 0.0, first)) for index, move in enumerate(whole) if kept[0] > 0]
    after = [(index, _part(move, last, length)) for index, move in enumerate(whole) if kept[-1] < frame.count - 1]
    pieces = [(index, part) for index, part in (*before, *after) if part is not None]
    place: dict[int, int] = {}
    for at, (index, _) in enumerate(pieces):
        place.setdefault(index, at)
    seen = [reading for reading in said.readings if index_of(reading) in place]
    between = tuple(reading for reading in said.readings if index_of(reading) not in place)
    readings = tuple(numbered(reading, place[index_of(reading)]) for reading in seen)
    moves = tuple(part for _, part in pieces)
    told = replace(said, moves=moves, readings=readings, unused=(*said.unused, *between))
    count = sum(part is not None for _, part in before)
    return Wish(frame, kept, moves[:count], moves[count:], told, between)


def _part(move: Move, begin_s: float, end_s: float) -> Move | None:
    """What a move does between two seconds of the film, from and to rest where it is cut; None where too little."""
    assert move.end_s is not None
    since, until = max(move.start_s, begin_s), min(move.end_s, end_s)
    lost_s = (move.end_s - move.start_s) - (until - since)
    if until - since < AT_ONCE_S:
        return None
    share = 1.0 if lost_s < AT_ONCE_S else (until - since) / (move.end_s - move.start_s)
    amount = max(move.amount, 1e-3) ** share if move.kind == "zoom" else move.amount * share
    rises = move.ease in ("in", "in_out") or since > move.start_s
    falls = move.ease in ("out", "in_out") or until < move.end_s
    ease: Ease = ("in_out" if falls else "in") if rises else ("out" if falls else "linear")
    return move.model_copy(update={"start_s": since, "end_s": until, "amount": amount, "ease": ease})


def going_on(keys: Sequence[Key], wished: Wish, inputs: Inputs) -> Shot:
    """The plan of a film whose kept frames are another film's, from the first key to the last, all of one take.

    Its world, lens, look and seed are that film's. The moves that the words ask for lead up to those frames and
    follow them, where the camera leaves the other film's path and coasts; without any, it goes along that path, and
    beyond it.
    """
    shot = settled(keys[0].origin.shot)
    at_s = second(shot, keys[0].origin.frame)
    first_s = at_s - wished.kept[0] / wished.frame.fps
    shot = _around(shot, at_s, wished, first_s) if wished.asked else _along(shot, wished.frame, first_s)
    takes = (*shot.takes[:-1], shot.takes[-1].model_copy(update={"exposed": _exposed(keys, first_s, wished.frame.fps)}))
    made = _framed(shot, wished.frame, first_s).model_copy(update={"inputs": inputs, "takes": takes})
    return revised(with_words(made, wished.said))


def _exposed(keys: Sequence[Key], first_s: float, fps: float) -> tuple[Exposed, ...]:
    """The keys' seconds on the world's clock, and how they were exposed, where that is known."""
    return tuple((first_s + key.frame / fps, *key.origin.exposed) for key in keys if key.origin.exposed is not None)


def _around(shot: Shot, at_s: float, wished: Wish, first_s: float) -> Shot:
    """The shot left at the kept frames, on both sides of them, for the moves that were asked for.

    After the last one its path counts until the next, so that the frame's own motion is what it was.
    """
    frame, kept = wished.frame, wished.kept
    last_s = at_s + (kept[-1] - kept[0]) / frame.fps
    left_s = min(last_s + 1 / shot.frame.fps, end_s(shot))
    if kept[0] > 0:
        shot = _taken(shot, take_of(shot, "before", at_s), wished.before, first_s)
        shot = _framed(shot, _up_to(left_s + 1 / frame.fps, frame, first_s), first_s)  # left a frame before its end
    if kept[-1] < frame.count - 1:
        shot = _taken(shot, take_of(shot, "after", left_s), wished.after, first_s + left_s - last_s)
    return shot


def _along(shot: Shot, frame: FrameSpec, first_s: float) -> Shot:
    """The shot gone on along its own path, on the sides where the film shows more than it did."""
    length, whole = frame.count / frame.fps, shot
    missing_s = begin_s(shot) - first_s
    if missing_s > ON_A_FRAME / frame.fps:
        take = take_of(shot, "before", begin_s(shot))
        shot = _taken(shot, take, moves_going_on(shot, missing_s, reverse=True), first_s)
        shot = _framed(shot, _up_to(end_s(whole), frame, first_s), first_s)
    rest_s = first_s + length - end_s(shot)
    if rest_s > ON_A_FRAME / frame.fps or shot is whole:
        moves = moves_going_on(shot, rest_s) if rest_s > 0 else ()
        shot = _taken(shot, take_of(shot, "after", end_s(shot)), moves, end_s(shot))
    return shot


def _taken(shot: Shot, take: Take, moves: Sequence[Move], from_s: float) -> Shot:
    """The shot as a take, and moves after (before) it, told in seconds from `from_s`."""
    if len(shot.takes) >= MAX_TAKES:
        raise BadOption(f"The film was gone on from {MAX_TAKES} times already, and that is the most.")
    added = tuple(timed(move, from_s, 0.0) for move in moves)
    camera = shot.camera.model_copy(update={"moves": (*shot.camera.moves, *added)})
    return shot.model_copy(update={"camera": camera, "takes": (*shot.takes, take), "loop": False})


def _framed(shot: Shot, frame: FrameSpec, first_s: float) -> Shot:
    """The shot as a film that begins at a second of the world's clock."""
    return shot.model_copy(update={"frame": frame, "anchor_s": -first_s})


def _up_to(until_s: float, frame: FrameSpec, first_s: float) -> FrameSpec:
    """The frame of a film that lasts from one second of the world's clock to another, in whole frames."""
    count = max(1, math.ceil((until_s - first_s) * frame.fps - ON_A_FRAME))
    return frame.model_copy(update={"duration_s": count / frame.fps})
