"""What the rest of the service does with credits: see the balance, grant, hold, settle, release, let expire.

All amounts are millicredits, all times seconds since 1970. Each function is part of the caller's transaction: after
an error the caller must let it fail whole. Who moves credits of several workspaces in one takes them by rising id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.engine import RowMapping

from dreamwright.errors import BadOption, Conflict, TooFewCredits
from dreamwright.service.credits import books
from dreamwright.service.credits.books import EXPIRED, GRANTED, SPENT, Accounts, Lot, Move
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.tables.credits import credit_lot, hold_line, ledger_account
from dreamwright.service.db.tables.credits import hold as hold_table
from dreamwright.service.db.upsert import insert_new

DAY_S = 86400
MOST = 10**15
"""No single amount is larger, so that sums stay within 63 bits."""


@dataclass(frozen=True)
class Balance:
    """What a workspace has, in millicredits. `held` is promised to work that is not done yet."""

    monthly: int
    topup: int
    held: int

    @property
    def available(self) -> int:
        """What can be spent now."""
        return self.monthly + self.topup


def balance(connection: Connection, workspace_id: str, now: float | None = None) -> Balance:
    """What a workspace has; with `now`, without the credits that have ended but were not swept yet."""
    columns = ledger_account.c.kind, ledger_account.c.balance
    rows = connection.execute(select(*columns).where(ledger_account.c.workspace_id == workspace_id))
    found = {"monthly": 0, "topup": 0, "held": 0} | {row.kind: row.balance for row in rows}
    if now is not None:
        for lot in books.unspent_lots(connection, workspace_id):
            found[lot.bucket] -= lot.remaining if lot.is_over(now) else 0
    return Balance(**found)


def grant(
    connection: Connection,
    workspace_id: str,
    amount: int,
    bucket: Literal["monthly", "topup"],
    kind: str,
    ref: str,
    now: float,
    *,
    expires_at: float | None = None,
) -> bool:
    """Gives a workspace credits, once for each `kind` and `ref`: False where these were granted before.

    `expires_at`: when what is unspent ends (None = never). BadOption for an amount below 1, NotFound.
    """
    if bucket not in books.BUCKETS or not 0 < amount <= MOST:
        raise BadOption("A grant is a whole number of millicredits above 0, monthly or topup.")
    accounts = books.lock_or_open(connection, workspace_id)
    came_by = books.post_once(connection, accounts, Move(GRANTED, bucket, amount, f"grant.{kind}", ref), now)
    if came_by is None:
        return False
    books.add_lot(connection, workspace_id, Lot(new_id(), bucket, amount, expires_at), came_by, now)
    return True


def take_back(connection: Connection, workspace_id: str, kind: str, ref: str, now: float) -> int | None:
    """Ends what is unspent of a grant (its money was paid back): how much; None where there was no such grant.

    What is held of it ends when it is released; what is spent is spent.
    """
    accounts = books.lock(connection, workspace_id)
    came_by = books.transfer_of(connection, ref, f"grant.{kind}")
    if accounts is None or came_by is None:
        return None
    lot = books.lot_of(connection, came_by)
    return books.end_lots(connection, accounts, [lot] if lot.ended_at is None else [], now)


def hold(
    connection: Connection,
    workspace_id: str,
    ref: str,
    amount: int,
    now: float,
    *,
    person_id: str | None = None,
    note: Mapping[str, Any] | None = None,
) -> None:
    """Sets credits aside for work that begins; `ref` (the generation's id) holds once. 0 is noted and holds nothing.

    Monthly credits go first, then top-ups, the first to end first. `note`: model, kind, seconds, short_side, for the
    account of usage. TooFewCredits, Conflict for a second hold of the same ref, BadOption below 0.
    """
    if not 0 <= amount <= MOST:
        raise BadOption("A hold is a whole number of millicredits, 0 or more.")
    accounts = books.lock(connection, workspace_id) if amount else None
    if amount and held_for(connection, ref) is not None:
        raise Conflict("Credits are held for this already.")
    taken = _taken(connection, accounts, amount, now) if amount else ()
    row = {"ref": ref, "workspace_id": workspace_id, "person_id": person_id, "amount": amount, "state": "open"}
    if not insert_new(connection, hold_table, {**row, "created_at": now, "note": dict(note or {})}):
        raise Conflict("Credits are held for this already.")
    if accounts is not None and taken:
        lines = [{"hold_ref": ref, "lot_id": lot.id, "amount": lot.remaining} for lot in taken]
        connection.execute(insert(hold_line), lines)
        books.change_lots(connection, {lot.id: -lot.remaining for lot in taken})
        books.post(connection, accounts, _into_held(taken, ref), now)


def _taken(connection: Connection, accounts: Accounts | None, amount: int, now: float) -> tuple[Lot, ...]:
    """The lots that pay, `remaining` being what each gives. Lots that are over end."""
    lots = books.unspent_lots(connection, accounts.workspace_id) if accounts else ()
    usable = [lot for lot in lots if not lot.is_over(now)]
    have = sum(lot.remaining for lot in usable)
    if accounts is None or have < amount:
        raise TooFewCredits(f"This costs {_credits(amount)} credits; the workspace has {_credits(have)}.")
    books.end_lots(connection, accounts, (lot for lot in lots if lot.is_over(now)), now)
    return _first(usable, amount)


def _into_held(taken: tuple[Lot, ...], ref: str) -> list[Move]:
    buckets = groupby(taken, key=lambda lot: lot.bucket)
    sums = {bucket: sum(lot.remaining for lot in lots) for bucket, lots in buckets}
    return [Move(bucket, "held", sums[bucket], f"hold.{bucket}", ref) for bucket in sums]


def _first(lots: list[Lot], amount: int) -> tuple[Lot, ...]:
    """The parts of lots, in their order, that make up the amount."""
    taken: list[Lot] = []
    for lot in lots:
        part = min(lot.remaining, amount)
        amount -= part
        if part:
            taken.append(replace(lot, remaining=part))
    return tuple(taken)


def settle(connection: Connection, ref: str, now: float, amount: int | None = None) -> bool:
    """Spends what is held for `ref`, or a part of it and gives the rest back; False where it is closed already.

    BadOption for more than is held. False also for a ref without a hold: nothing was promised, nothing is spent.
    """
    return _close(connection, ref, now, "settled", amount)


def release(connection: Connection, ref: str, now: float) -> bool:
    """Gives what is held for `ref` back to where it came from; False where it is closed already, or was never held.

    What came from credits that have ended meanwhile ends too.
    """
    return _close(connection, ref, now, "released", 0)


def _close(connection: Connection, ref: str, now: float, state: str, spent: int | None) -> bool:
    columns = hold_table.c.workspace_id, hold_table.c.amount
    held = connection.execute(select(*columns).where(hold_table.c.ref == ref)).one_or_none()
    if held is None:
        return False
    spent = held.amount if spent is None else spent
    if not 0 <= spent <= held.amount:
        raise BadOption("No more can be settled than is held.")
    accounts = books.lock(connection, held.workspace_id) if held.amount else None
    values = {"state": state, "closed_at": now, "closed_day": int(now // DAY_S)}
    values |= {"spent": spent} if state == "settled" else {}
    is_open = (hold_table.c.ref == ref) & (hold_table.c.state == "open")
    if connection.execute(update(hold_table).where(is_open).values(values)).rowcount == 0:
        return False
    if accounts is not None:
        moves = [Move("held", SPENT, spent, "settle", ref), *_give_back(connection, ref, held.amount - spent, now)]
        books.post(connection, accounts, moves, now)
    return True


def _give_back(connection: Connection, ref: str, amount: int, now: float) -> list[Move]:
    """Puts credits back into the lots they came from, those spent last first; the transfers that say so."""
    if not amount:
        return []
    given = _first(list(reversed(_lots_of(connection, ref))), amount)
    books.change_lots(connection, {lot.id: lot.remaining for lot in given if not lot.is_over(now)})
    sums: dict[tuple[str, str], int] = {}
    for lot in given:
        way = (EXPIRED, f"lapse.{lot.bucket}") if lot.is_over(now) else (lot.bucket, f"release.{lot.bucket}")
        sums[way] = sums.get(way, 0) + lot.remaining
    return [Move("held", target, sums[target, kind], kind, ref) for target, kind in sums]


def _lots_of(connection: Connection, ref: str) -> list[Lot]:
    """What a hold took, in the order of taking."""
    columns = credit_lot.c.id, credit_lot.c.bucket, hold_line.c.amount, credit_lot.c.expires_at, credit_lot.c.ended_at
    statement = select(*columns).join(hold_line).where(hold_line.c.hold_ref == ref).order_by(*books.in_order())
    return [Lot(*row) for row in connection.execute(statement)]


def expire(connection: Connection, workspace_id: str, now: float) -> int:
    """Takes away the credits of a workspace whose time is over; how many millicredits."""
    accounts = books.lock(connection, workspace_id)
    if accounts is None:
        return 0
    over = (lot for lot in books.unspent_lots(connection, workspace_id) if lot.is_over(now))
    return books.end_lots(connection, accounts, over, now)


@dataclass(frozen=True)
class Hold:
    """Credits set aside for `ref`: open, settled (`spent` of them) or released."""

    ref: str
    workspace_id: str
    person_id: str | None
    amount: int
    spent: int | None
    state: str
    created_at: float
    closed_at: float | None
    note: Mapping[str, Any]


def held_for(connection: Connection, ref: str) -> Hold | None:
    """The hold of a ref, open or closed."""
    row = connection.execute(select(hold_table).where(hold_table.c.ref == ref)).mappings().one_or_none()
    return None if row is None else _hold(row)


def _hold(row: RowMapping) -> Hold:
    return Hold(**{name: row[name] for name in Hold.__dataclass_fields__})


def _credits(millicredits: int) -> str:
    return f"{millicredits / 1000:,.3f}".rstrip("0").rstrip(".")
