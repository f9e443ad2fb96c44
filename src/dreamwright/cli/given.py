"""The pictures that options name: each found, hashed, and given its place in the plan.

Knows how people write a second, a region or a weight beside a file; what is in the files is read elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from dreamwright.cli.options import PictureOptions
from dreamwright.errors import BadOption, UnknownName
from dreamwright.shot.plan import PictureFit, Region, Shot


@dataclass(frozen=True)
class Given:
    """What was given: the plan's inputs, the files behind them, and the shape of the picture."""

    inputs: dict[str, Any] = field(default_factory=dict)
    """Fields of the plan's inputs; empty where nothing was given."""
    files: Mapping[str, Path] = field(default_factory=dict)
    """Content hash → file."""
    shape: float | None = None
    """Width over height of the first picture that the film shows."""


NOTHING = Given()


def given_in(options: PictureOptions) -> Given:
    """The pictures of these options; BadFile, BadOption or UnknownName says what is wrong."""
    if options == PictureOptions():
        return NOTHING
    if options.fit not in get_args(PictureFit):
        raise UnknownName(f"No way to fit a picture is called {options.fit!r}; choose crop or outpaint.")
    files: dict[str, Path] = {}
    keyframes = keyframes_of(options.keyframe)
    inputs = {
        "start_image": _kept(options.image, files),
        "end_image": _kept(options.end_image, files),
        "keyframes": [(second, _kept(path, files)) for second, path in keyframes],
        "depth": _kept(options.depth, files),
        "masks": [(region, _kept(path, files)) for region, path in map(mask_of, options.mask)],
        "fit": options.fit,
        "style_images": [(_kept(path, files), weight) for path, weight in map(style_of, options.style)],
    }
    first = next((path for path in (options.image, *(path for _, path in keyframes), options.end_image) if path), None)
    return Given(inputs, files, _shape(first))


def matched(shot: Shot, paths: Iterable[Path]) -> dict[str, Path]:
    """Content hash → file; BadOption for a file that the plan knows nothing of."""
    from dreamwright.media.pictures import content_hash_of

    files = {content_hash_of(path): path for path in paths}
    for content_hash, path in files.items():
        if content_hash not in shot.inputs.hashes:
            raise BadOption(f"“{path}” is none of the pictures that the plan was made with.")
    return files


def keyframes_of(texts: Iterable[str]) -> list[tuple[float, Path]]:
    """`2.5=a.jpg` as (2.5, a.jpg), in order of time; BadOption unless each is a second of its own and a file."""
    found = sorted((_keyframe_of(text) for text in texts), key=lambda keyframe: keyframe[0])
    for (before, _), (second, _) in pairwise(found):
        if before == second:
            raise BadOption(f"Two keyframes stand at {second:g} s: a film shows one picture at a time.")
    return found


def _keyframe_of(text: str) -> tuple[float, Path]:
    second, equals, path = text.partition("=")
    time = _number(second)
    if not equals or not path or time is None:
        raise BadOption(f"A keyframe is a second, = and a file, such as 2.5=photo.jpg, not {text!r}.")
    if time < 0:
        raise BadOption(f"A keyframe's second counts from the film's beginning, and cannot be {time:g}.")
    return time, Path(path)


def mask_of(text: str) -> tuple[str, Path]:
    """`sky=sky.png` as (sky, sky.png)."""
    region, equals, path = text.partition("=")
    if not equals or not path:
        raise BadOption(f"A mask is a region, = and a file, such as sky=sky.png, not {text!r}.")
    if region not in get_args(Region):
        raise UnknownName(f"No region is called {region!r}; choose {', '.join(get_args(Region))}.")
    return region, Path(path)


def style_of(text: str) -> tuple[Path, float]:
    """`a.jpg:0.5` as (a.jpg, 0.5), and `a.jpg` as (a.jpg, 1)."""
    path, colon, tail = text.rpartition(":")
    weight = _number(tail) if colon and path else None
    if Path(text).exists():
        return Path(text), 1.0
    if weight is None and path and Path(path).is_file():
        raise BadOption(f"A style is a file, : and a weight from 0 to 1, such as a.jpg:0.5, not {text!r}.")
    if weight is None:
        return Path(text), 1.0
    if not 0 <= weight <= 1:
        raise BadOption(f"The weight of a style must be from 0 to 1, not {weight:g}.")
    return Path(path), weight


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _kept(path: Path | None, files: dict[str, Path]) -> str | None:
    """The content hash of a file, which from now on is found in `files`."""
    if path is None:
        return None
    from dreamwright.media.pictures import content_hash_of

    content_hash = content_hash_of(path)
    files.setdefault(content_hash, path)
    return content_hash


def _shape(path: Path | None) -> float | None:
    if path is None:
        return None
    from dreamwright.media.pictures import picture_size

    width, height = picture_size(path)
    return width / height
