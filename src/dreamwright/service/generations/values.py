"""Values of the generations: what is wished for, what there is, and which of them are asked for. Knows no SQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dreamwright.service.jobs.values import WHOLE_QUEUE, Progress

Kind = Literal["video", "image"]
Role = Literal["video", "image", "preview"]
State = Literal["queued", "dreaming", "completed", "failed", "cancelled"]
Outcome = Literal["completed", "cancelled", "fenced"]


@dataclass(frozen=True)
class Service:
    """What a workspace's plan grants a piece of work."""

    tier: str
    max_wait_s: float
    running_limit: int | None = None
    queue_limit: int | None = None
    creates_per_minute: int | None = None
    whole_limit: int = WHOLE_QUEUE
    max_attempts: int = 3


@dataclass(frozen=True)
class Wish:
    """What someone asks for, checked and priced."""

    workspace_id: str
    person_id: str | None
    kind: Kind
    model: str
    prompt: str
    request: Mapping[str, Any]
    """As it was asked, JSON; shown again, and compared where a request comes twice."""
    payload: Mapping[str, Any]
    """What the worker gets, JSON; see worker/request.py."""
    price: int
    """Thousandths of a credit."""
    service: Service
    board_id: str | None = None
    idempotency_key: str | None = None
    """The same key and request: the same generation. At most 255 characters."""
    retry_of: str | None = None
    refused: str | None = None
    """Why nothing here will make it: it fails as soon as it is brought in."""

    @property
    def request_hash(self) -> str:
        """SHA-256 (hex) of kind, model and request."""
        asked = {"kind": self.kind, "model": self.model, "request": self.request}
        text = json.dumps(asked, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Again:
    """What has changed where a wish is tried once more: what the plan grants, the price, the work."""

    service: Service
    price: int
    payload: Mapping[str, Any]
    refused: str | None = None


@dataclass(frozen=True)
class Asset:
    """One file of a generation."""

    role: Role
    key: str
    """In the store."""
    media_type: str
    bytes: int
    width: int
    height: int
    seconds: float | None = None
    """None = a still."""


@dataclass(frozen=True)
class Generation:
    """A generation as its user sees it."""

    id: str
    workspace_id: str
    person_id: str | None
    board_id: str | None
    retry_of: str | None
    kind: Kind
    model: str
    prompt: str
    request: Mapping[str, Any]
    price: int
    state: State
    cancelling: bool
    """Someone asked to stop and the worker has not yet."""
    reason: str | None
    """Why it failed."""
    attempt: int
    """Which attempt runs or ran last; 0 = none yet."""
    created_at: float
    started_at: float | None
    ended_at: float | None
    progress: Progress
    assets: tuple[Asset, ...]
    result: Mapping[str, Any] | None = None
    """Of one that is completed: `engine`, `plan` as it was filmed, and what was `told` of it."""


@dataclass(frozen=True)
class Filters:
    """Which generations are wanted; None = any."""

    state: State | None = None
    kind: Kind | None = None
    board_id: str | None = None
    text: str | None = None
    """Part of the prompt, in any case."""

    @property
    def is_empty(self) -> bool:
        """Whether all are wanted."""
        return self == Filters()


@dataclass(frozen=True)
class Page:
    """Some generations, newest first."""

    generations: tuple[Generation, ...]
    cursor: str | None
    """Asks for what follows; None = nothing does."""
    total: int | None
    """How many there are in all; None where filters are set: it is not counted then."""
