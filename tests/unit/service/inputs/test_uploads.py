"""Uploads go on where they broke off, at the right offset only, and end as inputs or leave nothing behind."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from dreamwright.errors import BadFile, BadOption, Conflict, NotFound, TooMany
from dreamwright.service.db.database import open_database
from dreamwright.service.db.tables.inputs import upload
from dreamwright.service.inputs.inputs import Limits
from dreamwright.service.inputs.take import SCRATCH_OLD_S, Intake, receive
from dreamwright.service.inputs.uploads import abort, append, finish, look, start, sweep_uploads

OURS, THEIRS = "workspace-ours", "workspace-theirs"


@pytest.fixture
def data(picture: Callable[..., bytes]) -> bytes:
    return picture(7, 60)


def scratch(intake: Intake) -> list[str]:
    return sorted(path.name for path in intake.scratch.glob("*"))


def test_parts_become_an_input(intake: Intake, data: bytes) -> None:
    begun = start(intake, OURS, len(data), hashlib.sha256(data).hexdigest())
    assert append(intake, OURS, begun.id, 0, [data[:10], data[10:30]]).received == 30
    assert append(intake, OURS, begun.id, 30, [data[30:]]).received == len(data)
    made = finish(intake, OURS, begun.id)
    assert finish(intake, OURS, begun.id) == made  # the first answer may have been lost
    assert look(intake, OURS, begun.id).hash == made.hash
    assert made.hash == f"sha256:{hashlib.sha256(data).hexdigest()}"
    with intake.store.open(made.key) as file:
        assert file.read() == data
    assert scratch(intake) == []
    with pytest.raises(Conflict, match="is finished"):
        append(intake, OURS, begun.id, len(data), [b"x"])


def test_a_broken_line_keeps_what_came_for_another_server(intake: Intake, data: bytes, database_url: str) -> None:
    begun = start(intake, OURS, len(data))

    def breaks() -> Iterator[bytes]:
        yield data[:25]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        append(intake, OURS, begun.id, 0, breaks())
    with (intake.scratch / f"upload-{begun.id}").open("ab") as file:
        file.write(bytes(2 * len(data)))  # what was never noted
    again = replace(intake, database=open_database(database_url))
    assert look(again, OURS, begun.id).received == 25
    append(again, OURS, begun.id, 25, [data[25:]])
    assert finish(again, OURS, begun.id).bytes == len(data)
    again.database.close()


def test_offsets_and_sizes_are_checked(intake: Intake, data: bytes) -> None:
    begun = start(intake, OURS, len(data))
    append(intake, OURS, begun.id, 0, [data[:20]])
    for offset in (0, 19, 21):
        with pytest.raises(Conflict, match=rf"^This upload has 20 bytes, not {offset}: go on from there\.$"):
            append(intake, OURS, begun.id, offset, [data])
    with pytest.raises(Conflict, match=rf"has 20 of {len(data)} bytes"):
        finish(intake, OURS, begun.id)
    with pytest.raises(BadOption, match="More bytes came than"):
        append(intake, OURS, begun.id, 20, [data[20:], b"x"])
    assert look(intake, OURS, begun.id).received == 20
    append(intake, OURS, begun.id, 20, [data[20:]])
    assert finish(intake, OURS, begun.id).bytes == len(data)


def test_parts_that_come_at_once_do_not_mix(intake: Intake, data: bytes) -> None:
    begun = start(intake, OURS, len(data))
    there, go_on = threading.Event(), threading.Event()

    def slow() -> Iterator[bytes]:
        there.set()
        go_on.wait(30)
        yield data

    thread = threading.Thread(target=append, args=(intake, OURS, begun.id, 0, slow()))
    thread.start()
    there.wait(30)
    with pytest.raises(Conflict, match="Another part of this upload is coming in"):
        append(intake, OURS, begun.id, 0, [bytes(len(data))])
    go_on.set()
    thread.join()
    assert finish(intake, OURS, begun.id).hash == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_another_workspace_finds_no_upload(intake: Intake, data: bytes) -> None:
    begun = start(intake, OURS, len(data))
    for act in (
        lambda: look(intake, THEIRS, begun.id),
        lambda: append(intake, THEIRS, begun.id, 0, [data]),
        lambda: finish(intake, THEIRS, begun.id),
        lambda: abort(intake, THEIRS, begun.id),
        lambda: look(intake, OURS, "../../etc/passwd"),
    ):
        with pytest.raises(NotFound, match="no such upload"):
            act()
    assert look(intake, OURS, begun.id).received == 0


def test_bytes_that_are_not_what_was_declared_leave_nothing(intake: Intake, data: bytes) -> None:
    begun = start(intake, OURS, len(data), "0" * 64)
    append(intake, OURS, begun.id, 0, [data])
    with pytest.raises(BadFile, match="do not have the SHA-256"):
        finish(intake, OURS, begun.id)
    with pytest.raises(NotFound):
        look(intake, OURS, begun.id)
    assert scratch(intake) == list(intake.store.keys()) == []


def test_an_upload_whose_bytes_were_lost_is_not_filled_with_nothing(intake: Intake, data: bytes) -> None:
    begun = start(intake, OURS, len(data))
    append(intake, OURS, begun.id, 0, [data])
    (intake.scratch / f"upload-{begun.id}").unlink()
    with pytest.raises(Conflict, match="not on this machine"):
        finish(intake, OURS, begun.id)
    assert list(intake.store.keys()) == []


def test_an_aborted_upload_is_gone_at_once(intake: Intake, data: bytes) -> None:
    begun = start(intake, OURS, len(data))
    append(intake, OURS, begun.id, 0, [data])
    abort(intake, OURS, begun.id)
    assert scratch(intake) == []
    with pytest.raises(NotFound):
        append(intake, OURS, begun.id, len(data), [])


def test_what_has_ended_is_swept(intake: Intake, data: bytes) -> None:
    ended, going = start(intake, OURS, len(data)), start(intake, OURS, len(data))
    for one in (ended, going):
        append(intake, OURS, one.id, 0, [data[:9]])
    with intake.database.write() as connection:
        connection.execute(update(upload).where(upload.c.id == ended.id).values(expires_at=1.0))
    before = time.time() - SCRATCH_OLD_S - 60
    for name in ("taking-dead", "taking-living", f"upload-{going.id}"):
        path: Path = intake.scratch / name
        path.touch()
        if name != "taking-living":
            os.utime(path, (before, before))
    with pytest.raises(NotFound):
        look(intake, OURS, ended.id)
    assert sweep_uploads(intake) == 1
    assert scratch(intake) == sorted(["taking-living", f"upload-{going.id}"])
    with intake.database.read() as connection:
        assert connection.execute(select(upload.c.id)).scalars().all() == [going.id]


def test_limits_are_told_at_the_start(intake: Intake, data: bytes) -> None:
    small = replace(intake, limits=Limits(workspace_bytes=3 * len(data), open_uploads=2))
    for size, sha, fault in ((0, None, BadOption), (1, "X" * 64, BadOption), (10**12, None, BadFile)):
        with pytest.raises(fault):
            start(small, OURS, size, sha)
    begun = start(small, OURS, 2 * len(data))
    with pytest.raises(BadFile, match="keeps at most"):  # what is under way counts
        start(small, OURS, 2 * len(data))
    receive(small, OURS, [data])
    abort(small, OURS, begun.id)
    for _ in range(2):
        begun = start(small, OURS, len(data))
    with pytest.raises(TooMany, match="has 2 uploads under way") as told:
        start(small, OURS, 1)
    assert told.value.retry_after_s > 0
    append(small, OURS, begun.id, 0, [data])
    assert finish(small, OURS, begun.id).bytes == len(data)  # its room was its own since the start
