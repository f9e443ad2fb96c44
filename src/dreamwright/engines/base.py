"""The engine protocol, on one screen. Knows plans and frames, no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from dreamwright.errors import BadOption
from dreamwright.frames import Array, Frames, StillPicture
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
    told: tuple[str, ...] = ()
    """What else the user should know before it starts, a line each."""


class Pictures(Protocol):
    """The pictures a plan stands on, by content hash, read when an engine asks for them."""

    def picture(self, content_hash: str, cover: tuple[int, int] | None = None) -> StillPicture:
        """Upright linear light, no smaller than needed to cover (width, height); None = all its pixels."""

    def plane(self, content_hash: str, cover: tuple[int, int] | None = None) -> Array:
        """(H, W) 0-1 of a depth map or mask, as its codes say."""

    def film(self, content_hash: str) -> Frames:
        """A film's pictures in linear light, white at 1; read in order they cost least."""


class NoPictures:
    """Where none were given."""

    def picture(self, content_hash: str, *_: object, **__: object) -> StillPicture:
        raise BadOption(f"The plan needs a picture that was not given: {content_hash}.")

    def plane(self, content_hash: str, *_: object, **__: object) -> Array:
        raise BadOption(f"The plan needs a map that was not given: {content_hash}.")

    def film(self, content_hash: str) -> Frames:
        raise BadOption(f"The plan needs a film that was not given: {content_hash}.")


@dataclass(frozen=True)
class Inputs:
    """What rendering needs beside the plan: how carefully, and the files behind content hashes."""

    quality: Quality = "standard"
    passes: bool = False
    """Whether frames carry depth, motion and normals beside the picture."""
    files: Mapping[str, Path] = field(default_factory=dict)
    pictures: Pictures = field(default_factory=NoPictures)
    """What is in those files."""


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
