"""Deleted generations, really gone: first their files, then their rows. Knows the store; asks no user.

What is hidden and not yet gone is found again, so a store that is away delays the end and does not prevent it.
"""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import delete, select

from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.generations import SHOWN, generation
from dreamwright.service.db.tables.jobs import job
from dreamwright.service.db.tables.people import workspace
from dreamwright.service.generations.purse import Purse
from dreamwright.service.generations.write import hide
from dreamwright.service.storage.base import OUTPUTS, Store, StoreAway

AT_ONCE = 100


def clear(database: Database, store: Store, generation_id: str) -> None:
    """Deletes files and rows of a generation that was hidden; where the store is away, they go when it is back."""
    with suppress(StoreAway):
        _purge_one(database, store, generation_id)


def purge(database: Database, store: Store) -> int:
    """Ends what `clear` could not, up to `AT_ONCE`; how many. StoreAway."""
    with database.read() as connection:
        hidden = select(generation.c.id).where(generation.c.deleted_at.is_not(None)).limit(AT_ONCE)
        ids = connection.execute(hidden).scalars().all()
    for generation_id in ids:
        _purge_one(database, store, generation_id)
    return len(ids)


def output_prefix(generation_id: str) -> str:
    """Where all files of a generation are, whichever attempt made them."""
    return f"{OUTPUTS}{generation_id}/"


def _purge_one(database: Database, store: Store, generation_id: str) -> None:
    for key in list(store.keys(output_prefix(generation_id))):
        store.delete(key)
    with database.write() as connection:
        connection.execute(delete(job).where(job.c.ref == generation_id))
        connection.execute(delete(generation).where(generation.c.id == generation_id))


def hide_deserted(database: Database, purse: Purse) -> int:
    """Deletes what deleted workspaces left, stopping what still runs, up to `AT_ONCE`; how many. `purge` ends it."""
    with database.write() as connection:
        left = select(generation.c.workspace_id, generation.c.id).join(workspace)
        left = left.where(SHOWN, workspace.c.deleted_at.is_not(None)).limit(AT_ONCE)
        found, now = connection.execute(left).all(), database.now(connection)
        for workspace_id, generation_id in found:
            hide(connection, purse, workspace_id, generation_id, now)
    return len(found)
