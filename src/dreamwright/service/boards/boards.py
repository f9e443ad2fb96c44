"""Boards of a workspace: made, named, listed, deleted. What lies on them is `items`; who else sees them is `links`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, tuple_, update

from dreamwright.errors import Conflict, NotFound
from dreamwright.service.boards.names import checked_name, cursor_of, read_cursor
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.tables.boards import board, board_item

MOST_BOARDS: Final = 1_000
"""In one workspace."""
LONGEST_PAGE: Final = 100


@dataclass(frozen=True)
class Board:
    """A board, without what lies on it."""

    id: str
    workspace_id: str
    name: str
    created_at: float
    changed_at: float
    """Seconds since 1970: its name or what lies on it."""
    items: int
    """How many generations lie on it."""


@dataclass(frozen=True)
class Boards:
    """A page of a list; `after` is the cursor of the next one, None on the last."""

    boards: tuple[Board, ...]
    after: str | None


def create(connection: Connection, workspace_id: str, name: str, now: float) -> Board:
    """A new, empty board; BadOption for a name that is none, Conflict when the workspace has too many."""
    name = checked_name(name)
    owned = select(func.count()).where(board.c.workspace_id == workspace_id)
    if connection.execute(owned).scalar_one() >= MOST_BOARDS:
        raise Conflict(f"A workspace has at most {MOST_BOARDS} boards.")
    made = Board(new_id(), workspace_id, name, now, now, 0)
    connection.execute(
        insert(board).values(id=made.id, workspace_id=workspace_id, name=name, created_at=now, changed_at=now)
    )
    return made


def get(connection: Connection, workspace_id: str, board_id: str) -> Board:
    """The board; NotFound when the workspace has none of that id."""
    return _board(_row(connection.execute(_boards().where(*_this(workspace_id, board_id))).one_or_none()))


def rename(connection: Connection, workspace_id: str, board_id: str, name: str, now: float) -> Board:
    """The board under its new name; NotFound, BadOption."""
    change(connection, workspace_id, board_id, now, name=checked_name(name))
    return get(connection, workspace_id, board_id)


def remove(connection: Connection, workspace_id: str, board_id: str) -> None:
    """Deletes the board and its links; the generations on it stay. NotFound."""
    if connection.execute(delete(board).where(*_this(workspace_id, board_id))).rowcount != 1:
        raise _not_found()


def page(connection: Connection, workspace_id: str, limit: int = 20, after: str | None = None) -> Boards:
    """The workspace's boards, newest first, at most 100; BadOption for a foreign cursor."""
    query = _boards().where(board.c.workspace_id == workspace_id)
    if after is not None:
        query = query.where(tuple_(board.c.created_at, board.c.id) < tuple_(*read_cursor(after)))
    limit = max(1, min(limit, LONGEST_PAGE))
    rows = connection.execute(query.order_by(board.c.created_at.desc(), board.c.id.desc()).limit(limit + 1)).all()
    found = tuple(_board(row) for row in rows[:limit])
    return Boards(found, cursor_of(found[-1].created_at, found[-1].id) if len(rows) > limit else None)


def change(connection: Connection, workspace_id: str, board_id: str, now: float, **fields: str) -> None:
    """Notes a change, and holds the board's row until the transaction ends, so that changes take turns; NotFound."""
    done = connection.execute(update(board).where(*_this(workspace_id, board_id)).values(changed_at=now, **fields))
    if done.rowcount != 1:
        raise _not_found()


def _this(workspace_id: str, board_id: str) -> tuple[Any, Any]:
    return board.c.id == board_id, board.c.workspace_id == workspace_id


def _boards() -> Any:
    items = select(func.count()).where(board_item.c.board_id == board.c.id).scalar_subquery()
    return select(board, items.label("items"))


def _row(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise _not_found()
    return row


def _board(row: Row[Any]) -> Board:
    return Board(row.id, row.workspace_id, row.name, row.created_at, row.changed_at, row.items)


def _not_found() -> NotFound:
    return NotFound("There is no such board.")
