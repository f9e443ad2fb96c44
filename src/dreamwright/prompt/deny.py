"""Negation: what the prompt wants absent.

A negator denies the next thing named in its clause, and those joined to it by "or", "nor" or a bare "and".
"""

from __future__ import annotations

from dreamwright.prompt.draft import FEATURES, Draft
from dreamwright.prompt.lexicon import Mark
from dreamwright.prompt.page import Page

REACH = 5
DENIABLE = (
    "subject",
    "place",
    "time",
    "feature",
    "move",
    "motion",
    "absent",
    "sun",
    "reveal",
    "season",
    "light",
    "lapse",
)
FIELDS = {
    "fall": "scene.precipitation.kind",
    "cloud": "scene.clouds.kind",
    "time": "scene.time_of_day",
    "place": "scene.place",
    "season": "scene.season",
}
CHAIN = ("or", "nor", "and")
KEPT = {"no_trees": "no_trees", "no_snow_cover": "no_snow"}
"""Absences that an engine must know of, for the place would have them anyway."""
ABSENT_NOTE = "none asked for, none shown"


def read_denials(page: Page, draft: Draft) -> None:
    """Denied marks are used and their fields set to absence."""
    for at, mark in enumerate(page.marks):
        if mark.sense("not"):
            for target in _targets(page, at):
                _deny(draft, mark, target)
        elif mark.sense("free") and (before := page.previous(at)) is not None and _deniable(before):
            _deny(draft, before, mark, subject=before)


def _deniable(mark: Mark) -> bool:
    return not mark.used and (
        any(role in mark.senses for role in DENIABLE) or any(s.denies for s in mark.senses.values())
    )


def _targets(page: Page, at: int) -> list[Mark]:
    found: list[Mark] = []
    joined = True
    for k, mark in page.after(at, REACH * 3):
        if "but" in mark.senses or ("not" in mark.senses and not found):
            break
        if _deniable(mark) and joined:
            found.append(mark)
            joined = False
        elif found and mark.key in CHAIN:
            joined = mark.key != "and" or _bare(page, k)
        elif (found and not joined) or (k - at > REACH and not found):
            break
    return found


def _bare(page: Page, at: int) -> bool:
    """Whether a thing to deny follows "and" at once."""
    following = page.next(at)
    return following is not None and _deniable(following)


def _deny(draft: Draft, negator: Mark, target: Mark, subject: Mark | None = None) -> None:
    thing = subject or target
    marks = (negator, target)
    for sense in list(thing.senses.values()):
        if sense.role in ("subject", "move", "motion", "place", "time"):
            draft.bar(sense.value.split()[0] if sense.value else thing.key, *marks)
        if sense.role in ("fall", "cloud") and sense.value not in ("", "none"):
            draft.bar(f"{sense.role} {sense.value}", *marks)
            draft.note(FIELDS[sense.role], ABSENT_NOTE, *marks)
            continue
        for path, value in sense.denies.items():
            _absent(draft, path, value, marks)
        if sense.role in ("subject", "absent"):
            draft.note("scene.subjects", ABSENT_NOTE, *marks)
        elif sense.role in ("move", "motion"):
            draft.note("camera.moves", "not this move", *marks)
        elif sense.role in DENIABLE and not sense.denies:
            draft.note(FIELDS.get(sense.role, "scene.features"), "denied", *marks)
    thing.denied = True


def _absent(draft: Draft, path: str, value: object, marks: tuple[Mark, Mark]) -> None:
    if path == FEATURES and isinstance(value, tuple):
        for name in value:
            draft.bar(name.removeprefix("no_"), *marks)
        kept = [KEPT[name] for name in value if name in KEPT]
        draft.say(FEATURES, kept, *marks)
        draft.note(FEATURES, ABSENT_NOTE, *marks)
    elif path == "moves":
        draft.bar("moves", *marks)
        draft.note("camera.moves", "the camera stays still", *marks)
    else:
        draft.say(path, value, *marks, note="asked to be absent")
