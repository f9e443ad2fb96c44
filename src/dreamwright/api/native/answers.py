"""Generations, inputs and boards → answers of our own wire, with links that work for a while. Asks for nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dreamwright.api.context import Context
from dreamwright.api.files import link, link_of
from dreamwright.api.native import models
from dreamwright.service.boards.boards import Board as BoardMade
from dreamwright.service.boards.links import Link as LinkMade
from dreamwright.service.boards.references import Reference as ReferenceMade
from dreamwright.service.generations.generations import Generation as Made
from dreamwright.service.inputs.inputs import Input as InputMade
from dreamwright.service.inputs.uploads import Upload as UploadMade
from dreamwright.service.plans.plans import MILLI


def time_of(at: float) -> datetime:
    """Seconds since 1970 as a time in UTC."""
    return datetime.fromtimestamp(at, UTC)


def _time(at: float | None) -> datetime | None:
    return None if at is None else time_of(at)


def generation(context: Context, made: Made, now: float) -> models.Generation:
    """The generation as its workspace sees it."""
    result, frame = made.result or {}, made.request.get("frame")
    plan = result.get("plan")
    return models.Generation(
        id=made.id, kind=made.kind, state=made.state, cancelling=made.cancelling, reason=made.reason,
        prompt=made.prompt, progress=_progress(context, made, now), assets=_assets(context, made, now),
        engine=result.get("engine"), seed=(plan or made.request).get("seed"), plan=plan, told=result.get("told") or [],
        frame=None if frame is None else models.Size(**frame), price=made.price / MILLI, model=made.model,
        request={name: value for name, value in made.request.items() if name not in ("frame", "seed")},
        board=made.board_id, retry_of=made.retry_of, attempt=made.attempt, created_at=time_of(made.created_at),
        started_at=_time(made.started_at), ended_at=_time(made.ended_at),
    )  # fmt: skip


def shared(context: Context, made: Made, now: float) -> models.SharedGeneration:
    """The generation as those see it who were sent a link: not what it cost or how it was asked."""
    return models.SharedGeneration(
        id=made.id, kind=made.kind, state=made.state, reason=made.reason, prompt=made.prompt,
        progress=_progress(context, made, now), assets=_assets(context, made, now), created_at=time_of(made.created_at),
    )  # fmt: skip


def _progress(context: Context, made: Made, now: float) -> models.Progress:
    stands = made.progress
    if made.state == "completed":
        return models.Progress(stage=None, share=1.0, seconds_left=0.0, preview=None)
    preview = None if stands.preview_key is None else link_of(context, stands.preview_key, now)
    stage = "waiting" if made.state == "queued" else stands.stage if made.state == "dreaming" else None
    share = (stands.share or 0.0) if made.state == "dreaming" else 0.0
    return models.Progress(stage=stage, share=share, seconds_left=stands.seconds_left, preview=preview)


def _assets(context: Context, made: Made, now: float) -> list[models.Asset]:
    return [
        models.Asset(
            role=one.role, url=link(context, one, now), media_type=one.media_type, bytes=one.bytes, width=one.width,
            height=one.height, seconds=one.seconds,
        )
        for one in made.assets
    ]  # fmt: skip


def brought(context: Context, made: InputMade, now: float) -> models.Input:
    """Something that was brought here."""
    return models.Input(
        hash=made.hash, media_type=made.media_type, bytes=made.bytes, width=made.width, height=made.height,
        seconds=made.duration_s, since=time_of(made.since), url=link_of(context, made.key, now),
    )  # fmt: skip


def upload(made: UploadMade) -> models.Upload:
    """An upload under way."""
    return models.Upload(
        id=made.id, size=made.size, received=made.received, expires_at=time_of(made.expires_at), hash=made.hash
    )


def board(made: BoardMade) -> models.Board:
    """A board, without what lies on it."""
    return models.Board(**_board(made))


def board_view(made: BoardMade, shown: list[models.Generation], cursor: str | None) -> models.BoardView:
    """A board and a page of what lies on it."""
    return models.BoardView(**_board(made), generations=shown, cursor=cursor)


def _board(made: BoardMade) -> dict[str, Any]:
    times = {"created_at": time_of(made.created_at), "changed_at": time_of(made.changed_at)}
    return {"id": made.id, "name": made.name, "items": made.items, **times}


def share_link(made: LinkMade) -> models.Link:
    """A link without its token."""
    return models.Link(
        id=made.id, access=made.access, created_at=time_of(made.created_at), expires_at=_time(made.expires_at)
    )


def reference(made: ReferenceMade) -> models.Reference:
    """Pictures kept under a name."""
    return models.Reference(
        id=made.id, name=made.name, kind=made.kind, inputs=list(made.hashes), created_at=time_of(made.created_at)
    )
