"""OpenAI's video requests → commissions. Its model names are qualities here. Asks no database and opens no file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from dreamwright.api.openai.models import ImageReference, VideoAsk
from dreamwright.api.wording import source
from dreamwright.errors import BadOption, Conflict
from dreamwright.prompt.parse import FrameAsk, plan
from dreamwright.service.commission import Commission, Extension, Quality, Source
from dreamwright.shot.codec import from_data

SHOWN: Final = ("start_image", "end_image", "keyframe")
"""Roles of pictures that a film shows."""


def quality_of(model: str) -> Quality:
    """`high` for a model whose name says pro, `draft`, `standard` or `high` by their own names, else `standard`."""
    named: dict[str, Quality] = {"draft": "draft", "standard": "standard", "high": "high"}
    return named.get(model, "high" if "pro" in model.split("-") else "standard")


def commission_of(ask: VideoAsk, uploaded: str | None = None) -> Commission:
    """What is to be made; `uploaded`: content hash of the picture that came with the form. BadOption, BadPrompt."""
    width, height = _size(ask.size)
    given = ask.input_reference or ImageReference()
    if given.file_id is not None and not given.file_id.startswith("sha256:"):
        raise BadOption("A file_id is the hash of something uploaded here: sha256:…")
    place = uploaded or given.file_id or given.image_url
    start: tuple[Source, ...] = (source(place, "start_image"),) if place else ()
    frame = FrameAsk(width=width, height=height, duration_s=seconds_of(ask.seconds), pictured=bool(start))
    shot = plan(ask.prompt, seed=ask.seed, frame=frame)
    return Commission(
        kind="video", prompt=ask.prompt, shot=shot.model_dump(mode="json"), sources=start, quality=quality_of(ask.model)
    )


def remix_of(prompt: str, first: Commission, filmed: Mapping[str, Any] | None) -> Commission:
    """The same size, length, seed and pictures under other words; Conflict where no plan is known yet.

    `filmed`: the plan as it was filmed, where it was.
    """
    known = filmed or first.shot
    if known is None:
        raise Conflict("This video goes on from another one and is not made yet: remix it when it is completed.")
    shot = from_data(dict(known))
    frame = FrameAsk(width=shot.frame.width, height=shot.frame.height, duration_s=shot.frame.duration_s,
                     fps=shot.frame.fps, pictured=any(one.role in SHOWN for one in first.sources))  # fmt: skip
    new = plan(prompt, seed=shot.seed, frame=frame, loop=shot.loop)
    change = {"prompt": prompt, "shot": new.model_dump(mode="json"), "operation": "create", "extension": None}
    return first.model_copy(update=change)


def extension_of(prompt: str, video_id: str, seconds: str) -> Commission:
    """A film gone on from."""
    extension = Extension(generation=video_id, seconds=seconds_of(seconds))
    return Commission(kind="video", operation="extend", prompt=prompt, extension=extension)


def seconds_of(text: str) -> float:
    """4.0 of "4"; BadOption unless 1 to 60."""
    if not re.fullmatch(r"\d{1,2}(\.\d{1,3})?", text) or not 1 <= float(text) <= 60:
        raise BadOption(f"The seconds must be from 1 to 60, not {text[:20]!r}.")
    return float(text)


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{2,4})x(\d{2,4})", text)
    if not found:
        raise BadOption(f"The size must be width x height, such as 1280x720, not {text[:20]!r}.")
    return int(found[1]), int(found[2])
