"""Options that name pictures become the plan's inputs, and the film's shape."""

from pathlib import Path
from typing import Any, get_args

import pytest
from PIL import Image

from dreamwright.cli.asked import shot_of
from dreamwright.cli.given import given_in, keyframes_of, mask_of, matched, style_of
from dreamwright.cli.options import PictureOptions, ShotOptions
from dreamwright.errors import BadFile, BadOption, BadPlan, UnknownName
from dreamwright.media.pictures import content_hash_of
from dreamwright.shot.plan import Region, Shot


@pytest.fixture(autouse=True)
def _pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for k, name in enumerate(["a.png", "b.png", "c.png", "sky.png"]):
        Image.new("RGB", (300, 200), (40 * k, 90, 120)).save(name)
    Image.new("RGB", (200, 300)).save("tall.png")
    Image.new("RGB", (4000, 40)).save("strip.png")


def shot(prompt: str = "slow push in", options: ShotOptions = ShotOptions(), **pictures: Any) -> Shot:
    return shot_of(prompt, options, given_in(PictureOptions(**pictures)))


def test_every_option_finds_its_place_in_the_plan() -> None:
    inputs = shot(
        image=Path("a.png"), depth=Path("c.png"), mask=["sky=sky.png"], style=["b.png:0.25", "c.png"], fit="outpaint"
    ).inputs
    a, b, c, sky = (content_hash_of(Path(name)) for name in ("a.png", "b.png", "c.png", "sky.png"))
    assert (inputs.start_image, inputs.depth, inputs.fit) == (a, c, "outpaint")
    assert inputs.masks == (("sky", sky),)
    assert inputs.style_images == ((b, 0.25), (c, 1.0))


def test_pictures_stand_at_their_times() -> None:
    plan = shot(image=Path("a.png"), end_image=Path("b.png"), keyframe=["3.5=c.png", "1=sky.png"])
    a, b, c, sky = (content_hash_of(Path(name)) for name in ("a.png", "b.png", "c.png", "sky.png"))
    assert plan.inputs.keyframes == ((1.0, sky), (3.5, c))
    assert plan.keys == ((0, a), (24, sky), (84, c), (119, b))


@pytest.mark.parametrize(
    "pictures",
    [
        {"keyframe": ["2=a.png", "1=tall.png"]},
        {"end_image": Path("tall.png")},
        {"image": Path("tall.png"), "end_image": Path("a.png"), "keyframe": ["1=a.png"]},
    ],
)
def test_the_films_shape_is_the_first_pictures(pictures: dict[str, Any]) -> None:
    frame = shot(**pictures).frame
    assert (frame.width, frame.height) == (720, 1080)


@pytest.mark.parametrize("text", ["a.png", "=a.png", "2.5=", "soon=a.png", "nan=a.png", "inf=a.png", "-1=a.png", ""])
def test_keyframes_written_wrongly(text: str) -> None:
    with pytest.raises(BadOption, match="keyframe"):
        keyframes_of([text])


def test_nothing_given_changes_nothing() -> None:
    assert shot("a lake") == shot_of("a lake", ShotOptions())


@pytest.mark.parametrize(
    ("options", "prompt", "size"),
    [
        ({}, "slow push in", (1080, 720)),
        ({}, "slow push in, vertical video", (720, 1280)),
        ({"resolution": "360p"}, "slow push in", (540, 360)),
        ({"aspect": "1:1"}, "slow push in", (720, 720)),
        ({"size": "640x360"}, "slow push in", (640, 360)),
        ({"duration": 2.0, "fps": 30.0}, "slow push in", (1080, 720)),
    ],
)
def test_the_film_has_the_pictures_shape_where_none_is_asked(
    options: dict[str, Any], prompt: str, size: tuple[int, int]
) -> None:
    frame = shot(prompt, ShotOptions(**options), image=Path("a.png")).frame
    assert (frame.width, frame.height) == size


def test_the_shape_is_the_pictures_and_bounded() -> None:
    tall = shot(image=Path("tall.png")).frame
    assert (tall.width, tall.height) == (720, 1080)
    strip = shot(image=Path("strip.png")).frame
    assert (strip.width, strip.height) == (2880, 720)


def test_a_style_alone_gives_no_shape() -> None:
    frame = shot(style=["tall.png"]).frame
    assert (frame.width, frame.height) == (1280, 720)


def test_masks_written_wrongly() -> None:
    with pytest.raises(BadOption, match=r"sky=sky\.png"):
        mask_of("sky.png")
    with pytest.raises(UnknownName, match="foliage"):
        mask_of("sea=a.png")
    assert mask_of("fire=a=b.png") == ("fire", Path("a=b.png"))


def test_the_help_names_every_region() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/cli.md").read_text("utf-8")
    said = next(line for line in page.splitlines() if "`--mask`" in line)
    assert all(region in said for region in get_args(Region))


def test_a_picture_is_graded_only_as_asked() -> None:
    assert shot("lightning", image=Path("a.png")).look.exposure_ev == 0
    assert shot("lightning", style=["a.png"]).look.exposure_ev < 0  # a style is not shown


def test_styles_with_and_without_a_weight() -> None:
    assert style_of("a.png") == (Path("a.png"), 1.0)
    assert style_of("a.png:0.5") == (Path("a.png"), 0.5)
    assert style_of("C:/x.png") == (Path("C:/x.png"), 1.0)
    with pytest.raises(BadOption, match="weight"):
        style_of("a.png:2")
    with pytest.raises(BadOption, match="weight"):
        style_of("a.png:nan")
    Path("odd:2").write_bytes(b"")
    assert style_of("odd:2") == (Path("odd:2"), 1.0)


@pytest.mark.parametrize(
    ("pictures", "error", "mention"),
    [
        ({"image": Path("none.png")}, BadFile, "none.png"),
        ({"style": ["none.png:0.5"]}, BadFile, "none.png"),
        ({"image": Path("a.png"), "mask": ["sky=sky.png", "sky=b.png"]}, BadPlan, "^The plan is wrong: each region"),
        ({"depth": Path("a.png")}, BadPlan, "start image"),
        ({"keyframe": ["9=a.png"]}, BadPlan, "outside the film"),
        ({"keyframe": ["1=a.png", "1.0=b.png"]}, BadOption, "Two keyframes stand at 1 s"),
        ({"keyframe": ["1=a.png", "1.01=b.png"]}, BadPlan, "fall on frame 24"),
        ({"keyframe": [f"{k / 20}=a.png" for k in range(65)]}, BadPlan, "65 keyframes, and the most is 64"),
        ({"keyframe": ["5=a.png"], "end_image": Path("b.png")}, BadPlan, "cannot both be shown"),
        ({"keyframe": ["4.99=a.png"], "end_image": Path("b.png")}, BadPlan, "fall on frame 119"),
        ({"keyframe": ["0=a.png"], "image": Path("b.png")}, BadPlan, "cannot both be shown"),
        ({"keyframe": ["1=none.png"]}, BadFile, "none.png"),
        ({"end_image": Path("none.png")}, BadFile, "none.png"),
        ({"image": Path("a.png"), "fit": "stretch"}, UnknownName, "outpaint"),
    ],
)
def test_pictures_that_cannot_be(pictures: dict[str, Any], error: type[Exception], mention: str) -> None:
    with pytest.raises(error, match=mention):
        shot(**pictures)


def test_files_are_matched_by_their_content() -> None:
    plan = shot(image=Path("a.png"))
    Path("a.png").rename("renamed.png")
    assert plan.inputs.start_image is not None
    assert matched(plan, [Path("renamed.png")]) == {plan.inputs.start_image: Path("renamed.png")}
    with pytest.raises(BadOption, match=r"b\.png.*none of the pictures"):
        matched(plan, [Path("b.png")])
