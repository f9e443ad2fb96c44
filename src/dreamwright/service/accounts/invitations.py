"""Invitations to a workspace: a secret link with an end, for one address or for whoever holds it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, insert, select, update
from sqlalchemy.engine import RowMapping

from dreamwright.errors import BadOption, NotAllowed, NotFound
from dreamwright.service.accounts import people, workspaces
from dreamwright.service.accounts.principal import ROLES
from dreamwright.service.accounts.secret import hashed, new_secret
from dreamwright.service.accounts.workspaces import Workspace
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.tables.accounts import invitation

LASTS_S = 7 * 86400.0


@dataclass(frozen=True)
class Invitation:
    """An invitation that can still be accepted."""

    id: str
    workspace_id: str
    role: str
    email: str | None
    invited_by: str | None
    created_at: float
    expires_at: float


@dataclass(frozen=True)
class Offer:
    """What is offered: a role, to an address (None = whoever holds the link), for some seconds."""

    role: str = "member"
    email: str | None = None
    lasts_s: float = LASTS_S


def invite(
    connection: Connection, workspace_id: str, invited_by: str, offer: Offer, now: float
) -> tuple[str, Invitation]:
    """The secret of the link, which is kept nowhere, and the invitation.

    BadOption for a bad offer; NotAllowed where the role is above the one of who invites.
    """
    if offer.role not in ROLES or offer.lasts_s <= 0:
        raise BadOption("An invitation offers the role owner, admin or member, for some time.")
    own = workspaces.role_of(connection, workspace_id, invited_by)
    if own is None or ROLES.index(own) < ROLES.index(offer.role):
        raise NotAllowed("Nobody can invite to a role above their own.")
    email = None if offer.email is None else people.normal_email(offer.email)
    made = Invitation(new_id(), workspace_id, offer.role, email, invited_by, now, now + offer.lasts_s)
    secret = new_secret()
    connection.execute(insert(invitation).values(vars(made) | {"secret_hash": hashed(secret)}))
    return secret, made


def find(connection: Connection, secret: str, now: float) -> Invitation:
    """The open invitation of that secret; NotFound where it is unknown, over, used or withdrawn."""
    statement = select(invitation).where(invitation.c.secret_hash == hashed(secret), *_open(now))
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound("This invitation is not valid any more.")
    return _invitation(row)


def accept(connection: Connection, secret: str, person_id: str, now: float) -> Workspace:
    """The workspace that the person is in from now on. Each invitation is good for one person, once.

    NotFound for one that is not open; NotAllowed where it is for another address.
    """
    found = find(connection, secret, now)
    if found.email is not None and people.get(connection, person_id).email != found.email:
        raise NotAllowed("This invitation is for another email address.")
    used = update(invitation).where(invitation.c.id == found.id, *_open(now)).values(accepted_at=now)
    if connection.execute(used).rowcount == 0:  # somebody else was quicker
        raise NotFound("This invitation is not valid any more.")
    joined = workspaces.get(connection, found.workspace_id)
    workspaces.add_member(connection, joined.id, person_id, found.role, now)
    return joined


def withdraw(connection: Connection, workspace_id: str, invitation_id: str, now: float) -> bool:
    """Makes an open invitation void; False where there is no such one."""
    here = (invitation.c.id == invitation_id) & (invitation.c.workspace_id == workspace_id)
    return connection.execute(update(invitation).where(here, *_open(now)).values(revoked_at=now)).rowcount == 1


def listed(connection: Connection, workspace_id: str, now: float) -> tuple[Invitation, ...]:
    """The open invitations to a workspace, the latest first."""
    statement = select(invitation).where(invitation.c.workspace_id == workspace_id, *_open(now))
    statement = statement.order_by(invitation.c.created_at.desc(), invitation.c.id)
    return tuple(_invitation(row) for row in connection.execute(statement).mappings())


def _open(now: float) -> tuple[ColumnElement[bool], ...]:
    return invitation.c.accepted_at.is_(None), invitation.c.revoked_at.is_(None), invitation.c.expires_at > now


def _invitation(row: RowMapping) -> Invitation:
    return Invitation(**{name: row[name] for name in Invitation.__dataclass_fields__})
