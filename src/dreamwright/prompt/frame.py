"""Size, rate and length of the film: what is asked outright wins over words, words over defaults.

The resolution's name is the picture's short side; sizes are even. Knows no scene.
"""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass, replace

from dreamwright.errors import BadOption
from dreamwright.prompt.draft import Draft
from dreamwright.shot.plan import FrameSpec

SHORT_SIDES = {"360p": 360, "540p": 540, "720p": 720, "1080p": 1080, "4k": 2160}
NAMED = {"square": "1:1", "vertical": "9:16", "portrait": "9:16", "widescreen": "16:9", "landscape": "16:9",
         "cinemascope": "2.39:1", "scope": "2.39:1", "ultrawide": "21:9"}  # fmt: skip
SMALLEST, LARGEST = 16, 8192
WIDEST = 4.0


@dataclass(frozen=True)
class FrameAsk:
    """What was asked outright of the frame; None is left to the prompt and the defaults."""

    width: int | None = None
    height: int | None = None
    aspect: str | None = None
    """ "16:9", "2.39:1" or a name such as "vertical"."""
    resolution: str | None = None
    """360p, 540p, 720p, 1080p or 4k: the short side."""
    duration_s: float | None = None
    fps: float | None = None
    shape: float | None = None
    """Width over height of a picture that the film shows: taken where neither words nor the fields above say one."""
    pictured: bool = False
    """Whether the film shows given pictures: words may name what they show, and their light is not graded unasked."""


def checked(ask: FrameAsk) -> None:
    """BadOption, in one sentence, for anything out of range."""
    for name, value in (("width", ask.width), ("height", ask.height)):
        if value is not None and not (SMALLEST <= value <= LARGEST and value % 2 == 0):
            raise BadOption(f"The {name} must be an even number of pixels from {SMALLEST} to {LARGEST}, not {value}.")
    if ask.aspect is not None:
        shape_of(ask.aspect)
    if ask.resolution is not None and ask.resolution.lower() not in SHORT_SIDES:
        raise BadOption(f"The resolution must be one of {', '.join(SHORT_SIDES)}, not {ask.resolution!r}.")
    _in_range("duration", ask.duration_s, 0.1, 60, "seconds")
    _in_range("frame rate", ask.fps, 1, 120, "frames a second")


def _in_range(name: str, value: float | None, low: float, high: float, unit: str) -> None:
    if value is not None and not (math.isfinite(value) and low <= value <= high):
        raise BadOption(f"The {name} must be from {low:g} to {high:g} {unit}, not {value:g}.")


def shape_of(aspect: str) -> float:
    """Width over height of "16:9" or of a name; BadOption beyond 1:4 … 4:1."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*[:x/]\s*(\d+(?:\.\d+)?)", NAMED.get(aspect.lower(), aspect).strip())
    shape = float(match[1]) / float(match[2]) if match and float(match[2]) > 0 else math.nan
    if not 1 / WIDEST <= shape <= WIDEST:
        raise BadOption(f"The aspect must be width:height between 1:4 and 4:1, such as 16:9 or 9:16, not {aspect!r}.")
    return shape


def frame_of(ask: FrameAsk, draft: Draft) -> FrameSpec:
    """The frame of the film; fields of the prompt that the ask overrules get a note."""
    for name, value in asdict(ask).items():
        if value is not None and f"frame.{name}" in draft.claims:
            draft.claims[f"frame.{name}"].note = "overruled by the option"
    width, height = _size(ask, draft)
    duration = ask.duration_s if ask.duration_s is not None else draft.get("frame.duration_s", 5.0)
    fps = ask.fps if ask.fps is not None else draft.get("frame.fps", 24.0)
    return FrameSpec(width=width, height=height, fps=fps, duration_s=duration)


def _size(ask: FrameAsk, draft: Draft) -> tuple[int, int]:
    if ask.width is not None and ask.height is not None:
        return ask.width, ask.height
    worded = draft.get("frame.width"), draft.get("frame.height")
    nothing = replace(ask, duration_s=None, fps=None, shape=None, pictured=False) == FrameAsk()
    if nothing and worded[0] and worded[1]:
        return int(worded[0]), int(worded[1])
    shape = _shape(ask, draft)
    if ask.width is not None:
        return _fitting(ask.width, _even(ask.width / shape))
    if ask.height is not None:
        return _fitting(_even(ask.height * shape), ask.height)
    short = SHORT_SIDES[(ask.resolution or draft.get("frame.resolution", "720p")).lower()]
    return _fitting(_even(short * shape), short) if shape >= 1 else _fitting(short, _even(short / shape))


def _shape(ask: FrameAsk, draft: Draft) -> float:
    """Width over height: as asked, as said, as the picture has it, as implied, 16:9."""
    if ask.aspect is None and ask.shape is not None and not draft.said("frame.aspect"):
        return min(WIDEST, max(1 / WIDEST, ask.shape))
    return shape_of(ask.aspect or draft.get("frame.aspect", "16:9"))


def _even(side: float) -> int:
    return 2 * round(side / 2)


def _fitting(width: int, height: int) -> tuple[int, int]:
    if not (min(width, height) >= SMALLEST and max(width, height) <= LARGEST):
        raise BadOption(
            f"The size {width}x{height} is out of range: each side must be from {SMALLEST} to {LARGEST} pixels."
        )
    return width, height
