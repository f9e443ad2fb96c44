"""Stills and numbered pictures: the pixels, the words, the names."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from dreamwright.errors import BadFile, BadOption, Cancelled
from dreamwright.media import chunks
from dreamwright.media.decode import read_still
from dreamwright.media.encode import StillWriter
from dreamwright.media.formats import JPEG, PNG, PNG16, format_for
from dreamwright.media.provenance import packed, provenance, read_metadata, read_plan, unpacked
from dreamwright.media.sequence import SequenceWriter
from dreamwright.media.stills import write_still

WORDS = provenance('{"prompt":"Café 夜"}', 3, "9.9", "a lake")


def picture(k: int = 0) -> NDArray[np.uint8]:
    x = np.arange(48)[None, :, None] * np.array([5, 4, 3])
    return np.broadcast_to((x + 10 * k) % 256, (32, 48, 3)).astype(np.uint8)


def test_png_is_exact_in_eight_bits(tmp_path: Path) -> None:
    write_still(tmp_path / "a.png", picture(), WORDS)
    assert np.array_equal(read_still(tmp_path / "a.png"), picture())


def test_png_is_exact_in_sixteen_bits(tmp_path: Path) -> None:
    deep = np.arange(32 * 48 * 3, dtype=np.uint16).reshape(32, 48, 3) * np.uint16(14)
    write_still(tmp_path / "a.png", deep, WORDS)
    back = cv2.imread(str(tmp_path / "a.png"), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(cv2.cvtColor(back, cv2.COLOR_BGR2RGB), deep)
    assert read_plan(tmp_path / "a.png") == WORDS["dreamwright.plan"]


def test_png_chunks_are_sound(tmp_path: Path) -> None:
    write_still(tmp_path / "a.png", picture(), WORDS)
    with Image.open(tmp_path / "a.png") as image:
        image.verify()
        assert image.info["srgb"] == 0
        assert image.info["Title"] == "a lake"


@pytest.mark.parametrize("name", ["a.jpg", "a.jpeg", "a.webp"])
def test_lossy_stills_are_near(tmp_path: Path, name: str) -> None:
    smooth = cv2.GaussianBlur(picture(), (0, 0), 3).astype(np.uint8)
    write_still(tmp_path / name, smooth, WORDS)
    assert np.abs(read_still(tmp_path / name).astype(int) - smooth).mean() < 3


def test_jpeg_keeps_all_its_chroma(tmp_path: Path) -> None:
    write_still(tmp_path / "a.jpg", picture(), WORDS)
    with Image.open(tmp_path / "a.jpg") as image:
        assert [layer[1:3] for layer in image.layer] == [(1, 1)] * 3  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_words_come_back(tmp_path: Path, name: str) -> None:
    write_still(tmp_path / name, picture(), WORDS)
    assert read_metadata(tmp_path / name).items() >= WORDS.items()


def test_a_plan_longer_than_a_segment_comes_back_from_jpeg(tmp_path: Path) -> None:
    plan = json.dumps({"prompt": "x" * 200_000})
    write_still(tmp_path / "a.jpg", picture(), {"dreamwright.plan": plan})
    assert read_plan(tmp_path / "a.jpg") == plan
    assert read_still(tmp_path / "a.jpg").shape == (32, 48, 3)


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_packed_words_are_unpacked(words: dict[str, str]) -> None:
    assert unpacked(packed(words)) == words


@given(st.binary(max_size=200))
def test_damaged_bytes_never_raise(data: bytes) -> None:
    list(chunks.png_texts(chunks.PNG_MAGIC + data))
    chunks.jpeg_comment(b"\xff\xd8" + data)
    chunks.gif_comment(b"GIF89a" + data)


def test_other_peoples_comments_are_comments() -> None:
    assert unpacked(b"made by hand") == {"comment": "made by hand"}


def test_a_film_is_not_a_still(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="film"):
        write_still(tmp_path / "a.mp4", picture(), {})


def test_a_still_keeps_what_stood_there_when_it_fails(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"old")
    still = StillWriter(tmp_path / "a.png", 48, 32, PNG, {})
    still.write(picture())
    still.__exit__(Cancelled, Cancelled(), None)
    assert (tmp_path / "a.png").read_bytes() == b"old"


def test_a_still_holds_one_picture(tmp_path: Path) -> None:
    still = StillWriter(tmp_path / "a.png", 48, 32, PNG, {})
    still.write(picture())
    with pytest.raises(BadOption, match="%04d"):
        still.write(picture())


def _sequence(path: Path | str, count: int) -> None:
    with SequenceWriter(path, 48, 32, format_for(path), WORDS) as sequence:
        for k in range(count):
            sequence.write(picture(k))


def test_a_numbered_name(tmp_path: Path) -> None:
    _sequence(tmp_path / "shot_%04d.png", 7)
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"shot_{k:04d}.png" for k in range(7)]
    assert np.array_equal(read_still(tmp_path / "shot_0005.png"), picture(5))
    assert read_plan(tmp_path / "shot_0003.png") == WORDS["dreamwright.plan"]


def test_a_new_folder_and_an_old_one(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    _sequence(f"{tmp_path}/new/", 3)
    _sequence(tmp_path / "old", 3)
    names = [f"frame_{k:04d}.png" for k in range(3)]
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == names
    assert sorted(p.name for p in (tmp_path / "old").iterdir()) == names
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new", "old"]


def test_a_plain_name_is_numbered(tmp_path: Path) -> None:
    format = format_for(tmp_path / "shot.jpg", sequence=True)
    with SequenceWriter(tmp_path / "shot.jpg", 48, 32, format, {}) as sequence:
        sequence.write(picture())
    assert [p.name for p in tmp_path.iterdir()] == ["shot_0000.jpg"]


def test_a_shorter_sequence_replaces_the_longer_whole(tmp_path: Path) -> None:
    (tmp_path / "shot_notes.txt").write_text("keep me")
    _sequence(tmp_path / "shot_%04d.png", 5)
    _sequence(tmp_path / "shot_%04d.png", 2)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["shot_0000.png", "shot_0001.png", "shot_notes.txt"]


def test_a_cancelled_sequence_leaves_the_one_before(tmp_path: Path) -> None:
    _sequence(tmp_path / "shot_%04d.png", 2)
    format = format_for(tmp_path / "shot_%04d.png")
    sequence = SequenceWriter(tmp_path / "shot_%04d.png", 48, 32, format, {})
    sequence.write(picture(9))
    sequence.__exit__(Cancelled, Cancelled(), None)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["shot_0000.png", "shot_0001.png"]
    assert np.array_equal(read_still(tmp_path / "shot_0000.png"), picture(0))


def test_a_sequence_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="does not exist"):
        SequenceWriter(tmp_path / "no" / "shot_%04d.png", 48, 32, JPEG, {})


def test_sixteen_bit_sequences_take_eight_bit_pictures(tmp_path: Path) -> None:
    with StillWriter(tmp_path / "a.png", 48, 32, PNG16, {}) as still:
        still.write(picture())
    assert (tmp_path / "a.png").read_bytes()[24] == 16
