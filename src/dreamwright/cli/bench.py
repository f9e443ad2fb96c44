"""`dreamwright bench`: seconds a frame by stage, and the ratio to encoding the same film alone."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dreamwright.cli.options import SHOT, PictureOptions, ShotOptions

if TYPE_CHECKING:
    from dreamwright.make.measure import Timing

PROMPT = "a slow cinematic pan over mountains at sunset"
HEAD = "size          quality   build    render   finish   encode   whole    fps    memory    whole/encode"


def join(app: typer.Typer) -> None:
    """Adds this group's commands to `app`."""
    app.command()(bench)


def bench(
    *,
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", help="What to film.")] = PROMPT,
    size: Annotated[list[str] | None, typer.Option(help="As 1280x720; may be repeated.", rich_help_panel=SHOT)] = None,
    duration: Annotated[float, typer.Option(help="Seconds of film.", rich_help_panel=SHOT)] = 5.0,
    quality: Annotated[str, typer.Option(help="draft, standard or high.")] = "standard",
    engine: Annotated[str | None, typer.Option(help="The engine to measure.")] = None,
    image: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Measure films that begin with this picture.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a size.")] = False,
) -> None:
    """Measure films: seconds a frame by stage, and the ratio to encoding the same film alone with libx264."""
    from json import dumps

    from dreamwright.cli.asked import shot_of
    from dreamwright.cli.deliver import quality_of
    from dreamwright.cli.given import given_in
    from dreamwright.make.measure import measure

    care = quality_of(quality)
    given = given_in(PictureOptions(image=image))
    shots = [shot_of(prompt, ShotOptions(size=one, duration=duration), given) for one in size or ["1280x720"]]
    if not json:
        print(HEAD)
    for shot in shots:
        timing = measure(shot, care, engine, given.files)
        print(dumps({**asdict(timing), "ratio": timing.ratio}) if json else row(timing), flush=True)


def row(timing: Timing) -> str:
    """One line under HEAD: seconds, seconds a frame, frames a second of the whole, MiB, ratio."""
    size = f"{timing.width}x{timing.height}"
    return (
        f"{size:<14}{timing.quality:<10}{timing.build_s:<9.2f}{timing.render_s:<9.3f}{timing.finish_s:<9.3f}"
        f"{timing.encode_s:<9.3f}{timing.whole_s:<9.1f}{timing.frames / timing.whole_s:<7.2f}"
        f"{timing.memory_mib:<10.0f}{timing.ratio:.2f}"
    )
