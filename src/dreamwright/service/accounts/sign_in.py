"""Signing up and in with an email address and a password.

These take the database and not a connection: a password takes tens of milliseconds to check, and nobody should wait
for the one writer of SQLite meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection, select

from dreamwright.errors import BadOption, NotAllowed, NotSignedIn
from dreamwright.service.accounts import attempts, people
from dreamwright.service.accounts.attempts import Limits
from dreamwright.service.accounts.passwords import Passwords
from dreamwright.service.accounts.people import NewPerson, Person
from dreamwright.service.db.database import Database, now_of
from dreamwright.service.db.tables.people import person

Then = Callable[[Connection, Person, float], None]
"""What else belongs into the same transaction: a session, an invitation, an entry in the audit log."""


def _nothing(connection: Connection, whose: Person, now: float) -> None:
    pass


def sign_up(
    database: Database, passwords: Passwords, new: NewPerson, password: str, then: Then = _nothing
) -> Person:  # fmt: skip
    """The new account with that password; Conflict where the address has one, BadOption for bad fields."""
    if new.email is None:
        raise BadOption("An account with a password needs an email address.")
    whole = replace(new, email=people.normal_email(new.email), password_hash=passwords.hash(password))
    with database.write() as connection:
        now = now_of(connection)
        made = people.create(connection, whole, now)
        then(connection, made, now)
    return made


def sign_in(
    database: Database, passwords: Passwords, email: str, password: str, address: str, limits: Limits | None = None,
    *, then: Then = _nothing,
) -> Person:  # fmt: skip
    """The person of that email and password; `then` starts their session.

    NotSignedIn, in the same words and time for an unknown address, a wrong password and a shut account; TooMany after
    too many attempts. A password kept at an older cost is kept anew.
    """
    try:
        email = people.normal_email(email)
    except BadOption:
        email = ""  # nobody's: tried, counted and refused as any other
    attempts.begin(database, email, address, limits or Limits())
    with database.read() as connection:
        statement = select(person.c.id, person.c.password_hash, person.c.disabled_at).where(person.c.email == email)
        row = connection.execute(statement).one_or_none()
    kept = None if row is None else row.password_hash
    if not passwords.matches(kept, password) or row is None or row.disabled_at is not None:
        raise NotSignedIn("The email address or the password is wrong.")
    newer = passwords.hash(password) if passwords.is_outdated(str(kept)) else None
    return _signed_in(database, row.id, newer, (email, address), then)


def _signed_in(
    database: Database, person_id: str, newer_hash: str | None, tried: tuple[str, str], then: Then
) -> Person:  # fmt: skip
    with database.write() as connection:
        attempts.forget(connection, *tried)
        if newer_hash is not None:
            this = person.c.id == person_id
            connection.execute(person.update().where(this).values(password_hash=newer_hash))
        found = people.get(connection, person_id)
        then(connection, found, now_of(connection))
    return found


def change_password(
    database: Database, passwords: Passwords, person_id: str, old: str | None, new: str, address: str = "", *,
    then: Then = _nothing,
) -> None:  # fmt: skip
    """Keeps a new password and signs the person out everywhere. `old` is asked of who has a password; NotAllowed."""
    prove(database, passwords, person_id, old, address)
    made = passwords.hash(new)
    with database.write() as connection:
        people.set_password(connection, person_id, made)
        then(connection, people.get(connection, person_id), now_of(connection))


def prove(database: Database, passwords: Passwords, person_id: str, password: str | None, address: str = "") -> None:
    """Passes where that is the person's password, or they have none; NotAllowed, TooMany after too many attempts."""
    with database.read() as connection:
        kept = connection.execute(select(person.c.password_hash).where(person.c.id == person_id)).scalar_one_or_none()
    if kept is None:
        return
    attempts.begin(database, person_id, address, Limits())
    if not passwords.matches(kept, password or ""):
        raise NotAllowed("The password is wrong.")
    with database.write() as connection:
        attempts.forget(connection, person_id, address)
