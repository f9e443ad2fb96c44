"""Writing beside and renaming: a file is whole under its own name, or it is not there.

Knows folders, drafts and the faults of disks; knows nothing of pictures or codecs.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from dreamwright.errors import BadFile, CannotWrite
from dreamwright.media.formats import NUMBERED

_ROOM_BYTES = 1 << 20
"""Less free space than this is called full before any work is done."""
_MEANINGS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file grew past the largest size allowed here",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "the folder is not writable",
    errno.EPERM: "the folder is not writable",
    errno.ENAMETOOLONG: "the name is too long",
}


def check_destination(path: Path | str) -> None:
    """Raises what is wrong with `path` as a film's place; to be asked before any work.

    BadFile where the folder does not exist or stands in the way, CannotWrite where it is unwritable or full.
    `path` may be a file, a numbered name (`shot_%04d.png`), or a folder of pictures, which need not exist yet.
    """
    target = Path(path)
    with told(target):
        is_folder = target.is_dir()
    if is_folder and target.suffix and not str(path).endswith(("/", "\\")):
        raise BadFile(f"“{target}” is a folder: give the file another name.")
    _check_folder(target if is_folder else target.parent)
    if target.is_file() and not os.access(target, os.W_OK):
        raise CannotWrite(f"“{target}” is write-protected.")


def cannot_write(path: Path, error: OSError) -> CannotWrite:
    """The same fault in one sentence."""
    meaning = _MEANINGS.get(error.errno or 0) or (error.strerror or str(error)).lower()
    return CannotWrite(f"“{path}” could not be written: {meaning}.")


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns the operating system's faults in the block into CannotWrite."""
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error) from error


def draft_name(path: Path) -> Path:
    """A hidden name in the same folder, with the same ending, that nobody else uses."""
    stem = re.sub(r"%\d*d", "", path.stem)[:40]
    return path.with_name(f".{stem}.{secrets.token_hex(4)}.part{path.suffix}")


def commit(draft: Path, path: Path) -> None:
    """Gives the finished draft its name; what stood there before is replaced in one step."""
    with told(path):
        _flush(draft)
        os.replace(draft, path)


def discard(draft: Path) -> None:
    """Removes a draft file or folder, if it is there."""
    if draft.is_dir():
        shutil.rmtree(draft, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Writes a small file whole or not at all; CannotWrite otherwise."""
    draft = draft_name(path)
    try:
        with told(path):
            draft.write_bytes(data)
        commit(draft, path)
    finally:
        discard(draft)


def numbered(path: Path | str) -> tuple[Path, str]:
    """Folder and numbered name of a sequence: `a/shot_%04d.png` is itself, `name.png` is `name_%04d.png`."""
    target = Path(path)
    if NUMBERED.search(target.name):
        return target.parent, target.name
    return target.parent, f"{target.stem}_%04d{target.suffix}"


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise BadFile(f"The folder “{folder}” does not exist: make it first.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotWrite(f"The folder “{folder}” is not writable.")
    with told(folder):
        free = shutil.disk_usage(folder).free
    if free < _ROOM_BYTES:
        raise CannotWrite(f"The disk of “{folder}” is full: less than 1 MB is free.")


def _flush(draft: Path) -> None:
    """Makes the disk say now whether it holds the file: some report a full disk only here."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


class AllOrNothing(ABC):
    """A context manager whose block, left well, commits what was written, and left by any exception discards it."""

    @abstractmethod
    def close(self) -> None:
        """Finishes the file and gives it its name."""

    @abstractmethod
    def abandon(self) -> None:
        """Removes every trace; nothing happens after a good close."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()
