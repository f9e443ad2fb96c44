"""Numbered pictures out: rendered into a hidden folder, then moved, so that no half sequence is ever seen.

Knows names and folders; the pictures' bytes are made in stills.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from dreamwright.errors import BadOption
from dreamwright.media import files
from dreamwright.media.convert import Picture, fitted
from dreamwright.media.formats import NUMBERED, Format, check_picture
from dreamwright.media.stills import still_bytes

_FRAME = "frame_%04d"
_WAITING = 4


class SequenceWriter(files.AllOrNothing):
    """Writes `shot_0000.png`, `shot_0001.png`, … : a numbered name, or a folder that may not exist yet.

    A sequence of the same name that stood there is replaced as a whole. The first number is 0.
    Raises BadOption, BadFile, CannotWrite as FilmWriter does.
    """

    def __init__(
        self,
        path: Path | str,
        width: int,
        height: int,
        format: Format,
        metadata: Mapping[str, str],
        own: Callable[[int], Mapping[str, str]] = lambda _: {},
    ) -> None:
        """`own(k)` is the metadata that picture k has beside what all have."""
        check_picture(format, width, height)
        files.check_destination(path)
        self._folder, self._name = _place(path, format)
        self._shape, self._format, self._metadata, self._own = (height, width, 3), format, metadata, own
        self._path = self._folder / self._name
        self._draft = files.draft_name(self._folder if not self._folder.is_dir() else self._path)
        with files.told(self._folder):
            self._draft.mkdir()
        self._pool = ThreadPoolExecutor(1, "stills")
        self._pending: list[Future[None]] = []
        self._count = 0

    def write(self, picture: Picture) -> None:
        """Takes the next picture (a copy is kept); raises promptly when an earlier one could not be written."""
        kept = fitted(picture, self._shape, self._format.bit_depth).copy()
        self._wait(_WAITING - 1)
        self._pending.append(self._pool.submit(self._save, self._count, kept))
        self._count += 1

    def close(self) -> None:
        """Moves the finished sequence into its place."""
        try:
            if not self._count:
                raise BadOption("A film needs at least one frame.")
            self._wait(0)
            with files.told(self._folder):
                self._move()
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Removes what was written; nothing happens after a good close."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        files.discard(self._draft)

    def _save(self, k: int, picture: Picture) -> None:
        target = self._draft / (self._name % k)
        with files.told(self._path):
            target.write_bytes(still_bytes(target.suffix, picture, {**self._metadata, **self._own(k)}))

    def _wait(self, most: int) -> None:
        """Until at most so many pictures are still being written."""
        while len(self._pending) > most:
            self._pending.pop(0).result()

    def _move(self) -> None:
        if not self._folder.is_dir():
            os.replace(self._draft, self._folder)
            return
        stale = _numbers(self._folder, self._name)
        for k in range(self._count):
            os.replace(self._draft / (self._name % k), self._folder / (self._name % k))
        for k in stale - set(range(self._count)):
            (self._folder / (self._name % k)).unlink()


def _place(path: Path | str, format: Format) -> tuple[Path, str]:
    target = Path(path)
    if str(path).endswith(("/", "\\")) or target.is_dir() or not target.suffix:
        return target, _FRAME + format.suffixes[0]
    return files.numbered(target)


def _numbers(folder: Path, name: str) -> set[int]:
    """The numbers of an earlier sequence of this name."""
    number = NUMBERED.search(name)
    assert number is not None
    shape = re.compile(re.escape(name[: number.start()]) + r"(\d+)" + re.escape(name[number.end() :]))
    found = (shape.fullmatch(entry) for entry in os.listdir(folder))
    return {int(match[1]) for match in found if match and name % int(match[1]) == match[0]}
