"""The pictures that options name: each found, hashed, and given its place in the plan.

Knows how people write a region or a weight beside a file; what is in the files is read elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
    """Width over height of the picture that the film begins with."""


NOTHING = Given()


def given_in(options: PictureOptions) -> Given:
    """The pictures of these options; BadFile, BadOption or UnknownName says what is wrong."""
    if options == PictureOptions():
        return NOTHING
    if options.fit not in get_args(PictureFit):
        raise UnknownName(f"No way to fit a picture is called {options.fit!r}; choose crop or outpaint.")
    files: dict[str, Path] = {}
    inputs = {
        "start_image": _kept(options.image, files),
        "depth": _kept(options.depth, files),
        "masks": [(region, _kept(path, files)) for region, path in map(mask_of, options.mask)],
        "fit": options.fit,
        "style_images": [(_kept(path, files), weight) for path, weight in map(style_of, options.style)],
    }
    return Given(inputs, files, _shape(options.image))


def matched(shot: Shot, paths: Iterable[Path]) -> dict[str, Path]:
    """Content hash → file; BadOption for a file that the plan knows nothing of."""
    from dreamwright.media.pictures import content_hash_of

    files = {content_hash_of(path): path for path in paths}
    for content_hash, path in files.items():
        if content_hash not in shot.inputs.hashes:
            raise BadOption(f"“{path}” is none of the pictures that the plan was made with.")
    return files


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
    if weight is None or Path(text).exists():
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
