"""What the tests of jobs, generations and workers share: a workspace, tickets, wishes, and a purse that remembers.

The purse keeps its holds in the database under test, so that they are kept or lost with the transaction, and fails
whenever a hold is made or closed a second time.
"""

from __future__ import annotations

import itertools
import time
import uuid
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, text

from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.people import workspace
from dreamwright.service.generations.generations import Service, Wish
from dreamwright.service.jobs import queue
from dreamwright.service.jobs.queue import Claim, Ticket

_numbers = itertools.count()


def a_workspace(database: Database, name: str = "w") -> str:
    with database.write() as connection:
        connection.execute(insert(workspace).values(id=name, name=name, plan="self", created_at=0.0))
    return name


def a_ticket(**fields: Any) -> Ticket:
    given = {"workspace_id": "w", "tier": "free", "limit": None, "max_wait_s": 100.0, "payload": {"n": 1}}
    return Ticket(**{**given, "ref": str(uuid.uuid4()), **fields})


def submitted(database: Database, *tickets: Ticket, now: float | None = None) -> tuple[str, ...]:
    """The tickets' refs, once they are queued, one after the other: SQLite's clock counts milliseconds."""
    for ticket in tickets:
        time.sleep(0.002)
        with database.write() as connection:
            queue.submit(connection, ticket, database.now(connection) if now is None else now)
    return tuple(ticket.ref for ticket in tickets)


def one_claim(database: Database, worker: str = "a") -> Claim:
    (claim,) = queue.claim(database, worker, 1)
    return claim


def finished(database: Database, claim: Claim) -> bool:
    with database.write() as connection:
        return queue.finish(connection, claim, database.now(connection))


def failed(database: Database, claim: Claim, reason: str = "It broke.", again: bool = True) -> str | None:
    with database.write() as connection:
        return queue.fail(connection, claim, reason, database.now(connection), again)


def cancelled(database: Database, ref: str) -> str:
    with database.write() as connection:
        return queue.cancel(connection, ref, database.now(connection))


def rested(database: Database) -> None:
    """Lets every pause between attempts be over."""
    with database.write() as connection:
        connection.execute(text("UPDATE job SET not_before = NULL"))


def a_wish(**fields: Any) -> Wish:
    number = next(_numbers)
    given = {
        "workspace_id": "w", "person_id": None, "kind": "video", "model": "world", "prompt": f"a lake {number}",
        "request": {"prompt": f"a lake {number}"}, "payload": {"n": number}, "price": 1000,
        "service": Service("free", 100.0),
    }  # fmt: skip
    return Wish(**{**given, **fields})  # type: ignore[arg-type]


class TablePurse:
    """Holds in a table of the test's own; a second hold or a second closing is a failed test."""

    __test__ = False

    def __init__(self, database: Database, funds: int = 10**9) -> None:
        self.funds = funds
        with database.write() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS test_purse (ref TEXT PRIMARY KEY, held INT, how TEXT)"))

    def hold(self, connection: Connection, workspace_id: str, ref: str, amount: int, now: float) -> None:
        from dreamwright.errors import TooFewCredits

        spent = connection.execute(
            text("SELECT coalesce(sum(held), 0) FROM test_purse WHERE how <> 'released'")
        ).scalar_one()
        if spent + amount > self.funds:
            raise TooFewCredits("There are too few credits.")
        connection.execute(text("INSERT INTO test_purse VALUES (:ref, :held, 'open')"), {"ref": ref, "held": amount})

    def settle(self, connection: Connection, ref: str, now: float, amount: int | None = None) -> bool:
        return self._close(connection, ref, "settled")

    def release(self, connection: Connection, ref: str, now: float) -> bool:
        return self._close(connection, ref, "released")

    def _close(self, connection: Connection, ref: str, how: str) -> bool:
        done = connection.execute(
            text("UPDATE test_purse SET how = :how WHERE ref = :ref AND how = 'open'"), {"ref": ref, "how": how}
        )
        assert done.rowcount == 1, f"the hold of {ref} was closed before"
        return True

    def holds(self, database: Database) -> dict[str, str]:
        """Ref → open, settled or released."""
        with database.read() as connection:
            rows = connection.execute(text("SELECT ref, how FROM test_purse")).all()
        return {row.ref: row.how for row in rows}


class ShelfStore:
    """A folder as a store, no more than the worker needs; `away` plays a store that cannot be reached."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def away(self) -> bool:
        return (self.folder / ".away").exists()

    @away.setter
    def away(self, is_away: bool) -> None:
        (self.folder / ".away").touch() if is_away else (self.folder / ".away").unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        from dreamwright.service.storage.base import StoreAway

        if self.away:
            raise StoreAway("The store is away.")
        return self.folder / key

    def put(self, key: str, source: Path, media_type: str) -> int:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{uuid.uuid4()}.part")
        draft.write_bytes(source.read_bytes())
        draft.replace(path)
        return path.stat().st_size

    def fetch(self, key: str, to: Path) -> None:
        from dreamwright.errors import NotFound

        path = self._path(key)
        if not path.exists():
            raise NotFound(f"There is nothing under {key}.")
        to.write_bytes(path.read_bytes())

    def open(self, key: str, start: int = 0, end: int | None = None) -> Any:
        return self._path(key).open("rb")

    def size(self, key: str) -> int | None:
        path = self._path(key)
        return path.stat().st_size if path.exists() else None

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def keys(self, prefix: str = "") -> Any:
        self._path("")
        found = (str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())
        return iter(sorted(key for key in found if key.startswith(prefix)))

    def link(self, key: str, expires_s: float, filename: str | None = None) -> str | None:
        return None
