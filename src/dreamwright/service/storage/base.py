"""What every store can do, what a key is, and the errors of a store. Knows no database and no user.

Keys are made by us: `inputs/<64 hex>` (by content) and `outputs/<generation id>/<token>/<name>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from dreamwright.errors import BadOption, MachineFault

INPUTS: Final = "inputs/"
OUTPUTS: Final = "outputs/"
LONGEST_KEY: Final = 512
_PART: Final = r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}"
_KEY: Final = re.compile(rf"{_PART}(/{_PART})*")


class StoreAway(MachineFault):
    """The storage cannot be reached or written now: try again later."""


class Store(Protocol):
    """Bytes under keys. Safe to share between threads. All methods raise StoreAway when the store cannot be used."""

    def put(self, key: str, source: Path, media_type: str) -> int:
        """Bytes stored under `key`: whole or not at all; what the key held before is replaced."""
        ...

    def fetch(self, key: str, to: Path) -> None:
        """Copies the bytes to a local file, whole or not at all; NotFound."""
        ...

    def open(self, key: str, start: int = 0, end: int | None = None) -> BinaryIO:
        """A readable of bytes `start` … `end` - 1 (None = to the last); past the last there are none; NotFound."""
        ...

    def size(self, key: str) -> int | None:
        """Bytes under the key; None where there are none."""
        ...

    def delete(self, key: str) -> None:
        """Really deletes; a key that is not there is no error."""
        ...

    def keys(self, prefix: str = "") -> Iterator[str]:
        """All keys that begin with `prefix`, sorted."""
        ...

    def link(self, key: str, expires_s: float, filename: str | None = None) -> str | None:
        """A URL that needs no header and works for `expires_s` seconds; None where our own server must serve it.

        A browser that follows it saves as `filename`, where one is given.
        """
        ...


def checked_key(key: str) -> str:
    """The key itself, when it is one; BadOption for all else: no key leaves the store or hides in it."""
    if len(key) > LONGEST_KEY or not _KEY.fullmatch(key):
        raise BadOption("A storage key is made of letters, digits, “.”, “_” and “-”, in parts divided by “/”.")
    return key


def checked_prefix(prefix: str) -> str:
    """The prefix itself, when keys can begin with it: nothing, or a key with or without “/” after it; BadOption."""
    if prefix:
        checked_key(prefix.removesuffix("/"))
    return prefix


def input_key(content_hash: str) -> str:
    """The key of an input by its `sha256:…` hash."""
    return checked_key(f"{INPUTS}{content_hash.removeprefix('sha256:')}")
