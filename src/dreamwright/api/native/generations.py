"""Generations of our own wire: made, listed, looked at, stopped, tried again, thrown away."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Response

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.context import Context
from dreamwright.api.discard import discard
from dreamwright.api.ids import BodyId, Id
from dreamwright.api.native import answers, models
from dreamwright.api.native.asks import GenerationAsk
from dreamwright.api.native.translate import commission_of, first_picture
from dreamwright.api.pictures import brief, shape_of, taken
from dreamwright.api.submit import Order, retry, submit
from dreamwright.api.threads import Threaded
from dreamwright.errors import BadOption
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.generations import generations
from dreamwright.service.generations.generations import Filters, Generation

Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255)]
Cursor = Annotated[str | None, Query(max_length=300)]

router = APIRouter(prefix="/v1/generations", tags=["generations"], route_class=Threaded)


@router.post("", status_code=201, summary="Make a film or picture")
def create(asked: GenerationAsk, rooms: Rooms, who: Who, idempotency_key: Key = None) -> models.Generation:
    """A queued generation of a prompt, of a plan, or on from another film; its credits are held.

    The same `Idempotency-Key` with the same body is the same generation: send it again after a broken connection.
    """
    request: dict[str, Any] = {"native": brief(asked.model_dump(mode="json", exclude_unset=True))}
    shape = shape_of(rooms, who, first_picture(asked.inputs))
    commission = taken(rooms, who, commission_of(asked, shape))
    order = Order(commission, asked.quality, request, asked.board, idempotency_key, asked.callback_url, wire="native")
    return _answer(rooms, submit(rooms, who, order))


@router.get("", summary="List generations")
def listed(
    rooms: Rooms,
    who: Who,
    state: models.State | None = None,
    kind: Literal["video", "image"] | None = None,
    board: Annotated[BodyId | None, Query(description="Made for this board.")] = None,
    text: Annotated[str | None, Query(max_length=200, description="Part of the prompt, in any case.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Cursor = None,
) -> models.Generations:
    """The workspace's generations, newest first."""
    demand(who, "generation.read")
    if text is not None and "\0" in text:
        raise BadOption("A text has no NUL character.")
    with rooms.database.read() as connection:
        page = generations.page(connection, who.workspace_id, Filters(state, kind, board, text), limit, cursor)
        now = rooms.database.now(connection)
    shown = [answers.generation(rooms, made, now) for made in page.generations]
    return models.Generations(generations=shown, cursor=page.cursor, total=page.total)


@router.get("/{generation_id}", summary="Look at a generation")
def get(generation_id: Id, rooms: Rooms, who: Who) -> models.Generation:
    """One generation as it stands, with its progress and its files."""
    demand(who, "generation.read")
    with rooms.database.read() as connection:
        made = generations.get(connection, who.workspace_id, generation_id)
        return answers.generation(rooms, made, rooms.database.now(connection))


@router.post("/{generation_id}/cancel", summary="Stop a generation")
def cancel(generation_id: Id, rooms: Rooms, who: Who) -> models.Generation:
    """Cancelled at once if it waits, within a frame or so if it is made; its credits come back. 409 where it ended."""
    demand(who, "generation.cancel")
    with rooms.database.write() as connection:
        now = rooms.database.now(connection)
        made = generations.cancel(connection, rooms.purse, who.workspace_id, generation_id, now)
    return answers.generation(rooms, made, now)


@router.post("/{generation_id}/retry", status_code=201, summary="Try a generation again")
def again(generation_id: Id, rooms: Rooms, who: Who) -> models.Generation:
    """A new generation of the same wish, in place of one that failed or was cancelled; 409 for any other."""
    return _answer(rooms, retry(rooms, who, generation_id))


@router.delete("/{generation_id}", status_code=204, response_class=Response, summary="Delete a generation")
def delete(generation_id: Id, rooms: Rooms, who: Who) -> None:
    """Really deletes it, files and all; one that is under way is stopped."""
    discard(rooms, who, generation_id)


def _answer(rooms: Context, made: Generation) -> models.Generation:
    with rooms.database.read() as connection:
        return answers.generation(rooms, made, rooms.database.now(connection))
