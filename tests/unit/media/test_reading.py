"""Probe, decode and sheet: what is there, and what only looks like a film."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.errors import BadFile, BadOption
from dreamwright.media.decode import FilmReader, frames, linear, pictures, read_still
from dreamwright.media.encode import FilmWriter
from dreamwright.media.formats import format_for
from dreamwright.media.probe import container_of, probe
from dreamwright.media.provenance import read_metadata, read_plan
from dreamwright.media.sheet import sheet
from dreamwright.media.stills import write_still

FPS, COUNT = Fraction(24), 72
NAMES = ["a.mp4", "a.webm", "a.mov", "a.gif", "a.mkv"]


def picture(k: int) -> NDArray[np.uint8]:
    """A grey whose level tells its number."""
    return np.full((48, 64, 3), 20 + 3 * k, np.uint8)


def number(shown: NDArray[np.uint8]) -> int:
    return round((float(shown.mean()) - 20) / 3)


def near(numbers: Any, name: str) -> Any:
    """The numbers themselves, or next to them: a GIF has no more than 256 colours."""
    return pytest.approx(numbers, abs=1 if name == "a.gif" else 0)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    for name in NAMES:
        path = folder / name
        with FilmWriter(path, 64, 48, FPS, format_for(path), {"dreamwright.plan": "{}"}, "draft") as film:
            for k in range(COUNT):
                film.write(picture(k))
    write_still(folder / "a.png", picture(7), {"dreamwright.plan": "{}"})
    write_still(folder / "a.jpg", picture(7), {"dreamwright.plan": "{}"})
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_pictures_come_in_order(films: Path, name: str) -> None:
    assert [number(shown) for shown in pictures(films / name)] == near(list(range(COUNT)), name)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_alone_is_the_one_of_the_whole(films: Path, name: str) -> None:
    with FilmReader(films / name) as film:
        for k in (71, 0, 50, 51, 3, 70, 24, 23):
            assert number(film[k]) == near(k, name)
        with pytest.raises(IndexError):
            film[COUNT]


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_at_a_time(films: Path, name: str) -> None:
    times, shown = (-1.0, 0.0, 1.0, 1.02, 2.5, 99.0), [0, 0, 24, 24, 60, 71]
    with FilmReader(films / name) as film:
        assert [number(film.at(t)) for t in times] == near(shown, name)


def test_a_still_is_a_film_of_one_picture(films: Path) -> None:
    with FilmReader(films / "a.png") as film:
        assert number(film.at(5.0)) == 7
    assert len(list(pictures(films / "a.jpg"))) == 1
    facts = probe(films / "a.png")
    assert (facts.codec, facts.width, facts.height, facts.frames, facts.fps) == ("png", 64, 48, 1, None)
    assert facts.plan == "{}"


def test_frames_are_linear_light(films: Path) -> None:
    film = frames(films / "a.mp4")
    assert (film.width, film.height, film.fps, len(film)) == (64, 48, FPS, COUNT)
    level = (20 + 3 * 30) / 255
    assert film[30].color.dtype == np.float32
    assert film[30].color.mean() == pytest.approx(((level + 0.055) / 1.055) ** 2.4, rel=0.02)
    assert linear(np.array([0, 255], np.uint8)).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("name", [*NAMES, "a.png", "a.jpg"])
def test_a_file_cut_short_is_found_out(films: Path, tmp_path: Path, name: str) -> None:
    whole = (films / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) * 3 // 5])
    with pytest.raises(BadFile, match="damaged or cut short"):
        probe(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "empty"), (b"To be, or not to be\n" * 99, "not a film"), (b"\0" * 999, "not a film"),
     (b"#EXTM3U\n#EXTINF:1\nfile:///secret.mp4\n", "not a film"), (b"\x1aE\xdf\xa3" + b"x" * 500, "damaged"),
     (b"\0\0\0\x18ftypisom" + b"\0" * 500, "damaged"), (b"GIF89a" + b"\xff" * 40, "damaged")],
)  # fmt: skip
def test_what_is_no_film(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=sentence):
        probe(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for look in (probe, container_of, read_plan, read_metadata):
        with pytest.raises(BadFile, match=r"no file|cannot be opened"):
            look(tmp_path / "none.mp4")
    with pytest.raises(BadFile, match="directory"):
        probe(tmp_path)


def test_a_sheet_holds_the_first_and_the_last(films: Path, tmp_path: Path) -> None:
    sheet(films / "a.mp4", tmp_path / "s.png", columns=4, rows=3, width=100)
    page = read_still(tmp_path / "s.png").astype(int)
    levels = {number(page[y, x]) for y in range(page.shape[0]) for x in (50, page.shape[1] - 50)}
    assert {0, COUNT - 1} <= levels
    assert page.shape[1] == 4 * 100 + 5 * 4
    assert read_plan(tmp_path / "s.png") == "{}"


def test_a_sheet_of_a_short_film_is_small(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with FilmWriter(path, 64, 48, FPS, format_for(path), {}) as film:
        film.write(picture(1))
        film.write(picture(2))
    sheet(path, tmp_path / "s.png", width=100)
    assert read_still(tmp_path / "s.png").shape[1] == 2 * 100 + 3 * 4


def test_a_sheet_is_kept_under_a_size(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (180, 320, 3), dtype=np.uint8)
    write_still(tmp_path / "a.png", noise, {})
    sheet(tmp_path / "a.png", tmp_path / "s.jpg", max_bytes=20_000)
    assert (tmp_path / "s.jpg").stat().st_size <= 20_000
    with pytest.raises(BadOption, match="allow more"):
        sheet(tmp_path / "a.png", tmp_path / "t.jpg", max_bytes=100)


def test_sheets_out_of_range(films: Path, tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="columns"):
        sheet(films / "a.mp4", tmp_path / "s.png", columns=0)
