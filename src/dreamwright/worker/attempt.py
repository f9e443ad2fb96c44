"""One attempt at one job, in its own thread: inputs fetched, a child process at work, its film stored, the job ended.

Whether the film counts is decided by the transaction that ends the job, never here; everything else only obeys it.
Knows no other job; does not beat: the worker's loop does.
"""

from __future__ import annotations

import contextlib
import logging
import math
import os
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection

from dreamwright.errors import BadInput, MachineFault, NotFound
from dreamwright.service.commission import Commission
from dreamwright.service.db.database import Database
from dreamwright.service.generations import end
from dreamwright.service.generations.purge import output_prefix
from dreamwright.service.generations.purse import Purse
from dreamwright.service.generations.values import Asset
from dreamwright.service.inputs.fetch import Rules
from dreamwright.service.inputs.take import Intake, take
from dreamwright.service.jobs.values import Claim, Progress
from dreamwright.service.storage.base import Store
from dreamwright.worker.estimate import Estimate
from dreamwright.worker.materials import Gatherer
from dreamwright.worker.patience import patiently
from dreamwright.worker.process import Process
from dreamwright.worker.request import Request
from dreamwright.worker.result import collected, result_of

T = TypeVar("T")
Why = Literal["cancel", "lost", "shutdown"]
log = logging.getLogger(__name__)

LAST_S = 5.0
"""How long a worker that must go still waits for a database or a store that is away."""


@dataclass(frozen=True)
class Desk:
    """What attempts work with."""

    database: Database
    store: Store
    purse: Purse
    command: Sequence[str]
    """Starts the child process."""
    scratch: Path | None = None
    """Where drafts lie; None = the system's place for temporary files."""
    patience_s: float = 900.0
    """How long a finished film waits for a store that is away, before the attempt fails."""
    memory_bytes: int | None = None
    rules: Rules = field(default_factory=Rules)
    """Where pictures may be fetched from."""

    @property
    def intake(self) -> Intake:
        """The door for pictures that come by link."""
        scratch = self.scratch or Path(tempfile.gettempdir())
        return Intake(self.database, self.store, scratch / "dreamwright-intake")


@dataclass(frozen=True)
class Film:
    """What was made: its files, stored, and what is told of it."""

    assets: tuple[Asset, ...]
    result: Mapping[str, Any]


@dataclass(frozen=True)
class Broken:
    """No film, and why."""

    reason: str
    again: bool
    """Whether trying again may help."""


class Attempt:
    """Begins when made; `ended` when nothing of it is left. `stop` may be called at any time, from another thread."""

    def __init__(self, desk: Desk, claim: Claim) -> None:
        self.claim, self._desk = claim, desk
        self._why: Why | None = None
        self._process: Process | None = None
        self._lock, self._hurry = threading.Lock(), threading.Event()
        self._estimate, self._previews = Estimate(), list[str]()
        self._own = f"{output_prefix(claim.ref)}{claim.token}/"
        self._thread = threading.Thread(target=self._run, name=f"attempt {claim.ref}", daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        """Whether all is done."""
        return not self._thread.is_alive()

    @property
    def progress(self) -> Progress:
        """How far it is now."""
        return replace(self._estimate.progress, preview_key=self._previews[-1] if self._previews else None)

    def stop(self, why: Why) -> None:
        """Ends the work now; the first reason counts, but that the job is lost comes before all others."""
        with self._lock:
            if self._why is None or why == "lost":
                self._why = why
            process = self._process
        self._hurry.set()
        if process is not None:
            process.kill()

    def join(self, timeout_s: float) -> None:
        """Waits for the end."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        made = self._attempted()
        log.info("job %s, attempt %d: %s", self.claim.ref, self.claim.attempt, made if self._why is None else self._why)
        with contextlib.suppress(MachineFault):  # the database is away for good: whoever looks on takes the job over
            self._end(made)

    def _attempted(self) -> Film | Broken:
        try:
            with tempfile.TemporaryDirectory(prefix="dreamwright-", dir=self._desk.scratch) as folder:
                return self._make(Path(folder))
        except (NotFound, BadInput) as fault:
            return Broken(str(fault), again=False)
        except (MachineFault, OSError) as fault:
            return Broken(str(fault), again=True)

    def _make(self, folder: Path) -> Film | Broken:
        commission = Commission.model_validate(self.claim.payload)
        request = self._request(commission, folder)
        told = self._child(request, folder)
        match told:
            case {"done": done}:
                return self._film(commission, Path(request.folder), done)
            case {"refused": sentence}:
                return Broken(sentence, again=False)
        return Broken(told["fault"], again=True)

    def _request(self, commission: Commission, folder: Path) -> Request:
        desk = self._desk
        (folder / "out").mkdir()
        gatherer = Gatherer(desk.database, desk.store, desk.intake, desk.rules, self.claim.workspace_id, folder,
                            self._patiently)  # fmt: skip
        found = gatherer.gather(commission)
        return Request(str(folder / "out"), self.claim.payload, found.sources, found.files, found.origin, os.getpid(),
                       desk.memory_bytes)  # fmt: skip

    def _film(self, commission: Commission, folder: Path, done: Mapping[str, Any]) -> Film:
        """Stores what the child left: the film, its poster, and the frames of other films that its plan names."""
        for name in done.get("inputs", ()):
            self._patiently(lambda name=name: take(self._desk.intake, self.claim.workspace_id, folder / name))  # type: ignore[misc]
        assets = tuple(self._stored(*one) for one in collected(folder, commission, done))
        return Film(assets, result_of(done))

    def _child(self, request: Request, folder: Path) -> Mapping[str, Any]:
        """The child's last word, or what its end says."""
        with self._lock:
            if self._why is not None:
                return {"fault": end.STOPPED}
            self._process = process = Process(self._desk.command, request.to_json(), folder)
        last: Mapping[str, Any] = {}
        try:
            for message in process.messages():
                self._hear(message, Path(request.folder))
                last = message
        finally:
            status = process.wait()
        if status == 0 and last.keys() & {"done", "refused", "fault"}:
            return last
        log.warning("the process of job %s ended with %d: %s", self.claim.ref, status, process.last_words)
        return {"fault": f"The renderer crashed ({f'signal {-status}' if status < 0 else f'status {status}'})."}

    def _hear(self, message: Mapping[str, Any], folder: Path) -> None:
        match message:
            case {"progress": {"stage": stage, "done": done, "total": total}}:
                self._estimate.step(stage, done, total)
            case {"preview": name}:
                self._show(folder / name)

    def _show(self, picture: Path) -> None:
        """Stores the latest picture; without one for a while where the store is away."""
        key = self._own + picture.name
        with contextlib.suppress(MachineFault):
            self._desk.store.put(key, picture, "image/jpeg")
            self._previews.append(key)
            for old in self._previews[:-2]:  # the last but one may be being looked at
                self._desk.store.delete(old)
                self._previews.remove(old)

    def _stored(self, path: Path, asset: Asset) -> Asset:
        key = self._own + path.name
        size = self._patiently(lambda: self._desk.store.put(key, path, asset.media_type))
        return replace(asset, key=key, bytes=size)

    def _patiently(self, action: Callable[[], T]) -> T:
        return patiently(action, lambda: self._desk.patience_s if self._why is None else 0.0, self._hurry)

    def _end(self, made: Film | Broken) -> None:
        """The one transaction that counts, and then the files of which nobody will hear."""
        if isinstance(made, Film):
            outcome = self._decided(
                lambda *at: end.complete(at[0], self._desk.purse, self.claim, made.assets, at[1], made.result)
            )
            if outcome == "fenced":
                return self._forget(self._own)
            return self._forget(
                output_prefix(self.claim.ref), [a.key for a in made.assets] if outcome == "completed" else ()
            )
        if self._why == "lost":
            return self._forget(self._own)
        if self._why == "shutdown":
            state = self._decided(lambda *at: end.hand_back(at[0], self._desk.purse, self.claim, at[1]))
        else:
            state = self._decided(
                lambda *at: end.fail(at[0], self._desk.purse, self.claim, made.reason, at[1], made.again)
            )
        return self._forget(output_prefix(self.claim.ref) if state in ("failed", "cancelled") else self._own)

    def _decided(self, step: Callable[[Connection, float], T]) -> T:
        """What `step` gave in a transaction that was kept, however long the database is away."""

        def once() -> T:
            with self._desk.database.write() as connection:
                return step(connection, self._desk.database.now(connection))

        return patiently(once, lambda: LAST_S if self._why == "shutdown" else math.inf, self._hurry)

    def _forget(self, prefix: str, keep: Sequence[str] = ()) -> None:
        """Deletes what is stored under `prefix` but for `keep`; what a store that is away keeps goes with the rest."""
        with contextlib.suppress(MachineFault):
            for key in list(self._desk.store.keys(prefix)):
                if key not in keep:
                    self._desk.store.delete(key)
