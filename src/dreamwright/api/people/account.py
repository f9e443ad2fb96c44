"""A person's own account: what it is, may and has; its password, sessions, end."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from dreamwright.api.auth import COOKIE, Rooms, Who
from dreamwright.api.context import Context
from dreamwright.api.ids import Id
from dreamwright.api.people import answers, models
from dreamwright.api.people.deeds import Visit, counted, in_person, note
from dreamwright.api.people.door import Entrance, let_in, let_out
from dreamwright.api.people.payments import end_subscriptions
from dreamwright.api.threads import Threaded
from dreamwright.errors import NotFound
from dreamwright.service.accounts import people, sessions, sign_in, workspaces
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.credits import ledger
from dreamwright.service.generations import generations

router = APIRouter(prefix="/account", tags=["account"], route_class=Threaded)


@router.get("")
def account(rooms: Rooms, who: Who) -> models.Account:
    """Who asks, their workspaces, and what the plan of this one allows and has left."""
    demand(who, "workspace.read")
    with rooms.database.read() as connection:
        found = people.get(connection, who.person_id)
        joined = [answers.workspace(place, role) for place, role in _joined(connection, who)]
        balance = ledger.balance(connection, who.workspace_id, rooms.database.now(connection))
        place = workspaces.get(connection, who.workspace_id)
    return models.Account(
        person=answers.person(found), workspaces=joined, workspace=answers.workspace(place, who.role),
        plan=answers.plan(rooms.plans.plan(place.plan)), credits=answers.credits(balance),
        scopes=answers.scopes(who.scopes),
    )  # fmt: skip


def _joined(connection: Connection, who: Principal) -> list[tuple[workspaces.Workspace, str]]:
    """The workspaces of a person; a key knows its own alone."""
    found = workspaces.of_person(connection, who.person_id)
    return [one for one in found if who.key_id is None or one[0].id == who.workspace_id]


@router.patch("")
def change(asked: models.PersonAsk, rooms: Rooms, who: Who, visitor: Visit) -> models.Person:
    """Gives the account another name or address."""
    in_person(who)
    if asked.email is not None:
        _prove(rooms, who, asked, visitor)
    with rooms.database.write() as connection:
        if asked.name is not None:
            people.rename(connection, who.person_id, asked.name)
            note(connection, who, visitor, "person.rename", who.person_id)
        if asked.email is not None:
            people.set_email(connection, who.person_id, asked.email)
            note(connection, who, visitor, "person.email", who.person_id)
        return answers.person(people.get(connection, who.person_id))


@router.put("/password")
def password(
    asked: models.PasswordAsk, rooms: Rooms, who: Who, visitor: Visit, response: Response
) -> models.Person:  # fmt: skip
    """Another password: signs out everywhere, and in again here."""
    in_person(who)
    entrance = Entrance(rooms, visitor, "person.password")
    sign_in.change_password(
        rooms.database, rooms.passwords, who.person_id, asked.old.get_secret_value() if asked.old else None,
        asked.new.get_secret_value(), counted(visitor), then=entrance,
    )  # fmt: skip
    let_in(response, rooms, entrance.secret)
    with rooms.database.read() as connection:
        return answers.person(people.get(connection, who.person_id))


@router.get("/sessions")
def listed_sessions(rooms: Rooms, who: Who, request: Request) -> models.Sessions:
    """Where this person is signed in."""
    in_person(who)
    secret = request.cookies.get(COOKIE) or ""
    with rooms.database.read() as connection:
        now = rooms.database.now(connection)
        here = sessions.find_session(connection, secret, now)
        found = sessions.listed(connection, who.person_id, now)
    return models.Sessions(sessions=[answers.session(one, here is not None and one.id == here.id) for one in found])


@router.delete("/sessions/{session_id}", status_code=204, response_class=Response)
def end_session(session_id: Id, rooms: Rooms, who: Who, visitor: Visit) -> None:
    """Signs out in one of those places."""
    in_person(who)
    with rooms.database.write() as connection:
        if not sessions.end(connection, who.person_id, session_id):
            raise NotFound("There is no such session.")
        note(connection, who, visitor, "person.sign_out", who.person_id, session=session_id)


@router.delete("", status_code=204, response_class=Response)
def delete(
    rooms: Rooms, who: Who, visitor: Visit, response: Response, asked: models.ProofAsk | None = None
) -> None:  # fmt: skip
    """Deletes the account, its keys, and the workspaces that were this person's alone, films and all."""
    in_person(who)
    _prove(rooms, who, asked, visitor)
    _rehearse(rooms, who)
    with rooms.database.read() as connection:
        joined = workspaces.of_person(connection, who.person_id)
        alone = [place.id for place, _ in joined if len(workspaces.members(connection, place.id)) == 1]
    for workspace_id in alone:
        end_subscriptions(rooms, workspace_id)
    with rooms.database.write() as connection:
        people.remove(connection, who.person_id, rooms.database.now(connection))
        note(connection, who, visitor, "person.delete", who.person_id)
    generations.hide_deserted(rooms.database, rooms.purse)
    let_out(response, rooms)


def _rehearse(rooms: Context, who: Principal) -> None:
    """Passes where the account could be deleted, and deletes nothing: subscriptions are ended only for who can go."""
    with rooms.database.write() as connection, connection.begin_nested() as trial:
        people.remove(connection, who.person_id, rooms.database.now(connection))
        trial.rollback()


def _prove(rooms: Context, who: Principal, asked: models.ProofAsk | models.PersonAsk | None, visitor: Visit) -> None:
    given = asked.password.get_secret_value() if asked is not None and asked.password else None
    sign_in.prove(rooms.database, rooms.passwords, who.person_id, given, counted(visitor))
