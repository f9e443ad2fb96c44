"""What is to be seen: kinds with their number, colour, action and position. Knows no place and no camera."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from dreamwright.prompt.draft import Draft
from dreamwright.prompt.lexicon import Mark
from dreamwright.prompt.page import Page
from dreamwright.prompt.words.subject import ALWAYS_MANY, PLURAL_COUNTS

MOST = 12
DEFAULT_PLURAL = 3
PHRASE = ("count", "color", "degree", "action", "filler", "cover", "speed", "fast")
ACTING = ("action", "motion")
LOOSE = re.compile(r" (over|above|across|through|along|down|forward|in|into|toward|towards)$")
"""Prepositions that some verbs come with."""
HOLDING = ("with", "holding", "carrying", "wearing", "under")
ARTICLES = ("a", "an", "the", "one")


@dataclass(eq=False)
class Seen:
    """A subject in the making."""

    kind: str
    mark: Mark
    count: int = 1
    color: str | None = None
    action: str | None = None
    position: str | None = None
    marks: dict[str, tuple[Mark, ...]] = field(default_factory=dict)


def read_subjects(page: Page, draft: Draft) -> list[Seen]:
    """Every subject that is named and not denied, the first twelve kinds."""
    found: dict[str, Seen] = {}
    for at, mark in enumerate(page.marks):
        kind = _kind(page, at, mark)
        if kind is None or kind in draft.barred:
            continue
        if kind in found:
            draft.note("scene.subjects", "named again", mark)
        elif len(found) < MOST:
            found[kind] = _seen(page, at, mark, kind)
    _owned(page, list(found.values()))
    return list(found.values())


def _owned(page: Page, seen: list[Seen]) -> None:
    """ "a girl with a red umbrella walking": the action belongs to the girl."""
    for owner, thing in pairwise(seen):
        between = page.words_between(page.marks.index(owner.mark), page.marks.index(thing.mark))
        if between & set(HOLDING) and len(between) <= 4 and owner.action is None and thing.action is not None:
            owner.action, thing.action = thing.action, None
            owner.marks["action"] = thing.marks.pop("action")


def _kind(page: Page, at: int, mark: Mark) -> str | None:
    if sense := mark.sense("subject"):
        return sense.value
    before = page.previous(at)
    if mark.key != "truck" or not mark.sense("move"):
        return None
    named = before is not None and (before.key in ARTICLES or "color" in before.senses or "count" in before.senses)
    following = page.next(at)
    acting = following is not None and following.key.endswith("ing") and "action" in following.senses
    return "truck" if named or acting else None


def _seen(page: Page, at: int, mark: Mark, kind: str) -> Seen:
    mark.used = True
    seen = Seen(kind, mark)
    counted = _qualify(page, at, seen)
    if not counted:
        seen.count = _unsaid_count(page, at, mark, kind)
    _act(page, at, seen)
    _stand(page, at, seen)
    return seen


def _qualify(page: Page, at: int, seen: Seen) -> bool:
    """Count and colour from the noun phrase before; whether a count was said."""
    counted = False
    for _, before in page.before(at, 5):
        if (sense := before.sense("count")) and not counted:
            seen.count, counted = int(sense.value), True
            _take(seen, "count", before)
        elif before.token.kind == "number" and before.key.isdigit() and not counted and not before.used:
            seen.count, counted = max(1, min(10000, int(before.key))), True
            _take(seen, "count", before)
        elif (sense := before.sense("color")) and seen.color is None:
            seen.color = before.text[:40]
            _take(seen, "color", before)
        elif (sense := before.sense("action")) and seen.action is None and before.key.endswith("ing"):
            seen.action = before.text[:60]
            _take(seen, "action", before)
        elif not any(role in before.senses for role in PHRASE):
            break
    return counted


def _unsaid_count(page: Page, at: int, mark: Mark, kind: str) -> int:
    before = page.previous(at)
    if before is not None and before.key in ("a", "an", "one") and mark.size == 1 and not mark.token.plural:
        return 1
    if mark.token.plural or kind in ALWAYS_MANY:
        return PLURAL_COUNTS.get(kind, DEFAULT_PLURAL)
    return 1


def _act(page: Page, at: int, seen: Seen) -> None:
    if seen.action is not None:
        return
    for k, mark in page.after(at, 4):
        flying = mark.sense("move") is not None and mark.value("move") == "fly forward"
        if any(mark.sense(role) for role in ACTING) or flying or _unknown_verb(mark, k == at + 1):
            seen.action = LOOSE.sub("", mark.text)[:60]
            _take(seen, "action", mark)
            _manner(page, k, seen)
            return
        if not (mark.key in ("is", "are", "that", "which", "in", "the", "wind", "while") or "speed" in mark.senses):
            return


def _unknown_verb(mark: Mark, follows: bool) -> bool:
    return follows and not mark.senses and mark.token.kind == "word" and mark.key.endswith("ing") and len(mark.key) < 40


def _manner(page: Page, at: int, seen: Seen) -> None:
    """ "sailing slowly to the left": speed and direction right after an action belong to it."""
    for _, mark in page.after(at, 2):
        if mark.key in ("overhead", "above") and seen.position is None:
            seen.position = "above"
            _take(seen, "position", mark)
            return
        if mark.value("direction") not in ("left", "right", "up", "down", "forward") and not mark.sense("speed"):
            return
        if mark.used:
            return
        seen.action = f"{seen.action} {mark.text}"[:60]
        _take(seen, "action", mark)


def _stand(page: Page, at: int, seen: Seen) -> None:
    mark = page.near(at, "position", 6, 4) or _leading(page, at)
    if mark is not None:
        seen.position = mark.value("position")
        _take(seen, "position", mark)


def _leading(page: Page, at: int) -> Mark | None:
    """ "in the foreground, a boat": a position with its own comma before."""
    for k in range(at - 1, max(-1, at - 5), -1):
        mark = page.marks[k]
        if mark.sense("position"):
            return mark if k == 0 or page.previous(k) is None else None
        if not (mark.token.kind == "comma" or any(role in mark.senses for role in (*PHRASE, "grammar"))):
            return None
    return None


def _take(seen: Seen, part: str, mark: Mark) -> None:
    mark.used = True
    seen.marks[part] = (*seen.marks.get(part, ()), mark)
