"""Inputs in the database: one row and one stored file for each content, and who may use it.

A workspace finds what it brought itself and nothing else: another's hash is NotFound to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, exists, func, select, tuple_, update

from dreamwright.errors import BadFile, Conflict, NotFound
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.boards import reference_input
from dreamwright.service.db.tables.inputs import input_file, input_use, upload
from dreamwright.service.db.tables.people import workspace
from dreamwright.service.db.upsert import insert_or
from dreamwright.service.inputs.kinds import kind_of, media_type_of
from dreamwright.service.storage.base import Store, input_key

MB: Final = 1_000_000
_SEEN: Final = ("width", "height", "duration_s")
"""What is known once somebody looked into the file."""


@dataclass(frozen=True)
class Limits:
    """How much may be brought, in bytes; Luma's own sizes by default."""

    picture_bytes: int = 50 * MB
    film_bytes: int = 200 * MB
    workspace_bytes: int | None = None
    """All inputs of a workspace and its uploads under way; None = no limit."""
    open_uploads: int = 20
    """Resumable uploads of a workspace at once."""

    @property
    def most_bytes(self) -> int:
        """The most that a file of any kind may have."""
        return max(self.picture_bytes, self.film_bytes)


@dataclass(frozen=True)
class Content:
    """What a file is, read from its bytes."""

    hash: str
    """`sha256:` and 64 hexadecimal digits."""
    media_type: str
    bytes: int
    width: int | None = None
    height: int | None = None
    """Of the upright picture in pixels, where it was looked at."""
    duration_s: float | None = None
    """Of a film, where it was looked at."""

    @property
    def key(self) -> str:
        """Where it is stored."""
        return input_key(self.hash)


@dataclass(frozen=True)
class Input(Content):
    """A content as a workspace has it."""

    since: float = 0.0
    """Seconds since 1970: when the workspace first brought it."""


def weigh(path: Path, limits: Limits = Limits()) -> Content:
    """Hash, kind and size of a file; BadFile for an unknown kind or one that is too large. Decodes nothing."""
    media_type, size = media_type_of(path), path.stat().st_size
    most = limits.picture_bytes if kind_of(media_type) == "picture" else limits.film_bytes
    if size > most:
        raise BadFile(f"The {kind_of(media_type)} has {mega(size)}: the most is {mega(most)}.")
    with path.open("rb") as file:
        return Content(f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}", media_type, size)


def stow(store: Store, path: Path, content: Content) -> None:
    """Puts the file into the store, where it is not there yet: slow, so do it before the transaction of `keep`."""
    if store.size(content.key) != content.bytes:
        store.put(content.key, path, content.media_type)


def keep(
    connection: Connection,
    store: Store,
    path: Path,
    workspace_id: str,
    now: float,
    *,
    content: Content | None = None,
    limits: Limits = Limits(),
) -> Input:
    """The input that the file became for the workspace; the same file again is the same input.

    `content`: what `weigh` said of the path, so that it is not read again. BadFile for a file of no known kind, too
    large, or more than the workspace may keep. Until the transaction ends no sweep deletes the file. Several in one
    transaction go in the order of their hashes, so that two such transactions do not wait for each other forever.
    """
    content = content or weigh(path, limits)
    _row(connection, content, now)
    stow(store, path, content)  # the row is ours now: only here is it sure that no sweep takes the file away
    if not _has(connection, workspace_id, content.hash):
        check_room(connection, workspace_id, content.bytes, limits)
    use = insert_or(connection, input_use).values(workspace_id=workspace_id, hash=content.hash, since=now, used_at=now)
    connection.execute(use.on_conflict_do_update(index_elements=["workspace_id", "hash"], set_={"used_at": now}))
    return find(connection, workspace_id, content.hash)


def find(connection: Connection, workspace_id: str, content_hash: str) -> Input:
    """The workspace's input of that hash; NotFound where it brought none such, whoever else did."""
    row = connection.execute(
        _inputs().where(input_use.c.workspace_id == workspace_id, input_use.c.hash == content_hash)
    ).one_or_none()
    if row is None:
        raise _not_found()
    return _input(row)


def list_inputs(connection: Connection, workspace_id: str, limit: int = 50, after: Input | None = None) -> list[Input]:
    """The workspace's inputs, newest first, those behind `after`."""
    order = tuple_(input_use.c.since, input_use.c.hash)
    query = _inputs().where(input_use.c.workspace_id == workspace_id)
    if after is not None:
        query = query.where(order < tuple_(after.since, after.hash))
    rows = connection.execute(query.order_by(input_use.c.since.desc(), input_use.c.hash.desc()).limit(limit))
    return [_input(row) for row in rows]


def touch(connection: Connection, workspace_id: str, hashes: Iterable[str], now: float) -> None:
    """Notes that the inputs are used now, so that retention counts anew; NotFound when one is not there."""
    wanted = set(hashes)
    done = connection.execute(
        update(input_use)
        .where(input_use.c.workspace_id == workspace_id, input_use.c.hash.in_(wanted))
        .values(used_at=now)
    )
    if done.rowcount != len(wanted):
        raise _not_found()


def used_bytes(connection: Connection, workspace_id: str) -> int:
    """Bytes of all inputs of the workspace; what it shares with others counts whole."""
    query = select(func.coalesce(func.sum(input_file.c.bytes), 0)).join_from(input_use, input_file)
    return int(connection.execute(query.where(input_use.c.workspace_id == workspace_id)).scalar_one())


def check_room(connection: Connection, workspace_id: str, more: int, limits: Limits) -> None:
    """BadFile when `more` bytes are too many for the workspace, uploads under way counted by what they declared."""
    if limits.workspace_bytes is None:
        return
    row = select(workspace.c.id).where(workspace.c.id == workspace_id)
    connection.execute(row.with_for_update(key_share=True))  # one counts at a time; rows that name it are not held up
    under_way = select(func.coalesce(func.sum(upload.c.size), 0)).where(
        upload.c.workspace_id == workspace_id, upload.c.hash.is_(None)
    )
    has = used_bytes(connection, workspace_id) + int(connection.execute(under_way).scalar_one())
    if has + more > limits.workspace_bytes:
        most = mega(limits.workspace_bytes)
        raise BadFile(f"The workspace keeps at most {most} of inputs: delete some of them first.")


def forget(connection: Connection, workspace_id: str, content_hash: str) -> None:
    """Takes the input from the workspace; `delete_unused`, called next, deletes the file when nobody else has it.

    NotFound where there is none; Conflict while a reference shows it.
    """
    this = (input_use.c.workspace_id == workspace_id) & (input_use.c.hash == content_hash)
    held = connection.execute(select(input_use.c.hash).where(this).with_for_update()).first()  # a new reference waits
    if held is None:
        raise _not_found()
    shown = (reference_input.c.workspace_id == workspace_id) & (reference_input.c.hash == content_hash)
    if connection.execute(select(reference_input.c.hash).where(shown).limit(1)).first():
        raise Conflict("A reference shows this input: delete the reference first.")
    connection.execute(delete(input_use).where(this))


def sweep_unused(database: Database, store: Store) -> int:
    """How many inputs that no workspace has any more were deleted, by looking at all of them."""
    unused = ~exists().where(input_use.c.hash == input_file.c.hash)
    with database.read() as connection:
        hashes = connection.execute(select(input_file.c.hash).where(unused)).scalars().all()
    return sum(delete_unused(database, store, content_hash) for content_hash in hashes)


def mega(count: int) -> str:
    """Bytes for a reader."""
    return f"{count / MB:.1f} MB" if count < 10 * MB else f"{count / MB:.0f} MB"


def delete_unused(database: Database, store: Store, content_hash: str) -> bool:
    """Whether the input was deleted, because no workspace has it any more: first the file, then the row.

    In a transaction of its own that holds the row, so that one who brings the same file meanwhile waits.
    """
    with database.write() as connection:
        this = input_file.c.hash == content_hash
        if connection.execute(select(input_file.c.hash).where(this).with_for_update()).one_or_none() is None:
            return False
        if connection.execute(select(input_use.c.hash).where(input_use.c.hash == content_hash).limit(1)).first():
            return False
        store.delete(input_key(content_hash))
        connection.execute(delete(input_file).where(this))
        return True


def _row(connection: Connection, content: Content, now: float) -> None:
    """Makes the row, or waits for it and holds it: an UPDATE of nothing locks it on PostgreSQL."""
    row = insert_or(connection, input_file).values(
        hash=content.hash,
        media_type=content.media_type,
        bytes=content.bytes,
        width=content.width,
        height=content.height,
        duration_s=content.duration_s,
        created_at=now,
    )
    size = {name: func.coalesce(input_file.c[name], row.excluded[name]) for name in _SEEN}
    connection.execute(row.on_conflict_do_update(index_elements=["hash"], set_=size))


def _has(connection: Connection, workspace_id: str, content_hash: str) -> bool:
    query = select(input_use.c.hash).where(input_use.c.workspace_id == workspace_id, input_use.c.hash == content_hash)
    return connection.execute(query).first() is not None


def _inputs() -> Select[Any]:
    columns = [input_file.c[name] for name in ("hash", "media_type", "bytes", *_SEEN)]
    return select(*columns, input_use.c.since).join_from(input_use, input_file)


def _input(row: Row[Any]) -> Input:
    return Input(row.hash, row.media_type, row.bytes, row.width, row.height, row.duration_s, row.since)


def _not_found() -> NotFound:
    return NotFound("There is no input of that hash.")
