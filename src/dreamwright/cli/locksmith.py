"""What the operator's commands do to the database, each in one transaction and noted in the audit log."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from dreamwright.errors import BadOption, Conflict, NotFound
from dreamwright.service.accounts import bootstrap, keys, people, workspaces
from dreamwright.service.accounts.audit import Deed, audit
from dreamwright.service.accounts.passwords import Passwords
from dreamwright.service.accounts.people import NewPerson, Person
from dreamwright.service.db.database import open_database
from dreamwright.service.db.migrate import is_current
from dreamwright.service.plans.plans import load_plans
from dreamwright.settings import Settings

DAY_S = 86400.0


def make_key(settings: Settings, name: str, scopes: tuple[str, ...], email: str | None, days: int | None) -> str:
    """The secret of a new key to the person's first workspace; NotFound, BadOption."""
    with _opened(settings) as (connection, now):
        whose = _owner(connection) if email is None else _person(connection, email).id
        joined = workspaces.of_person(connection, whose)
        if not joined:
            raise Conflict("This person is in no workspace: they get one when they sign in.")
        ends = None if days is None else now + days * DAY_S
        secret, made = keys.create(connection, whose, joined[0][0].id, scopes, name, expires_at=ends)
        _note(connection, "key.create", made.id, now, joined[0][0].id)
    return secret


def make_person(settings: Settings, email: str, name: str | None, role: str) -> str:
    """The first password of a new account; Conflict where the address has one, BadOption."""
    password, plan = secrets.token_urlsafe(15), load_plans(settings.plans).default
    new = NewPerson(
        name or email.partition("@")[0], email, Passwords().hash(password), role, plan, email_is_verified=True
    )
    with _opened(settings) as (connection, now):
        made = people.create(connection, new, now)
        _note(connection, "installation.person_add", made.id, now)
    return password


def reset_password(settings: Settings, email: str) -> str:
    """The new password of an account, which is open again; NotFound."""
    password = secrets.token_urlsafe(15)
    kept = Passwords().hash(password)
    with _opened(settings) as (connection, now):
        found = _person(connection, email)
        people.enable(connection, found.id)
        people.set_password(connection, found.id, kept)
        _note(connection, "installation.password", found.id, now)
    return password


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Connection, float]]:
    database = open_database(settings.database_url)
    try:
        if not is_current(database):
            raise BadOption(
                "The database has not the schema of this version: start the server once, it brings it there."
            )
        with database.write() as connection:
            yield connection, database.now(connection)
    finally:
        database.close()


def _owner(connection: Connection) -> str:
    found = bootstrap.owner(connection)
    if found is None:
        raise NotFound("The installation has no owner yet: start the server once, or name a person.")
    return found


def _person(connection: Connection, email: str) -> Person:
    found = people.by_email(connection, email)
    if found is None:
        raise NotFound(f"There is no account of {email}.")
    return found


def _note(connection: Connection, action: str, target: str, now: float, workspace_id: str | None = None) -> None:
    audit(connection, None, Deed(action, target, note={"by": "operator"}, workspace_id=workspace_id), now)
