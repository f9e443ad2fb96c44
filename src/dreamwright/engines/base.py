"""The engine protocol, on one screen. Knows plans and frames, no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from dreamwright.frames import Frames
from dreamwright.shot.plan import Shot

Quality = Literal["draft", "standard", "high"]


@dataclass(frozen=True)
class Unmet:
    """A field of the plan that an engine cannot honour, and what it does instead."""

    field: str
    reason: str


@dataclass(frozen=True)
class Fit:
    """What an engine makes of a plan before it starts."""

    engine: str
    unmet: tuple[Unmet, ...] = ()
    seconds: float | None = None
    """Rough wall time on this machine."""


@dataclass(frozen=True)
class Inputs:
    """What rendering needs beside the plan: how carefully, and the files behind content hashes."""

    quality: Quality = "standard"
    passes: bool = False
    """Whether frames carry depth, motion and normals beside the picture."""
    files: Mapping[str, Path] = field(default_factory=dict)


@runtime_checkable
class Watch(Protocol):
    """Hears progress and answers cancel."""

    def progress(self, stage: str, done: int, total: int) -> None:
        """`stage` is a short English phrase; `done` of `total` steps of it."""

    def check(self) -> None:
        """Raises Cancelled when the work should stop."""


class Silent:
    """A Watch that says nothing and never cancels."""

    def progress(self, stage: str, done: int, total: int) -> None: ...

    def check(self) -> None: ...


@runtime_checkable
class Engine(Protocol):
    """A plan in, frames out."""

    name: str

    def fit(self, shot: Shot, inputs: Inputs = Inputs()) -> Fit:
        """What it honours and cannot; never raises for a valid shot."""
        ...

    def render(self, shot: Shot, inputs: Inputs = Inputs(), watch: Watch = Silent()) -> Frames:
        """Lazy frames; frame k alone equals frame k of the whole."""
        ...
