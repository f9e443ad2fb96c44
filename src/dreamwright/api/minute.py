"""How often each of many asked within the last minute, counted in this process: a moving window.

Several server processes count each for itself; the limits on jobs are exact, for they are the database's.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

MINUTE_S = 60.0
MANY = 10_000
"""Askers known before those are forgotten who have not asked for a minute."""


class Minute:
    """Counts what is let through; used by the event loop's thread alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: dict[str, deque[float]] = {}

    def __len__(self) -> int:
        """How many askers are known."""
        return len(self._times)

    def wait_s(self, asker: str, most: int) -> float:
        """Counts a request and returns 0, or the seconds until one may come again where `most` came in a minute."""
        now = self._clock()
        if asker not in self._times and len(self._times) >= MANY:
            self._forget(now)
        times = self._times.setdefault(asker, deque())
        while times and times[0] <= now - MINUTE_S:
            times.popleft()
        if len(times) >= most:
            return times[0] + MINUTE_S - now
        times.append(now)
        return 0.0

    def _forget(self, now: float) -> None:
        self._times = {asker: times for asker, times in self._times.items() if times and times[-1] > now - MINUTE_S}
