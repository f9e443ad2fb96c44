"""A film of one or several pictures: who is seen when, one camera for all, and the ways from each to the next.

At most two stages live at once, made when a frame first needs them. Knows plans, stages and ways; nothing of files.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from dreamwright.engines.base import Quality, Unmet, Watch
from dreamwright.engines.parallax.stage import Role, Stage
from dreamwright.engines.parallax.survey import Source, alone, survey
from dreamwright.engines.parallax.ways import Carried, Uncovered, Way
from dreamwright.frames import Array, Frame
from dreamwright.shot.plan import Shot
from dreamwright.shot.takes import second


class Reel:
    """One shot's pictures in order; `shoot(k)` is a pure function of k."""

    def __init__(self, shot: Shot, source: Source, quality: Quality, watch: Watch) -> None:
        self._source, self._quality, self._watch = source, quality, watch
        self._stages: dict[int, Stage] = {}
        self._way: tuple[int, Way] | None = None
        self._survey = survey(shot, source, watch) if len(shot.keys) > 1 else None
        self._shot = self._survey.shot if self._survey else shot
        self._places = tuple(frame for frame, _ in shot.keys) or (0,)
        if not self._survey:
            self._stage(0)

    @property
    def limits(self) -> tuple[Unmet, ...]:
        """What of the asked moves some picture cannot bear."""
        return self._survey.limits if self._survey else self._stage(0).limits()

    @property
    def unseen(self) -> tuple[Unmet, ...]:
        """What the words ask to move and the first picture does not show."""
        return self._stage(0).unseen()

    @property
    def told(self) -> tuple[str, ...]:
        """What the user should know of the pictures."""
        return self._survey.told if self._survey else (f"depth: {self._stage(0).how}",)

    def glance(self, k: int, size: tuple[int, int]) -> Array:
        """The picture nearest to frame k, small."""
        number = int(np.argmin([abs(place - k) for place in self._places]))
        picture = self._survey.glances[number].small if self._survey else self._stage(0).picture
        return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)

    @property
    def is_one(self) -> bool:
        """Whether it is of one picture: its frames may then be asked for by several threads at once."""
        return self._survey is None

    def shoot(self, k: int, passes: bool = False) -> Frame:
        """Frame k."""
        if self.is_one:
            return self._stages[0].shoot(k, passes)
        spans = self._survey.spans if self._survey else ()
        count = self._shot.frame.count
        for number, span in enumerate(spans):
            start, end = span.frames
            at = k if k > start else k + count
            if start < at < end and (at == k or self._shot.loop):
                return self._between(number).shoot(at, passes)
        return self._stage(min(range(len(self._places)), key=lambda i: abs(self._places[i] - k))).shoot(k, passes)

    def _stage(self, number: int) -> Stage:
        """The stage of a picture; only the two asked for last are kept."""
        stage = self._stages.pop(number, None)
        if stage is None:
            while len(self._stages) > 1:
                self._stages.pop(next(iter(self._stages)))
            stage = self._made(number)
        self._stages[number] = stage
        return stage

    def _made(self, number: int) -> Stage:
        plan, role = alone(self._shot, number), Role(self._anchor_s(number))
        if self._survey:
            role = replace(role, share=self._survey.share, subject_m=self._survey.glances[0].subject_m)
        return Stage(plan, self._source(plan), self._quality, self._watch, role)

    def _anchor_s(self, number: int) -> float:
        """Where a picture stands on the world's clock; the last one of a film that is gone on from, at its opening."""
        return second(self._shot, self._places[number]) if self._shot.keys else 0.0

    def _between(self, number: int) -> Way:
        assert self._survey
        if self._way is None or self._way[0] != number:
            self._way = None
            span = self._survey.spans[number]
            way = Carried if span.same else Uncovered
            self._way = number, way(self._survey, span, lambda i: self._stage(span.pair[i]))
        return self._way[1]
