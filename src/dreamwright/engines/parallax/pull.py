"""A focus pull: where the lens is focused at each moment, in a few steps between which blurred sheets are mixed.

Knows plans' lenses and a picture's range of depth; nothing of colours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.parallax.depths import Space
from dreamwright.engines.parallax.lens import MOST_PX
from dreamwright.frames import Array
from dreamwright.shot.camera import focus_at
from dreamwright.shot.plan import Shot

_SEEN = 0.0065
"""Radius, of the film's width, to which a lens at f/2 blurs one end of the picture's depth when focused at the other:
a pull is there to be seen, and a picture's metres are guessed."""
_STEP_PX = 2.0
_LEAST, _MOST = 3, 8


@dataclass(frozen=True)
class Pull:
    """The steps of a pull."""

    shot: Shot
    range: tuple[float, float]
    """Nearness (1/m) of the far and the near end of what the picture shows."""
    strength: float
    """Pixels of blur radius per 1/m off the focus."""
    steps: Array
    """Nearness (1/m) that each step is focused at, ascending."""

    def radius(self, nearness: Array, step: int) -> Array:
        """(H, W) blur radius in pixels of what lies at `nearness`, at a step."""
        off = np.abs(nearness - self.steps[step]) * np.float32(self.strength)
        return np.asarray(np.minimum(off, MOST_PX), np.float32)

    def at(self, t_s: float) -> tuple[int, float]:
        """The step below the focus of a moment, and how far on to the next it is."""
        place = float(np.interp(_near(focus_at(self.shot, t_s), self.range), self.steps, np.arange(len(self.steps))))
        step = min(int(place), len(self.steps) - 2)
        return step, place - step


def pull_of(shot: Shot, space: Space, focal_mm: float) -> Pull | None:
    """The plan's pull in this picture, or None: its focus stays, or all the picture shows is equally far."""
    lens = shot.camera.lens
    if lens.focus_end_m is None:
        return None
    far, near = (float(v) for v in np.percentile(space.nearness[::4, ::4], (3, 97)))
    begun, ended = (_near(metres, (far, near)) for metres in (lens.focus_m, lens.focus_end_m))
    if abs(ended - begun) < 0.02 * near:
        return None
    lawful = 0.5 * space.focal_px * focal_mm / 1000 / lens.f_number
    seen = _SEEN * shot.frame.width * 2.0 / lens.f_number / (near - far)
    strength = max(lawful, seen)
    count = int(np.clip(np.ceil(strength * abs(ended - begun) / _STEP_PX) + 1, _LEAST, _MOST))
    steps = np.linspace(min(begun, ended), max(begun, ended), count, dtype=np.float32)
    return Pull(shot, (far, near), strength, steps)


def _near(metres: float | None, ends: tuple[float, float]) -> float:
    """Nearness of a focus, kept within what the picture shows."""
    return float(np.clip(0.0 if metres is None else 1 / metres, *ends))
