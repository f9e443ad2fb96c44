"""What clients of our own wire ask for: frames, pictures, plans and generations. Knows names and ranges alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dreamwright.api.ids import HASH_PATTERN, BodyId
from dreamwright.service.commission import Ending, Quality
from dreamwright.shot.plan import MAX_KEYFRAMES, MAX_PROMPT, MAX_SEED, PictureFit, Region

Place = Annotated[str, Field(min_length=1, max_length=40_000_000)]
"""`sha256:…` of an upload, `reference:NAME` (its first picture; as a style all), an http(s) URL, or a data: URI."""


class Ask(BaseModel):
    """Closed to unknown keys: a misspelt wish is told, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


_OF_NEW_FILMS = {"seed", "aspect", "resolution", "duration_s", "fps"}


class FrameOf(Ask):
    """A frame of a finished generation (of a picture: the picture)."""

    generation: BodyId
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

    generation: BodyId
    seconds: Annotated[float, Field(gt=0, le=60)] = 5.0
    backward: bool = False


class PlanOnly(PlanAsk):
    """A prompt to be planned and priced, with what it would stand on; nothing of that is opened."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"prompt": "a slow cinematic pan over mountains at sunset", "aspect": "16:9", "duration_s": 5}
    ]})  # fmt: skip

    kind: Literal["video", "image"] = "video"
    inputs: Inputs = Inputs()
    quality: Quality = "standard"
    engine: Annotated[str, Field(max_length=40)] | None = None


class GenerationAsk(Ask):
    """A film or picture to be made: of a prompt, of a plan, or on from another film."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"prompt": "a slow cinematic pan over mountains at sunset"},
        {"prompt": {"prompt": "a sailboat in a storm", "seed": 7, "resolution": "1080p", "duration_s": 8,
                    "concepts": ["handheld"]}, "quality": "high", "format": "mp4"},
    ]})  # fmt: skip

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
    board: BodyId | None = None
    callback_url: Annotated[str, Field(max_length=2000)] | None = None

    @property
    def _is_framed(self) -> bool:
        """Whether the prompt comes with what only a new film has."""
        asked = self.prompt if isinstance(self.prompt, PlanAsk) else PlanAsk(prompt="any")
        return asked.model_dump(include=_OF_NEW_FILMS) != dict.fromkeys(_OF_NEW_FILMS)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.callback_url is not None and not self.callback_url.startswith(("https://", "http://")):
            raise ValueError("a callback goes to an http or https URL")
        if self.prompt is not None and self.plan is not None:
            raise ValueError("give a prompt or a plan, not both")
        if self.prompt is None and self.plan is None and self.extend is None:
            raise ValueError("give a prompt, a plan, or a film to extend")
        if self.extend is not None and (self.plan is not None or self.inputs != Inputs() or self._is_framed):
            raise ValueError("a film that is extended keeps its plan, pictures, size, rate and seed")
        films, pictures = ("mp4", "webm", "mov", "gif"), ("jpg", "png", "webp")
        if self.format is not None and self.format not in (films if self.kind == "video" else pictures):
            raise ValueError(f"{self.format} is no format of the kind {self.kind}")
        return self


class BoardAsk(Ask):
    """A board's name."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Opening titles"}]})

    name: Annotated[str, Field(min_length=1, max_length=100)]


class ItemAsk(Ask):
    """A generation to be laid on a board."""

    generation: BodyId


class MoveAsk(Ask):
    """Where a generation goes: in front of another on the board (null = to its end), or to another board."""

    before: BodyId | None = None
    board: BodyId | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.before is not None and self.board is not None:
            raise ValueError("say the place on this board or another board, not both")
        return self


class LinkAsk(Ask):
    """Who gets the link may view, or edit as well, for so many seconds (null = until it is revoked)."""

    access: Literal["view", "edit"] = "view"
    lasts_s: Annotated[float, Field(gt=0, le=10 * 366 * 86_400)] | None = None


class ReferenceAsk(Ask):
    """Uploaded pictures to be kept under a name."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Literal["character", "style", "image"]
    inputs: Annotated[tuple[Annotated[str, Field(pattern=HASH_PATTERN)], ...], Field(min_length=1, max_length=8)]


class UploadAsk(Ask):
    """A file that will come in parts, perhaps with the SHA-256 (hexadecimal) that it must have."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"size": 25_000_000}]})

    size: Annotated[int, Field(ge=1, le=2**50)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
