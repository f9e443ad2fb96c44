"""What a server answers, as Python values. Fields that are not known here are let pass: servers may be newer.

Times are aware datetimes, spans seconds, sizes pixels or bytes, prices credits.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

State = Literal["queued", "dreaming", "completed", "failed", "cancelled"]
FINAL = ("completed", "failed", "cancelled")


class Value(BaseModel):
    """One answer."""

    model_config = ConfigDict(frozen=True, extra="ignore", protected_namespaces=())


class Progress(Value):
    """How far a generation is: `share` of the work, 0-1, and a link to its latest picture."""

    stage: str | None = None
    share: float = 0.0
    seconds_left: float | None = None
    preview: str | None = None


class Asset(Value):
    """One file of a finished generation. `url` needs no key, and works for a while."""

    role: Literal["video", "image", "preview"]
    url: str
    media_type: str
    bytes: int
    width: int
    height: int
    seconds: float | None = None


class Generation(Value):
    """A film or picture that was asked for, as it stood when it was asked about."""

    id: str
    kind: Literal["video", "image"]
    state: State
    prompt: str
    progress: Progress
    assets: tuple[Asset, ...] = ()
    reason: str | None = None
    """Why it failed."""
    engine: str | None = None
    seed: int | None = None
    plan: dict[str, Any] | None = None
    """As it was filmed."""
    told: tuple[str, ...] = ()
    price: float = 0.0
    board: str | None = None
    retry_of: str | None = None
    created_at: datetime
    ended_at: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in FINAL

    @property
    def file(self) -> Asset | None:
        """The film or picture itself; None until it is completed."""
        return next((asset for asset in self.assets if asset.role == self.kind), None)


class Page(Value):
    """Some generations, newest first; `cursor` asks for the next ones, None on the last page."""

    generations: tuple[Generation, ...]
    cursor: str | None = None
    total: int | None = None


class Unmet(Value):
    """A wish that the engine cannot fulfil, and what it does instead."""

    field: str
    reason: str


class Fit(Value):
    """What the chosen engine makes of a plan; `seconds`: roughly how long it takes."""

    engine: str
    why: str
    unmet: tuple[Unmet, ...] = ()
    told: tuple[str, ...] = ()
    seconds: float | None = None


class Quote(Value):
    """What it would cost now."""

    credits: float
    available: float
    relaxed: bool = False


class Words(Value):
    """Words of a prompt from `start` to `end`, and the field that they set (None: not understood)."""

    words: str
    start: int
    end: int
    field: str | None = None
    note: str | None = None


class Planned(Value):
    """A prompt as the server understood it."""

    plan: dict[str, Any]
    explanation: str
    readings: tuple[Words, ...] = ()
    unread: tuple[Words, ...] = ()
    fit: Fit
    price: Quote


class Input(Value):
    """A picture or film that was uploaded; `hash` names it in generations."""

    hash: str
    media_type: str
    bytes: int
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    url: str


class Board(Value):
    """A board; `items`: how many generations lie on it."""

    id: str
    name: str
    items: int
    created_at: datetime
    changed_at: datetime


class BoardPage(Board):
    """A board with some of what lies on it, in its order."""

    generations: tuple[Generation, ...]
    cursor: str | None = None


class Link(Value):
    """A link that shares a board: `url` opens it."""

    id: str
    access: Literal["view", "edit"]
    token: str
    url: str
