"""A worker of its own, put together from settings. Knows the worker's room and the service's doors."""

from __future__ import annotations

import logging
import signal
import sys
import threading

from dreamwright.api.context import Ledger
from dreamwright.cli.server import rules_of
from dreamwright.errors import BadOption
from dreamwright.service.db.database import open_database
from dreamwright.service.db.migrate import is_current
from dreamwright.service.storage.open import open_store
from dreamwright.settings import Settings
from dreamwright.worker.worker import Options, Worker


def work(settings: Settings, jobs: int) -> None:
    """Works until SIGTERM or Ctrl-C; BadOption where the database was not made by a server of this version."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    database = open_database(settings.database_url)
    if not is_current(database):
        raise BadOption("The database has not the schema of this version: start the server once, it brings it there.")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    options = Options(jobs=jobs, rules=rules_of(settings))
    print(f"{options.name} works", flush=True)
    Worker(database, open_store(settings.storage_url), Ledger(), options).run(stop)
    database.close()
