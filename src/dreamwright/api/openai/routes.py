"""OpenAI's video routes, `/v1/videos`: thin; each reads its request, asks the service, answers in OpenAI's shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.context import Context
from dreamwright.api.discard import discard
from dreamwright.api.examples import WRITTEN
from dreamwright.api.files import WHOLE_OR_PART, serve
from dreamwright.api.ids import BodyId, Id, told
from dreamwright.api.openai import models
from dreamwright.api.openai.answers import video
from dreamwright.api.openai.forms import Asked, extension_asked, remix_asked, video_asked
from dreamwright.api.openai.translate import commission_of, extension_of, quality_of, remix_of
from dreamwright.api.pictures import brief, taken
from dreamwright.api.submit import Order, submit
from dreamwright.api.threads import Threaded
from dreamwright.errors import NotFound
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.commission import Commission
from dreamwright.service.generations import generations
from dreamwright.service.generations.generations import Filters, Generation
from dreamwright.service.inputs.take import receive

CHUNK = 1 << 20
VARIANTS = {"video": "video", "thumbnail": "preview"}


def _body(model: type[models.VideoAsk | models.RemixAsk | models.ExtensionAsk], *kinds: str) -> dict[str, Any]:
    """What a body that a route reads by itself looks like."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    for name, part in schema.pop("$defs", {}).items():
        whole = json.dumps(schema).replace(json.dumps({"$ref": f"#/components/schemas/{name}"}), json.dumps(part))
        schema = json.loads(whole)
    schema["examples"] = [WRITTEN[model.__name__]]
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema} for kind in kinds}}}


_JSON, _FORM = "application/json", "multipart/form-data"

router = APIRouter(prefix="/v1/videos", tags=["openai"], route_class=Threaded)


@router.post("", summary="Make a video", openapi_extra=_body(models.VideoAsk, _JSON, _FORM))
def create(asked: Annotated[Asked, Depends(video_asked)], rooms: Rooms, who: Who) -> models.Video:
    """A film of a prompt, as a form or as JSON; `input_reference` is the picture that it begins with."""
    demand(who, "generation.create")
    uploaded = None
    if asked.file is not None:
        uploaded = receive(rooms.intake, who.workspace_id, _chunks(asked.file.file)).hash
    commission = commission_of(asked.ask, uploaded)
    request = brief(asked.ask.model_dump(mode="json", exclude_none=True))
    return _made(rooms, who, taken(rooms, who, commission), {"openai": request})


@router.get("", summary="List videos")
def listed(
    rooms: Rooms,
    who: Who,
    after: BodyId | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    order: Literal["asc", "desc"] = "desc",
) -> models.VideoList:
    """The workspace's films, newest first unless `order` is asc."""
    demand(who, "generation.read")
    with rooms.database.read() as connection:
        last = None if after is None else generations.get(connection, who.workspace_id, after)
        page = generations.page(
            connection, who.workspace_id, Filters(kind="video"), limit,
            None if last is None else generations.cursor_of(last), oldest_first=order == "asc",
        )  # fmt: skip
    data = [video(made) for made in page.generations]
    ends = (data[0].id, data[-1].id) if data else (None, None)
    return models.VideoList(data=data, first_id=ends[0], last_id=ends[1], has_more=page.cursor is not None)


@router.post("/extensions", summary="Go on from a video",
             openapi_extra=_body(models.ExtensionAsk, _JSON, _FORM))  # fmt: skip
def extend(asked: Annotated[models.ExtensionAsk, Depends(extension_asked)], rooms: Rooms, who: Who) -> models.Video:
    """A new film that goes on from a completed one for so many seconds."""
    commission = extension_of(asked.prompt, told("There is no such video.")(asked.video.id), asked.seconds)
    first = _found(rooms, who, asked.video.id)
    request = {"openai": asked.model_dump(mode="json"), "extended_frame": first.request.get("frame")}
    return _made(rooms, who, commission, request)


@router.get("/{video_id}", summary="Look at a video")
def get(video_id: Id, rooms: Rooms, who: Who) -> models.Video:
    """One film as it stands."""
    return video(_found(rooms, who, video_id))


@router.get("/{video_id}/content", summary="Download a video", response_class=Response, responses=WHOLE_OR_PART)
def content(
    video_id: Id,
    request: Request,
    rooms: Rooms,
    who: Who,
    variant: Literal["video", "thumbnail", "spritesheet"] = "video",
) -> Response:
    """The film or its thumbnail, whole or the part that Range asks for; there are no spritesheets."""
    made = _found(rooms, who, video_id)
    role = VARIANTS.get(variant)
    asset = next((one for one in made.assets if one.role == role), None)
    if asset is None:
        why = "There is no spritesheet." if role is None else f"The video is {video(made).status}: it has no file."
        raise NotFound(why)
    headers = {"accept-ranges": "bytes", "cache-control": "private, no-cache"}
    return serve(request, rooms, asset.key, asset.bytes, headers)


@router.delete("/{video_id}", summary="Delete a video")
def delete(video_id: Id, rooms: Rooms, who: Who) -> models.Deleted:
    """Really deletes it, files and all."""
    discard(rooms, who, video_id)
    return models.Deleted(id=video_id)


@router.post("/{video_id}/remix", summary="Remix a video", openapi_extra=_body(models.RemixAsk, _JSON, _FORM))
def remix(
    video_id: Id, asked: Annotated[models.RemixAsk, Depends(remix_asked)], rooms: Rooms, who: Who
) -> models.Video:  # fmt: skip
    """A new film under other words, of the same size, length, seed and pictures."""
    demand(who, "generation.create")
    with rooms.database.read() as connection:
        first = generations.get(connection, who.workspace_id, video_id)
        payload = generations.payload(connection, who.workspace_id, video_id)
    commission = remix_of(asked.prompt, Commission.model_validate(payload), (first.result or {}).get("plan"))
    before = first.request.get("openai") or {}
    request = {"openai": {**before, "prompt": asked.prompt}, "remixed_from": video_id}
    return _made(rooms, who, commission, request)


def _made(rooms: Context, who: Principal, commission: Commission, request: dict[str, Any]) -> models.Video:
    model = str(request["openai"].get("model", "sora-2"))
    quality = quality_of(model) if "model" in request["openai"] else commission.quality
    commission = commission.model_copy(update={"quality": quality})
    return video(submit(rooms, who, Order(commission, quality, request, wire="openai")))


def _found(rooms: Context, who: Principal, video_id: str) -> Generation:
    demand(who, "generation.read")
    with rooms.database.read() as connection:
        return generations.get(connection, who.workspace_id, video_id)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
