"""Which callbacks are to be told what, and who tells them: one server at a time, at least once for each state.

That a job was begun is written on it for good, so the state is told in its turn also where it was over before anyone
looked. Sends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, case, delete, null, select, update

from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.callbacks import callback
from dreamwright.service.db.tables.generations import generation
from dreamwright.service.db.tables.jobs import job
from dreamwright.service.db.upsert import insert_new

BUSY_S = 60.0
"""Longer than telling takes at worst: after this another server tells it."""
_NEXT = case(
    (and_(callback.c.told == "queued", job.c.started_at.is_not(None)), "dreaming"),
    (generation.c.state != "open", generation.c.state),
    else_=null(),
)
"""The state to be told now: that it was begun before how it ended; null = none yet."""


@dataclass(frozen=True)
class Due:
    """A callback that is this server's to make now, of a state that may be over already."""

    generation_id: str
    workspace_id: str
    url: str
    wire: str
    state: str


def add(connection: Connection, generation_id: str, url: str, wire: str, now: float) -> None:
    """Remembers that a URL wants to hear of a generation."""
    insert_new(connection, callback, {"generation_id": generation_id, "url": url, "wire": wire, "told": "queued",
                                      "busy_until": now})  # fmt: skip


def claim(database: Database, most: int = 20) -> tuple[Due, ...]:
    """Callbacks whose generation reached a state that was not told, now this server's for `BUSY_S`."""
    with database.read() as connection:
        now = database.now(connection)
        rows = connection.execute(_waiting(now).limit(most)).all()
    if not rows:
        return ()
    with database.write() as connection:
        now = database.now(connection)
        return tuple(_due(row) for row in rows if _taken(connection, row, now))


def told(connection: Connection, due: Due) -> None:
    """Notes that the state was told, or that it cannot be; after the last state the callback is forgotten."""
    this = callback.c.generation_id == due.generation_id
    if due.state == "dreaming":
        connection.execute(update(callback).where(this).values(told="dreaming", busy_until=0.0))
    else:
        connection.execute(delete(callback).where(this))


def _waiting(now: float) -> Any:
    free = (callback.c.busy_until <= now) | (callback.c.busy_until > now + BUSY_S)  # the clock was set back
    return (
        select(callback, generation.c.workspace_id, _NEXT.label("state"))
        .join(generation, generation.c.id == callback.c.generation_id)
        .outerjoin(job, job.c.ref == generation.c.id)
        .where(free, _NEXT.is_not(None))
    )


def _taken(connection: Connection, row: Row[Any], now: float) -> bool:
    same = (callback.c.generation_id == row.generation_id) & (callback.c.busy_until == row.busy_until)
    return connection.execute(update(callback).where(same).values(busy_until=now + BUSY_S)).rowcount == 1


def _due(row: Row[Any]) -> Due:
    return Due(row.generation_id, row.workspace_id, row.url, row.wire, row.state)
