"""Months of credits, and the account of what was used."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamwright.service.accounts import people, workspaces
from dreamwright.service.accounts.people import NewPerson
from dreamwright.service.credits import ledger
from dreamwright.service.credits.ledger import Balance
from dreamwright.service.credits.renewal import period, renew, renew_all
from dreamwright.service.credits.usage import Usage, as_csv, usage
from dreamwright.service.credits.verify import verify
from dreamwright.service.db.database import Database
from dreamwright.service.plans.plans import load_plans

PLANS = load_plans()
PLUS, FREE = PLANS.plan("plus"), PLANS.plan("free")


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def place_on(database: Database, plan: str, since: float) -> str:
    with database.write() as connection:
        ada = people.create(connection, NewPerson("Ada", plan=plan), since)
        return workspaces.of_person(connection, ada.id)[0][0].id


@pytest.mark.parametrize(
    ("since", "now", "start", "end"),
    [
        ("2026-01-15T10:00", "2026-01-15T10:00", "2026-01-15T10:00", "2026-02-15T10:00"),
        ("2026-01-15T10:00", "2026-02-15T09:59", "2026-01-15T10:00", "2026-02-15T10:00"),
        ("2026-01-31T10:00", "2026-02-28T09:00", "2026-01-31T10:00", "2026-02-28T10:00"),
        ("2026-01-31T10:00", "2026-03-01T00:00", "2026-02-28T10:00", "2026-03-31T10:00"),
        ("2026-12-31T10:00", "2027-01-05T00:00", "2026-12-31T10:00", "2027-01-31T10:00"),
        ("2026-05-01T00:00", "2025-01-01T00:00", "2026-05-01T00:00", "2026-06-01T00:00"),
    ],
)
def test_months_count_from_the_first_day(since: str, now: str, start: str, end: str) -> None:
    found = period(at(since), at(now))
    assert (found.start, found.end) == (at(start), at(end))


@given(since=st.integers(0, 4 * 10**9), passed=st.integers(0, 10**9))
def test_every_moment_is_in_one_month(since: int, passed: int) -> None:
    found = period(since, since + passed)
    assert found.start <= since + passed < found.end
    assert period(since, found.start) == found
    assert period(since, found.end).start == found.end


def test_credits_come_once_a_month_and_do_not_roll_over(database: Database) -> None:
    place = place_on(database, "plus", at("2026-05-01"))
    with database.write() as connection:
        assert renew(connection, place, PLUS, at("2026-05-01"))
        assert not renew(connection, place, PLUS, at("2026-05-31"))
        ledger.grant(connection, place, 5_000, "topup", "topup", "t", at("2026-05-02"))
        ledger.hold(connection, place, "spent", 3_000_000, at("2026-05-03"))
        ledger.settle(connection, "spent", at("2026-05-03"))
        ledger.hold(connection, place, "open", 1_000_000, at("2026-05-30"))
        assert renew(connection, place, PLUS, at("2026-06-01"))
        assert ledger.balance(connection, place) == Balance(10_000_000, 5_000, 1_000_000)
        assert ledger.release(connection, "open", at("2026-06-01T01:00"))
        assert ledger.balance(connection, place) == Balance(10_000_000, 5_000, 0)
        assert verify(connection) == ()


def test_another_plan_begins_its_own_month(database: Database) -> None:
    place = place_on(database, "free", at("2026-05-01"))
    with database.write() as connection:
        assert renew(connection, place, FREE, at("2026-05-01"))
        ledger.hold(connection, place, "open", 500_000, at("2026-05-02"))
        workspaces.set_plan(connection, place, "plus", at("2026-05-10"), at("2026-06-10"))
        assert renew(connection, place, PLUS, at("2026-05-10"))
        assert ledger.balance(connection, place) == Balance(10_000_000, 0, 500_000)
        ledger.release(connection, "open", at("2026-05-11"))
        assert ledger.balance(connection, place) == Balance(10_000_000, 0, 0)
        assert not renew(connection, place, PLUS, at("2026-06-10")), "it is not paid for any more"
        assert ledger.balance(connection, place, at("2026-06-10")).monthly == 0
        assert verify(connection) == ()


def test_a_plan_that_was_left_renews_nothing(database: Database) -> None:
    place = place_on(database, "free", at("2026-05-01"))
    with database.write() as connection:
        assert not renew(connection, place, PLUS, at("2026-05-01"))
        assert not renew(connection, place, FREE, at("2026-04-30")), "before its first day"
        assert ledger.balance(connection, place) == Balance(0, 0, 0)


def test_all_workspaces_are_renewed_and_swept(database: Database) -> None:
    paid, own = place_on(database, "plus", at("2026-05-01")), place_on(database, "self", at("2026-05-01"))
    gone = place_on(database, "a plan that the file lost", at("2026-05-01"))
    assert renew_all(database, PLANS, at=at("2026-05-01")) == 1
    assert renew_all(database, PLANS, at=at("2026-05-02")) == 0
    with database.write() as connection:
        ledger.grant(connection, own, 7, "topup", "topup", "t", at("2026-05-02"), expires_at=at("2026-05-03"))
    assert renew_all(database, PLANS, at=at("2026-06-01")) == 1
    with database.read() as connection:
        assert ledger.balance(connection, paid) == Balance(10_000_000, 0, 0)
        assert ledger.balance(connection, own) == Balance(0, 0, 0)
        assert ledger.balance(connection, gone) == Balance(0, 0, 0)
        assert verify(connection) == ()


def test_usage_counts_what_was_settled(database: Database) -> None:
    place, other = place_on(database, "plus", 0.0), place_on(database, "plus", 0.0)
    with database.write() as connection:
        who = workspaces.members(connection, place)[0].person_id
        for workspace_id in (place, other):
            ledger.grant(connection, workspace_id, 10**6, "topup", "topup", workspace_id, 0.0)
        note = {"model": "ray-2", "kind": "video", "seconds": 5.5, "short_side": 720}
        for number, day in enumerate(("2026-05-01", "2026-05-01", "2026-05-02")):
            ledger.hold(connection, place, f"g{number}", 1_500, at(day), person_id=who, note=note)
            ledger.settle(connection, f"g{number}", at(day) + 86_399, 1_000 + number)
        ledger.hold(connection, place, "=1+1", 0, at("2026-05-02"), note={"model": "=1+1"})
        ledger.settle(connection, "=1+1", at("2026-05-02"))
        ledger.hold(connection, place, "failed", 1_500, at("2026-05-02"), note=note)
        ledger.release(connection, "failed", at("2026-05-02"))
        ledger.hold(connection, place, "late", 1_500, at("2026-05-09"), note=note)
        ledger.settle(connection, "late", at("2026-05-09"))
        ledger.hold(connection, other, "o", 1_500, at("2026-05-02"), note=note)
        ledger.settle(connection, "o", at("2026-05-02"))
        rows = usage(connection, at("2026-05-01"), at("2026-05-02"), workspace_id=place)
        everybody = usage(connection, at("2026-05-01"), at("2026-05-02"))
    assert sorted(rows, key=lambda row: (row.day, row.model)) == [
        Usage("2026-05-01", place, who, "ray-2", "video", 2, 11.0, 2.001),
        Usage("2026-05-02", place, None, "=1+1", "", 1, 0.0, 0.0),
        Usage("2026-05-02", place, who, "ray-2", "video", 1, 5.5, 1.002),
    ]
    assert sum(row.credits for row in everybody) == pytest.approx(2.001 + 1.002 + 1.5)
    read = list(csv.DictReader(io.StringIO(as_csv(rows))))
    assert {row["model"] for row in read} == {"ray-2", "'=1+1"}
    assert next(row for row in read if row["day"] == "2026-05-01")["seconds"] == "11.0"
    assert as_csv([]).strip() == "day,workspace_id,person_id,model,kind,count,seconds,credits"
