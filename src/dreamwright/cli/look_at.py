"""`dreamwright sheet` and `dreamwright probe`: films looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dreamwright.cli.options import Output

if TYPE_CHECKING:
    from dreamwright.media.probe import FilmFacts

FilmFile = Annotated[Path, typer.Argument(metavar="FILM", help="A film.", show_default=False)]


def join(app: typer.Typer) -> None:
    """Adds this group's commands to `app`."""
    app.command()(sheet)
    app.command()(probe)


def sheet(film: FilmFile, output: Output) -> None:
    """Make a contact sheet of a film: one picture with moments from first to last."""
    from dreamwright.media.sheet import sheet as make_sheet

    make_sheet(film, Path(output))


def probe(
    film: FilmFile,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Say what a film is: size, rate, length, codec, colours, and the plan it carries."""
    from json import dumps

    from dreamwright.media.probe import probe as probe_film

    facts = probe_film(film)
    print(dumps(_values(facts), indent=2, ensure_ascii=False) if json else "\n".join(_lines(facts)))


def _values(facts: FilmFacts) -> dict[str, Any]:
    """The facts as JSON has them: the rate as a number, the plan as an object."""
    from json import loads

    fps = None if facts.fps is None else float(facts.fps)
    words = {key: text for key, text in facts.metadata.items() if text != facts.plan}
    return {**asdict(facts), "fps": fps, "metadata": words, "plan": loads(facts.plan) if facts.plan else None}


def _lines(facts: FilmFacts) -> Iterator[str]:
    values = _values(facts)
    plan, words = values.pop("plan"), values.pop("metadata")
    for name, value in {**values, **words}.items():
        if value is not None:
            yield f"{name:<22}{f'{value:.6g}' if isinstance(value, float) else value}"
    yield f"{'plan':<22}{'inside; film it again with dreamwright render' if plan else 'none'}"
