"""The books under the ledger: accounts, transfers between them, lots of credits with an end. Amounts in millicredits.

Every function that moves credits first locks the workspace's accounts, always in the same order: holds made at once
wait for each other and never deadlock, and what was read under the lock stays true. The lock lets foreign keys pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update

from dreamwright.errors import MachineFault, NotFound
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.tables.credits import credit_lot, ledger_account, transfer
from dreamwright.service.db.tables.people import workspace
from dreamwright.service.db.upsert import insert_new

BUCKETS = ("monthly", "topup")
OWN = ("held", *BUCKETS)
GRANTED, SPENT, EXPIRED = "granted", "spent", "expired"
"""The installation's own accounts, by their ids: where credits come from and where they go."""


class LedgerFault(MachineFault):
    """The books do not balance: nothing was changed."""


@dataclass(frozen=True)
class Accounts:
    """The locked accounts of a workspace: ids and balances by kind (held, monthly, topup)."""

    workspace_id: str
    ids: Mapping[str, str]
    balances: Mapping[str, int]

    def id_of(self, kind: str) -> str:
        """The id of one of them, or of one of the installation's."""
        return self.ids.get(kind, kind)


@dataclass(frozen=True)
class Move:
    """Credits that change places: `source` and `target` are kinds of accounts, `kind` and `ref` say why, once."""

    source: str
    target: str
    amount: int
    kind: str
    ref: str


@dataclass(frozen=True)
class Lot:
    """Credits granted together, which end together."""

    id: str
    bucket: str
    remaining: int
    expires_at: float | None
    ended_at: float | None = None

    def is_over(self, now: float) -> bool:
        """Whether these credits can no longer be spent. What has ended stays so, even if the clock is set back."""
        return self.ended_at is not None or (self.expires_at is not None and self.expires_at <= now)


def lock(connection: Connection, workspace_id: str) -> Accounts | None:
    """The workspace's accounts, locked until the transaction ends; None where it never had credits."""
    columns = ledger_account.c.kind, ledger_account.c.id, ledger_account.c.balance
    mine = select(*columns).where(ledger_account.c.workspace_id == workspace_id)
    rows = connection.execute(mine.order_by(ledger_account.c.kind).with_for_update(key_share=True)).all()
    if not rows:
        return None
    return Accounts(workspace_id, {row.kind: row.id for row in rows}, {row.kind: row.balance for row in rows})


def lock_or_open(connection: Connection, workspace_id: str) -> Accounts:
    """As `lock`, after opening the accounts where there are none; NotFound for an unknown workspace."""
    found = lock(connection, workspace_id)
    if found is not None:
        return found
    if connection.execute(select(workspace.c.id).where(workspace.c.id == workspace_id)).first() is None:
        raise NotFound("There is no such workspace.")
    for kind in OWN:
        row = {"id": new_id(), "workspace_id": workspace_id, "kind": kind, "balance": 0}
        insert_new(connection, ledger_account, row)
    opened = lock(connection, workspace_id)
    if opened is None:
        raise LedgerFault("The accounts of a workspace could not be opened.")
    return opened


def post(connection: Connection, accounts: Accounts, moves: Iterable[Move], now: float) -> None:
    """Writes transfers and the balances that follow from them; moves of nothing are left out.

    LedgerFault where an account would fall below zero, which the callers have ruled out under the lock.
    """
    real = [move for move in moves if move.amount > 0]
    if not real:
        return
    connection.execute(insert(transfer), [_row(accounts, move, now) for move in real])
    _balance(connection, accounts, real)


def post_once(connection: Connection, accounts: Accounts, move: Move, now: float) -> int | None:
    """Writes one transfer and its balances: its id; None, and nothing, where its kind and ref are written already."""
    if not insert_new(connection, transfer, _row(accounts, move, now)):
        return None
    _balance(connection, accounts, [move])
    return transfer_of(connection, move.ref, move.kind)


def transfer_of(connection: Connection, ref: str, kind: str) -> int | None:
    """The id of the transfer of that reference and kind."""
    same = (transfer.c.ref == ref) & (transfer.c.kind == kind)
    return connection.execute(select(transfer.c.id).where(same)).scalar_one_or_none()


def _row(accounts: Accounts, move: Move, now: float) -> dict[str, Any]:
    sides = {"debit_id": accounts.id_of(move.source), "credit_id": accounts.id_of(move.target)}
    return {**sides, "amount": move.amount, "kind": move.kind, "ref": move.ref, "at": now}


def _balance(connection: Connection, accounts: Accounts, real: Iterable[Move]) -> None:
    real = tuple(real)
    for kind in OWN:
        change = sum(move.amount * ((move.target == kind) - (move.source == kind)) for move in real)
        if change:
            _change(connection, accounts.id_of(kind), change)


def _change(connection: Connection, account_id: str, change: int) -> None:
    enough = (ledger_account.c.id == account_id) & (ledger_account.c.balance >= -change)
    statement = update(ledger_account).where(enough).values(balance=ledger_account.c.balance + change)
    if connection.execute(statement).rowcount != 1:
        raise LedgerFault("An account of credits would fall below zero.")


def moved(connection: Connection, refs: Iterable[str], kind: str) -> set[str]:
    """Those of the references for which a transfer of that kind is written."""
    same = transfer.c.ref.in_(sorted(refs)) & (transfer.c.kind == kind)
    return set(connection.execute(select(transfer.c.ref).where(same)).scalars())


def overdue(connection: Connection, workspace_ids: Iterable[str], now: float) -> set[str]:
    """Those of the workspaces that keep credits whose time is over."""
    over = (credit_lot.c.remaining > 0) & (credit_lot.c.expires_at <= now)
    theirs = credit_lot.c.workspace_id.in_(sorted(workspace_ids))
    return set(connection.execute(select(credit_lot.c.workspace_id).where(over, theirs).distinct()).scalars())


def add_lot(connection: Connection, workspace_id: str, lot: Lot, transfer_id: int, now: float) -> None:
    """Keeps a new lot of credits, which came by that transfer."""
    row = {"id": lot.id, "workspace_id": workspace_id, "transfer_id": transfer_id, "bucket": lot.bucket}
    amounts = {"granted": lot.remaining, "remaining": lot.remaining, "granted_at": now, "expires_at": lot.expires_at}
    connection.execute(insert(credit_lot).values({**row, **amounts}))


def lot_of(connection: Connection, transfer_id: int) -> Lot:
    """The lot that came by that transfer."""
    columns = credit_lot.c.id, credit_lot.c.bucket, credit_lot.c.remaining, credit_lot.c.expires_at
    came = credit_lot.c.transfer_id == transfer_id
    return Lot(*connection.execute(select(*columns, credit_lot.c.ended_at).where(came)).one())


def in_order() -> tuple[ColumnElement[Any], ...]:
    """The order in which lots are spent: monthly first, then the one that ends first, then the oldest."""
    ends = credit_lot.c.expires_at.is_(None), credit_lot.c.expires_at
    return credit_lot.c.bucket, *ends, credit_lot.c.granted_at, credit_lot.c.id


def unspent_lots(connection: Connection, workspace_id: str) -> tuple[Lot, ...]:
    """The lots with something left, in the order in which they are spent."""
    columns = credit_lot.c.id, credit_lot.c.bucket, credit_lot.c.remaining, credit_lot.c.expires_at
    mine = (credit_lot.c.workspace_id == workspace_id) & (credit_lot.c.remaining > 0)
    statement = select(*columns).where(mine).order_by(*in_order())
    return tuple(Lot(*row) for row in connection.execute(statement))


def change_lots(connection: Connection, changes: Mapping[str, int]) -> None:
    """Adds to (or takes from) what is left of lots, by their ids."""
    rows = [{"lot": lot_id, "change": change} for lot_id, change in sorted(changes.items()) if change]
    if rows:
        statement = update(credit_lot).where(credit_lot.c.id == bindparam("lot"))
        connection.execute(statement.values(remaining=credit_lot.c.remaining + bindparam("change")), rows)


def end_lots(connection: Connection, accounts: Accounts, over: Iterable[Lot], now: float) -> int:
    """Moves what is left of lots to the expired account and ends them for ever; how much that was."""
    ended = tuple(over)
    if ended:
        these = credit_lot.c.id.in_(sorted(lot.id for lot in ended))
        connection.execute(update(credit_lot).where(these).values(remaining=0, ended_at=now))
    moves = (Move(lot.bucket, EXPIRED, lot.remaining, "expire", lot.id) for lot in ended)
    post(connection, accounts, moves, now)
    return sum(lot.remaining for lot in ended)


def end_bucket(connection: Connection, accounts: Accounts, bucket: str, now: float) -> int:
    """Ends all lots of a bucket, those too that are wholly held; how much was left of them."""
    lots = unspent_lots(connection, accounts.workspace_id)
    left = end_lots(connection, accounts, (lot for lot in lots if lot.bucket == bucket), now)
    rest = (credit_lot.c.workspace_id == accounts.workspace_id) & (credit_lot.c.bucket == bucket)
    connection.execute(update(credit_lot).where(rest, credit_lot.c.ended_at.is_(None)).values(ended_at=now))
    return left
