"""Tells which workers fell silent, by a clock that nobody can set. Knows what was seen; reads no database.

Each look brings all running jobs and their counts of beats. A count that does not move while this process looked on
for `SILENCE_S` of its own monotonic time belongs to a worker that is gone. Time in which nobody looked (the process
was stopped, the database was away) does not count: the workers get as long to be heard as ever.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from dreamwright.service.jobs.values import SILENCE_S, Running

LONGEST_GAP_S = 1.0
"""Of the time between two looks, so much counts at most."""


@dataclass
class Lookout:
    """What one process has seen of the running jobs."""

    silence_s: float = SILENCE_S
    clock: Callable[[], float] = time.monotonic
    _silent_s: dict[tuple[str, int], float] = field(default_factory=dict)
    """(token, beats) → for how long it was seen so."""
    _looked_at: float = 0.0

    def silent(self, running: Iterable[Running]) -> tuple[Running, ...]:
        """Those of `running`, as read just now, that did not beat for `silence_s`."""
        now = self.clock()
        gap_s, self._looked_at = min(now - self._looked_at, LONGEST_GAP_S), now
        seen = {(one.token, one.beats): one for one in running}
        self._silent_s = {key: self._silent_s[key] + gap_s if key in self._silent_s else 0.0 for key in seen}
        return tuple(one for key, one in seen.items() if self._silent_s[key] >= self.silence_s)
