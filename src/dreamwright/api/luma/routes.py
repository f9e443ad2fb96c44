"""Luma's routes, `/dream-machine/v1`: thin; each reads its request, asks the service, answers in Luma's shape."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.context import Context
from dreamwright.api.discard import discard
from dreamwright.api.ids import LumaId, is_id
from dreamwright.api.luma import models, rules
from dreamwright.api.luma.answers import answer
from dreamwright.api.luma.translate import commission_of, echo_of, lone_films
from dreamwright.api.pictures import brief, taken
from dreamwright.api.submit import Order, submit
from dreamwright.api.threads import Threaded, reading, writing
from dreamwright.errors import BadInput, NotFound
from dreamwright.prompt.concepts import CONCEPTS
from dreamwright.service.accounts import workspaces
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.commission import UNREAD, Commission, Source
from dreamwright.service.credits import ledger
from dreamwright.service.generations import generations

CAMERA_MOTIONS = [
    "camera static", "camera move left", "camera move right", "camera move up", "camera move down", "camera push in",
    "camera pull out", "camera pan left", "camera pan right", "camera orbit left", "camera orbit right",
    "camera crane up", "camera crane down", "camera zoom in", "camera zoom out", "camera tilt up", "camera tilt down",
]  # fmt: skip
"""Words to be put into a prompt; the planner reads every one of them."""
UNMETERED_CENTS = 1_000_000.0
"""What a plan on which everything costs nothing answers, for clients that look before they ask."""
_POLL_S = 0.25
_LONGEST_SYNC_S = 600.0
MADE = 201

router = APIRouter(prefix="/dream-machine/v1", tags=["luma"], route_class=Threaded)


@router.get("/ping")
def ping(_: Who) -> models.Ping:
    """Whether the server is there and the key is good."""
    return models.Ping()


@router.get("/credits")
def credits(rooms: Rooms, who: Who) -> models.Credits:
    """What is left to spend, in US cents; 1,000,000 where the workspace's plan costs nothing."""
    demand(who, "credits.read")
    with rooms.database.read() as connection:
        if rooms.plans.plan(workspaces.get(connection, who.workspace_id).plan).unmetered:
            return models.Credits(credit_balance=UNMETERED_CENTS)
        left = ledger.balance(connection, who.workspace_id, rooms.database.now(connection)).available
    return models.Credits(credit_balance=rooms.plans.cents(left))


@router.get("/generations/concepts/list")
def concepts(_: Who) -> list[str]:
    """Keys of the camera concepts."""
    return list(CONCEPTS)


@router.get("/generations/camera_motion/list")
def camera_motions(_: Who) -> list[str]:
    """Camera words for prompts (older clients)."""
    return CAMERA_MOTIONS


@router.get("/generations")
def listed(
    rooms: Rooms,
    who: Who,
    limit: Annotated[int, Query(ge=0, le=200)] = 100,
    offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> models.GenerationList:
    """The workspace's generations, newest first."""
    demand(who, "generation.read")
    with rooms.database.read() as connection:
        page = generations.page(connection, who.workspace_id, limit=limit, offset=offset)
        now = rooms.database.now(connection)
    total = page.total or 0
    shown = [answer(rooms, made, now) for made in page.generations]
    more = offset + len(shown) < total
    return models.GenerationList(generations=shown, count=total, has_more=more, limit=limit, offset=offset)


@router.post("/generations", status_code=MADE, response_model=models.Generation, operation_id="luma_video_older")
@router.post("/generations/video", status_code=MADE, response_model=models.Generation)
def video(asked: models.VideoRequest, rooms: Rooms, who: Who) -> models.Generation:
    """A film from words, pictures or other films. `POST /generations` is the older name."""
    return _submitted(rooms, who, asked)


@router.post("/generations/image", status_code=MADE)
async def image(asked: models.ImageRequest, rooms: Rooms, who: Who) -> models.Generation:
    """A single picture; with `sync`, answered when it is made or `sync_timeout` seconds are over."""
    made = await writing(_submitted, rooms, who, asked)
    if not asked.sync:
        return made
    return await _awaited(rooms, who, made, 60.0 if asked.sync_timeout is None else asked.sync_timeout)


@router.post("/generations/image/reframe", status_code=MADE)
def reframe_image(asked: models.ReframeImageRequest, rooms: Rooms, who: Who) -> models.Generation:
    """A picture in another shape."""
    return _submitted(rooms, who, asked)


@router.post("/generations/video/reframe", status_code=MADE)
def reframe_video(asked: models.ReframeVideoRequest, rooms: Rooms, who: Who) -> models.Generation:
    """A film in another shape."""
    return _submitted(rooms, who, asked)


@router.post("/generations/video/modify", status_code=MADE)
def modify_video(asked: models.ModifyVideoRequest, rooms: Rooms, who: Who) -> models.Generation:
    """A film as the words want it."""
    return _submitted(rooms, who, asked)


@router.get("/generations/{generation_id}")
def get(generation_id: LumaId, rooms: Rooms, who: Who) -> models.Generation:
    """One generation as it stands."""
    demand(who, "generation.read")
    return _answered(rooms, who, generation_id)


@router.delete("/generations/{generation_id}", status_code=204, response_class=Response)
def delete(generation_id: LumaId, rooms: Rooms, who: Who) -> None:
    """Really deletes it, files and all."""
    with _in_lumas_words():
        discard(rooms, who, generation_id)


@router.post("/generations/{generation_id}/upscale", status_code=200)
def upscale(
    generation_id: LumaId, rooms: Rooms, who: Who, asked: models.UpscaleRequest | None = None
) -> models.Generation:
    """The film, larger: a new generation."""
    asked = asked or models.UpscaleRequest()
    if asked.resolution is not None:
        rules.resolution_of(asked.resolution)
    return _submitted(rooms, who, asked, of=generation_id)


@router.post("/generations/{generation_id}/audio", status_code=200)
def audio(generation_id: LumaId, rooms: Rooms, who: Who, asked: models.AudioRequest | None = None) -> models.Generation:
    """The film with sound: a new generation."""
    return _submitted(rooms, who, asked or models.AudioRequest(), of=generation_id)


def _submitted(rooms: Context, who: Principal, asked: models.Request, of: str | None = None) -> models.Generation:
    commission = commission_of(asked, rooms.config.qualities, _pictures(rooms, who, asked))
    if of is not None:
        commission = commission.model_copy(update={"sources": (Source(role="film", generation=of),)})
    request: dict[str, Any] = {"luma": brief(echo_of(asked))}
    ours = {"negative_prompt": asked.negative_prompt, "engine": asked.engine}
    request |= {name: value for name, value in ours.items() if value is not None}
    model = getattr(asked, "model", "ray-2")
    commission = _with_pictures(rooms, who, commission)
    order = Order(
        commission, model, request, callback_url=asked.callback_url, wire="luma", any_size=_is_sizeless(asked)
    )
    with _in_lumas_words():
        made = submit(rooms, who, order)
    return answer(rooms, made, made.created_at)  # what is new has no files yet, and so no links


def _is_sizeless(asked: models.Request) -> bool:
    """Whether no size was asked for: Luma's pictures have a shape alone."""
    return isinstance(asked, models.ImageRequest) and asked.plan is None


def _pictures(rooms: Context, who: Principal, asked: models.Request) -> frozenset[str]:
    """A lone keyframe that is a picture made here: the film begins or ends with it."""
    ids = [one for one in lone_films(asked) if is_id(one)]
    if not ids:
        return frozenset()
    with rooms.database.read() as connection:
        found = generations.several(connection, who.workspace_id, ids)
    return frozenset(name for name, made in found.items() if made.kind == "image")


def _with_pictures(rooms: Context, who: Principal, commission: Commission) -> Commission:
    """The commission with the pictures that lie in it taken in; one that cannot be read fails as any other does."""
    try:
        return taken(rooms, who, commission)
    except BadInput as fault:
        return commission.model_copy(update={"refused": f"{UNREAD}: {fault}", "sources": ()})


@contextlib.contextmanager
def _in_lumas_words() -> Iterator[None]:
    try:
        yield
    except NotFound as fault:
        raise NotFound("Generation not found") from fault


def _answered(rooms: Context, who: Principal, generation_id: str) -> models.Generation:
    with rooms.database.read() as connection:
        with _in_lumas_words():
            made = generations.get(connection, who.workspace_id, generation_id)
        return answer(rooms, made, rooms.database.now(connection) if made.assets else made.created_at)


async def _awaited(
    rooms: Context, who: Principal, made: models.Generation, timeout_s: float
) -> models.Generation:  # fmt: skip
    """The generation when it has ended; as it stands when the time is over. Holds no thread while it waits."""
    until = time.monotonic() + min(timeout_s, _LONGEST_SYNC_S)
    while made.state in ("queued", "dreaming") and time.monotonic() < until:
        await asyncio.sleep(_POLL_S)
        made = await reading(_answered, rooms, who, made.id)
    return made
