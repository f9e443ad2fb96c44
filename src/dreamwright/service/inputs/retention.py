"""Which inputs have had their time in a workspace's plan, and which stored inputs belong to nobody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, or_, select

from dreamwright.service.db.columns import DAY_S
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.boards import reference_input
from dreamwright.service.db.tables.inputs import HASH, input_file, input_use
from dreamwright.service.db.tables.people import workspace
from dreamwright.service.db.upsert import insert_or
from dreamwright.service.inputs.inputs import sweep_unused
from dreamwright.service.storage.base import INPUTS, Store

Retention = Mapping[str, float | None]
"""Plan → days that an input is kept after its last use; None, or a plan that is not named = for ever."""


@dataclass(frozen=True)
class Expired:
    """An input that its workspace keeps no longer."""

    workspace_id: str
    hash: str


def expired(connection: Connection, now: float, retention: Retention) -> list[Expired]:
    """The inputs that are due: not used for longer than the plan keeps them, and shown by no reference.

    Those of deleted workspaces are due at once, once their references are deleted.
    """
    query = select(input_use.c.workspace_id, input_use.c.hash).where(_is_due(now, retention))
    rows = connection.execute(query.order_by(input_use.c.workspace_id, input_use.c.hash))
    return [Expired(row.workspace_id, row.hash) for row in rows]


def sweep_inputs(database: Database, store: Store, retention: Retention) -> int:
    """How many inputs that were due their workspaces lost; files that nobody has any more are deleted with them."""
    with database.write() as connection:
        due = _is_due(database.now(connection), retention)
        lost = connection.execute(delete(input_use).where(due)).rowcount
    sweep_unused(database, store)
    return lost


class InputOwner:
    """The rows of inputs as the owner of stored files, for `sweep_strays`."""

    prefix = INPUTS

    def known(self, connection: Connection, keys: Sequence[str]) -> Collection[str]:
        """Those of the keys that have a row."""
        hashes = [_hash(key) for key in keys]
        found = connection.execute(select(input_file.c.hash).where(input_file.c.hash.in_(hashes))).scalars()
        return {f"{INPUTS}{content_hash.removeprefix('sha256:')}" for content_hash in found}

    def delete(self, connection: Connection, store: Store, key: str) -> bool:
        """Deletes the file under a row of its own, which makes whoever brings the same file wait; False = owned."""
        row: dict[str, Any] = {"hash": _hash(key), "media_type": "none", "bytes": 1, "created_at": 0.0}
        if len(row["hash"]) == HASH.length:
            insert = insert_or(connection, input_file).values(row).on_conflict_do_nothing()
            if connection.execute(insert.returning(input_file.c.hash)).first() is None:
                return False
        store.delete(key)
        connection.execute(delete(input_file).where(input_file.c.hash == row["hash"]))
        return True


def _is_due(now: float, retention: Retention) -> ColumnElement[bool]:
    """A rule over `input_use` alone, so that a row used meanwhile is looked at again when it is deleted."""
    old = [
        (workspace.c.plan == plan) & (input_use.c.used_at < now - days * DAY_S)
        for plan, days in retention.items()
        if days is not None
    ]
    ends = or_(workspace.c.deleted_at.is_not(None), *old)
    shown = exists().where(
        reference_input.c.workspace_id == input_use.c.workspace_id, reference_input.c.hash == input_use.c.hash
    )
    return exists().where(workspace.c.id == input_use.c.workspace_id, ends) & ~shown


def _hash(key: str) -> str:
    return f"sha256:{key.removeprefix(INPUTS)}"
