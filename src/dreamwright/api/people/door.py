"""How somebody comes in: the session, its cookie, the workspace that everybody needs, and the invitation they hold."""

from __future__ import annotations

from fastapi import Response
from sqlalchemy import Connection

from dreamwright.api.auth import COOKIE
from dreamwright.api.context import Context
from dreamwright.api.people.deeds import note, somebody
from dreamwright.service.accounts import invitations, sessions, workspaces
from dreamwright.service.accounts.people import Person
from dreamwright.service.accounts.sessions import Visitor
from dreamwright.service.credits import renewal


class Entrance:
    """To be run in the transaction in which somebody proved who they are; then holds the `secret` for the cookie."""

    def __init__(self, rooms: Context, visitor: Visitor, action: str, invitation: str | None = None) -> None:
        self.rooms, self.visitor, self.action, self.invitation = rooms, visitor, action, invitation
        self.secret = ""

    def __call__(self, connection: Connection, person: Person, now: float) -> None:
        """Joins the workspace of the invitation, starts the session, and notes it. NotFound, NotAllowed."""
        note(connection, somebody(person.id), self.visitor, self.action, person.id)
        if self.invitation is not None:
            joined = invitations.accept(connection, self.invitation, person.id, now)
            note(connection, somebody(person.id), self.visitor, "workspace.join", joined.id)
        _settle(connection, self.rooms, person, now)
        self.secret, _ = sessions.start(connection, person.id, now, self.visitor)


def _settle(connection: Connection, rooms: Context, person: Person, now: float) -> None:
    """Gives a workspace to who has none (any more), and to a new one the credits of its first month."""
    if not workspaces.of_person(connection, person.id):
        workspaces.create(connection, f"{person.name}'s workspace", person.id, rooms.plans.default, now)
    for place, role in workspaces.of_person(connection, person.id):
        plan = rooms.plans.plans.get(place.plan)
        if role == "owner" and plan is not None:
            renewal.renew(connection, place.id, plan, now)


def let_in(response: Response, rooms: Context, secret: str) -> None:
    """Lays the session's secret into the browser's cookie: no script reads it, no other site's page sends it along."""
    response.set_cookie(
        COOKIE, secret, max_age=int(sessions.LASTS_S), httponly=True, samesite="lax", secure=is_secure(rooms), path="/"
    )


def let_out(response: Response, rooms: Context) -> None:
    """Takes the cookie back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=is_secure(rooms), path="/")


def is_secure(rooms: Context) -> bool:
    """Whether browsers reach this server by https alone."""
    return rooms.config.public_url.startswith("https://")
