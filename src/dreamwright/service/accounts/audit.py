"""The audit log: who did what to what, when and from where. Written once; the database refuses to change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.engine import RowMapping

from dreamwright.service.accounts.principal import Principal
from dreamwright.service.db.tables.accounts import audit_entry


@dataclass(frozen=True)
class Entry:
    """One thing done. `person_id` None = the machine itself; `workspace_id` None = the installation."""

    id: int
    at: float
    person_id: str | None
    workspace_id: str | None
    action: str
    target: str | None
    address: str | None
    note: Mapping[str, Any] | None


@dataclass(frozen=True)
class Deed:
    """What was done: an action as in permissions.py, to what, from which address. Never put a secret in the note."""

    action: str
    target: str | None = None
    address: str | None = None
    note: Mapping[str, Any] | None = None
    workspace_id: str | None = None
    """Where it was done, if not in the workspace of who did it."""


def audit(connection: Connection, who: Principal | None, deed: Deed, now: float) -> None:
    """Writes an entry, in the transaction of what was done: both are kept or neither. `who` None = the machine."""
    row = {
        "at": now,
        "person_id": None if who is None else who.person_id,
        "workspace_id": deed.workspace_id or _place(who, deed),
        "action": deed.action,
        "target": deed.target,
        "address": deed.address,
        "note": None if deed.note is None else dict(deed.note),
    }
    connection.execute(insert(audit_entry).values(row))


def entries(
    connection: Connection, cursor: int | None = None, *, workspace_id: str | None = None, limit: int = 100
) -> tuple[Entry, ...]:
    """Entries, the latest first, older than the one whose id is the cursor; of one workspace where it is named."""
    statement = select(audit_entry).order_by(audit_entry.c.id.desc()).limit(limit)
    if cursor is not None:
        statement = statement.where(audit_entry.c.id < cursor)
    if workspace_id is not None:
        statement = statement.where(audit_entry.c.workspace_id == workspace_id)
    return tuple(_entry(row) for row in connection.execute(statement).mappings())


def _place(who: Principal | None, deed: Deed) -> str | None:
    return None if who is None or deed.action.startswith("installation.") else who.workspace_id or None


def _entry(row: RowMapping) -> Entry:
    return Entry(**row)
