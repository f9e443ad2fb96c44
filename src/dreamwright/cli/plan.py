"""`dreamwright plan`: what is understood of a prompt, before anything is filmed."""

from __future__ import annotations

from typing import Annotated

import typer

from dreamwright.cli.options import PictureOptions, Prompt, ShotOptions
from dreamwright.cli.spread import spread


def join(app: typer.Typer) -> None:
    """Adds this group's commands to `app`."""
    app.command()(plan)


@spread
def plan(
    prompt: Prompt,
    shot: ShotOptions,
    pictures: PictureOptions,
    json: Annotated[bool, typer.Option("--json", help="Print the plan itself, to keep, edit and render.")] = False,
) -> None:
    """Show what is understood of a prompt: the plan in English, every field read, every word not read."""
    from dreamwright.cli import report
    from dreamwright.cli.asked import shot_of
    from dreamwright.shot.codec import to_json
    from dreamwright.shot.explain import explain

    told: tuple[str, ...] = ()
    if pictures != PictureOptions():  # what reads pictures is slow to load
        from dreamwright.cli.asked_for import asked_for

        asked = asked_for(prompt, shot, pictures, engine=None)
        understood, told = asked.shot, asked.told
    else:
        understood = shot_of(prompt, shot)
    if json:
        print(to_json(understood))
        return
    print(explain(understood), "", *report.table(understood), "", *report.remarks(understood), *told, sep="\n")
