"""`create` with a still of a world film: the film goes on from it, or ends with it, in its world.

Knows options and sentences; how it is gone on from is make's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dreamwright.cli.asked import frame_ask
from dreamwright.cli.given import given_in
from dreamwright.cli.options import FilmOptions, PictureOptions, ShotOptions
from dreamwright.engines.registry import DEFAULT
from dreamwright.errors import BadFile, BadOption
from dreamwright.make.going_on import Origin, going_on, origin_of
from dreamwright.make.longer import unused_in
from dreamwright.prompt.parse import onward, plan
from dreamwright.shot.plan import FrameSpec, Inputs, Shot


@dataclass(frozen=True)
class Found:
    """The plan of a film that goes on from a world frame, the files it needs, and what is told of it."""

    shot: Shot
    files: Mapping[str, Path]
    told: tuple[str, ...]


def gone_on(prompt: str, shot: ShotOptions, pictures: PictureOptions, film: FilmOptions) -> Found | None:
    """The film as the world engine goes on from the one picture given; None where that is not such a frame."""
    path = pictures.image or pictures.end_image
    styled = PictureOptions(style=pictures.style, fit=pictures.fit)
    alone = path is not None and replace(pictures, image=None, end_image=None) == styled
    if path is None or not alone or (pictures.image and pictures.end_image) or film.engine not in (None, DEFAULT):
        return None
    try:
        origin = origin_of(path)
    except BadFile:
        return None  # whoever reads the picture says what is wrong with it
    return None if origin is None else _found(prompt, shot, origin, styled, end=pictures.image is None)


def _found(prompt: str, options: ShotOptions, origin: Origin, styled: PictureOptions, *, end: bool) -> Found:
    if options.loop:
        raise BadOption("A film that goes on from a frame of a world does not end where it began: leave out --loop.")
    frame = _frame(prompt, options, origin)
    said = onward(prompt, origin.shot, frame.count / frame.fps, options.concept)
    given = given_in(styled)
    shot = going_on(origin, frame, said, Inputs.model_validate(given.inputs), end=end)
    way = "ends at" if end else "goes on from"
    told = [f"{way} second {origin.second_s:.4g} of the film that the picture is of, in its world"]
    if options.seed is not None and options.seed != origin.shot.seed:
        told.append(f"not used: seed {options.seed}: another seed is another place")
    return Found(shot, given.files, (*told, *unused_in(said)))


def _frame(prompt: str, options: ShotOptions, origin: Origin) -> FrameSpec:
    """The film's size, rate and length: the origin's size and rate where no others are asked for."""
    old = origin.shot.frame
    ask = replace(frame_ask(options), shape=old.width / old.height)
    planned = plan(prompt, frame=replace(ask, fps=ask.fps or old.fps))
    sized = (options.size, options.aspect, options.resolution) != (None, None, None)
    if sized or any(reading.field in ("frame.width", "frame.height") for reading in planned.readings):
        return planned.frame
    return planned.frame.model_copy(update={"width": old.width, "height": old.height})
