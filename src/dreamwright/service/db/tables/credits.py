"""The double-entry ledger of credits. Amounts are whole thousandths of a credit.

Transfers are written once and never changed; what a workspace owns is kept beside them in the same transaction, and
can never be below zero. The installation's own accounts (granted, spent, expired) keep no balance: every transfer of
every workspace would wait for their rows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from dreamwright.service.db.append_only import append_only
from dreamwright.service.db.columns import METADATA, Counter, Json, id_column, name_column, one_of, seconds_column


def _millicredits(name: str, **options: Any) -> Column[int]:
    return Column(name, BigInteger, **{"nullable": False, **options})


ledger_account = Table(
    "ledger_account",
    METADATA,
    id_column(),
    Column("workspace_id", ForeignKey("workspace.id")),  # null = the installation's own
    name_column("kind"),
    _millicredits("balance", nullable=True),
    UniqueConstraint("workspace_id", "kind"),
    Index(
        "uq_ledger_account_system_kind",
        "kind",
        unique=True,
        postgresql_where=text("workspace_id IS NULL"),
        sqlite_where=text("workspace_id IS NULL"),
    ),
    CheckConstraint(
        "(workspace_id IS NOT NULL AND balance IS NOT NULL AND kind IN ('monthly', 'topup', 'held'))"
        " OR (workspace_id IS NULL AND balance IS NULL AND kind IN ('granted', 'spent', 'expired'))",
        name="kind_known",
    ),
    CheckConstraint("balance >= 0", name="never_negative"),
)

transfer = append_only(
    Table(
        "transfer",
        METADATA,
        Column("id", Counter, primary_key=True),
        Column("debit_id", ForeignKey("ledger_account.id"), nullable=False, index=True),  # what gives
        Column("credit_id", ForeignKey("ledger_account.id"), nullable=False, index=True),  # what receives
        _millicredits("amount"),
        name_column("kind"),
        Column("ref", String(255), nullable=False),
        seconds_column("at"),
        UniqueConstraint("ref", "kind"),
        CheckConstraint("amount > 0", name="moves_something"),
        CheckConstraint("debit_id <> credit_id", name="moves_somewhere"),
    )
)

credit_lot = Table(
    "credit_lot",
    METADATA,
    id_column(),
    Column("workspace_id", ForeignKey("workspace.id"), nullable=False),
    Column("transfer_id", ForeignKey("transfer.id"), nullable=False, unique=True),  # the grant that it came by
    name_column("bucket"),
    _millicredits("granted"),
    _millicredits("remaining"),
    seconds_column("granted_at"),
    seconds_column("expires_at", nullable=True),  # null = never
    seconds_column("ended_at", nullable=True),  # once set, nothing comes back into it, whatever the clock says
    Index(
        "ix_credit_lot_unspent",
        "workspace_id",
        postgresql_where=text("remaining > 0"),
        sqlite_where=text("remaining > 0"),
    ),
    one_of("bucket", "monthly", "topup"),
    CheckConstraint("remaining BETWEEN 0 AND granted", name="remaining_within_granted"),
    CheckConstraint("ended_at IS NULL OR remaining = 0", name="ended_empty"),
)

hold = Table(
    "hold",
    METADATA,
    Column("ref", String(255), primary_key=True),  # the generation that it pays for
    Column("workspace_id", ForeignKey("workspace.id"), nullable=False),
    Column("person_id", ForeignKey("person.id", ondelete="SET NULL")),
    _millicredits("amount"),
    _millicredits("spent", nullable=True),
    name_column("state"),
    seconds_column("created_at"),
    seconds_column("closed_at", nullable=True),
    Column("closed_day", Integer),  # whole days since 1970 (UTC)
    Column("note", Json, nullable=False),  # model, kind, seconds, short_side: what usage counts
    Index(None, "workspace_id", "closed_day"),
    Index("ix_hold_open", "workspace_id", postgresql_where=text("state = 'open'"), sqlite_where=text("state = 'open'")),
    one_of("state", "open", "settled", "released"),
    CheckConstraint("amount >= 0", name="amount_not_negative"),
    CheckConstraint("spent BETWEEN 0 AND amount", name="spent_within_amount"),
    CheckConstraint(
        "(state = 'open') = (closed_at IS NULL) AND (state = 'open') = (closed_day IS NULL)"
        " AND (state = 'settled') = (spent IS NOT NULL)",
        name="closed_whole",
    ),
)

hold_line = Table(
    "hold_line",
    METADATA,
    Column("hold_ref", ForeignKey("hold.ref"), nullable=False),
    Column("lot_id", ForeignKey("credit_lot.id"), nullable=False),
    _millicredits("amount"),
    PrimaryKeyConstraint("hold_ref", "lot_id"),
    CheckConstraint("amount > 0", name="takes_something"),
)
