"""How often somebody may try to sign in: counted per email, per address, and per both, in a table.

A table and not memory: several servers share one database, and a restart must not give new guesses. Emails are kept
as hashes, so that what was typed into the wrong field (a password) is nowhere to be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from dreamwright.errors import TooMany
from dreamwright.service.accounts.secret import hashed
from dreamwright.service.db.database import Database, now_of
from dreamwright.service.db.tables.accounts import sign_in_attempt as attempt


@dataclass(frozen=True)
class Limits:
    """Failed attempts allowed within `window_s`.

    The pair's limit is the low one: a stranger who guesses from elsewhere does not shut the owner out.
    """

    window_s: float = 900.0
    pair: int = 10
    email: int = 100
    address: int = 100


def begin(database: Database, email: str, address: str, limits: Limits) -> None:
    """Counts an attempt before its password is looked at; TooMany where there were too many.

    It is written in one transaction and counted in the next, so that attempts made at once see each other.
    """
    hashed_email = hashed(email)
    with database.write() as connection:
        now = now_of(connection)
        connection.execute(delete(attempt).where(attempt.c.at <= now - limits.window_s))
        row = {"email_hash": hashed_email, "address": address[:64], "at": now}
        number = connection.execute(insert(attempt).values(row).returning(attempt.c.id)).scalar_one()
    with database.read() as connection:
        wait_s = _wait_s(connection, row, limits)
    if wait_s > 0:
        with database.write() as connection:  # what was not tried does not count
            connection.execute(delete(attempt).where(attempt.c.id == number))
        raise TooMany("Too many attempts to sign in: try again later.", retry_after_s=wait_s)


def forget(connection: Connection, email: str, address: str) -> None:
    """Takes back the attempts of who has now signed in from that address."""
    pair = (attempt.c.email_hash == hashed(email)) & (attempt.c.address == address[:64])
    connection.execute(delete(attempt).where(pair))


def _wait_s(connection: Connection, row: dict[str, Any], limits: Limits) -> float:
    """Seconds until one more attempt is allowed: 0 = it is."""
    same_email, same_address = attempt.c.email_hash == row["email_hash"], attempt.c.address == row["address"]
    rules = ((same_email & same_address, limits.pair), (same_email, limits.email), (same_address, limits.address))
    return max(_rule_wait_s(connection, rule, most, row["at"] - limits.window_s) for rule, most in rules)


def _rule_wait_s(connection: Connection, rule: ColumnElement[bool], most: int, since: float) -> float:
    statement = select(func.count(), func.min(attempt.c.at)).where(rule, attempt.c.at > since)
    made, first = connection.execute(statement).one()
    return max(1.0, float(first) - since) if made > most else 0.0
