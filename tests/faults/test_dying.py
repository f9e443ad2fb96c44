"""The server, its workers or one job's process die in the midst of a film: it is made once, paid once, the true one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.faults.conftest import SEEDS
from tests.serving import Serving, assert_paid_once, delivered, environment, tiny, until

if TYPE_CHECKING:
    from numpy.typing import NDArray

Truth = dict[int, "NDArray[np.uint8]"]
pytestmark = pytest.mark.slow


def test_a_server_killed_twice_in_the_midst_of_films(serve: Callable[..., Serving], address: str, truth: Truth) -> None:
    serving, dice = serve(database_url=address), random.Random(4)
    serving.start()
    asked = {serving.ask(tiny(seed)): seed for seed in SEEDS * 2}
    for _ in range(2):
        until(lambda: any(serving.see(one)["state"] == "dreaming" for one in asked), 60, serving.complaint)
        time.sleep(dice.uniform(0.0, 2.0))
        serving.kill()
        serving.start()
    for one, seed in asked.items():
        np.testing.assert_array_equal(delivered(serving.ended(one)), truth[seed])
    assert_paid_once(serving, dict.fromkeys(asked, "settled"))
    assert len(list(serving.folder.glob("files/outputs/*/*/*.mp4"))) == len(asked), "drafts were left behind"


class Workers:
    """`dreamwright worker` processes."""

    def __init__(self, serving: Serving) -> None:
        self.serving, self.processes = serving, list[subprocess.Popen[bytes]]()

    def start(self) -> subprocess.Popen[bytes]:
        serving = self.serving
        words = ("worker", "--data", str(serving.folder), "--database", serving.database_at)
        with serving.log.open("ab") as log:
            command = [sys.executable, "-m", "dreamwright", *words]
            self.processes.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment()))
        return self.processes[-1]

    def stop(self) -> None:
        for one in self.processes:
            one.terminate()
        for one in self.processes:
            one.wait(40)


@pytest.fixture
def serving(serve: Callable[..., Serving], address: str) -> Serving:
    return serve(database_url=address)


@pytest.fixture
def workers(serving: Serving) -> Iterator[Workers]:
    made = Workers(serving)
    yield made
    made.stop()


def child_of(parent: int) -> int | None:
    """The process that makes a film for the process `parent`."""
    for path in Path(f"/proc/{parent}/task").glob("*/children"):
        for child in path.read_text().split():
            if b"dreamwright.worker.child" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
    return None


def test_a_job_that_crashes_its_renderer_every_time_fails_and_others_go_on(serving: Serving, truth: Truth) -> None:
    serving.start()
    assert serving.process is not None
    before, bad = serving.credits(), serving.ask(tiny(7, 20.0))
    good = serving.ask(tiny(1))
    crashed = set[int]()

    def ended() -> bool:
        state = serving.see(bad)["state"]
        child = child_of(serving.process.pid) if state == "dreaming" and serving.process else None
        if child is not None and child not in crashed and serving.see(bad)["state"] == "dreaming":
            crashed.add(child)
            os.kill(child, signal.SIGSEGV)
        return state == "failed"

    until(ended, 120, serving.complaint)
    assert len(crashed) == 3
    assert "crashed" in serving.see(bad)["failure_reason"]
    np.testing.assert_array_equal(delivered(serving.ended(good)), truth[1])
    assert_paid_once(serving, {bad: "released", good: "settled"})
    assert before - serving.credits() == pytest.approx(40 * 0.33)


def test_a_job_whose_worker_dies_every_time_fails_and_others_go_on(
    serving: Serving, workers: Workers, truth: Truth
) -> None:
    serving.words = ("--workers", "0")
    serving.start()
    current = workers.start()
    before, bad = serving.credits(), serving.ask(tiny(7, 20.0))
    good = serving.ask(tiny(1))
    deaths = 0
    while serving.see(bad)["state"] != "failed":
        assert deaths <= 3, serving.complaint()
        until(partial(child_of, current.pid), 60, serving.complaint)
        if serving.see(bad)["state"] == "dreaming":
            current.kill()
            deaths += 1
            current.wait()
            current = workers.start()
            until(lambda: serving.see(bad)["state"] in ("queued", "failed"), 60, serving.complaint)
        time.sleep(0.05)
    assert deaths == 3
    np.testing.assert_array_equal(delivered(serving.ended(good)), truth[1])
    assert_paid_once(serving, {bad: "released", good: "settled"})
    assert before - serving.credits() == pytest.approx(40 * 0.33)
