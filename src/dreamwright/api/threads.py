"""Where work that waits for the database runs: what reads beside what writes, never in line behind it.

A writer waits for its turn and for the disk; readers are many and quick. FastAPI's own way with plain functions puts
both into one pool, and goes back to it once more to look at the answer.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi.routing import APIRoute

P = ParamSpec("P")
T = TypeVar("T")
WRITERS = 24
"""Requests that change something at a time; others wait for a thread."""
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_limit: RunVar[CapacityLimiter] = RunVar("dreamwright_writers")


class Threaded(APIRoute):
    """A route whose plain function runs in a thread: a reader's for GET, else a writer's."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if not inspect.iscoroutinefunction(endpoint):
            reads = _READS.issuperset(options.get("methods") or ("GET",))
            endpoint = functools.wraps(endpoint)(functools.partial(reading if reads else writing, endpoint))
        super().__init__(path, endpoint, **options)


async def reading(work: Callable[P, T], *words: P.args, **named: P.kwargs) -> T:
    """What `work` returns, run in a thread of those that all share."""
    return await to_thread.run_sync(functools.partial(work, *words, **named))


async def writing(work: Callable[P, T], *words: P.args, **named: P.kwargs) -> T:
    """What `work` returns, run in a thread of the writers."""
    return await to_thread.run_sync(functools.partial(work, *words, **named), limiter=_writers())


def _writers() -> CapacityLimiter:
    found = _limit.get(None)
    if found is None:
        found = CapacityLimiter(WRITERS)
        _limit.set(found)
    return found
