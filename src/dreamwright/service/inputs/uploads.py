"""Uploads that go on where they broke off: declared, appended to at the right offset, finished into an input.

The row says how many bytes are safely on the scratch disk; what the file has beyond them was cut off and is dropped.
Parts of one upload must come to one machine, whose scratch folder has the file.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from dreamwright.errors import BadFile, BadOption, Conflict, NotFound, TooMany
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.tables.inputs import upload
from dreamwright.service.inputs.inputs import Input, check_room, find, mega, weigh
from dreamwright.service.inputs.take import SCRATCH_OLD_S, Intake, take, told, write_all

LASTS_S: Final = 86_400.0
"""An upload that nothing was appended to for this long is gone."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Upload:
    """An upload as its workspace sees it."""

    id: str
    size: int
    received: int
    """Bytes: the offset at which to go on."""
    expires_at: float
    sha256: str | None = None
    hash: str | None = None
    """The input that it became; None while it is under way."""


def start(intake: Intake, workspace_id: str, size: int, sha256: str | None = None) -> Upload:
    """A new upload of `size` bytes, perhaps with the hash that they must have (64 hexadecimal digits).

    BadOption for a size or hash that cannot be, BadFile for one that is too large, TooMany when many are open.
    """
    if size < 1:
        raise BadOption("An upload has at least one byte.")
    if sha256 is not None and not _SHA256.fullmatch(sha256):
        raise BadOption("The SHA-256 of an upload is 64 hexadecimal digits.")
    if size > intake.limits.most_bytes:
        raise BadFile(f"The file is too large: the most is {mega(intake.limits.most_bytes)}.")
    with intake.database.write() as connection:
        now = intake.database.now(connection)
        _check_open(connection, workspace_id, intake.limits.open_uploads, now)
        check_room(connection, workspace_id, size, intake.limits)
        made = Upload(new_id(), size, 0, now + LASTS_S, sha256)
        connection.execute(
            insert(upload).values(
                id=made.id, workspace_id=workspace_id, size=size, received=0, sha256=sha256,
                created_at=now, expires_at=made.expires_at,
            )
        )  # fmt: skip
        return made


def look(intake: Intake, workspace_id: str, upload_id: str) -> Upload:
    """The upload as it stands; NotFound when it is not the workspace's, or has ended."""
    with intake.database.read() as connection:
        return _found(connection, workspace_id, upload_id, intake.database.now(connection))


def under_way(intake: Intake, workspace_id: str) -> tuple[Upload, ...]:
    """The workspace's uploads that are not finished, oldest first."""
    with intake.database.read() as connection:
        mine = (upload.c.workspace_id == workspace_id) & upload.c.hash.is_(None)
        ends = upload.c.expires_at > intake.database.now(connection)
        query = select(upload).where(mine, ends).order_by(upload.c.created_at, upload.c.id)
        return tuple(_upload(row) for row in connection.execute(query))


def append(intake: Intake, workspace_id: str, upload_id: str, offset: int, chunks: Iterable[bytes]) -> Upload:
    """The upload with the bytes added; what came before a break of `chunks` is kept, and the break goes on up.

    Conflict for an offset that is not where it stands, or while another part comes in; BadOption for more bytes than
    were declared, of which none of this part is kept; NotFound; CannotWrite on a full disk.
    """
    stands = look(intake, workspace_id, upload_id)
    with _held(intake, stands) as file:
        stands = look(intake, workspace_id, upload_id)  # again: a part may just have ended
        _check_offset(stands, offset)
        _go_to(file, offset)
        received = offset
        try:
            for stood in _appended(file, stands, chunks):
                received = stood
        except BadOption:
            received = offset
            raise
        finally:
            after = _noted(intake, stands, received, file)
    return after


def finish(intake: Intake, workspace_id: str, upload_id: str) -> Input:
    """The input that the upload became; asked again, the same one.

    Conflict while bytes are missing; BadFile when they have another hash than declared or are not a file that is
    taken: then the upload is gone too.
    """
    with _held(intake, look(intake, workspace_id, upload_id)) as file:
        stands = look(intake, workspace_id, upload_id)  # again: another may just have finished it
        content_hash = stands.hash or _became(intake, workspace_id, stands, file)
    _path(intake, upload_id).unlink(missing_ok=True)
    with intake.database.read() as connection:
        return find(connection, workspace_id, content_hash)


def abort(intake: Intake, workspace_id: str, upload_id: str) -> None:
    """Drops the upload and what came of it; NotFound. An input that it became already stays."""
    _drop(intake, look(intake, workspace_id, upload_id).id)


def sweep_uploads(intake: Intake) -> int:
    """How many uploads that have ended were dropped; scratch files that no upload names go too, once they are old."""
    with intake.database.read() as connection:
        now = intake.database.now(connection)
        ended = connection.execute(select(upload.c.id).where(upload.c.expires_at <= now)).scalars().all()
    for upload_id in ended:
        _drop(intake, upload_id)
    _sweep_scratch(intake)
    return len(ended)


def _check_open(connection: Connection, workspace_id: str, most: int, now: float) -> None:
    under_way = (upload.c.workspace_id == workspace_id) & upload.c.hash.is_(None) & (upload.c.expires_at > now)
    if connection.execute(select(func.count()).where(under_way)).scalar_one() >= most:
        raise TooMany(f"The workspace has {most} uploads under way: finish or abort some first.", 60.0)


def _check_offset(stands: Upload, offset: int) -> None:
    if stands.hash is not None:
        raise Conflict("This upload is finished.")
    if offset != stands.received:
        raise Conflict(f"This upload has {stands.received} bytes, not {offset}: go on from there.")


def _appended(file: FileIO, stands: Upload, chunks: Iterable[bytes]) -> Iterator[int]:
    """After each chunk, where the upload stands."""
    received = stands.received
    for chunk in chunks:
        received += len(chunk)
        if received > stands.size:
            raise BadOption(f"More bytes came than the {stands.size} that were declared.")
        write_all(file, chunk)
        yield received


def _noted(intake: Intake, stands: Upload, received: int, file: FileIO) -> Upload:
    """Writes down how far it came, once that is on the disk itself."""
    with told():
        os.fsync(file.fileno())
    with intake.database.write() as connection:
        ends = intake.database.now(connection) + LASTS_S
        this = (upload.c.id == stands.id) & (upload.c.received == stands.received) & upload.c.hash.is_(None)
        done = connection.execute(update(upload).where(this).values(received=received, expires_at=ends))
        if done.rowcount != 1:
            raise NotFound("There is no such upload: it was aborted or has ended.")
    return Upload(stands.id, stands.size, received, ends, stands.sha256)


def _became(intake: Intake, workspace_id: str, stands: Upload, file: FileIO) -> str:
    """The hash of the input that a whole upload became."""
    if stands.received < stands.size:
        raise Conflict(f"This upload has {stands.received} of {stands.size} bytes: append the others first.")
    _go_to(file, stands.size)
    try:
        return _taken(intake, workspace_id, stands)
    except BadFile:
        _drop(intake, stands.id)
        raise


def _taken(intake: Intake, workspace_id: str, stands: Upload) -> str:
    path = _path(intake, stands.id)
    content = weigh(path, intake.limits)
    if stands.sha256 not in (None, content.hash.removeprefix("sha256:")):
        raise BadFile("The bytes that came do not have the SHA-256 that was declared: upload them again.")
    reserved = replace(intake, limits=replace(intake.limits, workspace_bytes=None))  # its room since it was started
    made = take(reserved, workspace_id, path, content)
    with intake.database.write() as connection:
        connection.execute(update(upload).where(upload.c.id == stands.id).values(hash=made.hash))
    return made.hash


@contextmanager
def _held(intake: Intake, stands: Upload) -> Iterator[FileIO]:
    """The scratch file, held against all other threads and processes; Conflict."""
    with told():
        intake.scratch.mkdir(parents=True, exist_ok=True)
        handle = os.open(_path(intake, stands.id), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict("Another part of this upload is coming in: wait for it to end.") from error
        yield file


def _go_to(file: FileIO, offset: int) -> None:
    """Drops what was not noted behind `offset`; Conflict when the bytes before it are not there any more."""
    if os.fstat(file.fileno()).st_size < offset:
        raise Conflict("The bytes of this upload are not on this machine: abort it and start again.")
    with told():
        file.truncate(offset)
        file.seek(offset)


def _drop(intake: Intake, upload_id: str) -> None:
    """First the file, then the row: a crash between leaves what the next sweep drops."""
    with told():
        _path(intake, upload_id).unlink(missing_ok=True)
    with intake.database.write() as connection:
        connection.execute(delete(upload).where(upload.c.id == upload_id))


def _sweep_scratch(intake: Intake) -> None:
    old = time.time() - SCRATCH_OLD_S  # the file system's clock
    with intake.database.read() as connection:
        named = {_path(intake, upload_id) for upload_id in connection.execute(select(upload.c.id)).scalars()}
    with told():
        for path in intake.scratch.glob("*-*"):
            if path not in named and path.stat().st_mtime < old:
                path.unlink(missing_ok=True)


def _path(intake: Intake, upload_id: str) -> Path:
    """`upload_id` is always one that we made: it was read from its row."""
    return intake.scratch / f"upload-{upload_id}"


def _found(connection: Connection, workspace_id: str, upload_id: str, now: float) -> Upload:
    this = (upload.c.id == upload_id) & (upload.c.workspace_id == workspace_id) & (upload.c.expires_at > now)
    row = connection.execute(select(upload).where(this)).one_or_none()
    if row is None:
        raise NotFound("There is no such upload: it was aborted or has ended.")
    return _upload(row)


def _upload(row: Row[Any]) -> Upload:
    return Upload(row.id, row.size, row.received, row.expires_at, row.sha256, row.hash)
