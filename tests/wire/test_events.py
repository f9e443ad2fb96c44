"""Many who listen to a real server: none keeps another waiting, and none keeps the server from stopping."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import httpx

from .serving import serving

LISTENERS = 60
"""More than a server has threads for requests."""


def test_listeners_keep_nobody_waiting(tmp_path: Path) -> None:
    limits = httpx.Limits(max_connections=LISTENERS + 10)
    with (
        serving(tmp_path / "data", "--workers", "0") as served,
        httpx.Client(base_url=served.url, limits=limits, timeout=20) as asked,
        ExitStack() as streams,
    ):
        made = asked.post("/v1/generations", json={"prompt": "a lake"}).json()["id"]
        path = f"/v1/generations/{made}/events"
        open_ones = [streams.enter_context(asked.stream("GET", path)) for _ in range(LISTENERS)]
        assert {one.status_code for one in open_ones} == {200}
        assert asked.get(f"/v1/generations/{made}").json()["state"] == "queued"
        assert asked.post(f"/v1/generations/{made}/cancel").json()["state"] == "cancelled"
        assert all('"cancelled"' in one.read().decode() for one in open_ones)


def test_a_listener_does_not_hold_the_server(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--workers", "0") as served:
        made = httpx.post(f"{served.url}/v1/generations", json={"prompt": "a lake"}).json()["id"]
        with httpx.stream("GET", f"{served.url}/v1/generations/{made}/events", timeout=20) as stream:
            lines = stream.iter_lines()
            next(lines)
            served.process.terminate()
            assert [line for line in lines if line.startswith("event")] == ["event: state"]
            served.process.wait(30)
    assert "timeout graceful shutdown exceeded" not in (tmp_path / "data.log").read_text()
