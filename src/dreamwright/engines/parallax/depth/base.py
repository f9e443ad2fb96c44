"""The one interface of depth. Knows pictures and relief, no way to estimate it."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from dreamwright.engines.parallax.relief_types import Relief
from dreamwright.frames import Array


@runtime_checkable
class DepthSource(Protocol):
    """A picture in, its relief out."""

    @property
    def name(self) -> str:
        """The way's name: cues, given, learned or network."""
        ...

    def estimate(self, picture: Array) -> Relief:
        """The relief of a (H, W, 3) linear Rec.709 picture; the same for the same picture, whatever its size."""
        ...
