"""What Luma's wire refuses, in Luma's own sentences; all answered with 400. Knows requests; knows no plan."""

from __future__ import annotations

import re

from dreamwright.api.luma.faults import BadRequest
from dreamwright.api.luma.models import Keyframes, VideoRequest

SHORTEST, LONGEST = 3, 5000
MOST_IMAGES = 4
RESOLUTIONS = {"360": "360p", "540": "540p", "720": "720p", "1080": "1080p", "2160": "4k", "4k": "4k"}
_LOOPLESS: dict[tuple[str | None, str | None], str] = {
    ("image", "image"): "Loop is not supported for keyframes",
    (None, "generation"): "Loop is not supported for extend reverse",
    ("generation", "image"): "Loop is not supported for interpolate video to image",
    ("image", "generation"): "Loop is not supported for interpolate image to video",
    ("generation", "generation"): "Loop is not supported for interpolate between two videos",
}


def check_prompt(prompt: str | None, *, needed: bool = True) -> None:
    """BadRequest where a prompt is missing, too short or too long."""
    if prompt is None or not prompt.strip():
        if needed:
            raise BadRequest("Prompt is required")
    elif len(prompt.strip()) < SHORTEST:
        raise BadRequest(f"Prompt is too short, minimum length is {SHORTEST} characters")
    elif len(prompt) > LONGEST:
        raise BadRequest(f"Prompt is too long, maximum length is {LONGEST} characters")


def check_video(request: VideoRequest) -> None:
    """BadRequest where keyframes, loop and prompt do not go together."""
    frames = request.keyframes
    if frames is not None and frames.frame0 is None and frames.frame1 is None:
        raise BadRequest("No keyframes provided")
    if request.loop and frames is not None and (reason := _LOOPLESS.get(kinds(frames))):
        raise BadRequest(reason)
    if request.plan is None:
        check_prompt(request.prompt, needed=frames is None)


def kinds(frames: Keyframes) -> tuple[str | None, str | None]:
    """What stands at the film's start and end: `image`, `generation` or None."""
    return (frames.frame0.type if frames.frame0 else None, frames.frame1.type if frames.frame1 else None)


def resolution_of(text: str | None) -> str:
    """`720p` of "720", "720p" or nothing; BadRequest for what is none."""
    if text is None:
        return "720p"
    name = text.strip().lower().removesuffix("p")
    if name not in RESOLUTIONS:
        raise BadRequest(f"Resolution must be one of 360p, 540p, 720p, 1080p, 4k, not {text[:20]!r}")
    return RESOLUTIONS[name]


def duration_of(text: str | None) -> float:
    """5.0 of "5s", "5" or nothing; BadRequest beyond 60 seconds and for what is no time."""
    if text is None:
        return 5.0
    found = re.fullmatch(r"(\d{1,3}(?:\.\d{1,3})?)\s*s?", text.strip().lower())
    seconds = float(found[1]) if found else 0.0
    if not 1 <= seconds <= 60:
        raise BadRequest(f"Duration must be from 1s to 60s, such as 5s or 9s, not {text[:20]!r}")
    return seconds
