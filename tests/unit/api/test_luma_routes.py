"""Luma's wire over a whole application: what is told at once, what comes back, what never waits."""

from __future__ import annotations

import base64
import io
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from dreamwright.api.context import Context
from dreamwright.service.jobs import queue

from .hands import filmed

WIRE = "/dream-machine/v1"
LAKE = {"model": "ray-flash-2", "prompt": "a calm lake", "resolution": "360p", "duration": "1s"}
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ask(client: TestClient, path: str = "/generations", **fields: Any) -> Any:
    answer = client.post(WIRE + path, json={**LAKE, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


def see(client: TestClient, generation_id: str) -> Any:
    return client.get(f"{WIRE}/generations/{generation_id}").json()


@sqlite
def test_what_is_not_made_here_fails_before_a_worker_is_free(context: Context, asked: TestClient) -> None:
    """Nobody works: it waits for none."""
    media = {"url": "https://example.com/film.mp4"}
    made = ask(asked, "/generations/video/modify", generation_type="modify_video", media=media, mode="flex_1")
    assert (made["state"], made["failure_reason"]) == (
        "failed",
        "Modifying a video is not made by this installation yet",
    )
    assert queue.claim(context.database, "worker", 1) == ()


@sqlite
def test_what_was_asked_beside_lumas_fields_comes_back_at_once_and_at_the_end(
    context: Context, asked: TestClient, tmp_path: Path
) -> None:
    ours = {"seed": 7, "negative_prompt": "boats", "engine": "world"}
    made = ask(asked, **ours)
    assert {name: made[name] for name in ours} == ours
    filmed(context, tmp_path)
    done = see(asked, made["id"])
    assert {name: done[name] for name in ours} == ours
    assert done["plan"]["seed"] == 7


@sqlite
@pytest.mark.parametrize("path", ["/generations", "/generations/video", "/generations/image"])
def test_a_request_of_another_type_is_refused_in_lumas_words(asked: TestClient, path: str) -> None:
    answer = asked.post(WIRE + path, json={"prompt": "a lake", "generation_type": "song"})
    assert (answer.status_code, answer.json()) == (400, {"detail": "Unknown request type"})
    assert asked.post(WIRE + path, json={"prompt": "a lake", "generation_type": None}).status_code == 201


@sqlite
@pytest.mark.parametrize("url", ["ftp://host/hook", "not a url", "https://", "http://host/a b"])
def test_a_callback_goes_to_a_url_of_the_web(asked: TestClient, url: str) -> None:
    answer = asked.post(f"{WIRE}/generations", json={**LAKE, "callback_url": url})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "callback_url"]


@sqlite
def test_a_picture_in_the_request_becomes_an_input_and_is_not_sent_back_with_every_look(
    context: Context, asked: TestClient
) -> None:
    file = io.BytesIO()
    Image.effect_noise((64, 36), 80).convert("RGB").save(file, "PNG")
    uri = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    made = ask(asked, keyframes={"frame0": {"type": "image", "url": uri}})
    (claim,) = queue.claim(context.database, "worker", 1)
    assert claim.payload["sources"][0]["input"].startswith("sha256:")
    shown = see(asked, made["id"])["request"]["keyframes"]["frame0"]
    assert shown["type"] == "image"
    assert shown["url"].startswith("data:image/png;base64,")
    assert len(shown["url"]) < 200 < len(uri)


@sqlite
def test_a_picture_in_the_request_that_is_none_fails_in_lumas_words(asked: TestClient) -> None:
    uri = "data:image/png;base64," + base64.b64encode(b"no picture at all" * 20).decode()
    made = ask(asked, keyframes={"frame0": {"type": "image", "url": uri}})
    assert made["state"] == "failed"
    assert made["failure_reason"].startswith("Failed to read user input frames: ")


@sqlite
def test_those_who_wait_for_their_picture_hold_nobody_up(asked: TestClient) -> None:
    """More wait than there are threads, and nobody makes their pictures."""
    body = {"model": "photon-flash-1", "prompt": "a lake", "sync": True, "sync_timeout": 120}
    waiting = [
        threading.Thread(target=asked.post, args=(f"{WIRE}/generations/image",), kwargs={"json": body})
        for _ in range(45)
    ]
    for one in waiting:
        one.start()
    while asked.get(f"{WIRE}/generations?limit=1").json()["count"] < len(waiting):
        time.sleep(0.05)
    assert asked.get(f"{WIRE}/credits").status_code == 200
    assert all(one.is_alive() for one in waiting), "they still wait"
    for made in asked.get(f"{WIRE}/generations").json()["generations"]:
        assert asked.post(f"/v1/generations/{made['id']}/cancel").status_code == 200
    for one in waiting:
        one.join()


@sqlite
@pytest.mark.parametrize(("side", "role"), [("frame0", "start_image"), ("frame1", "end_image")])
def test_a_picture_that_was_made_here_begins_or_ends_a_film(
    context: Context, asked: TestClient, tmp_path: Path, side: str, role: str
) -> None:
    made = ask(asked, "/generations/image", model="photon-flash-1")["id"]
    filmed(context, tmp_path)
    ask(asked, keyframes={side: {"type": "generation", "id": made}})
    (claim,) = queue.claim(context.database, "worker", 1)
    assert claim.payload["operation"] == "create"
    assert [(one["role"], one["generation"]) for one in claim.payload["sources"]] == [(role, made)]
    longer = asked.post("/v1/generations", json={"extend": {"generation": made}})
    assert (longer.status_code, "is a picture" in longer.json()["title"]) == (409, True)
