"""Options become a plan; files become plans."""

from pathlib import Path

import pytest

from dreamwright.cli.asked import plan_in, shot_of, size_of
from dreamwright.cli.options import ShotOptions
from dreamwright.errors import BadFile, BadOption, BadPlan
from dreamwright.shot.codec import to_json


def test_options_win_over_words() -> None:
    options = ShotOptions(aspect="9:16", resolution="360p", duration=2, fps=30, seed=4, concept=["tilt_up"], loop=True)
    shot = shot_of("a square film of a lake, 9 seconds", options)
    assert (shot.frame.width, shot.frame.height, shot.frame.duration_s, shot.frame.fps) == (360, 640, 2, 30)
    assert (shot.seed, shot.loop) == (4, True)
    assert [move.kind for move in shot.camera.moves] == ["tilt"]


def test_without_options_the_words_decide() -> None:
    shot = shot_of("a square film of a lake, 9 seconds", ShotOptions())
    assert shot.frame.width == shot.frame.height
    assert shot.frame.duration_s == 9


@pytest.mark.parametrize("text", ["1280x720", "1280X720", "1280×720", " 1280 x 720 "])
def test_sizes_as_people_write_them(text: str) -> None:
    assert size_of(text) == (1280, 720)


@pytest.mark.parametrize("options", [{"aspect": "1:1"}, {"resolution": "720p"}])
def test_a_size_leaves_nothing_else_to_say(options: dict[str, str]) -> None:
    with pytest.raises(BadOption, match="already"):
        shot_of("a lake", ShotOptions(size="640x360", **options))  # type: ignore[arg-type]


def test_a_plan_is_read_from_its_file(tmp_path: Path) -> None:
    shot = shot_of("a lake", ShotOptions())
    (tmp_path / "plan.json").write_text("\ufeff" + to_json(shot), encoding="utf-8")
    assert plan_in(tmp_path / "plan.json") == shot


def test_folders_missing_files_and_films_without_a_plan(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        plan_in(tmp_path)
    with pytest.raises(BadFile, match="no such file"):
        plan_in(tmp_path / "none.json")
    (tmp_path / "words.txt").write_text("hello")
    with pytest.raises((BadFile, BadPlan)):
        plan_in(tmp_path / "words.txt")
