"""What a workspace spent, by person, model and day: from settled holds, as rows or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from dreamwright.service.credits.ledger import DAY_S
from dreamwright.service.db.tables.credits import hold


@dataclass(frozen=True)
class Usage:
    """Work of one kind by one model in one day (UTC, as YYYY-MM-DD). `person_id` None = unknown."""

    day: str
    workspace_id: str
    person_id: str | None
    model: str
    kind: str
    count: int
    seconds: float
    credits: float


def usage(connection: Connection, since: float, until: float, *, workspace_id: str | None = None) -> tuple[Usage, ...]:
    """Usage on the days from that of `since` to that of `until`, both whole, in the order of days; of all workspaces
    where none is named.
    """
    note = {name: func.coalesce(hold.c.note[name].as_string(), "") for name in ("model", "kind")}
    groups = hold.c.closed_day, hold.c.workspace_id, hold.c.person_id, note["model"], note["kind"]
    sums = func.count(), func.sum(hold.c.note["seconds"].as_float()), func.sum(hold.c.spent)
    days = hold.c.closed_day.between(int(since // DAY_S), int(until // DAY_S))
    statement = select(*groups, *sums).where(days, hold.c.state == "settled").group_by(*groups).order_by(*groups)
    if workspace_id is not None:
        statement = statement.where(hold.c.workspace_id == workspace_id)
    return tuple(
        Usage(_date(day), place, person, model, kind, count, float(seconds or 0), int(spent) / 1000)
        for day, place, person, model, kind, count, seconds, spent in connection.execute(statement)
    )


def as_csv(rows: Iterable[Usage]) -> str:
    """The rows as CSV (RFC 4180) under a line of names. A cell that a spreadsheet would run as a formula is quoted
    with an apostrophe.
    """
    written = io.StringIO()
    writer = csv.DictWriter(written, [field.name for field in fields(Usage)])
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in asdict(row).items()})
    return written.getvalue()


def _cell(value: object) -> object:
    is_formula = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{value}" if is_formula else value


def _date(day: int) -> str:
    return datetime.fromtimestamp(day * DAY_S, UTC).strftime("%Y-%m-%d")
