"""What happens to generations, as server-sent events that go on where a reader left: one generation, or a board.

The ids are those of the job's events. A stream of one generation ends with its last state.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.context import Context
from dreamwright.api.files import link_of
from dreamwright.api.ids import Id
from dreamwright.api.native.answers import time_of
from dreamwright.api.native.bell import LATE_LOOKS, Bell
from dreamwright.api.native.shared import Token, opened_by
from dreamwright.api.threads import Threaded
from dreamwright.errors import MachineFault, NotFound
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.boards import boards, items
from dreamwright.service.generations import generations
from dreamwright.service.jobs import events
from dreamwright.service.jobs.values import Event

HEARTBEAT_S: Final = 15.0
STATES: Final = {"running": "dreaming", "done": "completed"}
"""A job's states by the names that users know; the others are the same."""
Last = Annotated[int, Header(alias="Last-Event-ID", ge=0, le=2**53)]
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events `state` {generation, state, at, attempt?, reason?}, `progress` {generation, at, stage, "
        "share, seconds_left, preview} and, at the end of one that was thrown away, `deleted`. A comment every 15 s.",
        "content": {"text/event-stream": {
            "schema": {"type": "string"},
            "example": 'id: 7\nevent: state\ndata: {"generation": "…", "state": "dreaming", "attempt": 1}\n\n',
        }},
    },
    204: {"description": "It has ended and there is nothing more to tell: do not ask again."},
}  # fmt: skip

router = APIRouter(prefix="/v1", tags=["events"], default_response_class=Response, route_class=Threaded)


@dataclass(frozen=True)
class News:
    """What a look brought: events as text, each with its id, and whether there will be no more."""

    told: tuple[tuple[int, str], ...] = ()
    ended: bool = False
    more: bool = False
    """Whether to look again at once."""


Look = Callable[[int], News]


@router.get("/generations/{generation_id}/events", responses=_STREAM, summary="Watch a generation")
def of_generation(
    generation_id: Id, rooms: Rooms, who: Who, request: Request, last_event_id: Last = 0
) -> Response:  # fmt: skip
    """Its states and progress as they come, after `Last-Event-ID`; ends with its last state."""
    demand(who, "generation.read")

    def look(after: int) -> News:
        return _of_generation(rooms, who.workspace_id, generation_id, after)

    first = look(last_event_id)
    if first.ended and not first.told:  # a browser that hears this does not come again
        return Response(status_code=204)
    return _streamed(_bell(request), generation_id, look, last_event_id)


@router.get("/boards/{board_id}/events", responses=_STREAM, summary="Watch a board")
def of_board(board_id: Id, rooms: Rooms, who: Who, request: Request, last_event_id: Last = 0) -> Response:
    """States and progress of all that lies on the board, until the client leaves or the board is deleted."""
    demand(who, "board.read")

    def board(connection: Connection) -> tuple[str, str]:
        return who.workspace_id, boards.get(connection, who.workspace_id, board_id).id

    with rooms.database.read() as connection:
        board(connection)
    return _streamed(_bell(request), who.workspace_id, BoardLook(rooms, board, last_event_id), last_event_id)


@router.get("/shared/{token}/events", responses=_STREAM, summary="Watch a shared board")
def of_shared(token: Token, rooms: Rooms, request: Request, last_event_id: Last = 0) -> Response:
    """The same by a link, until it is revoked."""

    def board(connection: Connection) -> tuple[str, str]:
        opened = opened_by(rooms, connection, token)
        return opened.workspace_id, opened.board_id

    with rooms.database.read() as connection:
        workspace_id, _ = board(connection)
    return _streamed(_bell(request), workspace_id, BoardLook(rooms, board, last_event_id), last_event_id)


@dataclass
class BoardLook:
    """Looks at a board's events. Those of different jobs may come out of order: each look goes back a few looks."""

    rooms: Context
    board: Callable[[Connection], tuple[str, str]]
    """Workspace and board, if they may still be seen; NotFound."""
    since: int
    floors: deque[int] = field(init=False)
    """How far the latest looks came, the oldest first."""
    seen: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.floors = deque([self.since], LATE_LOOKS)

    def __call__(self, after: int) -> News:
        floor = self.floors[0]
        with self.rooms.database.read() as connection:
            _, board_id = self.board(connection)
            found = events.events_among(connection, items.lying_on(board_id), floor)
            now = self.rooms.database.now(connection)
        told = tuple((one.id, _text(self.rooms, ref, one, now)) for ref, one in found if one.id not in self.seen)
        self.seen = {one.id for _, one in found}
        self.floors.append(max([after, *self.seen]))
        return News(told, more=len(found) == events.AT_ONCE)


def _of_generation(rooms: Context, workspace_id: str, generation_id: str, after: int) -> News:
    with rooms.database.read() as connection:
        made = generations.get(connection, workspace_id, generation_id)
        found = events.events(connection, generation_id, after)
        now = rooms.database.now(connection)
    told = tuple((one.id, _text(rooms, generation_id, one, now)) for one in found)
    return News(told, made.ended_at is not None, len(found) == events.AT_ONCE)


def _text(rooms: Context, generation_id: str, one: Event, now: float) -> str:
    """The event as it goes over the wire."""
    data: dict[str, Any] = {"generation": generation_id, "at": time_of(one.at).isoformat(), **one.data}
    if one.kind == "state":
        data["state"] = STATES.get(data["state"], data["state"])
    else:
        key = data.pop("preview_key", None)
        data["preview"] = None if key is None else link_of(rooms, key, now)
    return _event(one.kind, data, one.id)


def _event(kind: str, data: Mapping[str, Any], number: int | None = None) -> str:
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {kind}\ndata: {json.dumps(data)}\n\n"


def _bell(request: Request) -> Bell:
    bell: Bell = request.app.state.bell
    return bell


def _streamed(bell: Bell, name: str, look: Look, after: int) -> Response:
    headers = {"cache-control": "no-cache", "x-accel-buffering": "no"}
    return StreamingResponse(_stream(bell, name, look, after), headers=headers, media_type="text/event-stream")


async def _stream(bell: Bell, name: str, look: Look, after: int) -> AsyncIterator[str]:
    """Holds no thread and no connection to the database while nothing happens."""
    with bell.listening(name) as ear:
        yield "retry: 2000\n\n"
        while True:
            try:
                news = await run_in_threadpool(look, after)
            except NotFound:
                yield _event("deleted", {})
                return
            except MachineFault:
                return  # the client comes again, and goes on from where it was
            for number, text in news.told:
                after = max(after, number)
                yield text
            if bell.ended or (news.ended and not news.more):
                return
            if not news.more and not await ear.wait(HEARTBEAT_S):
                yield ": still here\n\n"
