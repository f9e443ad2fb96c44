"""Files that are being written now, so that a process that must end at once leaves none of them half done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable


@runtime_checkable
class Abandonable(Protocol):
    """A writer that can let go from any thread."""

    def abandon(self) -> None:
        """Stops and removes every trace of what was written."""


_live: set[Abandonable] = set()


@contextmanager
def live(writer: object) -> Iterator[None]:
    """Counts `writer` among the live ones for as long as the block runs, if it can be abandoned."""
    if isinstance(writer, Abandonable):
        _live.add(writer)
    try:
        yield
    finally:
        if isinstance(writer, Abandonable):
            _live.discard(writer)


def abandon_all() -> None:
    """Removes every file that is not whole; only for a process that ends right after."""
    for writer in tuple(_live):
        writer.abandon()
