"""A store by its address. Loads the S3 library only when it is asked for."""

from __future__ import annotations

from pathlib import Path

from dreamwright.errors import BadOption, MissingBackend
from dreamwright.service.storage.base import Store
from dreamwright.service.storage.folder import FolderStore


def open_store(url: str) -> Store:
    """The store that is the folder at a path, or the bucket at `s3://BUCKET/PREFIX?endpoint=…&region=…`.

    The folder is made; nothing is connected yet. BadOption for another address, MissingBackend without the S3 library.
    """
    if url.startswith("s3://"):
        return _s3(url)
    if not url or "://" in url:
        raise BadOption("A storage is a folder or s3://BUCKET/PREFIX?endpoint=…&region=….")
    return FolderStore(Path(url))


def _s3(url: str) -> Store:
    try:
        from dreamwright.service.storage.s3 import open_s3
    except ModuleNotFoundError as error:
        raise MissingBackend("S3 storage needs its library: pip install 'dreamwright[s3]'.") from error
    return open_s3(url)
