"""Tables whose rows are written once: the database itself refuses to change or delete them.

Migrations use these statements too, so their text may not change once it is released: add new ones instead. A
migration that changes such a table on SQLite copies it, and must make its triggers again.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, Table, event

_SQLITE = (
    "CREATE TRIGGER tr_{table}_no_update BEFORE UPDATE ON {table} BEGIN"
    " SELECT RAISE(ABORT, '{table} is append-only'); END",
    "CREATE TRIGGER tr_{table}_no_delete BEFORE DELETE ON {table} BEGIN"
    " SELECT RAISE(ABORT, '{table} is append-only'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION fn_{table}_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
    "CREATE TRIGGER tr_{table}_no_update BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION fn_{table}_append_only()",
    "CREATE TRIGGER tr_{table}_no_delete BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION fn_{table}_append_only()",
)


def statements(table: str, dialect: str) -> tuple[str, ...]:
    """The statements that forbid UPDATE, DELETE and TRUNCATE on a table; `dialect`: sqlite or postgresql."""
    texts = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect]
    return tuple(text.format(table=table) for text in texts)


def only(dialect: str, text: str) -> Any:
    """The statement, for one kind of database alone."""
    made: Any = DDL
    return made(text.replace("%", "%%")).execute_if(dialect=dialect)


def append_only(table: Table) -> Table:
    """The same table, whose rows can no longer be changed once it is created from the metadata."""
    for dialect in ("sqlite", "postgresql"):
        for text in statements(table.name, dialect):
            event.listen(table, "after_create", only(dialect, text))
    return table
