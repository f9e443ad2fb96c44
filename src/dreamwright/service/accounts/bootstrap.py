"""The first start: an installation gets its owner, a workspace without limits, and one key that is shown once."""

from __future__ import annotations

from sqlalchemy import Connection, select, text

from dreamwright.service.accounts import keys, people, workspaces
from dreamwright.service.accounts.people import NewPerson
from dreamwright.service.accounts.principal import SCOPES
from dreamwright.service.db.tables.people import person

_LOCK = 0x6472_6564  # any number that nothing else locks
_OWNER = (
    select(person.c.id)
    .where(person.c.role == "owner", person.c.disabled_at.is_(None))
    .order_by(person.c.created_at, person.c.id)
    .limit(1)
)


def ensure_owner(connection: Connection, now: float, plan: str = "self") -> str | None:
    """The secret of the owner's first key; None where the installation has an owner already.

    Servers that start together take turns: one of them gets the secret.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if owner(connection) is not None:
        return None
    made = people.create(connection, NewPerson("Owner", role="owner", plan=plan), now)
    ((workspace, _),) = workspaces.of_person(connection, made.id)
    workspaces.rename(connection, workspace.id, "Studio")
    secret, _ = keys.create(connection, made.id, workspace.id, SCOPES, "first key")
    return secret


def owner(connection: Connection) -> str | None:
    """The id of the person who has owned the installation longest: signed in on the loopback address."""
    return connection.execute(_OWNER).scalar_one_or_none()
