"""What a payment provider told us, each event once, and the subscriptions that it keeps."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, PrimaryKeyConstraint, String, Table

from dreamwright.service.db.append_only import append_only
from dreamwright.service.db.columns import METADATA, Json, name_column, one_of, seconds_column

payment_event = append_only(
    Table(
        "payment_event",
        METADATA,
        name_column("provider"),
        Column("event_id", String(255), nullable=False),
        name_column("kind"),
        Column("workspace_id", ForeignKey("workspace.id"), nullable=False, index=True),
        Column("note", Json, nullable=False),
        seconds_column("happened_at"),
        seconds_column("received_at"),
        PrimaryKeyConstraint("provider", "event_id"),
    )
)

subscription = Table(
    "subscription",
    METADATA,
    name_column("provider"),
    Column("subscription_id", String(255), nullable=False),
    Column("workspace_id", ForeignKey("workspace.id"), nullable=False, index=True),
    name_column("plan"),
    name_column("state"),
    seconds_column("since"),
    seconds_column("paid_until"),
    seconds_column("ended_at", nullable=True),
    PrimaryKeyConstraint("provider", "subscription_id"),
    one_of("state", "active", "ended"),
)
