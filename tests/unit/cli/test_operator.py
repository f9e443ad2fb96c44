"""The operator's commands, straight on the database: who is locked out gets in, and the log says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dreamwright.cli.main import app
from dreamwright.errors import BadOption, Conflict, NotFound
from dreamwright.service.accounts import audit, bootstrap, keys, people, sign_in
from dreamwright.service.accounts.passwords import Passwords
from dreamwright.service.db.database import Database

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def started(database: Database) -> Database:
    with database.write() as connection:
        bootstrap.ensure_owner(connection, database.now(connection))
    return database


def run(database: Database, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--database", str(database.engine.url)])


def test_a_key_for_who_lost_the_first_one(started: Database) -> None:
    told = run(started, "key", "new", "--name", "spare", "--scopes", "read, manage")
    assert told.exit_code == 0, told.output
    with started.read() as connection:
        found = keys.find(connection, told.stdout.strip())
        (entry,) = audit.entries(connection)
    assert found is not None
    assert (found.installation_role, found.scopes) == ("owner", {"read", "manage"})
    assert (entry.action, entry.person_id, entry.workspace_id) == ("key.create", None, found.workspace_id)
    assert told.stdout.strip() not in repr(entry)


def test_a_person_with_a_first_password(started: Database) -> None:
    told = run(started, "person", "add", "Ada@Example.org", "--role", "owner")
    assert told.exit_code == 0, told.output
    found = sign_in.sign_in(started, Passwords(), "ada@example.org", told.stdout.strip(), "::1")
    assert (found.role, found.name) == ("owner", "Ada")
    assert isinstance(run(started, "person", "add", "ada@example.org").exception, Conflict)
    key = run(started, "key", "new", "--name", "hers", "--person", "ada@example.org", "--days", "3").stdout.strip()
    with started.read() as connection:
        whose = keys.find(connection, key)
        assert whose is not None
        assert whose.person_id == found.id


def test_a_forgotten_password_and_a_shut_account(started: Database) -> None:
    run(started, "person", "add", "ada@example.org")
    with started.write() as connection:
        ada = people.by_email(connection, "ada@example.org")
        assert ada is not None
        people.disable(connection, ada.id, started.now(connection))
    password = run(started, "person", "password", "ada@example.org").stdout.strip()
    assert sign_in.sign_in(started, Passwords(), "ada@example.org", password, "::1").id == ada.id


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("person", "password", "nobody@example.org"), NotFound),
        (("person", "add", "nonsense"), BadOption),
        (("person", "add", "a@b.example", "--role", "king"), BadOption),
        (("key", "new", "--name", "x", "--scopes", "everything"), BadOption),
        (("key", "new", "--name", "x", "--person", "nobody@example.org"), NotFound),
    ],
)
def test_what_cannot_be_is_told(started: Database, words: tuple[str, ...], fault: type[Exception]) -> None:
    assert isinstance(run(started, *words).exception, fault)


def test_a_database_that_no_server_made(database: Database, tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["person", "add", "a@b.example", "--data", str(tmp_path / "new")])
    assert isinstance(told.exception, BadOption)
    assert "start the server once" in str(told.exception)
