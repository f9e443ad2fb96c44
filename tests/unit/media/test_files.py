"""Disks that are full, folders that are not there: one sentence, and nothing left behind."""

import os
import resource
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.errors import BadFile, CannotWrite
from dreamwright.media.encode import FilmWriter
from dreamwright.media.files import check_destination, draft_name, numbered, write_whole
from dreamwright.media.formats import FORMATS, format_for
from dreamwright.media.sequence import SequenceWriter
from dreamwright.media.stills import write_still

FPS = Fraction(24)
FILMS = [f for f in FORMATS.values() if f.kind == "film"]
needs_user = pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")


def noise(k: int) -> NDArray[np.uint8]:
    return np.random.default_rng(k).integers(0, 256, (96, 160, 3), dtype=np.uint8)


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file may grow past 20 kB, as on a disk with no more room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("small_disk")
@pytest.mark.parametrize("format", FILMS, ids=lambda f: f.name)
def test_a_full_disk_leaves_nothing_of_a_film(tmp_path: Path, format: object) -> None:
    chosen = next(f for f in FILMS if f is format)
    path = tmp_path / f"film{chosen.suffixes[0]}"

    def film() -> None:
        with FilmWriter(path, 160, 96, FPS, chosen, {"dreamwright.plan": "x" * 30_000}) as writer:
            for k in range(40):
                writer.write(noise(k))

    with pytest.raises(CannotWrite, match="could not be written"):
        film()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_keeps_the_film_before(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"yesterday")
    with pytest.raises(CannotWrite), FilmWriter(path, 160, 96, FPS, format_for(path), {}) as writer:
        [writer.write(noise(k)) for k in range(60)]
    assert path.read_bytes() == b"yesterday"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_is_told_while_writing(tmp_path: Path) -> None:
    path = tmp_path / "film.mov"
    writer = FilmWriter(path, 160, 96, FPS, format_for(path), {})
    with pytest.raises(CannotWrite):
        [writer.write(noise(0)) for _ in range(500)]
    writer.abandon()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_leaves_nothing_of_stills(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        write_still(tmp_path / "a.png", noise(0), {})
    path = tmp_path / "shot_%04d.png"
    with pytest.raises(CannotWrite), SequenceWriter(path, 160, 96, format_for(path), {}) as writer:
        [writer.write(noise(k)) for k in range(9)]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["missing/film.mp4", "missing/shot_%04d.png", "missing/deep/"])
def test_a_missing_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadFile, match="does not exist"):
        check_destination(f"{tmp_path}/{name}")


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").mkdir()
    with pytest.raises(BadFile, match="is a folder"):
        check_destination(tmp_path / "film.mp4")


@needs_user
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CannotWrite, match="not writable"):
        check_destination(tmp_path / "film.mp4")


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="too long"):
        check_destination(tmp_path / ("x" * 300 + ".mp4"))


def test_good_destinations(tmp_path: Path) -> None:
    for name in ("film.mp4", "shot_%04d.png", "frames/", "."):
        check_destination(f"{tmp_path}/{name}")


def test_drafts_are_hidden_beside_and_keep_the_ending(tmp_path: Path) -> None:
    draft = draft_name(tmp_path / "shot_%04d.webm")
    assert draft.parent == tmp_path
    assert draft.name.startswith(".shot_.")
    assert draft.suffix == ".webm"
    assert draft != draft_name(tmp_path / "shot_%04d.webm")


def test_files_are_whole_and_have_the_usual_permissions(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", b"abc")
    (tmp_path / "b").write_bytes(b"abc")
    assert (tmp_path / "a").read_bytes() == b"abc"
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_numbered_names() -> None:
    assert numbered("a/shot_%04d.png") == (Path("a"), "shot_%04d.png")
    assert numbered("a/shot.png") == (Path("a"), "shot_%04d.png")
