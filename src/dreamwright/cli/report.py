"""What people are told: what was read, what was not, what cannot be drawn, what was made.

Knows plans and sentences; makes nothing and reads no prompt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from pydantic import BaseModel

from dreamwright.shot.explain import explain
from dreamwright.shot.plan import Shot

if TYPE_CHECKING:
    from dreamwright.engines.base import Fit
    from dreamwright.make.make import Made


def beforehand(fit: Fit, *, whole: bool = True) -> Iterator[str]:
    """What the engine has to say, a line for every wish it cannot honour, and the time a whole film should take."""
    yield from fit.told
    for unmet in fit.unmet:
        yield f"not as asked: {unmet.field}: {unmet.reason}"
    if whole and fit.seconds is not None and fit.seconds >= 1:
        yield f"this takes about {spoken(fit.seconds)}"


def afterwards(made: Made, shot: Shot) -> Iterator[str]:
    """The file, its length and seed, the plan in English, what was read and what was not."""
    yield f"{made.path}: {_contents(made, shot)}, seed {made.seed}, made by {made.engine} in {spoken(made.seconds)}"
    yield explain(shot)
    yield from understood(shot)


def understood(shot: Shot) -> Iterator[str]:
    """One line for what was read, then the remarks."""
    readings = sorted(shot.readings, key=lambda reading: (reading.start, reading.end))
    groups = groupby(readings, key=lambda reading: reading.words)
    if fields := [f"“{words}” → {_fields(group)}" for words, group in groups]:
        yield "read: " + "; ".join(fields)
    yield from remarks(shot)


def remarks(shot: Shot) -> Iterator[str]:
    """A line for every note on a reading, one for what was not read; nothing where there is no prompt."""
    yield from dict.fromkeys(f"note: “{reading.words}”: {reading.note}" for reading in shot.readings if reading.note)
    if shot.prompt:
        missed = ", ".join(f"“{unread.words}”" for unread in shot.unread)
        yield f"not read: {missed or 'nothing'}"


def table(shot: Shot) -> Iterator[str]:
    """A line per reading: the field, its value, the words that set it."""
    rows = [(r.field, _shown(value_at(shot, r.field)), f"“{r.words}”") for r in shot.readings]
    field_width = max((len(row[0]) for row in rows), default=0)
    value_width = min(34, max((len(row[1]) for row in rows), default=0))
    for field, value, words in rows:
        yield f"{field:<{field_width}}  {value:<{value_width}}  {words}"


def value_at(part: object, path: str) -> object:
    """The value of a plan at a dotted path (`scene.clouds.cover`, `camera.moves.0`); None beyond what it holds."""
    for step in path.replace("[", ".").replace("]", "").split("."):
        if step.isdigit() and isinstance(part, tuple):
            part = part[int(step)] if int(step) < len(part) else None
        else:
            part = getattr(part, step, None)
    return part


def spoken(seconds: float) -> str:
    """`8.2 s`, `1 min 40 s`."""
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def _contents(made: Made, shot: Shot) -> str:
    size = f"{shot.frame.width}×{shot.frame.height}"
    if made.frames == 1:
        return f"one picture of {size}"
    return f"{made.frames / shot.frame.fps:.3g} s, {made.frames} frames of {size}"


def _fields(readings: Iterable[object]) -> str:
    return ", ".join(dict.fromkeys(str(getattr(reading, "field", "")) for reading in readings))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_shown(item) for item in value)
    if isinstance(value, BaseModel):
        given = value.model_dump(exclude_defaults=True)
        return " ".join(str(item) if isinstance(item, str) else f"{key}={item:g}" if isinstance(item, float)
                        else f"{key}={item}" for key, item in given.items())  # fmt: skip
    return f"{value:g}" if isinstance(value, float) else str(value)
