"""The promises about the service, as ratios within one run; prints a line each, exit status 1 if one is broken.

`python benchmarks/service.py [--only load|start|share|many]`. Takes less than 3 minutes. Stop other work first.
PostgreSQL is measured too where `--postgresql URL` names a server on which a database may be made.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert, make_url, select, text, update

from dreamwright.prompt.parse import FrameAsk, plan
from dreamwright.service.accounts.bootstrap import ensure_owner, owner
from dreamwright.service.accounts.workspaces import of_person
from dreamwright.service.db.database import Database, open_database
from dreamwright.service.db.migrate import migrate
from dreamwright.service.db.tables.generations import asset, generation, generation_total
from dreamwright.service.db.tables.jobs import job
from dreamwright.service.generations import generations

POLLERS, SUBMITTERS, ROUND_S, ROUNDS = 200, 20, 8.0, 2
WARM_S = 2.0
"""At the start of a round, while clients connect and threads start: not counted, of either server."""
FEW, MANY = 100, 100_000
WIRE = "/dream-machine/v1"
EMPTY = f"""
import uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("{WIRE}/generations/{{name}}")
def get(name: str) -> dict[str, str]:
    return {{}}
@app.post("{WIRE}/generations", status_code=201)
def create(asked: dict[str, object]) -> dict[str, str]:
    return {{"id": "x"}}
uvicorn.run(app, port=0, log_level="info", access_log=False)
"""


@dataclass
class Result:
    """A promise and what came of it."""

    name: str
    figure: float
    most: float
    note: str = ""

    @property
    def kept(self) -> bool:
        return self.figure <= self.most

    def __str__(self) -> str:
        word = "kept  " if self.kept else "BROKEN"
        return f"{word}  {self.name}: {self.figure:.3g} (at most {self.most:g})  {self.note}"


@dataclass
class Server:
    """A process that serves HTTP, and a way to ask it something now and then."""

    process: subprocess.Popen[bytes]
    port: int
    generation: str = "x"

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, WIRE + path, json.dumps(body), {"content-type": "application/json"})
        answer = connection.getresponse()
        found = json.loads(answer.read())
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(found)
        return found


@contextmanager
def running(*words: str, said: str) -> Iterator[Server]:
    """A Python process that writes its address after the words `said`."""
    limits = {"DREAMWRIGHT_REQUESTS_PER_MINUTE": "10000000", "DREAMWRIGHT_QUEUE_LIMIT": "10000000"}
    with tempfile.NamedTemporaryFile() as log:
        process = subprocess.Popen([sys.executable, *words], stdout=log, stderr=log, env={**os.environ, **limits})
        try:
            yield Server(process, port_in(Path(log.name), said, process))
        finally:
            process.terminate()
            process.wait()


def port_in(log: Path, said: str, process: subprocess.Popen[bytes]) -> int:
    """The port of the address that the log names after `said`."""
    for _ in range(600):
        _, found, rest = log.read_text().partition(said)
        if found and "\n" in rest:
            return int(rest.split()[0].rpartition(":")[2])
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(log.read_text())


@contextmanager
def dreamwright(folder: Path, *words: str) -> Iterator[Server]:
    """The server, on SQLite in a folder."""
    with running(
        "-m", "dreamwright", "serve", "--port", "0", "--data", str(folder), *words, said="Dreamwright at "
    ) as it:
        yield it


@dataclass
class Clients:
    """Pollers and submitters, each once a second: what their requests took."""

    port: int
    path: str
    gets: list[float] = field(default_factory=list)
    counts_from: float = 0.0

    async def go(self, seconds: float) -> None:
        """All of them, for a while."""
        self.counts_from = time.monotonic() + WARM_S
        until = time.monotonic() + seconds
        get = f"GET {self.path} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode()
        body = json.dumps({"model": "ray-flash-2", "prompt": "a lake at dawn", "resolution": "360p"}).encode()
        head = f"POST {WIRE}/generations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        post = f"{head}content-length: {len(body)}\r\n\r\n".encode() + body
        pollers = [self._client(get, until, k / POLLERS, self.gets) for k in range(POLLERS)]
        submitters = [self._client(post, until, k / SUBMITTERS, []) for k in range(SUBMITTERS)]
        await asyncio.gather(*pollers, *submitters)

    async def _client(self, request: bytes, until: float, first_s: float, took: list[float]) -> None:
        await asyncio.sleep(first_s)
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while (begun := time.monotonic()) < until:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            await reader.readexactly(int(head.partition("content-length: ")[2].partition("\r")[0]))
            if not head.startswith("http/1.1 20"):
                raise RuntimeError(head)
            took_s = time.monotonic() - begun
            if begun >= self.counts_from:
                took.append(took_s)
            await asyncio.sleep(max(0.0, 1.0 - took_s))
        writer.close()


def took_s(server: Server) -> list[float]:
    """What GETs took in one round."""
    clients = Clients(server.port, f"{WIRE}/generations/{server.generation}")
    asyncio.run(clients.go(ROUND_S))
    return clients.gets


def p99(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=100)[98]


def load(_: str | None) -> Iterator[Result]:
    """p99 of GET against that of an empty route, in turns."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running("-c", EMPTY, said="Uvicorn running on ") as empty,
        dreamwright(Path(folder), "--workers", "0") as full,
    ):
        full.generation = full.ask("POST", "/generations", {"prompt": "a lake at dawn"})["id"]
        ours, theirs = list[float](), list[float]()
        for _round in range(ROUNDS):
            theirs += took_s(empty)
            ours += took_s(full)
    note = f"p99 {1e3 * p99(ours):.1f} ms / {1e3 * p99(theirs):.1f} ms, median {1e3 * statistics.median(ours):.1f} ms"
    note += f" / {1e3 * statistics.median(theirs):.1f} ms of {len(ours)}"
    yield Result(
        f"GET under {POLLERS} pollers and {SUBMITTERS} submitters, times an empty route",
        p99(ours) / p99(theirs),
        5,
        note,
    )


def start(_: str | None) -> Iterator[Result]:
    """From a submitted request to a worker that has it, on an idle queue."""
    shot = plan("static camera over a desert", frame=FrameAsk(64, 36, duration_s=0.2)).model_dump(mode="json")
    with tempfile.TemporaryDirectory() as folder, dreamwright(Path(folder)) as server:
        waits = []
        for _round in range(8):
            made = server.ask("POST", "/generations", {"model": "ray-flash-2", "plan": shot})["id"]
            row = ended(Path(folder), made)
            waits.append(row.started_at - row.created_at)
    note = f"worst {max(waits):.2f} s of {len(waits)}"
    yield Result("submit to start of an idle queue, s (median)", statistics.median(waits), 0.3, note)


def ended(folder: Path, generation_id: str) -> Any:
    """The generation's times once it has ended."""
    database = open_database(f"sqlite:///{folder / 'dreamwright.db'}")
    wanted = select(generation.c.state, generation.c.created_at, generation.c.ended_at, job.c.started_at)
    wanted = wanted.join(job, job.c.ref == generation.c.id).where(generation.c.id == generation_id)
    while True:
        with database.read() as connection:
            row = connection.execute(wanted).one()
        if row.state != "open":
            database.close()
            return row
        time.sleep(0.05)


def share(_: str | None) -> Iterator[Result]:
    """What of a 5 s film's wall time is not the time of the process that makes it."""
    with tempfile.TemporaryDirectory() as folder, dreamwright(Path(folder)) as server:
        asked = {"model": "ray-flash-2", "prompt": "a lake at dawn", "resolution": "360p", "duration": "5s"}
        made = server.ask("POST", "/generations", asked)["id"]
        lived = lifetime_s(server.process.pid)
        row = ended(Path(folder), made)
        whole = row.ended_at - row.created_at
    yield Result(
        "the service's share of a 5 s film's time, %", 100 * (1 - lived / whole), 2, f"{lived:.2f} s of {whole:.2f} s"
    )


def lifetime_s(parent: int) -> float:
    """How long the next child process of `parent` lives."""
    while not (child := child_of(parent)):
        time.sleep(0.002)
    begun = float(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    while child_of(parent) == child:
        time.sleep(0.005)
    return time.clock_gettime(time.CLOCK_BOOTTIME) - begun


def child_of(parent: int) -> str:
    for path in Path(f"/proc/{parent}/task").glob("*/children"):
        for child in path.read_text().split():
            return child
    return ""


def many(postgresql: str | None) -> Iterator[Result]:
    """One generation and a page, among few and among many."""
    with tempfile.TemporaryDirectory() as folder:
        places = {"SQLite": [f"sqlite:///{folder}/{count}.db" for count in (FEW, MANY)]}
        if postgresql:
            places["PostgreSQL"] = [new_database(postgresql, f"bench_{count}") for count in (FEW, MANY)]
        for kind, urls in places.items():
            few, lot = (filled(url, count) for url, count in zip(urls, (FEW, MANY), strict=True))
            for what, action in (("get", get), ("list", page)):
                ours, theirs = compared(
                    lambda lot=lot, action=action: action(*lot), lambda few=few, action=action: action(*few)
                )
                note = f"{1e3 * ours:.2f} ms / {1e3 * theirs:.2f} ms"
                yield Result(f"{kind}: {what} among {MANY}, times among {FEW}", ours / theirs, 1.2, note)
            few[0].close()
            lot[0].close()


def new_database(url: str, name: str) -> str:
    """A new, empty database on the server of that URL."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def filled(url: str, count: int) -> tuple[Database, str, list[str]]:
    """A database with so many finished generations of its owner; the workspace, and ids from all over."""
    database = open_database(url)
    migrate(database)
    with database.write() as connection:
        now = database.now(connection)
        ensure_owner(connection, now)
        person = owner(connection)
        ((workspace, _role),) = of_person(connection, str(person))
        ids = [str(uuid.uuid4()) for _ in range(count)]
        shot = plan("a lake at dawn").model_dump(mode="json")
        for first in range(0, count, 5000):
            some = ids[first : first + 5000]
            connection.execute(
                insert(generation), [made(workspace.id, one, now - 1e6 + first + k, shot) for k, one in enumerate(some)]
            )
            connection.execute(insert(asset), [film(one) for one in some])
            connection.execute(insert(job), [work(workspace.id, one, now) for one in some])
        changed = update(generation_total).where(generation_total.c.workspace_id == workspace.id).values(total=count)
        if not connection.execute(changed).rowcount:
            connection.execute(insert(generation_total).values(workspace_id=workspace.id, total=count))
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return database, workspace.id, ids[:: max(1, count // FEW)]


def made(workspace_id: str, name: str, at: float, shot: Any) -> dict[str, Any]:
    asked = {"luma": {"generation_type": "video", "model": "ray-2", "prompt": "a lake at dawn"}}
    return {
        "id": name, "workspace_id": workspace_id, "kind": "video", "model": "ray-2", "prompt": "a lake at dawn",
        "request": asked, "request_hash": "0", "price": 0, "state": "completed", "created_at": at, "ended_at": at + 9,
        "result": {"engine": "world", "plan": shot},
    }  # fmt: skip


def film(name: str) -> dict[str, Any]:
    return {
        "generation_id": name, "role": "video", "key": f"outputs/{name}/film.mp4", "media_type": "video/mp4",
        "bytes": 1, "width": 64, "height": 36, "seconds": 5.0,
    }  # fmt: skip


def work(workspace_id: str, name: str, now: float) -> dict[str, Any]:
    return {
        "ref": name, "workspace_id": workspace_id, "tier": "own", "max_wait_s": 60.0, "state": "done",
        "queued_at": now, "ended_at": now, "attempts": 1, "max_attempts": 3, "payload": {},
    }  # fmt: skip


def get(database: Database, workspace_id: str, ids: list[str]) -> None:
    ids.append(ids.pop(0))
    with database.read() as connection:
        generations.get(connection, workspace_id, ids[0])


def page(database: Database, workspace_id: str, _ids: list[str]) -> None:
    with database.read() as connection:
        generations.page(connection, workspace_id, limit=100)


def compared(one: Callable[[], None], other: Callable[[], None], rounds: int = 150) -> tuple[float, float]:
    """Seconds of both, in turns: a tenth of the rounds was faster, so that other work on the machine tells less."""
    taken: dict[Callable[[], None], list[float]] = {one: [], other: []}
    for _round in range(rounds):
        for action, times in taken.items():
            begun = time.perf_counter()
            action()
            times.append(time.perf_counter() - begun)
    return statistics.quantiles(taken[one], n=10)[0], statistics.quantiles(taken[other], n=10)[0]


CASES: dict[str, Callable[[str | None], Iterator[Result]]] = {
    "load": load,
    "start": start,
    "share": share,
    "many": many,
}


def main() -> int:
    """Measures, holds the results against the promises; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=CASES)
    parser.add_argument("--postgresql", help="postgresql://… of a server")
    asked = parser.parse_args()
    broken = 0
    for name, case in CASES.items():
        if asked.only in (None, name):
            for result in case(asked.postgresql):
                print(result, flush=True)
                broken += not result.kept
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
