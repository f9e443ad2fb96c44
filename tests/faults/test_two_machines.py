"""Two machines, each in a network namespace of its own, with one database and one storage: one is cut off at work."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlalchemy import select
from tests.faults.conftest import S3_KEYS
from tests.postgresql import running
from tests.serving import Serving, assert_paid_once, delivered, environment, tiny, until
from tests.stores import S3Server

from dreamwright.service.db.tables.generations import asset
from dreamwright.service.db.tables.jobs import job
from dreamwright.service.storage.open import open_store

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytestmark = pytest.mark.slow
JOBS = 8


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@dataclass
class Network:
    """A bridge at `hub`, and two machines that hang on it."""

    name: str = field(default_factory=lambda: f"dw{os.getpid() % 100000}")
    hub: str = field(default_factory=lambda: f"10.{200 + os.getpid() % 50}.{os.getpid() // 50 % 250}.1")

    @property
    def machines(self) -> tuple[str, str]:
        return (f"{self.name}a", f"{self.name}b")

    def make(self) -> None:
        ip("link", "add", self.name, "type", "bridge")
        ip("addr", "add", f"{self.hub}/24", "dev", self.name)
        ip("link", "set", self.name, "up")
        for number, machine in enumerate(self.machines, 2):
            ip("netns", "add", machine)
            ip("link", "add", machine, "type", "veth", "peer", "name", "eth0", "netns", machine)
            ip("link", "set", machine, "master", self.name, "up")
            ip("-n", machine, "addr", "add", f"{self.hub.rpartition('.')[0]}.{number}/24", "dev", "eth0")
            ip("-n", machine, "link", "set", "eth0", "up")
            ip("-n", machine, "link", "set", "lo", "up")

    def cut(self, machine: str) -> None:
        ip("link", "set", machine, "down")

    def join(self, machine: str) -> None:
        ip("link", "set", machine, "up")

    def remove(self) -> None:
        for machine in self.machines:
            subprocess.run(["ip", "netns", "del", machine], check=False, capture_output=True)
        subprocess.run(["ip", "link", "del", self.name], check=False, capture_output=True)


@pytest.fixture
def network() -> Iterator[Network]:
    """The network, up; skips where this process may not make one."""
    made = Network()
    try:
        try:
            made.make()
        except (OSError, subprocess.CalledProcessError) as fault:
            pytest.skip(f"network namespaces need root and iproute2: {fault}")
        yield made
    finally:
        made.remove()


@dataclass
class Machine:
    """A worker in one of the namespaces."""

    name: str
    process: subprocess.Popen[bytes]

    def owns(self, worker: str) -> bool:
        """Whether a job's worker, `host:pid`, is this one; `ip netns exec` becomes the command, with its number."""
        return worker.endswith(f":{self.process.pid}")


def start(machine: str, serving: Serving, folder: Path) -> Machine:
    """`dreamwright worker` on a machine, with a data folder of its own."""
    folder.mkdir()
    words = ("worker", "--data", str(folder), "--database", serving.database_at, *serving.words[2:])
    command = ["ip", "netns", "exec", machine, sys.executable, "-m", "dreamwright", *words]
    with (folder / "log.txt").open("wb") as log:
        return Machine(machine, subprocess.Popen(command, stdout=log, stderr=log, env=environment(**S3_KEYS)))


def workers_of(serving: Serving, *states: str) -> dict[str, str]:
    """Generation → the worker that has it, or had it last."""
    with serving.database() as database, database.read() as connection:
        found = connection.execute(select(job.c.ref, job.c.worker).where(job.c.state.in_(states)))
        return {row.ref: row.worker for row in found}


def kept_files(serving: Serving) -> set[str]:
    with serving.database() as database, database.read() as connection:
        return set(connection.execute(select(asset.c.key)).scalars())


def test_a_machine_that_is_cut_off_at_work_costs_nothing_but_time(
    network: Network, serve: Callable[..., Serving], truth: dict[int, NDArray[np.uint8]], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for name, value in S3_KEYS.items():
        monkeypatch.setenv(name, value)
    storage, machines = S3Server(network.hub), list[Machine]()
    try:
        with running(network.hub) as server:
            url = storage.url(storage.bucket())
            words = ("--workers", "0", "--storage", url)
            serving = serve(database_url=server.create("faults"), words=words, settings=S3_KEYS)
            serving.start()
            machines += [start(name, serving, tmp_path / name) for name in network.machines]
            asked = {serving.ask(tiny(1 + k % 2)): 1 + k % 2 for k in range(JOBS)}
            cut, other = machines

            def both_work() -> bool:
                return len(set(workers_of(serving, "running").values())) == 2

            until(both_work, 120, serving.complaint)
            mine = [one for one, worker in workers_of(serving, "running").items() if cut.owns(worker)]
            network.cut(cut.name)
            made = {one: serving.ended(one, 300) for one in asked}
            assert [one for one in mine if other.owns(workers_of(serving, "done", "running")[one])] == mine
            network.join(cut.name)
            onward = [serving.ask(tiny(1)) for _ in range(4)]
            for one in onward:
                serving.ended(one, 300)
            until(lambda: any(cut.owns(one) for one in workers_of(serving, "done").values()), 60, serving.complaint)
            for one, seed in asked.items():
                np.testing.assert_array_equal(delivered(made[one]), truth[seed])
            assert_paid_once(serving, dict.fromkeys([*asked, *onward], "settled"))
            stop(machines)
            assert set(open_store(url).keys("outputs/")) == kept_files(serving)
            serving.stop()
    finally:
        stop(machines)
        storage.stop()


def stop(machines: list[Machine]) -> None:
    for one in machines:
        one.process.terminate()
    for one in machines:
        try:
            one.process.wait(40)
        except subprocess.TimeoutExpired:
            one.process.kill()
            one.process.wait()
