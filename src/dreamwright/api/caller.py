"""Makes the callbacks: POSTs the generation, in the shape of the wire that it came by, to the URL that was given.

Each state at least once; 5 s for an answer, up to 3 retries 100 ms apart (as Luma does), then it is given up. A host
that hangs keeps one hand busy and nobody else waiting.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from dreamwright.api.context import Context
from dreamwright.errors import BadInput, MachineFault, NotFound
from dreamwright.service.callbacks import callbacks
from dreamwright.service.callbacks.callbacks import Due
from dreamwright.service.generations import generations
from dreamwright.service.generations.generations import Generation
from dreamwright.service.inputs.fetch import Rules, post
from dreamwright.service.jobs.values import Progress

HANDS = 8
POLL_S = 0.5
TIMEOUT_S = 5.0
RETRIES, PAUSE_S = 3, 0.1
_LOG = logging.getLogger(__name__)
Body = Callable[[Context, Generation, float], bytes]


def as_it_was(made: Generation, state: str) -> Generation:
    """The generation as it is told of: while it was dreaming nothing of its end was known."""
    if state != "dreaming" or made.state == "dreaming":
        return made
    return replace(made, state="dreaming", reason=None, ended_at=None, progress=Progress(), assets=(), result=None)


class Caller:
    """Works until `stop` is set, in the thread that calls `run`."""

    def __init__(self, context: Context, bodies: dict[str, Body], rules: Rules) -> None:
        """`bodies`: by the name of a wire, what is sent."""
        self._context, self._bodies = context, bodies
        self._rules = replace(rules, total_s=TIMEOUT_S, redirects=0)

    def run(self, stop: threading.Event) -> None:
        """Looks twice a second whom to call."""
        with ThreadPoolExecutor(HANDS, "callback") as hands:
            free = threading.Semaphore(HANDS)
            while not stop.wait(POLL_S):
                self._look(hands, free)

    def _look(self, hands: ThreadPoolExecutor, free: threading.Semaphore) -> None:
        """Takes no more than there are hands: what is taken and waits would be taken again by others."""
        ready = 0
        while ready < HANDS and free.acquire(blocking=False):
            ready += 1
        taken: tuple[Due, ...] = ()
        try:
            taken = callbacks.claim(self._context.database, ready) if ready else ()
        except MachineFault as fault:
            _LOG.warning("%s", fault)
        for due in taken:
            hands.submit(self._tell, due).add_done_callback(lambda _: free.release())
        for _ in range(ready - len(taken)):
            free.release()

    def _tell(self, due: Due) -> None:
        try:
            body = self._body(due)
            if body is not None and not self._sent(due.url, body):
                _LOG.warning("the callback of generation %s was given up", due.generation_id)
            with self._context.database.write() as connection:
                callbacks.told(connection, due)
        except MachineFault as fault:
            _LOG.warning("%s", fault)  # it is due again when this server's time for it is over

    def _body(self, due: Due) -> bytes | None:
        """What is sent; None where the generation was deleted meanwhile."""
        with self._context.database.read() as connection:
            try:
                made = generations.get(connection, due.workspace_id, due.generation_id)
            except NotFound:
                return None
            now = self._context.database.now(connection)
        return self._bodies[due.wire](self._context, as_it_was(made, due.state), now)

    def _sent(self, url: str, body: bytes) -> bool:
        for attempt in range(1 + RETRIES):
            if attempt:
                time.sleep(PAUSE_S)
            try:
                if post(url, body, self._rules) == 200:
                    return True
            except (BadInput, TimeoutError) as fault:
                _LOG.info("a callback failed: %s", fault)
        return False
