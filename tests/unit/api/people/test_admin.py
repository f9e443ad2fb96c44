"""Who looks after the installation: people seen, shut and opened, roles given, never above one's own."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from .conftest import PASSWORD, Browser, SignedUp

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def person_of(client: TestClient) -> str:
    return str(client.get("/v1/account").json()["person"]["id"])


def test_only_those_who_look_after_it_see_people(owner: TestClient, signed_up: SignedUp) -> None:
    ada = signed_up()
    for path in ("people", "ledger", "usage", "audit"):
        assert ada.get(f"/v1/admin/{path}").status_code == 403
        assert owner.get(f"/v1/admin/{path}").status_code == 200
    assert {one["name"] for one in owner.get("/v1/admin/people").json()["people"]} == {"Owner", "Ada"}


def test_people_come_in_pages(owner: TestClient, signed_up: SignedUp) -> None:
    for name in ("Ada", "Bob", "Cy"):
        signed_up(name)
    seen, cursor = [], None
    for _ in range(5):
        page = owner.get("/v1/admin/people", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [one["name"] for one in page["people"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert sorted(seen) == ["Ada", "Bob", "Cy", "Owner"]


def test_a_shut_account_is_shut_at_once(owner: TestClient, signed_up: SignedUp, browser: Browser) -> None:
    ada = signed_up()
    key = browser(ada.post("/v1/keys", json={"name": "k"}).json()["secret"])
    person = person_of(ada)
    assert owner.post(f"/v1/admin/people/{person}/disable").json()["disabled_at"] is not None
    assert ada.get("/v1/account").status_code == key.get("/v1/account").status_code == 401
    sign_in = {"email": "ada@example.org", "password": PASSWORD}
    assert browser().post("/v1/sign-in", json=sign_in).status_code == 401
    assert owner.post(f"/v1/admin/people/{person}/enable").json()["disabled_at"] is None
    assert browser().post("/v1/sign-in", json=sign_in).status_code == 200
    assert key.get("/v1/account").status_code == 200


def test_an_admin_does_not_touch_an_owner(owner: TestClient, signed_up: SignedUp) -> None:
    ada, bob = signed_up("Ada"), signed_up("Bob")
    person = person_of(ada)
    assert owner.put(f"/v1/admin/people/{person}/role", json={"role": "admin"}).json()["role"] == "admin"
    boss = person_of(owner)
    assert ada.post(f"/v1/admin/people/{boss}/disable").status_code == 403
    assert ada.put(f"/v1/admin/people/{person}/role", json={"role": "owner"}).status_code == 403
    assert ada.post(f"/v1/admin/people/{person_of(bob)}/disable").status_code == 200


def test_the_last_owner_stays_one(owner: TestClient) -> None:
    boss = person_of(owner)
    assert owner.post(f"/v1/admin/people/{boss}/disable").status_code == 409
    assert owner.put(f"/v1/admin/people/{boss}/role", json={"role": "member"}).status_code == 409


@pytest.mark.parametrize("path", ["people/nobody/disable", "people/%00/enable", "workspaces/x/credits"])
def test_what_is_no_id_is_not_there(owner: TestClient, path: str) -> None:
    assert owner.post(f"/v1/admin/{path}", json={"credits": 1, "ref": "r"}).status_code == 404


def test_the_log_of_the_installation_goes_back_in_pages(owner: TestClient, signed_up: SignedUp) -> None:
    for name in ("Ada", "Bob"):
        signed_up(name).post("/v1/keys", json={"name": "k"})
    first = owner.get("/v1/admin/audit?limit=3").json()
    rest = owner.get(f"/v1/admin/audit?limit=3&cursor={first['cursor']}").json()
    ids = [one["id"] for one in first["entries"] + rest["entries"]]
    assert ids == sorted(ids, reverse=True)
    assert (len(ids), rest["cursor"]) == (4, None)


def test_who_looks_after_it_makes_accounts_and_new_passwords(
    owner: TestClient, signed_up: SignedUp, browser: Browser
) -> None:
    asked = {"name": "Bob", "email": "bob@example.org"}
    made = owner.post("/v1/admin/people", json=asked)
    assert made.status_code == 201
    bob = browser()
    first = {"email": "bob@example.org", "password": made.json()["password"]}
    assert bob.post("/v1/sign-in", json=first).status_code == 200
    assert owner.post("/v1/admin/people", json=asked).status_code == 409
    assert bob.post("/v1/admin/people", json={**asked, "email": "c@example.org"}).status_code == 403
    reset = owner.post(f"/v1/admin/people/{person_of(bob)}/password").json()["password"]
    assert bob.get("/v1/account").status_code == 401
    assert bob.post("/v1/sign-in", json=first).status_code == 401
    assert bob.post("/v1/sign-in", json={**first, "password": reset}).status_code == 200
    assert reset not in owner.get("/v1/admin/audit").text


def test_an_admin_makes_no_one_greater(owner: TestClient, signed_up: SignedUp) -> None:
    ada = signed_up()
    owner.put(f"/v1/admin/people/{person_of(ada)}/role", json={"role": "admin"})
    asked = {"name": "Eve", "email": "eve@example.org", "role": "owner"}
    assert ada.post("/v1/admin/people", json=asked).status_code == 403
    assert ada.post(f"/v1/admin/people/{person_of(owner)}/password").status_code == 403
