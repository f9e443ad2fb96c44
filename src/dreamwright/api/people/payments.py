"""What is sold here and how it is paid for: offers, checkout pages, and the provider's own messages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.context import Context
from dreamwright.api.people import answers, models
from dreamwright.api.people.deeds import Visit, note
from dreamwright.api.threads import Threaded
from dreamwright.errors import BadInput, Conflict, NotFound
from dreamwright.service.accounts.audit import Deed, audit
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.payments import payments
from dreamwright.service.payments.base import Item, Payments

LONGEST = 1_000_000
SIGNATURE = "stripe-signature"

router = APIRouter(tags=["payments"], route_class=Threaded)


async def raw_body(request: Request) -> bytes:
    """The body as it came, for its signature; BadInput for a longer one than any provider sends."""
    body = await request.body()
    if len(body) > LONGEST:
        raise BadInput("The message is too long.")
    return body


def provider_of(rooms: Rooms) -> Payments:
    """Who takes the money; NotFound where nothing is sold."""
    if rooms.payments is None:
        raise NotFound("Nothing is sold here: payments are off until the installation sets a provider's keys.")
    return rooms.payments


Seller = Annotated[Payments, Depends(provider_of)]


@router.get("/plans")
def offered(rooms: Rooms) -> models.Offers:
    """The plans, top-ups and prices of this installation."""
    return answers.offers(rooms.plans, rooms.payments is not None)


@router.post("/payments/checkout")
def checkout(
    asked: models.CheckoutAsk, rooms: Rooms, who: Who, seller: Seller, visitor: Visit
) -> models.Checkout:  # fmt: skip
    """Where to pay for a top-up, or for a plan by the month or the year."""
    demand(who, "workspace.pay")
    item = Item(asked.kind, asked.name)
    url = payments.checkout(rooms.database, seller, rooms.plans, who.workspace_id, item)
    with rooms.database.write() as connection:
        note(connection, who, visitor, "workspace.checkout", who.workspace_id, kind=item.kind, name=item.name)
    return models.Checkout(url=url)


@router.post("/payments/cancel")
def cancel(rooms: Rooms, who: Who, seller: Seller, visitor: Visit) -> models.Cancelled:
    """Lets the workspace's subscription end with the time that is paid for."""
    demand(who, "workspace.pay")
    ended = payments.cancel(rooms.database, seller, who.workspace_id)
    with rooms.database.write() as connection:
        note(connection, who, visitor, "workspace.unsubscribe", who.workspace_id, subscriptions=ended)
    return models.Cancelled(subscriptions=ended)


@router.post("/payments/webhook", include_in_schema=False)
def webhook(
    rooms: Rooms, seller: Seller, request: Request, body: Annotated[bytes, Depends(raw_body)]
) -> models.Received:
    """What the provider tells us. Safe to be told twice; believed for its signature alone."""
    told = seller.event(body, request.headers.get(SIGNATURE))
    if told is None:
        return models.Received(applied=False)
    with rooms.database.write() as connection:
        now = rooms.database.now(connection)
        applied = payments.apply(connection, rooms.plans, told, now)
        if applied:
            change = type(told.change).__name__.lower()
            deed = Deed(f"payment.{change}", told.id, note={"provider": told.provider}, workspace_id=told.workspace_id)
            audit(connection, None, deed, now)
    return models.Received(applied=applied)


def end_subscriptions(rooms: Context, workspace_id: str) -> None:
    """Tells the provider to charge no more for a workspace that is about to be deleted; Conflict, MachineFault."""
    if rooms.payments is not None:
        payments.cancel(rooms.database, rooms.payments, workspace_id)
        return
    with rooms.database.read() as connection:
        if payments.active(connection, workspace_id):
            raise Conflict("A subscription runs for this workspace, and the provider's keys are not set to end it.")
