"""Every outcome is one line and an exit status."""

import pytest
import typer

from dreamwright import errors
from dreamwright.cli.main import app, status_of


def raising(error: BaseException) -> int:
    def command() -> None:
        raise error

    return status_of(command)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (errors.BadPrompt("The prompt\nis empty."), 2, "dreamwright: The prompt is empty.\n"),
        (errors.UnknownName("No."), 2, "dreamwright: No.\n"),
        (errors.CannotWrite("Full."), 1, "dreamwright: Full.\n"),
        (errors.Cancelled("Stopped."), 130, "dreamwright: Stopped.\n"),
        (typer.BadParameter("Not so."), 2, "dreamwright: Invalid value: Not so. Try dreamwright --help.\n"),
        (KeyboardInterrupt(), 130, "dreamwright: stopped; no file was left.\n"),
        (OSError(28, "No space left on device", "x.mp4"), 1, "dreamwright: No space left on device: x.mp4.\n"),
    ],
)
def test_an_error_is_one_line(capsys: pytest.CaptureFixture[str], error: Exception, status: int, said: str) -> None:
    assert raising(error) == status
    assert capsys.readouterr().err == said


def test_memory_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert raising(MemoryError()) == 1
    assert "out of memory" in capsys.readouterr().err


def test_a_command_that_ends_well_is_zero() -> None:
    assert status_of(lambda: None) == 0
    assert status_of(lambda: 3) == 3


def test_help_without_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(lambda: app([], standalone_mode=False)) == 0
    shown = capsys.readouterr().out
    for command in ("create", "plan", "render", "sheet", "probe", "doctor", "bench"):
        assert command in shown
