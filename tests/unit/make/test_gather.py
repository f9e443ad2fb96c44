"""Pictures are found, looked at and measured before any work; the engine gets them by their hash."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dreamwright.engines import registry
from dreamwright.engines.base import Fit, NoPictures, Silent, Watch
from dreamwright.engines.base import Inputs as Given
from dreamwright.errors import BadFile, BadOption
from dreamwright.frames import Frame, Frames
from dreamwright.make.choose import choose
from dreamwright.make.gather import gather
from dreamwright.make.make import Order, make, ready
from dreamwright.media.pictures import content_hash_of
from dreamwright.shot.plan import FrameSpec, Inputs, Shot

FRAME = FrameSpec(width=64, height=36, fps=10, duration_s=1)


@pytest.fixture
def album(tmp_path: Path) -> dict[str, Path]:
    """Pictures of several sizes, by name."""
    rng = np.random.default_rng(4)
    sizes = {"start": (90, 160), "depth": (45, 80), "square": (80, 80), "strip": (4000, 20), "dot": (3, 4)}
    for name, size in sizes.items():
        Image.fromarray(rng.integers(0, 256, (*size, 3), dtype=np.uint8)).save(tmp_path / f"{name}.png")
    whole = (tmp_path / "start.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    return {path.stem: path for path in tmp_path.glob("*.png")}


def plan(album: dict[str, Path], frame: FrameSpec = FRAME, **inputs: Any) -> tuple[Shot, dict[str, Path]]:
    hashes = {name: content_hash_of(path) for name, path in album.items()}
    named = {key: hashes.get(value, value) if isinstance(value, str) else value for key, value in inputs.items()}
    if "masks" in named:
        named["masks"] = tuple((region, hashes[name]) for region, name in named["masks"])
    return Shot(frame=frame, inputs=Inputs(**named)), {hashes[name]: path for name, path in album.items()}


class Shows:
    """An engine that shows the start image, as parallax does when nothing moves."""

    name = "parallax"

    def fit(self, shot: Shot, inputs: Given = Given()) -> Fit:
        return Fit(self.name)

    def render(self, shot: Shot, inputs: Given = Given(), watch: Watch = Silent()) -> Frames:
        frame = shot.frame
        assert shot.inputs.start_image is not None
        assert inputs.files[shot.inputs.start_image].exists()
        color = inputs.pictures.picture(shot.inputs.start_image, (frame.width, frame.height)).color
        shown = color[: frame.height, : frame.width]
        return Frames(frame.width, frame.height, Fraction(frame.fps), frame.count, lambda k: Frame(shown))


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []

    def get(name: str) -> Shows:
        names.append(name)
        return Shows()

    monkeypatch.setattr(registry, "get", get)
    return names


def test_the_engine_gets_the_picture(album: dict[str, Path], asked_for: list[str], tmp_path: Path) -> None:
    shot, files = plan(album, start_image="start")
    made = make(shot, Order(str(tmp_path / "x.mp4"), files=files))
    assert made.frames == 10
    assert asked_for == ["parallax"]


@pytest.mark.parametrize("inputs", [{"start_image": "start"}, {"end_image": "start"}])
def test_a_picture_chooses_the_engine_that_brings_it_to_life(
    album: dict[str, Path], asked_for: list[str], inputs: dict[str, str]
) -> None:
    choice = choose(plan(album, **inputs)[0])
    assert asked_for == ["parallax"]
    assert "a picture is given" in choice.why


def test_a_style_or_a_name_chooses_otherwise(album: dict[str, Path], asked_for: list[str]) -> None:
    choose(plan(album, style_images=((content_hash_of(album["start"]), 1.0),))[0])
    choose(plan(album, start_image="start")[0], "world")
    assert asked_for == ["world", "world"]


def test_a_missing_picture_is_named_by_what_it_is(album: dict[str, Path]) -> None:
    for role, inputs in {
        "start image": {"start_image": "start"},
        "depth map": {"start_image": "start", "depth": "depth"},
        "mask of sky": {"start_image": "start", "masks": (("sky", "depth"),)},
    }.items():
        shot, files = plan(album, **inputs)
        files.pop(shot.inputs.hashes[-1])
        with pytest.raises(BadOption, match=f"{role} is missing: .*{shot.inputs.hashes[-1]}"):
            gather(shot, files)


@pytest.mark.parametrize(
    ("inputs", "frame", "mention"),
    [
        ({"start_image": "cut"}, FRAME, "cut short"),
        ({"start_image": "dot"}, FRAME, "3"),
        ({"start_image": "strip"}, FRAME, "cannot fill a film of 64×36"),
        ({"start_image": "strip", "fit": "outpaint"}, FRAME, "cannot fill a film of 64×36"),
        ({"start_image": "start", "depth": "square"}, FRAME, "depth map is 80×80 pixels and the picture 160×90"),
        ({"start_image": "start", "masks": (("sky", "square"),)}, FRAME, "mask of sky is 80×80"),
        ({"style_images": "cut"}, FRAME, "cut short"),
    ],
)
def test_pictures_that_cannot_be_used_are_refused_before_any_work(
    album: dict[str, Path], asked_for: list[str], tmp_path: Path, inputs: dict[str, Any], frame: FrameSpec, mention: str
) -> None:
    if "style_images" in inputs:
        inputs = {"style_images": ((content_hash_of(album["cut"]), 1.0),)}
    shot, files = plan(album, frame, **inputs)
    with pytest.raises(BadFile, match=mention):
        ready(shot, Order(str(tmp_path / "x.mp4"), files=files))
    assert not (tmp_path / "x.mp4").exists()


def test_maps_of_the_pictures_shape_are_read(album: dict[str, Path]) -> None:
    shot, files = plan(album, start_image="start", depth="depth", masks=(("sky", "depth"),))
    gathered = gather(shot, files)
    assert shot.inputs.depth is not None
    assert gathered.plane(shot.inputs.depth).shape == (45, 80)
    assert gathered.picture(shot.inputs.hashes[0], (40, 20)).color.shape == (22, 40, 3)


def test_a_picture_that_no_one_gave() -> None:
    for read in (NoPictures().picture, NoPictures().plane):
        with pytest.raises(BadOption, match="sha256:1"):
            read("sha256:1", (1, 1))
