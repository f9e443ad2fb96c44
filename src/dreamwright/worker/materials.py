"""The files that a commission stands on, brought to this machine: fetched by link, taken from the store.

Knows the rooms of the service; opens no picture. What cannot be had is the user's fault or the machine's, told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from dreamwright.errors import BadFile, BadInput, NotFound
from dreamwright.service.commission import UNREAD, Commission, Source
from dreamwright.service.db.database import Database
from dreamwright.service.generations import generations
from dreamwright.service.inputs import inputs
from dreamwright.service.inputs.fetch import Rules, take_url
from dreamwright.service.inputs.take import Intake
from dreamwright.service.storage.base import Store

T = TypeVar("T")


@dataclass(frozen=True)
class Materials:
    """Local files: of the sources in their order, of what plans name, of the film that is gone on from."""

    sources: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    origin: str | None = None


@dataclass(frozen=True)
class Gatherer:
    """Brings the materials of one workspace's commission into a folder."""

    database: Database
    store: Store
    intake: Intake
    rules: Rules
    workspace_id: str
    folder: Path
    patiently: Callable[[Callable[[], None]], None]
    """Does something again while the store is away."""

    def gather(self, commission: Commission) -> Materials:
        """The materials; BadFile, in one sentence, where the user's part of them cannot be had."""
        try:
            sources = tuple(str(self._source(k, one)) for k, one in enumerate(commission.sources))
            files = self._named(_hashes(commission.shot))
            origin = self._origin(commission, files)
        except (BadInput, NotFound) as fault:
            raise BadFile(f"{UNREAD}: {fault}") from fault
        return Materials(sources, files, origin)

    def _source(self, k: int, source: Source) -> Path:
        to = self.folder / f"source-{k}"
        if source.generation is not None:
            self._of_generation(source.generation, to)
        else:
            found = source.input
            if found is None:
                found = take_url(self.intake, self.workspace_id, str(source.url), self.rules).hash
            self._input(found, to)
        return to

    def _named(self, hashes: Iterable[str]) -> dict[str, str]:
        files = {}
        for content_hash in hashes:
            to = self.folder / content_hash.removeprefix("sha256:")
            self._input(content_hash, to)
            files[content_hash] = str(to)
        return files

    def _origin(self, commission: Commission, files: dict[str, str]) -> str | None:
        """The film that is gone on from; the pictures that its own plan names join `files`."""
        if commission.extension is None:
            return None
        to = self.folder / "origin"
        plan = self._of_generation(commission.extension.generation, to)
        files |= self._named(one for one in _hashes(plan) if one not in files)
        return str(to)

    def _input(self, content_hash: str, to: Path) -> None:
        with self.database.write() as connection:
            found = inputs.find(connection, self.workspace_id, content_hash)
            inputs.touch(connection, self.workspace_id, [content_hash], self.database.now(connection))
        self.patiently(lambda: self.store.fetch(found.key, to))

    def _of_generation(self, generation_id: str, to: Path) -> object:
        """Fetches the film or picture that a generation made; its plan."""
        with self.database.read() as connection:
            made = generations.get(connection, self.workspace_id, generation_id)
        keys = [asset.key for asset in made.assets if asset.role in ("video", "image")]
        if made.state != "completed" or not keys:
            raise BadFile(f"the generation {generation_id} is {made.state}, and has no film to stand on.")
        self.patiently(lambda: self.store.fetch(keys[0], to))
        return (made.result or {}).get("plan")


def _hashes(plan: object) -> tuple[str, ...]:
    """Content hashes that a plan as JSON names; a plan that cannot be read names none here, and is refused later."""
    from dreamwright.errors import BadPlan
    from dreamwright.shot.codec import from_data

    if plan is None:
        return ()
    try:
        return from_data(plan).inputs.hashes
    except BadPlan:
        return ()
