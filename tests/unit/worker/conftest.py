"""A studio for the tests of the worker: a database, a store, a purse, and workers in threads or processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.unit.service.office import ShelfStore, TablePurse, a_wish, a_workspace
from tests.unit.worker.run_worker import TINY

from dreamwright.service.commission import Commission
from dreamwright.service.db.database import Database
from dreamwright.service.generations import generations
from dreamwright.service.generations.generations import Generation
from dreamwright.worker.worker import Options, Worker

RUN = Path(__file__).with_name("run_worker.py")
FINAL = ("completed", "failed", "cancelled")


@dataclass
class Studio:
    """All of a small installation."""

    database: Database
    url: str
    store: ShelfStore
    purse: TablePurse
    log: Path
    _stops: list[tuple[threading.Event, threading.Thread]] = field(default_factory=list)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def ask(self, prompt: str = "film", **fields: Any) -> str:
        """The id of a new generation whose child does as `prompt` says."""
        shot = fields.pop("shot", {"schema": 1, "prompt": prompt})
        payload = fields.pop("payload", Commission(kind="video", shot=shot)).model_dump(mode="json")
        with self.database.write() as connection:
            wish = a_wish(prompt=prompt, payload=payload, **fields)
            return generations.create(connection, self.purse, wish, self.database.now(connection)).id

    def get(self, generation_id: str) -> Generation:
        with self.database.read() as connection:
            return generations.get(connection, "w", generation_id)

    def cancel(self, generation_id: str) -> Generation:
        with self.database.write() as connection:
            return generations.cancel(connection, self.purse, "w", generation_id, self.database.now(connection))

    def until(self, generation_id: str, wanted: Callable[[Generation], bool], seconds: float = 30.0) -> Generation:
        """The generation as soon as it is as wanted."""
        end = time.monotonic() + seconds
        while not wanted(found := self.get(generation_id)):
            assert time.monotonic() < end, f"{found}\n{self.log.read_text() if self.log.exists() else ''}"
            time.sleep(0.02)
        return found

    def ended(self, generation_id: str, seconds: float = 30.0) -> Generation:
        return self.until(generation_id, lambda one: one.state in FINAL, seconds)

    def work(self, **options: Any) -> threading.Event:
        """A worker in a thread; the event that stops it."""
        stop = threading.Event()
        given = {"poll_s": 0.05, "beat_s": 0.2, "silence_s": 1.0, "grace_s": 5.0, "command": TINY, **options}
        worker = Worker(self.database, self.store, self.purse, Options(**given))
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        self._stops.append((stop, thread))
        return stop

    def start(self, child: str = "tiny", silence_s: float = 1.5) -> subprocess.Popen[bytes]:
        """A worker in a process of its own."""
        with self.log.open("ab") as log:
            words = [sys.executable, str(RUN), self.url, str(self.store.folder), child, str(silence_s)]
            process = subprocess.Popen(
                words, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(RUN.parents[3] / "src")}
            )
        self.processes.append(process)
        return process

    def close(self) -> None:
        for stop, _ in self._stops:
            stop.set()
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()
        for _, thread in self._stops:
            thread.join(30)
            assert not thread.is_alive()


@pytest.fixture
def studio(database: Database, database_url: str, tmp_path: Path) -> Iterator[Studio]:
    a_workspace(database)
    made = Studio(database, database_url, ShelfStore(tmp_path / "store"), TablePurse(database), tmp_path / "log")
    yield made
    made.close()
