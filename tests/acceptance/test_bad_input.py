"""Whatever is wrong is said in one line, with the right exit status, and nothing is left behind."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


def assert_refused(result: object, folder: Path, status: int = 2, *mentions: str) -> None:
    """One line on standard error, none on standard output, no traceback, no file that was not there."""
    said = getattr(result, "stderr", "")
    lines = said.strip().splitlines()
    assert getattr(result, "returncode", None) == status, said
    assert len(lines) == 1, said
    assert lines[0].startswith("dreamwright: ")
    assert "Traceback" not in said
    assert getattr(result, "stdout", "") == ""
    for word in mentions:
        assert word in said
    assert not [entry for entry in folder.rglob("*") if entry.suffix not in (".json", ".txt") and entry.is_file()]


@pytest.mark.parametrize(
    "words",
    [
        ("", "-o", "x.mp4"),
        ("mountains", "-o", "x.mp4", "--size", "0x36"),
        ("mountains", "-o", "x.mp4", "--duration", "nan"),
        ("mountains", "-o", "x.mp4", "--no-such-option"),
        ("mountains", "-o", "x.avi"),
        ("mountains",),
    ],
)
def test_words_that_are_refused(dreamwright: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert_refused(dreamwright("create", *words), tmp_path)


def test_a_codec_that_does_not_fit_the_ending(dreamwright: Run, tmp_path: Path) -> None:
    result = dreamwright("create", "mountains", "-o", "x.webm", "--codec", "prores", "--engine", "paint")
    assert_refused(result, tmp_path, 2, ".webm")


def test_a_missing_folder(dreamwright: Run, tmp_path: Path) -> None:
    result = dreamwright("create", "mountains", "-o", "nowhere/x.mp4", "--engine", "paint")
    assert_refused(result, tmp_path, 2, "nowhere")


def test_a_folder_as_the_file(dreamwright: Run, tmp_path: Path) -> None:
    (tmp_path / "x.mp4").mkdir()
    result = dreamwright("create", "mountains", "-o", "x.mp4", "--engine", "paint")
    assert_refused(result, tmp_path, 2, "folder")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder(dreamwright: Run, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert_refused(dreamwright("create", "mountains", "-o", "locked/x.mp4", "--engine", "paint"), tmp_path, 1, "locked")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_device_as_the_file(dreamwright: Run, tmp_path: Path) -> None:
    result = dreamwright("create", "mountains", "-o", "/dev/full", "--engine", "paint")
    assert_refused(result, tmp_path, result.returncode)
    assert result.returncode in (1, 2)


def test_plans_and_films_that_are_not_there(dreamwright: Run, tmp_path: Path) -> None:
    assert_refused(dreamwright("render", "no.json", "-o", "x.mp4"), tmp_path, 2, "no.json")
    assert_refused(dreamwright("probe", "no.mp4"), tmp_path, 2, "no.mp4")
    assert_refused(dreamwright("sheet", "no.mp4", "-o", "x.png"), tmp_path, 2, "no.mp4")


def test_bytes_that_are_neither_plan_nor_film(dreamwright: Run, tmp_path: Path) -> None:
    (tmp_path / "noise.txt").write_bytes(bytes(range(256)) * 40)
    assert_refused(dreamwright("render", "noise.txt", "-o", "x.mp4"), tmp_path, 2, "noise.txt")
    assert_refused(dreamwright("probe", "noise.txt"), tmp_path, 2, "noise.txt")
    assert_refused(dreamwright("sheet", "noise.txt", "-o", "x.png"), tmp_path, 2, "noise.txt")


def test_an_engine_that_cannot_be_loaded(dreamwright: Run, tmp_path: Path) -> None:
    result = dreamwright("create", "mountains", "-o", "x.mp4", "--engine", "broken")
    assert_refused(result, tmp_path, 1, "no_such_module_at_all")


def test_a_machine_that_gives_up_midway(dreamwright: Run, tmp_path: Path) -> None:
    result = dreamwright("create", "mountains", "-o", "x.mp4", "--size", "64x36", "--engine", "fails", "--quiet")
    assert_refused(result, tmp_path, 1, "memory")


def test_an_older_film_survives_a_failed_one(dreamwright: Run, tmp_path: Path) -> None:
    (tmp_path / "x.mp4").write_bytes(b"older")
    dreamwright("create", "mountains", "-o", "x.mp4", "--size", "64x36", "--engine", "fails", "--quiet")
    assert (tmp_path / "x.mp4").read_bytes() == b"older"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.mp4"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_folder_that_holds_no_files(dreamwright: Run, tmp_path: Path) -> None:
    result = dreamwright("create", "mountains", "-o", "/proc/x.mp4", "--size", "64x36", "--engine", "paint", "--quiet")
    assert_refused(result, tmp_path, 1, "/proc")


@pytest.mark.skipif(sys.platform != "linux", reason="needs resource limits")
@pytest.mark.parametrize("output", ["x.mp4", "x.gif", "x_%04d.png", "x.png"])
def test_a_disk_that_fills_up(environment: dict[str, str], tmp_path: Path, output: str) -> None:
    """A file that may not grow beyond 10 kB stands for a full disk."""
    limited = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000)); "
        "sys.argv[0] = 'dreamwright'; runpy.run_module('dreamwright', run_name='__main__')"
    )
    words = ["create", "mountains", "-o", output, "--size", "640x360", "--engine", "paint", "--quiet"]
    result = subprocess.run(
        [sys.executable, "-c", limited, *words], cwd=tmp_path, env=environment, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert_refused(result, tmp_path, 1, output)
