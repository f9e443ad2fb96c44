"""Which job comes next: of all that may run now, the one that has used the largest share of the wait its tier allows.

So every tier's oldest job waits in proportion to what its tier allows. While there are jobs that waited longer than
allowed, one start in ten goes to the one whose time was up first: a tier that is overrun for good starves no other.
Jobs that allow the same wait come in the order in which they were queued; a job whose workspace runs as many as it
may is passed over. Knows nothing of workers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, func, or_, select, update

from dreamwright.service.db.tables.jobs import QUEUED, RUNNING, job
from dreamwright.service.jobs.values import LONGEST_PAUSE_S

BY_DEADLINE: Final = 0.1
"""Share of the starts that go by the end of the allowed wait, while some are past it."""

_running = job.alias("running")
_AT_WORK = (
    select(func.count())
    .select_from(_running)
    .where(_running.c.workspace_id == job.c.workspace_id, _running.c.state == RUNNING.right)
    .scalar_subquery()
)
_LONGER = select(func.min(job.c.max_wait_s)).where(QUEUED, job.c.max_wait_s > bindparam("last"))
_OLDEST = (
    select(job.c.id, job.c.queued_at)
    .where(QUEUED, job.c.max_wait_s == bindparam("wait_s"))
    .where(
        or_(
            job.c.not_before.is_(None),
            job.c.not_before <= bindparam("now"),
            job.c.not_before > bindparam("now") + LONGEST_PAUSE_S,  # no pause is that long: the clock was set back
        )
    )
    .where(or_(job.c.running_limit.is_(None), job.c.running_limit > _AT_WORK))
    .order_by(job.c.queued_at, job.c.id)
    .limit(1)
)
_NEWEST = select(func.max(job.c.queued_at)).where(QUEUED)


class Head(NamedTuple):
    """The first in the line of those that allow one wait."""

    id: str
    queued_at: float
    max_wait_s: float

    def used(self, now: float) -> float:
        """The share of its allowed wait that it has waited."""
        return (now - self.queued_at) / self.max_wait_s

    @property
    def deadline(self) -> float:
        """When its allowed wait is over."""
        return self.queued_at + self.max_wait_s


def next_job(connection: Connection, now: float, dice: Callable[[], float] = random.random) -> str | None:
    """The id of the job that should start now; None where none may. `dice` gives numbers from 0 to 1."""
    heads = [head for wait_s in _waits(connection) if (head := _oldest(connection, wait_s, now)) is not None]
    return chosen(heads, now, dice).id if heads else None


def chosen(heads: list[Head], now: float, dice: Callable[[], float]) -> Head:
    """The one of `heads`, the oldest of each allowed wait, that comes first."""
    late = [head for head in heads if head.used(now) > 1.0]
    if late and dice() < BY_DEADLINE:
        return min(late, key=lambda head: head.deadline)
    return max(heads, key=lambda head: (head.used(now), -head.queued_at))


def _waits(connection: Connection) -> Iterator[float]:
    """Each allowed wait that a queued job has, once; one step into the index for each."""
    last: float | None = 0.0
    while (last := connection.execute(_LONGER, {"last": last}).scalar_one()) is not None:
        yield last


def _oldest(connection: Connection, wait_s: float, now: float) -> Head | None:
    """The job that waits longest among those of one allowed wait that may run now."""
    row = connection.execute(_OLDEST, {"wait_s": wait_s, "now": now}).one_or_none()
    return None if row is None else Head(row.id, row.queued_at, wait_s)


def follow_clock(connection: Connection, now: float) -> None:
    """Moves the queue back with a clock that was set back: nobody's place and nobody's share of the wait changes.

    A job that waits since a moment still to come shows that the clock was, and by how much at least.
    """
    newest = connection.execute(_NEWEST).scalar_one()
    if newest is not None and newest > now:
        connection.execute(update(job).where(QUEUED).values(queued_at=job.c.queued_at - (newest - now)))
