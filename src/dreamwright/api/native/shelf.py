"""What lies on a board, seen and changed: the same for its workspace and for those who were sent a link."""

from __future__ import annotations

from sqlalchemy import Connection

from dreamwright.api.context import Context
from dreamwright.api.native.asks import MoveAsk
from dreamwright.service.boards import items
from dreamwright.service.generations import generations
from dreamwright.service.generations.generations import Generation


def lying(
    connection: Connection, workspace_id: str, board_id: str, limit: int, cursor: str | None
) -> tuple[list[Generation], str | None]:
    """A page of what lies on the board, in its order, and the cursor of the next; NotFound, BadOption."""
    page = items.page(connection, workspace_id, board_id, limit, cursor)
    found = generations.several(connection, workspace_id, (item.generation_id for item in page.items))
    return [found[item.generation_id] for item in page.items if item.generation_id in found], page.after


def lay(context: Context, workspace_id: str, board_id: str, generation_id: str) -> Generation:
    """The generation, which now lies at the board's end; NotFound, Conflict."""
    with context.database.write() as connection:
        made = generations.get(connection, workspace_id, generation_id)
        items.add(connection, workspace_id, board_id, generation_id, context.database.now(connection))
        if made.board_id is None:
            made = generations.move(connection, workspace_id, generation_id, board_id)
    return made


def take_off(context: Context, workspace_id: str, board_id: str, generation_id: str) -> None:
    """Takes it off the board; NotFound."""
    with context.database.write() as connection:
        items.take_off(connection, workspace_id, board_id, generation_id, context.database.now(connection))
        _rehome(connection, workspace_id, board_id, generation_id, None)


def move(context: Context, workspace_id: str, board_id: str, generation_id: str, asked: MoveAsk) -> None:
    """Moves it on the board or to another one; NotFound, Conflict."""
    with context.database.write() as connection:
        now = context.database.now(connection)
        if asked.board is None:
            items.move(connection, workspace_id, board_id, generation_id, asked.before, now)
        else:
            items.move_to(connection, workspace_id, board_id, generation_id, asked.board, now)
            _rehome(connection, workspace_id, board_id, generation_id, asked.board)


def _rehome(connection: Connection, workspace_id: str, board_id: str, generation_id: str, to: str | None) -> None:
    """What was made for the board that it leaves belongs to the one where it goes."""
    found = generations.several(connection, workspace_id, [generation_id]).get(generation_id)
    if found is not None and found.board_id == board_id:
        generations.move(connection, workspace_id, generation_id, to)
