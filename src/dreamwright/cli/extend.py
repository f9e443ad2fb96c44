"""`dreamwright extend`: a finished film goes on, or gets a beginning before its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dreamwright.cli.create import SavePlan
from dreamwright.cli.options import SHOT, FilmOptions, Output
from dreamwright.cli.render import InputFiles
from dreamwright.cli.spread import spread

FilmFile = Annotated[Path, typer.Argument(metavar="FILM", help="The film to go on from.", show_default=False)]
Words = Annotated[
    str | None,
    typer.Option("--prompt", help="What the camera does then; without it, it goes on as it moves.",
                 rich_help_panel=SHOT, show_default=False),
]  # fmt: skip
Seconds = Annotated[float, typer.Option(help="How much longer; the whole may last 60 s.", rich_help_panel=SHOT)]
Reverse = Annotated[
    bool, typer.Option("--reverse", help="Put it before the film instead of after it.", rich_help_panel=SHOT)
]


def join(app: typer.Typer) -> None:
    """Adds this group's commands to `app`."""
    app.command()(extend)


@spread
def extend(
    source: FilmFile,
    output: Output,
    film: FilmOptions,
    prompt: Words = None,
    seconds: Seconds = 5.0,
    reverse: Reverse = False,
    inputs: InputFiles = None,
    save_plan: SavePlan = None,
) -> None:
    """Make a film longer: what is there stays, and the camera goes on from it without a jump."""
    from dreamwright.cli.longer import Asked, longer

    longer(source, Asked(output, prompt, seconds, reverse, tuple(inputs or ()), save_plan), film)
