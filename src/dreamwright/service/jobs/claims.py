"""A claim's life: taken, kept alive, told about, and ended one way or another. The token is the fence.

Everything a worker writes about its job is written WHERE the token still stands; no row = the job is not its own.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Update, select, update

from dreamwright.errors import NotFound
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.jobs import RUNNING, job
from dreamwright.service.jobs.events import record, record_progress
from dreamwright.service.jobs.locks import CLAIMING, take_turn
from dreamwright.service.jobs.order import follow_clock, next_job
from dreamwright.service.jobs.values import ENDED, Beat, Claim, JobState, Progress, Running, pause_s

LONGEST_ERROR = 1000


def claim(database: Database, worker: str, free: int) -> tuple[Claim, ...]:
    """Up to `free` jobs, now this worker's, best first. Reads before it writes: an idle queue costs no write."""
    with database.read() as connection:
        if free < 1 or next_job(connection, database.now(connection)) is None:
            return ()
    taken: list[Claim] = []
    with database.write() as connection:
        take_turn(connection, CLAIMING)
        now = database.now(connection)
        follow_clock(connection, now)
        while len(taken) < free and (found := next_job(connection, now)) is not None:
            taken.append(_start(connection, found, worker, now))
    return tuple(taken)


def _start(connection: Connection, job_id: str, worker: str, now: float) -> Claim:
    token = new_id()
    row = connection.execute(
        update(job)
        .where(job.c.id == job_id)
        .values(
            state="running", token=token, worker=worker, attempts=job.c.attempts + 1, started_at=now, not_before=None
        )
        .values(stage=None, share=None, seconds_left=None, preview_key=None)
        .returning(job.c.ref, job.c.attempts, job.c.payload, job.c.workspace_id)
    ).one()
    record(connection, job_id, now, state="running", attempt=row.attempts)
    return Claim(job_id, row.ref, token, row.attempts, row.payload, row.workspace_id)


def _owned(claim: Claim) -> Update:
    return update(job).where(job.c.id == claim.job_id, job.c.token == claim.token)


def beat(database: Database, claim: Claim) -> Beat:
    """Says that the worker is alive, and hears whether it should go on."""
    with database.write() as connection:
        kept = _owned(claim).values(beats=job.c.beats + 1).returning(job.c.cancel_requested)
        row = connection.execute(kept).one_or_none()
    return Beat(lost=row is None, cancel=row is not None and row.cancel_requested)


def progress(database: Database, claim: Claim, progress: Progress) -> bool:
    """Writes how far the job is; False = fenced. Counts as a beat. To be called once a second, not at every frame."""
    told = {
        "stage": progress.stage,
        "share": progress.share,
        "seconds_left": progress.seconds_left,
        "preview_key": progress.preview_key,
    }
    with database.write() as connection:
        kept = connection.execute(_owned(claim).values(beats=job.c.beats + 1, **told)).rowcount == 1
        if kept:
            record_progress(connection, claim.job_id, database.now(connection), told)
    return kept


def running(connection: Connection) -> tuple[Running, ...]:
    """All jobs at work, whoever does them."""
    rows = connection.execute(select(*job.c["id", "ref", "token", "beats", "cancel_requested"]).where(RUNNING))
    return tuple(Running(row.id, row.ref, row.token, row.beats, row.cancel_requested) for row in rows)


def finish(connection: Connection, claim: Claim, now: float) -> bool:
    """The job is done; False = fenced, or someone asked to stop before: it must be failed then."""
    ended = _owned(claim).where(job.c.cancel_requested.is_(False))
    if connection.execute(ended.values(state="done", token=None, ended_at=now, share=1.0)).rowcount == 0:
        return False
    record(connection, claim.job_id, now, state="done")
    return True


def fail(connection: Connection, claim: Claim, reason: str, now: float, again: bool = True) -> JobState | None:
    """The attempt failed, for `reason`. The state after: queued, to be tried `again` after a pause, while there are
    attempts; cancelled where someone asked to stop; else failed. None = fenced.
    """
    row = _held(connection, claim.job_id, claim.token)
    return None if row is None else _end_attempt(connection, row, reason, now, again)


def take_over(connection: Connection, seen: Running, now: float) -> JobState | None:
    """Ends the attempt of a worker that fell silent; the state after as of `fail`. None = it has beaten meanwhile."""
    row = _held(connection, seen.job_id, seen.token)
    if row is None or row.beats != seen.beats:
        return None
    return _end_attempt(connection, row, "The worker stopped answering.", now, again=True)


def hand_back(connection: Connection, claim: Claim, now: float) -> JobState | None:
    """The worker must go: the job waits again, in its place, and the attempt does not count. The state after.

    None = fenced; cancelled where someone asked to stop.
    """
    row = _held(connection, claim.job_id, claim.token)
    if row is None:
        return None
    if row.cancel_requested:
        return _end(connection, row.id, "cancelled", now)
    return _requeue(connection, row.id, now, attempts=row.attempts - 1)


def refuse(connection: Connection, ref: str, reason: str, now: float) -> None:
    """Fails the job of `ref`, which was queued in this transaction: no worker ever sees it."""
    job_id = connection.execute(select(job.c.id).where(job.c.ref == ref, job.c.state == "queued")).scalar_one()
    _end(connection, job_id, "failed", now, error=_cut(reason))


def cancel(connection: Connection, ref: str, now: float, at_once: bool = False) -> JobState:
    """Asks the job of `ref` to stop; the state after. NotFound.

    A queued job is cancelled now. A running one is told and stays running until its worker has stopped it, or,
    `at_once`, is taken from its worker, which finds out at its next look. One that has ended stays as it is.
    """
    row = connection.execute(select(job).where(job.c.ref == ref).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("There is no such job.")
    state: JobState = row.state
    if state in ENDED:
        return state
    if state == "queued" or at_once:
        _end(connection, row.id, "cancelled", now)
        return "cancelled"
    connection.execute(update(job).where(job.c.id == row.id).values(cancel_requested=True))
    return "running"


def _held(connection: Connection, job_id: str, token: str) -> Row[Any] | None:
    """The job's row, which nobody else can change before this transaction ends, if the token stands."""
    return connection.execute(
        select(job).where(job.c.id == job_id, job.c.token == token).with_for_update()
    ).one_or_none()


def _end_attempt(connection: Connection, row: Row[Any], reason: str, now: float, again: bool) -> JobState:
    if row.cancel_requested:
        return _end(connection, row.id, "cancelled", now)
    if again and row.attempts < row.max_attempts:
        return _requeue(connection, row.id, now, not_before=now + pause_s(row.attempts), error=_cut(reason))
    return _end(connection, row.id, "failed", now, error=_cut(reason))


def _requeue(connection: Connection, job_id: str, now: float, **fields: Any) -> JobState:
    connection.execute(update(job).where(job.c.id == job_id).values(state="queued", token=None, worker=None, **fields))
    record(connection, job_id, now, state="queued", reason=fields.get("error"))
    return "queued"


def _end(connection: Connection, job_id: str, state: JobState, now: float, **fields: Any) -> JobState:
    ended = update(job).where(job.c.id == job_id).values(state=state, token=None, ended_at=now, **fields)
    connection.execute(ended)
    record(connection, job_id, now, state=state, reason=fields.get("error"))
    return state


def _cut(reason: str) -> str:
    return reason if len(reason) <= LONGEST_ERROR else reason[: LONGEST_ERROR - 1] + "…"
