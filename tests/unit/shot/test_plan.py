"""The plan itself: frozen, closed, bounded."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from dreamwright.shot import plan as module
from dreamwright.shot.plan import FrameSpec, Move, Part, Shot, Subject

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
