"""When: time of day, lapses from one to another, and where the light comes from.

Two times joined by "to", "into" or "until" are a lapse that ends at the last. Else the finer of two that agree
wins, then the more specific words, then the first.
"""

from __future__ import annotations

from itertools import pairwise

from dreamwright.prompt.draft import Draft
from dreamwright.prompt.lexicon import Mark
from dreamwright.prompt.page import Page
from dreamwright.prompt.sense import Sense
from dreamwright.prompt.words.time import WITHIN

FIELD, END, SCALE, RANGE, SIDE = (
    "scene.time_of_day",
    "scene.time_of_day_end",
    "scene.time_scale",
    "sun.range",
    "sun.side",
)
LAPSE_SCALE = 600.0
REACH = 5
Named = tuple[int, Mark, Sense]


def read_hours(page: Page, draft: Draft) -> None:
    """Time of day, its end in a lapse, time scale and the side of the light."""
    for _, mark, sense in page.having("light"):
        draft.say(SIDE, sense.value, mark)
        if sense.implies:
            draft.imply("sun.low", True, mark)
    named = page.having("time")
    _lapse_words(page, draft)
    _fade_words(page, draft)
    span = _span(page, named)
    if span is not None:
        _lapse(draft, *span)
        named = [item for item in named if not item[1].used]
        for _, mark, _ in named:
            draft.note(FIELD, "passed over: a lapse has a start and an end", mark)
    elif named:
        _one(draft, named)


def _lapse_words(page: Page, draft: Draft) -> None:
    for _, mark, sense in page.having("lapse"):
        draft.say(SCALE, LAPSE_SCALE, mark)
        start, end = sense.value.split() if " " in sense.value and sense.value != "time lapse" else ("", "")
        if start:
            draft.say(FIELD, start, mark)
            draft.say(END, end, mark)


def _fade_words(page: Page, draft: Draft) -> None:
    """Light that goes in the film's own time: it ends at a time of day, and begins a little before unless told."""
    for _, mark, sense in page.having("fade"):
        start, end = sense.value.split()
        draft.say(END, end, mark)
        draft.imply(FIELD, start, mark)


def _span(page: Page, named: list[Named]) -> tuple[Named, Named] | None:
    """The first and last of the last run of times joined by links."""
    run: list[Named] = []
    for first, last in pairwise(named):
        if not _linked(page, first, last):
            continue
        run = [*run, last] if run and run[-1] is first else [first, last]
    return (run[0], run[-1]) if run else None


def _linked(page: Page, first: Named, last: Named) -> bool:
    between = page.marks[first[0] + 1 : last[0]]
    return len(between) <= REACH and any("link" in mark.senses for mark in between)


def _lapse(draft: Draft, first: Named, last: Named) -> None:
    (_, start, begins), (_, end, ends) = first, last
    if begins.value == ends.value:
        draft.say(FIELD, begins.value, start, end)
        return
    draft.say(FIELD, begins.value, start)
    draft.say(END, ends.value, end)
    draft.imply(SCALE, LAPSE_SCALE, start, end)


def _one(draft: Draft, named: list[Named]) -> None:
    _, chosen, sense = named[0]
    for _, mark, other in named[1:]:
        if other.value in WITHIN.get(sense.value, ()) and other.value != sense.value:
            draft.note(FIELD, f"narrowed to {other.value} by “{mark.token.text}”", chosen)
            chosen, sense = mark, other
        elif sense.value in WITHIN.get(other.value, ()):
            draft.note(FIELD, f"narrowed to {sense.value}", mark)
        elif other.value != sense.value and mark.size > chosen.size:
            draft.say(FIELD, sense.value, chosen)
            chosen, sense = mark, other
        else:
            draft.say(FIELD, sense.value, chosen)
            draft.say(FIELD, other.value, mark)
    draft.say(FIELD, sense.value, chosen)
    for path, value in sense.implies.items():
        draft.imply(path, value, chosen)
    if RANGE in sense.says and draft.get(FIELD) == sense.value:
        draft.say(RANGE, sense.says[RANGE], chosen)
