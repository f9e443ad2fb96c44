"""Inserting a row whose like may be there already, the same on both databases. Knows no table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite

Insert = postgresql.Insert | sqlite.Insert


def insert_or(connection: Connection, table: Table) -> Insert:
    """An INSERT into `table` that has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Whether the row was inserted: False where a unique constraint says that its like is there already."""
    statement: Any = insert_or(connection, table).on_conflict_do_nothing().returning(literal_column("1"))
    return connection.execute(statement, dict(values)).first() is not None
