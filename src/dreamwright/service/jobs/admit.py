"""Who may put work into the queue: its caps, and how fast a workspace may come. Knows nothing of who works it off.

A refusal says when to come again: the time in which the workers, as fast as they were in the last ten minutes, make
room for one more; where nothing ended in that time, `UNKNOWN_S`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, insert, select

from dreamwright.errors import TooMany
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.tables.jobs import QUEUED, job
from dreamwright.service.jobs.events import record_first
from dreamwright.service.jobs.locks import SUBMITTING, take_turn
from dreamwright.service.jobs.values import Ticket

UNKNOWN_S: Final = 30.0
LONGEST_S: Final = 600.0
MEASURED_S: Final = 600.0
MINUTE_S: Final = 60.0
_WAITING = select(func.count()).select_from(job).where(QUEUED)


def submit(connection: Connection, ticket: Ticket, now: float) -> str:
    """The id of the job, queued. TooMany where the queue, the workspace's part of it, or a minute is full."""
    admit(connection, ticket, now)
    job_id = new_id()
    connection.execute(
        insert(job),
        {
            "id": job_id,
            "ref": ticket.ref,
            "workspace_id": ticket.workspace_id,
            "tier": ticket.tier,
            "running_limit": ticket.limit,
            "max_wait_s": ticket.max_wait_s,
            "max_attempts": ticket.max_attempts,
            "payload": dict(ticket.payload),
            "queued_at": now,
        },
    )
    record_first(connection, job_id, now, state="queued")
    return job_id


def admit(connection: Connection, ticket: Ticket, now: float) -> None:
    """TooMany where the ticket must wait outside. No other transaction can submit before this one ends."""
    take_turn(connection, SUBMITTING)
    own = job.c.workspace_id == ticket.workspace_id
    waiting = connection.execute(_WAITING).scalar_one()
    if waiting >= ticket.whole_limit:
        raise TooMany("The queue is full: try again later.", room_in_s(connection, now))
    if ticket.queue_limit is not None:
        mine = connection.execute(_WAITING.where(own)).scalar_one()
        if mine >= ticket.queue_limit:
            raise TooMany(f"{mine} generations wait already: try again later.", room_in_s(connection, now))
    if ticket.creates_per_minute is not None:
        _check_pace(connection, ticket.workspace_id, ticket.creates_per_minute, now)


def _check_pace(connection: Connection, workspace_id: str, most: int, now: float) -> None:
    """TooMany where the workspace brought `most` jobs in the last minute: until the first of them is a minute old."""
    recent = (
        select(job.c.queued_at)
        .where(job.c.workspace_id == workspace_id, job.c.queued_at.between(now - MINUTE_S, now))
        .order_by(job.c.queued_at.desc())
        .limit(most)
    )
    times = connection.execute(recent).scalars().all()
    if len(times) >= most:
        after_s = max(1.0, times[-1] + MINUTE_S - now)
        raise TooMany(f"No more than {most} generations may begin in a minute.", after_s)


def room_in_s(connection: Connection, now: float) -> float:
    """Seconds until one more job has likely left the queue, 1 to `LONGEST_S`."""
    ended = connection.execute(
        select(func.count()).select_from(job).where(job.c.ended_at.between(now - MEASURED_S, now))
    ).scalar_one()
    return max(1.0, min(LONGEST_S, MEASURED_S / ended)) if ended else UNKNOWN_S
