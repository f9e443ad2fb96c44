"""A worker as a process: `python run_worker.py DATABASE_URL STORE_FOLDER CHILD [silence_s]`, until SIGTERM."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.unit.service.office import ShelfStore, TablePurse

from dreamwright.service.db.database import open_database
from dreamwright.worker.worker import CHILD, Options, Worker

TINY = (sys.executable, str(Path(__file__).with_name("tiny_child.py")))


def main(url: str, folder: str, child: str, silence_s: str = "1.5") -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(process)d %(message)s")
    database = open_database(url)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    options = Options(beat_s=0.3, silence_s=float(silence_s), grace_s=1.0, command=TINY if child == "tiny" else CHILD)
    Worker(database, ShelfStore(Path(folder)), TablePurse(database), options).run(stop)


if __name__ == "__main__":
    main(*sys.argv[1:])
