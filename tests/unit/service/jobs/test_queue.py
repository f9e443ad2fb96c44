"""The contract of the queue, on both databases: order, limits, fences, ends, caps and history."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from tests.unit.service.office import (
    a_ticket,
    a_workspace,
    cancelled,
    failed,
    finished,
    one_claim,
    rested,
    submitted,
)

from dreamwright.errors import NotFound, TooMany
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.jobs import job
from dreamwright.service.jobs import queue
from dreamwright.service.jobs.admit import UNKNOWN_S
from dreamwright.service.jobs.values import LONGEST_PAUSE_S, Progress, pause_s


@pytest.fixture(autouse=True)
def _workspaces(database: Database) -> None:
    for name in ("w", "v"):
        a_workspace(database, name)


def states(database: Database) -> Counter[str]:
    with database.read() as connection:
        return Counter(connection.execute(select(job.c.state)).scalars())


def row_of(database: Database, ref: str) -> object:
    with database.read() as connection:
        return connection.execute(select(job).where(job.c.ref == ref)).one()


def test_a_job_goes_through_the_queue(database: Database) -> None:
    (ref,) = submitted(database, a_ticket(payload={"plan": {"seed": 1}}))
    claim = one_claim(database)
    assert (claim.ref, claim.attempt, claim.payload) == (ref, 1, {"plan": {"seed": 1}})
    assert queue.claim(database, "b", 5) == ()
    assert finished(database, claim)
    assert states(database) == {"done": 1}


def test_the_largest_used_share_of_the_allowed_wait_comes_first(database: Database) -> None:
    with database.read() as connection:
        now = database.now(connection)
    waited = {"fast": (30.0, 20.0), "slow": (100.0, 1000.0), "day": (80_000.0, 86_400.0), "new": (0.0, 60.0)}
    for tier, (ago_s, allowed_s) in waited.items():
        submitted(database, a_ticket(tier=tier, max_wait_s=allowed_s, ref=tier), now=now - ago_s)
    assert [one.ref for one in queue.claim(database, "a", 9)] == ["fast", "day", "slow", "new"]


def test_equals_come_in_the_order_of_the_queue(database: Database) -> None:
    refs = submitted(database, *(a_ticket() for _ in range(5)))
    assert tuple(one.ref for one in queue.claim(database, "a", 5)) == refs


def test_a_workspace_at_its_limit_is_passed_over(database: Database) -> None:
    busy = submitted(database, *(a_ticket(limit=2) for _ in range(4)))
    (other,) = submitted(database, a_ticket(workspace_id="v", limit=2))
    taken = queue.claim(database, "a", 9)
    assert {one.ref for one in taken} == {*busy[:2], other}
    finished(database, taken[0])
    assert [one.ref for one in queue.claim(database, "a", 9)] == [busy[2]]


def test_limits_hold_under_four_claimers(database: Database) -> None:
    for name in ("w", "v"):
        submitted(database, *(a_ticket(workspace_id=name, limit=2) for _ in range(12)))
    most: Counter[str] = Counter()
    lock = threading.Lock()
    ended: list[str] = []

    def work(worker: str) -> None:
        until = time.monotonic() + 30
        while len(ended) < 24 and time.monotonic() < until:
            for claim in queue.claim(database, worker, 3):
                with database.read() as connection:
                    counts = connection.execute(
                        text("SELECT workspace_id, count(*) FROM job WHERE state = 'running' GROUP BY workspace_id")
                    ).all()
                with lock:
                    for name, count in counts:
                        most[name] = max(most[name], count)
                assert finished(database, claim)
                with lock:
                    ended.append(claim.ref)

    threads = [threading.Thread(target=work, args=(f"w{k}",)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) == len(set(ended)) == 24
    assert set(most) == {"w", "v"}
    assert max(most.values()) <= 2


def test_a_fenced_worker_changes_nothing(database: Database) -> None:
    submitted(database, a_ticket())
    old = one_claim(database)
    failed(database, old)
    rested(database)
    new = one_claim(database, "b")
    assert not finished(database, old)
    assert failed(database, old) is None
    assert queue.beat(database, old).lost
    assert not queue.progress(database, old, Progress("filming", 0.5))
    with database.write() as connection:
        assert queue.hand_back(connection, old, 0.0) is None
    assert finished(database, new)


def test_a_job_that_fails_every_time_fails_in_the_end(database: Database) -> None:
    (ref,) = submitted(database, a_ticket(max_attempts=3))
    for attempt in (1, 2):
        assert failed(database, one_claim(database), f"crash {attempt}") == "queued"
        assert queue.claim(database, "a", 1) == (), "it rests first"
        rested(database)
    last = one_claim(database)
    assert (last.attempt, failed(database, last, "crash 3")) == (3, "failed")
    assert row_of(database, ref).error == "crash 3"  # type: ignore[attr-defined]


def test_what_cannot_help_is_not_tried_again(database: Database) -> None:
    submitted(database, a_ticket())
    assert failed(database, one_claim(database), "No such plan.", again=False) == "failed"


def test_pauses_grow_and_are_bounded() -> None:
    assert [pause_s(k) for k in (1, 2, 3)] == [1.0, 4.0, 16.0]
    assert pause_s(1000) == LONGEST_PAUSE_S


def test_cancel_ends_what_waits_and_tells_what_runs(database: Database) -> None:
    waiting, running = submitted(database, a_ticket(max_wait_s=1000.0), a_ticket(max_wait_s=1.0))
    time.sleep(0.01)
    claim = one_claim(database)
    assert claim.ref == running
    assert cancelled(database, waiting) == "cancelled"
    assert cancelled(database, running) == "running"
    beat = queue.beat(database, claim)
    assert (beat.lost, beat.cancel) == (False, True)
    assert not finished(database, claim), "who asked to stop gets no film"
    assert failed(database, claim, "stopped") == "cancelled"
    assert cancelled(database, running) == "cancelled"
    with pytest.raises(NotFound):
        cancelled(database, "nobody")


def test_cancel_at_once_takes_the_job_from_its_worker(database: Database) -> None:
    (ref,) = submitted(database, a_ticket())
    claim = one_claim(database)
    with database.write() as connection:
        assert queue.cancel(connection, ref, database.now(connection), at_once=True) == "cancelled"
    assert queue.beat(database, claim).lost


def test_a_job_handed_back_loses_no_attempt_and_keeps_its_place(database: Database) -> None:
    first, _ = submitted(database, a_ticket(), a_ticket())
    claim = one_claim(database)
    with database.write() as connection:
        assert queue.hand_back(connection, claim, database.now(connection)) == "queued"
    again = one_claim(database)
    assert (again.ref, again.attempt) == (first, 1)


def test_a_silent_worker_is_taken_over_and_a_beating_one_is_not(database: Database) -> None:
    submitted(database, a_ticket())
    claim = one_claim(database)
    with database.read() as connection:
        (seen,) = queue.running(connection)
    queue.beat(database, claim)
    with database.write() as connection:
        assert queue.take_over(connection, seen, database.now(connection)) is None
    with database.read() as connection:
        (seen,) = queue.running(connection)
    with database.write() as connection:
        assert queue.take_over(connection, seen, database.now(connection)) == "queued"
    assert queue.beat(database, claim).lost


def test_full_queues_say_when_to_come_again(database: Database) -> None:
    submitted(database, a_ticket(queue_limit=2), a_ticket(queue_limit=2))
    with pytest.raises(TooMany) as full:
        submitted(database, a_ticket(queue_limit=2))
    assert full.value.retry_after_s == UNKNOWN_S
    submitted(database, a_ticket(workspace_id="v", queue_limit=2, whole_limit=3))
    with pytest.raises(TooMany, match="queue is full"):
        submitted(database, a_ticket(workspace_id="v", whole_limit=3))
    finished(database, one_claim(database))
    finished(database, one_claim(database))
    submitted(database, a_ticket(workspace_id="v", whole_limit=2))
    with pytest.raises(TooMany) as slow:
        submitted(database, a_ticket(workspace_id="v", whole_limit=2))
    assert slow.value.retry_after_s == pytest.approx(300.0)


def test_caps_are_exact_under_eight_submitters(database: Database) -> None:
    refused = []

    def submit() -> None:
        for _ in range(4):
            try:
                submitted(database, a_ticket(queue_limit=10))
            except TooMany:
                refused.append(1)

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert states(database) == {"queued": 10}
    assert len(refused) == 22


def test_a_workspace_may_come_so_often_in_a_minute(database: Database) -> None:
    ticket = {"creates_per_minute": 2}
    submitted(database, a_ticket(**ticket), now=1000.0)
    submitted(database, a_ticket(**ticket), now=1030.0)
    with pytest.raises(TooMany) as fast:
        submitted(database, a_ticket(**ticket), now=1040.0)
    assert fast.value.retry_after_s == pytest.approx(20.0)
    submitted(database, a_ticket(workspace_id="v", **ticket), now=1040.0)
    submitted(database, a_ticket(**ticket), now=1061.0)


def test_events_can_be_read_on_from_any_of_them(database: Database) -> None:
    (ref,) = submitted(database, a_ticket())
    claim = one_claim(database)
    seen: list[tuple[int, str]] = []

    def read_on() -> list[str]:
        with database.read() as connection:
            new = queue.events(connection, ref, seen[-1][0] if seen else 0)
        seen.extend((event.id, event.kind) for event in new)
        return [str(event.data.get("state") or event.data["share"]) for event in new]

    assert read_on() == ["queued", "running"]
    for share in (0.1, 0.2, 0.3):
        queue.progress(database, claim, Progress("filming", share, 5.0, "outputs/x/y/p.jpg"))
    assert read_on() == ["0.3"], "what is overtaken is forgotten"
    queue.progress(database, claim, Progress("filming", 0.4))
    assert read_on() == ["0.4"], "an id is never used twice"
    finished(database, claim)
    assert read_on() == ["done"]
    assert read_on() == []
    with database.read() as connection:
        assert [event.data["state"] for event in queue.events(connection, ref)] == ["queued", "running", "done"]


def test_a_clock_set_back_keeps_the_order_and_the_shares(database: Database) -> None:
    with database.read() as connection:
        ahead = database.now(connection) + 7200.0
    submitted(database, a_ticket(max_wait_s=100.0, ref="half"), now=ahead - 50.0)
    submitted(database, a_ticket(max_wait_s=1000.0, ref="tenth"), now=ahead - 100.0)
    submitted(database, a_ticket(max_wait_s=100.0, ref="new"), now=ahead)
    assert [one.ref for one in queue.claim(database, "a", 3)] == ["half", "tenth", "new"]


def test_a_pause_from_before_the_clock_was_set_back_is_over(database: Database) -> None:
    submitted(database, a_ticket())
    claim = one_claim(database)
    with database.write() as connection:
        assert queue.fail(connection, claim, "crash", database.now(connection) + 7200.0) == "queued"
    assert one_claim(database).attempt == 2


ILLEGAL = {
    "running without a token": "state = 'running'",
    "a token without running": "token = 't'",
    "an end without a time": "state = 'cancelled'",
    "a time without an end": "ended_at = 1",
    "a failure without a reason": "state = 'failed', ended_at = 1",
    "done without an attempt": "state = 'done', ended_at = 1",
    "more attempts than there are": "attempts = 4",
    "queued with none left": "attempts = 3",
    "an unknown state": "state = 'asleep'",
    "more than all done": "share = 1.1",
}


@pytest.mark.parametrize("change", ILLEGAL.values(), ids=ILLEGAL)
def test_the_database_refuses_what_no_job_can_be(database: Database, change: str) -> None:
    submitted(database, a_ticket())
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(text(f"UPDATE job SET {change}"))


@pytest.mark.parametrize("state", ["queued", "failed"])
def test_a_job_that_has_ended_stays_as_it_ended(database: Database, state: str) -> None:
    submitted(database, a_ticket())
    finished(database, one_claim(database))
    with pytest.raises(IntegrityError, match="stays as it ended"), database.write() as connection:
        connection.execute(text(f"UPDATE job SET state = '{state}', error = 'x'"))
