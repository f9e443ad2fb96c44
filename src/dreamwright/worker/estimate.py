"""How far a film is and how long it will still take, from the steps that its maker tells. Knows stages and a clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from dreamwright.make.make import CLOSING, FILMING
from dreamwright.service.jobs.values import Progress

BEFORE = 0.05
"""Share of the work that lies before the first frame, as told."""
AFTER = 0.98
"""Share that is done when the last frame is filmed."""


@dataclass
class Estimate:
    """Fed with steps; asked for the whole."""

    clock: Callable[[], float] = time.monotonic
    _progress: Progress = field(default_factory=lambda: Progress("starting", 0.0))
    _filming_since: float | None = None
    _filmed_before: int = 0

    def step(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` steps of a stage."""
        if stage == FILMING:
            self._film(done, total)
        elif stage == CLOSING:
            self._progress = Progress(stage, AFTER, 0.0)
        elif self._filming_since is None:
            share = max(self._progress.share or 0.0, BEFORE * done / max(total, 1))
            self._progress = Progress(stage, share, None)

    def _film(self, done: int, total: int) -> None:
        now = self.clock()
        if self._filming_since is None:
            self._filming_since, self._filmed_before = now, done
        fresh = done - self._filmed_before
        left_s = (now - self._filming_since) * (total - done) / fresh if fresh > 0 else None
        self._progress = Progress(FILMING, BEFORE + (AFTER - BEFORE) * done / max(total, 1), left_s)

    @property
    def progress(self) -> Progress:
        """The share never falls; seconds left are None until a frame was timed."""
        return self._progress
