"""Who asks: by a key, by a session's cookie, or the owner of a server that only this machine can reach."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from dreamwright.api.context import Context
from dreamwright.errors import NotFound, NotSignedIn
from dreamwright.service.accounts import bootstrap, keys, sessions, workspaces
from dreamwright.service.accounts.principal import Principal

COOKIE = "dreamwright_session"
WORKSPACE = "x-workspace"
"""Header by which a signed-in person chooses among their workspaces."""


def context_of(request: Request) -> Context:
    """The server's rooms."""
    context: Context = request.app.state.context
    return context


async def _rooms(request: Request) -> Context:
    """The same; async, for it needs no thread of its own."""
    return context_of(request)


def principal_of(request: Request) -> Principal:
    """Who asks; NotSignedIn, in Luma's own words for a wrong key."""
    context = context_of(request)
    key = _bearer(request.headers.get("authorization"))
    found = _by_key(context, key, request) if key is not None else _without_key(context, request)
    if found is None:
        raise NotSignedIn("Invalid API key is provided" if key is not None else "Sign in, or send an API key.")
    return found


async def _who(request: Request) -> Principal:
    """The same, known from a moment ago where it was: that needs no thread and no database.

    TooMany beyond the pace of the workspace's plan.
    """
    context = context_of(request)
    known = context.known
    asked = tuple(request.headers.get(name) for name in ("authorization", "cookie", WORKSPACE))
    found = known.get(asked)
    if found is None:
        found = await run_in_threadpool(principal_of, request)
        known.put(asked, found)
    context.pace.check(context.plans.plans.get(found.plan), found.workspace_id)
    return found


def _bearer(header: str | None) -> str | None:
    scheme, _, secret = (header or "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def _by_key(context: Context, secret: str, request: Request) -> Principal | None:
    """A key's holder. Where the owner needs none, clients that must send one may send any."""
    found = keys.authenticate(context.database, secret)
    return _owner(context, request) if found is None and context.config.signs_in_owner else found


def _without_key(context: Context, request: Request) -> Principal | None:
    """Who has signed in, in the workspace that they name; NotFound where they are not in it."""
    secret = request.cookies.get(COOKIE)
    if secret:
        wanted = request.headers.get(WORKSPACE)
        with context.database.read() as connection:
            now = context.database.now(connection)
            found = sessions.find(connection, secret, now, wanted)
            if found is None and wanted is not None and sessions.find(connection, secret, now) is not None:
                raise NotFound("There is no such workspace.")
        if found is not None:
            return found
    return _owner(context, request) if context.config.signs_in_owner else None


def _owner(context: Context, request: Request) -> Principal | None:
    """The installation's owner, in the workspace that is named or the first that they joined; NotFound."""
    wanted = request.headers.get(WORKSPACE)
    with context.database.read() as connection:
        person_id = bootstrap.owner(connection)
        joined = workspaces.of_person(connection, person_id) if person_id else ()
    if person_id is None or not joined:
        return None
    for place, role in joined:
        if wanted in (None, place.id):
            return Principal(person_id, place.id, role, installation_role="owner", plan=place.plan)
    raise NotFound("There is no such workspace.")


Rooms = Annotated[Context, Depends(_rooms)]
Who = Annotated[Principal, Depends(_who)]
