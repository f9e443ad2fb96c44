"""The values that go in and out of the queue, and the numbers it stands on. Knows no SQL and no money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

JobState = Literal["queued", "running", "done", "failed", "cancelled"]

ENDED: Final = ("done", "failed", "cancelled")
SILENCE_S: Final = 5.0
"""A worker whose job has not beaten for so long, while someone looked on, has lost it."""
BEAT_S: Final = 1.0
"""Between two beats of a worker that is well."""
LONGEST_PAUSE_S: Final = 60.0
"""Between two attempts, at most."""
WHOLE_QUEUE: Final = 10_000
"""Jobs that may wait in the whole queue, unless the ticket says otherwise."""


@dataclass(frozen=True)
class Ticket:
    """A piece of work on its way into the queue."""

    workspace_id: str
    tier: str
    limit: int | None
    """How many jobs of the workspace may run while this one does; None = any number."""
    max_wait_s: float
    """The wait that its tier allows, > 0: of all that may run, the one that has used the largest share comes first."""
    payload: Mapping[str, Any]
    """What the worker gets: JSON."""
    ref: str
    """Whose work it is: the id of a generation; once."""
    max_attempts: int = 3
    queue_limit: int | None = None
    """How many jobs of the workspace may wait; None = any number."""
    whole_limit: int = WHOLE_QUEUE
    """How many jobs of all may wait."""
    creates_per_minute: int | None = None
    """How many jobs the workspace may bring in a minute; None = any number."""


@dataclass(frozen=True)
class Claim:
    """The right to do a job, for as long as its token stands."""

    job_id: str
    ref: str
    token: str
    attempt: int
    """1 for the first."""
    payload: Mapping[str, Any]
    workspace_id: str = ""
    """Whose job it is."""


@dataclass(frozen=True)
class Beat:
    """What a worker hears when it says that it is alive."""

    lost: bool
    """The job is no longer its own: stop, and discard what was made."""
    cancel: bool
    """Someone asked to stop."""


@dataclass(frozen=True)
class Running:
    """A job at work, as anyone sees it."""

    job_id: str
    ref: str
    token: str
    beats: int
    cancel: bool


@dataclass(frozen=True)
class Progress:
    """How far a job is."""

    stage: str | None = None
    """A short English phrase."""
    share: float | None = None
    """Of the work, 0-1."""
    seconds_left: float | None = None
    preview_key: str | None = None
    """The latest picture, in the store."""


@dataclass(frozen=True)
class Event:
    """Something that happened to a job. Ids grow: who remembers the last one misses nothing."""

    id: int
    at: float
    """Seconds since 1970."""
    kind: Literal["state", "progress"]
    data: Mapping[str, Any]


def pause_s(attempts: int) -> float:
    """Seconds to wait after the `attempts`-th attempt (from 1) failed: 1, 4, 16, then `LONGEST_PAUSE_S`."""
    return float(min(LONGEST_PAUSE_S, 4.0 ** min(attempts - 1, 8)))
