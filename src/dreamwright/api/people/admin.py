"""For who looks after the installation: people, plans, gifts of credits, usage, the audit log, the books."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.ids import BodyId, Id
from dreamwright.api.people import answers, models
from dreamwright.api.people.deeds import Visit, note
from dreamwright.api.people.usage import CSV, Cursor, Day, Format, Limit, log_of, report
from dreamwright.api.threads import Threaded
from dreamwright.errors import NotAllowed
from dreamwright.service.accounts import audit, people, workspaces
from dreamwright.service.accounts.people import NewPerson, Person
from dreamwright.service.accounts.permissions import at_least, demand
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.accounts.sign_in import sign_up
from dreamwright.service.credits import ledger, renewal, verify
from dreamwright.service.plans.plans import MILLI

DAY_S = 86400.0

router = APIRouter(prefix="/admin", tags=["admin"], route_class=Threaded)


@router.get("/people")
def listed(
    rooms: Rooms, who: Who, cursor: Annotated[BodyId | None, Query()] = None, limit: Limit = 100
) -> models.People:  # fmt: skip
    """Everybody who has an account."""
    demand(who, "installation.people")
    with rooms.database.read() as connection:
        found = people.listed(connection, cursor or "", limit)
    shown = [answers.person_seen(one) for one in found]
    return models.People(people=shown, cursor=shown[-1].id if len(shown) == limit else None)


@router.post("/people", status_code=201)
def add(asked: models.NewPersonAsk, rooms: Rooms, who: Who, visitor: Visit) -> models.FirstPassword:
    """Makes an account for somebody, with a first password that is shown this once."""
    demand(who, "installation.people" if asked.role == "member" else "installation.roles")
    password = secrets.token_urlsafe(15)
    new = NewPerson(asked.name, asked.email, role=asked.role, plan=rooms.plans.default, email_is_verified=True)

    def noted(connection: Connection, made: Person, _: float) -> None:
        note(connection, who, visitor, "installation.person_add", made.id, role=made.role)

    made = sign_up(rooms.database, rooms.passwords, new, password, noted)
    return models.FirstPassword(**answers.person_seen(made).model_dump(), password=password)


@router.post("/people/{person_id}/password")
def reset_password(person_id: Id, rooms: Rooms, who: Who, visitor: Visit) -> models.FirstPassword:
    """Gives a person who forgot it a new password, shown this once, and signs them out everywhere."""
    demand(who, "installation.people")
    password = secrets.token_urlsafe(15)
    kept = rooms.passwords.hash(password)
    with rooms.database.write() as connection:
        _demand_over(connection, who, person_id)
        people.set_password(connection, person_id, kept)
        note(connection, who, visitor, "installation.password", person_id)
        found = people.get(connection, person_id)
    return models.FirstPassword(**answers.person_seen(found).model_dump(), password=password)


@router.put("/people/{person_id}/role")
def set_role(person_id: Id, asked: models.RoleAsk, rooms: Rooms, who: Who, visitor: Visit) -> models.PersonSeen:
    """Gives a person another role in the installation."""
    demand(who, "installation.roles")
    with rooms.database.write() as connection:
        people.set_role(connection, person_id, asked.role)
        note(connection, who, visitor, "installation.roles", person_id, role=asked.role)
        return answers.person_seen(people.get(connection, person_id))


@router.post("/people/{person_id}/disable")
def disable(person_id: Id, rooms: Rooms, who: Who, visitor: Visit) -> models.PersonSeen:
    """Shuts an account: no key, session or password of it works from now on."""
    demand(who, "installation.people")
    with rooms.database.write() as connection:
        _demand_over(connection, who, person_id)
        people.disable(connection, person_id, rooms.database.now(connection))
        note(connection, who, visitor, "installation.disable", person_id)
        return answers.person_seen(people.get(connection, person_id))


@router.post("/people/{person_id}/enable")
def enable(person_id: Id, rooms: Rooms, who: Who, visitor: Visit) -> models.PersonSeen:
    """Opens an account that was shut."""
    demand(who, "installation.people")
    with rooms.database.write() as connection:
        _demand_over(connection, who, person_id)
        people.enable(connection, person_id)
        note(connection, who, visitor, "installation.enable", person_id)
        return answers.person_seen(people.get(connection, person_id))


@router.get("/people/{person_id}/workspaces")
def workspaces_of(person_id: Id, rooms: Rooms, who: Who) -> models.Workspaces:
    """The workspaces that a person is in."""
    demand(who, "installation.people")
    with rooms.database.read() as connection:
        people.get(connection, person_id)
        joined = workspaces.of_person(connection, person_id)
    return models.Workspaces(workspaces=[answers.workspace(*one) for one in joined])


@router.put("/workspaces/{workspace_id}/plan")
def set_plan(workspace_id: Id, asked: models.PlanAsk, rooms: Rooms, who: Who, visitor: Visit) -> models.Plan:
    """Puts a workspace on a plan, with this month's credits of it."""
    demand(who, "installation.plans")
    plan = rooms.plans.plan(asked.plan)
    with rooms.database.write() as connection:
        now = rooms.database.now(connection)
        until = None if asked.days is None else now + asked.days * DAY_S
        workspaces.set_plan(connection, workspace_id, plan.name, now, until)
        renewal.renew(connection, workspace_id, plan, now)
        note(connection, who, visitor, "installation.plans", workspace_id, plan=plan.name, days=asked.days)
    return answers.plan(plan)


@router.post("/workspaces/{workspace_id}/credits")
def grant(workspace_id: Id, asked: models.GrantAsk, rooms: Rooms, who: Who, visitor: Visit) -> models.Granted:
    """Gives credits to a workspace, once for each `ref`."""
    demand(who, "installation.credits")
    amount = round(asked.credits * MILLI)
    with rooms.database.write() as connection:
        workspaces.get(connection, workspace_id)
        now = rooms.database.now(connection)
        ends = now + (asked.days or rooms.plans.topup_lasts_days) * DAY_S
        ref = f"{workspace_id}:{asked.ref}"
        given = ledger.grant(connection, workspace_id, amount, "topup", "gift", ref, now, expires_at=ends)
        if given:
            note(connection, who, visitor, "installation.credits", workspace_id, credits=asked.credits, ref=asked.ref)
        left = answers.credits(ledger.balance(connection, workspace_id, now))
    return models.Granted(granted=given, credits=left)


@router.get("/ledger")
def books(rooms: Rooms, who: Who) -> models.LedgerReport:
    """Whether the ledger's invariants hold, and what is wrong where they do not."""
    demand(who, "installation.credits")
    with rooms.database.read() as connection:
        faults = list(verify.verify(connection))
    return models.LedgerReport(sound=not faults, faults=faults)


@router.get("/usage", response_model=models.Usage, responses=CSV)  # type: ignore[arg-type]
def used(
    rooms: Rooms, who: Who, request: Request, since: Day = None, until: Day = None, format: Format = None
) -> models.Usage | Response:
    """What all workspaces spent on these days."""
    demand(who, "installation.credits")
    return report(rooms, request, (since, until), format, None)


@router.get("/audit")
def done(rooms: Rooms, who: Who, cursor: Cursor = None, limit: Limit = 100) -> models.AuditLog:
    """What was done in the whole installation, the latest first."""
    demand(who, "installation.audit")
    with rooms.database.read() as connection:
        return log_of(audit.entries(connection, cursor, limit=limit), limit)


def _demand_over(connection: Connection, who: Principal, person_id: str) -> None:
    """NotAllowed for a person whose role in the installation is above one's own."""
    if not at_least(who.installation_role, people.get(connection, person_id).role):
        raise NotAllowed("This person's role is above yours.")
