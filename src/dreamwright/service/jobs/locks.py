"""Taking turns in the two places where a count must not change under who counts. Knows no table.

SQLite lets one transaction write at a time by itself; PostgreSQL is asked for a lock that ends with the transaction.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

SUBMITTING: Final = 0x6472_6562
CLAIMING: Final = 0x6472_6563


def take_turn(connection: Connection, lock: int) -> None:
    """Waits for this transaction's turn. A process that stops in the middle of its turn is thrown out after 10 s."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '10s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
