"""Inserting a row unless its like is there, the same on both databases. Knows no table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Whether the row was inserted: False where a unique constraint says that its like is there already."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(values).on_conflict_do_nothing().returning(literal_column("1"))
    return connection.execute(statement).first() is not None
