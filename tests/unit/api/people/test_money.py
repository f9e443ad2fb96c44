"""Usage, gifts, plans and payments over the wire: who may see and do it, and that nothing counts twice."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
import time
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from dreamwright.api.app import application
from dreamwright.api.context import Context
from dreamwright.service.accounts.workspaces import Workspace
from dreamwright.service.credits import ledger
from dreamwright.service.credits.verify import verify
from dreamwright.service.payments import payments
from dreamwright.service.payments.base import Item, PaymentEvent, Subscribed
from dreamwright.service.payments.stripe import StripePayments, StripeSettings

from .conftest import PASSWORD, Browser, SignedUp

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HOOK = "whsec_test"


class Shop(StripePayments):
    """Stripe without its network: pages are made up here, and its messages are checked by its own library."""

    def __init__(self, rooms: Context) -> None:
        super().__init__(StripeSettings("sk_test_x", HOOK, "http://x/done", "http://x/back"), rooms.plans)
        self.ended: list[str] = []

    def create_checkout(self, workspace: Workspace, item: Item) -> str:
        return f"https://pay.example/{item.kind}/{item.name}"

    def cancel(self, subscription_id: str) -> None:
        self.ended.append(subscription_id)


@pytest.fixture
def shop(rooms: Context) -> Shop:
    found = Shop(rooms)
    object.__setattr__(rooms, "payments", found)
    return found


def place_of(client: TestClient) -> str:
    return str(client.get("/v1/account").json()["workspace"]["id"])


def spent(rooms: Context, workspace_id: str, person_id: str, amount: int = 1500, model: str = "ray-2") -> None:
    with rooms.database.write() as connection:
        now, note = rooms.database.now(connection), {"model": model, "kind": "video", "seconds": 5.0}
        ledger.grant(connection, workspace_id, amount, "topup", "test", f"{workspace_id}:{model}", now)
        ref = f"{workspace_id}:{model}:work"
        ledger.hold(connection, workspace_id, ref, amount, now, person_id=person_id, note=note)
        ledger.settle(connection, ref, now)


def test_usage_as_json_and_csv(rooms: Context, signed_up: SignedUp) -> None:
    """On both databases."""
    ada, bob = signed_up("Ada"), signed_up("Bob")
    person = ada.get("/v1/account").json()["person"]["id"]
    spent(rooms, place_of(ada), person)
    spent(rooms, place_of(bob), person, 9000)
    found = ada.get("/v1/usage").json()
    assert found["credits"] == 1.5
    (row,) = found["rows"]
    assert (row["model"], row["person_id"], row["seconds"], row["count"]) == ("ray-2", person, 5.0, 1)
    for answer in (ada.get("/v1/usage?format=csv"), ada.get("/v1/usage", headers={"accept": "text/csv"})):
        assert answer.headers["content-type"].startswith("text/csv")
        (line,) = csv.DictReader(io.StringIO(answer.text))
        assert line["credits"] == "1.5"
    assert ada.get("/v1/usage?since=2001-01-01&until=2001-01-31").json()["rows"] == []


@sqlite
@pytest.mark.parametrize(
    "asked", ["since=2026-02-01&until=2026-01-01", "since=2020-01-01&until=2026-01-01", "since=0001-01-01", "since=x",
              "until=0001-01-01", "format=xml"]
)  # fmt: skip
def test_days_in_no_order(signed_up: SignedUp, asked: str) -> None:
    assert signed_up().get(f"/v1/usage?{asked}").status_code == 422


@sqlite
def test_a_gift_is_given_once(owner: TestClient, signed_up: SignedUp, rooms: Context) -> None:
    ada = signed_up()
    gift = f"/v1/admin/workspaces/{place_of(ada)}/credits"
    asked = {"credits": 12.5, "ref": "welcome"}
    assert owner.post(gift, json=asked).json() == {
        "granted": True, "credits": {"monthly": 0.0, "topup": 12.5, "held": 0.0, "available": 12.5},
    }  # fmt: skip
    assert owner.post(gift, json=asked).json()["granted"] is False
    assert ada.get("/v1/account").json()["credits"]["topup"] == 12.5
    assert ada.post(gift, json=asked).status_code == 403
    assert owner.get("/v1/admin/ledger").json() == {"sound": True, "faults": []}
    (told,) = [one for one in owner.get("/v1/admin/audit").json()["entries"] if one["action"] == "installation.credits"]
    assert told["note"] == {"credits": 12.5, "ref": "welcome"}


@sqlite
def test_a_plan_is_set_with_its_credits(owner: TestClient, signed_up: SignedUp) -> None:
    ada = signed_up()
    place = place_of(ada)
    assert owner.put(f"/v1/admin/workspaces/{place}/plan", json={"plan": "plus", "days": 30}).status_code == 200
    account = ada.get("/v1/account").json()
    assert (account["plan"]["name"], account["credits"]["monthly"]) == ("plus", 10000)
    assert account["workspace"]["plan_until"] is not None
    assert account["plan"]["allows"]["max_duration_s"] == 20
    assert owner.put(f"/v1/admin/workspaces/{place}/plan", json={"plan": "gold"}).status_code == 422
    assert ada.put(f"/v1/admin/workspaces/{place}/plan", json={"plan": "self"}).status_code == 403


@sqlite
def test_nothing_is_sold_without_keys(owner: TestClient) -> None:
    assert owner.get("/v1/plans").json()["payments"] is False
    for path in ("checkout", "cancel", "webhook"):
        answer = owner.post(f"/v1/payments/{path}", json={"kind": "month", "name": "plus"})
        assert answer.status_code == 404
        assert "payments are off" in answer.json()["title"]


@sqlite
def test_offers_are_open_to_all(browser: Browser, shop: Shop) -> None:
    found = browser().get("/v1/plans").json()
    assert found["payments"] is True
    assert {one["name"] for one in found["plans"]} >= {"free", "lite", "plus", "unlimited", "enterprise", "self"}
    assert next(one for one in found["plans"] if one["name"] == "plus")["price_month"] == 29.99
    assert found["prices"]
    assert found["topups"]


@sqlite
def test_only_owners_go_to_the_checkout(signed_up: SignedUp, shop: Shop) -> None:
    ada, bob = signed_up("Ada"), signed_up("Bob")
    bought = ada.post("/v1/payments/checkout", json={"kind": "month", "name": "plus"})
    assert bought.json() == {"url": "https://pay.example/month/plus"}
    assert ada.get("/v1/audit").json()["entries"][0]["action"] == "workspace.checkout"
    token = ada.post(f"/v1/workspaces/{place_of(ada)}/invitations", json={"role": "admin"}).json()["token"]
    bob.post("/v1/invitations/accept", json={"token": token})
    asked = {"kind": "month", "name": "plus"}
    refused = bob.post("/v1/payments/checkout", json=asked, headers={"x-workspace": place_of(ada)})
    assert refused.status_code == 403


def told(client: TestClient, thing: dict[str, Any], secret: str = HOOK, event_id: str = "evt_1") -> Any:
    body = json.dumps(
        {"id": event_id, "object": "event", "type": "checkout.session.completed", "created": int(time.time()),
         "data": {"object": thing}}
    ).encode()  # fmt: skip
    stamp = int(time.time())
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return client.post("/v1/payments/webhook", content=body, headers={"stripe-signature": f"t={stamp},v1={digest}"})


def test_a_webhook_pays_once_and_only_signed(rooms: Context, shop: Shop, signed_up: SignedUp, browser: Browser) -> None:
    """On both databases: no sign-in, no origin, only the signature counts; a replay changes nothing."""
    ada, stripe = signed_up(), browser()
    place = place_of(ada)
    session = {
        "id": "cs_1", "object": "checkout.session", "mode": "payment", "payment_status": "paid",
        "metadata": {"workspace_id": place, "millicredits": "1200000"},
    }  # fmt: skip
    assert told(stripe, session, secret="whsec_wrong").status_code == 403
    assert stripe.post("/v1/payments/webhook", content=b"{}").status_code == 403
    assert ada.get("/v1/account").json()["credits"]["topup"] == 0
    assert told(stripe, session).json() == {"applied": True}
    assert told(stripe, session).json() == {"applied": False}
    assert ada.get("/v1/account").json()["credits"]["topup"] == 1200
    entry = ada.get("/v1/audit").json()["entries"][0]
    assert (entry["action"], entry["person_id"], entry["target"]) == ("payment.toppedup", None, "evt_1")
    with rooms.database.read() as connection:
        assert verify(connection) == ()


def subscribed(rooms: Context, workspace_id: str) -> None:
    with rooms.database.write() as connection:
        now = rooms.database.now(connection)
        bought = PaymentEvent("stripe", "evt_9", now, workspace_id, Subscribed("sub_9", "plus", now, now + 86400 * 30))
        assert payments.apply(connection, rooms.plans, bought, now)


@sqlite
def test_deleting_an_account_ends_its_subscription_if_it_can_go(
    rooms: Context, shop: Shop, signed_up: SignedUp
) -> None:
    ada, bob = signed_up("Ada"), signed_up("Bob")
    subscribed(rooms, place_of(ada))
    shared = ada.post("/v1/workspaces", json={"name": "Shared"}).json()["id"]
    token = ada.post(f"/v1/workspaces/{shared}/invitations", json={}).json()["token"]
    bob.post("/v1/invitations/accept", json={"token": token})
    gone = {"password": PASSWORD}
    assert ada.request("DELETE", "/v1/account", json=gone).status_code == 409  # the last owner of what others share
    assert shop.ended == []
    person = bob.get("/v1/account").json()["person"]["id"]
    ada.put(f"/v1/workspaces/{shared}/members/{person}", json={"role": "owner"})
    assert ada.request("DELETE", "/v1/account", json=gone).status_code == 204
    assert shop.ended == ["sub_9"]
    assert [one["name"] for one in bob.get(f"/v1/workspaces/{shared}/members").json()["members"]] == ["Bob"]


@sqlite
def test_deleting_a_workspace_ends_its_subscription(rooms: Context, shop: Shop, signed_up: SignedUp) -> None:
    ada = signed_up()
    place = ada.post("/v1/workspaces", json={"name": "Paid"}).json()["id"]
    subscribed(rooms, place)
    assert ada.delete(f"/v1/workspaces/{place}").status_code == 204
    assert shop.ended == ["sub_9"]


@sqlite
def test_a_subscription_that_cannot_be_ended_keeps_its_workspace(
    rooms: Context, shop: Shop, signed_up: SignedUp, browser: Browser
) -> None:
    ada = signed_up()
    place = ada.post("/v1/workspaces", json={"name": "Paid"}).json()["id"]
    subscribed(rooms, place)
    keyless = browser(over=application(replace(rooms, payments=None)))
    keyless.cookies.update(ada.cookies)
    assert keyless.delete(f"/v1/workspaces/{place}").status_code == 409
    assert place in ada.get("/v1/workspaces").text
