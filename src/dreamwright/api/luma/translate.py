"""Requests of Luma's wire → commissions. Knows what their names stand for here; asks no database and opens no file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from dreamwright.api.luma import rules
from dreamwright.api.luma.faults import BadRequest
from dreamwright.api.luma.models import (
    AudioRequest,
    Frame,
    GenerationFrame,
    ImageFrame,
    ImageRequest,
    Keyframes,
    ModifyVideoRequest,
    ReframeImageRequest,
    ReframeVideoRequest,
    Request,
    UpscaleRequest,
    VideoRequest,
)
from dreamwright.api.wording import denying, given_plan, source
from dreamwright.prompt.concepts import known_keys
from dreamwright.prompt.parse import FrameAsk, plan
from dreamwright.service.commission import Commission, Extension, Quality, Role, Source
from dreamwright.shot.plan import Shot

QUALITIES: Mapping[str, Quality] = {
    "ray-2": "standard", "ray-flash-2": "draft", "photon-1": "standard", "photon-flash-1": "draft",
}  # fmt: skip
"""What a model is, where the settings do not say otherwise."""
CANVAS = {
    "1:1": (1536, 1536), "4:3": (1792, 1344), "3:4": (1344, 1792), "16:9": (2048, 1152), "9:16": (1152, 2048),
    "21:9": (2432, 1024), "9:21": (1024, 2432),
}  # fmt: skip
"""Pixels of a photon's picture, by its aspect."""
_STYLE, _IMAGE = 0.8, 0.85
"""Weights that Luma's own examples use."""
_UNMADE = {
    ReframeImageRequest: "Reframing is not made by this installation yet",
    ReframeVideoRequest: "Reframing is not made by this installation yet",
    ModifyVideoRequest: "Modifying a video is not made by this installation yet",
    UpscaleRequest: "Upscaling is not made by this installation yet",
    AudioRequest: "Adding audio is not made by this installation yet",
}


def commission_of(
    request: Request, qualities: Mapping[str, Quality] = QUALITIES, pictures: Collection[str] = ()
) -> Commission:
    """What is to be made; BadInput, in Luma's words where it has any, where the request cannot be.

    `pictures`: ids of generations that are no films, among those that the keyframes name.
    """
    if isinstance(request, VideoRequest):
        return _video(request, qualities[request.model], pictures)
    if isinstance(request, ImageRequest):
        return _image(request, qualities[request.model])
    image = isinstance(request, ReframeImageRequest)
    operations: Mapping[type, Any] = {ModifyVideoRequest: "modify", UpscaleRequest: "upscale", AudioRequest: "audio"}
    return Commission(
        kind="image" if image else "video", operation=operations.get(type(request), "reframe"),
        prompt=getattr(request, "prompt", None) or "", refused=_UNMADE[type(request)],
    )  # fmt: skip


def echo_of(request: Request) -> dict[str, Any]:
    """The request as it is sent back, defaults filled in, with the names that Luma's own clients check."""
    ours = {"seed", "plan", "negative_prompt", "engine"}
    kept = {"negative_prompt"} if isinstance(request, AudioRequest) else set()
    return request.model_dump(mode="json", exclude=ours - kept)


def _video(request: VideoRequest, quality: Quality, pictures: Collection[str]) -> Commission:
    rules.check_video(request)
    seconds = rules.duration_of(request.duration)
    resolution = rules.resolution_of(request.resolution)
    concepts = tuple(concept.key for concept in request.concepts or ())
    extension = None if set(lone_films(request)) & set(pictures) else _extension(request, seconds, concepts)
    sources = () if extension else _keyframes(request.keyframes)
    frame = FrameAsk(aspect=request.aspect_ratio, resolution=resolution, duration_s=seconds, pictured=bool(sources))
    shot = None if extension else _shot(request, frame, concepts)
    return Commission(
        kind="video", operation="extend" if extension else "create", prompt=request.prompt or "",
        shot=None if shot is None else shot.model_dump(mode="json"), sources=sources, extension=extension,
        quality=quality, engine=request.engine, negative_prompt=request.negative_prompt,
    )  # fmt: skip


def _shot(request: VideoRequest, frame: FrameAsk, concepts: Sequence[str]) -> Shot:
    if request.plan is not None:
        return given_plan(request.plan, request.seed)
    words = request.prompt or _unworded(request.keyframes)
    return plan(denying(words, request.negative_prompt), seed=request.seed, concepts=concepts, frame=frame,
                loop=request.loop)  # fmt: skip


def _unworded(frames: Keyframes | None) -> str:
    """What a picture does that comes without words: between two the way is given, one alone is moved in on."""
    both = frames is not None and frames.frame0 is not None and frames.frame1 is not None
    return "static camera" if both else "slow push in"


def _extension(request: VideoRequest, seconds: float, concepts: Sequence[str]) -> Extension | None:
    """A single generation, at the start or at the end, is gone on from, by its own plan."""
    alone = lone_films(request)
    if not alone:
        return None
    if request.plan is not None:
        raise BadRequest("No plan is taken to extend a video: its own goes on")
    return Extension(
        generation=alone[0], seconds=seconds, backward=_frames(request).frame0 is None,
        concepts=known_keys(concepts), loop=request.loop,
    )  # fmt: skip


def lone_films(request: Request) -> tuple[str, ...]:
    """The id of the generation that is the request's only keyframe; nothing of any other request."""
    frames = _frames(request)
    given = [frame for frame in (frames.frame0, frames.frame1) if frame is not None]
    return tuple(frame.id for frame in given if len(given) == 1 and isinstance(frame, GenerationFrame))


def _frames(request: Request) -> Keyframes:
    return getattr(request, "keyframes", None) or Keyframes()


def _keyframes(frames: Keyframes | None) -> tuple[Source, ...]:
    if frames is None:
        return ()
    start = _frame(frames.frame0, "start_image", "last")
    return (*start, *_frame(frames.frame1, "end_image", "first"))


def _frame(frame: Frame | None, role: Role, side: Literal["first", "last"]) -> tuple[Source, ...]:
    """A keyframe as a source; of a film before or after this one, the frame that meets it."""
    if isinstance(frame, ImageFrame):
        return (source(frame.url, role),)
    return (Source(role=role, generation=frame.id, frame=side),) if frame is not None else ()


def _image(request: ImageRequest, quality: Quality) -> Commission:
    modified = request.modify_image_ref
    if request.plan is None:
        rules.check_prompt(request.prompt, needed=modified is None)
    width, height = CANVAS[request.aspect_ratio]
    shot = _picture(request, FrameAsk(width, height, duration_s=1.0, pictured=modified is not None))
    styles = [
        source(one.url, "style", weight=fallback if one.weight is None else one.weight)
        for refs, fallback in ((request.style_ref, _STYLE), (request.image_ref, _IMAGE))
        for one in refs or ()
    ]
    for kind, given in (("image", request.image_ref), ("style", request.style_ref)):
        if len(given or ()) > rules.MOST_IMAGES:
            raise BadRequest(f"At most {rules.MOST_IMAGES} {kind} references are taken")
    start = (source(modified.url, "start_image"),) if modified else ()
    return Commission(
        kind="image", prompt=request.prompt or "", shot=shot.model_dump(mode="json"), sources=(*start, *styles),
        quality=quality, engine=request.engine, ending=request.format,
        negative_prompt=request.negative_prompt,
        refused="Character references need an engine that is not installed here" if request.character_ref else None,
    )  # fmt: skip


def _picture(request: ImageRequest, frame: FrameAsk) -> Shot:
    if request.plan is not None:
        return given_plan(request.plan, request.seed)
    return plan(denying(request.prompt or "static camera", request.negative_prompt), seed=request.seed, frame=frame)
