"""How the server does, as Prometheus reads it: the queue and films from the database, requests as they were answered.

For the installation's admins, and for whoever asks from this very machine without a proxy between.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Iterable, Iterator

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dreamwright.api.auth import principal_of
from dreamwright.api.threads import Threaded
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.db.database import Database
from dreamwright.service.jobs.census import census

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip")

router = APIRouter(tags=["health"], route_class=Threaded)


class Metrics:
    """The counters of one application."""

    def __init__(self, database: Database) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_Census(database))
        self.requests = Histogram(
            "dreamwright_request_seconds", "Time until an answer began, by route.", ("method", "route", "status"),
            buckets=BUCKETS, registry=self.registry,
        )  # fmt: skip


class _Census(Collector):
    """What the database knows, asked when someone looks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> Iterable[Metric]:
        """Nothing: so that registering it asks no database."""
        return ()

    def collect(self) -> Iterator[Metric]:
        with self._database.read() as connection:
            found = census(connection)
        queue = GaugeMetricFamily("dreamwright_queue_jobs", "Jobs that wait, by tier.", labels=["tier"])
        for tier, count in found.waiting.items():
            queue.add_metric([tier], count)
        jobs = GaugeMetricFamily("dreamwright_jobs", "Jobs that are kept, by state.", labels=["state"])
        for state, count in found.states.items():
            jobs.add_metric([state], count)
        yield queue
        yield jobs
        yield GaugeMetricFamily("dreamwright_film_seconds", "Seconds of all films that are kept.", found.film_seconds)


class Timed:
    """Notes how long each route took until its answer began."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self._requests = app, metrics.requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = str(getattr(scope.get("route"), "path", "none"))
                took_s = time.perf_counter() - begun
                self._requests.labels(_method(scope), route, str(message["status"])).observe(took_s)
            await send(message)

        await self.app(scope, receive, tell)


@router.get("/metrics", response_class=Response, summary="How the server does", responses={200: {
    "content": {"text/plain": {"schema": {"type": "string"}}}
}})  # fmt: skip
def metrics(request: Request) -> Response:
    """Prometheus' text format: jobs by tier and state, seconds of film, requests by route."""
    if not _is_local(request):
        demand(principal_of(request), "installation.health")
    found: Metrics = request.app.state.metrics
    return Response(generate_latest(found.registry), headers={"content-type": CONTENT_TYPE_PLAIN_0_0_4})


def _method(scope: Scope) -> str:
    """One of the known methods: any word may be sent, and each would be kept."""
    method = str(scope["method"])
    return method if method in ("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS") else "other"


def _is_local(request: Request) -> bool:
    """Whether this machine itself asks, and not a proxy on it for someone else."""
    if request.client is None or any(name in request.headers for name in PROXIED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
