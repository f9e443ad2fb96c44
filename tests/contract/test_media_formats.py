"""Every film format, to every ending it may have: written, reopened, compared. One suite for all."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.errors import BadOption, Cancelled
from dreamwright.media.decode import FilmReader
from dreamwright.media.encode import FilmWriter
from dreamwright.media.formats import FORMATS, Format, format_for
from dreamwright.media.probe import FilmFacts, probe
from dreamwright.media.provenance import provenance, read_plan

WIDTH, HEIGHT, COUNT, FPS = 96, 64, 12, Fraction(24)
PLAN = '{"schema":1,"prompt":"ein Café, 夜の海","note":"' + "x" * 30_000 + '"}'
WORDS = provenance(PLAN, 7, "1.2.3", "A slow pan over  mountains")
CASES = [(f.name, suffix) for f in FORMATS.values() if f.kind == "film" for suffix in f.suffixes]
EXPECTED = {
    "h264": ("h264", "High", "yuv420p"),
    "hevc": ("hevc", "Main 10", "yuv420p10le"),
    "vp9": ("vp9", "Profile 0", "yuv420p"),
    "av1": ("av1", "Main", "yuv420p10le"),
    "prores": ("prores", "HQ", "yuv422p10le"),
    "gif": ("gif", None, "bgra"),
}


def picture(k: int, deep: bool = False) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """A moving grey ramp over eight flat patches of strong colour."""
    top = (np.arange(WIDTH) * 2 + 3 * k).clip(16, 240)
    ramp = np.broadcast_to(top[None, :, None], (HEIGHT // 2, WIDTH, 3))
    colors = np.array([[200, 30, 30], [30, 180, 40], [40, 50, 210], [220, 200, 40],
                       [40, 190, 200], [190, 60, 180], [128, 128, 128], [240, 240, 240]])  # fmt: skip
    patches = np.broadcast_to(colors.repeat(WIDTH // 8, 0)[None], (HEIGHT // 2, WIDTH, 3))
    eight = np.concatenate([ramp, patches]).astype(np.uint8)
    return eight.astype(np.uint16) * np.uint16(257) if deep else eight


def write(path: Path, format: Format, count: int = COUNT, fps: Fraction = FPS) -> None:
    with FilmWriter(path, WIDTH, HEIGHT, fps, format, WORDS) as film:
        for k in range(count):
            film.write(picture(k, format.bit_depth > 8))


@pytest.fixture(scope="module", params=CASES, ids="{0[0]}{0[1]}".format)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Format, FilmFacts]:
    name, suffix = request.param
    path = tmp_path_factory.mktemp(name) / f"film{suffix}"
    format = format_for(path, name)
    write(path, format)
    return path, format, probe(path)


def test_codec_and_pixel_format_are_the_promised_ones(written: tuple[Path, Format, FilmFacts]) -> None:
    _, format, facts = written
    assert (facts.codec, facts.profile, facts.pixel_format) == EXPECTED[format.name]
    assert (facts.width, facts.height) == (WIDTH, HEIGHT)


def test_count_rate_and_length_are_exact(written: tuple[Path, Format, FilmFacts]) -> None:
    _, _, facts = written
    assert (facts.frames, facts.fps, facts.duration_s) == (COUNT, FPS, COUNT / FPS)
    assert not facts.has_audio


def test_every_frame_stands_at_its_time(written: tuple[Path, Format, FilmFacts]) -> None:
    path, _, _ = written
    with av.open(path) as container:
        times = [frame.time for frame in container.decode(video=0)]
    tick = {".gif": 0.01, ".webm": 0.001, ".mkv": 0.001}.get(path.suffix, 1e-6)
    assert np.abs(np.array(times) - np.arange(COUNT) / float(FPS)).max() <= tick / 2 + 1e-9


def test_colour_is_tagged(written: tuple[Path, Format, FilmFacts]) -> None:
    _, format, facts = written
    if format.name != "gif":
        assert (facts.primaries, facts.transfer, facts.matrix, facts.range) == ("bt709", "bt709", "bt709", "limited")


def test_the_plan_comes_back(written: tuple[Path, Format, FilmFacts]) -> None:
    path, _, facts = written
    assert read_plan(path) == PLAN == facts.plan
    assert facts.metadata["dreamwright.seed"] == "7"
    assert facts.metadata["title"] == "A slow pan over mountains"
    assert "Dreamwright 1.2.3" in facts.metadata["comment"]


def test_pictures_come_back_in_their_colours(written: tuple[Path, Format, FilmFacts]) -> None:
    path, format, _ = written
    with FilmReader(path) as film:
        errors = np.stack([film[k].astype(float) - picture(k) for k in range(COUNT)])
    ramp, patches = errors[:, : HEIGHT // 2 - 4], errors[:, HEIGHT * 3 // 4, WIDTH // 16 :: WIDTH // 8]
    assert np.abs(ramp).mean() < (8 if format.name == "gif" else 1)
    assert np.abs(patches.mean(0)).max() <= (12 if format.name == "gif" else 5)


def test_the_index_of_an_mp4_comes_first(written: tuple[Path, Format, FilmFacts]) -> None:
    path, format, facts = written
    wanted = format.name != "prores" if path.suffix in (".mp4", ".m4v", ".mov") else None
    assert facts.faststart is wanted


def test_nothing_but_the_film_is_left(written: tuple[Path, Format, FilmFacts]) -> None:
    path, _, _ = written
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_players_find_their_tag(written: tuple[Path, Format, FilmFacts]) -> None:
    path, format, _ = written
    with av.open(path) as container:
        tag = container.streams.video[0].codec_tag
    if format.tag and path.suffix != ".mkv":
        assert tag == format.tag


films = pytest.mark.parametrize("name", [f.name for f in FORMATS.values() if f.kind == "film"])


def _home(tmp_path: Path, name: str) -> tuple[Path, Format]:
    path = tmp_path / f"film{FORMATS[name].suffixes[0]}"
    return path, FORMATS[name]


@films
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_films_of_few_frames(tmp_path: Path, name: str, count: int) -> None:
    path, format = _home(tmp_path, name)
    write(path, format, count)
    facts = probe(path)
    assert facts.frames == count
    assert facts.duration_s == pytest.approx(count / 24, abs=0.006)
    with av.open(path) as container:
        times = [frame.time for frame in container.decode(video=0)]
    assert times == pytest.approx([k / 24 for k in range(count)], abs=0.0051)


@films
def test_a_broadcast_rate_is_exact(tmp_path: Path, name: str) -> None:
    path, format = _home(tmp_path, name)
    write(path, format, fps=Fraction(24000, 1001))
    facts = probe(path)
    if name == "gif":  # hundredths of a second are all it has
        assert float(facts.fps or 0) == pytest.approx(23.976, rel=0.02)
    else:
        assert facts.fps == Fraction(24000, 1001)


@films
def test_cancelling_leaves_nothing(tmp_path: Path, name: str) -> None:
    path, format = _home(tmp_path, name)

    def film() -> None:
        with FilmWriter(path, WIDTH, HEIGHT, FPS, format, WORDS) as writer:
            for k in range(5):
                writer.write(picture(k, format.bit_depth > 8))
            raise Cancelled("stop")

    with pytest.raises(Cancelled):
        film()
    assert list(tmp_path.iterdir()) == []


@films
def test_a_failed_film_keeps_the_one_before(tmp_path: Path, name: str) -> None:
    path, format = _home(tmp_path, name)
    path.write_bytes(b"the film of yesterday")
    with pytest.raises(BadOption), FilmWriter(path, WIDTH, HEIGHT, FPS, format, WORDS):
        pass
    assert path.read_bytes() == b"the film of yesterday"
    assert list(tmp_path.iterdir()) == [path]


@films
def test_a_new_film_replaces_the_one_before(tmp_path: Path, name: str) -> None:
    path, format = _home(tmp_path, name)
    path.write_bytes(b"the film of yesterday")
    write(path, format, count=3)
    assert probe(path).frames == 3


@pytest.mark.parametrize("name", ["h264", "hevc", "vp9", "av1"])
def test_odd_sizes_are_refused_before_work(tmp_path: Path, name: str) -> None:
    path, format = _home(tmp_path, name)
    with pytest.raises(BadOption, match="even"):
        FilmWriter(path, 95, 64, FPS, format, {})
    assert list(tmp_path.iterdir()) == []


@films
def test_the_same_pictures_make_the_same_file(tmp_path: Path, name: str) -> None:
    """On one machine: how many threads encode is part of what x264 and x265 write."""
    path, format = _home(tmp_path, name)
    write(path, format, count=4)
    first = path.read_bytes()
    write(path, format, count=4)
    assert path.read_bytes() == first
