"""The answers of our own wire. Times are ISO 8601 in UTC, spans seconds, sizes pixels or bytes, prices credits."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal["queued", "dreaming", "completed", "failed", "cancelled"]
Access = Literal["view", "edit"]
ReferenceKind = Literal["character", "style", "image"]


class Answer(BaseModel):
    """One JSON object of the wire."""

    model_config = ConfigDict(frozen=True, protected_namespaces=(), use_attribute_docstrings=True)


class Unmet(Answer):
    """A wish that the engine cannot fulfil, and what it does instead."""

    field: str
    reason: str


class EngineFit(Answer):
    """What the chosen engine makes of the plan."""

    engine: str
    why: str
    """Why this engine."""
    unmet: list[Unmet]
    told: list[str]
    """What else is good to know before it starts."""
    seconds: float | None
    """Roughly how long it takes on a machine like this one."""


class Quote(Answer):
    """What it would cost now."""

    credits: float
    available: float
    """Credits that the workspace can spend."""
    relaxed: bool
    """Whether it would wait in the queue of work that costs nothing."""
    tier: str
    max_wait_s: float


class Reading(Answer):
    """Words of the prompt, and the field that they set."""

    words: str
    start: int
    end: int
    field: str
    note: str | None


class Unread(Answer):
    """Words that were not understood."""

    words: str
    start: int
    end: int


class Planned(Answer):
    """A prompt, understood: nothing is made and nothing is spent."""

    plan: dict[str, Any]
    """The whole plan; `POST /v1/generations` films it, edited or not."""
    explanation: str
    readings: list[Reading]
    unread: list[Unread]
    fit: EngineFit
    price: Quote


class Progress(Answer):
    """How far it is."""

    stage: str | None
    share: float = Field(ge=0, le=1)
    seconds_left: float | None
    preview: str | None
    """Link to the latest picture of it."""


class Asset(Answer):
    """One file of a finished generation."""

    role: Literal["video", "image", "preview"]
    url: str
    """Works without a key for a while, with Range; `?download=true` saves it."""
    media_type: str
    bytes: int
    width: int
    height: int
    seconds: float | None
    """null = a still."""


class Size(Answer):
    """The frame that was asked for."""

    width: int
    height: int
    fps: float
    duration_s: float


class Generation(Answer):
    """A generation as it stands."""

    id: str
    kind: Literal["video", "image"]
    state: State
    cancelling: bool
    """Someone asked to stop, and the worker has not yet."""
    reason: str | None
    """Why it failed."""
    prompt: str
    progress: Progress
    assets: list[Asset]
    engine: str | None
    """What made it."""
    seed: int | None
    plan: dict[str, Any] | None
    """The plan as it was filmed; null until then."""
    told: list[str]
    """What the engine told of it."""
    frame: Size | None
    """The size that was asked for; null where another film decides."""
    price: float
    """Credits: held while it is made, given back if it fails or is cancelled."""
    model: str
    request: dict[str, Any]
    """As it was asked, by the name of the wire."""
    board: str | None
    """The board that it was made for."""
    retry_of: str | None
    attempt: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class Generations(Answer):
    """A page of them, newest first."""

    generations: list[Generation]
    cursor: str | None
    """Asks for the next page; null on the last."""
    total: int | None
    """Of all; null where filters are set."""


class Input(Answer):
    """A picture or film that was brought here."""

    hash: str
    """What generations name it by."""
    media_type: str
    bytes: int
    width: int | None
    height: int | None
    seconds: float | None
    since: datetime
    url: str
    """Works without a key for a while."""


class Inputs(Answer):
    """A page of them, newest first."""

    inputs: list[Input]
    cursor: str | None


class Upload(Answer):
    """A resumable upload as it stands."""

    id: str
    size: int
    received: int
    """The offset at which to go on."""
    expires_at: datetime
    hash: str | None
    """The input that it became."""


class Uploads(Answer):
    """Those that are under way."""

    uploads: list[Upload]


class Board(Answer):
    """A board, without what lies on it."""

    id: str
    name: str
    items: int
    created_at: datetime
    changed_at: datetime


class Boards(Answer):
    """A page of them, newest first."""

    boards: list[Board]
    cursor: str | None


class BoardView(Board):
    """A board and a page of what lies on it, in its order."""

    generations: list[Generation]
    cursor: str | None


class Link(Answer):
    """A link that shares a board."""

    id: str
    access: Access
    created_at: datetime
    expires_at: datetime | None


class NewLink(Link):
    """With its token, which is shown this once."""

    token: str
    url: str
    """Opens the board: `GET` it."""


class Links(Answer):
    """Those that work, oldest first."""

    links: list[Link]


class SharedGeneration(Answer):
    """A generation as those see it who were sent a link."""

    id: str
    kind: Literal["video", "image"]
    state: State
    reason: str | None
    prompt: str
    progress: Progress
    assets: list[Asset]
    created_at: datetime


class SharedBoard(Answer):
    """A board as those see it who were sent a link."""

    name: str
    access: Access
    items: int
    generations: list[SharedGeneration]
    cursor: str | None


class Reference(Answer):
    """Pictures kept under a name."""

    id: str
    name: str
    kind: ReferenceKind
    inputs: list[str]
    """`sha256:…` of its pictures."""
    created_at: datetime


class References(Answer):
    """All of them, by name."""

    references: list[Reference]


class Engine(Answer):
    """Something that films plans."""

    name: str
    purpose: str
    default: bool
    available: bool


class Engines(Answer):
    """The installed ones, the default first."""

    engines: list[Engine]


class Formats(Answer):
    """What files may be."""

    video: list[str]
    image: list[str]


class Range(Answer):
    """Both ends are allowed."""

    least: float
    most: float


class Limits(Answer):
    """What the plan of this workspace allows; null = no limit."""

    plan: str
    title: str
    max_short_side: int
    max_duration_s: float
    draft_only: bool
    watermark: bool
    commercial: bool
    concurrency: int | None
    queue_limit: int | None
    creates_per_minute: int | None
    requests_per_minute: int | None
    retention_days: int | None


class Capabilities(Answer):
    """What may be asked for here."""

    kinds: list[str]
    resolutions: dict[str, int]
    """Name → short side in pixels."""
    aspects: list[str]
    """Examples: any from 1:4 to 4:1 may be asked."""
    duration_s: Range
    fps: Range
    qualities: list[str]
    formats: Formats
    codecs: list[str]
    concepts: list[str]
    places: list[str]
    upload_bytes: int
    """The most that one file may have."""
    limits: Limits
