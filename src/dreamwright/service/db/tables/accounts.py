"""How people come in and what they did: identities, sessions, keys, invitations, attempts, the audit log."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, UniqueConstraint

from dreamwright.service.db.append_only import append_only
from dreamwright.service.db.columns import (
    METADATA,
    Counter,
    Json,
    id_column,
    name_column,
    one_of,
    seconds_column,
    text_column,
)


def _secret_column() -> Column[str]:
    """The SHA-256 (hex) of a secret of 256 random bits: the secret itself is nowhere at rest."""
    return Column("secret_hash", String(64), nullable=False, unique=True)


def _person_column() -> Column[str]:
    return Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True)


def _workspace_column() -> Column[str]:
    return Column("workspace_id", ForeignKey("workspace.id", ondelete="CASCADE"), nullable=False, index=True)


identity = Table(
    "identity",
    METADATA,
    id_column(),
    _person_column(),
    text_column("issuer"),
    text_column("subject"),
    seconds_column("created_at"),
    UniqueConstraint("issuer", "subject"),
)

session = Table(
    "session",
    METADATA,
    id_column(),
    _person_column(),
    _secret_column(),
    seconds_column("created_at"),
    seconds_column("expires_at"),
    text_column("address", nullable=True),
    text_column("agent", nullable=True),
    CheckConstraint("expires_at > created_at", name="expires_later"),
)

api_key = Table(
    "api_key",
    METADATA,
    id_column(),
    _person_column(),
    _workspace_column(),
    text_column("name"),
    _secret_column(),
    Column("prefix", String(16), nullable=False),  # what a list shows: dw_ and a few letters
    Column("scopes", Json, nullable=False),
    seconds_column("created_at"),
    seconds_column("expires_at", nullable=True),
    seconds_column("last_used_at", nullable=True),  # to the minute
    seconds_column("revoked_at", nullable=True),
)

invitation = Table(
    "invitation",
    METADATA,
    id_column(),
    _workspace_column(),
    Column("email", String(320)),  # null = whoever holds the token
    name_column("role"),
    _secret_column(),
    Column("invited_by", ForeignKey("person.id", ondelete="SET NULL")),
    seconds_column("created_at"),
    seconds_column("expires_at"),
    seconds_column("accepted_at", nullable=True),
    seconds_column("revoked_at", nullable=True),
    one_of("role", "owner", "admin", "member"),
    CheckConstraint("accepted_at IS NULL OR revoked_at IS NULL", name="ends_once"),
)

sign_in_attempt = Table(
    "sign_in_attempt",
    METADATA,
    Column("id", Counter, primary_key=True),
    Column("email_hash", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    seconds_column("at"),
    Index(None, "email_hash", "at"),
    Index(None, "address", "at"),
)

audit_entry = append_only(
    Table(
        "audit_entry",
        METADATA,
        Column("id", Counter, primary_key=True),
        seconds_column("at"),
        Column("person_id", String(36)),  # no foreign key: what somebody did outlives the account
        Column("workspace_id", String(36)),
        name_column("action"),
        text_column("target", nullable=True),
        text_column("address", nullable=True),
        Column("note", Json),
        Index(None, "workspace_id", "id"),
    )
)
