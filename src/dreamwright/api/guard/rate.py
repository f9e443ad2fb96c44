"""How often one key or address may ask."""

from __future__ import annotations

import hashlib
import math

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from dreamwright.api.minute import Minute
from dreamwright.api.problems import answer


class RateLimit:
    """Answers 429 with Retry-After beyond `per_minute` requests of one key, or of one address where there is none."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self.app, self._most, self._counts = app, per_minute, Minute()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait_s = self._counts.wait_s(asker(scope), self._most) if scope["type"] == "http" else 0.0
        if wait_s:
            wait = str(math.ceil(wait_s))
            sentence = f"Too many requests: at most {self._most} a minute; try again in {wait} s."
            await answer(Request(scope), 429, sentence, {"retry-after": wait})(scope, receive, send)
            return
        await self.app(scope, receive, send)


def asker(scope: Scope) -> str:
    """Who asks: the key, unreadable, or the address."""
    key = Headers(scope=scope).get("authorization")
    if key:
        return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
    return str((scope.get("client") or ("-",))[0])
