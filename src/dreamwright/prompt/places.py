"""Where the film is set.

The first place named is where the camera stands. Two that make one (sea and islands) are read together; a place
after "reflected in", "seen from" or "from" takes over; any other becomes part of the first as a feature.
"""

from __future__ import annotations

from dreamwright.prompt.draft import FEATURES, Draft
from dreamwright.prompt.lexicon import Mark
from dreamwright.prompt.page import Page
from dreamwright.prompt.settings import settle
from dreamwright.prompt.words.place import BACKDROPS, OVERALL, PAIRS

FIELD = "scene.place"
TAKES_OVER = ("from", "reflected", "reflection", "mirrored", "reflecting")
COLORED = {
    ("red", "desert"): "red_rock", ("red", "canyon"): "red_rock", ("orange", "canyon"): "red_rock",
    ("orange", "desert"): "red_rock", ("turquoise", "ocean"): "turquoise_water", ("turquoise",
    "lake"): "turquoise_water",
    ("turquoise", "coast"): "turquoise_water", ("turquoise", "river"): "turquoise_water",
    ("green", "lake"): "turquoise_water", ("green", "ocean"): "turquoise_water", ("blue", "ocean"): "", ("blue",
    "lake"): "",
    ("blue", "river"): "", ("green", "forest"): "", ("green", "plains"): "", ("green", "mountains"): "", ("white",
    "arctic"): "",
    ("yellow", "desert"): "", ("green", "islands"): "", ("white", "mountains"): "snow_cover", ("black", "volcano"): "",
    ("blue", "mountains"): "", ("white", "coast"): "white_sand", ("black", "coast"): "black_sand",
}  # fmt: skip
"""Colours that a place can wear: the feature they name, or empty where they are its own."""


def read_places(page: Page, draft: Draft) -> None:
    """The place, its features, and what other places become."""
    named = page.having("place")
    if not named:
        return
    kinds = list(dict.fromkeys(sense.value for _, _, sense in named))
    kind, note = _settled(page, [(at, sense.value) for at, _, sense in named], kinds)
    winners = [mark for _, mark, sense in named if sense.value == kind] or [named[0][1]]
    for at, mark, sense in named:
        _colored(page, draft, at, mark, sense.value)
        settle(page, draft, at, mark, sense)
        if sense.value != kind:
            draft.say(FEATURES, (BACKDROPS[sense.value],), mark, note=f"a second place becomes part of the {kind}")
    draft.say(FIELD, kind, winners[0], note=note)
    for mark in winners[1:]:
        draft.note(FIELD, None, mark)


def _settled(page: Page, named: list[tuple[int, str]], kinds: list[str]) -> tuple[str, str | None]:
    for whole in OVERALL:
        if whole in kinds:
            return whole, None if len(kinds) == 1 else f"{whole} holds everything else named"
    kind, note = kinds[0], None
    for at, other in named:
        if other == kind:
            continue
        if pair := PAIRS.get(frozenset((kind, other))):
            kind, note = pair, f"{kind} and {other} together"
        elif any(mark.key in TAKES_OVER for _, mark in page.before(at, 3)):
            kind, note = other, f"seen from here; {kind} is behind it"
        else:
            note = note or f"named first; {other} becomes part of it"
    return kind, note


def _colored(page: Page, draft: Draft, at: int, mark: Mark, kind: str) -> None:
    before = page.previous(at)
    sense = before.sense("color") if before is not None else None
    if before is None or sense is None:
        return
    feature = COLORED.get((sense.value, kind))
    if feature:
        draft.say(FEATURES, (feature,), before, mark)
    elif feature == "":
        draft.note(FIELD, None, before)
