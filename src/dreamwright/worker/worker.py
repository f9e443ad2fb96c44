"""The worker's loop: claims jobs while it has hands, keeps them alive, hears who asks to stop, replaces the dead.

One thread speaks to the queue; each job has an attempt in a thread of its own. Knows no film.
"""

from __future__ import annotations

import logging
import os
import random
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dreamwright.errors import MachineFault
from dreamwright.service.db.database import Database
from dreamwright.service.generations import end
from dreamwright.service.generations.purge import purge
from dreamwright.service.generations.purse import Purse
from dreamwright.service.inputs.fetch import Rules
from dreamwright.service.jobs import queue
from dreamwright.service.jobs.lookout import Lookout
from dreamwright.service.jobs.values import BEAT_S, SILENCE_S, Progress, Running
from dreamwright.service.storage.base import Store
from dreamwright.worker.attempt import LAST_S, Attempt, Desk

log = logging.getLogger(__name__)

CHILD = (sys.executable, "-m", "dreamwright.worker.child")
TIDY_S = 60.0
LONGEST_REST_S = 5.0


def own_name() -> str:
    """This host and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


@dataclass(frozen=True)
class Options:
    """How a worker works; times in seconds."""

    name: str = field(default_factory=own_name)
    jobs: int = 1
    """Films at a time."""
    poll_s: float = 0.2
    beat_s: float = BEAT_S
    silence_s: float = SILENCE_S
    grace_s: float = 10.0
    """How long jobs may go on when the worker is asked to go."""
    patience_s: float = 900.0
    """How long a finished film waits for a store that is away."""
    memory_bytes: int | None = None
    """Of each film's process; None = any."""
    scratch: Path | None = None
    rules: Rules = field(default_factory=Rules)
    """Where pictures may be fetched from."""
    command: Sequence[str] = CHILD


class Worker:
    """Works until `stop` is set, in the thread that calls `run`."""

    def __init__(self, database: Database, store: Store, purse: Purse, options: Options = Options()) -> None:
        self._desk = Desk(
            database, store, purse, options.command, options.scratch, options.patience_s, options.memory_bytes,
            options.rules,
        )  # fmt: skip
        self._options, self._lookout = options, Lookout(options.silence_s)
        self._attempts: list[Attempt] = []
        self._beaten: dict[str, tuple[float, Progress]] = {}
        self._dice = random.Random()

    def run(self, stop: threading.Event) -> None:
        """Claims and works until `stop`, then finishes what it can within the grace time and hands back the rest."""
        tidy = threading.Thread(target=self._tidy, args=(stop,), name="tidy", daemon=True)
        tidy.start()
        self._loop(stop.is_set, stop, self._options.jobs)
        until = time.monotonic() + self._options.grace_s
        self._loop(lambda: not self._attempts or time.monotonic() >= until, threading.Event(), 0)
        for attempt in self._attempts:
            attempt.stop("shutdown")
        for attempt in self._attempts:
            attempt.join(2 * LAST_S)
        tidy.join()

    def _loop(self, done: Callable[[], bool], pause: threading.Event, hands: int) -> None:
        rest_s = self._options.poll_s
        while not done():
            try:
                self._tick(hands)
                rest_s = self._options.poll_s
            except MachineFault as fault:
                log.warning("%s", fault)
                rest_s = min(2 * rest_s, LONGEST_REST_S)
            pause.wait(rest_s * self._dice.uniform(0.8, 1.2))

    def _tick(self, hands: int) -> None:
        """One look at the queue, and what follows from it."""
        self._attempts = [attempt for attempt in self._attempts if not attempt.ended]
        with self._desk.database.read() as connection:
            running = queue.running(connection)
        self._look_after(running)
        self._take_over(self._lookout.silent(running))
        for claim in queue.claim(self._desk.database, self._options.name, hands - len(self._attempts)):
            log.info("job %s, attempt %d: begins", claim.ref, claim.attempt)
            self._attempts.append(Attempt(self._desk, claim))

    def _look_after(self, running: Iterable[Running]) -> None:
        known = {one.token: one for one in running}
        self._beaten = {token: last for token, last in self._beaten.items() if token in known}
        for attempt in self._attempts:
            seen = known.get(attempt.claim.token)
            if seen is None:
                attempt.stop("lost")
            elif seen.cancel:
                attempt.stop("cancel")
            if seen is not None:
                self._beat(attempt)

    def _beat(self, attempt: Attempt) -> None:
        """Once in `beat_s`: how far the job is where that changed, else only that it is alive."""
        now, claim = time.monotonic(), attempt.claim
        at, told = self._beaten.get(claim.token, (float("-inf"), Progress()))
        if now - at < self._options.beat_s:
            return
        progress = attempt.progress
        if progress != told:
            queue.progress(self._desk.database, claim, progress)
        else:
            queue.beat(self._desk.database, claim)
        self._beaten[claim.token] = now, progress

    def _take_over(self, silent: Iterable[Running]) -> None:
        own = {attempt.claim.token for attempt in self._attempts}
        for seen in silent:
            if seen.token in own:
                continue
            with self._desk.database.write() as connection:
                state = end.take_over(connection, self._desk.purse, seen, self._desk.database.now(connection))
            log.warning("job %s: its worker fell silent; now %s", seen.ref, state)

    def _tidy(self, stop: threading.Event) -> None:
        """Now and then: what was deleted while the store was away."""
        while not stop.wait(TIDY_S):
            try:
                purge(self._desk.database, self._desk.store)
            except MachineFault as fault:
                log.warning("%s", fault)
