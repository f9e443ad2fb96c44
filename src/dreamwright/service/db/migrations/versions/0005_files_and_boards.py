"""Inputs and who may use them, uploads, strays of the storage; boards, their links, references."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _inputs()
    _uploads()
    _boards()
    _references()


def _owner(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_workspace_id")
    return sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE", name=name)


def _inputs() -> None:
    op.create_table(
        "input",
        sa.Column("hash", sa.String(71), nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("duration_s", sa.Double),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_input")),
        sa.CheckConstraint("bytes > 0", name=op.f("ck_input_bytes_some")),
        sa.CheckConstraint("length(hash) = 71 AND hash LIKE 'sha256:%'", name=op.f("ck_input_hash_is_sha256")),
    )
    op.create_table(
        "input_use",
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("hash", sa.String(71), nullable=False),
        sa.Column("since", sa.Double, nullable=False),
        sa.Column("used_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "hash", name=op.f("pk_input_use")),
        _owner("input_use"),
        sa.ForeignKeyConstraint(["hash"], ["input.hash"], name=op.f("fk_input_use_hash")),
    )
    op.create_index(op.f("ix_input_use_hash"), "input_use", ["hash"])


def _uploads() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.Column("hash", sa.String(71)),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        _owner("upload"),
        sa.CheckConstraint("size > 0", name=op.f("ck_upload_size_some")),
        sa.CheckConstraint("received >= 0 AND received <= size", name=op.f("ck_upload_received_fits")),
        sa.CheckConstraint("hash IS NULL OR received = size", name=op.f("ck_upload_finished_is_whole")),
    )
    op.create_index(op.f("ix_upload_workspace_id"), "upload", ["workspace_id"])
    op.create_index(op.f("ix_upload_expires_at"), "upload", ["expires_at"])
    op.create_table(
        "stray",
        sa.Column("key", sa.String(512), nullable=False),
        sa.Column("first_seen_at", sa.Double, nullable=False),
        sa.Column("last_seen_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_stray")),
    )


def _boards() -> None:
    op.create_table(
        "board",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        _owner("board"),
    )
    op.create_index(op.f("ix_board_workspace_id_created_at_id"), "board", ["workspace_id", "created_at", "id"])
    op.create_table(
        "board_item",
        sa.Column("board_id", sa.String(36), nullable=False),
        sa.Column("generation_id", sa.String(36), nullable=False),
        sa.Column("place", sa.Double, nullable=False),
        sa.Column("added_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("board_id", "generation_id", name=op.f("pk_board_item")),
        _of_board("board_item"),
        sa.UniqueConstraint("board_id", "place", name=op.f("uq_board_item_board_id_place")),
    )
    op.create_index(op.f("ix_board_item_generation_id"), "board_item", ["generation_id"])
    op.create_table(
        "board_link",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("board_id", sa.String(36), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("access", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double),
        sa.Column("revoked_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_link")),
        _of_board("board_link"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_board_link_token_hash")),
        sa.CheckConstraint("access IN ('view', 'edit')", name=op.f("ck_board_link_access_known")),
    )
    op.create_index(op.f("ix_board_link_board_id"), "board_link", ["board_id"])


def _of_board(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_board_id")
    return sa.ForeignKeyConstraint(["board_id"], ["board.id"], ondelete="CASCADE", name=name)


def _references() -> None:
    op.create_table(
        "reference",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference")),
        _owner("reference"),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_reference_workspace_id_name")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_reference_workspace_id_id")),
        sa.CheckConstraint("kind IN ('character', 'style', 'image')", name=op.f("ck_reference_kind_known")),
    )
    op.create_table(
        "reference_input",
        sa.Column("reference_id", sa.String(36), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("hash", sa.String(71), nullable=False),
        sa.PrimaryKeyConstraint("reference_id", "place", name=op.f("pk_reference_input")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "reference_id"],
            ["reference.workspace_id", "reference.id"],
            ondelete="CASCADE",
            name=op.f("fk_reference_input_workspace_id_reference_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "hash"],
            ["input_use.workspace_id", "input_use.hash"],
            ondelete="CASCADE",
            name=op.f("fk_reference_input_workspace_id_hash"),
        ),
    )
    op.create_index(op.f("ix_reference_input_workspace_id_hash"), "reference_input", ["workspace_id", "hash"])
