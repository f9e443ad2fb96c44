"""Which job comes next: of all that may run now, the one that has used the largest share of the wait its tier allows.

So every tier's oldest job waits in proportion to what its tier allows, and even a day's allowance is used up one day.
Jobs that allow the same wait come in the order in which they were queued; a job whose workspace runs as many as it
may is passed over. Knows nothing of workers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, func, or_, select, update

from dreamwright.service.db.tables.jobs import QUEUED, RUNNING, job
from dreamwright.service.jobs.values import LONGEST_PAUSE_S

_running = job.alias("running")


class Head(NamedTuple):
    """The first in the line of those that allow one wait."""

    id: str
    queued_at: float
    max_wait_s: float

    def used(self, now: float) -> float:
        """The share of its allowed wait that it has waited."""
        return (now - self.queued_at) / self.max_wait_s


def next_job(connection: Connection, now: float) -> str | None:
    """The id of the job that should start now; None where none may."""
    heads = (_oldest(connection, wait_s, now) for wait_s in _waits(connection))
    found = [head for head in heads if head is not None]
    return max(found, key=lambda head: (head.used(now), -head.queued_at)).id if found else None


def _waits(connection: Connection) -> Iterator[float]:
    """Each allowed wait that a queued job has, once; one step into the index for each."""
    last = 0.0
    while True:
        longer = select(func.min(job.c.max_wait_s)).where(QUEUED, job.c.max_wait_s > last)
        found = connection.execute(longer).scalar_one()
        if found is None:
            return
        yield (last := found)


def _oldest(connection: Connection, wait_s: float, now: float) -> Head | None:
    """The job that waits longest among those of one allowed wait that may run now."""
    at_work = (
        select(func.count())
        .select_from(_running)
        .where(_running.c.workspace_id == job.c.workspace_id, _running.c.state == RUNNING.right)
        .scalar_subquery()
    )
    rested = or_(
        job.c.not_before.is_(None),
        job.c.not_before <= now,
        job.c.not_before > now + LONGEST_PAUSE_S,  # no pause is that long: the clock was set back
    )
    row = connection.execute(
        select(job.c.id, job.c.queued_at)
        .where(QUEUED, job.c.max_wait_s == wait_s, rested)
        .where(or_(job.c.running_limit.is_(None), job.c.running_limit > at_work))
        .order_by(job.c.queued_at, job.c.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else Head(row.id, row.queued_at, wait_s)


def follow_clock(connection: Connection, now: float) -> None:
    """Moves the queue back with a clock that was set back: nobody's place and nobody's share of the wait changes.

    A job that waits since a moment still to come shows that the clock was, and by how much at least.
    """
    newest = connection.execute(select(func.max(job.c.queued_at)).where(QUEUED)).scalar_one()
    if newest is not None and newest > now:
        connection.execute(update(job).where(QUEUED).values(queued_at=job.c.queued_at - (newest - now)))
