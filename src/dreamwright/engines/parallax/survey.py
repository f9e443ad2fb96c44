"""What a film's pictures have to do with one another: which are of one place, and the moves that all of them bear.

Measured small, one picture at a time, before a film of several pictures is begun. Knows plans and stages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from dreamwright.engines.base import Silent, Unmet, Watch
from dreamwright.engines.parallax.matching import Codes, look_of, same_place
from dreamwright.engines.parallax.reading import Seen
from dreamwright.engines.parallax.stage import Role, Stage, limits, moves
from dreamwright.frames import Array
from dreamwright.shot.plan import Shot

REVEAL_S = 0.8
"""How long one picture takes to give way to a different one, if there is time."""
_LEAD_S = 0.7
"""How long before and after that light is led over."""
_MEASURED_PX = 480
"""The film's longer side where pictures are compared and moves are measured."""
_SMALL_PX = 192

Source = Callable[[Shot], Seen]
"""What is known of a plan's start image."""


@dataclass(frozen=True)
class Span:
    """From one picture to the next."""

    pair: tuple[int, int]
    """Their numbers."""
    frames: tuple[int, int]
    """Where they stand; in a loop the second may lie a film's length on."""
    same: bool
    """Whether both are of one place."""

    def changing(self, fps: float) -> tuple[float, float]:
        """The frames, not whole, between which one picture gives way to a different one."""
        start, end = self.frames
        half, middle = min(REVEAL_S * fps, 0.6 * (end - start)) / 2, (start + end) / 2
        return middle - half, middle + half

    def led(self, k: int, fps: float) -> float:
        """How far the light is led over at frame k, 0-1."""
        since, until = self.changing(fps)
        more = min(_LEAD_S * fps, 0.8 * (since - self.frames[0]))
        u = float(np.clip((k - since + more) / (until - since + 2 * more), 0, 1))
        return u * u * (3 - 2 * u)

    def seen(self, number: int, fps: float) -> tuple[float, float]:
        """The frames, not whole, of this span in which a picture of its pair is seen."""
        if self.same:
            return self.frames
        since, until = self.changing(fps)
        return (self.frames[0], until) if number == self.pair[0] else (since, self.frames[1])


@dataclass(frozen=True)
class Glance:
    """What is kept of every picture."""

    look: Codes
    """(h, w) by which places are told."""
    small: Array
    """(h, w, 3) linear light."""
    how: str
    """How its depth was found."""
    subject_m: float


@dataclass(frozen=True)
class Survey:
    """The pictures of one film."""

    shot: Shot
    """The plan, with the moves that will be filmed."""
    spans: tuple[Span, ...]
    glances: tuple[Glance, ...]
    share: float
    limits: tuple[Unmet, ...]
    told: tuple[str, ...]


def alone(shot: Shot, number: int) -> Shot:
    """The plan of one of the shot's pictures: as its start image; depth and masks are the first one's."""
    if not shot.keys:
        return shot
    given = {"start_image": shot.keys[number][1], "end_image": None, "keyframes": ()}
    given |= {} if number == 0 else {"depth": None, "masks": ()}
    return shot.model_copy(update={"inputs": shot.inputs.model_copy(update=given)})


def survey(shot: Shot, source: Source, watch: Watch) -> Survey:
    """Looks at every picture of the shot, in order, and keeps little of each."""
    glances = tuple(_glance(shot, number, source, watch) for number in range(len(shot.keys)))
    spans = _spans(shot, glances)
    told = [f"depth: {how}" for how in dict.fromkeys(glance.how for glance in glances)]
    told += [_told(span, shot) for span in spans]
    if all(span.same for span in spans) and not _asked(shot) and moves(shot):
        shot = shot.model_copy(update={"camera": shot.camera.model_copy(update={"moves": ()})})
        told.append("the camera stands still: no move is asked for, and the pictures lead from one to the next")
    share, left_out = _bearable(shot, spans, glances[0].subject_m, source, watch)
    return Survey(shot, spans, glances, share, left_out, tuple(told))


def _glance(shot: Shot, number: int, source: Source, watch: Watch) -> Glance:
    watch.check()
    watch.progress("looking at the pictures", number, len(shot.keys))
    plan = _reduced(alone(shot, number))
    still = plan.model_copy(update={"camera": plan.camera.model_copy(update={"moves": (), "shake": 0.0})})
    stage = Stage(still, source(plan), "draft", Silent(), Role(share=1.0))
    scale = _SMALL_PX / max(plan.frame.width, plan.frame.height)
    size = max(16, round(plan.frame.width * scale)), max(16, round(plan.frame.height * scale))
    small = np.asarray(cv2.resize(stage.picture, size, interpolation=cv2.INTER_AREA), np.float32)
    return Glance(look_of(stage.picture), small, stage.how, stage.subject_m)


def _reduced(shot: Shot) -> Shot:
    scale = min(1.0, _MEASURED_PX / max(shot.frame.width, shot.frame.height))
    size = {side: max(16, round(getattr(shot.frame, side) * scale)) for side in ("width", "height")}
    return shot.model_copy(update={"frame": shot.frame.model_copy(update=size)})


def _spans(shot: Shot, glances: tuple[Glance, ...]) -> tuple[Span, ...]:
    places = [frame for frame, _ in shot.keys]
    pairs = list(pairwise(range(len(places))))
    ends = list(pairwise(places))
    if shot.loop:
        pairs.append((len(places) - 1, 0))
        ends.append((places[-1], places[0] + shot.frame.count))
    return tuple(
        Span(pair, frames, same_place(*(glances[number].look for number in pair)))
        for pair, frames in zip(pairs, ends, strict=True)
    )


def _told(span: Span, shot: Shot) -> str:
    since, until = (frame / shot.frame.fps for frame in span.frames)
    how = "one place, carried over" if span.same else "different places, one uncovers the other"
    return f"pictures: {since:.3g} to {until:.3g} s: {how}"


def _asked(shot: Shot) -> bool:
    """Whether anyone asked for the plan's moves: its prompt's words, or a plan without words."""
    return not shot.prompt or any(r.field.startswith(("camera.moves", "camera.angle")) for r in shot.readings)


def _bearable(
    shot: Shot, spans: tuple[Span, ...], subject_m: float, source: Source, watch: Watch
) -> tuple[float, tuple[Unmet, ...]]:
    """The greatest share of the moves that every picture bears while it is seen, and what is left out."""
    share = 1.0
    left_out: tuple[Unmet, ...] = ()
    if not moves(shot):
        return share, left_out
    for number, (frame, _) in enumerate(shot.keys):
        watch.check()
        watch.progress("measuring the moves", number, len(shot.keys))
        plan = _reduced(alone(shot, number))
        role = replace(_role(shot, spans, number), subject_m=subject_m)
        stage = Stage(plan, source(plan), "draft", Silent(), role)
        if stage.share < share:
            why = f"{stage.why} (the picture at {frame / shot.frame.fps:.3g} s)"
            share, left_out = stage.share, limits(stage.asked, stage.shot, why)
    return share, left_out


def _role(shot: Shot, spans: tuple[Span, ...], number: int) -> Role:
    """When the picture is seen; before the first and after the last one, alone."""
    fps, count, place = shot.frame.fps, shot.frame.count, shot.keys[number][0]
    since, until = (0.0, float(count)) if not shot.loop else (float(place), float(place))
    for span in spans:
        begun, ended = span.seen(number, fps)
        if number == span.pair[0]:
            until = ended
        elif number == span.pair[1]:
            since = begun - (span.frames[1] - place)
    return Role(place / fps, since / fps, until / fps)
