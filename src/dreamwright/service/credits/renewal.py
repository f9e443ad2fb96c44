"""The monthly credits of a plan: granted once for each month, ended with it. Months count from the plan's first day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from dreamwright.service.accounts import workspaces
from dreamwright.service.accounts.workspaces import Workspace
from dreamwright.service.credits import books, ledger
from dreamwright.service.db.database import Database, now_of
from dreamwright.service.db.tables.people import workspace
from dreamwright.service.plans.plans import Plan, Plans


@dataclass(frozen=True)
class Period:
    """A month of a plan, from its start to just before its end (seconds since 1970)."""

    start: float
    end: float


def period(since: float, now: float) -> Period:
    """The month around `now`, counted in UTC from `since`; a day that a month lacks is that month's last."""
    first, today = datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(max(since, now), UTC)
    months = (today.year - first.year) * 12 + today.month - first.month
    if _plus_months(first, months) > today:
        months -= 1
    return Period(_plus_months(first, months).timestamp(), _plus_months(first, months + 1).timestamp())


def renew(connection: Connection, workspace_id: str, plan: Plan, now: float) -> bool:
    """Grants this month's credits, and ends what is left of the months before; False where that is done already.

    Also False for a plan without monthly credits, and after the day until which the plan is paid.
    """
    place = workspaces.get(connection, workspace_id)
    return _is_due(place, plan, now) and _renew(connection, place, plan, now)


def renew_all(database: Database, plans: Plans, *, at: float | None = None) -> int:
    """Renews every workspace that is due and takes away what has ended, each in its own transaction; how many renewed.

    To be called now and then (every few minutes): `at` is the database's clock where it is not given.
    """
    renewed, last = 0, ""
    while True:
        with database.read() as connection:
            statement = select(workspace.c.id).where(workspace.c.id > last, workspace.c.deleted_at.is_(None))
            ids = connection.execute(statement.order_by(workspace.c.id).limit(500)).scalars().all()
            now = now_of(connection) if at is None else at
            due = [one for one in ids if _needs(connection, one, plans, now)]
        for workspace_id in due:
            with database.write() as connection:
                ledger.expire(connection, workspace_id, now)
                plan = plans.plans.get(workspaces.get(connection, workspace_id).plan)
                renewed += plan is not None and renew(connection, workspace_id, plan, now)
        if not ids:
            return renewed
        last = ids[-1]


def _needs(connection: Connection, workspace_id: str, plans: Plans, now: float) -> bool:
    place = workspaces.get(connection, workspace_id)
    plan = plans.plans.get(place.plan)
    over = any(lot.is_over(now) for lot in books.unspent_lots(connection, workspace_id))
    if over or plan is None or not _is_due(place, plan, now):
        return over
    return not books.was_moved(connection, _ref(place, plan, now), "grant.month")


def _is_due(place: Workspace, plan: Plan, now: float) -> bool:
    paid = place.plan_until is None or now < place.plan_until
    return paid and plan.monthly_credits > 0 and now >= place.plan_since


def _renew(connection: Connection, place: Workspace, plan: Plan, now: float) -> bool:
    accounts = books.lock_or_open(connection, place.id)
    if books.was_moved(connection, _ref(place, plan, now), "grant.month"):
        return False
    books.end_bucket(connection, accounts, "monthly", now)
    end = period(place.plan_since, now).end
    ref = _ref(place, plan, now)
    return ledger.grant(connection, place.id, plan.monthly_credits, "monthly", "month", ref, now, expires_at=end)


def _ref(place: Workspace, plan: Plan, now: float) -> str:
    return f"{place.id}:{plan.name}:{period(place.plan_since, now).start:.3f}"


def _plus_months(first: datetime, months: int) -> datetime:
    year, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + year, month + 1
    return first.replace(year=year, month=month, day=min(first.day, calendar.monthrange(year, month)[1]))
