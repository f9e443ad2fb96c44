"""Every bad wish is refused in one line, with status 2, before any work; real processes do it in acceptance/."""

import os
from pathlib import Path

import pytest

from dreamwright.cli.main import app, status_of

LONG = "mountains " * 501


def refused(capsys: pytest.CaptureFixture[str], *words: str, status: int = 2) -> str:
    """The one line that refuses the command; nothing else is said and nothing is written."""
    before = sorted(os.listdir())
    assert status_of(lambda: app(list(words), standalone_mode=False)) == status
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("dreamwright: ")
    assert said.err.count("\n") == 1
    assert sorted(os.listdir()) == before
    return said.err


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("options", "mention"),
    [
        (["--size", "0x36"], "0"),
        (["--size", "-64x36"], "-64x36"),
        (["--size", "nanx36"], "nan"),
        (["--size", "64"], "64"),
        (["--size", "100000x36"], "100000"),
        (["--size", "65x37"], "even"),
        (["--resolution", "8p"], "8p"),
        (["--aspect", "0:1"], "0:1"),
        (["--aspect", "nan"], "nan"),
        (["--aspect", "100:1"], "100:1"),
        (["--aspect", "wide"], "wide"),
        (["--duration", "0"], "duration"),
        (["--duration", "-1"], "duration"),
        (["--duration", "nan"], "duration"),
        (["--duration", "inf"], "duration"),
        (["--duration", "61"], "duration"),
        (["--duration", "0.05"], "duration"),
        (["--duration", "long"], "duration"),
        (["--fps", "0"], "rate"),
        (["--fps", "121"], "rate"),
        (["--fps", "nan"], "rate"),
        (["--seed", "-1"], "seed"),
        (["--seed", "9007199254740992"], "seed"),
        (["--seed", "1.5"], "seed"),
        (["--seed", "nan"], "seed"),
        (["--concept", "moonwalk"], "moonwalk"),
        (["--engine", "sora"], "world"),
        (["--quality", "best"], "standard"),
        (["--codec", "divx"], "divx"),
        (["--device", "toaster"], "toaster"),
        (["--still", "1"], "still"),
        (["--still", "nan", "-o", "x.png"], "still"),
        (["--still", "99", "-o", "x.png"], "99"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_an_option_out_of_range(capsys: pytest.CaptureFixture[str], options: list[str], mention: str) -> None:
    assert mention in refused(capsys, "create", "mountains", "-o", "x.mp4", *options)


@pytest.mark.parametrize("prompt", ["", "   \n\t", LONG])
def test_a_prompt_that_says_nothing_or_too_much(capsys: pytest.CaptureFixture[str], prompt: str) -> None:
    refused(capsys, "create", prompt, "-o", "x.mp4")
    refused(capsys, "plan", prompt)


@pytest.mark.parametrize("output", ["x.avi", "x", "x.mp4.exe"])
def test_an_ending_that_is_no_film(capsys: pytest.CaptureFixture[str], output: str) -> None:
    assert ".mp4" in refused(capsys, "create", "mountains", "-o", output)


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("", "plan"),
        ("not json", "plan"),
        ("[1, 2]", "plan"),
        ("{}", "schema"),
        ('{"schema": 2}', "2"),
        ('{"schema": 1, "sceen": {}}', "sceen"),
        ('{"schema": 1, "scene": {"place": "moon base"}}', "place"),
        ('{"schema": 1, "frame": {"fps": 1000}}', "fps"),
        ('{"schema": 1, "frame": {"fps": NaN}}', "plan"),
        ('{"schema": 1, "camera": {"lens": {"focal_mm": "long"}}}', "focal_mm"),
        ('{"schema": 1, "seed": -4}', "seed"),
        ('{"schema": 1', "plan"),
    ],
)
def test_a_plan_that_is_none(capsys: pytest.CaptureFixture[str], text: str, mention: str) -> None:
    Path("plan.json").write_text(text)
    assert mention in refused(capsys, "render", "plan.json", "-o", "x.mp4")


@pytest.mark.parametrize("words", [["create"], ["create", "hills"], ["dance"], ["plan"], ["render", "-o", "x.mp4"]])
def test_a_command_used_wrongly(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    refused(capsys, *words)
