"""How a generation ends: its job, its credits and its files in one transaction, exactly once whatever crashes.

The job's token is the fence: only the transaction that ends the job closes the credits, and it does both or neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from dreamwright.service.db.tables.generations import asset, generation
from dreamwright.service.db.tables.jobs import job
from dreamwright.service.generations.purse import Purse
from dreamwright.service.generations.values import Asset, Outcome
from dreamwright.service.jobs import queue
from dreamwright.service.jobs.queue import Claim, JobState, Running

STOPPED = "The work was cancelled."


def complete(
    connection: Connection,
    purse: Purse,
    claim: Claim,
    assets: Iterable[Asset],
    now: float,
    result: Mapping[str, Any] | None = None,
) -> Outcome:
    """Ends the generation well: files and result listed, credits spent. Safe to repeat when its end is not known.

    `cancelled`: someone asked to stop before; the credits are released. `fenced`: the job is another worker's or
    has ended otherwise. In both cases the files must be thrown away.
    """
    rows = [{"generation_id": claim.ref, **asdict(one)} for one in assets]
    if queue.finish(connection, claim, now):
        connection.execute(insert(asset), rows)
        this = generation.c.id == claim.ref
        connection.execute(update(generation).where(this).values(result=None if result is None else dict(result)))
        close(connection, purse, claim.ref, "completed", now)
        return "completed"
    if fail(connection, purse, claim, STOPPED, now) == "cancelled":
        return "cancelled"
    kept = connection.execute(select(asset.c.key).where(asset.c.generation_id == claim.ref)).scalars().all()
    return "completed" if set(kept) == {row["key"] for row in rows} else "fenced"


def fail(
    connection: Connection, purse: Purse, claim: Claim, reason: str, now: float, again: bool = True
) -> JobState | None:
    """The attempt failed; the job's state after (see `queue.fail`), and the credits released if it has ended."""
    return _closed(connection, purse, claim.ref, queue.fail(connection, claim, reason, now, again), now)


def take_over(connection: Connection, purse: Purse, seen: Running, now: float) -> JobState | None:
    """Ends the attempt of a worker that fell silent, likewise (see `queue.take_over`)."""
    return _closed(connection, purse, seen.ref, queue.take_over(connection, seen, now), now)


def hand_back(connection: Connection, purse: Purse, claim: Claim, now: float) -> JobState | None:
    """The worker must go; the job waits again and no attempt is lost (see `queue.hand_back`)."""
    return _closed(connection, purse, claim.ref, queue.hand_back(connection, claim, now), now)


def _closed(connection: Connection, purse: Purse, ref: str, state: JobState | None, now: float) -> JobState | None:
    match state:
        case "failed" | "cancelled":
            close(connection, purse, ref, state, now)
    return state


def close(
    connection: Connection, purse: Purse, ref: str, state: Literal["completed", "failed", "cancelled"], now: float
) -> None:
    """Writes how the open generation `ref` ended, and closes its hold; one that has ended before stays as it is."""
    reason = select(job.c.error).where(job.c.ref == ref).scalar_subquery() if state == "failed" else None
    ended = (
        update(generation)
        .where(generation.c.id == ref, generation.c.state == "open")
        .values(state=state, ended_at=now, reason=reason)
        .returning(generation.c.price)
    )
    price = connection.execute(ended).scalar_one_or_none()
    if price is None:
        return
    if state == "completed":
        purse.settle(connection, ref, now)
    else:
        purse.release(connection, ref, now)
