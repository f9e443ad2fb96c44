"""`/v1/uploads` and `/v1/inputs`: files come in whole or in parts, and are seen by their workspace alone."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from dreamwright.api.context import Context
from dreamwright.service.jobs import queue


@pytest.fixture(scope="module")
def picture() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((320, 180), 80).convert("RGB").save(file, "PNG")
    return file.getvalue()


def named(picture: bytes) -> str:
    return f"sha256:{hashlib.sha256(picture).hexdigest()}"


def test_a_picture_comes_in_whole(asked: TestClient, anyone: TestClient, picture: bytes) -> None:
    files = {"file": ("any name/../x.png", picture, "text/plain")}
    assert anyone.post("/v1/uploads", files=files).status_code == 401
    answer = asked.post("/v1/uploads", files=files)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert (found["hash"], found["media_type"]) == (named(picture), "image/png")
    assert (found["width"], found["height"]) == (320, 180)
    assert anyone.get(found["url"]).content == picture
    assert asked.post("/v1/uploads", files=files).json()["since"] == found["since"]
    assert [one["hash"] for one in asked.get("/v1/inputs").json()["inputs"]] == [found["hash"]]
    assert asked.get(f"/v1/inputs/{found['hash']}").json()["hash"] == found["hash"]
    assert asked.delete(f"/v1/inputs/{found['hash']}").status_code == 204
    assert asked.get(f"/v1/inputs/{found['hash']}").status_code == 404
    assert anyone.get(found["url"]).status_code == 404


def test_what_is_no_picture_is_refused(asked: TestClient) -> None:
    for files in ({"file": ("x.png", b"nonsense")}, {"other": ("x.png", b"x")}, {"file": (None, "words")}):
        assert asked.post("/v1/uploads", files=files).status_code == 422
    assert asked.get("/v1/inputs").json() == {"inputs": [], "cursor": None}


def test_an_upload_goes_on_where_it_broke_off(asked: TestClient, picture: bytes) -> None:
    sha256 = named(picture).removeprefix("sha256:")
    begun = asked.post("/v1/uploads/parts", json={"size": len(picture), "sha256": sha256})
    assert begun.status_code == 201
    path = f"/v1/uploads/{begun.json()['id']}"
    half = len(picture) // 2
    sent = asked.patch(path, content=picture[:half], headers={"upload-offset": "0"})
    assert (sent.json()["received"], sent.headers["upload-offset"]) == (half, str(half))
    assert asked.head(path).headers["upload-offset"] == str(half)
    assert asked.get(path).json()["received"] == half
    assert asked.patch(path, content=b"x", headers={"upload-offset": "0"}).status_code == 409
    assert asked.post(f"{path}/finish").status_code == 409
    assert asked.patch(path, content=b"x").status_code == 422
    asked.patch(path, content=picture[half:], headers={"upload-offset": str(half)})
    assert asked.post(f"{path}/finish").json()["hash"] == named(picture)
    assert asked.post(f"{path}/finish").json()["hash"] == named(picture)
    assert asked.get(path).json()["hash"] == named(picture)
    assert asked.get("/v1/uploads").json() == {"uploads": []}


def test_an_upload_is_dropped(asked: TestClient) -> None:
    begun = asked.post("/v1/uploads/parts", json={"size": 9}).json()
    assert asked.get("/v1/uploads").json() == {"uploads": [begun]}
    path = f"/v1/uploads/{begun['id']}"
    assert asked.patch(path, content=b"0123456789", headers={"upload-offset": "0"}).status_code == 422
    assert asked.delete(path).status_code == 204
    assert asked.delete(path).status_code == 404
    assert asked.get("/v1/uploads").json() == {"uploads": []}


def test_inputs_come_in_pages(asked: TestClient, tmp_path: Path) -> None:
    hashes = []
    for shade in (0, 100, 200):
        file = io.BytesIO()
        Image.new("RGB", (64, 64), (shade, 0, 0)).save(file, "PNG")
        hashes.append(asked.post("/v1/uploads", files={"file": file.getvalue()}).json()["hash"])
    first = asked.get("/v1/inputs", params={"limit": 2}).json()
    second = asked.get("/v1/inputs", params={"limit": 2, "cursor": first["cursor"]}).json()
    assert [one["hash"] for one in (*first["inputs"], *second["inputs"])] == hashes[::-1]
    assert second["cursor"] is None


def test_references_keep_pictures_by_name(asked: TestClient, picture: bytes) -> None:
    found = asked.post("/v1/uploads", files={"file": picture}).json()["hash"]
    body = {"name": "Ada", "kind": "character", "inputs": [found]}
    made = asked.post("/v1/references", json=body)
    assert (made.status_code, made.json()["inputs"]) == (201, [found])
    assert asked.post("/v1/references", json=body).status_code == 409
    assert asked.delete(f"/v1/inputs/{found}").status_code == 409
    path = f"/v1/references/{made.json()['id']}"
    assert asked.patch(path, json={"name": "Eve"}).json()["name"] == "Eve"
    assert [one["name"] for one in asked.get("/v1/references").json()["references"]] == ["Eve"]
    assert asked.get("/v1/references", params={"kind": "style"}).json()["references"] == []
    assert asked.get(path).json()["kind"] == "character"
    assert asked.delete(path).status_code == 204
    assert asked.get(path).status_code == 404
    assert asked.delete(f"/v1/inputs/{found}").status_code == 204


def test_a_film_stands_on_what_a_reference_keeps(asked: TestClient, context: Context, picture: bytes) -> None:
    other = asked.post("/v1/uploads", files={"file": tinted(picture)}).json()["hash"]
    first = asked.post("/v1/uploads", files={"file": picture}).json()["hash"]
    kept = asked.post("/v1/references", json={"name": "Ada L.", "kind": "character", "inputs": [first, other]}).json()
    inputs = {"start_image": "reference:Ada L.", "styles": [{"image": "reference:Ada L.", "weight": 0.5}]}
    planned = asked.post("/v1/plan", json={"prompt": "slow push in", "inputs": {"start_image": "reference:Ada L."}})
    frame = planned.json()["plan"]["frame"]
    assert frame["width"] / frame["height"] == pytest.approx(320 / 180, abs=0.01)
    assert asked.post("/v1/generations", json={"prompt": "slow push in", "inputs": inputs}).status_code == 201
    luma = {"prompt": "a lake", "keyframes": {"frame0": {"type": "image", "url": "reference:Ada L."}}}
    assert asked.post("/dream-machine/v1/generations", json=luma).status_code == 201
    assert asked.delete(f"/v1/references/{kept['id']}").status_code == 204
    ours, theirs = queue.claim(context.database, "worker", 2)
    assert [(one["role"], one["input"], one["weight"]) for one in ours.payload["sources"]] == [
        ("start_image", first, 1.0), ("style", first, 0.5), ("style", other, 0.5),
    ]  # fmt: skip
    assert [one["input"] for one in theirs.payload["sources"]] == [first]
    gone = asked.post("/v1/generations", json={"prompt": "slow push in", "inputs": inputs})
    assert (gone.status_code, gone.json()["title"]) == (404, "There is no such reference.")


def tinted(picture: bytes) -> bytes:
    file = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as found:
        found.point(lambda value: value // 2).save(file, "PNG")
    return file.getvalue()
