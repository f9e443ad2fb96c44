"""The whole HTTP application: guards, wires, files, and how faults are told. Knows no setting and starts nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

import dreamwright
from dreamwright.api import files, health, problems
from dreamwright.api.context import Context
from dreamwright.api.guard.headers import SecurityHeaders
from dreamwright.api.guard.origin import SameOrigin
from dreamwright.api.guard.rate import RateLimit
from dreamwright.api.guard.request_id import RequestId
from dreamwright.api.guard.size import BodyLimit
from dreamwright.api.known import Forgets
from dreamwright.api.luma import routes as luma


@dataclass(frozen=True)
class Guards:
    """What the guards let through."""

    hosts: Collection[str] = ()
    """Names that this server is known by; empty = any."""
    origins: Collection[str] = ()
    """Other sites whose pages may use it."""
    requests_per_minute: int = 1200
    body_bytes: int = 60_000_000
    """Of a request that is no upload: a picture may lie in it as a data: URI."""
    upload_bytes: int = 512 * 2**20


def application(context: Context, guards: Guards = Guards()) -> FastAPI:
    """The application over these rooms."""
    app = FastAPI(
        title="Dreamwright", version=dreamwright.__version__, docs_url="/docs", redoc_url=None,
        description="Words or pictures in, a cinematic shot out.",
    )  # fmt: skip
    app.state.context = context
    problems.join(app)
    for room in (luma.router, files.router, health.router):
        app.include_router(room)
    app.add_middleware(Forgets, known=context.known)
    _guard(app, guards)
    return app


def _guard(app: FastAPI, guards: Guards) -> None:
    """The last one added stands outermost."""
    uploads = dict.fromkeys(("/v1/uploads", "/v1/videos"), guards.upload_bytes)
    app.add_middleware(BodyLimit, most_bytes=guards.body_bytes, routes=uploads)
    app.add_middleware(RateLimit, per_minute=guards.requests_per_minute)
    app.add_middleware(SameOrigin, hosts=guards.hosts, origins=guards.origins)
    if guards.origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=list(guards.origins), allow_credentials=True, allow_methods=["*"],
            allow_headers=["*"], expose_headers=["x-request-id", "retry-after"],
        )  # fmt: skip
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestId)
