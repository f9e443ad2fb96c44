"""`dreamwright render`: a plan, or the plan inside a film, becomes a film."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dreamwright.cli.options import PICTURES, FilmOptions, Output
from dreamwright.cli.spread import spread

PlanFile = Annotated[
    Path, typer.Argument(metavar="PLAN", help="A plan's JSON, or a film or still that carries its plan.")
]
InputFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--input",
        metavar="FILE",
        help="A picture that the plan stands on, known by its content; may be repeated.",
        rich_help_panel=PICTURES,
    ),
]


def join(app: typer.Typer) -> None:
    """Adds this group's commands to `app`."""
    app.command()(render)


@spread
def render(plan: PlanFile, output: Output, film: FilmOptions, inputs: InputFiles = None) -> None:
    """Film a plan, or film again what an earlier film was made from."""
    from dreamwright.cli.asked import plan_in
    from dreamwright.cli.deliver import Delivery, deliver
    from dreamwright.cli.given import matched

    shot = plan_in(plan)
    deliver(shot, Delivery(output, files=matched(shot, inputs or ())), film)
