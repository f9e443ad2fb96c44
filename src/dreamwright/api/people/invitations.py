"""Invitations to a workspace: a link with an end, for one address or for whoever holds it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.ids import Id
from dreamwright.api.people import answers, models
from dreamwright.api.people.deeds import Visit, in_person, in_workspace, note
from dreamwright.api.threads import Threaded
from dreamwright.errors import NotFound
from dreamwright.service.accounts import invitations, workspaces
from dreamwright.service.accounts.invitations import Offer
from dreamwright.service.accounts.permissions import demand

DAY_S = 86400.0

router = APIRouter(tags=["invitations"], route_class=Threaded)


@router.post("/workspaces/{workspace_id}/invitations", status_code=201)
def invite(
    workspace_id: Id, asked: models.InvitationAsk, rooms: Rooms, who: Who, visitor: Visit
) -> models.NewInvitation:  # fmt: skip
    """An invitation: send its link to whom it is for. The token is shown this once."""
    with rooms.database.write() as connection:
        here = in_workspace(connection, who, workspace_id)
        demand(here, "workspace.invite")
        offer = Offer(asked.role, asked.email, asked.lasts_days * DAY_S)
        now = rooms.database.now(connection)
        token, made = invitations.invite(connection, workspace_id, who.person_id, offer, now)
        note(connection, here, visitor, "workspace.invite", made.id, role=made.role)
    link = f"{rooms.config.public_url}/join#{token}"  # what stands behind # is sent to no server
    return models.NewInvitation(**answers.invitation(made).model_dump(), token=token, link=link)


@router.get("/workspaces/{workspace_id}/invitations")
def listed(workspace_id: Id, rooms: Rooms, who: Who) -> models.Invitations:
    """The invitations that can still be accepted."""
    with rooms.database.read() as connection:
        demand(in_workspace(connection, who, workspace_id), "workspace.invite")
        found = invitations.listed(connection, workspace_id, rooms.database.now(connection))
    return models.Invitations(invitations=[answers.invitation(one) for one in found])


@router.delete(
    "/workspaces/{workspace_id}/invitations/{invitation_id}", status_code=204, response_class=Response
)  # fmt: skip
def withdraw(workspace_id: Id, invitation_id: Id, rooms: Rooms, who: Who, visitor: Visit) -> None:
    """Makes an invitation void."""
    with rooms.database.write() as connection:
        here = in_workspace(connection, who, workspace_id)
        demand(here, "workspace.invite")
        if not invitations.withdraw(connection, workspace_id, invitation_id, rooms.database.now(connection)):
            raise NotFound("There is no such invitation.")
        note(connection, here, visitor, "workspace.withdraw", invitation_id)


@router.post("/invitations/look")
def look(asked: models.AcceptAsk, rooms: Rooms) -> models.InvitationSeen:
    """What an invitation is to, for whoever holds its token."""
    with rooms.database.read() as connection:
        found = invitations.find(connection, asked.token, rooms.database.now(connection))
        place = workspaces.get(connection, found.workspace_id)
    shown = answers.invitation(found)
    return models.InvitationSeen(workspace=place.name, role=shown.role, email=shown.email, expires_at=shown.expires_at)


@router.post("/invitations/accept")
def accept(asked: models.AcceptAsk, rooms: Rooms, who: Who, visitor: Visit) -> models.Workspace:
    """Joins the workspace of an invitation."""
    in_person(who)
    with rooms.database.write() as connection:
        joined = invitations.accept(connection, asked.token, who.person_id, rooms.database.now(connection))
        here = in_workspace(connection, who, joined.id)
        note(connection, here, visitor, "workspace.join", who.person_id)
        return answers.workspace(joined, here.role)
