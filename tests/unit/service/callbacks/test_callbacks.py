"""Every state that a generation came through is due, once and in order, whenever somebody looks."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update
from tests.unit.service.office import TablePurse, a_wish, a_workspace, one_claim, rested

from dreamwright.service.callbacks import callbacks
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.callbacks import callback
from dreamwright.service.generations import generations
from dreamwright.service.generations.generations import Asset
from dreamwright.service.jobs.queue import Claim


class Desk:
    """One generation that wants to be told of, and what becomes of it."""

    def __init__(self, database: Database) -> None:
        self.database, self.purse = database, TablePurse(database)
        a_workspace(database)
        with database.write() as connection:
            now = database.now(connection)
            self.id = generations.create(connection, self.purse, a_wish(), now).id
            callbacks.add(connection, self.id, "http://host/hook", "luma", now - 1)

    def due(self) -> list[str]:
        """The states that are told, one after the other, until there is none."""
        states: list[str] = []
        while found := callbacks.claim(self.database):
            for one in found:
                assert (one.generation_id, one.url, one.wire) == (self.id, "http://host/hook", "luma")
                states.append(one.state)
                with self.database.write() as connection:
                    callbacks.told(connection, one)
        return states

    def complete(self, claim: Claim) -> None:
        film = Asset("video", f"outputs/{claim.ref}/{claim.token}/film.mp4", "video/mp4", 9, 64, 36, 0.5)
        with self.database.write() as connection:
            generations.complete(connection, self.purse, claim, [film], self.database.now(connection))

    def fail(self, claim: Claim, again: bool) -> None:
        with self.database.write() as connection:
            generations.fail(connection, self.purse, claim, "It broke.", self.database.now(connection), again)

    def cancel(self) -> None:
        with self.database.write() as connection:
            generations.cancel(connection, self.purse, "w", self.id, self.database.now(connection))

    @property
    def waiting(self) -> int:
        with self.database.read() as connection:
            return connection.execute(select(func.count()).select_from(callback)).scalar_one()


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_what_was_over_before_anyone_looked_is_told_in_order(desk: Desk) -> None:
    assert desk.due() == []
    desk.complete(one_claim(desk.database))
    assert desk.due() == ["dreaming", "completed"]
    assert desk.waiting == 0


def test_each_state_is_told_once_however_often_somebody_looks(desk: Desk) -> None:
    claim = one_claim(desk.database)
    assert desk.due() == ["dreaming"]
    assert desk.due() == []
    desk.fail(claim, again=True)
    assert desk.due() == [], "that it waits again is told to nobody"
    rested(desk.database)
    desk.fail(one_claim(desk.database), again=False)
    assert desk.due() == ["failed"]


def test_an_attempt_that_failed_between_two_looks_was_dreaming_all_the_same(desk: Desk) -> None:
    desk.fail(one_claim(desk.database), again=True)
    assert desk.due() == ["dreaming"]


def test_what_was_never_begun_is_never_said_to_be_dreaming(desk: Desk) -> None:
    desk.cancel()
    assert desk.due() == ["cancelled"]


def test_what_is_being_told_is_no_other_servers_until_its_time_is_over(desk: Desk) -> None:
    desk.complete(one_claim(desk.database))
    (first,) = callbacks.claim(desk.database)
    assert (first.state, callbacks.claim(desk.database)) == ("dreaming", ())
    with desk.database.write() as connection:
        connection.execute(update(callback).values(busy_until=desk.database.now(connection) - 1))
    assert desk.due() == ["dreaming", "completed"]
