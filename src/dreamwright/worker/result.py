"""What a payload needs from the store, and what its film brings there. Knows plans, sizes and names; stores nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import cv2

from dreamwright.errors import MachineFault
from dreamwright.service.generations.payload import Payload
from dreamwright.service.generations.values import Asset
from dreamwright.service.storage.base import INPUTS
from dreamwright.shot.codec import from_json
from dreamwright.worker.request import POSTER


def inputs_of(payload: Payload) -> dict[str, str]:
    """Content hash → key of every file that the plan stands on; BadPlan."""
    hashes = from_json(json.dumps(payload.shot)).inputs.hashes
    return {content_hash: INPUTS + content_hash.removeprefix("sha256:") for content_hash in hashes}


def collected(folder: Path, payload: Payload, done: Mapping[str, Any]) -> Iterator[tuple[Path, Asset]]:
    """The files that the child left, and what they are; keys and bytes come when they are stored."""
    film = folder / payload.output
    role: Any = "image" if done["seconds"] is None else "video"
    yield film, Asset(role, "", payload.media_type, 0, done["width"], done["height"], done["seconds"])
    poster = cv2.imread(str(folder / POSTER))
    if poster is None:
        raise MachineFault("The film's poster cannot be read.")
    yield folder / POSTER, Asset("preview", "", "image/jpeg", 0, poster.shape[1], poster.shape[0])
