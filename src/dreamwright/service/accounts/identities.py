"""Identities of OpenID Connect: which person an issuer's subject is. The exchange with the issuer is not here."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from dreamwright.errors import BadOption, NotAllowed
from dreamwright.service.accounts import keys, people, sessions
from dreamwright.service.accounts.people import NewPerson, Person
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.tables.accounts import identity as table
from dreamwright.service.db.tables.people import person


@dataclass(frozen=True)
class Identity:
    """What a checked ID token says: `email_verified` is the issuer's word that the address is the subject's."""

    issuer: str
    subject: str
    email: str | None = None
    email_verified: bool = False
    name: str | None = None


def person_for_identity(
    connection: Connection, identity: Identity, now: float, *, sign_up: bool = True, plan: str = "self"
) -> Person:
    """The person who that identity is.

    Known: that person. Else, with an address that the issuer verified: the account of that address, linked from now
    on. If nobody had proven that the account's address is its maker's, whoever made it may be a stranger who waited
    for this: its password, sessions and keys stop working. Else a new account, with the address only if it is
    verified. NotAllowed for who is unknown while `sign_up` is off, and for shut accounts.
    """
    if not identity.issuer or not identity.subject:
        raise BadOption("An identity has an issuer and a subject.")
    found = _known(connection, identity) or _of_address(connection, identity, now)
    if found is None:
        if not sign_up:
            raise NotAllowed("There is no account for this identity.")
        found = _new(connection, identity, now, plan)
    if found.disabled_at is not None:
        raise NotAllowed("This account is shut.")
    return found


def listed(connection: Connection, person_id: str) -> tuple[Identity, ...]:
    """The identities that are linked to a person."""
    statement = select(table.c.issuer, table.c.subject).where(table.c.person_id == person_id)
    return tuple(Identity(**row) for row in connection.execute(statement.order_by(table.c.created_at)).mappings())


def _known(connection: Connection, identity: Identity) -> Person | None:
    same = (table.c.issuer == identity.issuer) & (table.c.subject == identity.subject)
    found = connection.execute(select(table.c.person_id).where(same)).scalar_one_or_none()
    return None if found is None else people.get(connection, found)


def _of_address(connection: Connection, identity: Identity, now: float) -> Person | None:
    if identity.email is None or not identity.email_verified:
        return None
    found = people.by_email(connection, identity.email)
    if found is None or found.disabled_at is not None:
        return found
    if found.email_verified_at is None:
        _take_back(connection, found.id, now)
    _link(connection, identity, found.id, now)
    return people.get(connection, found.id)


def _take_back(connection: Connection, person_id: str, now: float) -> None:
    proven = {"password_hash": None, "email_verified_at": now}
    connection.execute(update(person).where(person.c.id == person_id).values(proven))
    sessions.end_all(connection, person_id)
    keys.revoke_all(connection, person_id, now)


def _new(connection: Connection, identity: Identity, now: float, plan: str) -> Person:
    verified = identity.email if identity.email_verified else None
    name = (identity.name or "").strip() or (verified or "").partition("@")[0] or "Somebody"
    new = NewPerson(name[:200], email=verified, email_is_verified=verified is not None, plan=plan)
    made = people.create(connection, new, now)
    _link(connection, identity, made.id, now)
    return made


def _link(connection: Connection, identity: Identity, person_id: str, now: float) -> None:
    row = {"issuer": identity.issuer, "subject": identity.subject, "created_at": now}
    connection.execute(insert(table).values(id=new_id(), person_id=person_id, **row))
