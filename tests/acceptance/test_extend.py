"""Real processes: a film is made longer, and what cannot be is said in one line."""

import json
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess

import av
import numpy as np
import pytest
from PIL import Image

from dreamwright.media.decode import pictures
from dreamwright.media.probe import probe
from dreamwright.media.provenance import SECOND, provenance, read_metadata, read_second
from dreamwright.media.stills import write_still
from dreamwright.prompt.parse import FrameAsk, plan
from dreamwright.shot.codec import from_json, to_json

Run = Callable[..., CompletedProcess[str]]
SMALL = ("--size", "64x36", "--engine", "paint")


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / max(1e-6, np.mean((a.astype(float) - b) ** 2))))


def film_of(path: Path, count: int = 10, sound: bool = False) -> Path:
    """A film of somebody else's: a picture that drifts to the left."""
    random = np.random.default_rng(2).integers(40, 200, (9, 40, 3), dtype=np.uint8)
    wide = np.asarray(Image.fromarray(random).resize((320, 72), Image.Resampling.BICUBIC))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, options={"crf": "8"})
        stream.width, stream.height, stream.pix_fmt = 128, 72, "yuv420p"
        for k in range(count):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(wide[:, 2 * k : 2 * k + 128]), format="rgb24")
            frame.pts, frame.time_base = k, Fraction(1, 10)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def refused(result: CompletedProcess[str], folder: Path, kept: set[str], mention: str) -> None:
    lines = result.stderr.strip().splitlines()
    assert result.returncode == 2, result.stderr
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("dreamwright: ")
    assert mention in lines[0]
    assert result.stdout == ""
    assert {path.name for path in folder.iterdir()} == kept


def test_a_film_goes_on_and_gets_a_beginning(dreamwright: Run, tmp_path: Path) -> None:
    assert dreamwright("create", "hills, slow pan right", "-o", "a.mp4", "--duration", "1", *SMALL).returncode == 0
    words = ["--seconds", "0.5", "--engine", "paint", "--prompt", "tilt up, heavy snow", "--save-plan", "b.json"]
    result = dreamwright("extend", "a.mp4", "-o", "b.mp4", *words)
    assert result.returncode == 0, result.stderr
    assert "not used: “heavy snow”" in result.stderr
    assert "then tilts up" in result.stdout
    plan = from_json((tmp_path / "b.json").read_text())
    assert (plan.frame.count, len(plan.takes), plan.camera.moves[-1].kind) == (36, 1, "tilt")
    result = dreamwright("extend", "b.mp4", "-o", "c.mp4", "--seconds", "0.5", "--engine", "paint", "--reverse")
    assert result.returncode == 0, result.stderr
    assert probe(tmp_path / "c.mp4").frames == 48
    assert from_json(read_metadata(tmp_path / "c.mp4")["dreamwright.plan"]).anchor_s == 0.5
    again = dreamwright("render", "c.mp4", "-o", "d.mp4", "--engine", "paint")
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize("words", [[], ["--reverse"], ["--prompt", "push in"]], ids=["after", "before", "words"])
def test_a_film_of_somebody_elses_stays_and_goes_on(dreamwright: Run, tmp_path: Path, words: list[str]) -> None:
    given = list(pictures(film_of(tmp_path / "theirs.mp4")))
    result = dreamwright("extend", "theirs.mp4", "-o", "x.mp4", "--seconds", "1", *words)
    assert result.returncode == 0, result.stderr
    assert "carries no plan" in result.stderr
    longer = list(pictures(tmp_path / "x.mp4"))
    assert len(longer) == 20
    first = 10 if words == ["--reverse"] else 0
    assert min(psnr(a, b) for a, b in zip(longer[first : first + 10], given, strict=True)) > 36
    seam = psnr(longer[first + (9 if first == 0 else 0)], longer[first + (10 if first == 0 else -1)])
    steps = [psnr(a, b) for a, b in pairwise(given)]
    assert seam > min(steps) - 2


def test_a_still_of_a_world_is_gone_on_from(dreamwright: Run, tmp_path: Path) -> None:
    size = ["--size", "64x36"]
    first = dreamwright("create", "desert, pan right", "-o", "a.png", "--still", "0.5", "--duration", "1", *size)
    assert first.returncode == 0, first.stderr
    assert read_second(tmp_path / "a.png") == 0.5
    words = ["-o", "b.png", "--still", "0", "--duration", "1", "--save-plan", "b.json"]
    result = dreamwright("create", "tilt up", "--image", "a.png", *words)
    assert result.returncode == 0, result.stderr
    assert "goes on from second 0.5" in result.stderr
    assert "made by world" in result.stdout
    assert np.array_equal(*(np.asarray(Image.open(tmp_path / name)) for name in ("a.png", "b.png")))
    assert json.loads((tmp_path / "b.json").read_text())["inputs"]["start_image"] is None
    alive = dreamwright("create", "push in", "--image", "a.png", "-o", "c.png", "--still", "0", "--engine", "parallax")
    assert "made by parallax" in alive.stdout
    looped = dreamwright("create", "tilt up", "--image", "a.png", "-o", "d.mp4", "--loop")
    assert looped.returncode == 2
    assert "--loop" in looped.stderr


def test_a_still_of_a_world_in_the_middle_is_led_up_to_and_gone_on_from(dreamwright: Run, tmp_path: Path) -> None:
    plain = ["--size", "64x36", "--duration", "1"]
    assert dreamwright("create", "desert, pan right", "-o", "a.png", "--still", "0.5", *plain).returncode == 0
    words = ["-o", "b.png", "--still", "0.25", "--duration", "0.5"]
    result = dreamwright("create", "hills", "--keyframe", "0.25=a.png", *words)
    assert result.returncode == 0, result.stderr
    assert "leads up to, and goes on from, second 0.5" in result.stderr
    assert "made by world" in result.stdout
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()  # they tell of other films
    assert np.array_equal(*(np.asarray(Image.open(tmp_path / name)) for name in ("a.png", "b.png")))
    result = dreamwright("create", "truck left", "--keyframe", "0.25=a.png", *words)
    assert "made by world" in result.stdout
    assert np.array_equal(*(np.asarray(Image.open(tmp_path / name)) for name in ("a.png", "b.png")))


def test_stills_of_one_world_film_are_gone_through(dreamwright: Run, tmp_path: Path) -> None:
    plain = ["--size", "64x36", "--duration", "1"]
    for name, second in (("a.png", "0.25"), ("b.png", "0.75")):
        assert dreamwright("create", "desert, pan right", "-o", name, "--still", second, *plain).returncode == 0
    result = dreamwright("create", "pan right", "--image", "a.png", "--end-image", "b.png", "-o", "x_%02d.png")
    assert result.returncode == 0, result.stderr
    assert "goes through seconds 0.25 and 0.75" in result.stderr
    assert "not used: “pan right”: between the pictures" in result.stderr
    assert len(list(tmp_path.glob("x_*.png"))) == 13  # as long as the world lasts between the two
    for name, number in (("a.png", "00"), ("b.png", "12")):
        assert np.array_equal(*(np.asarray(Image.open(tmp_path / one)) for one in (name, f"x_{number}.png")))


@pytest.mark.parametrize(
    ("given", "mention"),
    [
        (["--image", "a.png", "--keyframe", "0.25=b.png"], "0.5 s apart in their world, and 0.25 s in this film"),
        (["--image", "b.png", "--keyframe", "0.5=a.png"], "another order"),
        (["--image", "a.png", "--keyframe", "0.5=b.png", "--fps", "12"], "24 frames a second, and this film 12"),
        (["--image", "a.png", "--keyframe", "0.5=other.png"], "different world films"),
        (["--image", "a.png", "--keyframe", "0.5=photo.png"], "not every picture given"),
        (["--image", "a.png", "--keyframe", "0.5=b.png", "--loop"], "does not end where it began"),
    ],
)
def test_stills_that_do_not_fit_come_alive_as_pictures(
    dreamwright: Run, tmp_path: Path, given: list[str], mention: str
) -> None:
    for name, second, pan in (("a", 0.25, "right"), ("b", 0.75, "right"), ("other", 0.75, "left")):
        shot = plan(f"desert, pan {pan}", frame=FrameAsk(width=64, height=36, duration_s=1))
        words = {**provenance(to_json(shot), shot.seed, "0"), SECOND: repr(second)}
        write_still(tmp_path / f"{name}.png", np.full((36, 64, 3), 90, np.uint8), words)
    Image.new("RGB", (64, 36), "teal").save(tmp_path / "photo.png")
    words = ["-o", "x.png", "--still", "0", "--duration", "1"]
    result = dreamwright("create", "static", *given, *words)
    assert result.returncode == 0, result.stderr
    assert mention in result.stderr
    assert "they come alive as pictures, not in their world" in result.stderr
    assert "made by parallax" in result.stdout


def test_numbered_pictures_know_their_second(dreamwright: Run, tmp_path: Path) -> None:
    assert dreamwright("create", "hills", "-o", "x_%02d.png", "--duration", "0.2", *SMALL).returncode == 0
    assert [read_second(tmp_path / f"x_{k:02}.png") for k in (0, 3)] == [0.0, 3 / 24]


@pytest.mark.parametrize(
    ("words", "mention"),
    [
        (["notes.txt", "-o", "x.mp4"], "not a film or picture"),
        (["none.mp4", "-o", "x.mp4"], "There is no file"),
        (["still.png", "-o", "x.mp4"], "is a picture"),
        (["empty.mp4", "-o", "x.mp4"], "empty"),
        (["cut.mp4", "-o", "x.mp4"], "cut short"),
        (["theirs.mp4", "-o", "theirs.mp4"], "the film itself"),
        (["theirs.mp4", "-o", "x.mp4", "--seconds", "0"], "above 0"),
        (["theirs.mp4", "-o", "x.mp4", "--seconds", "-3"], "above 0"),
        (["theirs.mp4", "-o", "x.mp4", "--seconds", "nan"], "above 0"),
        (["theirs.mp4", "-o", "x.mp4", "--seconds", "inf"], "above 0"),
        (["theirs.mp4", "-o", "x.mp4", "--seconds", "59.5"], "the longest lasts 60"),
        (["theirs.mp4", "-o", "x.mp4", "--prompt", " "], "empty"),
        (["theirs.mp4", "-o", "x.mp4", "--input", "still.png"], "none of the pictures"),
        (["theirs.mp4", "-o", "x.avi"], ".avi"),
        (["theirs.mp4", "-o", "nowhere/x.mp4"], "nowhere"),
    ],
)
def test_what_cannot_be_made_longer(dreamwright: Run, tmp_path: Path, words: list[str], mention: str) -> None:
    whole = film_of(tmp_path / "theirs.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "notes.txt").write_text("To be, or not to be\n" * 50)
    (tmp_path / "empty.mp4").write_bytes(b"")
    Image.new("RGB", (64, 36)).save(tmp_path / "still.png")
    kept = {path.name for path in tmp_path.iterdir()}
    refused(dreamwright("extend", *words), tmp_path, kept, mention)
