"""Empty databases of this version's schema, for every test that asks for one, on both kinds of server.

A test that asks for `database` runs twice. Migrating takes a while, so a migrated one is copied.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from dreamwright.service.db.database import Database, open_database
from dreamwright.service.db.migrate import migrate

from .postgresql import Server

KINDS = ("sqlite", "postgresql")
_numbers = itertools.count()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgresql_template(postgresql: Server) -> str:
    _migrated(postgresql.create("template_migrated"))
    return "template_migrated"


def _migrated(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.close()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database with this version's schema; every test that asks runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "dreamwright.db"
        shutil.copy(request.getfixturevalue("_sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: Server = request.getfixturevalue("postgresql")
    template: str = request.getfixturevalue("_postgresql_template")
    name = f"test_{next(_numbers)}"
    server.copy(template, name)
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The database at `database_url`, open; it does not wait for the disk, so it would not survive a power cut."""
    opened = open_database(database_url)
    if opened.is_sqlite:
        event.listen(opened.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    yield opened
    opened.close()
