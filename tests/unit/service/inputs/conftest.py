"""Two workspaces, a folder store, and the door for files, with a reader that believes all it is given."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import insert

from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.people import workspace
from dreamwright.service.inputs.examine import Facts
from dreamwright.service.inputs.take import Intake
from dreamwright.service.storage.base import Store
from dreamwright.service.storage.open import open_store

OURS, THEIRS = "workspace-ours", "workspace-theirs"


def png(colour: int = 0, side: int = 4) -> bytes:
    """A small true picture."""
    file = io.BytesIO()
    Image.new("RGB", (side, side), (colour, 0, 0)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def picture() -> Callable[..., bytes]:
    return png


@pytest.fixture
def folder_store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "store"))


@pytest.fixture
def workspaces(database: Database) -> tuple[str, str]:
    """Ids of two workspaces, of the plans `free` and `self`."""
    with database.write() as connection:
        for name, plan in ((OURS, "free"), (THEIRS, "self")):
            connection.execute(insert(workspace).values(id=name, name=name, plan=plan, created_at=0.0))
    return OURS, THEIRS


@pytest.fixture
def intake(database: Database, workspaces: tuple[str, str], folder_store: Store, tmp_path: Path) -> Intake:
    return Intake(database, folder_store, tmp_path / "scratch", examine=lambda path: Facts(4, 3))
