"""Generations → videos as OpenAI's clients read them. Asks for nothing."""

from __future__ import annotations

from dreamwright.api.openai.models import Status, Video, VideoError
from dreamwright.service.generations.generations import Generation

STATUSES: dict[str, Status] = {"queued": "queued", "dreaming": "in_progress", "completed": "completed"}


def video(made: Generation) -> Video:
    """The video; a cancelled one has failed."""
    asked = made.request.get("openai") or {}
    done = made.state == "completed"
    ended = int(made.ended_at) if done and made.ended_at else None
    return Video(
        id=made.id, created_at=int(made.created_at), completed_at=ended,
        status=STATUSES.get(made.state, "failed"), progress=100 if done else int(100 * (made.progress.share or 0.0)),
        model=asked.get("model") or made.model, prompt=made.prompt or None, seconds=_seconds(made), size=_size(made),
        error=_error(made), remixed_from_video_id=made.request.get("remixed_from"),
    )  # fmt: skip


def _error(made: Generation) -> VideoError | None:
    if made.state == "cancelled":
        return VideoError(code="cancelled", message="The generation was cancelled.")
    return VideoError(code="generation_failed", message=made.reason or "") if made.state == "failed" else None


def _seconds(made: Generation) -> str:
    """Of the film; until there is one, as it was asked."""
    of_film = next((asset.seconds for asset in made.assets if asset.role == "video"), None)
    asked = (made.request.get("frame") or {}).get("duration_s")
    seconds = of_film or asked or float((made.request.get("openai") or {}).get("seconds", 0.0))
    return f"{seconds:g}"


def _size(made: Generation) -> str:
    frame = made.request.get("frame") or made.request.get("extended_frame") or {}
    film = next((asset for asset in made.assets if asset.role == "video"), None)
    width, height = (film.width, film.height) if film else (frame.get("width", 0), frame.get("height", 0))
    return f"{width}x{height}"
