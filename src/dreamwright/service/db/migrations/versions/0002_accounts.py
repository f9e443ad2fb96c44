"""Identities, sessions, keys, invitations, sign-in attempts, and the audit log that nobody can change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dreamwright.service.db.append_only import statements
from dreamwright.service.db.columns import Counter, Json

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("email_verified_at", sa.Double))
    op.add_column("workspace", sa.Column("plan_since", sa.Double))
    op.add_column("workspace", sa.Column("plan_until", sa.Double))
    _identities_and_sessions()
    _keys()
    _invitations()
    _attempts()
    _audit()


def _person(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_person_id")
    return sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE", name=name)


def _workspace(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_workspace_id")
    return sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE", name=name)


def _identities_and_sessions() -> None:
    op.create_table(
        "identity",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        _person("identity"),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identity_issuer_subject")),
    )
    op.create_index(op.f("ix_identity_person_id"), "identity", ["person_id"])
    op.create_table(
        "session",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("agent", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        _person("session"),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_session_secret_hash")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_session_expires_later")),
    )
    op.create_index(op.f("ix_session_person_id"), "session", ["person_id"])


def _keys() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double),
        sa.Column("last_used_at", sa.Double),
        sa.Column("revoked_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        _person("api_key"),
        _workspace("api_key"),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_key_secret_hash")),
    )
    op.create_index(op.f("ix_api_key_person_id"), "api_key", ["person_id"])
    op.create_index(op.f("ix_api_key_workspace_id"), "api_key", ["workspace_id"])


def _invitations() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("email", sa.String(320)),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("invited_by", sa.String(36)),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("accepted_at", sa.Double),
        sa.Column("revoked_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        _workspace("invitation"),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["person.id"], ondelete="SET NULL", name=op.f("fk_invitation_invited_by")
        ),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_invitation_secret_hash")),
        sa.CheckConstraint("role IN ('owner', 'admin', 'member')", name=op.f("ck_invitation_role_known")),
        sa.CheckConstraint("accepted_at IS NULL OR revoked_at IS NULL", name=op.f("ck_invitation_ends_once")),
    )
    op.create_index(op.f("ix_invitation_workspace_id"), "invitation", ["workspace_id"])


def _attempts() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", Counter, nullable=False),
        sa.Column("email_hash", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_email_hash_at"), "sign_in_attempt", ["email_hash", "at"])
    op.create_index(op.f("ix_sign_in_attempt_address_at"), "sign_in_attempt", ["address", "at"])


def _audit() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", Counter, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("person_id", sa.String(36)),
        sa.Column("workspace_id", sa.String(36)),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("target", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("note", Json),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_workspace_id_id"), "audit_entry", ["workspace_id", "id"])
    for statement in statements("audit_entry", op.get_bind().dialect.name):
        op.execute(statement)
