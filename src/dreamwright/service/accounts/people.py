"""People: who has an account, under which address, with which role in the installation.

Every person gets a workspace of their own. How they prove who they are is in sign_in.py, identities.py, keys.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.engine import RowMapping

from dreamwright.errors import BadOption, Conflict, NotFound
from dreamwright.service.accounts import workspaces
from dreamwright.service.accounts.principal import ROLES
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.tables import accounts as tables
from dreamwright.service.db.tables.people import person
from dreamwright.service.db.upsert import insert_new

_EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")


@dataclass(frozen=True)
class Person:
    """An account. `email` None = signs in by key or on this machine alone."""

    id: str
    name: str
    email: str | None
    role: str  # in the installation
    created_at: float
    disabled_at: float | None = None
    email_verified_at: float | None = None
    has_password: bool = False


@dataclass(frozen=True)
class NewPerson:
    """What an account begins with. `plan` is that of the workspace which comes with it."""

    name: str
    email: str | None = None
    password_hash: str | None = None
    role: str = "member"
    plan: str = "self"
    email_is_verified: bool = False


def normal_email(text: str) -> str:
    """The one spelling of an address under which it is kept and found; BadOption where it is none."""
    email = unicodedata.normalize("NFKC", text).strip().lower()
    if len(email) > 320 or not _EMAIL.fullmatch(email):
        raise BadOption("That is not an email address.")
    return email


def create(connection: Connection, new: NewPerson, now: float) -> Person:
    """The new account, with a workspace that it owns; Conflict where the address has one already."""
    name = checked_name(new.name)
    row: dict[str, Any] = {
        "id": new_id(),
        "name": name,
        "email": None if new.email is None else normal_email(new.email),
        "password_hash": new.password_hash,
        "role": _known_role(new.role),
        "created_at": now,
        "email_verified_at": now if new.email_is_verified and new.email else None,
    }
    if not insert_new(connection, person, row):
        raise Conflict("There is an account with this email address.")
    workspaces.create(connection, f"{name}'s workspace", row["id"], new.plan, now)
    return get(connection, row["id"])


def checked_name(name: str) -> str:
    """The name without spaces around it; BadOption where it has not 1 to 200 printable characters."""
    name = name.strip()
    if not 1 <= len(name) <= 200 or not name.isprintable():
        raise BadOption("A name has 1 to 200 characters.")
    return name


def get(connection: Connection, person_id: str) -> Person:
    """The person of that id; NotFound."""
    row = connection.execute(select(person).where(person.c.id == person_id)).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such person.")
    return _person(row)


def by_email(connection: Connection, email: str) -> Person | None:
    """The person who has that address."""
    row = connection.execute(select(person).where(person.c.email == normal_email(email))).mappings().one_or_none()
    return None if row is None else _person(row)


def listed(connection: Connection, after: str = "", limit: int = 100) -> tuple[Person, ...]:
    """People in order of their ids, after the one whose id is given."""
    statement = select(person).where(person.c.id > after).order_by(person.c.id).limit(limit)
    return tuple(_person(row) for row in connection.execute(statement).mappings())


def rename(connection: Connection, person_id: str, name: str) -> None:
    """Gives a person another name; NotFound, BadOption."""
    _change(connection, person_id, {"name": checked_name(name)})


def set_email(connection: Connection, person_id: str, email: str) -> None:
    """Gives a person another address, not proven yet; Conflict where it is somebody's, BadOption where it is none."""
    email = normal_email(email)
    found = by_email(connection, email)
    if found is not None and found.id != person_id:
        raise Conflict("There is an account with this email address.")
    if found is None:
        _change(connection, person_id, {"email": email, "email_verified_at": None})


def set_password(connection: Connection, person_id: str, password_hash: str) -> None:
    """Keeps a new password (made by `Passwords.hash`) and signs the person out everywhere."""
    _change(connection, person_id, {"password_hash": password_hash})
    connection.execute(delete(tables.session).where(tables.session.c.person_id == person_id))


def set_role(connection: Connection, person_id: str, role: str) -> None:
    """Gives a person another role in the installation; Conflict for the last owner."""
    if _known_role(role) != "owner":
        _keep_an_owner(connection, person_id)
    _change(connection, person_id, {"role": role})


def disable(connection: Connection, person_id: str, now: float) -> None:
    """Shuts an account: no key, session or password of it works. Conflict for the last owner."""
    _keep_an_owner(connection, person_id)
    _change(connection, person_id, {"disabled_at": now})
    connection.execute(delete(tables.session).where(tables.session.c.person_id == person_id))


def enable(connection: Connection, person_id: str) -> None:
    """Opens an account that was shut."""
    _change(connection, person_id, {"disabled_at": None})


def remove(connection: Connection, person_id: str, now: float) -> None:
    """Deletes an account, with its keys, sessions, identities, and the workspaces that were its alone.

    Conflict for the last owner of the installation, and of a workspace that others are in. The ledger and the audit
    log keep what was done, the latter under the person's id.
    """
    _keep_an_owner(connection, person_id)
    for place, _ in workspaces.of_person(connection, person_id):
        if len(workspaces.members(connection, place.id)) == 1:
            workspaces.remove(connection, place.id, now)
        else:
            workspaces.remove_member(connection, place.id, person_id)
    if connection.execute(delete(person).where(person.c.id == person_id)).rowcount == 0:
        raise NotFound("There is no such person.")


def count(connection: Connection) -> int:
    """How many accounts there are."""
    return int(connection.execute(select(func.count()).select_from(person)).scalar_one())


def _keep_an_owner(connection: Connection, person_id: str) -> None:
    """Locks the owners in a fixed order, so that two of them cannot take each other's role at once."""
    can_rule = (person.c.role == "owner") & person.c.disabled_at.is_(None)
    owners = connection.execute(
        select(person.c.id).where(can_rule).order_by(person.c.id).with_for_update(key_share=True)
    ).scalars()
    if set(owners) == {person_id}:
        raise Conflict("The installation must keep an owner.")


def _change(connection: Connection, person_id: str, values: Mapping[str, Any]) -> None:
    if connection.execute(update(person).where(person.c.id == person_id).values(values)).rowcount == 0:
        raise NotFound("There is no such person.")


def _known_role(role: str) -> str:
    if role not in ROLES:
        raise BadOption("A role is owner, admin or member.")
    return role


def _person(row: RowMapping) -> Person:
    fields = {name: row[name] for name in ("id", "name", "email", "role", "created_at")}
    return Person(
        **fields,
        disabled_at=row["disabled_at"],
        email_verified_at=row["email_verified_at"],
        has_password=row["password_hash"] is not None,
    )
