"""Options declared once become the options of many commands."""

from dataclasses import dataclass, field
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from dreamwright.cli.spread import spread


@dataclass(frozen=True)
class Size:
    width: Annotated[int, typer.Option(help="Across.")] = 3
    names: Annotated[list[str], typer.Option("--name", help="Any number.")] = field(default_factory=list)


@dataclass(frozen=True)
class Mood:
    calm: Annotated[bool, typer.Option("--calm")] = False


def app() -> typer.Typer:
    program = typer.Typer()

    @program.command()
    @spread
    def show(
        what: Annotated[str, typer.Argument(help="A word.")],
        size: Size,
        mood: Mood,
        path: Annotated[str, typer.Option("-o")],
    ) -> None:
        """Shows it."""
        print(what, size, mood, path)

    return program


def test_fields_become_options_and_come_back_as_values() -> None:
    result = CliRunner().invoke(app(), ["hill", "--width", "5", "--name", "a", "--name", "b", "--calm", "-o", "x"])
    assert result.output == f"hill {Size(5, ['a', 'b'])} {Mood(True)} x\n"


def test_defaults_are_the_fields_own() -> None:
    result = CliRunner().invoke(app(), ["hill", "-o", "x"])
    assert result.output == f"hill {Size()} {Mood()} x\n"


@pytest.mark.parametrize("word", ["Shows it.", "--width", "Across.", "--name", "--calm"])
def test_help_shows_every_field(word: str) -> None:
    assert word in CliRunner().invoke(app(), ["--help"]).output
