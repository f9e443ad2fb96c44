"""What the options ask for, checked: a prompt and its options become a plan, a file becomes a plan.

Knows ranges and how people write sizes; the words of the prompt are read in the room next door.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from dreamwright.cli.given import NOTHING, Given
from dreamwright.cli.options import ShotOptions
from dreamwright.errors import BadFile, BadOption, BadPlan
from dreamwright.prompt.parse import FrameAsk, plan
from dreamwright.shot.codec import from_json, revised
from dreamwright.shot.plan import Shot

MOST_PLAN_BYTES = 4_000_000


def shot_of(prompt: str, options: ShotOptions, given: Given = NOTHING) -> Shot:
    """The plan of a prompt under these options, standing on these pictures.

    BadPrompt, BadOption, BadPlan or UnknownName says what is wrong.
    """
    ask = replace(frame_ask(options), shape=given.shape, pictured=given.shape is not None)
    shot = plan(prompt, seed=options.seed, concepts=options.concept, frame=ask, loop=options.loop)
    return revised(shot, inputs=given.inputs) if given.inputs else shot


def frame_ask(options: ShotOptions) -> FrameAsk:
    """Size, rate and length as asked; the planner knows their ranges."""
    width = height = None
    if options.size is not None:
        width, height = size_of(options.size)
        if options.aspect is not None or options.resolution is not None:
            raise BadOption("A size already says width and height: leave out --aspect and --resolution.")
    return FrameAsk(width, height, options.aspect, options.resolution, options.duration, options.fps)


def size_of(text: str) -> tuple[int, int]:
    """`1280x720` as (1280, 720); BadOption unless it is two whole numbers."""
    match = re.fullmatch(r"\s*(\d{1,6})\s*[x×X*]\s*(\d{1,6})\s*", text)
    if not match:
        raise BadOption(f"A size is width x height in pixels, such as 1280x720, not {text!r}.")
    return int(match[1]), int(match[2])


def plan_in(path: Path) -> Shot:
    """The plan in a JSON file, or inside a film or still; BadFile or BadPlan says why there is none."""
    text = _text(path)
    if text is not None and text.lstrip()[:1] in ("{", "[", ""):
        return from_json(text)
    from dreamwright.media.provenance import read_plan

    found = read_plan(path)
    if found is None:
        raise BadPlan(f"“{path}” carries no plan: give a plan's JSON, or a film made by Dreamwright.")
    return from_json(found)


def _text(path: Path) -> str | None:
    """The file as text, or None where it is none or far longer than a plan."""
    try:
        if path.stat().st_size > MOST_PLAN_BYTES:
            return None
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return None
    except OSError as error:
        raise BadFile(f"“{path}” cannot be read: {(error.strerror or str(error)).lower()}.") from error
