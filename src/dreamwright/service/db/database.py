"""A database as the rooms of the service see it: transactions that read, transactions that write, one clock.

Knows how SQLite and PostgreSQL differ; knows no table.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from dreamwright.errors import BadOption, MachineFault, MissingBackend

_WRITES = "dreamwright_writes"
_BUSY_MS = 30_000
_SEATS = 64
"""Connections kept to a SQLite file: more than a server has threads, for who reads need wait for nobody."""
_PARTING = {
    "connect_timeout": 10, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "options": "-c idle_in_transaction_session_timeout=30s -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5"
    " -c tcp_keepalives_count=3 -c tcp_user_timeout=20s",
}  # fmt: skip
"""So that neither side waits long for the other when the network parts them: what a lost client had locked is free
again after half a minute at most."""
_NOW = {
    "sqlite": "(julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "extract(epoch FROM clock_timestamp())",
}


class DatabaseAway(MachineFault):
    """The database cannot be reached now; what was asked was not done, or is not known to be done."""


class Database:
    """SQLite (WAL) or PostgreSQL; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._turn = threading.RLock() if self.is_sqlite else contextlib.nullcontext()

    @property
    def is_sqlite(self) -> bool:
        """Whether only one transaction may write at a time."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database; DatabaseAway when it cannot be reached."""
        with _told(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is kept whole when the block ends, and not at all when it raises.

        On SQLite it waits for its turn when it begins, so that what it reads cannot change before it writes. Writers of
        this process line up before they take a connection: SQLite lets those who wait sleep, and in no order.
        """
        with self._turn, _told(), self.engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    def now(self, connection: Connection) -> float:
        """Seconds since 1970 by the database's own clock, which all machines share."""
        return now_of(connection)

    def close(self) -> None:
        """Gives all connections back."""
        self.engine.dispose()


def now_of(connection: Connection) -> float:
    """Seconds since 1970 by the clock of the database that a connection leads to."""
    return float(connection.exec_driver_sql(f"SELECT {_NOW[connection.dialect.name]}").scalar_one())


def open_database(url: str) -> Database:
    """The database at `sqlite:///file` or `postgresql://…`.

    BadOption for another kind, MissingBackend without the driver. The folder of a SQLite file is made; nothing is
    connected yet.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    try:
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=10, max_overflow=20,
            connect_args={name: value for name, value in _PARTING.items() if name not in parsed.query},
            hide_parameters=True,  # faults go to the log, values do not
        )  # fmt: skip
    except ModuleNotFoundError as error:
        raise MissingBackend("PostgreSQL needs its driver: pip install 'dreamwright[postgresql]'.") from error
    return Database(engine)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        known = parsed.get_backend_name() in ("sqlite", "postgresql")
    except (ArgumentError, NoSuchModuleError):
        known = False
    if not known:
        raise BadOption("A database is sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.")
    return parsed


def _sqlite(url: URL) -> Database:
    if url.database in (None, "", ":memory:"):
        raise BadOption("The SQLite database must be a file: name it as sqlite:///FILE.")
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"), pool_size=_SEATS, connect_args={"timeout": _BUSY_MS / 1000},
        hide_parameters=True,
    )  # fmt: skip
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return Database(engine)


def _set_up(connection: Any, _: object) -> None:
    """Durable against a crash of the machine too (synchronous = FULL), readers beside one writer (WAL)."""
    connection.isolation_level = None  # the driver's own BEGIN comes too late: see `_begin`
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _told() -> Iterator[None]:
    """Turns a lost connection, or a database that stays locked or full, into DatabaseAway."""
    try:
        yield
    except DBAPIError as fault:
        if fault.connection_invalidated or _is_away(fault):
            raise DatabaseAway(f"The database cannot be used now: {_first_line(fault)}.") from fault
        raise


def _is_away(fault: DBAPIError) -> bool:
    """Operational faults are the machine's (connection, lock, disk); others are ours and stay as they are."""
    return type(fault).__name__ in ("OperationalError", "InterfaceError", "InternalError")


def _first_line(fault: DBAPIError) -> str:
    return str(fault.orig).strip().partition("\n")[0].rstrip(".")
