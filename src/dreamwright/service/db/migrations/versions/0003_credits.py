"""The ledger of credits, its holds, and what payment providers told us."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dreamwright.service.db.append_only import statements
from dreamwright.service.db.columns import Counter, Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _accounts()
    _transfers()
    _lots()
    _holds()
    _payments()
    for table in ("transfer", "payment_event"):
        for statement in statements(table, op.get_bind().dialect.name):
            op.execute(statement)


def _workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f(f"fk_{table}_workspace_id"))


def _partial_index(name: str, table: str, columns: list[str], where: str, unique: bool = False) -> None:
    only = sa.text(where)
    op.create_index(op.f(name), table, columns, unique=unique, postgresql_where=only, sqlite_where=only)


def _accounts() -> None:
    accounts = op.create_table(
        "ledger_account",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("workspace_id", sa.String(36)),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("balance", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_account")),
        _workspace("ledger_account"),
        sa.UniqueConstraint("workspace_id", "kind", name=op.f("uq_ledger_account_workspace_id_kind")),
        sa.CheckConstraint(
            "(workspace_id IS NOT NULL AND balance IS NOT NULL AND kind IN ('monthly', 'topup', 'held'))"
            " OR (workspace_id IS NULL AND balance IS NULL AND kind IN ('granted', 'spent', 'expired'))",
            name=op.f("ck_ledger_account_kind_known"),
        ),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_ledger_account_never_negative")),
    )
    _partial_index("uq_ledger_account_system_kind", "ledger_account", ["kind"], "workspace_id IS NULL", unique=True)
    op.bulk_insert(accounts, [{"id": kind, "kind": kind} for kind in ("granted", "spent", "expired")])


def _transfers() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", Counter, nullable=False),
        sa.Column("debit_id", sa.String(36), nullable=False),
        sa.Column("credit_id", sa.String(36), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("ref", sa.String(255), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.ForeignKeyConstraint(["debit_id"], ["ledger_account.id"], name=op.f("fk_transfer_debit_id")),
        sa.ForeignKeyConstraint(["credit_id"], ["ledger_account.id"], name=op.f("fk_transfer_credit_id")),
        sa.UniqueConstraint("ref", "kind", name=op.f("uq_transfer_ref_kind")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_transfer_moves_something")),
        sa.CheckConstraint("debit_id <> credit_id", name=op.f("ck_transfer_moves_somewhere")),
    )
    op.create_index(op.f("ix_transfer_debit_id"), "transfer", ["debit_id"])
    op.create_index(op.f("ix_transfer_credit_id"), "transfer", ["credit_id"])


def _lots() -> None:
    op.create_table(
        "credit_lot",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("transfer_id", Counter, nullable=False),
        sa.Column("bucket", sa.String(64), nullable=False),
        sa.Column("granted", sa.BigInteger, nullable=False),
        sa.Column("remaining", sa.BigInteger, nullable=False),
        sa.Column("granted_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double),
        sa.Column("ended_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_lot")),
        _workspace("credit_lot"),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_credit_lot_transfer_id")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_credit_lot_transfer_id")),
        sa.CheckConstraint("bucket IN ('monthly', 'topup')", name=op.f("ck_credit_lot_bucket_known")),
        sa.CheckConstraint("remaining BETWEEN 0 AND granted", name=op.f("ck_credit_lot_remaining_within_granted")),
        sa.CheckConstraint("ended_at IS NULL OR remaining = 0", name=op.f("ck_credit_lot_ended_empty")),
    )
    _partial_index("ix_credit_lot_unspent", "credit_lot", ["workspace_id"], "remaining > 0")


def _holds() -> None:
    op.create_table(
        "hold",
        sa.Column("ref", sa.String(255), nullable=False),
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("person_id", sa.String(36)),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("spent", sa.BigInteger),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("closed_at", sa.Double),
        sa.Column("closed_day", sa.Integer),
        sa.Column("note", Json, nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_hold")),
        _workspace("hold"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="SET NULL", name=op.f("fk_hold_person_id")),
        sa.CheckConstraint("state IN ('open', 'settled', 'released')", name=op.f("ck_hold_state_known")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_hold_amount_not_negative")),
        sa.CheckConstraint("spent BETWEEN 0 AND amount", name=op.f("ck_hold_spent_within_amount")),
        sa.CheckConstraint(
            "(state = 'open') = (closed_at IS NULL) AND (state = 'open') = (closed_day IS NULL)"
            " AND (state = 'settled') = (spent IS NOT NULL)",
            name=op.f("ck_hold_closed_whole"),
        ),
    )
    op.create_index(op.f("ix_hold_workspace_id_closed_day"), "hold", ["workspace_id", "closed_day"])
    _partial_index("ix_hold_open", "hold", ["workspace_id"], "state = 'open'")
    op.create_table(
        "hold_line",
        sa.Column("hold_ref", sa.String(255), nullable=False),
        sa.Column("lot_id", sa.String(36), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("hold_ref", "lot_id", name=op.f("pk_hold_line")),
        sa.ForeignKeyConstraint(["hold_ref"], ["hold.ref"], name=op.f("fk_hold_line_hold_ref")),
        sa.ForeignKeyConstraint(["lot_id"], ["credit_lot.id"], name=op.f("fk_hold_line_lot_id")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_hold_line_takes_something")),
    )


def _payments() -> None:
    op.create_table(
        "payment_event",
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("note", Json, nullable=False),
        sa.Column("happened_at", sa.Double, nullable=False),
        sa.Column("received_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("provider", "event_id", name=op.f("pk_payment_event")),
        _workspace("payment_event"),
    )
    op.create_index(op.f("ix_payment_event_workspace_id"), "payment_event", ["workspace_id"])
    op.create_table(
        "subscription",
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("subscription_id", sa.String(255), nullable=False),
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("plan", sa.String(64), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("since", sa.Double, nullable=False),
        sa.Column("paid_until", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
        sa.PrimaryKeyConstraint("provider", "subscription_id", name=op.f("pk_subscription")),
        _workspace("subscription"),
        sa.CheckConstraint("state IN ('active', 'ended')", name=op.f("ck_subscription_state_known")),
    )
    op.create_index(op.f("ix_subscription_workspace_id"), "subscription", ["workspace_id"])
