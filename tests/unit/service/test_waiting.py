"""Who waits for whom at the database: writers in line, readers for nobody, nobody long for a client that is gone."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from dreamwright.service.db.database import Database

WRITERS = 30


def test_readers_need_not_wait_for_writers_in_line(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL lets many write at a time")
    done: list[int] = []

    def write(k: int) -> None:
        with database.write():
            done.append(k)

    threads = [threading.Thread(target=write, args=(k,)) for k in range(WRITERS)]
    with database.write():
        for thread in threads:
            thread.start()
        with database.read() as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1
        assert not done
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(WRITERS))


def test_postgresql_gives_up_clients_that_fall_silent(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has no clients elsewhere")
    with database.read() as connection:
        for name, value in {"idle_in_transaction_session_timeout": "30s", "tcp_keepalives_idle": "10"}.items():
            assert connection.execute(text(f"SHOW {name}")).scalar_one() == value
