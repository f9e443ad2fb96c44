"""Sign-up, sign-in, sign-out: by email address and password."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from dreamwright.api.auth import COOKIE, Rooms
from dreamwright.api.context import Context
from dreamwright.api.people import answers, models
from dreamwright.api.people.deeds import Visit, counted, note, somebody
from dreamwright.api.people.door import Entrance, let_in, let_out
from dreamwright.api.threads import Threaded
from dreamwright.errors import NotAllowed
from dreamwright.service.accounts import attempts, invitations, sessions
from dreamwright.service.accounts import sign_in as service
from dreamwright.service.accounts.people import NewPerson
from dreamwright.service.accounts.sessions import Visitor

SIGN_UPS = attempts.Limits(pair=20, email=1000, address=100)
"""Of one address, of all, and of one address with its sign-ins, in a quarter of an hour."""

router = APIRouter(tags=["sign-in"], route_class=Threaded)


@router.get("/sign-in")
def ways(rooms: Rooms, request: Request) -> models.SignInWays:
    """How one can sign in here, and whether that is needed."""
    secret = request.cookies.get(COOKIE)
    with rooms.database.read() as connection:
        now = rooms.database.now(connection)
        known = secret is not None and sessions.find(connection, secret, now) is not None
    return models.SignInWays(
        password=True, oidc=rooms.oidc is not None, sign_up=rooms.config.sign_up,
        signed_in=known or rooms.config.signs_in_owner,
    )  # fmt: skip


@router.post("/sign-up", status_code=201)
def sign_up(asked: models.SignUpAsk, rooms: Rooms, visitor: Visit, response: Response) -> models.Person:
    """A new account, signed in."""
    attempts.begin(rooms.database, "sign-up", counted(visitor), SIGN_UPS)
    may_sign_up(rooms, asked.invitation)
    entrance = Entrance(rooms, visitor, "person.sign_up", asked.invitation)
    new = NewPerson(asked.name, asked.email, plan=rooms.plans.default)
    made = service.sign_up(rooms.database, rooms.passwords, new, asked.password.get_secret_value(), entrance)
    let_in(response, rooms, entrance.secret)
    return answers.person(made)


@router.post("/sign-in")
def sign_in(asked: models.SignInAsk, rooms: Rooms, visitor: Visit, response: Response) -> models.Person:
    """Starts a session, kept in a cookie that scripts cannot read."""
    entrance = Entrance(rooms, visitor, "person.sign_in")
    found = service.sign_in(
        rooms.database, rooms.passwords, asked.email, asked.password.get_secret_value(), counted(visitor),
        then=entrance,
    )  # fmt: skip
    let_in(response, rooms, entrance.secret)
    return answers.person(found)


@router.post("/sign-out", status_code=204, response_class=Response)
def sign_out(
    rooms: Rooms, visitor: Visit, request: Request, response: Response, asked: models.SignOutAsk | None = None
) -> None:
    """Ends the session of this browser, or all of this person's; nothing happens without one."""
    secret = request.cookies.get(COOKIE)
    if secret is not None:
        _end(rooms, visitor, secret, everywhere=asked is not None and asked.everywhere)
    let_out(response, rooms)


def _end(rooms: Context, visitor: Visitor, secret: str, everywhere: bool) -> None:
    with rooms.database.write() as connection:
        found = sessions.find_session(connection, secret, rooms.database.now(connection))
        if found is None:
            return
        if everywhere:
            sessions.end_all(connection, found.person_id)
        else:
            sessions.end(connection, found.person_id, found.id)
        note(connection, somebody(found.person_id), visitor, "person.sign_out", found.person_id, everywhere=everywhere)


def may_sign_up(rooms: Context, invitation: str | None) -> None:
    """Passes where a stranger may make an account; NotAllowed, NotFound for an invitation that is not valid."""
    match rooms.config.sign_up, invitation:
        case "closed", _:
            raise NotAllowed("Accounts are made by who looks after this installation.")
        case "invited", None:
            raise NotAllowed("An account needs an invitation to a workspace here.")
    if invitation is not None:
        with rooms.database.read() as connection:
            invitations.find(connection, invitation, rooms.database.now(connection))
