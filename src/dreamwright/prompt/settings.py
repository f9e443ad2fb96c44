"""Words that set fields by themselves: weather, night sky, features, lens, look. Knows degrees and covers."""

from __future__ import annotations

from dreamwright.prompt.draft import Draft
from dreamwright.prompt.lexicon import Mark
from dreamwright.prompt.page import Page
from dreamwright.prompt.sense import Sense

ROLES = ("cloud", "fog", "fall", "storm", "wind", "sky", "feature", "season", "shake", "focus", "rack", "set", "look")
BETWEEN = ("color", "filler", "cover", "set")
ALIVE = ("cloud", "fog", "fall", "storm", "wind", "feature", "sky")
NATURAL = {
    "green": ("aurora", "grass", "trees", "moss", "ferns", "terraces", "crops", "reeds", "palms", "vineyard"),
    "white": ("snow_cover", "frost", "ice", "iceberg", "waves", "frozen", "cirrus", "cumulus"),
    "yellow": ("crops", "sand"),
    "blue": ("water", "ice", "iceberg", "glacier", "waves"),
    "gray": ("rocks", "cliffs", "stratus", "storm"),
    "black": ("rocks", "storm"),
    "pink": ("blossoms",),
    "orange": ("lava", "autumn_leaves", "leaves"),
    "red": ("lava", "autumn_leaves", "leaves", "red_rock"),
}
"""Colors that things have of themselves."""
PLAIN_DEGREE = 2


def read_settings(page: Page, draft: Draft) -> None:
    """Every self-standing word, weather first so that its degrees are taken before speeds are."""
    for role in ROLES:
        for at, mark, sense in page.having(role):
            if mark.sense(role):
                _apply(page, draft, at, mark, sense)


def _apply(page: Page, draft: Draft, at: int, mark: Mark, sense: Sense) -> None:
    if sense.role == "cloud":
        _cover(page, draft, at, mark)
    if sense.role == "season":
        draft.say("scene.season", sense.value, mark)
    if sense.role == "feature" and not sense.says and not sense.grades:
        draft.note("scene.features", None, mark)
    _natural(page, draft, at, sense)
    settle(page, draft, at, mark, sense)
    mark.used = True
    if sense.role in ALIVE:
        _stirring(page, draft, at, next(iter({**sense.says, **sense.grades}), "scene.features"))


def _natural(page: Page, draft: Draft, at: int, sense: Sense) -> None:
    """ "green grass", "white snow": a color that the thing has anyway."""
    before = page.previous(at)
    color = before.sense("color") if before is not None else None
    if before is not None and color is not None and sense.value in NATURAL.get(color.value, ()):
        draft.note(next(iter({**sense.says, **sense.grades}), "scene.features"), None, before)


def _stirring(page: Page, draft: Draft, at: int, path: str) -> None:
    """ "ash falling", "swaying trees": what weather and land do of themselves is read with them."""
    after, before = page.next(at), page.previous(at)
    for beside in (after, before):
        if beside is None or not (beside.sense("action") or beside.sense("motion")):
            continue
        if beside is after or beside.key.split()[0].endswith("ing"):
            draft.note(path, None, beside)
    if after is not None and after.key == "overhead" and not after.used:
        draft.note(path, None, after)


def settle(page: Page, draft: Draft, at: int, mark: Mark, sense: Sense) -> None:
    """Everything that a sense says and implies, graded by the degree word beside it."""
    if sense.grades:
        level, degree_marks = degree_of(page, at)
        for path, grades in sense.grades.items():
            draft.say(path, grades[level], *degree_marks, mark)
    for path, value in sense.says.items():
        draft.say(path, value, mark)
    for path, value in sense.implies.items():
        draft.imply(path, value, mark)


def degree_of(page: Page, at: int) -> tuple[int, tuple[Mark, ...]]:
    """Degree 0-4 of the thing at an index, with the marks that say so; 2 when none does."""
    for k, mark in page.before(at, 2):
        if sense := mark.sense("degree"):
            return _with_very(page, k, mark, int(sense.value))
        if not any(role in mark.senses for role in BETWEEN):
            break
    following = page.next(at)
    if following is not None and following.key.endswith("ly") and (sense := following.sense("degree")):
        return int(sense.value), (following,)
    return PLAIN_DEGREE, ()


def _with_very(page: Page, at: int, mark: Mark, level: int) -> tuple[int, tuple[Mark, ...]]:
    before = page.previous(at)
    if before is not None and before.key in ("very", "so"):
        return max(0, min(4, level + (1 if level > PLAIN_DEGREE else -1))), (before, mark)
    return level, (mark,)


def _cover(page: Page, draft: Draft, at: int, mark: Mark) -> None:
    for _, before in page.before(at, 3):
        if sense := before.sense("cover"):
            for path, value in sense.says.items():
                draft.say(path, value, before, mark)
            before.used = True
        elif not any(role in before.senses for role in ("color", "filler", "degree", "cloud")):
            return
