"""How often one key or address may ask: a moving window of a minute, counted in this process.

Several server processes count each for itself; the limits on jobs are exact, for they are the database's.
"""

from __future__ import annotations

import hashlib
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from dreamwright.api.problems import answer


class RateLimit:
    """Answers 429 with Retry-After beyond `per_minute` requests of one key, or of one address where there is none."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self.app, self._rule = app, RateLimitItemPerMinute(per_minute)
        self._counts = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._counts.hit(self._rule, asker(scope)):
            reset = self._counts.get_window_stats(self._rule, asker(scope)).reset_time
            wait = max(1, round(reset - time.time()))
            sentence = f"Too many requests: at most {self._rule.amount} a minute; try again in {wait} s."
            refusal = answer(Request(scope), 429, sentence, {"retry-after": str(wait)})
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


def asker(scope: Scope) -> str:
    """Who asks: the key, unreadable, or the address."""
    key = Headers(scope=scope).get("authorization")
    if key:
        return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
    return str((scope.get("client") or ("-",))[0])
