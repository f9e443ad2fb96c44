"""A store that is a folder on this machine or on a network disk: one file a key, renamed into place when whole.

Half-written files have a name that no key can have, so that no listing shows them.
"""

from __future__ import annotations

import errno
import io
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, cast

from dreamwright.errors import BadOption, CannotWrite, NotFound
from dreamwright.service.storage.base import StoreAway, checked_key, checked_prefix
from dreamwright.service.storage.slices import Slice

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_GONE: Final = (FileNotFoundError, NotADirectoryError, IsADirectoryError)
_TRIES: Final = 5
_HALF: Final = ".part"
HALF_OLD_S: Final = 86_400.0
"""A half-written file of this age belongs to a process that died."""


class FolderStore:
    """Keys as files below `folder`, which is made when it is missing; BadOption where it cannot be one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadOption(f"The storage folder cannot be made: {_why(error)}.") from error

    def put(self, key: str, source: Path, media_type: str) -> int:
        """Bytes stored, on the disk itself when this comes back; the media type is not kept."""
        del media_type
        target = self._path(key)
        with source.open("rb") as file, _told():
            return _again(lambda: _written(file, target))

    def fetch(self, key: str, to: Path) -> None:
        """Copies to a local file, whole or not at all; NotFound, or CannotWrite at the local end."""
        with self.open(key) as file:
            copy_whole(file, to)

    def open(self, key: str, start: int = 0, end: int | None = None) -> BinaryIO:
        """A readable of bytes `start` … `end` - 1; NotFound."""
        with _told(key):
            file = self._path(key).open("rb")
            file.seek(start)
        return cast(BinaryIO, io.BufferedReader(Slice(file, None if end is None else max(0, end - start))))

    def size(self, key: str) -> int | None:
        """Bytes under the key; None where there are none."""
        path = self._path(key)
        with _told():
            try:
                return path.stat().st_size if path.is_file() else None
            except _GONE:
                return None

    def delete(self, key: str) -> None:
        """Deletes the file and the folders that it leaves empty."""
        path = self._path(key)
        with _told(), suppress(*_GONE):
            path.unlink()
            _sync(path.parent)
            self._tidy(path.parent)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """All keys that begin with `prefix`, in the order of their characters, as S3 lists them."""
        folder = checked_prefix(prefix).rpartition("/")[0]
        with _told():
            yield from (key for key in _walked(self.folder / folder, f"{folder}/" if folder else "", prefix))

    def link(self, key: str, expires_s: float, filename: str | None = None) -> str | None:
        """None: our own server serves a folder, by links that `signing` signs."""
        del key, expires_s, filename
        return None

    def sweep_halves(self) -> int:
        """How many half-written files of processes that died were deleted."""
        old = time.time() - HALF_OLD_S  # the clock of the file system, not of the database
        halves = [path for path in self.folder.rglob(f".*{_HALF}") if path.stat().st_mtime < old]
        for path in halves:
            path.unlink(missing_ok=True)
        return len(halves)

    def _path(self, key: str) -> Path:
        return self.folder / checked_key(key)

    def _tidy(self, folder: Path) -> None:
        """Removes empty folders upwards; one that is not empty (or just got a file) ends it."""
        with suppress(OSError):
            while folder != self.folder:
                folder.rmdir()
                folder = folder.parent


def copy_whole(file: BinaryIO, to: Path) -> None:
    """Copies a readable to a local file, whole or not at all; CannotWrite where the disk is full or not ours."""
    half = _half(to)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with half.open("wb") as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
        half.replace(to)
    except OSError as error:
        raise CannotWrite(f"A file from the storage cannot be copied here: {_why(error)}.") from error
    finally:
        with suppress(OSError):
            half.unlink()


def _half(target: Path) -> Path:
    return target.with_name(f".{secrets.token_hex(8)}{_HALF}")


def _again(write: Callable[[], int]) -> int:
    """What `write` gives; it begins anew when a delete tidied its folder away under it."""
    for _ in range(_TRIES - 1):
        with suppress(FileNotFoundError):
            return write()
    return write()


def _written(file: BinaryIO, target: Path) -> int:
    """Bytes copied to `target`: the data, then the name, then the folders are on the disk."""
    file.seek(0)
    _make(target.parent)
    half = _half(target)
    try:
        with half.open("wb") as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
            size = copy.tell()
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    _sync(target.parent)
    return size


def _make(folder: Path) -> None:
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Puts the names in a folder on the disk."""
    with suppress(FileNotFoundError):  # tidied away meanwhile
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _walked(folder: Path, at: str, prefix: str) -> Iterator[str]:
    for name in _listed(folder):
        key = f"{at}{name}"
        if name.endswith("/"):
            if key.startswith(prefix) or prefix.startswith(key):
                yield from _walked(folder / name, key, prefix)
        elif key.startswith(prefix):
            yield key


def _listed(folder: Path) -> list[str]:
    """Names in a folder, folders with “/” behind, sorted; hidden ones left out."""
    try:
        with os.scandir(folder) as found:
            return sorted(f"{one.name}/" if one.is_dir() else one.name for one in found if one.name[0] != ".")
    except _GONE:
        return []


@contextmanager
def _told(key: str | None = None) -> Iterator[None]:
    """Turns a fault of the disk into StoreAway, and a missing file into NotFound where `key` is given."""
    try:
        yield
    except OSError as error:
        if key is not None and isinstance(error, _GONE):
            raise NotFound(f"The storage has nothing under “{key}”.") from error
        full = error.errno in _FULL
        raise StoreAway("The storage is full." if full else f"The storage cannot be used: {_why(error)}.") from error


def _why(error: OSError) -> str:
    if error.errno in _FULL:
        return "the disk is full"
    return (error.strerror or str(error)).lower()
