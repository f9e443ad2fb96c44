"""What lies on a board, in the order that its users give it. Generations are known here by their ids alone.

Places are numbers with gaps: one that moves gets the middle of its new neighbours, and when there is no middle left
all get new places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, tuple_, update

from dreamwright.errors import Conflict, NotFound
from dreamwright.service.boards.boards import LONGEST_PAGE, change, get
from dreamwright.service.boards.names import cursor_of, read_cursor
from dreamwright.service.db.tables.boards import board_item

MOST_ITEMS: Final = 5_000
"""On one board."""
_GAP: Final = 1024.0


@dataclass(frozen=True)
class Item:
    """A generation on a board."""

    generation_id: str
    added_at: float
    """Seconds since 1970."""


@dataclass(frozen=True)
class Items:
    """A page of a board; `after` is the cursor of the next one, None on the last."""

    items: tuple[Item, ...]
    after: str | None


def page(connection: Connection, workspace_id: str, board_id: str, limit: int = 50, after: str | None = None) -> Items:
    """What lies on the board, in its order, at most 100; NotFound, and BadOption for a foreign cursor."""
    get(connection, workspace_id, board_id)
    query = select(board_item).where(board_item.c.board_id == board_id)
    if after is not None:
        query = query.where(tuple_(board_item.c.place, board_item.c.generation_id) > tuple_(*read_cursor(after)))
    limit = max(1, min(limit, LONGEST_PAGE))
    rows = connection.execute(query.order_by(board_item.c.place).limit(limit + 1)).all()
    found = rows[:limit]
    goes_on = cursor_of(found[-1].place, found[-1].generation_id) if len(rows) > limit else None
    return Items(tuple(Item(row.generation_id, row.added_at) for row in found), goes_on)


def lying_on(board_id: str) -> Select[Any]:
    """The statement that selects the ids of all generations on a board."""
    return select(board_item.c.generation_id).where(board_item.c.board_id == board_id)


def add(connection: Connection, workspace_id: str, board_id: str, generation_id: str, now: float) -> None:
    """Lays the generation at the board's end; one that lies there already stays. NotFound; Conflict on a full board.

    The caller has made sure that the generation is the workspace's.
    """
    change(connection, workspace_id, board_id, now)
    count, last = _extent(connection, board_id)
    if _place(connection, board_id, generation_id) is not None:
        return
    if count >= MOST_ITEMS:
        raise Conflict(f"A board has at most {MOST_ITEMS} generations.")
    _lay(connection, board_id, generation_id, last + _GAP, now)


def take_off(connection: Connection, workspace_id: str, board_id: str, generation_id: str, now: float) -> None:
    """Takes the generation off the board; NotFound when it does not lie there."""
    change(connection, workspace_id, board_id, now)
    if connection.execute(delete(board_item).where(*_this(board_id, generation_id))).rowcount != 1:
        raise _not_there()


def forget(connection: Connection, generation_id: str) -> None:
    """Takes a generation that is deleted off all boards."""
    connection.execute(delete(board_item).where(board_item.c.generation_id == generation_id))


def move(
    connection: Connection, workspace_id: str, board_id: str, generation_id: str, before: str | None, now: float
) -> None:
    """Moves the generation in front of another one on the board, or to the end (None); NotFound."""
    change(connection, workspace_id, board_id, now)
    if _place(connection, board_id, generation_id) is None:
        raise _not_there()
    if before == generation_id:
        return
    low, high = _neighbours(connection, board_id, generation_id, before)
    if not low < (low + high) / 2 < high:
        _spread(connection, board_id)
        low, high = _neighbours(connection, board_id, generation_id, before)
    connection.execute(update(board_item).where(*_this(board_id, generation_id)).values(place=(low + high) / 2))


def move_to(
    connection: Connection, workspace_id: str, board_id: str, generation_id: str, other_id: str, now: float
) -> None:
    """Takes the generation off one board and lays it on another of the same workspace; NotFound, Conflict."""
    for one in sorted({board_id, other_id}):  # always in one order: two who move against each other do not wait forever
        change(connection, workspace_id, one, now)
    take_off(connection, workspace_id, board_id, generation_id, now)
    add(connection, workspace_id, other_id, generation_id, now)


def _this(board_id: str, generation_id: str) -> tuple[Any, Any]:
    return board_item.c.board_id == board_id, board_item.c.generation_id == generation_id


def _extent(connection: Connection, board_id: str) -> tuple[int, float]:
    """How many lie on the board, and the last one's place."""
    query = select(func.count(), func.coalesce(func.max(board_item.c.place), 0.0))
    count, last = connection.execute(query.where(board_item.c.board_id == board_id)).one()
    return int(count), float(last)


def _place(connection: Connection, board_id: str, generation_id: str) -> float | None:
    return connection.execute(select(board_item.c.place).where(*_this(board_id, generation_id))).scalar_one_or_none()


def _neighbours(connection: Connection, board_id: str, generation_id: str, before: str | None) -> tuple[float, float]:
    """The places between which the generation goes, its own old one left out of account."""
    others = (board_item.c.board_id == board_id) & (board_item.c.generation_id != generation_id)
    last = select(func.max(board_item.c.place)).where(others)
    if before is None:
        low = connection.execute(last).scalar_one()
        return (0.0 if low is None else low), (0.0 if low is None else low) + 2 * _GAP
    high = _place(connection, board_id, before)
    if high is None:
        raise _not_there()
    low = connection.execute(last.where(board_item.c.place < high)).scalar_one()
    return (high - 2 * _GAP if low is None else low), high


def _spread(connection: Connection, board_id: str) -> None:
    """Gives all on the board new places, in their old order: first behind all others, for no two may share one."""
    query = select(board_item.c.generation_id).where(board_item.c.board_id == board_id).order_by(board_item.c.place)
    order = connection.execute(query).scalars().all()
    start = _extent(connection, board_id)[1] + _GAP
    this = (board_item.c.board_id == board_id) & (board_item.c.generation_id == bindparam("which"))
    places = [{"which": one, "new": start + k * _GAP} for k, one in enumerate(order)]
    connection.execute(update(board_item).where(this).values(place=bindparam("new")), places)


def _lay(connection: Connection, board_id: str, generation_id: str, place: float, now: float) -> None:
    connection.execute(
        insert(board_item).values(board_id=board_id, generation_id=generation_id, place=place, added_at=now)
    )


def _not_there() -> NotFound:
    return NotFound("The generation does not lie on this board.")
