"""Seconds in the prompt: the film's length, a move's length or its start. Knows no amounts."""

from __future__ import annotations

from dreamwright.prompt.draft import Draft
from dreamwright.prompt.moves import Asked
from dreamwright.prompt.page import Page
from dreamwright.prompt.quantities import Quantity

FIELD = "frame.duration_s"
CLIP = (
    "second long",
    "long",
    "duration",
    "length",
    "clip",
    "video",
    "film",
    "shot",
    "footage",
    "loop",
    "sequence",
    "movie",
)


def read_times(page: Page, draft: Draft, asked: list[Asked], left: list[Quantity]) -> list[Quantity]:
    """Gives times away; what is not a time is returned."""
    several = len({move.stage for move in asked}) > 1
    rest: list[Quantity] = []
    for quantity in left:
        if quantity.unit not in ("s", "min"):
            rest.append(quantity)
            continue
        seconds = quantity.value * (60.0 if quantity.unit == "min" else 1.0)
        if not (_of_a_move(page, asked, quantity, seconds, several)) and 0.1 <= seconds <= 60:
            draft.say(FIELD, seconds, *quantity.marks)
    return rest


def _of_a_move(page: Page, asked: list[Asked], q: Quantity, seconds: float, several: bool) -> bool:
    before = page.marks[q.at - 1] if q.at else None
    earlier = [move for move in asked if 0 <= move.at < q.at]
    later = [move for move in asked if move.at > q.at]
    if before is None or seconds > 59 or _whole_film(page, q):
        return False
    if "after" in before.senses and later:
        return _start(later[0], seconds, q, opens=bool(earlier))
    if before.key == "at" and (later or earlier):
        return _start((later or earlier)[0], seconds, q, opens=bool(earlier))
    if before.key in ("for", "over", "lasting", "in") and earlier and (several or before.key == "over"):
        earlier[-1].length_s = seconds
        return _take(earlier[-1], q)
    return False


def _whole_film(page: Page, q: Quantity) -> bool:
    following = page.marks[q.at + 2 : q.at + 3]
    return any(mark.key in CLIP for mark in following)


def _start(move: Asked, seconds: float, q: Quantity, opens: bool) -> bool:
    move.start_s = seconds
    if opens and move.stage == 0:
        move.stage = 1.0
    return _take(move, q)


def _take(move: Asked, q: Quantity) -> bool:
    move.marks.extend(q.marks)
    for mark in q.marks:
        mark.used = True
    return True
