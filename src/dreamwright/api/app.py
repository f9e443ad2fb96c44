"""The whole HTTP application: guards, wires, files, and how faults are told. Knows no setting and starts nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

import dreamwright
from dreamwright.api import files, health, metrics, openapi, problems
from dreamwright.api.context import Context
from dreamwright.api.guard.headers import SecurityHeaders
from dreamwright.api.guard.origin import SameOrigin
from dreamwright.api.guard.rate import RateLimit
from dreamwright.api.guard.request_id import RequestId
from dreamwright.api.guard.size import BodyLimit
from dreamwright.api.known import Forgets
from dreamwright.api.luma import routes as luma
from dreamwright.api.native import boards, events, generations, plans, references, shared, uploads
from dreamwright.api.native.bell import Bell
from dreamwright.api.openai import routes as openai
from dreamwright.api.people import routes as people

NATIVE = (plans, generations, events, uploads, boards, shared, references)
ROOMS = (
    luma.router,
    openai.router,
    *(room.router for room in NATIVE),
    people.router,
    files.router,
    health.router,
    metrics.router,
)

SMALL = ("/v1/sign-", "/v1/payments", "/v1/account", "/v1/keys", "/v1/workspaces", "/v1/invitations", "/v1/admin")
"""Where strangers may send something, and nothing large is meant."""
SMALL_BYTES = 1_000_000


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
    app = _routed()
    app.state.context = context
    app.state.bell = Bell(context.database)
    app.state.metrics = metrics.Metrics(context.database)
    problems.join(app)
    app.add_middleware(Forgets, known=context.known)
    _guard(app, guards)
    return app


def description() -> dict[str, Any]:
    """The OpenAPI of the application: the same for every server of this version."""
    return _routed().openapi()


def _routed() -> FastAPI:
    app = FastAPI(
        title="Dreamwright", version=dreamwright.__version__, docs_url=None, redoc_url=None,
        description="Words or pictures in, a cinematic shot out.", generate_unique_id_function=openapi.name_of,
        lifespan=_alive,
    )  # fmt: skip
    for room in ROOMS:
        app.include_router(room)
    openapi.describe(app)
    return app


@asynccontextmanager
async def _alive(app: FastAPI) -> AsyncIterator[None]:
    """When the server stops, nothing of it still asks the database."""
    yield
    await app.state.bell.close()


def _guard(app: FastAPI, guards: Guards) -> None:
    """The last one added stands outermost."""
    uploads = dict.fromkeys(("/v1/uploads", "/v1/videos"), guards.upload_bytes)
    app.add_middleware(metrics.Timed, metrics=app.state.metrics)
    small = dict.fromkeys(SMALL, SMALL_BYTES)
    app.add_middleware(BodyLimit, most_bytes=guards.body_bytes, routes={**uploads, **small})
    app.add_middleware(RateLimit, per_minute=guards.requests_per_minute)
    app.add_middleware(SameOrigin, hosts=guards.hosts, origins=guards.origins)
    if guards.origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=list(guards.origins), allow_credentials=True, allow_methods=["*"],
            allow_headers=["*"], expose_headers=["x-request-id", "retry-after"],
        )  # fmt: skip
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestId)
