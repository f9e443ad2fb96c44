"""How work is shown while it goes on: a live bar in a terminal, a few plain lines elsewhere, or nothing.

Knows stages and counts only; writes to standard error.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from dreamwright.engines.base import Silent, Watch

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

QUARTERS = 4


@contextmanager
def watching(*, quiet: bool, stream: TextIO | None = None) -> Iterator[Watch]:
    """A Watch that shows progress on `stream` (standard error) for as long as the block runs."""
    stream = sys.stderr if stream is None else stream
    if quiet:
        yield Silent()
    elif stream.isatty():
        with _bars(stream) as bars:
            yield Bar(bars)
    else:
        yield Lines(stream)


def _bars(stream: TextIO) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    return Progress(*columns, TextColumn("left"), console=Console(file=stream), transient=True)


@dataclass
class Bar:
    """A live bar: stage, steps done of how many, time left."""

    bars: Progress
    _tasks: dict[str, TaskID] = field(default_factory=dict)

    def progress(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            for task in self._tasks.values():
                self.bars.update(task, visible=False)
            self._tasks[stage] = self.bars.add_task(stage, total=total)
        self.bars.update(self._tasks[stage], completed=done, total=total, visible=True)

    def check(self) -> None:
        """Never cancels: Ctrl-C interrupts the main thread itself."""


@dataclass
class Lines:
    """A line when a stage begins and one at each quarter of a long stage, for logs and pipes."""

    stream: TextIO
    _stage: str = ""
    _quarter: int = 0
    _begun_s: float = 0.0

    def progress(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._stage, self._quarter, self._begun_s = stage, 0, time.monotonic()
            print(f"{stage} …" if total < QUARTERS else f"{stage}: {total} steps", file=self.stream, flush=True)
        elif total >= QUARTERS and 0 < done < total and QUARTERS * done // total > self._quarter:
            self._quarter = QUARTERS * done // total
            left_s = (time.monotonic() - self._begun_s) * (total - done) / done
            print(f"{stage}: {done} of {total}, about {left_s:.0f} s left", file=self.stream, flush=True)

    def check(self) -> None:
        """Never cancels: Ctrl-C interrupts the main thread itself."""
