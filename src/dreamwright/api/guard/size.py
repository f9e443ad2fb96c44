"""Bodies no longer than a route allows: counted as they come, for a stated length may be a lie."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dreamwright.api.problems import answer


class _TooLong(Exception):
    """More came than may."""


class BodyLimit:
    """Answers 413 to longer bodies; `routes` maps beginnings of paths to limits of their own."""

    def __init__(self, app: ASGIApp, most_bytes: int, routes: Mapping[str, int] | None = None) -> None:
        self.app, self.most, self.routes = app, most_bytes, dict(routes or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self._most(scope["path"])
        stated = Headers(scope=scope).get("content-length", "0")
        if not stated.isdecimal() or int(stated) > most:
            await _refusal(scope, most)(scope, receive, send)
            return
        come, begun = 0, False

        async def count() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > most:
                raise _TooLong
            return message

        async def tell(message: Message) -> None:
            """Lets no answer pass that is to a body cut off: who parses bodies takes the fault for a bad one."""
            nonlocal begun
            begun = begun or come <= most
            if begun:
                await send(message)

        try:
            await self.app(scope, count, tell)
        except _TooLong:
            if begun:
                raise
        if come > most and not begun:
            await _refusal(scope, most)(scope, receive, send)

    def _most(self, path: str) -> int:
        found = [limit for start, limit in self.routes.items() if path.startswith(start)]
        return max(found, default=self.most)


def _refusal(scope: Scope, most: int) -> JSONResponse:
    return answer(Request(scope), 413, f"The body is too long: at most {most} bytes are taken here.")
