"""Two workspaces, the first with some inputs."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.inputs import input_file, input_use
from dreamwright.service.db.tables.people import workspace

HASHES = tuple(f"sha256:{k:064x}" for k in range(10))


@pytest.fixture
def hashes(database: Database) -> tuple[str, ...]:
    """Ten inputs of the workspace `ours`; `theirs` has none."""
    with database.write() as connection:
        for name in ("ours", "theirs"):
            connection.execute(insert(workspace).values(id=name, name=name, plan="self", created_at=0.0))
        for one in HASHES:
            connection.execute(insert(input_file).values(hash=one, media_type="image/png", bytes=1, created_at=0.0))
            connection.execute(insert(input_use).values(workspace_id="ours", hash=one, since=0.0, used_at=0.0))
    return HASHES


@pytest.fixture
def both(database: Database, hashes: tuple[str, ...]) -> Database:
    """The database with the workspaces `ours` and `theirs` in it."""
    return database
