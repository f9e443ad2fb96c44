"""What happens, as it happens: server-sent events that go on where a reader left, and end when all is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from dreamwright.api.context import Context
from dreamwright.api.native import events
from dreamwright.service.db.tables.jobs import job_event
from dreamwright.service.db.tables.people import workspace

from . import hands

PROMPT = {"prompt": "a lake", "resolution": "360p", "duration_s": 1}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_S", 0.2)
    monkeypatch.setattr("dreamwright.api.native.bell.LOOK_S", 0.02)


def made(asked: TestClient, **more: object) -> str:
    return str(asked.post("/v1/generations", json={"prompt": PROMPT, **more}).json()["id"])


def parsed(text: str) -> list[tuple[int, str, dict]]:
    """Id, kind and data of each event."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line and not line.startswith(":"))
        if "event" in fields:
            found.append((int(fields.get("id", 0)), fields["event"], json.loads(fields["data"])))
    return found


@contextmanager
def soon(*steps: Callable[[], object]) -> Iterator[None]:
    """Does these one after another, in another thread, while the block reads."""

    def do() -> None:
        for step in steps:
            time.sleep(0.15)
            step()

    thread = threading.Thread(target=do)
    thread.start()
    yield
    thread.join()


def test_a_generation_is_told_until_its_end(asked: TestClient, context: Context, tmp_path: Path) -> None:
    found = made(asked)
    claims: list = []
    with soon(
        lambda: claims.append(hands.taken(context)),
        lambda: hands.told(context, claims[0], 0.5, "outputs/a/b/preview.jpg"),
        lambda: hands.filmed(context, tmp_path, claims[0]),
    ):
        answer = asked.get(f"/v1/generations/{found}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = parsed(answer.text)
    states = [data["state"] for _, kind, data in told if kind == "state"]
    assert states == ["queued", "dreaming", "completed"]
    ((_, _, progress),) = [one for one in told if one[1] == "progress"]
    assert progress["share"] == 0.5
    assert progress["preview"].startswith("http://localhost/files/")
    assert [number for number, *_ in told] == sorted({number for number, *_ in told})
    assert {data["generation"] for *_, data in told} == {found}


def test_a_reader_goes_on_where_it_left(asked: TestClient, context: Context, tmp_path: Path) -> None:
    path = f"/v1/generations/{made(asked)}/events"
    hands.filmed(context, tmp_path)
    told = parsed(asked.get(path).text)
    assert [data["state"] for *_, data in told] == ["queued", "dreaming", "completed"]
    rest = asked.get(path, headers={"last-event-id": str(told[0][0])})
    assert parsed(rest.text) == told[1:]
    assert asked.get(path, headers={"last-event-id": str(told[-1][0])}).status_code == 204
    assert asked.get(path, headers={"last-event-id": "x"}).status_code == 422


def test_silence_is_filled_and_deletion_is_told(asked: TestClient, context: Context) -> None:
    found = made(asked)
    with soon(lambda: time.sleep(0.5), lambda: asked.delete(f"/v1/generations/{found}")):
        text = asked.get(f"/v1/generations/{found}/events").text
    assert ": still here" in text
    assert parsed(text)[-1][1] == "deleted" or parsed(text)[-1][2].get("state") == "cancelled"


def test_others_hear_nothing(asked: TestClient, anyone: TestClient) -> None:
    found = made(asked)
    assert anyone.get(f"/v1/generations/{found}/events").status_code == 401
    assert asked.get("/v1/generations/00000000-0000-4000-8000-000000000000/events").status_code == 404
    assert asked.get("/v1/boards/00000000-0000-4000-8000-000000000000/events").status_code == 404
    assert anyone.get("/v1/shared/nonsense/events").status_code == 404


def test_a_board_tells_of_all_that_lies_on_it(asked: TestClient, context: Context, tmp_path: Path) -> None:
    board = asked.post("/v1/boards", json={"name": "One"}).json()["id"]
    token = asked.post(f"/v1/boards/{board}/links", json={}).json()["token"]
    other, mine = made(asked), made(asked, board=board)
    first, second = hands.taken(context), hands.taken(context)
    assert (first.ref, second.ref) == (other, mine)
    with soon(
        lambda: hands.filmed(context, tmp_path, first),
        lambda: hands.filmed(context, tmp_path, second),
        lambda: time.sleep(0.3),
        lambda: asked.delete(f"/v1/boards/{board}"),
    ):
        shared: list[str] = []
        path, nobody = f"/v1/shared/{token}/events", {"authorization": ""}
        reader = threading.Thread(target=lambda: shared.append(asked.get(path, headers=nobody).text))
        reader.start()
        told = parsed(asked.get(f"/v1/boards/{board}/events").text)
        reader.join()
    assert [(data["generation"], data["state"]) for _, kind, data in told if kind == "state"] == [
        (mine, "queued"), (mine, "dreaming"), (mine, "completed"),
    ]  # fmt: skip
    assert told[-1][1] == "deleted"
    assert parsed(shared[0])[:3] == told[:3]


def test_an_event_that_is_committed_late_is_told_all_the_same(context: Context, asked: TestClient) -> None:
    """Of two jobs, the one with the higher id may be seen first: PostgreSQL numbers rows before it keeps them."""
    board = asked.post("/v1/boards", json={"name": "One"}).json()["id"]
    first, second = made(asked, board=board), made(asked, board=board)
    with context.database.write() as connection:
        rows = connection.execute(job_event.select().order_by(job_event.c.id)).mappings().all()
        connection.execute(job_event.delete().where(job_event.c.id == rows[0]["id"]))
        place = connection.execute(workspace.select()).one().id
    look = events.BoardLook(context, lambda _: (place, board), 0)
    ((number, text),) = look(0).told
    assert second in text
    with context.database.write() as connection:
        connection.execute(job_event.insert().values(**rows[0]))
    ((late, text),) = look(number).told
    assert first in text
    assert late < number
    assert look(number).told == ()
