"""The requests and answers of Luma's wire, named as Luma names them; enums are closed, unknown keys are let pass.

Facts of the wire: lumaai-python 1.21.0 and Luma's openapi.yaml. Knows no plan and no job.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, field_validator

from dreamwright.api.luma.faults import BadRequest

AspectRatio = Literal["1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21"]
VideoModel = Literal["ray-2", "ray-flash-2"]
ImageModel = Literal["photon-1", "photon-flash-1"]
Format = Literal["jpg", "png"]
State = Literal["queued", "dreaming", "completed", "failed"]
Mode = Literal[
    "adhere_1", "adhere_2", "adhere_3", "flex_1", "flex_2", "flex_3", "reimagine_1", "reimagine_2", "reimagine_3"
]
OLD_MODELS = {"ray-1-6": "ray-2", "ray-1.6": "ray-2"}
"""Models that older clients name; echoed as the one that answers, for clients check the name they get back."""
Weight = Annotated[float, Field(ge=0, le=1)]
CallbackUrl = Annotated[str, Field(pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://\S+$", max_length=8192)]


class Wire(BaseModel):
    """One JSON object of the wire."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False, populate_by_name=True, protected_namespaces=())


class ImageFrame(Wire):
    type: Literal["image"]
    url: str


class GenerationFrame(Wire):
    type: Literal["generation"]
    id: str


Frame = Annotated[ImageFrame | GenerationFrame, Field(discriminator="type")]


class Keyframes(Wire):
    frame0: Frame | None = None
    frame1: Frame | None = None


class Concept(Wire):
    key: str


class Asked(Wire):
    """What every request may carry; the last four are ours, and come back."""

    callback_url: CallbackUrl | None = None
    seed: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = None
    plan: dict[str, Any] | None = None
    negative_prompt: str | None = None
    engine: str | None = None

    @field_validator("callback_url", mode="before")
    @classmethod
    def _empty(cls, value: object) -> object:
        """Forms that were not filled in send nothing as an empty text."""
        return None if value == "" else value

    @field_validator("resolution", "duration", mode="before", check_fields=False)
    @classmethod
    def _number(cls, value: object) -> object:
        """720 and 5 are understood as "720" and "5"."""
        return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else value

    @field_validator("generation_type", mode="before", check_fields=False)
    @classmethod
    def _known(cls, value: object) -> object:
        """BadRequest, as Luma says it, for a type that is not this route's."""
        own = cls.model_fields["generation_type"].default
        if value not in (None, own):
            raise BadRequest("Unknown request type")
        return own


class VideoRequest(Asked):
    """POST /generations/video, and the older POST /generations."""

    generation_type: Literal["video"] = "video"
    model: VideoModel = "ray-2"
    prompt: str | None = None
    aspect_ratio: AspectRatio = "16:9"
    loop: bool = False
    keyframes: Keyframes | None = None
    resolution: str | None = None
    duration: str | None = None
    concepts: list[Concept] | None = None

    @field_validator("model", mode="before")
    @classmethod
    def _of_old(cls, value: object) -> object:
        return OLD_MODELS.get(value, value) if isinstance(value, str) else "ray-2" if value is None else value

    @field_validator("aspect_ratio", "loop", mode="before")
    @classmethod
    def _nothing(cls, value: object, info: Any) -> object:
        return cls.model_fields[info.field_name].default if value is None else value

    @field_validator("concepts", mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        """A list of bare keys is understood too."""
        if isinstance(value, list):
            return [{"key": one} if isinstance(one, str) else one for one in value]
        return value


class Reference(Wire):
    url: str
    weight: Weight | None = None


class Identity(Wire):
    images: list[str] = []


class ImageRequest(Asked):
    """POST /generations/image; both families of names are known: `image_ref` (SDK) and `image` (others)."""

    generation_type: Literal["image"] = "image"
    model: ImageModel = "photon-1"
    prompt: str | None = None
    aspect_ratio: AspectRatio = "16:9"
    format: Format = "jpg"
    image_ref: list[Reference] | None = Field(None, validation_alias=AliasChoices("image_ref", "image"))
    style_ref: list[Reference] | None = Field(None, validation_alias=AliasChoices("style_ref", "style"))
    character_ref: dict[str, Identity] | None = Field(None, validation_alias=AliasChoices("character_ref", "character"))
    modify_image_ref: Reference | None = Field(None, validation_alias=AliasChoices("modify_image_ref", "modify_image"))
    sync: bool | None = None
    sync_timeout: Annotated[float, Field(ge=0)] | None = None

    @field_validator("model", "aspect_ratio", "format", mode="before")
    @classmethod
    def _nothing(cls, value: object, info: Any) -> object:
        return cls.model_fields[info.field_name].default if value is None else value


class Media(Wire):
    url: str


class _Reframe(Asked):
    aspect_ratio: AspectRatio
    media: Media
    prompt: str = ""
    grid_position_x: int | None = None
    grid_position_y: int | None = None
    x_start: int | None = None
    x_end: int | None = None
    y_start: int | None = None
    y_end: int | None = None
    resized_width: int | None = None
    resized_height: int | None = None


class ReframeImageRequest(_Reframe):
    generation_type: Literal["reframe_image"] = "reframe_image"
    model: ImageModel
    format: Format | None = None


class ReframeVideoRequest(_Reframe):
    generation_type: Literal["reframe_video"] = "reframe_video"
    model: VideoModel
    first_frame: Media | None = None


class ModifyVideoRequest(Asked):
    generation_type: Literal["modify_video"] = "modify_video"
    model: VideoModel
    media: Media
    mode: Mode
    prompt: str | None = None
    first_frame: Media | None = None


class UpscaleRequest(Asked):
    generation_type: Literal["upscale_video"] = "upscale_video"
    resolution: str | None = None


class AudioRequest(Asked):
    generation_type: Literal["add_audio"] = "add_audio"
    prompt: str | None = None


Request = (
    VideoRequest
    | ImageRequest
    | ReframeImageRequest
    | ReframeVideoRequest
    | ModifyVideoRequest
    | UpscaleRequest
    | AudioRequest
)


class Assets(Wire):
    video: str | None = None
    image: str | None = None
    progress_video: str | None = None


class Generation(Wire):
    """The answer to all of them."""

    id: str
    generation_type: Literal["video", "image"]
    state: State
    failure_reason: str | None = None
    created_at: str
    """ISO 8601, UTC."""
    assets: Assets | None = None
    model: str
    """What really made it: an engine of this installation."""
    request: dict[str, Any]
    """The request, with defaults filled in."""
    seed: int | None = None
    """This and all that follows is ours."""
    plan: dict[str, Any] | None = None
    """As it was filmed."""
    negative_prompt: str | None = None
    engine: str | None = None
    """The one that was asked for, until one has made it."""


class GenerationList(Wire):
    generations: list[Generation]
    count: int
    """How many there are in all."""
    has_more: bool
    limit: int
    offset: int


class Credits(Wire):
    credit_balance: float
    """US cents."""


class Ping(Wire):
    message: str = "pong"
