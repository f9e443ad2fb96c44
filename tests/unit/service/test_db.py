"""The schema and its migrations are one, on both databases; transactions are whole, and one clock is read."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError
from tests.postgresql import Server

from dreamwright.errors import BadOption
from dreamwright.service.db.database import Database, DatabaseAway, open_database
from dreamwright.service.db.migrate import is_current, migrate
from dreamwright.service.db.schema import METADATA
from dreamwright.service.db.tables.people import person, workspace


def somebody(**fields: object) -> dict[str, object]:
    return {"name": "Ada", "role": "member", "created_at": 1.0, **fields}


def test_migrations_make_the_schema(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_migrations_make_every_rule_of_the_schema(database: Database, tmp_path: Path) -> None:
    """Alembic compares no CHECK: all of them are compared here, by name, and on SQLite by their text too."""
    fresh = open_database(f"sqlite:///{tmp_path / 'fresh.db'}")
    with fresh.write() as connection:
        METADATA.create_all(connection)
    with fresh.read() as made, database.read() as migrated:
        for table in METADATA.sorted_tables:
            wanted = inspect(made).get_check_constraints(table.name)
            found = inspect(migrated).get_check_constraints(table.name)
            assert {rule["name"] for rule in found} == {rule["name"] for rule in wanted}
            if database.is_sqlite:
                assert {rule["sqltext"] for rule in found} == {rule["sqltext"] for rule in wanted}
    fresh.close()


def triggers(connection: Connection) -> set[str]:
    """What SQLite keeps of its triggers, or the names of PostgreSQL's with what sets them off."""
    if connection.dialect.name == "sqlite":
        return set(connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")).scalars())
    ours = "FROM pg_trigger WHERE NOT tgisinternal"
    return set(connection.execute(text(f"SELECT pg_get_triggerdef(oid) {ours}")).scalars())


def test_migrations_make_every_trigger_of_the_schema(database: Database, tmp_path: Path, postgresql: Server) -> None:
    """Alembic compares no triggers either: those that keep tables append-only are compared by their text."""
    url = f"sqlite:///{tmp_path / 'fresh.db'}" if database.is_sqlite else postgresql.create("fresh_triggers")
    fresh = open_database(url)
    with fresh.write() as connection:
        METADATA.create_all(connection)
    with fresh.read() as made, database.read() as migrated:
        assert triggers(made) == triggers(migrated) != set()
    fresh.close()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    assert is_current(database)
    migrate(database)
    assert is_current(database)


def test_servers_that_start_together_migrate_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    faults: list[BaseException] = []

    def start() -> None:
        database = open_database(url)
        try:
            migrate(database)
        except BaseException as fault:
            faults.append(fault)
        database.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    database = open_database(url)
    assert is_current(database)
    database.close()


def test_a_newer_database_is_refused(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadOption, match="newer Dreamwright"):
        migrate(database)


def test_a_transaction_is_whole_or_not_at_all(database: Database) -> None:
    def fail() -> None:
        with database.write() as connection:
            connection.execute(insert(person).values(**somebody()))
            raise KeyError("half way")

    with pytest.raises(KeyError):
        fail()
    with database.read() as connection:
        assert connection.execute(select(person)).all() == []


def test_rules_are_the_databases(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(insert(person).values(**somebody(role="emperor")))


def test_writers_take_turns_and_lose_nothing(database: Database) -> None:
    """Read, then write what was read plus one: no step of eight writers is lost (a lock is taken on PostgreSQL)."""
    with database.write() as connection:
        connection.execute(insert(workspace).values(id="w", name="0", plan="self", created_at=0.0))

    def count() -> None:
        for _ in range(10):
            with database.write() as connection:
                row = connection.execute(select(workspace.c.name).with_for_update()).scalar_one()
                connection.execute(workspace.update().values(name=str(int(row) + 1)))

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.execute(select(workspace.c.name)).scalar_one() == "80"


def test_the_clock_is_the_databases_and_runs_within_a_transaction(database: Database) -> None:
    with database.read() as connection:
        before = database.now(connection)
        time.sleep(0.02)
        assert 0.01 < database.now(connection) - before < 5
    assert abs(before - time.time()) < 60


@pytest.mark.parametrize("url", ["", "mysql://a/b", "sqlite://", "sqlite:///:memory:", "nonsense"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(BadOption, match="sqlite:///"):
        open_database(url)


def test_a_server_that_is_away_is_told(postgresql: Server) -> None:
    database = open_database(postgresql.url("there_is_none"))
    with pytest.raises(DatabaseAway, match="cannot be used now"), database.read():
        pass
    database.close()
