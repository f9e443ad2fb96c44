"""What Stripe tells us, signed as Stripe documents it, and what it does to credits and plans. No network."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import json
import threading
import time
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from dreamwright.errors import BadInput, Conflict, MachineFault, NotAllowed, UnknownName
from dreamwright.service.accounts import people, workspaces
from dreamwright.service.accounts.people import NewPerson
from dreamwright.service.credits import ledger
from dreamwright.service.credits.ledger import Balance
from dreamwright.service.credits.renewal import renew_all
from dreamwright.service.credits.verify import verify
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.payments import payment_event
from dreamwright.service.payments import payments
from dreamwright.service.payments.base import Ended, Item, PaymentEvent, Subscribed, ToppedUp
from dreamwright.service.payments.stripe import StripePayments, StripeSettings
from dreamwright.service.plans.plans import load_plans

SECRET = "whsec_test"
PLANS = load_plans()
DAY = 86400.0
MAY = 1_777_593_600.0  # 2026-05-01


def signed(payload: bytes, secret: str = SECRET, at: float | None = None) -> str:
    """The header by Stripe's documented scheme: HMAC-SHA256 of `timestamp.payload`."""
    stamp = int(time.time() if at is None else at)
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"


def message(kind: str, thing: dict[str, Any], event_id: str = "evt_1") -> bytes:
    whole = {"id": event_id, "object": "event", "type": kind, "created": 1_777_593_600, "data": {"object": thing}}
    return json.dumps(whole).encode()


def paid_session(workspace: str = "w", **fields: Any) -> dict[str, Any]:
    about = {"workspace_id": workspace, "millicredits": "1200000"}
    session = {"id": "cs_1", "object": "checkout.session", "mode": "payment", "payment_status": "paid"}
    return {**session, "metadata": about, **fields}


def paid_invoice(workspace: str, since: float, until: float, plan: str = "plus", sub: str = "sub_1") -> dict[str, Any]:
    details = {"subscription": sub, "metadata": {"workspace_id": workspace, "plan": plan}}
    lines = {"object": "list", "data": [{"period": {"start": since, "end": until}}]}
    return {"id": "in_1", "object": "invoice", "parent": {"subscription_details": details}, "lines": lines}


@pytest.fixture
def provider() -> StripePayments:
    return StripePayments(settings(), PLANS)


def settings(api_base: str | None = None) -> StripeSettings:
    return StripeSettings("sk_test_x", SECRET, "https://studio/paid", "https://studio/back", api_base)


@pytest.fixture
def place(database: Database) -> str:
    with database.write() as connection:
        ada = people.create(connection, NewPerson("Ada", plan="free"), MAY)
        return workspaces.of_person(connection, ada.id)[0][0].id


def told(provider: StripePayments, kind: str, thing: dict[str, Any], event_id: str = "evt_1") -> PaymentEvent | None:
    payload = message(kind, thing, event_id)
    return provider.event(payload, signed(payload))


def applied(database: Database, event: PaymentEvent | None, now: float) -> bool:
    assert event is not None
    with database.write() as connection:
        done = payments.apply(connection, PLANS, event, now)
        assert verify(connection) == ()
    return done


def balance(database: Database, place: str) -> Balance:
    with database.read() as connection:
        return ledger.balance(connection, place)


def plan_of(database: Database, place: str) -> str:
    with database.read() as connection:
        return workspaces.get(connection, place).plan


def test_a_signed_payment_is_read(provider: StripePayments) -> None:
    event = told(provider, "checkout.session.completed", paid_session())
    assert event == PaymentEvent("stripe", "evt_1", MAY, "w", ToppedUp("cs_1", 1_200_000))
    late = told(provider, "checkout.session.async_payment_succeeded", paid_session(), "evt_2")
    assert late is not None
    assert late.change == event.change


def test_what_is_not_signed_by_stripe_is_refused(provider: StripePayments) -> None:
    payload = message("checkout.session.completed", paid_session())
    bad = [None, "", "nonsense", "t=1,v1=", signed(payload, "whsec_other"), signed(payload + b" ")]
    for header in (*bad, signed(payload, at=time.time() - 301), signed(payload).replace("v1=", "v0=")):
        with pytest.raises(NotAllowed, match="not signed by Stripe"):
            provider.event(payload, header)


def test_a_signature_of_an_older_key_beside_the_right_one_is_fine(provider: StripePayments) -> None:
    payload = message("checkout.session.completed", paid_session())
    assert provider.event(payload, signed(payload) + ",v1=" + "0" * 64) is not None


def test_a_signed_message_that_is_no_json_is_refused(provider: StripePayments) -> None:
    with pytest.raises(BadInput, match="not JSON"):
        provider.event(b"hello", signed(b"hello"))


@pytest.mark.parametrize(
    ("kind", "thing"),
    [
        ("customer.created", {"id": "cus_1"}),
        ("checkout.session.completed", paid_session(payment_status="unpaid")),
        ("checkout.session.completed", paid_session(mode="subscription")),
        ("checkout.session.completed", paid_session(metadata={})),
        ("checkout.session.completed", paid_session(metadata={"workspace_id": "w", "millicredits": "lots"})),
        ("checkout.session.completed", paid_session(metadata=None)),
        ("invoice.paid", {"id": "in_1", "lines": {"data": []}}),
        (
            "charge.refunded",
            {"id": "ch_1", "payment_intent": "p", "refunded": False, "metadata": {"workspace_id": "w"}},
        ),
        ("charge.refunded", {"id": "ch_1", "payment_intent": "p", "refunded": True, "metadata": {}}),
        ("customer.subscription.updated", {"id": "sub_1", "status": "past_due", "metadata": {"workspace_id": "w"}}),
        ("customer.subscription.deleted", {"id": "sub_1", "metadata": {}}),
    ],
)
def test_what_is_not_about_our_sales_is_nothing(provider: StripePayments, kind: str, thing: dict[str, Any]) -> None:
    assert told(provider, kind, thing) is None


def test_both_shapes_of_an_invoice_are_read(provider: StripePayments) -> None:
    new = paid_invoice("w", MAY, MAY + 31 * DAY)
    old = {**new, "subscription": "sub_1", "subscription_details": {"metadata": {"workspace_id": "w", "plan": "plus"}}}
    del old["parent"]
    for invoice in (new, old):
        event = told(provider, "invoice.paid", invoice)
        assert event is not None
        assert event.change == Subscribed("sub_1", "plus", MAY, MAY + 31 * DAY)


def test_a_topup_is_given_once_however_often_it_is_told(
    database: Database, provider: StripePayments, place: str
) -> None:
    session = paid_session(place)
    first = told(provider, "checkout.session.completed", session)
    assert applied(database, first, MAY)
    assert not applied(database, first, MAY + 1)
    assert not applied(database, told(provider, "checkout.session.async_payment_succeeded", session, "evt_2"), MAY + 2)
    assert balance(database, place) == Balance(0, 1_200_000, 0)
    with database.write() as connection:
        assert ledger.expire(connection, place, MAY + 364 * DAY) == 0
        assert ledger.expire(connection, place, MAY + 365 * DAY) == 1_200_000


def test_events_told_at_once_are_done_once(database: Database, provider: StripePayments, place: str) -> None:
    event = told(provider, "checkout.session.completed", paid_session(place))
    done: list[bool] = []
    threads = [threading.Thread(target=lambda: done.append(applied(database, event, MAY))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, False, True]
    assert balance(database, place).topup == 1_200_000


def test_a_refund_takes_back_what_is_unspent(database: Database, provider: StripePayments, place: str) -> None:
    assert applied(
        database, told(provider, "checkout.session.completed", paid_session(place, payment_intent="pi_1")), MAY
    )
    with database.write() as connection:
        ledger.hold(connection, place, "spent", 200_000, MAY)
        ledger.settle(connection, "spent", MAY)
        ledger.hold(connection, place, "open", 300_000, MAY)
    charge = {"id": "ch_1", "payment_intent": "pi_1", "refunded": True, "metadata": {"workspace_id": place}}
    refund = told(provider, "charge.refunded", charge, "evt_2")
    assert applied(database, refund, MAY + 1)
    assert not applied(database, refund, MAY + 2)
    assert balance(database, place) == Balance(0, 0, 300_000)
    with database.write() as connection:
        ledger.release(connection, "open", MAY + 3)
    assert balance(database, place) == Balance(0, 0, 0)
    assert applied(database, told(provider, "charge.refunded", charge, "evt_3"), MAY + 4), "nothing is left to take"
    unknown = told(provider, "charge.refunded", {**charge, "payment_intent": "pi_2"}, "evt_4")
    assert not applied(database, unknown, MAY + 5)


def test_payments_and_holds_at_once_never_wait_for_each_other_for_ever(database: Database, place: str) -> None:
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(6):
                ref = f"{number}:{turn}"
                if number % 2:
                    applied(database, PaymentEvent("stripe", ref, MAY, place, ToppedUp(ref, 1_000)), MAY)
                    continue
                with database.write() as connection:
                    ledger.grant(connection, place, 500, "topup", "gift", ref, MAY)
                    ledger.hold(connection, place, ref, 500, MAY)
                with database.write() as connection:
                    ledger.settle(connection, ref, MAY)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert balance(database, place) == Balance(0, 18_000, 0)


def test_a_year_is_paid_once_and_gives_credits_each_month(database: Database, place: str) -> None:
    year = PaymentEvent("stripe", "e", MAY, place, Subscribed("sub_1", "plus", MAY, MAY + 365 * DAY))
    assert applied(database, year, MAY)
    for days in (31, 61, 340):
        assert renew_all(database, PLANS, at=MAY + days * DAY) == 1
        assert renew_all(database, PLANS, at=MAY + days * DAY) == 0
        assert balance(database, place) == Balance(10_000_000, 0, 0)
    assert renew_all(database, PLANS, at=MAY + 365 * DAY) == 0
    assert balance(database, place) == Balance(0, 0, 0)


def test_a_subscription_begins_renews_and_ends(database: Database, provider: StripePayments, place: str) -> None:
    june, july = MAY + 31 * DAY, MAY + 61 * DAY
    assert applied(database, told(provider, "invoice.paid", paid_invoice(place, MAY, june)), MAY)
    assert plan_of(database, place) == "plus"
    assert balance(database, place) == Balance(10_000_000, 0, 0)
    with database.write() as connection:
        ledger.hold(connection, place, "g1", 4_000_000, MAY + DAY)
        ledger.settle(connection, "g1", MAY + DAY)
    assert applied(database, told(provider, "invoice.paid", paid_invoice(place, june, july), "evt_2"), june + 60)
    assert balance(database, place) == Balance(10_000_000, 0, 0)
    gone = {"id": "sub_1", "metadata": {"workspace_id": place}}
    assert applied(database, told(provider, "customer.subscription.deleted", gone, "evt_3"), july)
    assert plan_of(database, place) == "free"
    assert balance(database, place) == Balance(500_000, 0, 0)


def test_what_has_ended_stays_ended(database: Database, provider: StripePayments, place: str) -> None:
    """The end is told before the payment, or the payment again under another id."""
    gone = {"id": "sub_1", "status": "unpaid", "metadata": {"workspace_id": place}}
    assert applied(database, told(provider, "customer.subscription.updated", gone), MAY)
    assert not applied(database, told(provider, "invoice.paid", paid_invoice(place, MAY, MAY + DAY), "evt_2"), MAY)
    assert not applied(database, told(provider, "customer.subscription.deleted", gone, "evt_3"), MAY)
    assert plan_of(database, place) == "free"


def test_another_subscription_keeps_the_plan(database: Database, provider: StripePayments, place: str) -> None:
    for number, sub in enumerate(("sub_1", "sub_2")):
        invoice = paid_invoice(place, MAY, MAY + 31 * DAY, sub=sub)
        applied(database, told(provider, "invoice.paid", invoice, f"evt_{number}"), MAY)
    gone = {"id": "sub_1", "metadata": {"workspace_id": place}}
    assert not applied(database, told(provider, "customer.subscription.deleted", gone, "evt_9"), MAY)
    assert plan_of(database, place) == "plus"
    assert balance(database, place).monthly == 10_000_000


def test_a_failed_change_leaves_no_event(database: Database, place: str) -> None:
    """An event about a plan that the file lost fails whole, so that the provider's next try can do it."""
    event = PaymentEvent("stripe", "evt_1", MAY, place, Subscribed("sub_1", "gold", MAY, MAY + DAY))
    with pytest.raises(UnknownName, match="no plan 'gold'"):
        applied(database, event, MAY)
    with database.read() as connection:
        assert connection.execute(select(payment_event)).all() == []


def test_workspaces_that_are_gone_get_nothing(database: Database, place: str) -> None:
    event = PaymentEvent("stripe", "evt_1", MAY, place, Ended("sub_1"))
    with database.write() as connection:
        workspaces.remove(connection, place, MAY)
    assert not applied(database, event, MAY)
    assert not applied(database, PaymentEvent("stripe", "evt_2", MAY, "none", ToppedUp("x", 1)), MAY)


def test_what_was_told_cannot_be_changed(database: Database, provider: StripePayments, place: str) -> None:
    applied(database, told(provider, "checkout.session.completed", paid_session(place)), MAY)
    with pytest.raises(DBAPIError, match="append-only"), database.write() as connection:
        connection.execute(delete(payment_event))


class Stripe(http.server.BaseHTTPRequestHandler):
    """Plays Stripe: keeps what it is asked, and answers."""

    asked: list[tuple[str, str, dict[str, str]]]
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append((self.path, self.headers["Authorization"], dict(urllib.parse.parse_qsl(body))))
        answer = {"id": "cs_1", "object": "checkout.session", "url": "https://checkout.stripe.test/c/cs_1"}
        if self.status != 200:
            answer = {"error": {"type": "invalid_request_error", "message": "sk_test_x is wrong"}}  # type: ignore[dict-item]
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def stripe() -> Iterator[tuple[type[Stripe], StripePayments]]:
    handler: type[Stripe] = type("Handler", (Stripe,), {"asked": []})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        made = StripePayments(settings(f"http://127.0.0.1:{server.server_port}"), PLANS)
        yield handler, made
        made.close()
        server.shutdown()
        thread.join()


def on_plan(database: Database, place: str, plan: str) -> None:
    with database.write() as connection:
        workspaces.set_plan(connection, place, plan, MAY)


def test_a_topup_is_paid_on_stripes_page(
    database: Database, place: str, stripe: tuple[type[Stripe], StripePayments]
) -> None:
    handler, provider = stripe
    on_plan(database, place, "lite")
    url = payments.checkout(database, provider, PLANS, place, Item("topup", "small"))
    assert url == "https://checkout.stripe.test/c/cs_1"
    ((path, key, asked),) = handler.asked
    assert (path, key) == ("/v1/checkout/sessions", "Bearer sk_test_x")
    assert asked["mode"] == "payment"
    assert asked["line_items[0][price_data][unit_amount]"] == "400"
    assert asked["line_items[0][price_data][currency]"] == "usd"
    assert (asked["metadata[workspace_id]"], asked["metadata[millicredits]"]) == (place, "1200000")
    assert asked["payment_intent_data[metadata][workspace_id]"] == place
    assert asked["success_url"] == "https://studio/paid"


def test_a_plan_is_subscribed_on_stripes_page(
    database: Database, place: str, stripe: tuple[type[Stripe], StripePayments]
) -> None:
    handler, provider = stripe
    payments.checkout(database, provider, PLANS, place, Item("year", "plus"))
    asked = handler.asked[0][2]
    assert asked["mode"] == "subscription"
    assert asked["line_items[0][price_data][unit_amount]"] == "28788"
    assert asked["line_items[0][price_data][recurring][interval]"] == "year"
    assert asked["subscription_data[metadata][plan]"] == "plus"
    assert asked["subscription_data[metadata][workspace_id]"] == place
    assert payments.cancel(database, provider, place) == 0
    applied(database, PaymentEvent("stripe", "e", MAY, place, Subscribed("sub_1", "plus", MAY, MAY + DAY)), MAY)
    assert payments.cancel(database, provider, place) == 1
    assert handler.asked[1][0] == "/v1/subscriptions/sub_1"
    assert handler.asked[1][2] == {"cancel_at_period_end": "true"}


def test_what_is_not_for_sale_is_refused_before_stripe_is_asked(
    database: Database, place: str, stripe: tuple[type[Stripe], StripePayments]
) -> None:
    handler, provider = stripe
    refusals = {
        ("topup", "small"): NotAllowed,  # the free plan has none
        ("topup", "giant"): UnknownName,
        ("month", "gold"): UnknownName,
        ("month", "enterprise"): NotAllowed,
        ("month", "self"): NotAllowed,
    }
    for (kind, name), error in refusals.items():
        with pytest.raises(error):
            payments.checkout(database, provider, PLANS, place, Item(kind, name))  # type: ignore[arg-type]
    applied(database, PaymentEvent("stripe", "e", MAY, place, Subscribed("s", "plus", MAY, MAY + DAY)), MAY)
    with pytest.raises(Conflict, match="runs already"):
        payments.checkout(database, provider, PLANS, place, Item("month", "lite"))
    assert handler.asked == []


def test_stripes_faults_are_told_without_its_words(
    database: Database, place: str, stripe: tuple[type[Stripe], StripePayments]
) -> None:
    handler, provider = stripe
    handler.status = 401
    with pytest.raises(MachineFault, match=r"^Stripe refused the request\.$"):
        payments.checkout(database, provider, PLANS, place, Item("month", "plus"))


def test_settings_never_show_their_keys() -> None:
    assert SECRET not in repr(settings())
    assert "sk_test" not in repr(settings())
