"""The folder store alone: nothing half-written, nothing left lying, one sentence for a disk that fails."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dreamwright.errors import BadOption, MissingBackend
from dreamwright.service.storage.base import StoreAway
from dreamwright.service.storage.folder import HALF_OLD_S, FolderStore
from dreamwright.service.storage.open import open_store


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_full_disk_leaves_the_old_file_and_no_half(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    source = tmp_path / "source"
    source.write_bytes(b"old")
    store.put("a/film", source, "video/mp4")
    source.write_bytes(b"x" * 100_000)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.RLIM_INFINITY))
    with pytest.raises(StoreAway, match=r"^The storage is full\.$"):
        store.put("a/film", source, "video/mp4")
    with pytest.raises(StoreAway):
        store.put("b/film", source, "video/mp4")
    assert everything(tmp_path / "store") == ["a", "a/film", "b"]
    assert (tmp_path / "store" / "a" / "film").read_bytes() == b"old"


def test_a_writer_that_dies_leaves_the_old_file(tmp_path: Path) -> None:
    """The process ends, as by a signal, when the new bytes are there and their name is not."""
    store = FolderStore(tmp_path / "store")
    (source := tmp_path / "source").write_bytes(b"old")
    store.put("a/film", source, "video/mp4")
    source.write_bytes(b"new and longer")
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom dreamwright.service.storage.folder import FolderStore\n"
        "os.fsync = lambda handle: os._exit(9)\n"
        "FolderStore(Path(sys.argv[1])).put(sys.argv[3], Path(sys.argv[2]), 'video/mp4')"
    )
    for key in ("a/film", "b/film"):
        command = [sys.executable, "-c", code, str(tmp_path / "store"), str(source), key]
        assert subprocess.run(command, check=False).returncode == 9
    assert list(store.keys()) == ["a/film"]
    with store.open("a/film") as file:
        assert file.read() == b"old"
    assert sum(name.endswith(".part") for name in everything(tmp_path / "store")) >= 1


def test_empty_folders_are_tidied_up_to_the_store(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    (source := tmp_path / "source").write_bytes(b"x")
    store.put("a/b/c/film", source, "video/mp4")
    store.put("a/other", source, "video/mp4")
    store.delete("a/b/c/film")
    assert everything(tmp_path / "store") == ["a", "a/other"]
    store.delete("a/other")
    assert (tmp_path / "store").is_dir()
    assert everything(tmp_path / "store") == []


def test_halves_of_dead_writers_are_swept_and_those_of_the_living_stay(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    for name in (".dead.part", ".living.part", "film"):
        (tmp_path / name).write_bytes(b"x")
    before = time.time() - HALF_OLD_S - 60
    os.utime(tmp_path / ".dead.part", (before, before))
    assert list(store.keys()) == ["film"]
    assert store.sweep_halves() == 1
    assert everything(tmp_path) == [".living.part", "film"]


def test_a_folder_that_fails_is_told_in_one_sentence(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    (source := tmp_path / "source").write_bytes(b"x")
    store.put("a", source, "image/png")
    with pytest.raises(StoreAway, match=r"^The storage cannot be used: [a-z ]+\.$"):
        store.put("a/b", source, "image/png")


@pytest.mark.parametrize("url", ["", "ftp://x/y", "file:///x"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(BadOption, match="A storage is a folder or s3://"):
        open_store(url)


def test_a_library_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    monkeypatch.delitem(sys.modules, "dreamwright.service.storage.s3", raising=False)
    with pytest.raises(MissingBackend, match=r"pip install 'dreamwright\[s3\]'"):
        open_store("s3://films")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadOption, match="cannot be made"):
        open_store(str(tmp_path / "file" / "store"))
