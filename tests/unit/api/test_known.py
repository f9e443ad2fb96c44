"""Who asked lately is known for a second, and by nobody once something may have changed."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import Response
from starlette.types import Message

from dreamwright.api.known import LASTS_S, MOST, Forgets, Known
from dreamwright.service.accounts.principal import Principal

WHO = Principal("p", "w", "owner")


def test_someone_is_known_for_a_second() -> None:
    now = [100.0]
    known = Known(lambda: now[0])
    known.put(("key",), WHO)
    now[0] += 0.9 * LASTS_S
    assert known.get(("key",)) == WHO
    assert known.get(("other",)) is None
    now[0] += 0.2 * LASTS_S
    assert known.get(("key",)) is None


def test_no_more_are_remembered_than_there_is_room_for() -> None:
    known = Known()
    for k in range(3 * MOST):
        known.put((str(k),), WHO)
    assert len(known._found) <= MOST


@pytest.mark.parametrize(
    ("method", "path", "kept"),
    [
        ("GET", "/v1/keys", True), ("DELETE", "/v1/keys/1", False), ("POST", "/v1/sign-out", False),
        ("POST", "/dream-machine/v1/generations", True),
    ],
)  # fmt: skip
def test_whoever_changes_people_makes_it_forget_before_it_is_answered(method: str, path: str, kept: bool) -> None:
    known, seen = Known(), []
    known.put(("key",), WHO)

    async def send(message: Message) -> None:
        seen.append(known.get(("key",)))

    scope = {"type": "http", "method": method, "path": path, "headers": []}
    asyncio.run(Forgets(Response(), known)(scope, None, send))  # type: ignore[arg-type]
    assert seen[0] == (WHO if kept else None)
