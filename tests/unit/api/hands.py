"""What a worker would do, done by the test: take the job, tell of it, end it; and what the database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, update

from dreamwright.api.context import Context
from dreamwright.service.credits import ledger
from dreamwright.service.db.tables.people import workspace
from dreamwright.service.generations import generations
from dreamwright.service.generations.generations import Asset
from dreamwright.service.jobs import queue
from dreamwright.service.jobs.queue import Claim, Progress

FILM = bytes(range(256)) * 8


def taken(context: Context) -> Claim:
    """The one job that waits, now at work."""
    (claim,) = queue.claim(context.database, "worker", 1)
    return claim


def told(context: Context, claim: Claim, share: float, preview_key: str | None = None) -> None:
    """How far it is."""
    assert queue.progress(context.database, claim, Progress("filming", share, 3.0, preview_key))


def filmed(context: Context, folder: Path, claim: Claim | None = None) -> str:
    """The id of the generation whose job was taken and completed, with a film of 2048 bytes and a preview."""
    claim = claim or taken(context)
    source = folder / "film"
    source.write_bytes(FILM)
    prefix = f"outputs/{claim.ref}/{claim.token}"
    assets = [
        Asset("video", f"{prefix}/film.mp4", "video/mp4", len(FILM), 64, 36, 2.0),
        Asset("preview", f"{prefix}/poster.jpg", "image/jpeg", len(FILM), 64, 36),
    ]
    for asset in assets:
        context.store.put(asset.key, source, asset.media_type)
    result = {"engine": "world", "plan": claim.payload["shot"], "told": ["It is small."]}
    with context.database.write() as connection:
        now = context.database.now(connection)
        assert generations.complete(connection, context.purse, claim, assets, now, result) == "completed"
    return claim.ref


def failed(context: Context, reason: str) -> str:
    """The id of the generation whose job was taken and failed for good."""
    claim = taken(context)
    with context.database.write() as connection:
        now = context.database.now(connection)
        assert generations.fail(connection, context.purse, claim, reason, now, again=False) == "failed"
    return claim.ref


def on_plan(context: Context, name: str, credits: int) -> str:
    """Puts the owner's workspace on a plan, with so many credits."""
    with context.database.write() as connection:
        connection.execute(update(workspace).values(plan=name))
        place = connection.execute(workspace.select()).one().id
        ledger.grant(connection, place, credits * 1000, "topup", "test", "one", context.database.now(connection))
    return str(place)


@contextmanager
def statements(context: Context) -> Iterator[list[Any]]:
    """What the database is asked inside."""
    asked: list[Any] = []

    def note(*call: Any) -> None:
        asked.append(call[2])

    event.listen(context.database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(context.database.engine, "before_cursor_execute", note)
