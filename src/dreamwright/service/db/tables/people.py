"""People and the workspaces they share. A workspace owns work and credits; a person signs in."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, PrimaryKeyConstraint, String, Table

from dreamwright.service.db.columns import METADATA, id_column, name_column, one_of, seconds_column, text_column

person = Table(
    "person",
    METADATA,
    id_column(),
    Column("email", String(320), unique=True),  # lower case; null = signs in on this machine alone
    text_column("name"),
    text_column("password_hash", nullable=True),  # argon2; null = no password
    name_column("role", default="member"),  # in the whole installation
    seconds_column("created_at"),
    seconds_column("disabled_at", nullable=True),
    seconds_column("email_verified_at", nullable=True),  # when somebody proved that the address is this person's
    one_of("role", "owner", "admin", "member"),
)

workspace = Table(
    "workspace",
    METADATA,
    id_column(),
    text_column("name"),
    name_column("plan"),  # a name in the file of plans
    seconds_column("created_at"),
    seconds_column("deleted_at", nullable=True),
    seconds_column("plan_since", nullable=True),  # months of credits count from here; null = from `created_at`
    seconds_column("plan_until", nullable=True),  # what is paid for ends here; null = no end
)

membership = Table(
    "membership",
    METADATA,
    Column("workspace_id", ForeignKey("workspace.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    name_column("role", default="member"),
    seconds_column("since"),
    PrimaryKeyConstraint("workspace_id", "person_id"),
    one_of("role", "owner", "admin", "member"),
)
