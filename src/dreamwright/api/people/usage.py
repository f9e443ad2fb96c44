"""What was spent, by person, model and day, and what was done: for a workspace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.context import Context
from dreamwright.api.people import answers, models
from dreamwright.api.threads import Threaded
from dreamwright.errors import BadOption
from dreamwright.service.accounts import audit
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.credits import usage

LONGEST_DAYS = 366
BIGINT = 2**63 - 1

Day = Annotated[date | None, Query(description="YYYY-MM-DD, in UTC.")]
Format = Annotated[Literal["json", "csv"] | None, Query(description="Else by the Accept header; JSON by default.")]
Cursor = Annotated[int | None, Query(ge=1, le=BIGINT)]
Limit = Annotated[int, Query(ge=1, le=500)]
CSV = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}

router = APIRouter(tags=["usage"], route_class=Threaded)


@router.get("/usage", response_model=models.Usage, responses=CSV)  # type: ignore[arg-type]
def used(
    rooms: Rooms, who: Who, request: Request, since: Day = None, until: Day = None, format: Format = None
) -> models.Usage | Response:
    """What this workspace spent on these days, both whole; the last 30 where none are named."""
    demand(who, "usage.read")
    return report(rooms, request, (since, until), format, who.workspace_id)


@router.get("/audit")
def done(rooms: Rooms, who: Who, cursor: Cursor = None, limit: Limit = 100) -> models.AuditLog:
    """What was done in this workspace, the latest first."""
    demand(who, "workspace.audit")
    with rooms.database.read() as connection:
        return log_of(audit.entries(connection, cursor, workspace_id=who.workspace_id, limit=limit), limit)


def log_of(found: Iterable[audit.Entry], limit: int) -> models.AuditLog:
    """A page of the audit log."""
    entries = [answers.entry(one) for one in found]
    return models.AuditLog(entries=entries, cursor=entries[-1].id if len(entries) == limit else None)


def report(
    rooms: Context, request: Request, days: tuple[date | None, date | None], format: str | None,
    workspace_id: str | None,
) -> models.Usage | Response:  # fmt: skip
    """The usage of a workspace (None = of all) as JSON or CSV; BadOption for days in no order or too many."""
    with rooms.database.read() as connection:
        since, until = _range(days, datetime.fromtimestamp(rooms.database.now(connection), UTC).date())
        rows = usage.usage(connection, _seconds(since), _seconds(until), workspace_id=workspace_id)
    if format == "csv" or (format is None and "text/csv" in request.headers.get("accept", "")):
        name = f'attachment; filename="usage-{since}-{until}.csv"'
        return Response(usage.as_csv(rows), media_type="text/csv", headers={"content-disposition": name})
    shown = [models.UsageRow(**vars(row)) for row in rows]
    total = round(sum(row.credits for row in rows), 3)
    return models.Usage(since=str(since), until=str(until), credits=total, rows=shown)


def _range(days: tuple[date | None, date | None], today: date) -> tuple[date, date]:
    until = days[1] or max(today, days[0] or today)
    since = days[0] or max(date.min + timedelta(30), until) - timedelta(29)
    if not date(1970, 1, 1) <= since <= until or (until - since).days >= LONGEST_DAYS:
        raise BadOption(f"Usage is counted from one day to the same or a later one, over up to {LONGEST_DAYS} days.")
    return since, until


def _seconds(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
