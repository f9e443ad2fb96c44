"""Workspaces and the people in them."""

from __future__ import annotations

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.ids import Id
from dreamwright.api.people import answers, models
from dreamwright.api.people.deeds import Visit, in_person, in_workspace, note
from dreamwright.api.people.payments import end_subscriptions
from dreamwright.api.threads import Threaded
from dreamwright.errors import Conflict
from dreamwright.service.accounts import workspaces
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.credits import renewal
from dreamwright.service.generations import generations

MOST_OWNED = 5
"""Workspaces that a person may ever have owned, where each new one gets credits."""

router = APIRouter(prefix="/workspaces", tags=["workspaces"], route_class=Threaded)


@router.get("")
def listed(rooms: Rooms, who: Who) -> models.Workspaces:
    """The workspaces that this person is in; of a key, its own."""
    demand(who, "workspace.read")
    with rooms.database.read() as connection:
        joined = workspaces.of_person(connection, who.person_id)
    shown = [answers.workspace(*one) for one in joined if who.key_id is None or one[0].id == who.workspace_id]
    return models.Workspaces(workspaces=shown)


@router.post("", status_code=201)
def create(asked: models.WorkspaceAsk, rooms: Rooms, who: Who, visitor: Visit) -> models.Workspace:
    """A new workspace, owned by who asks, on the plan that new workspaces get."""
    demand(who, "workspace.create")
    plan = rooms.plans.plan(rooms.plans.default)
    with rooms.database.write() as connection:
        if plan.monthly_credits and workspaces.owned(connection, who.person_id) >= MOST_OWNED:
            raise Conflict(f"Nobody may make more than {MOST_OWNED} workspaces here.")
        now = rooms.database.now(connection)
        made = workspaces.create(connection, asked.name, who.person_id, plan.name, now)
        renewal.renew(connection, made.id, plan, now)
        note(connection, who, visitor, "workspace.create", made.id)
    return answers.workspace(made, "owner")


@router.patch("/{workspace_id}")
def rename(
    workspace_id: Id, asked: models.WorkspaceAsk, rooms: Rooms, who: Who, visitor: Visit
) -> models.Workspace:  # fmt: skip
    """Gives a workspace another name."""
    with rooms.database.write() as connection:
        here = in_workspace(connection, who, workspace_id)
        demand(here, "workspace.rename")
        workspaces.rename(connection, workspace_id, asked.name)
        note(connection, here, visitor, "workspace.rename", workspace_id)
        return answers.workspace(workspaces.get(connection, workspace_id), here.role)


@router.delete("/{workspace_id}", status_code=204, response_class=Response)
def delete(workspace_id: Id, rooms: Rooms, who: Who, visitor: Visit) -> None:
    """Deletes a workspace for everybody, films and all; a subscription is not charged again."""
    in_person(who)
    with rooms.database.read() as connection:
        demand(in_workspace(connection, who, workspace_id), "workspace.delete")
        _keep_one(connection, who)
    end_subscriptions(rooms, workspace_id)
    with rooms.database.write() as connection:
        here = in_workspace(connection, who, workspace_id)
        demand(here, "workspace.delete")
        workspaces.remove(connection, workspace_id, rooms.database.now(connection))
        note(connection, here, visitor, "workspace.delete", workspace_id)
    generations.hide_deserted(rooms.database, rooms.purse)


@router.post("/{workspace_id}/leave", status_code=204, response_class=Response)
def leave(workspace_id: Id, rooms: Rooms, who: Who, visitor: Visit) -> None:
    """Takes oneself out, with one's keys to it; not its last owner, and not from one's last workspace."""
    in_person(who)
    with rooms.database.write() as connection:
        here = in_workspace(connection, who, workspace_id)
        demand(here, "workspace.leave")
        _keep_one(connection, who)
        workspaces.remove_member(connection, workspace_id, who.person_id, by=here.role)
        note(connection, here, visitor, "workspace.leave", who.person_id)


@router.get("/{workspace_id}/members")
def members(workspace_id: Id, rooms: Rooms, who: Who) -> models.Members:
    """Who is in it."""
    with rooms.database.read() as connection:
        demand(in_workspace(connection, who, workspace_id), "workspace.read")
        found = workspaces.members(connection, workspace_id)
    return models.Members(members=[answers.member(one) for one in found])


@router.put("/{workspace_id}/members/{person_id}")
def set_role(
    workspace_id: Id, person_id: Id, asked: models.RoleAsk, rooms: Rooms, who: Who, visitor: Visit
) -> models.Members:  # fmt: skip
    """Gives a member another role; the members after."""
    with rooms.database.write() as connection:
        here = in_workspace(connection, who, workspace_id)
        demand(here, "workspace.roles")
        workspaces.set_member_role(connection, workspace_id, person_id, asked.role, by=here.role)
        note(connection, here, visitor, "workspace.roles", person_id, role=asked.role)
        return models.Members(members=[answers.member(one) for one in workspaces.members(connection, workspace_id)])


@router.delete("/{workspace_id}/members/{person_id}", status_code=204, response_class=Response)
def remove_member(workspace_id: Id, person_id: Id, rooms: Rooms, who: Who, visitor: Visit) -> None:
    """Takes a member out, with their keys to it."""
    with rooms.database.write() as connection:
        here = in_workspace(connection, who, workspace_id)
        demand(here, "workspace.remove")
        workspaces.remove_member(connection, workspace_id, person_id, by=here.role)
        note(connection, here, visitor, "workspace.remove", person_id)


def _keep_one(connection: Connection, who: Principal) -> None:
    """Conflict for who is in no other workspace: everybody works somewhere."""
    if len(workspaces.of_person(connection, who.person_id)) == 1:
        raise Conflict("This is your only workspace: make or join another one first.")
