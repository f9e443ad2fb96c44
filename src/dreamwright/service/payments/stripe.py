"""Payment by Stripe: Checkout pages, and webhooks whose signature Stripe's library checks.

Its API is named once, here; nothing outside knows what Stripe calls things.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dreamwright.errors import BadInput, MachineFault, MissingBackend, NotAllowed
from dreamwright.service.accounts.workspaces import Workspace
from dreamwright.service.payments.base import Ended, Item, PaymentEvent, Refunded, Subscribed, ToppedUp
from dreamwright.service.plans.plans import Plans

if TYPE_CHECKING:
    from stripe import StripeClient

OLDEST_S = 300
"""A signed message older than this is refused: somebody may have caught it and sent it again."""

_PAID = ("checkout.session.completed", "checkout.session.async_payment_succeeded")
_OVER = ("unpaid", "canceled", "incomplete_expired")


@dataclass(frozen=True)
class StripeSettings:
    """The account's keys and where a customer comes back to. `api_base`: another address of Stripe's API."""

    secret_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    success_url: str
    cancel_url: str
    api_base: str | None = None
    timeout_s: float = 20.0


class StripePayments:
    """Payments by Stripe; MissingBackend where its library is not installed."""

    name = "stripe"

    def __init__(self, settings: StripeSettings, plans: Plans) -> None:
        try:
            import stripe
        except ModuleNotFoundError as error:
            raise MissingBackend("Payments need Stripe's library: pip install 'dreamwright[payments]'.") from error
        self._settings, self._plans = settings, plans
        addresses: Any = {} if settings.api_base is None else {"api": settings.api_base}
        self._http: Any = stripe.RequestsClient(timeout=settings.timeout_s)
        self._client: StripeClient = stripe.StripeClient(
            settings.secret_key, base_addresses=addresses, max_network_retries=2, http_client=self._http
        )

    def close(self) -> None:
        """Gives the connections to Stripe of this thread back."""
        self._http.close()

    def create_checkout(self, workspace: Workspace, item: Item) -> str:
        """The address of a Stripe page where the item can be paid.

        UnknownName, NotAllowed for what is not for sale, MachineFault where Stripe cannot be reached or refuses.
        """
        parameters: Any = self._topup(workspace, item) if item.kind == "topup" else self._plan(workspace, item)
        urls = {"success_url": self._settings.success_url, "cancel_url": self._settings.cancel_url}
        with _told():
            session = self._client.v1.checkout.sessions.create(parameters | urls)
        if not session.url:
            raise MachineFault("Stripe gave no page to pay on.")
        return str(session.url)

    def cancel(self, subscription_id: str) -> None:
        """Lets a subscription end with the time that is paid for; MachineFault."""
        with _told():
            self._client.v1.subscriptions.update(subscription_id, {"cancel_at_period_end": True})

    def event(self, payload: bytes, signature: str | None) -> PaymentEvent | None:
        """What a webhook's message says; None for what is not about our credits and plans.

        NotAllowed where it is not signed by Stripe, or was signed more than `OLDEST_S` ago; BadInput for no JSON.
        """
        import stripe

        try:
            secret = self._settings.webhook_secret
            stripe.Webhook.construct_event(payload, signature, secret, tolerance=OLDEST_S)
        except stripe.SignatureVerificationError as error:
            raise NotAllowed("This message is not signed by Stripe, or too long ago.") from error
        except ValueError as error:
            raise BadInput("This message is not JSON.") from error
        return _read(json.loads(payload))

    def _topup(self, workspace: Workspace, item: Item) -> dict[str, Any]:
        topup = self._plans.topup(item.name)
        what = f"{topup.credits:,.0f} credits"
        about = {"workspace_id": workspace.id, "millicredits": str(topup.millicredits)}
        line = {"quantity": 1, "price_data": self._price(what, topup.price_cents)}
        return {
            "mode": "payment",
            "line_items": [line],
            "payment_intent_data": {"metadata": about},  # comes back with a refund
            "metadata": about,
            "client_reference_id": workspace.id,
        }

    def _plan(self, workspace: Workspace, item: Item) -> dict[str, Any]:
        plan = self._plans.plan(item.name)
        cents = plan.price_cents_month if item.kind == "month" else plan.price_cents_year
        if not cents:
            raise NotAllowed(f"The plan {plan.name} is not for sale by the {item.kind}.")
        price = {**self._price(plan.title, cents), "recurring": {"interval": item.kind}}
        about = {"workspace_id": workspace.id, "plan": plan.name}
        return {
            "mode": "subscription",
            "line_items": [{"quantity": 1, "price_data": price}],
            "subscription_data": {"metadata": about},
            "metadata": about,
            "client_reference_id": workspace.id,
        }

    def _price(self, what: str, cents: int) -> dict[str, Any]:
        return {"currency": self._plans.currency, "unit_amount": cents, "product_data": {"name": what}}


@contextmanager
def _told() -> Iterator[None]:
    """Turns every refusal of Stripe into one sentence; its own message may name keys, and stays in the cause."""
    import stripe

    try:
        yield
    except stripe.APIConnectionError as error:
        raise MachineFault("Stripe cannot be reached now.") from error
    except stripe.StripeError as error:
        raise MachineFault("Stripe refused the request.") from error


def _read(event: Mapping[str, Any]) -> PaymentEvent | None:
    """The event in our words; None where it is of another kind, or not about anything that we sold."""
    thing = event.get("data", {}).get("object", {})
    kind = event.get("type")
    change: ToppedUp | Refunded | Subscribed | Ended | None
    if kind in _PAID:
        change, about = _topped_up(thing), thing.get("metadata")
    elif kind == "charge.refunded" and thing.get("refunded"):  # in part: for a person to judge
        change, about = Refunded(str(thing.get("payment_intent"))), thing.get("metadata")
    elif kind == "invoice.paid":
        change, about = _subscribed(thing)
    elif kind == "customer.subscription.deleted" or (
        kind == "customer.subscription.updated" and thing.get("status") in _OVER
    ):
        change, about = Ended(thing["id"]), thing.get("metadata")
    else:
        return None
    if change is None or not about or "workspace_id" not in about:
        return None
    return PaymentEvent("stripe", event["id"], float(event["created"]), about["workspace_id"], change)


def _topped_up(session: Mapping[str, Any]) -> ToppedUp | None:
    about = session.get("metadata") or {}
    is_paid = session.get("mode") == "payment" and session.get("payment_status") == "paid"
    sold = str(about.get("millicredits", ""))
    if not is_paid or not sold.isascii() or not sold.isdigit():
        return None
    return ToppedUp(str(session.get("payment_intent") or session["id"]), int(sold))


def _subscribed(invoice: Mapping[str, Any]) -> tuple[Subscribed | None, Mapping[str, str] | None]:
    """Where the subscription stands in an invoice changed with Stripe's API of 2025-03-31: both are read."""
    details = (invoice.get("parent") or {}).get("subscription_details") or invoice.get("subscription_details") or {}
    about = details.get("metadata") or {}
    subscription = details.get("subscription") or invoice.get("subscription")
    periods = [line["period"] for line in invoice.get("lines", {}).get("data", [])]
    if not subscription or "plan" not in about or not periods:
        return None, None
    last = max(periods, key=lambda period: period["end"])
    return Subscribed(str(subscription), about["plan"], float(last["start"]), float(last["end"])), about
