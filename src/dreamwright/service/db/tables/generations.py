"""Generations: what was asked, what came of it, and the files that hold it.

States: open → completed | failed | cancelled, in the transaction that ends the job and closes the credits.
While it is open, its job says whether it waits or runs.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from dreamwright.service.db.columns import METADATA, Json, id_column, name_column, one_of, seconds_column, text_column

generation = Table(
    "generation",
    METADATA,
    id_column(),
    Column("workspace_id", ForeignKey("workspace.id"), nullable=False),
    Column("person_id", ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("board_id", String(36)),
    Column("retry_of", ForeignKey("generation.id", ondelete="SET NULL"), index=True),
    name_column("kind"),
    name_column("model"),
    text_column("prompt"),
    Column("request", Json, nullable=False),  # as it was asked, to be shown again
    name_column("request_hash"),
    Column("idempotency_key", String(255)),
    Column("price", BigInteger, nullable=False),  # thousandths of a credit, held until the end
    name_column("state", default="open"),
    text_column("reason", nullable=True),  # why it failed
    Column("result", Json),  # of one that is completed: the engine, and the plan as it was filmed
    seconds_column("created_at"),
    seconds_column("ended_at", nullable=True),
    seconds_column("deleted_at", nullable=True),  # hidden from now on; gone when its files are
    UniqueConstraint("workspace_id", "idempotency_key"),
    one_of("kind", "video", "image"),
    one_of("state", "open", "completed", "failed", "cancelled"),
    CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="end_has_time"),
    CheckConstraint("(state = 'failed') = (reason IS NOT NULL)", name="failure_has_reason"),
    CheckConstraint("price >= 0", name="price_not_negative"),
)

SHOWN = generation.c.deleted_at.is_(None)

for _names in ((), ("state",), ("kind",), ("board_id",)):
    Index(
        "_".join(("ix_generation_shown", *_names)),
        generation.c.workspace_id,
        *(generation.c[name] for name in _names),
        generation.c.created_at,
        generation.c.id,
        sqlite_where=SHOWN,
        postgresql_where=SHOWN,
    )
Index(
    "ix_generation_deleted_at",
    generation.c.deleted_at,
    sqlite_where=generation.c.deleted_at.is_not(None),
    postgresql_where=generation.c.deleted_at.is_not(None),
)

generation_total = Table(
    "generation_total",
    METADATA,
    Column("workspace_id", ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "total", Integer, nullable=False
    ),  # generations shown: counting them anew would take longer the more there are
    CheckConstraint("total >= 0", name="total_not_negative"),
)

asset = Table(
    "asset",
    METADATA,
    id_column(),
    Column("generation_id", ForeignKey("generation.id", ondelete="CASCADE"), nullable=False),
    name_column("role"),
    Column("key", String(400), nullable=False, unique=True),  # in the store
    name_column("media_type"),
    Column("bytes", BigInteger, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    seconds_column("seconds", nullable=True),  # null = a still
    UniqueConstraint("generation_id", "role"),
    one_of("role", "video", "image", "preview"),
    CheckConstraint("bytes > 0 AND width > 0 AND height > 0", name="something_there"),
)
