"""Who asked lately: clients poll, and who they are need not be looked up each time.

For a second at most, so that a key stopped by another server is soon stopped here; what is changed by this server is
seen at once, for every change but those of Luma's wire, which knows no people and no keys, forgets all.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dreamwright.service.accounts.principal import Principal

LASTS_S, MOST = 1.0, 4096
_READS = ("GET", "HEAD", "OPTIONS")
_PEOPLELESS = "/dream-machine/"
Asked = tuple[str | None, ...]


class Known:
    """Principals by what they sent: key, cookie, workspace."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._found: dict[Asked, tuple[float, Principal]] = {}

    def get(self, asked: Asked) -> Principal | None:
        """Who sent it, if that was found out less than a second ago."""
        at, who = self._found.get(asked, (float("-inf"), None))
        return who if self._clock() - at < LASTS_S else None

    def put(self, asked: Asked, who: Principal) -> None:
        """Remembers it; what is old makes room."""
        if len(self._found) >= MOST:
            self._found.clear()
        self._found[asked] = self._clock(), who

    def forget(self) -> None:
        """Knows nobody any more."""
        self._found.clear()


class Forgets:
    """Forgets everyone before a request that may have changed them is answered."""

    def __init__(self, app: ASGIApp, known: Known) -> None:
        self.app, self._known = app, known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._known.forget()
            await send(message)

        changes = scope["type"] == "http" and scope["method"] not in _READS
        changes = changes and not scope["path"].startswith(_PEOPLELESS)
        await self.app(scope, receive, tell if changes else send)
