"""Boards of a workspace, what lies on them, and the links that share them: `/v1/boards`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.ids import Id
from dreamwright.api.native import answers, models, shelf
from dreamwright.api.native.asks import BoardAsk, ItemAsk, LinkAsk, MoveAsk
from dreamwright.api.threads import Threaded
from dreamwright.service.accounts.audit import Deed, audit
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.boards import boards, links
from dreamwright.service.generations import generations

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=300)]

router = APIRouter(prefix="/v1/boards", tags=["boards"], route_class=Threaded)


@router.post("", status_code=201, summary="Make a board")
def create(asked: BoardAsk, rooms: Rooms, who: Who) -> models.Board:
    """A new, empty board."""
    demand(who, "board.edit")
    with rooms.database.write() as connection:
        made = boards.create(connection, who.workspace_id, asked.name, rooms.database.now(connection))
    return answers.board(made)


@router.get("", summary="List boards")
def listed(rooms: Rooms, who: Who, limit: Limit = 20, cursor: Cursor = None) -> models.Boards:
    """The workspace's boards, newest first."""
    demand(who, "board.read")
    with rooms.database.read() as connection:
        page = boards.page(connection, who.workspace_id, limit, cursor)
    return models.Boards(boards=[answers.board(one) for one in page.boards], cursor=page.after)


@router.get("/{board_id}", summary="Look at a board")
def get(board_id: Id, rooms: Rooms, who: Who, limit: Limit = 50, cursor: Cursor = None) -> models.BoardView:
    """The board and a page of what lies on it, in its order."""
    demand(who, "board.read")
    with rooms.database.read() as connection:
        found = boards.get(connection, who.workspace_id, board_id)
        lying, more = shelf.lying(connection, who.workspace_id, board_id, limit, cursor)
        now = rooms.database.now(connection)
    return answers.board_view(found, [answers.generation(rooms, made, now) for made in lying], more)


@router.patch("/{board_id}", summary="Rename a board")
def rename(board_id: Id, asked: BoardAsk, rooms: Rooms, who: Who) -> models.Board:
    """The board under its new name."""
    demand(who, "board.edit")
    with rooms.database.write() as connection:
        now = rooms.database.now(connection)
        return answers.board(boards.rename(connection, who.workspace_id, board_id, asked.name, now))


@router.delete("/{board_id}", status_code=204, response_class=Response, summary="Delete a board")
def delete(board_id: Id, rooms: Rooms, who: Who) -> None:
    """Deletes the board and its links; the generations on it stay."""
    demand(who, "board.edit")
    with rooms.database.write() as connection:
        boards.remove(connection, who.workspace_id, board_id)
        generations.leave_board(connection, who.workspace_id, board_id)


@router.post("/{board_id}/items", status_code=201, summary="Lay a generation on a board")
def lay(board_id: Id, asked: ItemAsk, rooms: Rooms, who: Who) -> models.Generation:
    """The generation, at the board's end; one that lies there already stays where it is."""
    demand(who, "board.edit")
    made = shelf.lay(rooms, who.workspace_id, board_id, asked.generation)
    with rooms.database.read() as connection:
        return answers.generation(rooms, made, rooms.database.now(connection))


@router.patch("/{board_id}/items/{generation_id}", status_code=204, response_class=Response, summary="Move an item")
def move(board_id: Id, generation_id: Id, asked: MoveAsk, rooms: Rooms, who: Who) -> None:
    """Moves it in front of another one, to the end, or to another board."""
    demand(who, "board.edit")
    shelf.move(rooms, who.workspace_id, board_id, generation_id, asked)


@router.delete(
    "/{board_id}/items/{generation_id}", status_code=204, response_class=Response, summary="Take an item off"
)
def take_off(board_id: Id, generation_id: Id, rooms: Rooms, who: Who) -> None:
    """Takes the generation off the board; it stays in the workspace."""
    demand(who, "board.edit")
    shelf.take_off(rooms, who.workspace_id, board_id, generation_id)


@router.post("/{board_id}/links", status_code=201, summary="Share a board")
def share(board_id: Id, asked: LinkAsk, rooms: Rooms, who: Who, request: Request) -> models.NewLink:
    """A link for whoever gets it, to view or to edit. Its token is shown this once."""
    demand(who, "board.share")
    address = request.client.host if request.client else None
    with rooms.database.write() as connection:
        now = rooms.database.now(connection)
        ends = None if asked.lasts_s is None else now + asked.lasts_s
        token, made = links.share(connection, who.workspace_id, board_id, asked.access, now, ends)
        deed = Deed("board.share", board_id, address, {"link": made.id, "access": made.access})
        audit(connection, who, deed, now)
    url = f"{rooms.config.public_url}/v1/shared/{token}"
    return models.NewLink(**answers.share_link(made).model_dump(), token=token, url=url)


@router.get("/{board_id}/links", summary="List a board's links")
def links_of(board_id: Id, rooms: Rooms, who: Who) -> models.Links:
    """Those that work, without their tokens."""
    demand(who, "board.share")
    with rooms.database.read() as connection:
        found = links.links(connection, who.workspace_id, board_id, rooms.database.now(connection))
    return models.Links(links=[answers.share_link(one) for one in found])


@router.delete("/{board_id}/links/{link_id}", status_code=204, response_class=Response, summary="Revoke a link")
def revoke(board_id: Id, link_id: Id, rooms: Rooms, who: Who, request: Request) -> None:
    """Ends the link at once."""
    demand(who, "board.share")
    address = request.client.host if request.client else None
    with rooms.database.write() as connection:
        now = rooms.database.now(connection)
        boards.get(connection, who.workspace_id, board_id)
        links.revoke(connection, who.workspace_id, link_id, now)
        audit(connection, who, Deed("board.share", board_id, address, {"revoked": link_id}), now)
