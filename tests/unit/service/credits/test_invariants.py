"""The ledger under everything at once: random histories, many submitters, and a process killed in mid-transaction."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from dreamwright.errors import TooFewCredits
from dreamwright.service.accounts import people, workspaces
from dreamwright.service.accounts.people import NewPerson
from dreamwright.service.credits import ledger, renewal
from dreamwright.service.credits.ledger import Balance
from dreamwright.service.credits.verify import verify
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.credits import hold
from dreamwright.service.plans.plans import load_plans

PLANS = load_plans()
FREE, MONTH_S = PLANS.plan("free"), 31 * 86400.0
PLACES, REFS = range(3), range(12)
amounts = st.integers(0, 800_000)


def new_place(database: Database, credits: int = 0) -> str:
    with database.write() as connection:
        ada = people.create(connection, NewPerson("Ada", plan="free"), 0.0)
        place = workspaces.of_person(connection, ada.id)[0][0].id
        if credits:
            ledger.grant(connection, place, credits, "topup", "topup", place, 0.0)
    return place


class Histories(RuleBasedStateMachine):
    """Three workspaces and twelve refs, beside a model of plain numbers that knows only the totals."""

    database: Database

    @initialize()
    def begin(self) -> None:
        self.now = 1.0
        self.places = [new_place(self.database) for _ in PLACES]
        self.have = dict.fromkeys(PLACES, 0)  # granted and neither spent nor ended
        self.open: dict[str, tuple[int, int]] = {}
        self.closed: set[str] = set()
        self.run = new_id()

    def after(self, index: int) -> None:
        """Takes from the model what has ended, as the ledger itself tells it in total."""
        with self.database.read() as connection:
            found = ledger.balance(connection, self.places[index])
        assert found.available + found.held <= self.have[index]
        self.have[index] = found.available + found.held

    @rule(
        index=st.sampled_from(PLACES),
        amount=amounts,
        ref=st.sampled_from(REFS),
        lasts=st.sampled_from([None, 1e5, 1e7]),
    )
    def grant(self, index: int, amount: int, ref: int, lasts: float | None) -> None:
        ends, name = None if lasts is None else self.now + lasts, f"{self.run}{index}:{ref}"
        with self.database.write() as connection:
            given = bool(amount) and ledger.grant(
                connection, self.places[index], amount, "topup", "topup", name, self.now, expires_at=ends
            )
            again = bool(amount) and ledger.grant(
                connection, self.places[index], amount, "topup", "topup", name, self.now, expires_at=ends
            )
        assert not again
        self.have[index] += amount if given else 0

    @rule(index=st.sampled_from(PLACES), passed=st.floats(0, 2 * MONTH_S))
    def renew(self, index: int, passed: float) -> None:
        self.now += passed
        with self.database.write() as connection:
            given = renewal.renew(connection, self.places[index], FREE, self.now)
            assert not renewal.renew(connection, self.places[index], FREE, self.now)
        self.have[index] += FREE.monthly_credits if given else 0
        self.after(index)

    @rule(index=st.sampled_from(PLACES), amount=amounts, ref=st.sampled_from(REFS))
    def hold(self, index: int, amount: int, ref: int) -> None:
        name = f"{self.run}{ref}"
        if name in self.open or name in self.closed:
            return
        with self.database.read() as connection:
            have = ledger.balance(connection, self.places[index], self.now).available
        try:
            with self.database.write() as connection:
                ledger.hold(connection, self.places[index], name, amount, self.now)
        except TooFewCredits:
            assert amount > have
            return
        assert amount <= have
        self.open[name] = (index, amount)
        self.after(index)

    @rule(ref=st.sampled_from(REFS), share=st.one_of(st.none(), st.floats(0, 1)))
    def settle(self, ref: int, share: float | None) -> None:
        name = f"{self.run}{ref}"
        _, amount = self.open.get(name, (0, 0))
        spent = None if share is None else int(amount * share)
        with self.database.write() as connection:
            closed = ledger.settle(connection, name, self.now, spent)
        assert closed == (name in self.open)
        if closed:
            self._close(name, amount if spent is None else spent)

    @rule(ref=st.sampled_from(REFS))
    def release(self, ref: int) -> None:
        name = f"{self.run}{ref}"
        with self.database.write() as connection:
            released = ledger.release(connection, name, self.now)
        assert released == (name in self.open)
        if released:
            self._close(name, 0)

    def _close(self, name: str, spent: int) -> None:
        index, _ = self.open.pop(name)
        self.closed.add(name)
        self.have[index] -= spent
        self.after(index)

    @rule(index=st.sampled_from(PLACES), passed=st.floats(0, 1e6))
    def expire(self, index: int, passed: float) -> None:
        self.now += passed
        with self.database.write() as connection:
            ended = ledger.expire(connection, self.places[index], self.now)
            assert ledger.expire(connection, self.places[index], self.now) == 0
        self.have[index] -= ended
        with self.database.read() as connection:
            found = ledger.balance(connection, self.places[index])
            assert found == ledger.balance(connection, self.places[index], self.now)
        assert found.available + found.held == self.have[index]

    @invariant()
    def the_books_are_true(self) -> None:
        with self.database.read() as connection:
            assert verify(connection) == ()
            for index, place in enumerate(self.places):
                found = ledger.balance(connection, place)
                assert min(found.monthly, found.topup, found.held) >= 0
                assert found.held == sum(amount for where, amount in self.open.values() if where == index)
                assert found.available + found.held == self.have[index]


@pytest.mark.parametrize("histories", [6, pytest.param(60, marks=pytest.mark.slow)])
def test_no_history_breaks_the_books(database: Database, histories: int) -> None:
    machine = type("On", (Histories,), {"database": database})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=histories, stateful_step_count=25, deadline=None, suppress_health_check=checks),
    )


def at_once(work: Any, times: int) -> list[BaseException]:
    """The faults of `times` threads that all begin together, each given its number."""
    faults: list[BaseException] = []
    gate = threading.Barrier(times)

    def run(number: int) -> None:
        gate.wait()
        try:
            work(number)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_submitters_at_once_spend_exactly_what_there_is(database: Database) -> None:
    """Eight threads ask ten times each for 100 of 3,050: exactly thirty get it."""
    place, got = new_place(database, 3_050), []

    def submit(number: int) -> None:
        for turn in range(10):
            try:
                with database.write() as connection:
                    ledger.hold(connection, place, f"{number}:{turn}", 100, 1.0)
                got.append((number, turn))
            except TooFewCredits:
                pass

    assert at_once(submit, 8) == []
    assert len(got) == 30
    with database.read() as connection:
        assert ledger.balance(connection, place) == Balance(0, 50, 3_000)
        assert verify(connection) == ()


def test_everything_at_once_neither_deadlocks_nor_loses(database: Database) -> None:
    """Eight threads hold, settle, release and grant on two workspaces; several close the same holds."""
    places = [new_place(database, 10_000), new_place(database, 10_000)]
    closed: list[str] = []

    def work(number: int) -> None:
        for turn in range(8):
            place, ref = places[(number + turn) % 2], f"{number // 2}:{turn}"
            with database.write() as connection:
                ledger.grant(connection, place, 10, "topup", "gift", ref, 1.0)
            try:
                with database.write() as connection:
                    ledger.hold(connection, place, f"{number}:{turn}", 100, 1.0)
            except TooFewCredits:
                continue
            for target in (f"{number}:{turn}", f"{number ^ 1}:{turn}"):
                with database.write() as connection:
                    done = (
                        ledger.settle(connection, target, 2.0) if turn % 2 else ledger.release(connection, target, 2.0)
                    )
                closed.extend([target] if done else [])

    assert at_once(work, 8) == []
    assert len(closed) == len(set(closed)) == 64
    with database.read() as connection:
        assert verify(connection) == ()
        assert all(ledger.balance(connection, place).held == 0 for place in places)
        settled = connection.execute(select(hold.c.ref).where(hold.c.state == "settled")).all()
        assert len(settled) == 32


KILLED = """
import sys, time
from dreamwright.service.credits import ledger
from dreamwright.service.db.database import open_database
database, place = open_database(sys.argv[1]), sys.argv[2]
with database.write() as connection:
    ledger.settle(connection, "before", 2.0)
    ledger.hold(connection, place, "half", 700, 2.0)
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def killed_in_the_middle(database: Database, database_url: str) -> str:
    """The workspace of a process that was killed after its writes and before its commit."""
    place = new_place(database, 1_000)
    with database.write() as connection:
        ledger.hold(connection, place, "before", 300, 1.0)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "killed.py")
        script.write_text(KILLED)
        process = subprocess.Popen([sys.executable, script, database_url, place], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    return place


def test_a_killed_process_leaves_nothing_half_done(database: Database, killed_in_the_middle: str) -> None:
    place = killed_in_the_middle
    with database.write() as connection:
        assert ledger.balance(connection, place) == Balance(0, 700, 300)
        assert ledger.held_for(connection, "half") is None
        assert verify(connection) == ()
        ledger.hold(connection, place, "half", 700, 3.0)
        assert ledger.settle(connection, "before", 3.0)
        assert ledger.balance(connection, place) == Balance(0, 0, 700)
        assert verify(connection) == ()
