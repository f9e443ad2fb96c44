"""Workspaces: what owns films and credits, and the people who share it. Always at least one owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.engine import RowMapping

from dreamwright.errors import BadOption, Conflict, NotAllowed, NotFound
from dreamwright.service.accounts.principal import ROLES
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.tables.accounts import api_key
from dreamwright.service.db.tables.people import membership, person, workspace
from dreamwright.service.db.upsert import insert_new

_ONE = select(workspace).where(workspace.c.id == bindparam("workspace"), workspace.c.deleted_at.is_(None))


@dataclass(frozen=True)
class Workspace:
    """A place for work and credits. Months of its plan count from `plan_since`; paid for until `plan_until`."""

    id: str
    name: str
    plan: str
    created_at: float
    plan_since: float
    plan_until: float | None = None


@dataclass(frozen=True)
class Member:
    """A person in a workspace."""

    person_id: str
    name: str
    email: str | None
    role: str
    since: float


def create(connection: Connection, name: str, owner_id: str, plan: str, now: float) -> Workspace:
    """A new workspace that `owner_id` owns; BadOption for a bad name."""
    made = Workspace(new_id(), _checked_name(name), plan, now, now)
    connection.execute(insert(workspace).values(vars(made)))
    add_member(connection, made.id, owner_id, "owner", now)
    return made


def get(connection: Connection, workspace_id: str) -> Workspace:
    """The workspace of that id; NotFound, also once it is deleted."""
    row = connection.execute(_ONE, {"workspace": workspace_id}).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such workspace.")
    return _workspace(row)


def of_person(connection: Connection, person_id: str) -> tuple[tuple[Workspace, str], ...]:
    """The workspaces that a person is in, each with the role there, the one joined first at the front."""
    statement = (
        select(workspace, membership.c.role)
        .join(membership)
        .where(membership.c.person_id == person_id, workspace.c.deleted_at.is_(None))
        .order_by(membership.c.since, workspace.c.id)
    )
    return tuple((_workspace(row), row["role"]) for row in connection.execute(statement).mappings())


def owned(connection: Connection, person_id: str) -> int:
    """How many workspaces a person owns, or owned until they were deleted."""
    own = (membership.c.person_id == person_id) & (membership.c.role == "owner")
    return int(connection.execute(select(func.count()).select_from(membership).where(own)).scalar_one())


def page(connection: Connection, after: str = "", limit: int = 500) -> tuple[Workspace, ...]:
    """Workspaces in order of their ids, after the one whose id is given."""
    here = (workspace.c.id > after) & workspace.c.deleted_at.is_(None)
    statement = select(workspace).where(here).order_by(workspace.c.id).limit(limit)
    return tuple(_workspace(row) for row in connection.execute(statement).mappings())


def rename(connection: Connection, workspace_id: str, name: str) -> None:
    """Gives a workspace another name; NotFound, BadOption."""
    _change(connection, workspace_id, {"name": _checked_name(name)})


def set_plan(connection: Connection, workspace_id: str, plan: str, since: float, until: float | None = None) -> None:
    """Puts a workspace on a plan from `since`, paid for until `until` (None = no end). Its months count from `since`.

    On the same plan already, only `until` moves: the months go on as they were.
    """
    kept = get(connection, workspace_id)
    moved = {} if kept.plan == plan else {"plan": plan, "plan_since": since}
    _change(connection, workspace_id, {**moved, "plan_until": until})


def remove(connection: Connection, workspace_id: str, now: float) -> None:
    """Deletes a workspace for everybody. Its ledger stays; the keys to it stop working."""
    _change(connection, workspace_id, {"deleted_at": now})


def members(connection: Connection, workspace_id: str) -> tuple[Member, ...]:
    """The people of a workspace, the longest there first."""
    statement = (
        select(membership.c.person_id, person.c.name, person.c.email, membership.c.role, membership.c.since)
        .join(person)
        .where(membership.c.workspace_id == workspace_id)
        .order_by(membership.c.since, membership.c.person_id)
    )
    return tuple(Member(**row) for row in connection.execute(statement).mappings())


def role_of(connection: Connection, workspace_id: str, person_id: str) -> str | None:
    """The role of a person in a workspace; None where they are not in it."""
    return connection.execute(select(membership.c.role).where(*_is(workspace_id, person_id))).scalar_one_or_none()


def add_member(connection: Connection, workspace_id: str, person_id: str, role: str, now: float) -> bool:
    """Whether the person was added: False where they were in it already (their role stays)."""
    row = {"workspace_id": workspace_id, "person_id": person_id, "role": _known_role(role), "since": now}
    return insert_new(connection, membership, row)


def set_member_role(connection: Connection, workspace_id: str, person_id: str, role: str, *, by: str = "owner") -> None:
    """Gives a member another role; Conflict for the last owner, NotFound for who is no member.

    `by`: the role of who does it; NotAllowed where it is below the member's role, before or after.
    """
    _demand_over(connection, workspace_id, person_id, by)
    if ROLES.index(_known_role(role)) > ROLES.index(by):
        raise NotAllowed("Nobody can give a role above their own.")
    if role != "owner":
        _keep_an_owner(connection, workspace_id, person_id)
    changed = connection.execute(update(membership).where(*_is(workspace_id, person_id)).values(role=role))
    if changed.rowcount == 0:
        raise NotFound("This person is not in the workspace.")


def remove_member(connection: Connection, workspace_id: str, person_id: str, *, by: str = "owner") -> None:
    """Takes a member out, by their own wish or another's, with their keys to it; Conflict for the last owner.

    `by`: the role of who does it; NotAllowed where it is below the member's role.
    """
    _demand_over(connection, workspace_id, person_id, by)
    _keep_an_owner(connection, workspace_id, person_id)
    if connection.execute(delete(membership).where(*_is(workspace_id, person_id))).rowcount == 0:
        raise NotFound("This person is not in the workspace.")
    keys = (api_key.c.workspace_id == workspace_id) & (api_key.c.person_id == person_id)
    connection.execute(delete(api_key).where(keys))


def _demand_over(connection: Connection, workspace_id: str, person_id: str, by: str) -> None:
    role = role_of(connection, workspace_id, person_id)
    if role is not None and ROLES.index(_known_role(by)) < ROLES.index(role):
        raise NotAllowed("This member's role is above yours.")


def _keep_an_owner(connection: Connection, workspace_id: str, person_id: str) -> None:
    """Locks the owners in a fixed order, so that the last two cannot leave at once."""
    is_owner = (membership.c.workspace_id == workspace_id) & (membership.c.role == "owner")
    statement = select(membership.c.person_id).where(is_owner).order_by(membership.c.person_id).with_for_update()
    if set(connection.execute(statement).scalars()) == {person_id}:
        raise Conflict("The workspace must keep an owner: make another member its owner first.")


def _is(workspace_id: str, person_id: str) -> tuple[Any, Any]:
    return membership.c.workspace_id == workspace_id, membership.c.person_id == person_id


def _change(connection: Connection, workspace_id: str, values: Mapping[str, Any]) -> None:
    here = (workspace.c.id == workspace_id) & workspace.c.deleted_at.is_(None)
    if connection.execute(update(workspace).where(here).values(values)).rowcount == 0:
        raise NotFound("There is no such workspace.")


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 250 or not name.isprintable():
        raise BadOption("A workspace's name has 1 to 250 characters.")
    return name


def _known_role(role: str) -> str:
    if role not in ROLES:
        raise BadOption("A role is owner, admin or member.")
    return role


def _workspace(row: RowMapping) -> Workspace:
    since = row["created_at"] if row["plan_since"] is None else row["plan_since"]
    return Workspace(row["id"], row["name"], row["plan"], row["created_at"], since, row["plan_until"])
