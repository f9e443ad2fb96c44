"""Brings a database to the schema of this version. Knows Alembic; knows no table."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import text

from dreamwright.errors import BadOption
from dreamwright.service.db.database import Database

_LOCK = 0x6472_6561  # any number that nothing else locks
_FOLDER = Path(__file__).with_name("migrations")


def migrate(database: Database) -> None:
    """Applies what is missing, in one transaction; BadOption where the database is of a newer Dreamwright.

    Several processes may call it at once: they take turns.
    """
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise BadOption("This database was made by a newer Dreamwright: upgrade the program.") from error


def is_current(database: Database) -> bool:
    """Whether the database has the schema of this version."""
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head()


def head() -> str | None:
    """The newest revision that this version knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
