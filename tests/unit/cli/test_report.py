"""What people are told about a plan and a film."""

from pathlib import Path

import pytest

from dreamwright.cli import report
from dreamwright.engines.base import Fit, Unmet
from dreamwright.make.make import Made
from dreamwright.prompt.parse import plan
from dreamwright.shot.plan import Shot

SHOT = plan("slow pan left over a lake at dawn with a flurbled gadget, 35mm", seed=3)


def test_every_wish_that_cannot_be_met_is_told_with_its_reason() -> None:
    fit = Fit("world", (Unmet("scene.subjects.0", "a sailboat is not drawn yet"),), seconds=75)
    lines = list(report.beforehand(fit))
    assert lines == ["not as asked: scene.subjects.0: a sailboat is not drawn yet", "this takes about 1 min 15 s"]


def test_a_film_is_told_with_file_seconds_and_seed() -> None:
    made = Made(Path("x.mp4"), 12.34, 120, "world", 3, Fit("world"))
    first, *rest = report.afterwards(made, SHOT)
    assert first == "x.mp4: 5 s, 120 frames of 1280×720, seed 3, made by world in 12.3 s"
    assert any(line.startswith("read: ") and "“lake” → scene.place" in line for line in rest)
    assert rest[-1] == "not read: “flurbled gadget”"


def test_a_plan_without_words_has_nothing_read_or_unread() -> None:
    assert list(report.understood(Shot())) == []


def test_the_table_shows_field_value_and_words() -> None:
    rows = [line for line in report.table(SHOT) if line.startswith("camera.lens.focal_mm")]
    assert len(rows) == 1
    assert rows[0].split()[1:] == ["35", "“35mm”"]


@pytest.mark.parametrize(
    ("path", "value"),
    [("scene.place", "lake"), ("camera.moves.0.kind", "pan"), ("camera.moves.9", None), ("scene.nothing", None)],
)
def test_values_are_found_by_their_path(path: str, value: object) -> None:
    assert report.value_at(SHOT, path) == value


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.04, "0.0 s"), (8.24, "8.2 s"), (60, "1 min 0 s"), (119.8, "2 min 0 s")]
)
def test_spoken_time(seconds: float, words: str) -> None:
    assert report.spoken(seconds) == words
