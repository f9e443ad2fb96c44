"""What a worker is told to make: the plan and how it becomes a file, as JSON in the job. Knows no pixel.

Written by whoever creates a generation, read by the worker alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Payload:
    """One film or picture to make."""

    shot: Mapping[str, Any]
    """The plan, as `shot.codec.to_json` writes it."""
    output: str = "film.mp4"
    """The file's name; its ending sets the format."""
    media_type: str = "video/mp4"
    quality: str = "standard"
    engine: str | None = None
    """None = the one that fits the plan."""
    codec: str | None = None
    """None = the one that the ending asks for."""
    still_s: float | None = None
    """One picture at this second; None = the film, or its first picture where the ending is a still's."""
    watermark: bool = False

    def to_json(self) -> dict[str, Any]:
        """For a `Wish`."""
        return asdict(self)


def payload_of(data: Mapping[str, Any]) -> Payload:
    """The payload that `to_json` wrote."""
    return Payload(**data)
