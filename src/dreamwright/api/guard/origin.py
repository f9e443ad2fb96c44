"""Keeps other sites' pages from acting as the person at this browser: host names (rebinding) and origins (CSRF).

A request that changes something and comes from a page of another origin is refused, unless it carries a key of its
own: a page cannot put another's key in a header. Browsers name the origin in Sec-Fetch-Site or Origin; clients that are
no browsers send neither.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dreamwright.api.problems import answer

_SAFE = ("GET", "HEAD", "OPTIONS")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SameOrigin:
    """Answers 421 to unknown host names and 403 to changes asked by other sites' pages."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = (), origins: Collection[str] = ()) -> None:
        """`hosts`: names this server is known by beside the loopback's, empty = any that is not the loopback's rule;

        `origins`: other sites that may act here (`https://studio.example`).
        """
        self.app, self.hosts, self.origins = app, frozenset(hosts), frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        headers = Headers(scope=scope)
        if not self._known(headers.get("host", "")):
            return answer(Request(scope), 421, "This server is not known by that host name.")
        if scope["method"] in _SAFE or "authorization" in headers or self._same(headers):
            return None
        return answer(Request(scope), 403, "A page of another site may not do that.")

    def _known(self, host: str) -> bool:
        name = urlsplit(f"//{host}").hostname or ""
        return not self.hosts or name in self.hosts or name in _LOOPBACK

    def _same(self, headers: Headers) -> bool:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin in self.origins:
            return True
        if site is not None:
            return site in ("same-origin", "none")
        return origin is None or urlsplit(origin).netloc == headers.get("host")
