"""Keys for programs: made and shown once, listed by how they begin, stopped for ever."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.ids import Id
from dreamwright.api.people import answers, models
from dreamwright.api.people.deeds import Visit, note
from dreamwright.api.threads import Threaded
from dreamwright.errors import NotFound
from dreamwright.service.accounts import keys
from dreamwright.service.accounts.permissions import demand, demand_scopes, may

DAY_S = 86400.0

router = APIRouter(prefix="/keys", tags=["keys"], route_class=Threaded)


@router.post("", status_code=201)
def create(asked: models.KeyAsk, rooms: Rooms, who: Who, visitor: Visit) -> models.NewKey:
    """A key to this workspace, which can do no more than who makes it. Its secret is shown this once."""
    demand(who, "key.create")
    demand_scopes(who, asked.scopes)
    with rooms.database.write() as connection:
        now = rooms.database.now(connection)
        ends = None if asked.expires_in_days is None else now + asked.expires_in_days * DAY_S
        secret, made = keys.create(
            connection, who.person_id, who.workspace_id, asked.scopes, asked.name, expires_at=ends
        )
        note(connection, who, visitor, "key.create", made.id, prefix=made.prefix, scopes=sorted(made.scopes))
    return models.NewKey(**answers.key(made).model_dump(), secret=secret)


@router.get("")
def listed(rooms: Rooms, who: Who) -> models.Keys:
    """One's own keys to this workspace; all of them for its owners and admins."""
    demand(who, "key.read")
    whose = None if may(who, "key.revoke_any") else who.person_id
    with rooms.database.read() as connection:
        return models.Keys(keys=[answers.key(one) for one in keys.listed(connection, who.workspace_id, whose)])


@router.delete("/{key_id}", status_code=204, response_class=Response)
def revoke(key_id: Id, rooms: Rooms, who: Who, visitor: Visit) -> None:
    """Stops a key for ever; stopping it again changes nothing."""
    demand(who, "key.revoke")
    with rooms.database.write() as connection:
        found = keys.get(connection, key_id)
        if found.workspace_id != who.workspace_id:
            raise NotFound("There is no such key.")
        if found.person_id != who.person_id:
            demand(who, "key.revoke_any")
        if keys.revoke(connection, key_id, rooms.database.now(connection)):
            note(connection, who, visitor, "key.revoke", key_id, prefix=found.prefix)
