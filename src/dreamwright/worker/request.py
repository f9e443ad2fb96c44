"""What passes between a worker and the process that makes one film for it: a request in, messages out, all JSON.

Messages are one line each:
    {"progress": {"stage": …, "done": …, "total": …}}
    {"preview": "file"}                      the latest picture, small, as JPEG in the request's folder
    {"done": {"frames", "width", "height", "seconds", "engine", "plan", "told", "inputs"}}
    {"refused": "sentence"}                  what was asked cannot be done: trying again cannot help
    {"fault": "sentence"}                    the machine failed: trying again may help
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from dreamwright.service.commission import Commission

POSTER = "poster.jpg"
"""The picture that stands for the film, made beside it."""


@dataclass(frozen=True)
class Request:
    """One film to make, in a folder that holds nothing else."""

    folder: str
    commission: Mapping[str, Any]
    """As JSON."""
    materials: tuple[str, ...] = ()
    """The files of the commission's sources, in their order."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Content hash → file, of what plans name by their content."""
    origin: str | None = None
    """The film that is gone on from."""
    parent: int = 0
    """The number of the process that asks."""
    memory_bytes: int | None = None
    """Address space that the process may use; None = any."""

    @property
    def asked(self) -> Commission:
        """What is to be made."""
        return Commission.model_validate_json(json.dumps(self.commission))

    def to_json(self) -> str:
        """On one line."""
        return json.dumps(asdict(self))


def request_of(text: str) -> Request:
    """The request that `to_json` wrote."""
    data: dict[str, Any] = json.loads(text)
    return Request(**{**data, "materials": tuple(data["materials"])})
