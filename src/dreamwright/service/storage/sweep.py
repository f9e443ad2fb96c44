"""Deletes strays: stored files that no row owns, such as a crash leaves (a file put for a row that never came).

They are found by listing, and go once two listings a day apart have seen them. May be killed and begun again.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from typing import Final, Protocol

from sqlalchemy import Connection, delete, select

from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.inputs import stray
from dreamwright.service.db.upsert import insert_or
from dreamwright.service.storage.base import Store

STRAY_AFTER_S: Final = 86_400.0
_PAGE: Final = 500


class Owner(Protocol):
    """Who owns the keys below a prefix."""

    prefix: str

    def known(self, connection: Connection, keys: Sequence[str]) -> Collection[str]:
        """Those of the keys that a row owns, or may own soon (a job that is still at work)."""
        ...

    def delete(self, connection: Connection, store: Store, key: str) -> bool:
        """Deletes the file, or False when a row owns it by now; until the transaction ends none can begin to."""
        ...


def sweep_strays(database: Database, store: Store, owner: Owner, after_s: float = STRAY_AFTER_S) -> int:
    """How many files were deleted that no row owns and that an earlier sweep, `after_s` seconds ago, saw as well."""
    with database.read() as connection:
        began = database.now(connection)
    keys, deleted = store.keys(owner.prefix), 0
    while page := list(itertools.islice(keys, _PAGE)):
        for key in _seen_strays(database, owner, page, began - after_s):
            with database.write() as connection:
                deleted += owner.delete(connection, store, key)
                connection.execute(delete(stray).where(stray.c.key == key))
    with database.write() as connection:  # what was not seen now is gone: it would be a new stray
        old = stray.c.key.startswith(owner.prefix, autoescape=True) & (stray.c.last_seen_at < began)
        connection.execute(delete(stray).where(old))
    return deleted


def _seen_strays(database: Database, owner: Owner, keys: Sequence[str], before: float) -> list[str]:
    """Notes which of the keys are strays; those that were known as such before that moment."""
    with database.write() as connection:
        now = database.now(connection)
        owned = set(owner.known(connection, keys))
        strays = [key for key in keys if key not in owned]
        for key in strays:
            row = insert_or(connection, stray).values(key=key, first_seen_at=now, last_seen_at=now)
            connection.execute(row.on_conflict_do_update(index_elements=["key"], set_={"last_seen_at": now}))
        old = select(stray.c.key).where(stray.c.key.in_(strays), stray.c.first_seen_at <= before)
        return sorted(connection.execute(old).scalars())
