"""What every store promises, on each kind of store: whole files under keys, parts of them, lists, real deletes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from dreamwright.errors import BadOption, CannotWrite, NotFound
from dreamwright.service.storage.base import Store

KEY = "outputs/2f1c/Zx_9-/film.mp4"
BAD_KEYS = (
    "", "/etc/passwd", "../x", "a/../b", "a//b", "a/", "a/.", ".hidden", "a/.part", "a\\b", "a b", "ä", "a\n", "a\0b",
    "x" * 201, "/".join("x" * 9 for _ in range(60)),
)  # fmt: skip


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def put(store: Store, key: str, data: bytes, tmp_path: Path) -> None:
    assert store.put(key, write(tmp_path / "source", data), "video/mp4") == len(data)


def read(store: Store, key: str, start: int = 0, end: int | None = None) -> bytes:
    with store.open(key, start, end) as file:
        return file.read()


@pytest.mark.parametrize("data", [b"", b"\0", b"a film" * 50_000], ids=["empty", "one byte", "long"])
def test_what_is_put_comes_back(store: Store, tmp_path: Path, data: bytes) -> None:
    put(store, KEY, data, tmp_path)
    assert store.size(KEY) == len(data)
    assert read(store, KEY) == data
    store.fetch(KEY, tmp_path / "deep" / "copy")
    assert (tmp_path / "deep" / "copy").read_bytes() == data


def test_a_new_file_replaces_the_old(store: Store, tmp_path: Path) -> None:
    put(store, KEY, b"long and old", tmp_path)
    put(store, KEY, b"new", tmp_path)
    assert read(store, KEY) == b"new"
    assert list(store.keys()) == [KEY]


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [(0, 4, b"0123"), (3, 7, b"3456"), (6, None, b"6789"), (9, 99, b"9"), (10, None, b""), (50, 60, b""), (4, 4, b""),
     (7, 3, b""), (0, 0, b"")],
)  # fmt: skip
def test_a_part_is_read(store: Store, tmp_path: Path, start: int, end: int | None, wanted: bytes) -> None:
    put(store, KEY, b"0123456789", tmp_path)
    assert read(store, KEY, start, end) == wanted


def test_a_part_is_read_a_little_at_a_time(store: Store, tmp_path: Path) -> None:
    data = bytes(range(256)) * 1_000
    put(store, KEY, data, tmp_path)
    with store.open(KEY, 1_000, 200_000) as file:
        found = b"".join(iter(lambda: file.read(7_001), b""))
    assert found == data[1_000:200_000]


def test_what_is_not_there_is_told(store: Store, tmp_path: Path) -> None:
    to = tmp_path / "copy"
    assert store.size(KEY) is None
    for act in (lambda: read(store, KEY), lambda: read(store, KEY, 5, 5), lambda: store.fetch(KEY, to)):
        with pytest.raises(NotFound, match="has nothing under"):
            act()
    assert list(tmp_path.glob("*copy*")) == []


def test_delete_really_deletes_and_may_be_repeated(store: Store, tmp_path: Path) -> None:
    put(store, KEY, b"x", tmp_path)
    put(store, f"{KEY}.json", b"y", tmp_path)
    store.delete(KEY)
    store.delete(KEY)
    assert store.size(KEY) is None
    assert list(store.keys()) == [f"{KEY}.json"]
    with pytest.raises(NotFound):
        read(store, KEY)


def test_keys_are_listed_in_order_by_prefix(store: Store, tmp_path: Path) -> None:
    keys = ["a-b/x", "a.b/x", "a/b/c", "a/b0", "a/bc", "ab", "b/a", "b/aa"]
    for key in reversed(keys):
        put(store, key, b"x", tmp_path)
    assert list(store.keys()) == sorted(keys)
    for prefix in ("a", "a/", "a/b", "a/b/", "ab", "b/a", "c", "a/b/c", "a/b/c/"):
        assert list(store.keys(prefix)) == sorted(key for key in keys if key.startswith(prefix)), prefix


@pytest.mark.parametrize("key", BAD_KEYS)
def test_no_other_key_reaches_the_store(store: Store, tmp_path: Path, key: str) -> None:
    source = write(tmp_path / "source", b"x")
    for act in (
        lambda: store.put(key, source, "video/mp4"),
        lambda: store.open(key),
        lambda: store.size(key),
        lambda: store.delete(key),
        lambda: store.fetch(key, tmp_path / "copy"),
    ):
        with pytest.raises(BadOption, match="A storage key is made of"):
            act()


@pytest.mark.parametrize("prefix", ["../", "/", "a/../b", ".part"])
def test_no_prefix_leaves_the_store(store: Store, prefix: str) -> None:
    with pytest.raises(BadOption):
        list(store.keys(prefix))


def test_a_local_end_that_cannot_be_written_is_told(store: Store, tmp_path: Path) -> None:
    put(store, KEY, b"x", tmp_path)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotWrite, match="cannot be copied here: "):
        store.fetch(KEY, tmp_path / "file" / "copy")


def test_writers_of_one_key_leave_one_whole_file(store: Store, tmp_path: Path) -> None:
    files = [write(tmp_path / f"{k}", bytes([k]) * 300_000) for k in range(6)]
    threads = [threading.Thread(target=store.put, args=(KEY, file, "video/mp4")) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    data = read(store, KEY)
    assert len(data) == 300_000
    assert len(set(data)) == 1


def test_a_reader_sees_the_old_file_or_the_new_one(store: Store, tmp_path: Path) -> None:
    files = [write(tmp_path / f"{k}", bytes([k]) * 2_000_000) for k in range(2)]
    store.put(KEY, files[0], "video/mp4")
    done = threading.Event()

    def replace() -> None:
        for k in range(12):
            store.put(KEY, files[k % 2], "video/mp4")
        done.set()

    thread = threading.Thread(target=replace)
    thread.start()
    while not done.is_set():
        data = read(store, KEY)
        assert (len(data), len(set(data))) == (2_000_000, 1)
    thread.join()


def test_writers_and_deleters_of_one_folder_do_not_hinder_each_other(store: Store, tmp_path: Path) -> None:
    source = write(tmp_path / "source", b"x")
    faults: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for _ in range(15):
                store.put(f"outputs/one/two/{name}", source, "image/png")
                store.delete(f"outputs/one/two/{name}")
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert list(store.keys()) == []
