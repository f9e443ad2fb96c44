"""Puts a server together from settings and runs it: migrate, bootstrap, listen, work, keep up; one Ctrl-C ends all.

Knows all the rooms by their doors; knows no route.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterator

import uvicorn

from dreamwright.api.app import Guards, application
from dreamwright.api.bodies import BODIES
from dreamwright.api.caller import Caller
from dreamwright.api.context import Config, Context
from dreamwright.api.luma.translate import QUALITIES
from dreamwright.api.native.bell import Bell
from dreamwright.cli.doors import moderation_of, oidc_of, payments_of
from dreamwright.errors import MachineFault
from dreamwright.service.accounts.bootstrap import ensure_owner
from dreamwright.service.accounts.passwords import Passwords
from dreamwright.service.db.database import Database, open_database
from dreamwright.service.db.migrate import migrate
from dreamwright.service.inputs.addresses import Allowed
from dreamwright.service.inputs.fetch import Rules
from dreamwright.service.inputs.inputs import Limits
from dreamwright.service.inputs.take import Intake
from dreamwright.service.plans.plans import Plans, load_plans
from dreamwright.service.storage.open import open_store
from dreamwright.service.upkeep import keep_up
from dreamwright.settings import Settings, secret_of
from dreamwright.worker.worker import Options, Worker

LOCAL = ("127.0.0.0/8", "::1/128")
GRACE_S = 10
SWITCH_S = 0.001
"""How long a thread that computes holds the others up: answers are quick, plans and statements take milliseconds."""


class _Server(uvicorn.Server):
    """Ends the streams of events first when it stops: else it would wait for them until its grace is over."""

    def __init__(self, config: uvicorn.Config, bell: Bell) -> None:
        super().__init__(config)
        self._bell = bell

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._bell.end()
        await super().shutdown(sockets)


def run(settings: Settings) -> None:
    """Serves until it is told to stop; MachineFault where the address is taken."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    database = open_database(settings.database_url)
    migrate(database)
    plans = load_plans(settings.plans)
    with listening(settings) as listener:
        url = settings.public_url.rstrip("/") or _address(settings.host, listener)
        context = context_of(settings, database, plans, url)
        _greet(database, plans, url)
        _serve(settings, context, listener)


def context_of(settings: Settings, database: Database, plans: Plans, url: str) -> Context:
    """The rooms of the service, as these settings want them."""
    store = open_store(settings.storage_url)
    limits = Limits(film_bytes=settings.upload_bytes)
    intake = Intake(database, store, settings.data / "scratch", limits)
    config = Config(
        url, secret_of(settings), settings.signs_in_owner, settings.link_seconds, settings.queue_limit,
        {**QUALITIES, **{str(name): quality for name, quality in settings.models.items()}}, sign_up=settings.signs_up,
    )  # fmt: skip
    return Context(
        database, store, intake, plans, Passwords(), config, moderation=moderation_of(settings),
        payments=payments_of(settings, plans, url), oidc=oidc_of(settings, url),
    )  # fmt: skip


def rules_of(settings: Settings, *, only_owner: bool = False) -> Rules:
    """Where pictures are fetched from and callbacks go to: the public Internet, and what the settings allow.

    `only_owner`: whoever asks is this machine's owner, who may reach this machine too. A worker of its own never knows
    who asks: the settings that say so are the server's.
    """
    local = LOCAL if only_owner else ()
    return Rules(most_bytes=settings.upload_bytes, allowed=Allowed((*settings.private_hosts, *local)))


def _serve(settings: Settings, context: Context, listener: socket.socket) -> None:
    hosts = {"localhost", settings.public_host} - {""} if settings.on_loopback else set()
    guards = Guards(hosts, settings.origins, settings.requests_per_minute, upload_bytes=settings.upload_bytes)
    app = application(context, guards)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_S,
        proxy_headers=bool(settings.proxies), forwarded_allow_ips=list(settings.proxies), server_header=False,
    )  # fmt: skip
    stop = threading.Event()
    threads = [threading.Thread(target=work, args=(stop,), name=name) for name, work in _work(settings, context)]
    for thread in threads:
        thread.start()
    _settle()
    try:
        with contextlib.suppress(KeyboardInterrupt):  # told again when all has been answered: this is the good end
            _Server(config, app.state.bell).run(sockets=[listener])
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        context.database.close()


def _settle() -> None:
    """Leaves what the program itself is made of out of every later collection of garbage.

    180,000 objects that stay: each look through them would hold every request for a fifth of a second.
    """
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_S)


def _work(settings: Settings, context: Context) -> Iterator[tuple[str, Callable[[threading.Event], None]]]:
    """What goes on beside answering requests."""
    rules = rules_of(settings, only_owner=settings.signs_in_owner)
    yield "callbacks", Caller(context, BODIES, rules).run
    yield "upkeep", lambda stop: keep_up(context.intake, context.plans, stop)
    if settings.workers:
        options = Options(jobs=settings.workers, rules=rules)
        yield "worker", Worker(context.database, context.store, context.purse, options).run


def _greet(database: Database, plans: Plans, url: str) -> None:
    with database.write() as connection:
        key = ensure_owner(connection, database.now(connection), plans.default)
    print(f"Dreamwright at {url}")
    if key is not None:
        print(f"owner's key, shown this once: {key}")
    sys.stdout.flush()


@contextlib.contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """A socket at the address of the settings; MachineFault where it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, proto=socket.IPPROTO_TCP) as listener:  # else asyncio leaves Nagle's wait of 40 ms on
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise MachineFault(f"The server cannot listen at {settings.host}:{settings.port}: {reason}.") from error
        listener.listen(2048)
        yield listener


def _address(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    name = f"[{host}]" if ":" in host else "localhost" if host == "0.0.0.0" else host
    return f"http://{name}:{port}"
