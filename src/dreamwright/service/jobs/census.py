"""How many jobs there are, for who looks after the server. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from dreamwright.service.db.tables.generations import asset
from dreamwright.service.db.tables.jobs import QUEUED, job

STATES: Final = ("queued", "running", "done", "failed", "cancelled")


@dataclass(frozen=True)
class Census:
    """Jobs and films of all workspaces."""

    waiting: Mapping[str, int]
    """By tier, where any waits."""
    states: Mapping[str, int]
    """All that are kept, by state."""
    film_seconds: float
    """Of all films that are kept."""


def census(connection: Connection) -> Census:
    """Counted anew: it takes longer the more jobs are kept."""
    waiting = connection.execute(select(job.c.tier, func.count()).where(QUEUED).group_by(job.c.tier)).all()
    states = connection.execute(select(job.c.state, func.count()).group_by(job.c.state)).all()
    films = select(func.coalesce(func.sum(asset.c.seconds), 0.0)).where(asset.c.role == "video")
    return Census(
        {tier: int(jobs) for tier, jobs in waiting},
        dict.fromkeys(STATES, 0) | {state: int(jobs) for state, jobs in states},
        float(connection.execute(films).scalar_one()),
    )
