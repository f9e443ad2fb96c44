"""What a payment does to a workspace: credits or a plan, once for each event, whole or not at all."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import ColumnElement, Connection, insert, select, update

from dreamwright.errors import Conflict, NotAllowed, NotFound
from dreamwright.service.accounts import workspaces
from dreamwright.service.accounts.workspaces import Workspace
from dreamwright.service.credits import books, ledger, renewal
from dreamwright.service.db.columns import DAY_S
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.payments import payment_event, subscription
from dreamwright.service.db.tables.people import workspace as workspace_table
from dreamwright.service.db.upsert import insert_new
from dreamwright.service.payments.base import Ended, Item, PaymentEvent, Payments, Refunded, Subscribed, ToppedUp
from dreamwright.service.plans.plans import Plans


def checkout(database: Database, provider: Payments, plans: Plans, workspace_id: str, item: Item) -> str:
    """The address of the page where a workspace pays for an item. The provider is asked outside any transaction.

    NotAllowed for a top-up on a plan that has none, Conflict where a subscription runs already, UnknownName.
    """
    with database.read() as connection:
        place = workspaces.get(connection, workspace_id)
        running = active(connection, workspace_id)
    if item.kind == "topup":
        plans.topup(item.name)
        if not plans.plan(place.plan).topups:
            raise NotAllowed(f"The plan {place.plan} has no top-ups.")
    else:
        plans.plan(item.name)
        if running:
            raise Conflict("A subscription runs already: cancel it first.")
    return provider.create_checkout(place, item)


def cancel(database: Database, provider: Payments, workspace_id: str) -> int:
    """Lets the subscriptions of a workspace end with the time that is paid for; how many there are. MachineFault."""
    with database.read() as connection:
        running = active(connection, workspace_id)
    for subscription_id in running:
        provider.cancel(subscription_id)
    return len(running)


def active(connection: Connection, workspace_id: str) -> tuple[str, ...]:
    """The ids of the subscriptions of a workspace that are not over, the latest first."""
    runs = (subscription.c.workspace_id == workspace_id) & (subscription.c.state == "active")
    statement = select(subscription.c.subscription_id).where(runs).order_by(subscription.c.since.desc())
    return tuple(connection.execute(statement).scalars())


def apply(connection: Connection, plans: Plans, event: PaymentEvent, now: float) -> bool:
    """Does what an event says: False where it was done before, or is about a workspace that is not here any more.

    Events may come twice and in any order: what has ended stays ended. Write nothing else into the transaction that
    should outlive a failure; on an error answer the provider with a failure, and it will tell the event again.
    """
    place = _locked(connection, event.workspace_id)
    if place is None or not _is_new(connection, event, now):
        return False
    match event.change:
        case ToppedUp() as change:
            ends = now + plans.topup_lasts_days * DAY_S
            amount, ref = change.millicredits, f"{event.provider}:{change.ref}"
            return ledger.grant(connection, place.id, amount, "topup", "topup", ref, now, expires_at=ends)
        case Refunded() as change:
            taken = ledger.take_back(connection, place.id, "topup", f"{event.provider}:{change.ref}", now)
            return taken is not None
        case Subscribed() as change:
            return _subscribe(connection, plans, event, change, now)
        case Ended() as change:
            return _end(connection, plans, event, change, now)


def _locked(connection: Connection, workspace_id: str) -> Workspace | None:
    """The workspace, locked, so that events about it take turns."""
    row = select(workspace_table.c.id).where(workspace_table.c.id == workspace_id)
    if connection.execute(row.with_for_update(key_share=True)).first() is None:
        return None
    try:
        return workspaces.get(connection, workspace_id)
    except NotFound:
        return None


def _is_new(connection: Connection, event: PaymentEvent, now: float) -> bool:
    row = {"provider": event.provider, "event_id": event.id, "kind": type(event.change).__name__.lower()}
    told = {"workspace_id": event.workspace_id, "note": asdict(event.change), "happened_at": event.at}
    return insert_new(connection, payment_event, {**row, **told, "received_at": now})


def _subscribe(connection: Connection, plans: Plans, event: PaymentEvent, change: Subscribed, now: float) -> bool:
    plan, same = plans.plan(change.plan), _same(event, change.subscription_id)
    kept = connection.execute(select(subscription.c.state, subscription.c.paid_until).where(*same)).one_or_none()
    if kept is not None and kept.state == "ended":
        return False
    until = change.until if kept is None else max(change.until, kept.paid_until)
    if kept is None:
        row = {"provider": event.provider, "subscription_id": change.subscription_id, "plan": plan.name}
        paid = {"workspace_id": event.workspace_id, "state": "active", "since": change.since, "paid_until": until}
        connection.execute(insert(subscription).values({**row, **paid}))
    else:
        connection.execute(update(subscription).where(*same).values(paid_until=until))
    workspaces.set_plan(connection, event.workspace_id, plan.name, min(change.since, now), until)
    renewal.renew(connection, event.workspace_id, plan, now)
    return True


def _end(connection: Connection, plans: Plans, event: PaymentEvent, change: Ended, now: float) -> bool:
    """Also of a subscription that we have not heard of yet: its late events must not begin it."""
    same, lapsed = _same(event, change.subscription_id), plans.plan(plans.lapsed)
    row = {"provider": event.provider, "subscription_id": change.subscription_id, "plan": lapsed.name, "since": now}
    whose = {"workspace_id": event.workspace_id, "state": "ended", "paid_until": now, "ended_at": now}
    if insert_new(connection, subscription, {**row, **whose}):
        return True
    runs = subscription.c.state == "active"
    ended = update(subscription).where(*same, runs).values(state="ended", ended_at=now)
    if connection.execute(ended).rowcount == 0 or active(connection, event.workspace_id):
        return False
    workspaces.set_plan(connection, event.workspace_id, lapsed.name, now)
    books.end_bucket(connection, books.lock_or_open(connection, event.workspace_id), "monthly", now)
    renewal.renew(connection, event.workspace_id, lapsed, now)
    return True


def _same(event: PaymentEvent, subscription_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return subscription.c.provider == event.provider, subscription.c.subscription_id == subscription_id
