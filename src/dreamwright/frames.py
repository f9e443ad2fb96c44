"""Frames: what an engine gives and everything after it takes.

Pictures are float32 (H, W, 3) linear-light Rec.709, scene-referred and unbounded above.
Knows nothing of plans, engines or files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True)
class View:
    """The exact camera of one frame, in the world frame x right, y ahead, z up (metres)."""

    position: tuple[float, float, float]
    yaw_deg: float
    """Heading: 0 = the opening heading (+y), positive turns right."""
    pitch_deg: float
    """Positive looks up."""
    roll_deg: float
    """Positive rolls the camera clockwise: the picture turns counterclockwise."""
    focal_mm: float
    """On a sensor 36 mm wide."""


@dataclass(frozen=True)
class Frame:
    """One picture and the passes known beside it."""

    color: Array
    """(H, W, 3) linear Rec.709 radiance; at exposure 1 a mid-grey card reads 0.18."""
    depth: Array | None = None
    """(H, W) metres along the view ray; inf where there is sky."""
    motion: Array | None = None
    """(H, W, 2) pixels (right, down) that the point moves until the next frame."""
    normal: Array | None = None
    """(H, W, 3) unit normals in the world frame; zero where there is sky."""
    view: View | None = None


@dataclass(frozen=True)
class StillPicture:
    """A picture that someone gave."""

    color: Array
    """(H, W, 3) linear Rec.709, upright, white at 1; what is transparent shows the mean of what is not."""
    alpha: Array | None = None
    """(H, W) 0-1, 1 = opaque; None = all of it is."""


@dataclass(frozen=True)
class Frames:
    """A lazy film: frame k is made when asked for, and alone equals frame k of the whole."""

    width: int
    height: int
    fps: Fraction
    count: int
    make: Callable[[int], Frame]
    preview: Frames | None = None
    """The same film small and cheap (same fps and count), for metering; None when there is none."""
    display_referred: bool = False
    """Whether the light is a finished picture's, white at 1: to be graded, but neither metered nor toned again."""

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, k: int) -> Frame:
        """The k-th frame (0 … count − 1); IndexError beyond."""
        if not 0 <= k < self.count:
            raise IndexError(f"frame {k} of a film of {self.count}")
        return self.make(k)

    def __iter__(self) -> Iterator[Frame]:
        for k in range(self.count):
            yield self.make(k)

    @property
    def duration_s(self) -> float:
        return float(self.count / self.fps)

    def map(self, step: Callable[[int, Frame], Frame]) -> Frames:
        """The same film with every frame passed through `step(k, frame)`."""
        make = self.make
        return replace(self, make=lambda k: step(k, make(k)))
