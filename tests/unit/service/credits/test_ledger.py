"""The ledger's promises, one by one, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from dreamwright.errors import BadOption, Conflict, NotFound, TooFewCredits
from dreamwright.service.accounts import people, workspaces
from dreamwright.service.accounts.people import NewPerson
from dreamwright.service.credits import ledger
from dreamwright.service.credits.ledger import Balance
from dreamwright.service.credits.verify import verify
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.credits import credit_lot, hold, ledger_account, transfer


@pytest.fixture
def place(database: Database) -> str:
    """A workspace with 1,000 monthly credits that end at 1,000 s, and 500 of a top-up."""
    with database.write() as connection:
        ada = people.create(connection, NewPerson("Ada"), 0.0)
        workspace_id = workspaces.of_person(connection, ada.id)[0][0].id
        assert ledger.grant(connection, workspace_id, 1_000, "monthly", "month", "m1", 1.0, expires_at=1_000.0)
        assert ledger.grant(connection, workspace_id, 500, "topup", "topup", "t1", 1.0)
    return workspace_id


def test_a_grant_is_given_once(database: Database, place: str) -> None:
    with database.write() as connection:
        assert not ledger.grant(connection, place, 1_000, "monthly", "month", "m1", 2.0)
        assert ledger.grant(connection, place, 7, "monthly", "gift", "m1", 2.0)
        assert ledger.balance(connection, place) == Balance(1_007, 500, 0)
        assert verify(connection) == ()


@pytest.mark.parametrize("amount", [0, -1, 10**15 + 1])
def test_amounts_without_sense_are_refused(database: Database, place: str, amount: int) -> None:
    with database.write() as connection:
        with pytest.raises(BadOption):
            ledger.grant(connection, place, amount, "monthly", "gift", "g", 2.0)
        if amount:
            with pytest.raises(BadOption):
                ledger.hold(connection, place, "h", amount, 2.0)


def test_a_workspace_that_is_not_there_has_nothing(database: Database) -> None:
    with database.write() as connection:
        assert ledger.balance(connection, "none") == Balance(0, 0, 0)
        with pytest.raises(TooFewCredits):
            ledger.hold(connection, "none", "h", 1, 2.0)
        with pytest.raises(NotFound):
            ledger.grant(connection, "none", 1, "monthly", "gift", "g", 2.0)


def test_what_is_held_is_spent_when_settled(database: Database, place: str) -> None:
    with database.write() as connection:
        ledger.hold(connection, place, "h", 1_200, 2.0)
        assert ledger.balance(connection, place) == Balance(0, 300, 1_200)
        assert ledger.settle(connection, "h", 3.0)
        assert ledger.balance(connection, place) == Balance(0, 300, 0)
        assert not ledger.settle(connection, "h", 4.0)
        assert not ledger.release(connection, "h", 4.0)
        assert verify(connection) == ()


def test_what_is_released_goes_back_where_it_came_from(database: Database, place: str) -> None:
    with database.write() as connection:
        ledger.hold(connection, place, "h", 1_200, 2.0)
        assert ledger.release(connection, "h", 3.0)
        assert ledger.balance(connection, place) == Balance(1_000, 500, 0)
        assert not ledger.release(connection, "h", 4.0)
        assert not ledger.settle(connection, "h", 4.0)
        assert verify(connection) == ()


def test_a_part_is_spent_and_the_rest_goes_back(database: Database, place: str) -> None:
    """Of 1,200 held (1,000 monthly, 200 of the top-up), 300 spent: what ends first is spent first."""
    with database.write() as connection:
        ledger.hold(connection, place, "h", 1_200, 2.0)
        with pytest.raises(BadOption):
            ledger.settle(connection, "h", 3.0, 1_201)
        assert ledger.settle(connection, "h", 3.0, 300)
        assert ledger.balance(connection, place) == Balance(700, 500, 0)
        found = ledger.held_for(connection, "h")
        assert found is not None
        assert (found.state, found.amount, found.spent) == ("settled", 1_200, 300)
        assert verify(connection) == ()


def test_nobody_spends_more_than_there_is(database: Database, place: str) -> None:
    with pytest.raises(TooFewCredits, match=r"costs 1\.501 credits; the workspace has 1\.5\."), database.write() as one:
        ledger.hold(one, place, "h", 1_501, 2.0)
    with database.write() as connection:
        assert ledger.balance(connection, place) == Balance(1_000, 500, 0)
        ledger.hold(connection, place, "h", 1_500, 2.0)
        with pytest.raises(TooFewCredits, match="has 0"):
            ledger.hold(connection, place, "h2", 1, 2.0)


def test_a_ref_holds_once(database: Database, place: str) -> None:
    with database.write() as connection:
        for ref, amount in (("h", 10), ("free", 0)):
            ledger.hold(connection, place, ref, amount, 2.0)
            for again in (10, 0):
                with pytest.raises(Conflict, match="held for this already"):
                    ledger.hold(connection, place, ref, again, 2.0)
        assert ledger.balance(connection, place).held == 10


def test_a_hold_of_nothing_is_noted(database: Database, place: str) -> None:
    with database.write() as connection:
        ledger.hold(connection, place, "h", 0, 2.0, note={"model": "world"})
        assert ledger.settle(connection, "h", 3.0)
        assert not ledger.settle(connection, "h", 3.0)
        assert connection.execute(select(transfer).where(transfer.c.ref == "h")).all() == []
        assert verify(connection) == ()


def test_a_ref_that_was_never_held_is_closed(database: Database) -> None:
    with database.write() as connection:
        assert not ledger.settle(connection, "none", 3.0)
        assert not ledger.release(connection, "none", 3.0)


def test_ended_credits_are_not_spent(database: Database, place: str) -> None:
    with database.write() as connection:
        assert ledger.balance(connection, place, 999.9) == Balance(1_000, 500, 0)
        assert ledger.balance(connection, place, 1_000.0) == Balance(0, 500, 0)
        ledger.hold(connection, place, "h", 500, 1_000.0)
        assert ledger.balance(connection, place) == Balance(0, 0, 500)
        assert ledger.expire(connection, place, 1_001.0) == 0
        assert verify(connection) == ()
    with pytest.raises(TooFewCredits), database.write() as connection:
        ledger.hold(connection, place, "h2", 1, 1_000.0)


def test_credits_that_ended_while_held_do_not_come_back(database: Database, place: str) -> None:
    with database.write() as connection:
        ledger.hold(connection, place, "h", 1_200, 2.0)
        assert ledger.expire(connection, place, 1_000.0) == 0
        assert ledger.release(connection, "h", 1_000.0)
        assert ledger.balance(connection, place) == Balance(0, 500, 0)
        assert verify(connection) == ()


def test_a_clock_set_back_brings_nothing_back(database: Database, place: str) -> None:
    with database.write() as connection:
        ledger.hold(connection, place, "h", 400, 2.0)
        assert ledger.expire(connection, place, 1_000.0) == 600
        assert ledger.release(connection, "h", 3.0)
        assert ledger.balance(connection, place) == Balance(0, 500, 0)
        assert ledger.expire(connection, place, 1_000.0) == 0
        assert verify(connection) == ()


def test_a_grant_is_taken_back_as_far_as_it_is_unspent(database: Database, place: str) -> None:
    with database.write() as connection:
        ledger.hold(connection, place, "h", 1_100, 2.0)
        assert ledger.take_back(connection, place, "topup", "t1", 3.0) == 400
        assert ledger.take_back(connection, place, "topup", "t1", 4.0) == 0
        assert ledger.take_back(connection, place, "topup", "none", 4.0) is None
        assert ledger.balance(connection, place) == Balance(0, 0, 1_100)
        ledger.release(connection, "h", 5.0)
        assert ledger.balance(connection, place) == Balance(1_000, 0, 0)
        assert verify(connection) == ()


def test_the_topup_that_ends_first_is_spent_first(database: Database, place: str) -> None:
    with database.write() as connection:
        for ref, ends in (("t2", 900.0), ("t3", 800.0)):
            ledger.grant(connection, place, 100, "topup", "topup", ref, 2.0, expires_at=ends)
        ledger.hold(connection, place, "h", 1_150, 3.0)
        rows = connection.execute(select(credit_lot).where(credit_lot.c.bucket == "topup"))
        assert {row.expires_at: row.remaining for row in rows} == {800.0: 0, 900.0: 50, None: 500}


def test_all_or_nothing(database: Database, place: str) -> None:
    def fail() -> None:
        with database.write() as connection:
            ledger.hold(connection, place, "h", 100, 2.0)
            raise KeyError("half way")

    with pytest.raises(KeyError):
        fail()
    with database.read() as connection:
        assert ledger.balance(connection, place) == Balance(1_000, 500, 0)
        assert ledger.held_for(connection, "h") is None


CHANGES = (
    delete(transfer),
    update(transfer).values(amount=1),
    "TRUNCATE transfer CASCADE",
    "DELETE FROM transfer WHERE id = 1",
)


@pytest.mark.parametrize("how", CHANGES, ids=str)
def test_a_transfer_is_for_ever(database: Database, place: str, how: object) -> None:
    statement = text(how) if isinstance(how, str) else how
    if how == "TRUNCATE transfer CASCADE" and database.is_sqlite:
        statement = text("DELETE FROM transfer")
    with pytest.raises(DBAPIError, match="append-only"), database.write() as connection:
        connection.execute(statement)  # type: ignore[call-overload]
    with database.read() as connection:
        assert len(connection.execute(select(transfer)).all()) == 2


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (ledger_account, {"balance": -1}),
        (ledger_account, {"kind": "spent"}),
        (credit_lot, {"remaining": -1}),
        (credit_lot, {"remaining": 10**6}),
        (hold, {"spent": 5}),
        (hold, {"state": "settled"}),
        (hold, {"amount": -1}),
    ],
)
def test_the_rules_of_money_are_the_databases(
    database: Database, place: str, table: object, values: dict[str, object]
) -> None:
    with database.write() as connection:
        ledger.hold(connection, place, "h", 10, 2.0)
    where = ledger_account.c.workspace_id == place if table is ledger_account else text("1 = 1")
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(update(table).where(where).values(values))  # type: ignore[arg-type]


def test_the_same_transfer_cannot_be_written_twice(database: Database, place: str) -> None:
    with database.read() as connection:
        row = dict(connection.execute(select(transfer).limit(1)).mappings().one())
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(transfer.insert().values({**row, "id": 99}))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE ledger_account SET balance = balance + 1 WHERE kind = 'monthly'", "its transfers make"),
        ("UPDATE credit_lot SET remaining = remaining - 1 WHERE bucket = 'topup'", "its lots make"),
        ("UPDATE hold SET amount = amount + 1 WHERE ref = 'open'", "its open holds make"),
        ("DELETE FROM hold_line WHERE hold_ref = 'done'", "its parts make 0"),
        ("UPDATE credit_lot SET granted = granted + 1 WHERE bucket = 'topup'", "its transfer says 500"),
        ("UPDATE hold SET spent = spent - 1 WHERE ref = 'done'", "its transfer says 10"),
        (
            "INSERT INTO transfer (debit_id, credit_id, amount, kind, ref, at)"
            " VALUES ('granted', 'spent', 1, 'settle', 'lost', 1.0)",
            "never held",
        ),
    ],
)
def test_verify_finds_what_is_wrong(database: Database, place: str, harm: str, said: str) -> None:
    with database.write() as connection:
        ledger.hold(connection, place, "open", 10, 2.0)
        ledger.hold(connection, place, "done", 10, 2.0)
        ledger.settle(connection, "done", 3.0)
        assert verify(connection) == ()
        connection.execute(text(harm))
        assert any(said in fault for fault in verify(connection))
