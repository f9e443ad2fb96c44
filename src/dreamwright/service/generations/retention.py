"""Generations that have had their time, by the plan of their workspace; and whose the stored outputs are.

What is due is hidden here; its files and rows go with `purge`. Knows plans by name and days; asks no user.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, or_, select

from dreamwright.service.db.columns import DAY_S
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.generations import SHOWN, generation
from dreamwright.service.db.tables.people import workspace
from dreamwright.service.generations.purge import AT_ONCE
from dreamwright.service.generations.purse import Purse
from dreamwright.service.generations.write import hide
from dreamwright.service.storage.base import OUTPUTS, Store

Retention = Mapping[str, float | None]
"""Plan → days that a generation is kept after it ended; None, or a plan that is not named = for ever."""


def hide_expired(database: Database, purse: Purse, retention: Retention) -> int:
    """Deletes what ended longer ago than its workspace's plan keeps it, up to `AT_ONCE`; how many."""
    days = {plan: kept for plan, kept in retention.items() if kept is not None}
    if not days:
        return 0
    with database.write() as connection:
        now = database.now(connection)
        old = [(workspace.c.plan == plan) & (generation.c.ended_at < now - kept * DAY_S) for plan, kept in days.items()]
        due = select(generation.c.workspace_id, generation.c.id).join(workspace).where(SHOWN, or_(*old)).limit(AT_ONCE)
        found = connection.execute(due).all()
        for workspace_id, generation_id in found:
            hide(connection, purse, workspace_id, generation_id, now)
    return len(found)


class OutputOwner:
    """The rows of generations as the owner of stored files, for `sweep_strays`."""

    prefix = OUTPUTS

    def known(self, connection: Connection, keys: Sequence[str]) -> Collection[str]:
        """Those of the keys whose generation has a row, whatever became of it."""
        ids = {_generation(key) for key in keys}
        found = set(connection.execute(select(generation.c.id).where(generation.c.id.in_(ids))).scalars())
        return {key for key in keys if _generation(key) in found}

    def delete(self, connection: Connection, store: Store, key: str) -> bool:
        """Deletes the file; False where its generation has a row. No generation is made with an id of before."""
        if self.known(connection, [key]):
            return False
        store.delete(key)
        return True


def _generation(key: str) -> str:
    return key.removeprefix(OUTPUTS).partition("/")[0]
