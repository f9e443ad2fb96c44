"""Keys: shown once, no stronger than who makes them, listed without their secret, stopped for ever."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from .conftest import Browser, SignedUp

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def made(client: TestClient, *scopes: str, name: str = "tool") -> dict[str, str]:
    answer = client.post("/v1/keys", json={"name": name, "scopes": scopes or ("read", "create")})
    assert answer.status_code == 201, answer.text
    found: dict[str, str] = answer.json()
    return found


def test_a_keys_secret_is_shown_once_and_works(signed_up: SignedUp, browser: Browser) -> None:
    here = signed_up()
    key = made(here)
    assert key["secret"].startswith(key["prefix"])
    (listed,) = here.get("/v1/keys").json()["keys"]
    assert "secret" not in listed
    assert key["secret"] not in here.get("/v1/keys").text
    assert listed["last_used_at"] is None
    assert browser(key["secret"]).get("/v1/account").json()["scopes"] == ["read", "create"]
    assert here.get("/v1/keys").json()["keys"][0]["last_used_at"] is not None


def test_no_key_makes_a_stronger_one(signed_up: SignedUp, browser: Browser) -> None:
    here = signed_up()
    reader = browser(made(here, "read")["secret"])
    assert reader.post("/v1/keys", json={"name": "x", "scopes": ["read"]}).status_code == 403
    manager = browser(made(here, "read", "manage")["secret"])
    assert manager.post("/v1/keys", json={"name": "x", "scopes": ["create"]}).status_code == 403
    assert made(manager, "read")["scopes"] == ["read"]


def test_a_stopped_key_stays_stopped(signed_up: SignedUp, browser: Browser) -> None:
    here = signed_up()
    key = made(here)
    assert here.delete(f"/v1/keys/{key['id']}").status_code == 204
    assert here.delete(f"/v1/keys/{key['id']}").status_code == 204
    assert browser(key["secret"]).get("/v1/account").status_code == 401
    actions = [one["action"] for one in here.get("/v1/audit").json()["entries"]]
    assert actions == ["key.revoke", "key.create"]


def test_keys_of_others_are_not_seen(signed_up: SignedUp) -> None:
    ada, bob = signed_up("Ada"), signed_up("Bob")
    key = made(ada)
    assert bob.get("/v1/keys").json() == {"keys": []}
    assert bob.delete(f"/v1/keys/{key['id']}").status_code == 404
    assert bob.delete("/v1/keys/nonsense%00").status_code == 404


def test_a_member_sees_their_own_keys_and_an_owner_all(signed_up: SignedUp, browser: Browser) -> None:
    ada, bob = signed_up("Ada"), signed_up("Bob")
    place = ada.get("/v1/account").json()["workspace"]["id"]
    token = ada.post(f"/v1/workspaces/{place}/invitations", json={}).json()["token"]
    assert bob.post("/v1/invitations/accept", json={"token": token}).status_code == 200
    bob.headers["x-workspace"] = place
    hers, his = made(ada, name="hers"), made(bob, name="his")
    assert [one["name"] for one in bob.get("/v1/keys").json()["keys"]] == ["his"]
    assert {one["name"] for one in ada.get("/v1/keys").json()["keys"]} == {"hers", "his"}
    assert bob.delete(f"/v1/keys/{hers['id']}").status_code == 403
    assert ada.delete(f"/v1/keys/{his['id']}").status_code == 204


def test_a_key_cannot_become_the_person(signed_up: SignedUp, browser: Browser) -> None:
    key = browser(made(signed_up(), "read", "create", "manage", "admin")["secret"])
    for ask in (
        key.put("/v1/account/password", json={"new": "new horse!"}),
        key.patch("/v1/account", json={"email": "eve@example.org"}),
        key.get("/v1/account/sessions"),
        key.post("/v1/invitations/accept", json={"token": "x"}),
    ):
        assert ask.status_code == 403
        assert ask.json()["title"] == "A key may not do that: sign in."


@pytest.mark.parametrize("asked", [{"name": "x", "scopes": []}, {"name": "x", "scopes": ["all"]}, {"name": ""}, {}])
def test_bad_keys(signed_up: SignedUp, asked: dict[str, object]) -> None:
    assert signed_up().post("/v1/keys", json=asked).status_code == 422
