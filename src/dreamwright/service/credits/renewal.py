"""The monthly credits of a plan: granted once for each month, ended with it. Months count from the plan's first day."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from dreamwright.errors import NotFound
from dreamwright.service.accounts import workspaces
from dreamwright.service.accounts.workspaces import Workspace
from dreamwright.service.credits import books, ledger
from dreamwright.service.db.database import Database, now_of
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

    Also False for a plan without monthly credits or that the workspace is not on (any more), and after the day until
    which the plan is paid. NotFound.
    """
    if not plan.monthly_credits:
        return False
    accounts = books.lock_or_open(connection, workspace_id)
    place = workspaces.get(connection, workspace_id)  # read under the lock: a payment may just have changed the plan
    if place.plan != plan.name or not _is_due(place, plan, now):
        return False
    ref, end = _ref(place, plan, now), period(place.plan_since, now).end
    if books.moved(connection, [ref], "grant.month"):
        return False
    books.end_bucket(connection, accounts, "monthly", now)
    return ledger.grant(connection, place.id, plan.monthly_credits, "monthly", "month", ref, now, expires_at=end)


def renew_all(database: Database, plans: Plans, *, at: float | None = None) -> int:
    """Renews every workspace that is due and takes away what has ended, each in its own transaction; how many renewed.

    To be called now and then (every few minutes): `at` is the database's clock where it is not given.
    """
    renewed, last = 0, ""
    while True:
        with database.read() as connection:
            now = now_of(connection) if at is None else at
            places = workspaces.page(connection, last)
            due = _due(connection, places, plans, now)
        renewed += sum(_tend(database, place, plans, now) for place in due)
        if not places:
            return renewed
        last = places[-1].id


def _due(connection: Connection, places: Sequence[Workspace], plans: Plans, now: float) -> list[Workspace]:
    """Those that miss this month's credits or keep some that have ended, found in two statements."""
    months = {place.id: _ref(place, plan, now) for place in places if (plan := _plan_due(place, plans, now))}
    granted = books.moved(connection, months.values(), "grant.month")
    over = books.overdue(connection, [place.id for place in places], now)
    return [place for place in places if place.id in over or months.get(place.id) not in (None, *granted)]


def _tend(database: Database, place: Workspace, plans: Plans, now: float) -> bool:
    try:
        with database.write() as connection:
            ledger.expire(connection, place.id, now)
            plan = _plan_due(place, plans, now)
            return plan is not None and renew(connection, place.id, plan, now)
    except NotFound:  # deleted in this moment
        return False


def _plan_due(place: Workspace, plans: Plans, now: float) -> Plan | None:
    """The plan that gives credits this month; None too where the file lost it."""
    plan = plans.plans.get(place.plan)
    return plan if plan is not None and _is_due(place, plan, now) else None


def _is_due(place: Workspace, plan: Plan, now: float) -> bool:
    paid = place.plan_until is None or now < place.plan_until
    return paid and plan.monthly_credits > 0 and now >= place.plan_since


def _ref(place: Workspace, plan: Plan, now: float) -> str:
    return f"{place.id}:{plan.name}:{period(place.plan_since, now).start:.3f}"


def _plus_months(first: datetime, months: int) -> datetime:
    year, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + year, month + 1
    return first.replace(year=year, month=month, day=min(first.day, calendar.monthrange(year, month)[1]))
