"""`dreamwright create`: a prompt, or a picture and a prompt, becomes a film."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dreamwright.cli.options import SHOT, FilmOptions, Output, PictureOptions, Prompt, ShotOptions
from dreamwright.cli.spread import spread

SavePlan = Annotated[
    Path | None,
    typer.Option(help="Also write the plan to this file.", rich_help_panel=SHOT, show_default=False),
]


def join(app: typer.Typer) -> None:
    """Adds this group's commands to `app`."""
    app.command()(create)


@spread
def create(
    prompt: Prompt,
    output: Output,
    shot: ShotOptions,
    pictures: PictureOptions,
    film: FilmOptions,
    save_plan: SavePlan = None,
) -> None:
    """Turn a prompt, or a picture and a prompt, into a film; a frame of a world film is gone on from exactly."""
    from dreamwright.cli.asked_for import asked_for
    from dreamwright.cli.deliver import Delivery, deliver

    asked = asked_for(prompt, shot, pictures, film.engine)
    deliver(asked.shot, Delivery(output, save_plan, asked.files, asked.told), film)
