"""The queue's whole surface, in one place; each part is explained where it is written."""

from __future__ import annotations

from dreamwright.service.jobs.admit import admit, submit
from dreamwright.service.jobs.claims import (
    beat,
    cancel,
    claim,
    fail,
    finish,
    hand_back,
    progress,
    refuse,
    running,
    take_over,
)
from dreamwright.service.jobs.events import events
from dreamwright.service.jobs.lookout import Lookout
from dreamwright.service.jobs.values import Beat, Claim, Event, JobState, Progress, Running, Ticket

__all__ = [
    "Beat",
    "Claim",
    "Event",
    "JobState",
    "Lookout",
    "Progress",
    "Running",
    "Ticket",
    "admit",
    "beat",
    "cancel",
    "claim",
    "events",
    "fail",
    "finish",
    "hand_back",
    "progress",
    "refuse",
    "running",
    "submit",
    "take_over",
]
