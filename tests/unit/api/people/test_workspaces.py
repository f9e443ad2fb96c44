"""Workspaces and who is in them: every right by role, and nobody above their own."""

from __future__ import annotations

import threading

import pytest
from fastapi.testclient import TestClient

from dreamwright.api.context import Context
from dreamwright.service.accounts import workspaces
from dreamwright.service.generations import generations
from dreamwright.service.upkeep import keep_up

from .conftest import Browser, SignedUp


def place_of(client: TestClient) -> str:
    return str(client.get("/v1/account").json()["workspace"]["id"])


def person_of(client: TestClient) -> str:
    return str(client.get("/v1/account").json()["person"]["id"])


def joined(owner: TestClient, guest: TestClient, role: str = "member") -> str:
    """The guest in the owner's workspace."""
    place = place_of(owner)
    token = owner.post(f"/v1/workspaces/{place}/invitations", json={"role": role}).json()["token"]
    answer = guest.post("/v1/invitations/accept", json={"token": token})
    assert (answer.status_code, answer.json()["role"]) == (200, role)
    return place


def test_invite_accept_and_leave(signed_up: SignedUp) -> None:
    """On both databases: the whole way of a guest."""
    ada, bob = signed_up("Ada"), signed_up("Bob")
    place = joined(ada, bob)
    assert {one["name"] for one in bob.get(f"/v1/workspaces/{place}/members").json()["members"]} == {"Ada", "Bob"}
    promoted = ada.put(f"/v1/workspaces/{place}/members/{person_of(bob)}", json={"role": "admin"})
    assert {one["name"]: one["role"] for one in promoted.json()["members"]} == {"Ada": "owner", "Bob": "admin"}
    assert bob.patch(f"/v1/workspaces/{place}", json={"name": "Ours"}).json()["name"] == "Ours"
    assert bob.post(f"/v1/workspaces/{place}/leave").status_code == 204
    assert bob.get(f"/v1/workspaces/{place}/members").status_code == 404
    told = [one["action"] for one in ada.get("/v1/audit").json()["entries"]]
    assert told == ["workspace.leave", "workspace.rename", "workspace.roles", "workspace.join", "workspace.invite"]


sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite
def test_nobody_acts_above_their_role(signed_up: SignedUp) -> None:
    ada, bob, cy = signed_up("Ada"), signed_up("Bob"), signed_up("Cy")
    place = joined(ada, bob, "admin")
    joined(ada, cy)
    members = f"/v1/workspaces/{place}/members"
    refused = [
        bob.put(f"{members}/{person_of(bob)}", json={"role": "owner"}),
        bob.delete(f"{members}/{person_of(ada)}"),
        bob.post(f"/v1/workspaces/{place}/invitations", json={"role": "owner"}),
        bob.delete(f"/v1/workspaces/{place}"),
        cy.patch(f"/v1/workspaces/{place}", json={"name": "Mine"}),
        cy.post(f"/v1/workspaces/{place}/invitations", json={}),
        cy.delete(f"{members}/{person_of(bob)}"),
    ]
    assert [one.status_code for one in refused] == [403] * len(refused)
    assert bob.delete(f"{members}/{person_of(cy)}").status_code == 204


@sqlite
def test_strangers_find_nothing(signed_up: SignedUp) -> None:
    ada, eve = signed_up("Ada"), signed_up("Eve")
    place = f"/v1/workspaces/{place_of(ada)}"
    asks = [
        eve.patch(place, json={"name": "Mine"}), eve.delete(place), eve.get(f"{place}/members"),
        eve.post(f"{place}/invitations", json={}), eve.get(f"{place}/invitations"), eve.post(f"{place}/leave"),
    ]  # fmt: skip
    assert [one.status_code for one in asks] == [404] * len(asks)


@sqlite
def test_the_last_owner_stays(signed_up: SignedUp) -> None:
    ada, bob = signed_up("Ada"), signed_up("Bob")
    place = joined(ada, bob)
    ada.post("/v1/workspaces", json={"name": "Another"})
    assert ada.post(f"/v1/workspaces/{place}/leave").status_code == 409
    own = f"/v1/workspaces/{place}/members/{person_of(ada)}"
    assert ada.put(own, json={"role": "member"}).status_code == 409


@sqlite
def test_a_withdrawn_invitation_is_void(signed_up: SignedUp) -> None:
    ada, bob = signed_up("Ada"), signed_up("Bob")
    place = place_of(ada)
    made = ada.post(f"/v1/workspaces/{place}/invitations", json={}).json()
    (listed,) = ada.get(f"/v1/workspaces/{place}/invitations").json()["invitations"]
    assert listed["id"] == made["id"]
    assert made["token"] not in str(listed)
    assert ada.delete(f"/v1/workspaces/{place}/invitations/{made['id']}").status_code == 204
    assert bob.post("/v1/invitations/accept", json={"token": made["token"]}).status_code == 404


@sqlite
def test_an_invitation_is_seen_by_who_holds_it(signed_up: SignedUp, browser: Browser) -> None:
    ada = signed_up()
    asked = {"role": "admin", "email": "Bob@Example.org"}
    token = ada.post(f"/v1/workspaces/{place_of(ada)}/invitations", json=asked).json()["token"]
    seen = browser().post("/v1/invitations/look", json={"token": token}).json()
    assert (seen["workspace"], seen["role"], seen["email"]) == ("Ada's workspace", "admin", "bob@example.org")
    assert browser().post("/v1/invitations/look", json={"token": token[:-1] + "!"}).status_code == 404


@sqlite
def test_the_header_chooses_the_workspace(signed_up: SignedUp) -> None:
    ada = signed_up()
    other = ada.post("/v1/workspaces", json={"name": "Other"}).json()["id"]
    assert ada.get("/v1/account", headers={"x-workspace": other}).json()["workspace"]["name"] == "Other"
    assert ada.get("/v1/account", headers={"x-workspace": "no"}).status_code == 404
    ada.post("/v1/sign-out")
    assert ada.get("/v1/account", headers={"x-workspace": other}).status_code == 401


@sqlite
def test_a_deleted_workspace_takes_its_work_along(signed_up: SignedUp, rooms: Context, browser: Browser) -> None:
    ada = signed_up()
    place = ada.post("/v1/workspaces", json={"name": "Short"}).json()["id"]
    key = ada.post("/v1/keys", json={"name": "k"}, headers={"x-workspace": place}).json()["secret"]
    asked = {"prompt": "a calm sea", "model": "ray-2"}
    made = browser(key).post("/dream-machine/v1/generations", json=asked).json()["id"]
    assert ada.delete(f"/v1/workspaces/{place}").status_code == 204
    assert browser(key).get("/v1/account").status_code == 401
    assert place not in ada.get("/v1/workspaces").text
    with rooms.database.read() as connection:
        assert generations.page(connection, place).generations == ()
    assert generations.purge(rooms.database, rooms.store) == 1
    assert generations.purge(rooms.database, rooms.store) == 0
    assert made


@sqlite
def test_what_a_crash_left_of_a_deleted_workspace_is_found(rooms: Context, owner: TestClient) -> None:
    made = owner.post("/dream-machine/v1/generations", json={"prompt": "a calm sea", "model": "ray-2"})
    assert made.status_code == 201
    place = place_of(owner)
    with rooms.database.write() as connection:
        workspaces.remove(connection, place, rooms.database.now(connection))
    over = threading.Event()
    over.set()
    keep_up(rooms.intake, rooms.plans, over)
    with rooms.database.read() as connection:
        assert generations.page(connection, place).generations == ()
    assert generations.purge(rooms.database, rooms.store) == 1


@sqlite
def test_the_only_workspace_stays(signed_up: SignedUp) -> None:
    ada = signed_up()
    assert ada.delete(f"/v1/workspaces/{place_of(ada)}").status_code == 409


@sqlite
def test_a_key_knows_its_own_workspace_alone(signed_up: SignedUp, browser: Browser) -> None:
    ada = signed_up()
    other = ada.post("/v1/workspaces", json={"name": "Other"}).json()["id"]
    key = browser(ada.post("/v1/keys", json={"name": "k", "scopes": ["read", "manage"]}).json()["secret"])
    assert len(key.get("/v1/workspaces").json()["workspaces"]) == 1
    assert key.patch(f"/v1/workspaces/{other}", json={"name": "Mine"}).status_code == 404
    assert key.get("/v1/account", headers={"x-workspace": other}).json()["workspace"]["id"] != other


@sqlite
def test_workspaces_that_come_with_credits_are_few(rooms: Context, signed_up: SignedUp) -> None:
    """Where each new one gets credits, they cannot be made (or deleted and made again) without end."""
    object.__setattr__(rooms, "plans", rooms.plans.model_copy(update={"default": "free"}))
    ada = signed_up()
    assert ada.get("/v1/account").json()["credits"]["monthly"] == 500
    codes = []
    for number in range(5):
        answer = ada.post("/v1/workspaces", json={"name": f"w{number}"})
        codes.append(answer.status_code)
        if answer.status_code == 201:
            ada.delete(f"/v1/workspaces/{answer.json()['id']}")
    assert codes == [201, 201, 201, 201, 409]
    with rooms.database.read() as connection:
        assert workspaces.owned(connection, person_of(ada)) == 5
