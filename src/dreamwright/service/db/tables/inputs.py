"""What users bring: files by their content, which workspace may use which, uploads under way, strays of the storage."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, PrimaryKeyConstraint, String, Table

from dreamwright.service.db.columns import METADATA, id_column, name_column, seconds_column

HASH = String(71)
"""`sha256:` and 64 hexadecimal digits."""

input_file = Table(
    "input",
    METADATA,
    Column("hash", HASH, primary_key=True),
    name_column("media_type"),  # by content
    Column("bytes", BigInteger, nullable=False),
    Column("width", Integer),
    Column("height", Integer),  # of the upright picture; null = not looked at
    seconds_column("duration_s", nullable=True),  # of a film
    seconds_column("created_at"),
    CheckConstraint("bytes > 0", name="bytes_some"),
    CheckConstraint("length(hash) = 71 AND hash LIKE 'sha256:%'", name="hash_is_sha256"),
)

input_use = Table(
    "input_use",
    METADATA,
    Column("workspace_id", ForeignKey("workspace.id", ondelete="CASCADE"), nullable=False),
    Column("hash", ForeignKey("input.hash"), nullable=False, index=True),
    seconds_column("since"),
    seconds_column("used_at"),  # retention counts from here
    PrimaryKeyConstraint("workspace_id", "hash"),
)

upload = Table(
    "upload",
    METADATA,
    id_column(),
    Column("workspace_id", ForeignKey("workspace.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("size", BigInteger, nullable=False),  # as declared
    Column("received", BigInteger, nullable=False, default=0),
    Column("sha256", String(64)),  # as declared; null = not declared
    Column("hash", HASH),  # the finished input; null = under way
    seconds_column("created_at"),
    seconds_column("expires_at", index=True),
    CheckConstraint("size > 0", name="size_some"),
    CheckConstraint("received >= 0 AND received <= size", name="received_fits"),
    CheckConstraint("hash IS NULL OR received = size", name="finished_is_whole"),
)

stray = Table(
    "stray",
    METADATA,
    Column("key", String(512), primary_key=True),  # in the storage, and of no row
    seconds_column("first_seen_at"),
    seconds_column("last_seen_at"),
)
