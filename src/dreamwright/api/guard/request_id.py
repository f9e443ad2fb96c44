"""Every request has an id, given back with the answer and written in the log with its outcome; no secret is logged."""

from __future__ import annotations

import logging
import re
import time
import uuid

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "x-request-id"
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LOG = logging.getLogger("dreamwright.api")


class RequestId:
    """Takes the client's id where it is sane, else makes one; `scope["state"]["request_id"]` for those further in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name, begun, status = _id(scope), time.perf_counter(), 500
        scope.setdefault("state", {})["request_id"] = name

        async def tell(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = name
            await send(message)

        try:
            await self.app(scope, receive, tell)
        finally:
            took_ms = 1000 * (time.perf_counter() - begun)
            _LOG.info("%s %s %d %.1f ms %s", scope["method"], _path(scope), status, took_ms, name)


def _id(scope: Scope) -> str:
    given = next((value.decode("latin-1") for key, value in scope["headers"] if key == HEADER.encode()), "")
    return given if _SANE.fullmatch(given) else str(uuid.uuid4())


def _path(scope: Scope) -> str:
    """The route's pattern rather than the path, for a path may hold a signed link or a share token."""
    route = scope.get("route")
    return str(getattr(route, "path", "-"))
