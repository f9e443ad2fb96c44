"""Which format a name asks for, and what is refused before any work."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamwright.errors import BadFile, BadOption, UnknownName
from dreamwright.media.formats import FORMATS, GIF, H264, PRORES, bit_depth, check_picture, format_for, rate


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mp4", "h264"), ("A.MP4", "h264"), ("a.m4v", "h264"), ("a.mkv", "h264"), ("a.mov", "prores"), ("a.webm", "vp9"),
     ("a.gif", "gif"), ("a.png", "png"), ("a.jpg", "jpeg"), ("a.jpeg", "jpeg"), ("a.webp", "webp")],
)  # fmt: skip
def test_the_ending_chooses(name: str, codec: str) -> None:
    assert format_for(Path(name)).name == codec


@pytest.mark.parametrize("name", FORMATS)
def test_a_codec_may_be_named_for_each_of_its_endings(name: str) -> None:
    for suffix in FORMATS[name].suffixes:
        assert format_for(f"film{suffix}", name).name == name


def test_depths_tell_what_pictures_to_give() -> None:
    assert [bit_depth("a.mp4"), bit_depth("a.mp4", "hevc"), bit_depth("a.mov"), bit_depth("a.png", "png16")] == [
        8, 10, 10, 16,
    ]  # fmt: skip


def test_a_number_in_the_name_makes_a_sequence(tmp_path: Path) -> None:
    assert format_for("shot_%04d.png").kind == "sequence"
    assert format_for("frames/").kind == "sequence"
    assert format_for(tmp_path, "jpeg").kind == "sequence"
    assert format_for("shot.png", sequence=True).kind == "sequence"
    assert format_for("shot.png").kind == "still"


@pytest.mark.parametrize("name", ["film", "film.avi", "film.txt", ".mp4x"])
def test_unknown_endings_are_told_with_the_known_ones(name: str) -> None:
    with pytest.raises(BadFile, match=r"\.mp4, .*\.webm"):
        format_for(name)


def test_unknown_codecs_are_told_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match=r"h264, hevc, vp9"):
        format_for("film.mp4", "divx")


@pytest.mark.parametrize(("name", "codec"), [("a.webm", "h264"), ("a.mp4", "prores"), ("a.mp4", "gif")])
def test_a_codec_and_an_ending_that_do_not_fit(name: str, codec: str) -> None:
    with pytest.raises(BadFile, match="only to"):
        format_for(name, codec)


def test_a_numbered_film_is_refused() -> None:
    with pytest.raises(BadFile, match="numbered"):
        format_for("shot_%04d.mp4")


@pytest.mark.parametrize(
    ("fps", "exact"),
    [(23.976, Fraction(24000, 1001)), (23.98, Fraction(24000, 1001)), (29.97, Fraction(30000, 1001)),
     (59.94, Fraction(60000, 1001)), (119.88, Fraction(120000, 1001)), (24, Fraction(24)), (25.0, Fraction(25)),
     (12.5, Fraction(25, 2)), (1, Fraction(1)), (120, Fraction(120)), (23.9, Fraction(239, 10))],
)  # fmt: skip
def test_rates_are_exact(fps: float, exact: Fraction) -> None:
    assert rate(fps) == exact


@given(st.floats(1, 120))
def test_a_rate_stays_near_what_was_asked(fps: float) -> None:
    assert abs(float(rate(fps)) - fps) < 0.005


def test_sizes_and_rates_a_format_cannot_hold() -> None:
    check_picture(H264, 1280, 720, Fraction(24))
    check_picture(PRORES, 1280, 721, Fraction(24))
    check_picture(GIF, 33, 31, Fraction(50))
    with pytest.raises(BadOption, match="even"):
        check_picture(H264, 1280, 721)
    with pytest.raises(BadOption, match="even width"):
        check_picture(PRORES, 1281, 720)
    with pytest.raises(BadOption, match="50 frames a second"):
        check_picture(GIF, 64, 64, Fraction(60))
    with pytest.raises(BadOption, match="64 to 8192"):
        check_picture(FORMATS["av1"], 16, 720)
    with pytest.raises(BadOption, match="16384"):
        check_picture(H264, 20000, 720)
