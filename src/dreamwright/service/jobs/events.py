"""The history of a job, in the order in which it happened; what a reader that comes back goes on from.

A progress event replaces the one before it, so a job has few events however long it runs. Whoever writes an event
has changed the job's row before, in the same transaction: so one job's events are committed in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from sqlalchemy import Connection, delete, insert, select

from dreamwright.service.db.tables.jobs import job, job_event
from dreamwright.service.jobs.values import Event

AT_ONCE = 500


def record(connection: Connection, job_id: str, now: float, **data: Any) -> None:
    """Writes that the job's state changed; progress is history then."""
    connection.execute(insert(job_event).values(job_id=job_id, at=now, kind="state", data=_known(data)))
    _forget_progress(connection, job_id)


def record_progress(connection: Connection, job_id: str, now: float, data: Mapping[str, Any]) -> None:
    """Writes how far the job is, instead of how far it was."""
    _forget_progress(connection, job_id)
    connection.execute(insert(job_event).values(job_id=job_id, at=now, kind="progress", data=_known(data)))


def events(connection: Connection, ref: str, after_id: int = 0) -> tuple[Event, ...]:
    """What happened to the job of `ref` after the event `after_id`, oldest first, at most `AT_ONCE`."""
    wanted = (
        select(*job_event.c["id", "at", "kind", "data"])
        .join(job, job.c.id == job_event.c.job_id)
        .where(job.c.ref == ref, job_event.c.id > after_id)
        .order_by(job_event.c.id)
        .limit(AT_ONCE)
    )
    return tuple(
        Event(row.id, row.at, cast(Literal["state", "progress"], row.kind), row.data)
        for row in connection.execute(wanted)
    )


def _forget_progress(connection: Connection, job_id: str) -> None:
    connection.execute(delete(job_event).where(job_event.c.job_id == job_id, job_event.c.kind == "progress"))


def _known(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}
