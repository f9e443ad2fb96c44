"""`dreamwright create`: a prompt becomes a film."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dreamwright.cli.options import SHOT, FilmOptions, Output, Prompt, ShotOptions
from dreamwright.cli.spread import spread

SavePlan = Annotated[
    Path | None,
    typer.Option(help="Also write the plan to this file.", rich_help_panel=SHOT, show_default=False),
]


def join(app: typer.Typer) -> None:
    """Adds this group's commands to `app`."""
    app.command()(create)


@spread
def create(prompt: Prompt, output: Output, shot: ShotOptions, film: FilmOptions, save_plan: SavePlan = None) -> None:
    """Turn a prompt into a film."""
    from dreamwright.cli.asked import shot_of
    from dreamwright.cli.deliver import Delivery, deliver

    deliver(shot_of(prompt, shot), Delivery(output, save_plan), film)
