"""A film that was given, inside the longer one that goes on from it: its frames, untouched, and the one that is met.

Knows a plan's takes and lazy films; nothing of stages.
"""

from __future__ import annotations

from dataclasses import dataclass

from dreamwright.engines.base import Inputs
from dreamwright.frames import Array, Frame, Frames
from dreamwright.shot.plan import Shot
from dreamwright.shot.takes import begin_s, first


@dataclass(frozen=True)
class Around:
    """A given film's place in a longer one."""

    film: Frames
    begins: int
    """The longer film's frame in which it begins."""
    meets: int
    """The one of its own frames that is gone on from: its last, or its first."""

    def holds(self, k: int) -> bool:
        """Whether frame k of the longer film is one of the given one's."""
        return 0 <= k - self.begins < self.film.count

    def shoot(self, k: int) -> Frame:
        """That frame, as it is."""
        return Frame(self.film[k - self.begins].color)

    @property
    def met(self) -> Array:
        """(H, W, 3) the picture that is gone on from."""
        return self.film[self.meets].color


def around(shot: Shot, inputs: Inputs) -> Around | None:
    """The film that the shot goes on from, if it names one."""
    source = shot.inputs.source_video
    if source is None:
        return None
    film, given = inputs.pictures.film(source), first(shot)
    begins = round((begin_s(given) - begin_s(shot)) * shot.frame.fps)
    after = not shot.takes or shot.takes[0].side == "after"
    return Around(film, begins, film.count - 1 if after else 0)
