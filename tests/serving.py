"""A whole server in a process of its own, as a person starts it, for tests that speak to it over HTTP.

Also the plans and the films that such tests compare. Knows the command line; knows no route.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import av
import httpx
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from dreamwright.prompt.parse import FrameAsk, plan
from dreamwright.service.credits.verify import verify
from dreamwright.service.db.database import Database, open_database
from dreamwright.service.db.tables.credits import hold, transfer
from dreamwright.service.plans.plans import SHIPPED

T = TypeVar("T")
SOURCES = Path(__file__).parents[1] / "src"
WIRE = "/dream-machine/v1"
METERED = "enterprise"
"""A plan with credits, so that what is charged can be counted."""
FINAL = ("completed", "failed")
_GREETING = re.compile(r"^Dreamwright at (\S+)$", re.MULTILINE)
_KEY = re.compile(r"^owner's key, shown this once: (\S+)$", re.MULTILINE)


def environment(**more: str) -> dict[str, str]:
    """Of a child process: this checkout's sources, no setting of the caller's shell."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("DREAMWRIGHT_")}
    return {**plain, "PYTHONPATH": str(SOURCES), **more}


def dreamwright(*words: str) -> str:
    """What the command says."""
    command = [sys.executable, "-m", "dreamwright", *words]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout


@dataclass
class Serving:
    """`dreamwright serve` over a folder; may be killed and started again, at the same address."""

    folder: Path
    database_url: str = ""
    words: tuple[str, ...] = ()
    """More options."""
    settings: dict[str, str] = field(default_factory=dict)
    """More environment."""
    wrapper: tuple[str, ...] = ()
    """A command that starts the server's command: a namespace, a clock."""
    module: tuple[str, ...] = ("-m", "dreamwright")
    url: str = ""
    key: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def database_at(self) -> str:
        return self.database_url or f"sqlite:///{self.folder / 'dreamwright.db'}"

    @property
    def log(self) -> Path:
        return self.folder / "log.txt"

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._plans().write_text(SHIPPED.read_text("utf-8").replace('default = "self"', f'default = "{METERED}"'))
        out = self.folder / "out.txt"
        port = self.url.rpartition(":")[2] or "0"
        words = ("serve", "--port", port, "--data", str(self.folder), "--database", self.database_at, *self.words)
        given = environment(DREAMWRIGHT_PLANS=str(self._plans()), **self.settings)
        with out.open("wb") as said, self.log.open("ab") as log:
            command = [*self.wrapper, sys.executable, *self.module, *words]
            self.process = subprocess.Popen(command, stdout=said, stderr=log, env=given)
        until(lambda: _GREETING.search(out.read_text()) or self._ended(), 90, self.complaint)
        greeting = _GREETING.search(out.read_text())
        assert greeting, self.complaint()
        self.url = greeting[1]
        if found := _KEY.search(out.read_text()):
            self.key = found[1]
        until(self._answers, 60, self.complaint)

    def _plans(self) -> Path:
        return self.folder / "plans.toml"

    def _ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def _answers(self) -> bool:
        try:
            return self.get("/ping").status_code == 200
        except httpx.TransportError:
            return False

    def complaint(self) -> str:
        """The end of what it wrote."""
        return self.log.read_text("utf-8", "replace")[-6000:] if self.log.exists() else ""

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """As Ctrl-C; what does not go is killed."""
        if self.process is None or self._ended():
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.kill()

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}{WIRE}{path}", headers=self.headers, timeout=30)

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return httpx.post(f"{self.url}{WIRE}{path}", json=body, headers=self.headers, timeout=60)

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}

    def ask(self, shot: dict[str, Any], **fields: Any) -> str:
        """The id of a new film of that plan."""
        answer = self.post("/generations", {"model": "ray-flash-2", "plan": shot, **fields})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def see(self, generation_id: str) -> dict[str, Any]:
        """The generation as it stands."""
        answer = self.get(f"/generations/{generation_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def ended(self, generation_id: str, seconds: float = 180.0) -> dict[str, Any]:
        """The generation when it has ended."""

        def look() -> dict[str, Any] | None:
            try:
                found = self.see(generation_id)
            except httpx.TransportError:
                return None
            return found if found["state"] in FINAL else None

        return until(look, seconds, self.complaint)

    def dreaming(self, generation_id: str, seconds: float = 90.0) -> None:
        """Waits until a worker has it."""
        until(lambda: self.see(generation_id)["state"] == "dreaming", seconds, self.complaint)

    def credits(self) -> float:
        """What is left, in cents."""
        return float(self.get("/credits").json()["credit_balance"])

    @contextmanager
    def database(self) -> Iterator[Database]:
        opened = open_database(self.database_at)
        yield opened
        opened.close()


def until(look: Callable[[], T | None], seconds: float, complaint: Callable[[], str] = lambda: "") -> T:
    """What `look` gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"nothing within {seconds:g} s\n{complaint()}"
        time.sleep(0.05)
    return found


def tiny(seed: int = 1, duration_s: float = 0.5, words: str = "slow push in over a desert at dusk") -> dict[str, Any]:
    """A plan of 64×36 as JSON."""
    shot = plan(words, seed=seed, frame=FrameAsk(64, 36, duration_s=duration_s))
    found: dict[str, Any] = json.loads(shot.model_dump_json())
    return found


def rendered(shot: dict[str, Any], folder: Path) -> NDArray[np.uint8]:
    """What `dreamwright render` makes of a plan."""
    (folder / "plan.json").write_text(json.dumps(shot))
    film = folder / f"truth-{shot['seed']}.mp4"
    dreamwright("render", str(folder / "plan.json"), "-o", str(film), "--quality", "draft", "--quiet")
    return frames(film.read_bytes())


def frames(film: bytes) -> NDArray[np.uint8]:
    """All frames of a film: n × height × width × 3."""
    with av.open(BytesIO(film)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def download(url: str) -> bytes:
    """The file behind a link."""
    answer = httpx.get(url, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.content


def delivered(made: dict[str, Any]) -> NDArray[np.uint8]:
    """The frames of a completed generation's film."""
    assert made["state"] == "completed", made
    return frames(download(made["assets"]["video"]))


def assert_paid_once(serving: Serving, states: dict[str, str]) -> None:
    """Each generation's hold is closed as told (settled or released), by one transfer at most; the books are true."""
    with serving.database() as database, database.read() as connection:
        assert verify(connection) == ()
        held = {row.ref: row.state for row in connection.execute(select(hold.c.ref, hold.c.state))}
        settled = connection.execute(select(transfer.c.ref).where(transfer.c.kind == "settle")).scalars().all()
    assert {ref: held[ref] for ref in states} == states
    assert sorted(settled) == sorted(ref for ref, state in held.items() if state == "settled")
