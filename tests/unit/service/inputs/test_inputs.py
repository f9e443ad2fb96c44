"""Inputs are kept once by content, found by those alone who brought them, and deleted with the last use."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from dreamwright.errors import BadFile, CannotWrite, NotFound
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.inputs import input_file
from dreamwright.service.inputs.examine import Facts
from dreamwright.service.inputs.inputs import (
    Limits,
    delete_unused,
    find,
    forget,
    keep,
    list_inputs,
    sweep_unused,
    touch,
    used_bytes,
    weigh,
)
from dreamwright.service.inputs.take import Intake, receive, spool, take
from dreamwright.service.storage.base import Store, StoreAway

Picture = Callable[..., bytes]


@pytest.fixture
def path(tmp_path: Path, picture: Picture) -> Path:
    (file := tmp_path / "upload").write_bytes(picture())
    return file


def test_a_file_is_kept_by_its_content(
    database: Database, folder_store: Store, workspaces: tuple[str, str], path: Path
) -> None:
    ours, theirs = workspaces
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    for who, now in ((ours, 1.0), (theirs, 2.0), (ours, 3.0)):
        with database.write() as connection:
            kept = keep(connection, folder_store, path, who, now)
        assert (kept.hash, kept.media_type, kept.bytes) == (f"sha256:{digest}", "image/png", path.stat().st_size)
        assert kept.since == (2.0 if who == theirs else 1.0)
    assert list(folder_store.keys()) == [f"inputs/{digest}"]
    with folder_store.open(kept.key) as file:
        assert file.read() == path.read_bytes()


def test_another_workspace_does_not_see_it_by_its_hash(intake: Intake, workspaces: tuple[str, str], path: Path) -> None:
    ours, theirs = workspaces
    kept = take(intake, ours, path)
    assert (kept.width, kept.height, kept.duration_s) == (4, 3, None)
    with intake.database.write() as connection:
        assert find(connection, ours, kept.hash) == kept
        for act in (
            lambda: find(connection, theirs, kept.hash),
            lambda: forget(connection, theirs, kept.hash),
            lambda: touch(connection, theirs, [kept.hash], 1.0),
            lambda: find(connection, ours, "sha256:" + "0" * 64),
        ):
            with pytest.raises(NotFound, match="no input of that hash"):
                act()
        assert list_inputs(connection, theirs) == []


def test_the_file_goes_with_the_last_who_has_it(intake: Intake, workspaces: tuple[str, str], path: Path) -> None:
    kept, _ = (take(intake, who, path) for who in workspaces)
    for who, left in zip(workspaces, (1, 0), strict=True):
        with intake.database.write() as connection:
            forget(connection, who, kept.hash)
        assert delete_unused(intake.database, intake.store, kept.hash) == (not left)
        assert len(list(intake.store.keys())) == left
    with intake.database.read() as connection:
        assert connection.execute(select(input_file)).all() == []


def test_a_file_is_read_once_for_each_workspace(intake: Intake, workspaces: tuple[str, str], path: Path) -> None:
    read: list[Path] = []

    def examine(path: Path) -> Facts:
        read.append(path)
        return Facts(64, 48, 2.5, 24.0, 60)

    counted = replace(intake, examine=examine)
    for who, times in ((workspaces[0], 1), (workspaces[0], 1), (workspaces[1], 2)):
        made = take(counted, who, path)
        assert (made.width, made.height, made.duration_s) == (64, 48, 2.5)
        assert len(read) == times


def test_a_file_that_cannot_be_read_is_not_kept(intake: Intake, path: Path) -> None:
    def examine(path: Path) -> Facts:
        raise BadFile("The file is damaged or cut short.")

    for _ in range(2):
        with pytest.raises(BadFile, match="cut short"):
            take(replace(intake, examine=examine), "workspace-ours", path)
    assert list(intake.store.keys()) == []


class Broken:
    """A store whose deletes fail, before or after they are done."""

    def __init__(self, store: Store, *, after: bool) -> None:
        self.store, self.after = store, after

    def delete(self, key: str) -> None:
        if self.after:
            self.store.delete(key)
        raise StoreAway("The storage cannot be reached.")


@pytest.mark.parametrize("after", [False, True])
def test_a_deletion_that_broke_off_is_done_by_the_next(intake: Intake, path: Path, after: bool) -> None:
    kept = take(intake, "workspace-ours", path)
    with intake.database.write() as connection:
        forget(connection, "workspace-ours", kept.hash)
    with pytest.raises(StoreAway):
        sweep_unused(intake.database, Broken(intake.store, after=after))  # type: ignore[arg-type]
    assert take(intake, "workspace-theirs", path).hash == kept.hash  # brought again meanwhile: the file is there
    assert intake.store.size(kept.key) == kept.bytes
    with intake.database.write() as connection:
        forget(connection, "workspace-theirs", kept.hash)
    assert sweep_unused(intake.database, intake.store) == 1
    assert list(intake.store.keys()) == []


def test_bringing_and_deleting_at_once_never_leaves_a_row_without_its_file(intake: Intake, path: Path) -> None:
    faults: list[BaseException] = []

    def work(who: str) -> None:
        try:
            for _ in range(8):
                kept = take(intake, who, path)
                assert intake.store.size(kept.key) == kept.bytes
                with intake.database.write() as connection:
                    forget(connection, who, kept.hash)
                sweep_unused(intake.database, intake.store)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(who,)) for who in ("workspace-ours", "workspace-theirs")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert list(intake.store.keys()) == []


def test_lists_are_newest_first_and_go_on(
    database: Database, folder_store: Store, workspaces: tuple[str, str], tmp_path: Path, picture: Picture
) -> None:
    for k in range(5):
        (path := tmp_path / "upload").write_bytes(picture(k))
        with database.write() as connection:
            keep(connection, folder_store, path, workspaces[0], float(k // 2))
    with database.read() as connection:
        all_of_them = list_inputs(connection, workspaces[0])
        first = list_inputs(connection, workspaces[0], limit=2)
        assert first + list_inputs(connection, workspaces[0], after=first[-1]) == all_of_them
    assert [one.since for one in all_of_them] == [2.0, 1.0, 1.0, 0.0, 0.0]


def test_limits_are_told(tmp_path: Path, path: Path, intake: Intake) -> None:
    with pytest.raises(BadFile, match=r"^The picture has 0\.0 MB: the most is 0\.0 MB\.$"):
        weigh(path, Limits(picture_bytes=10))
    (film := tmp_path / "film").write_bytes(b"\0\0\0\x18ftypisom" + bytes(12_000_000))
    assert weigh(film).media_type == "video/mp4"
    with pytest.raises(BadFile, match=r"^The film has 12 MB: the most is 5\.0 MB\.$"):
        weigh(film, Limits(film_bytes=5_000_000))
    with pytest.raises(BadFile, match=r"^The file is too large: the most is 0\.0 MB\.$"):
        receive(replace(intake, limits=Limits(50, 60)), "workspace-ours", [bytes(50), bytes(50)])
    assert list(intake.scratch.iterdir()) == []


def test_a_workspace_keeps_no_more_than_it_may(intake: Intake, picture: Picture, tmp_path: Path) -> None:
    size = len(picture(1))
    small = replace(intake, limits=Limits(workspace_bytes=2 * size))
    assert len(picture(2)) == len(picture(3)) == size
    for k in (1, 2, 2, 1):
        receive(small, "workspace-ours", [picture(k)])
    with pytest.raises(BadFile, match="The workspace keeps at most"):
        receive(small, "workspace-ours", [picture(3)])
    receive(small, "workspace-theirs", [picture(3)])
    with intake.database.read() as connection:
        assert used_bytes(connection, "workspace-ours") == 2 * size


def test_all_who_bring_at_once_keep_the_limit(intake: Intake, picture: Picture) -> None:
    small = replace(intake, limits=Limits(workspace_bytes=2 * len(picture(1))))
    refused: list[BadFile] = []

    def bring(k: int) -> None:
        try:
            receive(small, "workspace-ours", [picture(k)])
        except BadFile as fault:
            refused.append(fault)

    threads = [threading.Thread(target=bring, args=(k,)) for k in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 3


@pytest.mark.parametrize("data", [b"", b"GIF89a....", b"<svg/>", b"\x7fELF", b"%PDF-1.7", b"plain words"])
def test_other_kinds_are_refused(intake: Intake, data: bytes) -> None:
    with pytest.raises(BadFile, match=r"^The file is "):
        receive(intake, "workspace-ours", [data])
    assert list(intake.store.keys()) == []


def test_a_scratch_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="Uploads cannot be kept now: "):
        spool([b"x"], tmp_path / "nowhere" / "file", 10)


def test_rules_are_the_schemas(database: Database) -> None:
    for fields in ({"hash": "sha256:1"}, {"hash": "x" * 71}, {"bytes": 0}):
        row = {"hash": "sha256:" + "0" * 64, "media_type": "image/png", "bytes": 1, "created_at": 0.0, **fields}
        with pytest.raises(IntegrityError), database.write() as connection:
            connection.execute(insert(input_file).values(**row))
