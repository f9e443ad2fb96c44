"""What is known of a picture's space: how near each pixel is, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from dreamwright.frames import Array


@dataclass(frozen=True)
class Relief:
    """How near things are."""

    disparity: Array
    """(H, W) 0-1: 1 = nearest, 0 = infinity."""
    horizon_row: float | None
    """Row of the horizon (pixels from the top, may lie outside the picture); None = unknown."""
    how: str
    """Which estimate this is, in a few words: told to the user."""


@dataclass(frozen=True)
class Regions:
    """What pixels show, each (H, W) 0-1."""

    sky: Array
    water: Array
    foliage: Array
    smoke: Array
    fire: Array
    person: Array
    waterfall: Array
    """Not water as well."""
    hair: Array
    """Of a person or an animal; not person as well where it may move."""
