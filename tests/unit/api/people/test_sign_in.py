"""Coming in and going out: sign-up, sign-in, sessions, passwords, the end of an account; cookies."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from http.cookies import SimpleCookie
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from dreamwright.api.app import application
from dreamwright.api.auth import COOKIE
from dreamwright.api.context import Context
from dreamwright.service.accounts import audit, people
from dreamwright.service.credits.verify import verify
from dreamwright.service.db.tables.generations import generation

from .conftest import PASSWORD, Browser, SignedUp

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ADA = {"email": "ada@example.org", "password": PASSWORD}


def cookie_of(answer: Any) -> Any:
    return SimpleCookie(answer.headers["set-cookie"])[COOKIE]


def test_who_signs_up_is_signed_in_by_a_cookie_that_scripts_cannot_read(browser: Browser) -> None:
    client = browser()
    answer = client.post("/v1/sign-up", json={"name": "Ada", **ADA})
    cookie = cookie_of(answer)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "lax", "/", "")
    assert cookie.value not in answer.text
    assert answer.headers["cache-control"] == client.get("/v1/account").headers["cache-control"] == "no-store"
    account = client.get("/v1/account").json()
    assert account["person"]["email"] == "ada@example.org"
    assert account["workspace"]["role"] == "owner"
    assert account["credits"] == {"monthly": 0, "topup": 0, "held": 0, "available": 0}
    assert account["plan"]["unmetered"]


def test_over_https_the_cookie_goes_over_https_alone(rooms: Context, browser: Browser) -> None:
    secure = replace(rooms, config=replace(rooms.config, public_url="https://films.example"))
    client = browser(over=application(secure), base="https://films.example")
    assert cookie_of(client.post("/v1/sign-up", json={"name": "Ada", **ADA}))["secure"] is True


def test_unknown_addresses_and_wrong_passwords_are_told_apart_by_nobody(signed_up: SignedUp, browser: Browser) -> None:
    signed_up()
    stranger = browser(at="198.51.100.9")
    wrong = stranger.post("/v1/sign-in", json={**ADA, "password": "wrong horse"})
    unknown = stranger.post("/v1/sign-in", json={**ADA, "email": "bob@example.org"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["title"] == unknown.json()["title"]
    assert COOKIE not in stranger.cookies


def test_guessing_is_stopped_and_the_owner_elsewhere_gets_in(signed_up: SignedUp, browser: Browser) -> None:
    signed_up()
    guesser = browser(at="198.51.100.9")
    for _ in range(10):
        assert guesser.post("/v1/sign-in", json={**ADA, "password": "wrong horse"}).status_code == 401
    stopped = guesser.post("/v1/sign-in", json=ADA)
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) > 60
    assert browser(at="192.0.2.7").post("/v1/sign-in", json=ADA).status_code == 200


def test_a_household_of_addresses_counts_as_one(signed_up: SignedUp, browser: Browser) -> None:
    signed_up()
    for number in range(10):
        wrong = browser(at=f"2001:db8::{number}").post("/v1/sign-in", json={**ADA, "password": "wrong horse"})
        assert wrong.status_code == 401
    assert browser(at="2001:db8::ffff:1").post("/v1/sign-in", json=ADA).status_code == 429
    assert browser(at="2001:db8:0:1::1").post("/v1/sign-in", json=ADA).status_code == 200
    mapped = browser(at="::ffff:192.0.2.7")  # of a server that listens at both kinds
    mapped.post("/v1/sign-in", json=ADA)
    seen = [one["address"] for one in mapped.get("/v1/account/sessions").json()["sessions"]]
    assert "192.0.2.7" in seen


def test_signing_out_here_leaves_other_browsers(signed_up: SignedUp, browser: Browser) -> None:
    here, there = signed_up(), browser()
    assert there.post("/v1/sign-in", json=ADA).status_code == 200
    stolen = here.cookies[COOKIE]
    assert here.post("/v1/sign-out").status_code == 204
    assert COOKIE not in here.cookies
    again = browser()
    again.cookies.set(COOKIE, stolen)
    assert again.get("/v1/account").status_code == 401  # the session ended, not just the cookie
    assert there.get("/v1/account").status_code == 200


def test_signing_out_everywhere(signed_up: SignedUp, browser: Browser) -> None:
    here, there = signed_up(), browser()
    there.post("/v1/sign-in", json=ADA)
    here.post("/v1/sign-out", json={"everywhere": True})
    assert there.get("/v1/account").status_code == 401


def test_a_session_elsewhere_can_be_ended(signed_up: SignedUp, browser: Browser) -> None:
    here, there = signed_up(), browser(at="192.0.2.7")
    there.post("/v1/sign-in", json=ADA)
    found = here.get("/v1/account/sessions").json()["sessions"]
    assert {(one["address"], one["here"]) for one in found} == {("203.0.113.5", True), ("192.0.2.7", False)}
    other = next(one["id"] for one in found if not one["here"])
    assert here.delete(f"/v1/account/sessions/{other}").status_code == 204
    assert here.delete(f"/v1/account/sessions/{other}").status_code == 404
    assert there.get("/v1/account").status_code == 401


def test_nobody_ends_another_persons_session(signed_up: SignedUp) -> None:
    ada, bob = signed_up("Ada"), signed_up("Bob")
    (session,) = ada.get("/v1/account/sessions").json()["sessions"]
    assert bob.delete(f"/v1/account/sessions/{session['id']}").status_code == 404
    assert ada.get("/v1/account").status_code == 200


def test_a_changed_password_ends_other_sessions_and_keeps_this_one(signed_up: SignedUp, browser: Browser) -> None:
    here, there = signed_up(), browser()
    there.post("/v1/sign-in", json=ADA)
    wrong = here.put("/v1/account/password", json={"old": "wrong horse", "new": "new horse!"})
    assert wrong.status_code == 403
    assert here.put("/v1/account/password", json={"old": PASSWORD, "new": "new horse!"}).status_code == 200
    assert here.get("/v1/account").status_code == 200
    assert there.get("/v1/account").status_code == 401
    assert browser().post("/v1/sign-in", json=ADA).status_code == 401
    assert browser().post("/v1/sign-in", json={**ADA, "password": "new horse!"}).status_code == 200


def test_an_address_is_changed_by_who_knows_the_password(signed_up: SignedUp) -> None:
    here = signed_up()
    assert here.patch("/v1/account", json={"email": "eve@example.org"}).status_code == 403
    changed = here.patch("/v1/account", json={"email": "Ada@New.example", "name": "Ada L", "password": PASSWORD})
    assert (changed.json()["email"], changed.json()["name"]) == ("ada@new.example", "Ada L")


@pytest.mark.parametrize("rule", ["closed", "invited"])
def test_strangers_make_no_account_where_it_is_not_open(rooms: Context, browser: Browser, rule: Any) -> None:
    shut = application(replace(rooms, config=replace(rooms.config, sign_up=rule)))
    assert browser(over=shut).get("/v1/sign-in").json()["sign_up"] == rule
    assert browser(over=shut).post("/v1/sign-up", json={"name": "Ada", **ADA}).status_code == 403
    made_up = {"name": "Ada", **ADA, "invitation": "x" * 43}
    assert browser(over=shut).post("/v1/sign-up", json=made_up).status_code == (403 if rule == "closed" else 404)


def invited(owner: TestClient, **offer: Any) -> tuple[str, str]:
    workspace = owner.get("/v1/account").json()["workspace"]["id"]
    answer = owner.post(f"/v1/workspaces/{workspace}/invitations", json=offer)
    assert answer.status_code == 201, answer.text
    assert answer.json()["link"].endswith(answer.json()["token"])
    return workspace, answer.json()["token"]


def test_an_invitation_opens_the_door_once(rooms: Context, owner: TestClient, browser: Browser) -> None:
    by_invitation = application(replace(rooms, config=replace(rooms.config, sign_up="invited")))
    workspace, token = invited(owner, role="admin")
    client = browser(over=by_invitation)
    asked = {"name": "Ada", **ADA, "invitation": token}
    assert client.post("/v1/sign-up", json=asked).status_code == 201
    roles = {one["id"]: one["role"] for one in client.get("/v1/account").json()["workspaces"]}
    assert roles[workspace] == "admin"
    assert len(roles) == 2  # and one of their own
    again = browser(over=by_invitation).post("/v1/sign-up", json={**asked, "email": "b@example.org"})
    assert again.status_code == 404


def test_an_invitation_for_another_address_leaves_nothing_behind(
    rooms: Context, owner: TestClient, browser: Browser
) -> None:
    _, token = invited(owner, email="bob@example.org")
    answer = browser().post("/v1/sign-up", json={"name": "Ada", **ADA, "invitation": token})
    assert answer.status_code == 403
    with rooms.database.read() as connection:
        assert people.by_email(connection, "ada@example.org") is None


def test_an_account_ends_with_all_that_was_its_own(signed_up: SignedUp, browser: Browser, rooms: Context) -> None:
    here = signed_up()
    key = here.post("/v1/keys", json={"name": "tool"}).json()["secret"]
    tool = browser(key)
    made = tool.post("/dream-machine/v1/generations", json={"prompt": "a calm sea", "model": "ray-2"})
    assert made.status_code == 201, made.text
    assert tool.delete("/v1/account").status_code == 403  # a key may not
    assert here.request("DELETE", "/v1/account", json={"password": "wrong horse"}).status_code == 403
    assert here.request("DELETE", "/v1/account", json={"password": PASSWORD}).status_code == 204
    assert here.get("/v1/account").status_code == tool.get("/v1/keys").status_code == 401
    assert browser().post("/v1/sign-in", json=ADA).status_code == 401
    with rooms.database.read() as connection:
        left = connection.execute(select(generation.c.deleted_at).where(generation.c.id == made.json()["id"])).all()
        assert [row.deleted_at is not None for row in left] == [True]  # hidden at once, purged by a worker
        assert verify(connection) == ()


def test_the_owner_of_the_installation_cannot_go(rooms: Context, browser: Browser) -> None:
    local = application(replace(rooms, config=replace(rooms.config, signs_in_owner=True)))
    answer = browser(over=local).delete("/v1/account")
    assert answer.status_code == 409
    assert browser(over=local).get("/v1/account").status_code == 200


def test_who_lost_every_workspace_gets_one_when_they_sign_in(
    rooms: Context, signed_up: SignedUp, browser: Browser, owner: TestClient
) -> None:
    workspace, token = invited(owner)
    here = signed_up(invitation=token)
    own = next(one["id"] for one in here.get("/v1/account").json()["workspaces"] if one["id"] != workspace)
    assert here.delete(f"/v1/workspaces/{own}").status_code == 204
    person = here.get("/v1/account").json()["person"]["id"]
    assert owner.delete(f"/v1/workspaces/{workspace}/members/{person}").status_code == 204
    assert here.get("/v1/account").status_code == 401
    assert here.post("/v1/sign-in", json=ADA).status_code == 200
    assert len(here.get("/v1/account").json()["workspaces"]) == 1


FOREIGN = [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}]


@pytest.mark.parametrize("headers", FOREIGN)
def test_pages_of_other_sites_change_nothing_with_the_cookie(signed_up: SignedUp, headers: dict[str, str]) -> None:
    here = signed_up()
    for ask in (
        here.post("/v1/keys", json={"name": "stolen"}, headers=headers),
        here.request("DELETE", "/v1/account", json={"password": PASSWORD}, headers=headers),
        here.post("/v1/sign-out", headers=headers),
        here.post("/v1/sign-in", json=ADA, headers=headers),
        here.put("/v1/account/password", json={"old": PASSWORD, "new": "new horse!"}, headers=headers),
    ):
        assert ask.status_code == 403
    assert here.get("/v1/keys").json() == {"keys": []}
    own = {"origin": "http://localhost", "sec-fetch-site": "same-origin"}
    assert here.post("/v1/keys", json={"name": "mine"}, headers=own).status_code == 201


OPEN = {
    ("get", "/v1/health"), ("get", "/v1/ready"), ("get", "/v1/sign-in"), ("post", "/v1/sign-in"),
    ("post", "/v1/sign-up"), ("post", "/v1/sign-out"), ("get", "/v1/sign-in/oidc"),
    ("get", "/v1/sign-in/oidc/callback"), ("get", "/v1/plans"),
    ("post", "/v1/invitations/look"),
}  # fmt: skip


def test_everything_else_asks_who_is_there(app: FastAPI, browser: Browser) -> None:
    """Off the loopback and with --require-auth: every route that the documents name, but those of the door."""
    stranger, asked = browser(), 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the document is proven elsewhere
        paths = app.openapi()["paths"]
    for path, operations in paths.items():
        for method in operations:
            if (method, path) in OPEN or "/files/" in path or "/shared/" in path or "/links/" in path:
                continue
            place = re.sub(r"\{[^}]+\}", "0" * 8 + "-0000-0000-0000-" + "0" * 12, path)
            answer = stranger.request(method, place)
            assert answer.status_code == 401, (method, path, answer.text)
            asked += 1
    assert asked > 40


def test_on_the_loopback_the_owner_needs_no_key(rooms: Context, browser: Browser) -> None:
    local = application(replace(rooms, config=replace(rooms.config, signs_in_owner=True)))
    account = browser(over=local).get("/v1/account").json()
    assert (account["person"]["role"], account["workspace"]["name"]) == ("owner", "Studio")
    assert browser(over=local).get("/v1/sign-in").json()["signed_in"]
    other = browser(over=local).post("/v1/workspaces", json={"name": "Other"}).json()["id"]
    there = browser(over=local).get("/v1/account", headers={"x-workspace": other}).json()
    assert there["workspace"]["name"] == "Other"
    assert browser(over=local).get("/v1/account", headers={"x-workspace": "no"}).status_code == 404
    assert browser("any key", over=local).get("/v1/account").json()["workspace"]["name"] == "Studio"


def test_what_was_done_is_written_without_secrets(signed_up: SignedUp, rooms: Context) -> None:
    here = signed_up()
    key = here.post("/v1/keys", json={"name": "tool"}).json()
    here.put("/v1/account/password", json={"old": PASSWORD, "new": "new horse!"})
    session = here.cookies[COOKIE]
    here.post("/v1/sign-out")
    with rooms.database.read() as connection:
        entries = audit.entries(connection)
    assert [one.action for one in reversed(entries)] == [
        "person.sign_up", "key.create", "person.password", "person.sign_out",
    ]  # fmt: skip
    assert {one.address for one in entries} == {"203.0.113.5"}
    for secret in (PASSWORD, "new horse!", session, key["secret"]):
        assert secret not in repr(entries)


def test_a_short_password_is_refused_and_not_echoed(browser: Browser) -> None:
    answer = browser().post("/v1/sign-up", json={"name": "Ada", **ADA, "password": "sh0rt"})
    assert answer.status_code == 422
    assert "sh0rt" not in answer.text
