"""A part of a readable, as a readable of its own. Knows where a part ends; knows not what it is read from."""

from __future__ import annotations

import io
from typing import Protocol


class Source(Protocol):
    """What bytes come from: a file or an answer over the network."""

    def read(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


class Slice(io.RawIOBase):
    """The next `length` bytes of `source` (None = all that come); closing it closes the source."""

    def __init__(self, source: Source, length: int | None) -> None:
        super().__init__()
        self._source, self._left = source, length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        want = len(buffer) if self._left is None else min(len(buffer), self._left)
        found = self._source.read(want) if want else b""
        buffer[: len(found)] = found
        if self._left is not None:
            self._left -= len(found)
        return len(found)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()
