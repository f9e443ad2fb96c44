"""What ended longer ago than a plan keeps it goes, and nothing else; strays of outputs are known by their rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update
from tests.unit.service.office import TablePurse, a_wish, a_workspace, one_claim

from dreamwright.service.db.columns import DAY_S
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.generations import generation
from dreamwright.service.db.tables.people import workspace
from dreamwright.service.generations import generations
from dreamwright.service.generations.generations import Asset
from dreamwright.service.generations.purge import purge
from dreamwright.service.generations.retention import OutputOwner, hide_expired
from dreamwright.service.storage.folder import FolderStore
from dreamwright.service.storage.sweep import sweep_strays


@pytest.fixture
def purse(database: Database) -> TablePurse:
    return TablePurse(database)


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "store")


def made(database: Database, purse: TablePurse, store: FolderStore, name: str, days_ago: float | None) -> str:
    """A generation of workspace `name` that ended so long ago (None = still queued), with one file."""
    with database.write() as connection:
        wish = a_wish(workspace_id=name)
        ref = generations.create(connection, purse, wish, database.now(connection)).id
    if days_ago is None:
        return ref
    film = store.folder.parent / "film"
    film.write_bytes(b"film")
    store.put(f"outputs/{ref}/t/film.mp4", film, "video/mp4")
    claim = one_claim(database)
    assert claim.ref == ref
    with database.write() as connection:
        now = database.now(connection)
        asset = Asset("video", f"outputs/{ref}/t/film.mp4", "video/mp4", 4, 2, 2, 1.0)
        generations.complete(connection, purse, claim, [asset], now)
        ended = update(generation).where(generation.c.id == ref).values(ended_at=now - days_ago * DAY_S)
        connection.execute(ended)
    return ref


def test_what_a_plan_keeps_no_longer_is_really_gone(database: Database, purse: TablePurse, store: FolderStore) -> None:
    for name, plan in (("a", "free"), ("b", "self")):
        a_workspace(database, name)
        with database.write() as connection:
            connection.execute(update(workspace).where(workspace.c.id == name).values(plan=plan))
    old, young = made(database, purse, store, "a", 31), made(database, purse, store, "a", 29)
    kept = made(database, purse, store, "b", 3000)
    waiting = made(database, purse, store, "a", None)
    assert hide_expired(database, purse, {"free": 30, "self": None}) == 1
    assert hide_expired(database, purse, {"free": 30, "self": None}) == 0
    purge(database, store)
    with database.read() as connection:
        left = set(connection.execute(select(generation.c.id)).scalars())
    assert left == {young, kept, waiting}
    assert old not in " ".join(store.keys())
    assert hide_expired(database, purse, {"free": None}) == 0


def test_files_without_a_generation_are_strays(database: Database, purse: TablePurse, store: FolderStore) -> None:
    a_workspace(database, "a")
    owned = made(database, purse, store, "a", 1)
    lone = store.folder.parent / "lone"
    lone.write_bytes(b"lone")
    store.put("outputs/nobody/t/film.mp4", lone, "video/mp4")
    assert sweep_strays(database, store, OutputOwner()) == 0  # seen for the first time
    assert sweep_strays(database, store, OutputOwner(), after_s=0) == 1
    assert list(store.keys()) == [f"outputs/{owned}/t/film.mp4"]
