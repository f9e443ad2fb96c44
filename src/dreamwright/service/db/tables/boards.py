"""Boards of generations, the links that share them, and named pictures kept for reuse. A workspace owns each."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from dreamwright.service.db.columns import METADATA, id_column, name_column, one_of, seconds_column, text_column
from dreamwright.service.db.tables.inputs import HASH

board = Table(
    "board",
    METADATA,
    id_column(),
    Column("workspace_id", ForeignKey("workspace.id", ondelete="CASCADE"), nullable=False),
    text_column("name"),
    seconds_column("created_at"),
    seconds_column("changed_at"),
    Index(None, "workspace_id", "created_at", "id"),
)

board_item = Table(
    "board_item",
    METADATA,
    Column("board_id", ForeignKey("board.id", ondelete="CASCADE"), nullable=False),
    Column("generation_id", String(36), nullable=False, index=True),
    Column("place", Double, nullable=False),  # the order, with gaps between
    seconds_column("added_at"),
    PrimaryKeyConstraint("board_id", "generation_id"),
    UniqueConstraint("board_id", "place"),
)

board_link = Table(
    "board_link",
    METADATA,
    id_column(),
    Column("board_id", ForeignKey("board.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("token_hash", String(64), nullable=False, unique=True),  # SHA-256 of 256 random bits
    name_column("access"),
    seconds_column("created_at"),
    seconds_column("expires_at", nullable=True),
    seconds_column("revoked_at", nullable=True),
    one_of("access", "view", "edit"),
)

reference = Table(
    "reference",
    METADATA,
    id_column(),
    Column("workspace_id", ForeignKey("workspace.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(100), nullable=False),
    name_column("kind"),
    seconds_column("created_at"),
    UniqueConstraint("workspace_id", "name"),
    UniqueConstraint("workspace_id", "id"),
    one_of("kind", "character", "style", "image"),
)

reference_input = Table(
    "reference_input",
    METADATA,
    Column("reference_id", String(36), nullable=False),
    Column("place", Integer, nullable=False),
    Column("workspace_id", String(36), nullable=False),
    Column("hash", HASH, nullable=False),
    PrimaryKeyConstraint("reference_id", "place"),
    ForeignKeyConstraint(
        ["workspace_id", "reference_id"], ["reference.workspace_id", "reference.id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["workspace_id", "hash"], ["input_use.workspace_id", "input_use.hash"], ondelete="CASCADE"
    ),  # so that a workspace can go; `inputs.forget` refuses while it is shown
    Index(None, "workspace_id", "hash"),
)
