"""The history of a job, in the order in which it happened; what a reader that comes back goes on from.

A progress event replaces the one before it, so a job has few events however long it runs. Whoever writes an event
has changed the job's row before, in the same transaction: so one job's events are committed in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, Select, delete, func, insert, select

from dreamwright.service.db.tables.jobs import job, job_event
from dreamwright.service.jobs.values import Event

AT_ONCE = 500


def record(connection: Connection, job_id: str, now: float, **data: Any) -> None:
    """Writes that the job's state changed; progress is history then."""
    record_first(connection, job_id, now, **data)
    _forget_progress(connection, job_id)


def record_first(connection: Connection, job_id: str, now: float, **data: Any) -> None:
    """Writes the state of a job that has no progress yet."""
    _write(connection, job_id, now, "state", data)


def record_progress(connection: Connection, job_id: str, now: float, data: Mapping[str, Any]) -> None:
    """Writes how far the job is, instead of how far it was."""
    _forget_progress(connection, job_id)
    _write(connection, job_id, now, "progress", data)


def events(connection: Connection, ref: str, after_id: int = 0) -> tuple[Event, ...]:
    """What happened to the job of `ref` after the event `after_id`, oldest first, at most `AT_ONCE`."""
    wanted = _after(after_id).where(job.c.ref == ref)
    return tuple(_event(row) for row in connection.execute(wanted))


def events_among(connection: Connection, refs: Select[Any], after_id: int = 0) -> tuple[tuple[str, Event], ...]:
    """The same of all jobs whose ref the statement selects, each event with its ref.

    Events of different jobs may be committed out of the order of their ids, within moments.
    """
    wanted = _after(after_id).where(job.c.ref.in_(refs))
    return tuple((row.ref, _event(row)) for row in connection.execute(wanted))


def latest(connection: Connection) -> int:
    """The id of the newest event; 0 where there is none."""
    return connection.execute(select(func.max(job_event.c.id))).scalar_one_or_none() or 0


def stirred(connection: Connection, after_id: int) -> tuple[tuple[int, str, str], ...]:
    """Event, ref and workspace of all that happened after the event `after_id`, at most `AT_ONCE`."""
    columns = job_event.c.id, job.c.ref, job.c.workspace_id
    wanted = select(*columns).join(job, job.c.id == job_event.c.job_id).where(job_event.c.id > after_id)
    rows = connection.execute(wanted.order_by(job_event.c.id).limit(AT_ONCE))
    return tuple((row.id, row.ref, row.workspace_id) for row in rows)


def _after(after_id: int) -> Select[Any]:
    columns = select(*job_event.c["id", "at", "kind", "data"], job.c.ref)
    found = columns.join(job, job.c.id == job_event.c.job_id).where(job_event.c.id > after_id)
    return found.order_by(job_event.c.id).limit(AT_ONCE)


def _event(row: Row[Any]) -> Event:
    return Event(row.id, row.at, cast(Literal["state", "progress"], row.kind), row.data)


def _forget_progress(connection: Connection, job_id: str) -> None:
    connection.execute(delete(job_event).where(job_event.c.job_id == job_id, job_event.c.kind == "progress"))


def _write(connection: Connection, job_id: str, now: float, kind: str, data: Mapping[str, Any]) -> None:
    connection.execute(insert(job_event), {"job_id": job_id, "at": now, "kind": kind, "data": _known(data)})


def _known(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}
