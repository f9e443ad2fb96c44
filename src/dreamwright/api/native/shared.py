"""Boards by the link that someone was sent, `/v1/shared/{token}`: no sign-in; the token says what is allowed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy import Connection

from dreamwright.api.auth import Rooms
from dreamwright.api.context import Context
from dreamwright.api.ids import Id
from dreamwright.api.native import answers, models, shelf
from dreamwright.api.native.asks import ItemAsk, MoveAsk
from dreamwright.api.threads import Threaded
from dreamwright.errors import NotAllowed
from dreamwright.service.boards import boards, links
from dreamwright.service.boards.links import Opened

Token = Annotated[str, Path(max_length=200)]

router = APIRouter(prefix="/v1/shared", tags=["shared boards"], route_class=Threaded)


@router.get("/{token}", summary="Open a shared board")
def get(
    token: Token,
    rooms: Rooms,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> models.SharedBoard:
    """The board behind the link and a page of what lies on it; 404 where the link does not work any more."""
    with rooms.database.read() as connection:
        opened = opened_by(rooms, connection, token)
        found = boards.get(connection, opened.workspace_id, opened.board_id)
        lying, more = shelf.lying(connection, opened.workspace_id, opened.board_id, limit, cursor)
        now = rooms.database.now(connection)
    shown = [answers.shared(rooms, made, now) for made in lying]
    return models.SharedBoard(
        name=found.name, access=opened.access, items=found.items, generations=shown, cursor=more
    )  # fmt: skip


@router.post("/{token}/items", status_code=204, response_class=Response, summary="Lay a generation on a shared board")
def lay(token: Token, asked: ItemAsk, rooms: Rooms) -> None:
    """Lays a generation of the board's workspace at its end; needs a link to edit."""
    opened = _to_edit(rooms, token)
    shelf.lay(rooms, opened.workspace_id, opened.board_id, asked.generation)


@router.patch("/{token}/items/{generation_id}", status_code=204, response_class=Response,
              summary="Move an item of a shared board")  # fmt: skip
def move(token: Token, generation_id: Id, asked: MoveAsk, rooms: Rooms) -> None:
    """Moves it on this board; needs a link to edit."""
    opened = _to_edit(rooms, token)
    if asked.board is not None:
        raise NotAllowed("This link is for one board.")
    shelf.move(rooms, opened.workspace_id, opened.board_id, generation_id, asked)


@router.delete("/{token}/items/{generation_id}", status_code=204, response_class=Response,
               summary="Take an item off a shared board")  # fmt: skip
def take_off(token: Token, generation_id: Id, rooms: Rooms) -> None:
    """Takes the generation off the board; it is not deleted. Needs a link to edit."""
    opened = _to_edit(rooms, token)
    shelf.take_off(rooms, opened.workspace_id, opened.board_id, generation_id)


def opened_by(rooms: Context, connection: Connection, token: str) -> Opened:
    """What the token opens; NotFound."""
    return links.open_link(connection, token, rooms.database.now(connection))


def _to_edit(rooms: Context, token: str) -> Opened:
    with rooms.database.read() as connection:
        opened = opened_by(rooms, connection, token)
    if opened.access != "edit":
        raise NotAllowed("This link is to view the board, not to change it.")
    return opened
