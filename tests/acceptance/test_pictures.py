"""Real processes and real picture files: a picture becomes a film, and what is wrong is said in one line."""

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from dreamwright.media.decode import FilmReader

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture of two halves, in a folder of its own."""
    (tmp_path / "given").mkdir()
    picture = np.zeros((120, 180, 3), np.uint8)
    picture[:, :90] = (180, 90, 60)
    picture[:, 90:] = (60, 110, 170)
    Image.fromarray(picture).save(tmp_path / "given" / "photo.png")
    return tmp_path / "given" / "photo.png"


def refused(result: CompletedProcess[str], folder: Path, *mentions: str) -> None:
    """Status 2, one line on standard error, and no file beside those given."""
    lines = result.stderr.strip().splitlines()
    assert result.returncode == 2, result.stderr
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("dreamwright: ")
    assert result.stdout == ""
    assert all(mention in lines[0] for mention in mentions), lines[0]
    assert [path.name for path in folder.iterdir()] == ["given"]


def shown(path: Path, second: float) -> NDArray[np.uint8]:
    """What the film shows at a second."""
    with FilmReader(path) as film:
        return film.at(second)


def test_a_picture_becomes_a_film_and_is_filmed_again(dreamwright: Run, photo: Path, tmp_path: Path) -> None:
    words = ["--size", "64x36", "--duration", "0.5", "--save-plan", "plan.json"]
    result = dreamwright("create", "slow push in", "--image", photo, "-o", "x.mp4", *words)
    assert result.returncode == 0, result.stderr
    assert "made by parallax" in result.stdout
    assert "The shot begins with a given picture" in result.stdout
    left, right = shown(tmp_path / "x.mp4", 0)[18, [10, 54]].astype(int)
    assert left[0] > left[2] + 30
    assert right[2] > right[0] + 30
    photo.rename(photo.with_name("elsewhere.png"))
    again = dreamwright("render", "plan.json", "--input", photo.with_name("elsewhere.png"), "-o", "y.mp4")
    assert again.returncode == 0, again.stderr
    assert np.array_equal(shown(tmp_path / "x.mp4", 0), shown(tmp_path / "y.mp4", 0))
    lost = dreamwright("render", "plan.json", "-o", "z.mp4")
    assert lost.returncode == 2
    assert "start image is missing" in lost.stderr


def test_a_film_leads_from_one_picture_to_another(dreamwright: Run, photo: Path, tmp_path: Path) -> None:
    other = photo.with_name("other.png")
    Image.fromarray(np.asarray(Image.open(photo))[:, ::-1, ::-1]).save(other)
    look = ["--size", "96x64", "--duration", "1", "--seed", "2"]
    words = ["--image", photo, "--keyframe", f"0.5={other}", "--end-image", photo.with_name("third.png")]
    Image.new("RGB", (180, 120), (90, 90, 90)).save(photo.with_name("third.png"))
    result = dreamwright("create", "static", *words, "-o", "x.mp4", *look)
    assert result.returncode == 0, result.stderr
    assert (
        "begins with a given picture, shows a given picture at 0.5 seconds and ends with a given one" in result.stdout
    )
    assert "pictures: 0 to 0.5 s: different places" in result.stderr
    for second, given in ((0.0, photo), (0.5, other), (0.958, photo.with_name("third.png"))):
        asked = np.asarray(Image.open(given).resize((96, 64), Image.Resampling.BOX)).astype(int)
        seen = shown(tmp_path / "x.mp4", second).astype(int)
        assert np.abs(seen[20:-20, 20:-20].mean((0, 1)) - asked[20:-20, 20:-20].mean((0, 1))).max() < 14, second


def test_the_plan_is_shown_without_filming(dreamwright: Run, photo: Path) -> None:
    result = dreamwright("plan", "light snow", "--image", photo, "--json")
    plan = json.loads(result.stdout)
    assert plan["inputs"]["start_image"].startswith("sha256:")
    assert (plan["frame"]["width"], plan["frame"]["height"]) == (1080, 720)


def test_a_style_changes_any_engines_film(dreamwright: Run, photo: Path, tmp_path: Path) -> None:
    Image.new("RGB", (64, 36), (150, 40, 160)).save(photo.parent / "violet.png")
    words = ["--size", "64x36", "--engine", "paint", "--seed", "4"]
    for name, style in {"plain.png": [], "violet.png": ["--style", "given/violet.png:0.8"]}.items():
        result = dreamwright("create", "hills", "-o", name, *words, *style)
        assert result.returncode == 0, result.stderr
        assert ("the style of a given picture" in result.stdout) == bool(style)
        assert "not as asked: inputs" not in result.stderr
    plain, violet = (shown(tmp_path / name, 0).astype(int).mean(axis=(0, 1)) for name in ("plain.png", "violet.png"))
    assert violet[[0, 2]].mean() - violet[1] > plain[[0, 2]].mean() - plain[1] + 10


@pytest.mark.parametrize(
    ("words", "mention"),
    [
        (["--image", "given/none.png"], "none.png"),
        (["--image", "given"], "directory"),
        (["--image", "given/photo.png", "--mask", "sky=given/square.png"], "mask of sky"),
        (["--image", "given/photo.png", "--mask", "moon=given/photo.png"], "moon"),
        (["--image", "given/photo.png", "--depth", "given/square.png"], "depth map"),
        (["--image", "given/dot.png"], "cannot fill"),
        (["--image", "given/text.png"], "JPEG, PNG"),
        (["--image", "given/bomb.png"], "megapixels"),
        (["--image", "given/cut.png"], "cut short"),
        (["--image", "given/cut.jpg"], "cut short"),
        (["--image", "given/empty.png"], "empty"),
        (["--style", "given/text.png"], "JPEG, PNG"),
        (["--style", "given/photo.png:7"], "weight"),
        (["--depth", "given/photo.png"], "start image"),
        (["--image", "given/photo.png", "--fit", "squash"], "squash"),
        (["--keyframe", "given/photo.png"], "2.5=photo.jpg"),
        (["--keyframe", "nan=given/photo.png"], "nan"),
        (["--keyframe", "-1=given/photo.png"], "-1"),
        (["--keyframe", "7=given/photo.png"], "outside the film"),
        (["--keyframe", "1=given/photo.png", "--keyframe", "1=given/square.png"], "at 1 s"),
        (["--keyframe", "1=given/photo.png", "--keyframe", "1.01=given/square.png"], "frame 24"),
        (["--keyframe", "5=given/photo.png", "--end-image", "given/square.png"], "cannot both be shown"),
        ([word for k in range(65) for word in ("--keyframe", f"{k / 20}=given/photo.png")], "the most is 64"),
        (["--image", "given/photo.png", "--end-image", "given/square.png", "--loop"], "keyframe inside"),
        (["--image", "given/photo.png", "--end-image", "given/cut.png"], "cut short"),
        (["--keyframe", "1=given/text.png"], "JPEG, PNG"),
        (["--end-image", "given/dot.png"], "cannot fill"),
    ],
)
def test_pictures_that_are_refused(
    dreamwright: Run, photo: Path, tmp_path: Path, words: list[str], mention: str
) -> None:
    bad_files(photo.parent)
    result = dreamwright("create", "push in", *words, "-o", "x.mp4", "--size", "64x36", "--save-plan", "plan.json")
    refused(result, tmp_path, mention)


def test_a_file_that_the_plan_does_not_know(dreamwright: Run, photo: Path, tmp_path: Path) -> None:
    plan = photo.parent / "plan.json"
    plan.write_text(dreamwright("plan", "push in", "--image", photo, "--json").stdout)
    bad_files(photo.parent)
    result = dreamwright("render", plan, "--input", "given/square.png", "-o", "x.mp4")
    refused(result, tmp_path, "square.png")


def bad_files(folder: Path) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 256, (90, 160, 3), dtype=np.uint8))
    for name in ("cut.png", "cut.jpg"):
        noise.save(folder / name)
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: len(whole) // 2])
    Image.new("RGB", (120, 120)).save(folder / "square.png")
    Image.new("RGB", (4, 3)).save(folder / "dot.png")
    (folder / "text.png").write_text("To be, or not to be\n" * 50)
    (folder / "empty.png").write_bytes(b"")
    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    named = [b"IHDR" + head, b"IDAT" + zlib.compress(b"\0" * 9000), b"IEND"]
    chunks = [struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in named]
    (folder / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
