"""Named pictures that a workspace keeps for reuse: `/v1/references`."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.ids import Id
from dreamwright.api.native import answers, models
from dreamwright.api.native.asks import BoardAsk, ReferenceAsk
from dreamwright.api.threads import Threaded
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.boards import references

router = APIRouter(prefix="/v1/references", tags=["references"], route_class=Threaded)


@router.post("", status_code=201, summary="Keep pictures under a name")
def create(asked: ReferenceAsk, rooms: Rooms, who: Who) -> models.Reference:
    """A character, style or image of one to eight uploaded pictures; its name is the only one of the workspace."""
    demand(who, "reference.edit")
    with rooms.database.write() as connection:
        now = rooms.database.now(connection)
        made = references.create(connection, who.workspace_id, asked.name, asked.kind, asked.inputs, now)
    return answers.reference(made)


@router.get("", summary="List references")
def listed(rooms: Rooms, who: Who, kind: models.ReferenceKind | None = None) -> models.References:
    """All of the workspace's, by name."""
    demand(who, "reference.read")
    with rooms.database.read() as connection:
        found = references.list_references(connection, who.workspace_id, kind)
    return models.References(references=[answers.reference(one) for one in found])


@router.get("/{reference_id}", summary="Look at a reference")
def get(reference_id: Id, rooms: Rooms, who: Who) -> models.Reference:
    """One of them."""
    demand(who, "reference.read")
    with rooms.database.read() as connection:
        return answers.reference(references.get(connection, who.workspace_id, reference_id))


@router.patch("/{reference_id}", summary="Rename a reference")
def rename(reference_id: Id, asked: BoardAsk, rooms: Rooms, who: Who) -> models.Reference:
    """The reference under its new name."""
    demand(who, "reference.edit")
    with rooms.database.write() as connection:
        return answers.reference(references.rename(connection, who.workspace_id, reference_id, asked.name))


@router.delete("/{reference_id}", status_code=204, response_class=Response, summary="Delete a reference")
def delete(reference_id: Id, rooms: Rooms, who: Who) -> None:
    """Deletes it; its pictures stay with the workspace."""
    demand(who, "reference.edit")
    with rooms.database.write() as connection:
        references.remove(connection, who.workspace_id, reference_id)
