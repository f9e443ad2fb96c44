"""What a film brings to the store, and what is told of it. Knows sizes and names; stores nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import cv2

from dreamwright.errors import MachineFault
from dreamwright.service.commission import Commission
from dreamwright.service.generations.values import Asset
from dreamwright.worker.request import POSTER


def collected(folder: Path, commission: Commission, done: Mapping[str, Any]) -> Iterator[tuple[Path, Asset]]:
    """The files that the child left, and what they are; keys and bytes come when they are stored."""
    role: Any = "image" if done["seconds"] is None else "video"
    made = Asset(role, "", commission.media_type, 0, done["width"], done["height"], done["seconds"])
    yield folder / commission.output, made
    poster = cv2.imread(str(folder / POSTER))
    if poster is None:
        raise MachineFault("The film's poster cannot be read.")
    yield folder / POSTER, Asset("preview", "", "image/jpeg", 0, poster.shape[1], poster.shape[0])


def result_of(done: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of the child's last word beside the files."""
    return {name: done.get(name) for name in ("engine", "plan", "told")}
