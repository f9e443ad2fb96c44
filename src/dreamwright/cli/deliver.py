"""From a plan to a file on the screen: say what cannot be honoured, show the work, tell what came of it.

Shared by create and render. Knows make and the terminal; reads no prompt.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast, get_args

from dreamwright.cli import report
from dreamwright.cli.options import FilmOptions
from dreamwright.cli.progress import watching
from dreamwright.engines.base import Quality
from dreamwright.errors import BadOption, UnknownName
from dreamwright.make.make import Order, film, ready
from dreamwright.media.files import check_destination, write_whole
from dreamwright.shot.codec import to_json
from dreamwright.shot.plan import Shot

DEVICES = ("auto", "cpu")


@dataclass(frozen=True)
class Delivery:
    """Where things go."""

    output: str
    save_plan: Path | None = None
    files: Mapping[str, Path] = field(default_factory=dict)
    """Content hash → file, of the pictures given."""
    told: tuple[str, ...] = ()
    """What else people should know beforehand, a line each."""


def deliver(shot: Shot, to: Delivery, options: FilmOptions) -> None:
    """Checks everything, then films; nothing is written where anything is wrong."""
    work = ready(shot, replace(order_of(to.output, options), files=to.files))
    if to.save_plan:
        check_destination(to.save_plan)
        write_whole(to.save_plan, to_json(shot).encode())
    if not options.quiet:
        for line in (*to.told, *report.beforehand(work.fit, whole=len(work.pictures) == shot.frame.count)):
            print(line, file=sys.stderr)
    with watching(quiet=options.quiet) as watch:
        made = film(work, watch)
    if not options.quiet:
        print("\n".join(report.afterwards(made, shot)))


def order_of(output: str, options: FilmOptions) -> Order:
    """The options as an order; UnknownName or BadOption for a quality or device that does not exist."""
    choose_device(options.device)
    return Order(
        output, options.engine, quality_of(options.quality), options.codec, still_of(options.still), options.sequence
    )


def choose_device(name: str) -> None:
    """Leaves a GPU alone when told to; must come before an engine is loaded."""
    if name not in DEVICES:
        raise UnknownName(f"No device is called {name!r}; choose {' or '.join(DEVICES)}.")
    if name == "cpu":
        os.environ["DREAMWRIGHT_DEVICE"] = "cpu"


def quality_of(name: str) -> Quality:
    """`draft`, `standard` or `high`."""
    if name not in get_args(Quality):
        raise UnknownName(f"No quality is called {name!r}; choose {', '.join(get_args(Quality))}.")
    return cast(Quality, name)


def still_of(second: float | None) -> float | None:
    """A finite second, or none."""
    if second is not None and not 0 <= second < float("inf"):
        raise BadOption(f"A still's time is a number of seconds from 0, not {second:g}.")
    return second
