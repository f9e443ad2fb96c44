"""The client against a server that is played: errors, streams that break, uploads that go on, files that are whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from dreamwright import errors
from dreamwright.sdk import Client, client, wire

HERE = "http://server.example"
FINISHED = {
    "id": "g", "kind": "video", "state": "completed", "prompt": "a lake", "created_at": "2026-01-01T00:00:00Z",
    "progress": {"stage": None, "share": 1.0, "seconds_left": 0.0, "preview": None}, "price": 0.0, "unheard_of": 1,
    "assets": [{"role": "video", "url": "https://files.example/film.mp4", "media_type": "video/mp4", "bytes": 4,
                "width": 64, "height": 36, "seconds": 2.0}],
}  # fmt: skip
DREAMING = {**FINISHED, "state": "dreaming", "assets": [], "progress": {"stage": "filming", "share": 0.25}}


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "POLL_S", 0.0)
    monkeypatch.setattr(client.time, "sleep", lambda _: None)


def played(answer: Callable[[httpx.Request], httpx.Response]) -> Client:
    return Client(HERE, "dw_key", transport=httpx.MockTransport(answer))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.BadInput), (401, errors.NotSignedIn), (402, errors.TooFewCredits), (403, errors.NotAllowed),
        (404, errors.NotFound), (409, errors.Conflict), (413, errors.BadFile), (422, errors.BadInput),
        (500, errors.DreamwrightError), (503, errors.MachineFault),
    ],
)  # fmt: skip
@pytest.mark.parametrize("body", [{"title": "It is so.", "status": 1}, {"detail": "It is so."}])
def test_a_problem_is_an_error_with_its_sentence(status: int, kind: type[Exception], body: dict[str, Any]) -> None:
    with played(lambda _: httpx.Response(status, json=body)) as asked, pytest.raises(kind, match=r"^It is so\.$"):
        asked.get("g")


def test_too_many_says_when_to_come_again() -> None:
    answer = httpx.Response(429, json={"title": "Later."}, headers={"retry-after": "7"})
    with played(lambda _: answer) as asked, pytest.raises(errors.TooMany) as told:
        asked.create("a lake")
    assert told.value.retry_after_s == 7.0


def test_what_is_no_json_is_told_by_its_status() -> None:
    broken = httpx.Response(502, text="<html>")
    with played(lambda _: broken) as asked, pytest.raises(errors.DreamwrightError, match="status 502"):
        asked.get("g")


def test_a_server_that_is_away_is_the_machines_fault() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    with played(away) as asked, pytest.raises(errors.MachineFault, match="no route"):
        asked.plan("a lake")


def test_events_are_read_as_the_standard_says() -> None:
    lines = ["retry: 2000", "", ": still here", "", "id: 7", "event: state", 'data: {"state": "queued"}', "",
             'data:{"a": 1}', "", "id: 9", ""]  # fmt: skip
    assert list(wire._events(iter(lines))) == [
        wire.Event(7, "state", {"state": "queued"}), wire.Event(None, "message", {"a": 1})
    ]  # fmt: skip


def test_waiting_goes_on_where_the_stream_broke() -> None:
    """The first stream breaks after an event, the second ends with the last state."""
    asked_after: list[str | None] = []
    states = [DREAMING, DREAMING, FINISHED]

    class Breaks(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            yield b'id: 4\nevent: progress\ndata: {"share": 0.5, "stage": "filming"}\n\n'
            raise httpx.ReadError("gone")

    def answer(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/events"):
            return httpx.Response(200, json=states.pop(0))
        asked_after.append(request.headers.get("last-event-id"))
        if len(asked_after) == 1:
            return httpx.Response(200, stream=Breaks())
        return httpx.Response(200, text='id: 5\nevent: state\ndata: {"state": "completed"}\n\n')

    heard: list[float] = []
    with played(answer) as asked:
        done = asked.wait("g", lambda progress: heard.append(progress.share))
    assert (done.state, asked_after) == ("completed", [None, "4"])
    assert heard == [0.25, 0.5, 0.25]


def test_waiting_asks_where_there_are_no_events() -> None:
    states = [DREAMING, DREAMING, FINISHED]

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/events"):
            return httpx.Response(503, json={"title": "No events."})
        return httpx.Response(200, json=states.pop(0))

    with played(answer) as asked:
        assert asked.wait("g").ended
    assert states == []


def test_waiting_ends_when_the_time_is_over() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(204) if request.url.path.endswith("/events") else httpx.Response(200, json=DREAMING)

    with played(answer) as asked, pytest.raises(TimeoutError):
        asked.wait("g", timeout_s=0.05)


def test_a_large_file_goes_in_parts_and_survives_breaks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(client, "WHOLE_BYTES", 4)
    file = tmp_path / "x.png"
    file.write_bytes(b"0123456789")
    came, failed = bytearray(), []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH":
            assert int(request.headers["upload-offset"]) == len(came)
            came.extend(request.content[:2] if not failed else request.content)
            if not failed:
                failed.append(request)
                raise httpx.WriteError("gone", request=request)
        if request.url.path.endswith("/finish"):
            found = {"hash": "sha256:x", "media_type": "image/png", "bytes": len(came), "url": "x"}
            return httpx.Response(200, json=found)
        return httpx.Response(200, json={"id": "u", "size": 10, "received": len(came)})

    with played(answer) as asked:
        assert asked.upload(file).bytes == 10
    assert bytes(came) == b"0123456789"
    assert failed


def test_a_file_is_downloaded_whole_or_not_at_all(tmp_path: Path) -> None:
    keys: list[str | None] = []

    class Breaks(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            yield b"fi"
            raise httpx.ReadError("gone")

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host != "files.example":
            return httpx.Response(200, json=FINISHED)
        keys.append(request.headers.get("authorization"))
        return httpx.Response(200, stream=Breaks()) if len(keys) == 1 else httpx.Response(200, content=b"film")

    to = tmp_path / "film.mp4"
    with played(answer) as asked:
        with pytest.raises(errors.MachineFault):
            asked.download("g", to)
        assert list(tmp_path.iterdir()) == []
        assert asked.download("g", to) == to
        with pytest.raises(errors.CannotWrite):
            asked.download("g", tmp_path / "nowhere" / "film.mp4")
    assert to.read_bytes() == b"film"
    assert set(keys) == {None}, "the key went to another host"


def test_what_is_not_asked_is_not_sent() -> None:
    sent: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append((json.loads(request.content), request.headers.get("idempotency-key")))
        return httpx.Response(201, json=DREAMING)

    with played(answer) as asked:
        asked.create("a lake", quality="draft", board=None, idempotency_key="one")
        asked.create({"prompt": "a lake", "seed": 3})
    assert sent == [
        ({"prompt": "a lake", "quality": "draft"}, "one"),
        ({"prompt": {"prompt": "a lake", "seed": 3}}, None),
    ]
