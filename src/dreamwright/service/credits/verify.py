"""Whether the books are true: everything that is kept beside the transfers, proven from the transfers."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, and_, case, func, select

from dreamwright.service.credits.books import BUCKETS
from dreamwright.service.db.tables.credits import credit_lot, hold, hold_line, ledger_account, transfer


def verify(connection: Connection) -> tuple[str, ...]:
    """What is wrong with the ledger, a sentence each; empty = all invariants hold.

    Balances are the sums of transfers; all accounts together are zero; open holds make up what is held; what is left
    of lots makes up each bucket; each hold's parts make up its amount; what is spent was settled, once; each lot is as
    large as its grant.
    """
    checks = (_balances, _total, _held, _lots, _lines, _settled, _grants)
    return tuple(fault for check in checks for fault in check(connection))


def _sums(connection: Connection) -> dict[str, int]:
    """What each account has by its transfers: what it received less what it gave."""
    received = select(transfer.c.credit_id, func.sum(transfer.c.amount)).group_by(transfer.c.credit_id)
    given = select(transfer.c.debit_id, func.sum(transfer.c.amount)).group_by(transfer.c.debit_id)
    sums = {account: int(amount) for account, amount in connection.execute(received)}
    for account, amount in connection.execute(given):
        sums[account] = sums.get(account, 0) - int(amount)
    return sums


def _balances(connection: Connection) -> Iterator[str]:
    sums = _sums(connection)
    own = select(ledger_account).where(ledger_account.c.workspace_id.is_not(None))
    for row in connection.execute(own):
        if row.balance != sums.get(row.id, 0):
            yield f"Account {row.id} ({row.kind}) has {row.balance}, its transfers make {sums.get(row.id, 0)}."
        if row.balance < 0:
            yield f"Account {row.id} ({row.kind}) is below zero."


def _total(connection: Connection) -> Iterator[str]:
    sums = _sums(connection)
    own = func.coalesce(func.sum(ledger_account.c.balance), 0)
    total = int(connection.execute(select(own)).scalar_one())
    system = sum(sums.get(kind, 0) for kind in ("granted", "spent", "expired"))
    if total + system != 0:
        yield f"All accounts together have {total + system}, not 0."


def _held(connection: Connection) -> Iterator[str]:
    is_held = and_(ledger_account.c.workspace_id == hold.c.workspace_id, ledger_account.c.kind == "held")
    opened = func.coalesce(func.sum(case((hold.c.state == "open", hold.c.amount), else_=0)), 0)
    statement = (
        select(ledger_account.c.workspace_id, ledger_account.c.balance, opened)
        .select_from(ledger_account.outerjoin(hold, is_held))
        .where(ledger_account.c.kind == "held")
        .group_by(ledger_account.c.workspace_id, ledger_account.c.balance)
    )
    for workspace_id, kept, promised in connection.execute(statement):
        if kept != promised:
            yield f"Workspace {workspace_id} has {kept} held, its open holds make {promised}."


def _lots(connection: Connection) -> Iterator[str]:
    same = and_(
        credit_lot.c.workspace_id == ledger_account.c.workspace_id, credit_lot.c.bucket == ledger_account.c.kind
    )
    left = func.coalesce(func.sum(credit_lot.c.remaining), 0)
    statement = (
        select(ledger_account.c.workspace_id, ledger_account.c.kind, ledger_account.c.balance, left)
        .select_from(ledger_account.outerjoin(credit_lot, same))
        .where(ledger_account.c.kind.in_(BUCKETS))
        .group_by(ledger_account.c.workspace_id, ledger_account.c.kind, ledger_account.c.balance)
    )
    for workspace_id, bucket, kept, lots in connection.execute(statement):
        if kept != lots:
            yield f"Workspace {workspace_id} has {kept} in {bucket}, its lots make {lots}."


def _lines(connection: Connection) -> Iterator[str]:
    parts = func.coalesce(func.sum(hold_line.c.amount), 0)
    statement = select(hold.c.ref, hold.c.amount, parts).outerjoin(hold_line).group_by(hold.c.ref, hold.c.amount)
    for ref, amount, found in connection.execute(statement.having(parts != hold.c.amount)):
        yield f"The hold of {ref} is {amount}, its parts make {found}."


def _settled(connection: Connection) -> Iterator[str]:
    settles = select(transfer.c.ref, transfer.c.amount).where(transfer.c.kind == "settle").subquery()
    spent, moved = func.coalesce(hold.c.spent, 0), func.coalesce(settles.c.amount, 0)
    statement = select(hold.c.ref, spent, moved).outerjoin(settles, settles.c.ref == hold.c.ref)
    for ref, kept, found in connection.execute(statement.where(spent != moved)):
        yield f"The hold of {ref} spent {kept}, its transfer says {found}."
    orphans = select(settles.c.ref).outerjoin(hold, hold.c.ref == settles.c.ref).where(hold.c.ref.is_(None))
    for ref in connection.execute(orphans).scalars():
        yield f"There is a settlement of {ref}, which was never held."


def _grants(connection: Connection) -> Iterator[str]:
    statement = select(credit_lot.c.id, credit_lot.c.granted, transfer.c.amount).join(transfer)
    for lot, kept, moved in connection.execute(statement.where(credit_lot.c.granted != transfer.c.amount)):
        yield f"Lot {lot} was granted as {kept}, its transfer says {moved}."
