"""What clients of our own wire ask for: frames, pictures, plans and generations. Knows names and ranges alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dreamwright.service.commission import Ending, Quality
from dreamwright.shot.plan import MAX_KEYFRAMES, MAX_PROMPT, MAX_SEED, PictureFit, Region

Id = Annotated[str, Field(min_length=1, max_length=64)]
Place = Annotated[str, Field(min_length=1, max_length=40_000_000)]
"""`sha256:…` of an upload, an http(s) URL, or a data: URI."""


class Ask(BaseModel):
    """Closed to unknown keys: a misspelt wish is told, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class FrameOf(Ask):
    """A frame of a finished generation (of a picture: the picture)."""

    generation: Id
    frame: Literal["first", "last"] = "last"


Picture = Place | FrameOf


class Keyframe(Ask):
    """A picture that the film shows at a second."""

    second: Annotated[float, Field(ge=0, le=60)]
    image: Picture


class Style(Ask):
    """A picture whose palette, contrast and grain the film takes on."""

    image: Picture
    weight: Annotated[float, Field(ge=0, le=1)] = 1.0


class Inputs(Ask):
    """Pictures that the film stands on."""

    start_image: Picture | None = None
    end_image: Picture | None = None
    keyframes: Annotated[tuple[Keyframe, ...], Field(max_length=MAX_KEYFRAMES)] = ()
    styles: Annotated[tuple[Style, ...], Field(max_length=8)] = ()
    depth: Place | None = None
    """How near the first picture's points are: white near, black far."""
    masks: dict[Region, Place] = {}
    fit: PictureFit = "crop"


class PlanAsk(Ask):
    """A prompt to be planned; what is asked outright wins over its words."""

    prompt: Annotated[str, Field(min_length=1, max_length=MAX_PROMPT)]
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] | None = None
    aspect: Annotated[str, Field(max_length=20)] | None = None
    """16:9, 9:16, 2.39:1 …"""
    resolution: Annotated[str, Field(max_length=10)] | None = None
    """360p, 540p, 720p, 1080p or 4k."""
    duration_s: Annotated[float, Field(ge=0.1, le=60)] | None = None
    fps: Annotated[float, Field(ge=1, le=120)] | None = None
    concepts: Annotated[tuple[str, ...], Field(max_length=8)] = ()
    negative_prompt: Annotated[str, Field(max_length=1000)] | None = None
    loop: bool = False


class ExtendAsk(Ask):
    """A finished film to go on from."""

    generation: Id
    seconds: Annotated[float, Field(gt=0, le=60)] = 5.0
    backward: bool = False


class GenerationAsk(Ask):
    """A film or picture to be made: of a prompt, of a plan, or on from another film."""

    kind: Literal["video", "image"] = "video"
    prompt: PlanAsk | Annotated[str, Field(min_length=1, max_length=MAX_PROMPT)] | None = None
    """Words, or words with what is asked beside them."""
    plan: dict[str, Any] | None = None
    """A plan as `POST /v1/plan` answers it, edited or not."""
    inputs: Inputs = Inputs()
    extend: ExtendAsk | None = None
    quality: Quality = "standard"
    engine: Annotated[str, Field(max_length=40)] | None = None
    format: Ending | None = None
    """mp4, webm, mov or gif for a film; jpg, png or webp for a picture."""
    codec: Annotated[str, Field(max_length=20)] | None = None
    board: Id | None = None
    callback_url: Annotated[str, Field(max_length=2000)] | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.prompt is not None and self.plan is not None:
            raise ValueError("give a prompt or a plan, not both")
        if self.prompt is None and self.plan is None and self.extend is None:
            raise ValueError("give a prompt, a plan, or a film to extend")
        films, pictures = ("mp4", "webm", "mov", "gif"), ("jpg", "png", "webp")
        if self.format is not None and self.format not in (films if self.kind == "video" else pictures):
            raise ValueError(f"{self.format} is no format of the kind {self.kind}")
        return self
