"""Requests and answers in the shape of OpenAI's video API (openai-python 3.57). Knows no job."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["queued", "in_progress", "completed", "failed"]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False, use_attribute_docstrings=True)


class ImageReference(_Wire):
    """A picture by its address or, uploaded here before, by its hash."""

    image_url: Annotated[str, Field(max_length=40_000_000)] | None = None
    """http, https or data:."""
    file_id: Annotated[str, Field(max_length=100)] | None = None
    """`sha256:…`."""


class VideoAsk(_Wire):
    """POST /v1/videos: as JSON or as a form."""

    prompt: Annotated[str, Field(min_length=1, max_length=5000)]
    model: Annotated[str, Field(min_length=1, max_length=64)] = "sora-2"
    seconds: Annotated[str, Field(max_length=10)] = "4"
    size: Annotated[str, Field(max_length=20)] = "720x1280"
    input_reference: ImageReference | None = None
    """The picture that the film begins with; in a form it may be a file."""
    seed: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = None


class RemixAsk(_Wire):
    """POST /v1/videos/{id}/remix."""

    prompt: Annotated[str, Field(min_length=1, max_length=5000)]


class VideoReference(_Wire):
    """A video that is there."""

    id: Annotated[str, Field(min_length=1, max_length=64)]


class ExtensionAsk(_Wire):
    """POST /v1/videos/extensions."""

    prompt: Annotated[str, Field(min_length=1, max_length=5000)]
    seconds: Annotated[str, Field(max_length=10)]
    video: VideoReference


class VideoError(_Wire):
    code: str
    message: str


class Video(_Wire):
    """The answer to all of them."""

    id: str
    object: Literal["video"] = "video"
    created_at: int
    completed_at: int | None = None
    expires_at: int | None = None
    status: Status
    progress: int
    """Percent."""
    model: str
    prompt: str | None = None
    seconds: str
    size: str
    error: VideoError | None = None
    remixed_from_video_id: str | None = None


class VideoList(_Wire):
    object: Literal["list"] = "list"
    data: list[Video]
    first_id: str | None
    last_id: str | None
    has_more: bool


class Deleted(_Wire):
    id: str
    object: Literal["video.deleted"] = "video.deleted"
    deleted: bool = True
