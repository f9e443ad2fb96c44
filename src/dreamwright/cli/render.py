"""`dreamwright render`: a plan, or the plan inside a film, becomes a film."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dreamwright.cli.options import FilmOptions, Output
from dreamwright.cli.spread import spread

PlanFile = Annotated[
    Path, typer.Argument(metavar="PLAN", help="A plan's JSON, or a film or still that carries its plan.")
]


def join(app: typer.Typer) -> None:
    """Adds this group's commands to `app`."""
    app.command()(render)


@spread
def render(plan: PlanFile, output: Output, film: FilmOptions) -> None:
    """Film a plan, or film again what an earlier film was made from."""
    from dreamwright.cli.asked import plan_in
    from dreamwright.cli.deliver import Delivery, deliver

    deliver(plan_in(plan), Delivery(output), film)
