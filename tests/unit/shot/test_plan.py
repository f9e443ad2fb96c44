"""The plan itself: frozen, closed, bounded."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from dreamwright.shot import plan as module
from dreamwright.shot.plan import FrameSpec, Inputs, Move, Part, Shot, Subject

PARTS = [
    part for part in vars(module).values() if isinstance(part, type) and issubclass(part, Part) and part is not Part
]


def test_the_default_plan_is_valid_and_frozen() -> None:
    shot = Shot()
    assert shot.model_dump()["schema"] == 1
    with pytest.raises(ValidationError):
        shot.seed = 3


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_part_refuses_unknown_keys(part: type[BaseModel]) -> None:
    with pytest.raises(ValidationError):
        part.model_validate({"no_such_key": 1})


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_no_number_may_be_infinite_or_nan(part: type[BaseModel]) -> None:
    numbers = [
        name
        for name, field in part.model_fields.items()
        if "float" in str(field.annotation) and "tuple" not in str(field.annotation)
    ]
    for name in numbers:
        for bad in (math.nan, math.inf, -math.inf):
            with pytest.raises(ValidationError):
                part.model_validate({name: bad})


@given(st.floats(1, 120), st.floats(0.1, 60))
def test_a_film_has_at_least_one_frame(fps: float, duration_s: float) -> None:
    frame = FrameSpec(fps=fps, duration_s=duration_s)
    assert frame.count >= 1
    assert abs(frame.count - fps * duration_s) <= 1


@pytest.mark.parametrize("fields", [{"start_s": 2, "end_s": 2}, {"start_s": 3, "end_s": 1}])
def test_a_move_ends_after_it_starts(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="must end after it starts"):
        Move(**fields)


@pytest.mark.parametrize("kind", ["", "Boat", "2boats", "a boat", "x" * 41])
def test_subject_kinds_are_snake_case(kind: str) -> None:
    with pytest.raises(ValidationError):
        Subject(kind=kind)


HASHES = [f"sha256:{letter * 64}" for letter in "0123456789abcdef"]


@pytest.mark.parametrize("bad", ["", "abc", "sha256:" + "0" * 63, "sha256:" + "G" * 64, "sha256:" + "0" * 64 + "\n"])
def test_files_are_named_by_their_hash(bad: str) -> None:
    for field in ("start_image", "end_image", "depth", "source_video"):
        with pytest.raises(ValidationError):
            Inputs.model_validate({field: bad})
    with pytest.raises(ValidationError):
        Inputs.model_validate({"keyframes": [(1, bad)]})


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"keyframes": [(2, HASHES[0]), (1, HASHES[1])]}, "in order of time"),
        ({"keyframes": [(2, HASHES[0]), (2, HASHES[1])]}, "one at a time"),
        ({"start_image": HASHES[0], "keyframes": [(0, HASHES[1])]}, "cannot both be shown"),
        ({"start_image": HASHES[0], "masks": [("sky", HASHES[1]), ("sky", HASHES[2])]}, "one mask"),
        ({"depth": HASHES[0]}, "start image"),
        ({"masks": [("sky", HASHES[0])], "style_images": [(HASHES[1], 1)]}, "start image"),
        ({"keyframes": [(k / 2, HASHES[0]) for k in range(65)]}, "64"),
        ({"start_image": HASHES[0], "masks": [("sea", HASHES[1])]}, "sky"),
        ({"keyframes": [(math.nan, HASHES[0])]}, "finite"),
        ({"style_images": [(HASHES[0], 1.5)]}, "less than or equal to 1"),
    ],
)
def test_inputs_that_contradict_themselves(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Inputs.model_validate(fields)


def test_keys_are_frames_in_order() -> None:
    frame = FrameSpec(fps=24, duration_s=5)
    inputs = Inputs(start_image=HASHES[0], keyframes=((2.51, HASHES[1]),), end_image=HASHES[2])
    assert Shot(frame=frame, inputs=inputs).keys == ((0, HASHES[0]), (60, HASHES[1]), (119, HASHES[2]))
    assert Shot(frame=frame, inputs=Inputs(keyframes=((5.0, HASHES[0]),))).keys == ((119, HASHES[0]),)
    assert Shot().keys == ()


def test_a_loop_ends_where_it_began() -> None:
    with pytest.raises(ValueError, match="as a keyframe inside"):
        Shot(loop=True, inputs=Inputs(start_image=HASHES[0], end_image=HASHES[1]))
    assert Shot(loop=True, inputs=Inputs(end_image=HASHES[1])).keys == ((119, HASHES[1]),)


def test_keyframes_lie_inside_the_film() -> None:
    frame = FrameSpec(duration_s=3)
    for time in (0.0, 1.5, 3.0):
        Shot(frame=frame, inputs=Inputs(keyframes=((time, HASHES[0]),)))
    with pytest.raises(ValidationError, match=r"at 3.5 s lies outside the film, which lasts 3 s"):
        Shot(frame=frame, inputs=Inputs(keyframes=((3.5, HASHES[0]),)))
    with pytest.raises(ValidationError, match="cannot both be shown"):
        Shot(frame=frame, inputs=Inputs(keyframes=((3, HASHES[0]),), end_image=HASHES[1]))


def test_pictures_are_told_in_order_and_hashes_once() -> None:
    inputs = Inputs(
        start_image=HASHES[0], end_image=HASHES[1], keyframes=((1, HASHES[2]), (2, HASHES[0])), depth=HASHES[3],
        masks=(("sky", HASHES[4]),), style_images=((HASHES[5], 0.5),), source_video=HASHES[6],
    )  # fmt: skip
    assert inputs.pictures == ((0.0, HASHES[0]), (1, HASHES[2]), (2, HASHES[0]), (None, HASHES[1]))
    assert sorted(inputs.hashes) == HASHES[:7]
    assert Inputs().pictures == Inputs().hashes == ()
