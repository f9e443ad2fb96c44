"""Sessions of the studio: a secret in a cookie, its hash at rest, an end, and a way to end all at once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.engine import RowMapping

from dreamwright.errors import BadOption
from dreamwright.service.accounts import workspaces
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.accounts.secret import hashed, new_secret
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.tables.accounts import session
from dreamwright.service.db.tables.people import person

LASTS_S = 30 * 86400.0


@dataclass(frozen=True)
class Session:
    """A place where somebody is signed in."""

    id: str
    person_id: str
    created_at: float
    expires_at: float
    address: str | None = None
    agent: str | None = None


@dataclass(frozen=True)
class Visitor:
    """Where a sign-in comes from, for the list of sessions: network address and browser."""

    address: str | None = None
    agent: str | None = None


def start(
    connection: Connection, person_id: str, now: float, visitor: Visitor | None = None, lasts_s: float = LASTS_S
) -> tuple[str, Session]:
    """The secret for the cookie, which is kept nowhere, and the session. Old sessions of the person are swept."""
    if lasts_s <= 0:
        raise BadOption("A session must last longer than nothing.")
    visitor = visitor or Visitor()
    secret, made = new_secret(), Session(new_id(), person_id, now, now + lasts_s, visitor.address, visitor.agent)
    ended = (session.c.person_id == person_id) & (session.c.expires_at <= now)
    connection.execute(delete(session).where(ended))
    connection.execute(insert(session).values(vars(made) | {"secret_hash": hashed(secret)}))
    return secret, made


def find(connection: Connection, secret: str, now: float, workspace_id: str | None = None) -> Principal | None:
    """Who holds that session's secret, in the named workspace or the first that they joined.

    None where the session is unknown or over, the account is shut, or they are not in that workspace.
    """
    row = _row(connection, secret, now)
    if row is None:
        return None
    for joined, role in workspaces.of_person(connection, row["person_id"]):
        if workspace_id in (None, joined.id):
            return Principal(row["person_id"], joined.id, role, installation_role=row["role"], plan=joined.plan)
    return None


def find_session(connection: Connection, secret: str, now: float) -> Session | None:
    """The session of that secret; None where it is unknown or over."""
    row = _row(connection, secret, now)
    return None if row is None else _session(row)


def listed(connection: Connection, person_id: str, now: float) -> tuple[Session, ...]:
    """Where a person is signed in, the latest first."""
    mine = (session.c.person_id == person_id) & (session.c.expires_at > now)
    statement = select(session).where(mine).order_by(session.c.created_at.desc(), session.c.id)
    return tuple(_session(row) for row in connection.execute(statement).mappings())


def end(connection: Connection, person_id: str, session_id: str) -> bool:
    """Signs a person out in one place; False where there is no such session of theirs."""
    statement = delete(session).where(session.c.id == session_id, session.c.person_id == person_id)
    return connection.execute(statement).rowcount == 1


def end_all(connection: Connection, person_id: str) -> int:
    """Signs a person out everywhere; how many sessions that were."""
    return connection.execute(delete(session).where(session.c.person_id == person_id)).rowcount


def sweep(connection: Connection, now: float) -> int:
    """Deletes the sessions that are over; how many."""
    return connection.execute(delete(session).where(session.c.expires_at <= now)).rowcount


def _row(connection: Connection, secret: str, now: float) -> RowMapping | None:
    statement = (
        select(session, person.c.role)
        .join(person)
        .where(session.c.secret_hash == hashed(secret), session.c.expires_at > now, person.c.disabled_at.is_(None))
    )
    return connection.execute(statement).mappings().one_or_none()


def _session(row: RowMapping) -> Session:
    return Session(**{name: row[name] for name in Session.__dataclass_fields__})
