"""A plan made longer: what was filmed stays to the bit, and the camera goes on, or comes from somewhere, beyond it.

Knows plans and what a prompt asks; knows no engine and no file.
"""

from __future__ import annotations

import math
from typing import Literal

from dreamwright.errors import BadOption
from dreamwright.prompt.parse import MOVES, Onward
from dreamwright.shot.camera import CameraPath, Pose, opening_pitch_deg
from dreamwright.shot.codec import revised
from dreamwright.shot.plan import MAX_PROMPT, MAX_TAKES, Move, Reading, Shot, Take, Unread
from dreamwright.shot.takes import begin_s, end_s, first, last_s, new_moves

LONGEST_S = 60.0
THEN = "; then "
EDGE_S = 0.05
"""A move that ends so near the film's end still runs there."""
CLOSEST_MM, WIDEST_MM = 300.0, 8.0
STEEPEST_DEG = 80.0
"""How far zooms and tilts go on by themselves."""
NOTHING_SAID = Onward()
_ACTUAL = {"linear": 1.0, "in": 1 - 0.11, "out": 1 - 0.11, "in_out": 1 - 0.22}
"""Mean speed of a move over its cruising speed, by its ease (see `camera.ease`)."""


def check_seconds(seconds: float) -> None:
    """BadOption unless it is a time above zero."""
    if not (math.isfinite(seconds) and seconds > 0):
        raise BadOption(f"A film is made longer by a number of seconds above 0, not {seconds:g}.")


def frames_added(shot: Shot, seconds: float, *, round_and_round: bool = False) -> int:
    """How many frames make up `seconds`, at least one; `round_and_round`, as many whole rounds of a loop.

    BadOption unless it is a time above zero after which the film lasts at most `LONGEST_S`.
    """
    check_seconds(seconds)
    fps, count = shot.frame.fps, shot.frame.count
    added = max(1, round(min(seconds, 10 * LONGEST_S) * fps))
    if round_and_round:
        turn = first(shot).frame.count
        added = math.ceil(added / turn) * turn
    if (count + added) / fps > LONGEST_S + 1e-9:
        rounds = ", for a loop goes round whole" if round_and_round else ""
        raise BadOption(
            f"The film would last {(count + added) / fps:.4g} s, and the longest lasts {LONGEST_S:g}{rounds}: "
            f"it lasts {count / fps:.4g} now."
        )
    return added


def extended(shot: Shot, seconds: float, said: Onward = NOTHING_SAID, *, reverse: bool = False) -> Shot:
    """The plan of a film that holds the shot's film and `seconds` more after it, or before it with `reverse`.

    The moves that the words ask for follow (or lead up to) the old ones; without any, what moves at the join goes on.
    A loop goes round again, or is left for the moves that are asked for. BadOption as `frames_added`.
    """
    again = shot.loop and not said.moves
    added = frames_added(shot, seconds, round_and_round=again)
    pinned = settled(shot)
    take = _take(pinned, "before" if reverse else "after")
    if again:
        made = _longer(pinned, added, (), take.model_copy(update={"side": "after", "left_s": take.end_s}))
        return with_words(made, said)
    length = added / shot.frame.fps
    start = begin_s(pinned) - length if reverse else end_s(pinned)
    moves = said.moves or going_on(pinned, length, reverse=reverse)
    return with_words(_longer(pinned, added, tuple(timed(move, start, length) for move in moves), take), said)


def settled(shot: Shot) -> Shot:
    """The shot with all that its length decides said outright: when moves end, and the opening pitch."""
    last, (begin, end) = last_s(shot), new_moves(shot)

    def pinned(move: Move) -> Move:
        if move.start_s >= last:  # it never begins: its place is kept, for readings count moves
            return Move(kind="static", start_s=move.start_s)
        return move.model_copy(update={"end_s": last if move.end_s is None else min(move.end_s, last)})

    moves = (*shot.camera.moves[:begin], *(pinned(move) for move in shot.camera.moves[begin:end]))
    update = {"moves": moves, "pitch_deg": opening_pitch_deg(shot)}
    return shot.model_copy(update={"camera": shot.camera.model_copy(update=update)})


def take_of(shot: Shot, side: Literal["after", "before"], left_s: float) -> Take:
    """The shot's film as a take that another one leaves at a second of the world's clock."""
    begin, end = begin_s(shot), end_s(shot)
    return Take(
        fps=shot.frame.fps, begin_s=begin, end_s=end, moves=len(shot.camera.moves), left_s=left_s, side=side,
        loop=shot.loop,
    )  # fmt: skip


def going_on(shot: Shot, seconds: float, *, reverse: bool = False) -> tuple[Move, ...]:
    """The moves at the film's end (with `reverse`, at its beginning), as they would be for `seconds` more.

    Times are counted from the beginning of what is added; each keeps its kind, its way and its cruising speed.
    """
    at, span = (begin_s(shot), EDGE_S) if reverse else (end_s(shot), -EDGE_S)
    running = [m for m in shot.camera.moves if m.start_s <= at + span < (at if m.end_s is None else m.end_s) + EDGE_S]
    pose = CameraPath(shot).at(at)
    return tuple(_goes_on(move, seconds, pose, back=reverse) for move in running if move.kind != "static")


def _goes_on(move: Move, seconds: float, pose: Pose, *, back: bool) -> Move:
    """The move for so many seconds more (or before), no farther than lens and neck go."""
    assert move.end_s is not None
    times = seconds / (move.end_s - move.start_s) * _ACTUAL["in_out"] / _ACTUAL[move.ease]
    amount = move.amount * times
    if move.kind == "zoom":
        longer = (move.direction != "out") != back
        room = CLOSEST_MM / pose.focal_mm if longer else pose.focal_mm / WIDEST_MM
        amount = min(max(move.amount, 1e-3) ** times, max(room, 1.0))
    elif move.kind == "tilt":
        up = (move.direction != "down") != back
        amount = min(amount, max(0.0, STEEPEST_DEG - pose.pitch_deg if up else STEEPEST_DEG + pose.pitch_deg))
    return Move(kind=move.kind, direction=move.direction, amount=min(amount, 1e5), start_s=0.0, end_s=seconds)


def timed(move: Move, start_s: float, length_s: float) -> Move:
    """A move told in seconds from `start_s`, on the world's clock; one without an end fills the `length_s`."""
    end = length_s if move.end_s is None else move.end_s
    return move.model_copy(update={"start_s": start_s + move.start_s, "end_s": start_s + end})


def with_words(made: Shot, said: Onward) -> Shot:
    """The plan with the words of what was added after those of what was there, unless that is too long for a plan."""
    shift = len(made.prompt) + len(THEN) if made.prompt else 0
    if not said.prompt or shift + len(said.prompt) > MAX_PROMPT:
        return made
    number = len(made.camera.moves) - len(said.moves)
    readings = [_shifted(numbered(reading, number + index_of(reading)), shift) for reading in said.readings]
    rows = {(r.start, r.end, r.words) for r in said.unused} | {(u.start, u.end, u.words) for u in said.unread}
    missed = sorted(rows)
    unread = [Unread(words=words, start=start + shift, end=end + shift) for start, end, words in missed]
    prompt = f"{made.prompt}{THEN}{said.prompt}" if made.prompt else said.prompt
    update = {"readings": (*made.readings, *readings), "unread": (*made.unread, *unread), "prompt": prompt}
    return made.model_copy(update=update)


def _shifted(reading: Reading, by: int) -> Reading:
    return reading.model_copy(update={"start": reading.start + by, "end": reading.end + by})


def numbered(reading: Reading, index: int) -> Reading:
    """The reading of a move as that of another one of the camera's moves."""
    return reading.model_copy(update={"field": f"{MOVES}{index}"})


def index_of(reading: Reading) -> int:
    """Which of the camera's moves the reading is of."""
    return int(reading.field.removeprefix(MOVES).split(".")[0])


def _take(shot: Shot, side: Literal["after", "before"]) -> Take:
    """The shot's film as a take that another one leaves at its end or beginning."""
    return take_of(shot, side, begin_s(shot) if side == "before" else end_s(shot))


def _longer(shot: Shot, added: int, moves: tuple[Move, ...], take: Take) -> Shot:
    """The shot with so many frames more, the moves for them, and its own film as a take."""
    if len(shot.takes) >= MAX_TAKES:
        raise BadOption(f"The film was made longer {MAX_TAKES} times already, and that is the most.")
    fps = shot.frame.fps
    frame = shot.frame.model_copy(update={"duration_s": (shot.frame.count + added) / fps})
    camera = shot.camera.model_copy(update={"moves": (*shot.camera.moves, *moves)})
    anchor = shot.anchor_s + (added / fps if take.side == "before" else 0.0)
    again = shot.loop and not moves
    takes = shot.takes if again and shot.takes else (*shot.takes, take)
    update = {"frame": frame, "camera": camera, "anchor_s": anchor, "takes": takes, "loop": again}
    return revised(shot.model_copy(update=update))
