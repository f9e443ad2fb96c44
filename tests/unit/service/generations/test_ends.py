"""Whatever happens in whatever order, every hold is closed once, and as the generation ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from tests.unit.service.office import TablePurse, a_wish, a_workspace, rested

from dreamwright.errors import Conflict, NotFound
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.generations import generation
from dreamwright.service.db.tables.jobs import job
from dreamwright.service.generations import generations
from dreamwright.service.generations.generations import Asset, Service
from dreamwright.service.jobs import queue
from dreamwright.service.jobs.queue import Claim

CLOSED = {"completed": "settled", "failed": "released", "cancelled": "released", "open": "open"}
JOBS = {"completed": {"done"}, "failed": {"failed"}, "cancelled": {"cancelled"}, "open": {"queued", "running"}}


@dataclass
class Play:
    """Users and workers, also such as were fenced long ago, taking turns."""

    database: Database
    purse: TablePurse
    refs: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    """All that were ever made, most of them lost."""

    def create(self, _: int) -> None:
        with self.database.write() as connection:
            wish = a_wish(service=Service("free", 100.0, running_limit=2, max_attempts=2))
            self.refs.append(generations.create(connection, self.purse, wish, self.database.now(connection)).id)

    def claim(self, _: int) -> None:
        rested(self.database)
        self.claims += queue.claim(self.database, "worker", 1)

    def complete(self, k: int) -> None:
        def act(connection: Connection, claim: Claim, now: float) -> object:
            film = Asset("video", f"{claim.token}/film", "video/mp4", 1, 1, 1)
            return generations.complete(connection, self.purse, claim, [film], now)

        self._with(k, act)

    def fail(self, k: int) -> None:
        def act(connection: Connection, claim: Claim, now: float) -> object:
            return generations.fail(connection, self.purse, claim, "It broke.", now, again=k % 3 > 0)

        self._with(k, act)

    def hand_back(self, k: int) -> None:
        self._with(k, lambda connection, claim, now: generations.hand_back(connection, self.purse, claim, now))

    def take_over(self, k: int) -> None:
        with self.database.read() as connection:
            running = queue.running(connection)
        if running:
            with self.database.write() as connection:
                seen = running[k % len(running)]
                generations.take_over(connection, self.purse, seen, self.database.now(connection))

    def cancel(self, k: int) -> None:
        self._ask(k, generations.cancel)

    def retry(self, k: int) -> None:
        made = self._ask(k, generations.retry)
        self.refs += [made.id] if isinstance(made, generations.Generation) else []

    def hide(self, k: int) -> None:
        self._ask(k, generations.hide)

    def _ask(self, k: int, act: Callable[..., object]) -> object:
        if not self.refs:
            return None
        try:
            with self.database.write() as connection:
                return act(connection, self.purse, "w", self.refs[k % len(self.refs)], self.database.now(connection))
        except (Conflict, NotFound):
            return None

    def _with(self, k: int, act: Callable[..., object]) -> None:
        if self.claims:
            with self.database.write() as connection:
                act(connection, self.claims[k % len(self.claims)], self.database.now(connection))

    def check(self) -> dict[str, str]:
        """Generation, job and hold of each ref agree; the generations' states."""
        holds = self.purse.holds(self.database)
        with self.database.read() as connection:
            rows = connection.execute(
                select(generation.c.id, generation.c.state, job.c.state.label("job")).join(
                    job, job.c.ref == generation.c.id
                )
            ).all()
        for row in rows:
            assert holds[row.id] == CLOSED[row.state]
            assert row.job in JOBS[row.state]
        assert len(rows) == len(holds)
        return {row.id: row.state for row in rows}

    def drain(self) -> None:
        """Works until nothing is open."""
        for _ in range(1000):
            states = self.check()
            if "open" not in states.values():
                return
            self.claim(0)
            for k in range(len(self.claims)):
                self.complete(k)
        pytest.fail("jobs that never end")


MOVES = ("create", "claim", "complete", "fail", "hand_back", "take_over", "cancel", "retry", "hide")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 99)), max_size=30))
def test_every_hold_is_closed_once(database: Database, moves: list[tuple[str, int]]) -> None:
    with database.read() as connection:
        is_first = not connection.dialect.has_table(connection, "test_purse")
    if is_first:
        a_workspace(database)
    play = Play(database, TablePurse(database))
    for move, k in [("create", 0), ("create", 0), *moves]:
        getattr(play, move)(k)
        play.check()
    play.drain()
