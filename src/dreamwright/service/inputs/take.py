"""The one door by which a file becomes an input: weighed, examined, stored, written down.

Knows the order of these; knows not how the file came (upload, URL, data: URI).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from io import RawIOBase
from pathlib import Path
from typing import Final

from dreamwright.errors import BadFile, CannotWrite, NotFound
from dreamwright.service.db.database import Database
from dreamwright.service.inputs.examine import Facts, examine
from dreamwright.service.inputs.inputs import Content, Input, Limits, find, keep, mega, stow, weigh
from dreamwright.service.storage.base import Store

SCRATCH_OLD_S: Final = 86_400.0
"""A scratch file of this age that no upload names belongs to a process that died."""


@dataclass(frozen=True)
class Intake:
    """All that taking a file needs. `scratch` is a folder of this machine's own, on a disk with room for uploads."""

    database: Database
    store: Store
    scratch: Path
    limits: Limits = field(default_factory=Limits)
    examine: Callable[[Path], Facts] = examine


def take(intake: Intake, workspace_id: str, path: Path, content: Content | None = None) -> Input:
    """The input that the file became; BadFile says, in one sentence, why it does not become one.

    `content`: what `weigh` said of it, so that it is not read again. The file itself is left where it is.
    """
    content = _looked_into(intake, workspace_id, path, content or weigh(path, intake.limits))
    stow(intake.store, path, content)
    with intake.database.write() as connection:
        now = intake.database.now(connection)
        return keep(connection, intake.store, path, workspace_id, now, content=content, limits=intake.limits)


def _looked_into(intake: Intake, workspace_id: str, path: Path, content: Content) -> Content:
    """The content with what a reader found in it; what the workspace has already was read when it first came."""
    with intake.database.read() as connection, suppress(NotFound):
        known = find(connection, workspace_id, content.hash)  # another's is not asked: a quick answer would tell of it
        if known.width is not None:
            return known
    facts = intake.examine(path)
    return replace(content, width=facts.width, height=facts.height, duration_s=facts.duration_s)


def receive(intake: Intake, workspace_id: str, chunks: Iterable[bytes]) -> Input:
    """The input that the bytes became, taken as they come; BadFile as soon as they are too many."""
    with scratch_file(intake) as path:
        spool(chunks, path, intake.limits.most_bytes)
        return take(intake, workspace_id, path)


@contextmanager
def scratch_file(intake: Intake) -> Iterator[Path]:
    """A path of its own in the scratch folder; whatever was written there is deleted when the block ends."""
    path = intake.scratch / f"taking-{secrets.token_hex(16)}"
    try:
        intake.scratch.mkdir(parents=True, exist_ok=True)
        yield path
    finally:
        with suppress(OSError):
            path.unlink()


def spool(chunks: Iterable[bytes], path: Path, most_bytes: int) -> int:
    """Bytes written to a new file; BadFile when there are more than `most_bytes`, CannotWrite on a full disk.

    No file is left when it fails, or when `chunks` does.
    """
    with told():
        file = path.open("xb", buffering=0)
    try:
        with file:
            return _poured(chunks, file, most_bytes)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _poured(chunks: Iterable[bytes], file: RawIOBase, most_bytes: int) -> int:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most_bytes:
            raise BadFile(f"The file is too large: the most is {mega(most_bytes)}.")
        write_all(file, chunk)
    return size


def write_all(file: RawIOBase, chunk: bytes) -> None:
    """Writes the whole chunk; CannotWrite. What `chunk` came from is not asked here: its faults are its own."""
    rest = memoryview(chunk)
    with told():
        while rest:
            rest = rest[file.write(rest) or 0 :]


@contextmanager
def told() -> Iterator[None]:
    """Turns a fault of the scratch folder's disk into CannotWrite."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"Uploads cannot be kept now: {(error.strerror or str(error)).lower()}.") from error
