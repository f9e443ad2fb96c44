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
    from dreamwright.cli.asked import shot_of
    from dreamwright.cli.deliver import Delivery, deliver
    from dreamwright.cli.given import given_in
    from dreamwright.cli.world_frame import gone_on

    if (found := gone_on(prompt, shot, pictures, film)) is not None:
        deliver(found.shot, Delivery(output, save_plan, found.files, found.told), film)
    else:
        given = given_in(pictures)
        deliver(shot_of(prompt, shot, given), Delivery(output, save_plan, given.files), film)
