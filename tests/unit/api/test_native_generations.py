"""`/v1/generations` as a client sees it: from the wish to the film, its price, its end."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from dreamwright.api.bodies import BODIES
from dreamwright.api.context import Context
from dreamwright.service.credits import ledger
from dreamwright.service.db.tables.people import workspace
from dreamwright.service.generations import generations

from . import hands

SMALL = {"prompt": "a calm lake at dawn", "resolution": "360p", "duration_s": 2, "seed": 5}


def made(asked: TestClient, **more: object) -> dict:
    answer = asked.post("/v1/generations", json={"prompt": SMALL, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_wish_becomes_a_film_with_links(asked: TestClient, context: Context, tmp_path: Path) -> None:
    first = made(asked)
    assert (first["state"], first["progress"]["stage"], first["seed"]) == ("queued", "waiting", 5)
    assert first["frame"] == {"width": 640, "height": 360, "fps": 24.0, "duration_s": 2.0}
    claim = hands.taken(context)
    hands.told(context, claim, 0.5, "outputs/x/y/preview.jpg")
    midway = asked.get(f"/v1/generations/{first['id']}").json()
    assert midway["state"] == "dreaming"
    assert midway["progress"]["share"] == 0.5
    assert midway["progress"]["preview"].startswith("http://localhost/files/")
    hands.filmed(context, tmp_path, claim)
    done = asked.get(f"/v1/generations/{first['id']}").json()
    assert (done["state"], done["engine"], done["told"]) == ("completed", "world", ["It is small."])
    assert done["plan"]["prompt"] == "a calm lake at dawn"
    film = next(one for one in done["assets"] if one["role"] == "video")
    assert (film["width"], film["height"], film["seconds"], film["bytes"]) == (64, 36, 2.0, 2048)
    part = asked.get(film["url"], headers={"range": "bytes=10-19", "authorization": ""})
    assert (part.status_code, part.content) == (206, hands.FILM[10:20])


def test_the_same_key_is_the_same_generation(asked: TestClient) -> None:
    headers = {"idempotency-key": "one"}
    body = {"prompt": SMALL}
    first = asked.post("/v1/generations", json=body, headers=headers).json()
    assert asked.post("/v1/generations", json=body, headers=headers).json()["id"] == first["id"]
    other = asked.post("/v1/generations", json={**body, "quality": "draft"}, headers=headers)
    assert other.status_code == 409
    assert other.headers["content-type"] == "application/problem+json"


def test_a_plan_that_was_answered_is_filmed(asked: TestClient) -> None:
    plan = asked.post("/v1/plan", json=SMALL).json()["plan"]
    plan["scene"]["fog"]["density"] = 0.5
    answer = asked.post("/v1/generations", json={"plan": plan})
    assert answer.status_code == 201
    assert answer.json()["seed"] == 5


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "Give a prompt, a plan, or a film to extend."),
        ({"prompt": ""}, "prompt"),
        ({"prompt": "a lake", "wat": 1}, "wat"),
        ({"prompt": "a lake\0"}, "NUL"),
        ({"prompt": "a lake", "format": "png"}, "Png is no format of the kind video."),
        ({"prompt": "a lake", "engine": "nonsense"}, "No engine is called 'nonsense'; installed: world"),
        ({"prompt": "a lake", "codec": "nonsense"}, "No codec is called “nonsense”"),
        ({"prompt": "a lake", "codec": "prores", "format": "mp4"}, "ProRes"),
        ({"prompt": "a lake", "callback_url": "ftp://x"}, "http"),
        ({"prompt": "a lake", "inputs": {"start_image": "ftp://x"}}, "http"),
        ({"prompt": "a lake", "inputs": {"start_image": "sha256:nonsense"}}, "sha256"),
        ({"prompt": "a lake", "board": "nonsense"}, "board"),
        ({"plan": {"schema": 1, "scen": {}}}, "scen"),
    ],
)
def test_a_wrong_wish_is_told_in_a_sentence(asked: TestClient, body: dict, words: str) -> None:
    answer = asked.post("/v1/generations", json=body)
    assert answer.status_code == 422
    assert words in answer.json()["title"]
    assert asked.get("/v1/generations").json()["total"] == 0


@pytest.mark.parametrize("wrong", ["nonsense", "a%00b", "x" * 300, "00000000-0000-4000-8000-000000000000"])
def test_what_is_no_id_is_not_there(asked: TestClient, wrong: str) -> None:
    for path in (f"/v1/generations/{wrong}", f"/dream-machine/v1/generations/{wrong}", f"/v1/videos/{wrong}"):
        assert asked.get(path).status_code == 404
        assert asked.delete(path).status_code == 404


def test_pages_go_on_where_they_ended(asked: TestClient) -> None:
    ids = [made(asked)["id"] for _ in range(3)]
    first = asked.get("/v1/generations", params={"limit": 2}).json()
    second = asked.get("/v1/generations", params={"limit": 2, "cursor": first["cursor"]}).json()
    assert [one["id"] for one in (*first["generations"], *second["generations"])] == ids[::-1]
    assert (first["total"], second["cursor"]) == (3, None)
    assert asked.get("/v1/generations", params={"text": "LAKE", "kind": "video"}).json()["total"] is None
    assert asked.get("/v1/generations", params={"state": "completed"}).json()["generations"] == []


@pytest.mark.parametrize("cursor", ["x", "WzEuMF0=", "WyJhIiwgMV0=", "W1tbW1s=", "é", "W05hTiwgIlx1MDAwMCJd"])
def test_a_foreign_cursor_is_refused(asked: TestClient, cursor: str) -> None:
    for path in ("/v1/generations", "/v1/boards", "/v1/inputs"):
        assert asked.get(path, params={"cursor": cursor}).status_code == 422


def test_cancel_gives_credits_back_and_retry_takes_them(asked: TestClient, context: Context) -> None:
    place = hands.on_plan(context, "plus", 1000)

    def left() -> int:
        with context.database.read() as connection:
            return ledger.balance(connection, place).available

    first = made(asked)
    assert (first["price"], left()) == (110.0, 890_000)
    assert asked.post(f"/v1/generations/{first['id']}/cancel").json()["state"] == "cancelled"
    assert left() == 1_000_000
    assert asked.post(f"/v1/generations/{first['id']}/cancel").status_code == 409
    again = asked.post(f"/v1/generations/{first['id']}/retry")
    assert (again.status_code, again.json()["retry_of"], left()) == (201, first["id"], 890_000)
    assert asked.post(f"/v1/generations/{again.json()['id']}/retry").status_code == 409


def test_what_fails_says_why(asked: TestClient, context: Context) -> None:
    made(asked)
    found = asked.get(f"/v1/generations/{hands.failed(context, 'There is no such sea.')}").json()
    assert (found["state"], found["reason"]) == ("failed", "There is no such sea.")


def test_deleted_is_gone_files_and_all(asked: TestClient, context: Context, tmp_path: Path) -> None:
    board = asked.post("/v1/boards", json={"name": "One"}).json()["id"]
    first = made(asked, board=board)
    hands.filmed(context, tmp_path)
    url = asked.get(f"/v1/generations/{first['id']}").json()["assets"][0]["url"]
    assert asked.delete(f"/v1/generations/{first['id']}").status_code == 204
    assert asked.get(f"/v1/generations/{first['id']}").status_code == 404
    assert asked.get(url).status_code == 404
    assert list(context.store.keys()) == []
    assert asked.get(f"/v1/boards/{board}").json()["items"] == 0


def test_a_film_stands_on_another(asked: TestClient, context: Context, tmp_path: Path) -> None:
    first = made(asked)
    body = {"extend": {"generation": first["id"], "seconds": 3}}
    assert asked.post("/v1/generations", json=body).status_code == 409
    hands.filmed(context, tmp_path)
    longer = asked.post("/v1/generations", json=body)
    assert (longer.status_code, longer.json()["frame"]) == (201, None)


def test_plans_limits_are_told(asked: TestClient, context: Context) -> None:
    hands.on_plan(context, "free", 10)
    high = asked.post("/v1/generations", json={"prompt": SMALL})
    assert (high.status_code, high.json()["title"]) == (403, "The plan Free makes films in draft quality only.")
    poor = asked.post("/v1/generations", json={"prompt": SMALL, "quality": "draft"})
    assert (poor.status_code, "credits" in poor.json()["title"]) == (402, True)


def test_a_callback_carries_our_own_shape(asked: TestClient, context: Context) -> None:
    first = made(asked, callback_url="https://hear.example/me")
    with context.database.read() as connection:
        found = generations.get(connection, connection.execute(workspace.select()).one().id, first["id"])
        body = BODIES["native"](context, found, context.database.now(connection))
    assert b'"state":"queued"' in body
    assert first["id"].encode() in body


def test_lists_ask_the_database_as_often_however_long(asked: TestClient, context: Context, tmp_path: Path) -> None:
    board = asked.post("/v1/boards", json={"name": "One"}).json()["id"]
    token = asked.post(f"/v1/boards/{board}/links", json={}).json()["token"]
    paths = ("/v1/generations", f"/v1/boards/{board}", f"/v1/shared/{token}", "/v1/videos", "/v1/boards",
             "/v1/references", "/v1/inputs", "/dream-machine/v1/generations")  # fmt: skip

    def counted(path: str) -> int:
        with hands.statements(context) as found:
            assert asked.get(path).status_code == 200
        return len(found)

    made(asked, board=board)
    hands.filmed(context, tmp_path)
    few = {path: counted(path) for path in paths}
    for _ in range(4):
        made(asked, board=board)
        hands.filmed(context, tmp_path)
        asked.post("/v1/boards", json={"name": "More"})
    assert {path: counted(path) for path in paths} == few
    assert max(few.values()) <= 12


def test_a_picture_in_the_request_becomes_an_input(asked: TestClient) -> None:
    file = io.BytesIO()
    Image.effect_noise((60, 80), 90).save(file, "PNG")
    uri = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    answer = asked.post("/v1/generations", json={"prompt": SMALL, "inputs": {"start_image": uri}})
    assert answer.status_code == 201
    assert len(answer.text) < 3000
    assert (answer.json()["frame"]["width"], answer.json()["frame"]["height"]) == (360, 480)
    (found,) = asked.get("/v1/inputs").json()["inputs"]
    assert found["bytes"] == len(file.getvalue())
    named = {"start_image": found["hash"]}
    plan = asked.post("/v1/plan", json={**SMALL, "inputs": named}).json()["plan"]
    assert (plan["frame"]["width"], plan["frame"]["height"]) == (360, 480)
    wide = {"prompt": {**SMALL, "aspect": "16:9"}, "inputs": named}
    assert asked.post("/v1/generations", json=wide).json()["frame"]["width"] == 640
    wrong = {"prompt": SMALL, "inputs": {"start_image": "data:image/png;base64,AAAA"}}
    assert asked.post("/v1/generations", json=wrong).status_code == 422


def test_who_threw_it_away_is_in_the_audit_log(asked: TestClient) -> None:
    made = asked.post("/v1/generations", json={"prompt": "a lake"}).json()["id"]
    other = asked.post("/dream-machine/v1/generations", json={"prompt": "a lake"}).json()["id"]
    assert asked.delete(f"/v1/generations/{made}").status_code == 204
    assert asked.delete(f"/dream-machine/v1/generations/{other}").status_code == 204
    assert asked.delete(f"/v1/generations/{made}").status_code == 404
    found = asked.get("/v1/audit").json()["entries"][:2]
    assert [(one["action"], one["target"]) for one in found] == [
        ("generation.delete", other),
        ("generation.delete", made),
    ]
    assert found[0]["person_id"]


def test_a_picture_that_was_never_brought_is_told_at_once(asked: TestClient) -> None:
    body = {"prompt": "a lake", "inputs": {"start_image": "sha256:" + "0" * 64}}
    said = asked.post("/v1/generations", json=body)
    assert (said.status_code, said.json()["title"]) == (404, "There is no input of that hash.")
    assert asked.get("/v1/generations").json()["total"] == 0
