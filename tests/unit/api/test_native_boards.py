"""`/v1/boards` and `/v1/shared`: order, links to view and to edit, and what those see who were sent one."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from dreamwright.api.context import Context
from dreamwright.service.accounts.audit import entries

PROMPT = {"prompt": "a lake", "resolution": "360p", "duration_s": 1}


@pytest.fixture
def board(asked: TestClient) -> str:
    answer = asked.post("/v1/boards", json={"name": "Titles"})
    assert answer.status_code == 201
    return str(answer.json()["id"])


def three(asked: TestClient, board: str) -> list[str]:
    body = {"prompt": PROMPT, "board": board}
    return [asked.post("/v1/generations", json=body).json()["id"] for _ in range(3)]


def order(asked: TestClient, board: str) -> list[str]:
    return [one["id"] for one in asked.get(f"/v1/boards/{board}").json()["generations"]]


def test_boards_are_made_named_listed_and_deleted(asked: TestClient, board: str) -> None:
    assert asked.patch(f"/v1/boards/{board}", json={"name": "Ends"}).json()["name"] == "Ends"
    second = asked.post("/v1/boards", json={"name": "Two"}).json()["id"]
    first = asked.get("/v1/boards", params={"limit": 1}).json()
    rest = asked.get("/v1/boards", params={"limit": 1, "cursor": first["cursor"]}).json()
    assert [one["id"] for one in (*first["boards"], *rest["boards"])] == [second, board]
    ids = three(asked, board)
    assert asked.delete(f"/v1/boards/{board}").status_code == 204
    assert asked.get(f"/v1/boards/{board}").status_code == 404
    assert asked.get(f"/v1/generations/{ids[0]}").json()["board"] is None
    assert asked.post("/v1/boards", json={"name": "\0"}).status_code == 422


def test_items_have_an_order_of_their_own(asked: TestClient, board: str) -> None:
    one, two, three_ = three(asked, board)
    path = f"/v1/boards/{board}/items"
    assert asked.patch(f"{path}/{three_}", json={"before": one}).status_code == 204
    assert order(asked, board) == [three_, one, two]
    assert asked.patch(f"{path}/{three_}", json={}).status_code == 204
    assert asked.delete(f"{path}/{two}").status_code == 204
    assert asked.delete(f"{path}/{two}").status_code == 404
    assert order(asked, board) == [one, three_]
    assert asked.get(f"/v1/generations/{two}").json()["board"] is None
    assert asked.post(path, json={"generation": two}).json()["board"] == board
    assert order(asked, board) == [one, three_, two]
    other = asked.post("/v1/boards", json={"name": "Other"}).json()["id"]
    assert asked.patch(f"{path}/{one}", json={"board": other}).status_code == 204
    assert order(asked, other) == [one]
    assert asked.get("/v1/generations", params={"board": other}).json()["generations"][0]["id"] == one
    assert asked.patch(f"{path}/{two}", json={"board": other, "before": one}).status_code == 422


def test_boards_come_in_pages(asked: TestClient, board: str) -> None:
    ids = three(asked, board)
    first = asked.get(f"/v1/boards/{board}", params={"limit": 2}).json()
    rest = asked.get(f"/v1/boards/{board}", params={"cursor": first["cursor"]}).json()
    assert [one["id"] for one in (*first["generations"], *rest["generations"])] == ids
    assert (first["items"], rest["cursor"]) == (3, None)


def test_a_link_to_view_shows_and_changes_nothing(
    asked: TestClient, anyone: TestClient, board: str, context: Context
) -> None:
    ids = three(asked, board)
    made = asked.post(f"/v1/boards/{board}/links", json={})
    assert (made.status_code, made.json()["access"]) == (201, "view")
    path = f"/v1/shared/{made.json()['token']}"
    assert made.json()["url"].endswith(path)
    seen = anyone.get(path).json()
    assert [one["id"] for one in seen["generations"]] == ids
    assert not {"price", "request", "plan"} & set(seen["generations"][0])
    assert anyone.post(f"{path}/items", json={"generation": ids[0]}).status_code == 403
    assert anyone.delete(f"{path}/items/{ids[0]}").status_code == 403
    assert "token" not in asked.get(f"/v1/boards/{board}/links").json()["links"][0]
    link = f"/v1/boards/{board}/links/{made.json()['id']}"
    assert asked.delete(link).status_code == 204
    assert anyone.get(path).status_code == 404
    assert asked.get(f"/v1/boards/{board}/links").json() == {"links": []}
    with context.database.read() as connection:
        assert [entry.action for entry in entries(connection)[:2]] == ["board.share", "board.share"]


def test_a_link_to_edit_changes_this_board_alone(asked: TestClient, anyone: TestClient, board: str) -> None:
    one, two, three_ = three(asked, board)
    ends = {"access": "edit", "lasts_s": 60}
    token = asked.post(f"/v1/boards/{board}/links", json=ends).json()["token"]
    path = f"/v1/shared/{token}/items"
    assert anyone.patch(f"{path}/{three_}", json={"before": one}).status_code == 204
    assert anyone.delete(f"{path}/{two}").status_code == 204
    assert order(asked, board) == [three_, one]
    assert anyone.post(path, json={"generation": two}).status_code == 204
    assert order(asked, board) == [three_, one, two]
    other = asked.post("/v1/boards", json={"name": "Other"}).json()["id"]
    assert anyone.patch(f"{path}/{one}", json={"board": other}).status_code == 403
    assert anyone.get(f"/v1/boards/{board}").status_code == 401


def test_a_token_that_is_none_opens_nothing(anyone: TestClient) -> None:
    for token in ("x", "%00", "x" * 199):
        assert anyone.get(f"/v1/shared/{token}").status_code == 404
