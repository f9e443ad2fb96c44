"""A whole application in this process, over an empty database of each kind and a folder; nothing works off its queue.

`context` are its rooms, `asked` asks it as the installation's owner by key, `anyone` without a key, `client_of` with
another key. Passwords are cheap here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from dreamwright.api.app import application
from dreamwright.api.context import Config, Context
from dreamwright.service.accounts.bootstrap import ensure_owner
from dreamwright.service.accounts.passwords import Passwords
from dreamwright.service.db.database import Database
from dreamwright.service.inputs.take import Intake
from dreamwright.service.plans.plans import load_plans
from dreamwright.service.storage.folder import FolderStore

HERE = "http://localhost"
ClientOf = Callable[[str | None], TestClient]


@pytest.fixture
def context(database: Database, tmp_path: Path) -> Context:
    """The rooms of a server that asks for a key."""
    store = FolderStore(tmp_path / "files")
    intake = Intake(database, store, tmp_path / "scratch")
    passwords = Passwords(time_cost=1, memory_kib=8, parallelism=1)
    return Context(database, store, intake, load_plans(), passwords, Config(HERE, b"s" * 32))


@pytest.fixture
def owner_key(context: Context) -> str:
    """The secret of the installation's first key: all scopes, in the workspace "Studio" of plan `self`."""
    with context.database.write() as connection:
        secret = ensure_owner(connection, context.database.now(connection), "self")
    assert secret is not None
    return secret


@pytest.fixture
def client_of(context: Context) -> Iterator[ClientOf]:
    """Makes clients of one application, each with a key or with none."""
    app = application(context)
    with ExitStack() as clients:

        def client(key: str | None) -> TestClient:
            headers = {"authorization": f"Bearer {key}"} if key else {}
            return clients.enter_context(TestClient(app, base_url=HERE, headers=headers))

        yield client


@pytest.fixture
def asked(client_of: ClientOf, owner_key: str) -> TestClient:
    """A client with the owner's key."""
    return client_of(owner_key)


@pytest.fixture
def anyone(client_of: ClientOf) -> TestClient:
    """A client without a key."""
    return client_of(None)
