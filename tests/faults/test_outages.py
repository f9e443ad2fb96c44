"""What the server stands on goes away for a while, or is wrong: nothing is lost, nothing is paid twice."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import numpy as np
import pytest
from tests.faults.conftest import S3_KEYS
from tests.listening import listening
from tests.postgresql import running
from tests.serving import Serving, assert_paid_once, delivered, tiny, until
from tests.stores import S3Server

if TYPE_CHECKING:
    from numpy.typing import NDArray

Truth = dict[int, "NDArray[np.uint8]"]
pytestmark = pytest.mark.slow
DOWN_S = 60.0
"""A full minute, as it passes: nothing here plays with a clock."""
CLOCKED = str(Path(__file__).with_name("clocked.py"))


def test_postgresql_stops_hard_in_the_midst_of_a_film(serve: Callable[..., Serving], truth: Truth) -> None:
    with running() as server:
        serving = serve(database_url=server.create("faults"))
        serving.start()
        asked = {serving.ask(tiny(seed)): seed for seed in (1, 2)}
        serving.dreaming(next(iter(asked)))
        server.stop("immediate")
        away = serving.get("/credits")
        assert away.status_code == 503, away.text
        assert "database" in away.json()["detail"]
        time.sleep(3)
        server.start()
        for one, seed in asked.items():
            np.testing.assert_array_equal(delivered(serving.ended(one)), truth[seed])
        assert_paid_once(serving, dict.fromkeys(asked, "settled"))
        serving.stop()


def test_the_storage_is_down_for_a_minute_when_a_film_is_delivered(
    serve: Callable[..., Serving], address: str, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in S3_KEYS.items():
        monkeypatch.setenv(name, value)
    server = S3Server()
    try:
        bucket = server.bucket()
        serving = serve(database_url=address, words=("--storage", server.url(bucket)), settings=S3_KEYS)
        serving.start()
        made = serving.ask(tiny(1))
        serving.dreaming(made)
        server.stop()
        ready = httpx.get(f"{serving.url}/v1/ready", timeout=30)
        assert (ready.status_code, ready.json()) == (503, {"database": "ok", "storage": "away"})
        end = time.monotonic() + DOWN_S
        while time.monotonic() < end:
            assert serving.see(made)["state"] == "dreaming"
            time.sleep(1)
        server.start()
        server.bucket(bucket)
        np.testing.assert_array_equal(delivered(serving.ended(made)), truth[1])
        assert httpx.get(f"{serving.url}/v1/ready", timeout=30).status_code == 200
        assert httpx.get(f"{serving.url}/v1/generations/{made}", headers=serving.headers).json()["attempt"] == 1
        assert_paid_once(serving, {made: "settled"})
        serving.stop()
    finally:
        server.stop()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MiB; skips where this process may not mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> Path:
    """Writes until nothing more goes in; the file that holds it all."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass
    return path


def test_a_disk_that_is_full_for_a_while(serve: Callable[..., Serving], small_disk: Path, truth: Truth) -> None:
    """Database and films on one disk: while it is full nothing is taken on; afterwards all goes on."""
    serving = serve(small_disk / "data")
    serving.start()
    made = serving.ask(tiny(1))
    serving.dreaming(made)
    filler = fill(small_disk)
    until(lambda: "ull" in serving.complaint(), 60, serving.complaint)
    answers = {serving.post("/generations", {"model": "ray-flash-2", "plan": tiny(2)}).status_code for _ in range(40)}
    assert 503 in answers
    assert answers <= {201, 503}
    filler.unlink()
    np.testing.assert_array_equal(delivered(serving.ended(made)), truth[1])
    again = serving.ask(tiny(2))
    np.testing.assert_array_equal(delivered(serving.ended(again)), truth[2])
    assert_paid_once(serving, {made: "settled", again: "settled"})


def test_more_hanging_callback_hosts_than_hands_keep_no_film_and_only_for_a_while_others_waiting(
    serve: Callable[..., Serving], address: str, truth: Truth
) -> None:
    serving = serve(database_url=address)
    serving.start()
    media = {"url": "http://127.0.0.1:9/film.mp4"}
    refused = {"model": "ray-2", "generation_type": "modify_video", "media": media, "mode": "flex_1"}
    with listening() as host:
        host.hanging = {f"/hang-{k}" for k in range(10)}
        for path in sorted(host.hanging):
            hung = serving.post("/generations/video/modify", {**refused, "callback_url": host.url + path})
            assert hung.status_code == 201
        made = serving.ask(tiny(1), callback_url=host.url + "/hook")
        np.testing.assert_array_equal(delivered(serving.ended(made)), truth[1])
        until(lambda: host.at("/hook") and host.at("/hook")[-1]["state"] == "completed", 90, serving.complaint)
    assert_paid_once(serving, {made: "settled"})


def test_the_clock_is_set_back_an_hour_in_the_midst_of_films(
    serve: Callable[..., Serving], address: str, truth: Truth, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    clock.write_text("0")
    serving = serve(database_url=address, module=(CLOCKED, str(clock)))
    serving.start()
    asked = {serving.ask(tiny(seed)): seed for seed in (1, 2)}
    serving.dreaming(next(iter(asked)))
    clock.write_text("-3600")
    asked[serving.ask(tiny(1))] = 1
    for one, seed in asked.items():
        np.testing.assert_array_equal(delivered(serving.ended(one)), truth[seed])
    assert_paid_once(serving, dict.fromkeys(asked, "settled"))
    serving.kill()
    serving.start()
    assert serving.see(next(iter(asked)))["state"] == "completed"
