"""A film that begins, or ends, with a frame of a world film: the same world, at the same second, by the same camera.

Knows plans and what a still says of itself; knows no engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dreamwright.errors import BadOption, BadPlan
from dreamwright.make.extend import going_on as moves_going_on
from dreamwright.make.extend import settled, take_of, timed, with_words
from dreamwright.media.provenance import read_plan, read_second
from dreamwright.prompt.parse import Onward
from dreamwright.shot.codec import from_json, revised
from dreamwright.shot.plan import MAX_TAKES, FrameSpec, Inputs, Move, Shot, Take
from dreamwright.shot.takes import begin_s, end_s, second


@dataclass(frozen=True)
class Origin:
    """The world film that a still is a frame of."""

    shot: Shot
    frame: int

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
    return Origin(shot, frame)


def going_on(origin: Origin, frame: FrameSpec, said: Onward, inputs: Inputs, *, end: bool = False) -> Shot:
    """The plan of a film of that size and length whose first frame (with `end`, its last) is the origin's.

    Its world, lens, look and seed are the origin's. The moves that the words ask for follow (lead up to) that frame,
    where the camera leaves the origin's path and coasts; without any, it goes on along that path, and beyond it.
    """
    shot = settled(origin.shot)
    if len(shot.takes) >= MAX_TAKES:
        raise BadOption(f"The film was gone on from {MAX_TAKES} times already, and that is the most.")
    at = second(shot, origin.frame)
    length = frame.count / frame.fps
    first_s = at - (frame.count - 1) / frame.fps if end else at
    take = _left(shot, at, asked=bool(said.moves), end=end)
    moves = said.moves or _beyond(shot, take, first_s, first_s + length)
    start = first_s if end else take.left_s
    span = at - first_s if end else length
    camera = shot.camera.model_copy(update={"moves": (*shot.camera.moves, *(timed(m, start, span) for m in moves))})
    update = {
        "frame": frame, "camera": camera, "takes": (*shot.takes, take), "anchor_s": -first_s, "loop": False,
        "inputs": inputs,
    }  # fmt: skip
    return revised(with_words(shot.model_copy(update=update), said))


def _left(shot: Shot, at_s: float, *, asked: bool, end: bool) -> Take:
    """The origin as a take: left at the frame for moves that were asked for, else where it ends or begins.

    After the frame its path counts until the next one, so that the frame's own motion is what it was.
    """
    if end:
        return take_of(shot, "before", at_s if asked else begin_s(shot))
    following = at_s + 1 / shot.frame.fps
    return take_of(shot, "after", min(following, end_s(shot)) if asked else end_s(shot))


def _beyond(shot: Shot, take: Take, begin: float, end: float) -> tuple[Move, ...]:
    """The origin's own moves as they go on past its end, as far as the film lasts."""
    if take.side == "after":
        rest = end - take.left_s
        return moves_going_on(shot, rest) if rest > 0 else ()
    rest = take.left_s - begin
    return moves_going_on(shot, rest, reverse=True) if rest > 0 else ()
