"""Callbacks, and what came of a generation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dreamwright.service.db.columns import Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callback",
        sa.Column("generation_id", sa.String(36), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("wire", sa.String(64), nullable=False),
        sa.Column("told", sa.String(64), nullable=False),
        sa.Column("busy_until", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("generation_id", name=op.f("pk_callback")),
        sa.ForeignKeyConstraint(
            ["generation_id"], ["generation.id"], ondelete="CASCADE", name=op.f("fk_callback_generation_id")
        ),
        sa.CheckConstraint("told IN ('queued', 'dreaming')", name=op.f("ck_callback_told_known")),
    )
    op.add_column("generation", sa.Column("result", Json))
