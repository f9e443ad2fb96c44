"""A commission: everything a worker needs to know to make one film or picture, as one JSON document.

Knows plans by their JSON and files by hash, link or generation; never opens them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Role = Literal["start_image", "end_image", "keyframe", "style", "depth", "mask", "film"]
Operation = Literal["create", "extend", "modify", "reframe", "upscale", "audio"]
Quality = Literal["draft", "standard", "high"]
Ending = Literal["mp4", "webm", "mov", "gif", "jpg", "png", "webp"]

UNREAD = "Failed to read user input frames"
"""Why work fails whose pictures cannot be had, in Luma's words."""
MEDIA_TYPES: Mapping[str, str] = {
    "mp4": "video/mp4", "webm": "video/webm", "mov": "video/quicktime", "gif": "image/gif", "jpg": "image/jpeg",
    "png": "image/png", "webp": "image/webp",
}  # fmt: skip


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Source(_Part):
    """A picture or film that the work stands on, and what it is to the plan: exactly one of the three places."""

    role: Role
    url: str | None = None
    """http, https or data: fetched by the worker."""
    input: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")] | None = None
    """Content hash of something uploaded."""
    generation: str | None = None
    """Id of a finished generation: its picture, or a frame of its film."""
    frame: Literal["first", "last"] = "last"
    """Which frame of that film."""
    second: float | None = None
    """Where a keyframe stands."""
    weight: Annotated[float, Field(ge=0, le=1)] = 1.0
    """How much of a style is taken on."""
    region: str | None = None
    """Which region a mask shows."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if sum(place is not None for place in (self.url, self.input, self.generation)) != 1:
            raise ValueError("a source is one of: a url, an input, a generation")
        return self


class Extension(_Part):
    """How a finished film is gone on from."""

    generation: str
    seconds: Annotated[float, Field(gt=0, le=60)] = 5.0
    backward: bool = False
    concepts: tuple[str, ...] = ()
    """Of the camera, in what is added."""
    loop: bool = False
    """Whether a loop was asked for: what cannot be is told."""


class Commission(_Part):
    """What is to be made."""

    kind: Literal["video", "image"]
    operation: Operation = "create"
    prompt: str = ""
    shot: dict[str, Any] | None = None
    """The plan as JSON, without the inputs that `sources` name; null where it comes of another film's plan."""
    sources: tuple[Source, ...] = ()
    extension: Extension | None = None
    quality: Quality = "standard"
    engine: str | None = None
    """null = the one that suits the plan."""
    ending: Ending = "mp4"
    codec: str | None = None
    watermark: bool = False
    negative_prompt: str | None = None
    refused: str | None = None
    """Why nothing that is installed can make it: it then fails at once, and costs nothing."""

    @property
    def output(self) -> str:
        """Name of the file to be made; its ending sets the format."""
        return f"{'film' if self.kind == 'video' else 'picture'}.{self.ending}"

    @property
    def media_type(self) -> str:
        """Of that file."""
        return MEDIA_TYPES[self.ending]

    @model_validator(mode="after")
    def _plan_or_origin(self) -> Self:
        if self.operation == "create" and self.shot is None and self.refused is None:
            raise ValueError("what is created needs a plan")
        if (self.operation == "extend") != (self.extension is not None):
            raise ValueError("an extension names the film it goes on from, and nothing else does")
        return self
