"""The kinds of columns that all tables are made of, and the metadata that gathers the tables.

Times are seconds since 1970 (UTC), ids are UUIDs as text, credits are whole thousandths.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Double, Integer, MetaData, String, Text
from sqlalchemy.dialects.postgresql import JSONB

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every constraint has a name, so that a migration can change it and an error can be told by it."""

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
DAY_S = 86_400.0
Counter = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself in INTEGER keys alone."""


def new_id() -> str:
    """A new random id (UUID 4)."""
    return str(uuid.uuid4())


def id_column(name: str = "id", **options: Any) -> Column[str]:
    """The primary key: a UUID as text."""
    return Column(name, String(36), primary_key=True, default=new_id, **options)


def name_column(name: str, **options: Any) -> Column[str]:
    """A short word such as a state or a kind."""
    return Column(name, String(64), **{"nullable": False, **options})


def text_column(name: str, **options: Any) -> Column[str]:
    """Text of any length."""
    return Column(name, Text, **{"nullable": False, **options})


def seconds_column(name: str, **options: Any) -> Column[float]:
    """A moment (seconds since 1970) or a span in seconds."""
    return Column(name, Double, **{"nullable": False, **options})


def one_of(column: str, *values: str, name: str | None = None) -> CheckConstraint:
    """The rule that a column holds one of these words."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name or f"{column}_known")
