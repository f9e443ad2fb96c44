"""Rings when something happened to a job: one look at the database for all who listen in this process.

Knows events by job and workspace, not what they say. Lives in the event loop; asks the database in a thread.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from starlette.concurrency import run_in_threadpool

from dreamwright.errors import MachineFault
from dreamwright.service.db.database import Database
from dreamwright.service.jobs import events

LOOK_S: Final = 0.5
LATE_LOOKS: Final = 6
"""An event may be committed so many looks after one with a higher id."""
LATE_EVENTS: Final = 100
"""Where the first look begins, before the newest event."""
_LOG = logging.getLogger(__name__)


class Ear:
    """One who listens: for a generation, or for a whole workspace."""

    def __init__(self, name: str) -> None:
        self.name, self._rang = name, asyncio.Event()

    def ring(self) -> None:
        """Something happened."""
        self._rang.set()

    async def wait(self, timeout_s: float) -> bool:
        """Whether it rang within so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rang.wait(), timeout_s)
        rang = self._rang.is_set()
        self._rang.clear()
        return rang


class Bell:
    """Looks while anybody listens."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ears: set[Ear] = set()
        self._looking: asyncio.Task[None] | None = None
        self.ended = False

    @contextmanager
    def listening(self, name: str) -> Iterator[Ear]:
        """An ear for the generation or the workspace of that id. Listen first, then read: so nothing is missed."""
        ear = Ear(name)
        self._ears.add(ear)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look())
        try:
            yield ear
        finally:
            self._ears.discard(ear)

    def end(self) -> None:
        """The server stops: all who listen hear it, and find `ended` true."""
        self.ended = True
        for ear in self._ears:
            ear.ring()

    async def close(self) -> None:
        """Ends the looking: nobody is rung any more, and no thread of it is left."""
        looking, self._looking = self._looking, None
        self._ears.clear()
        if looking is not None and looking.get_loop() is asyncio.get_running_loop():
            await asyncio.wait({looking})

    async def _look(self) -> None:
        """Until nobody listens. Events seen before do not ring again, though they are read for some looks more."""
        floors: deque[int] = deque(maxlen=LATE_LOOKS)  # how far the latest looks came, the oldest first
        seen: set[int] = set()
        while self._ears:
            try:
                if not floors:
                    floors.append(max(0, await run_in_threadpool(self._newest) - LATE_EVENTS))
                found = await run_in_threadpool(self._stirred, floors[0])
            except MachineFault as fault:
                _LOG.warning("%s", fault)
            else:
                self._ring({name for number, *names in found if number not in seen for name in names})
                seen = {number for number, *_ in found}
                floors.append(max([floors[-1], *seen]))
            await asyncio.sleep(LOOK_S)

    def _ring(self, names: set[str]) -> None:
        for ear in self._ears:
            if ear.name in names:
                ear.ring()

    def _newest(self) -> int:
        with self._database.read() as connection:
            return events.latest(connection)

    def _stirred(self, floor: int) -> tuple[tuple[int, str, str], ...]:
        with self._database.read() as connection:
            return events.stirred(connection, floor)
