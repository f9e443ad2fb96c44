"""A plan in the making: which words set which field, and what is left unread.

The most specific reading wins (more words, then the first); what is said beats what is implied. Knows no words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dreamwright.prompt.lexicon import Mark
from dreamwright.shot.plan import Reading, Unread

FEATURES = "scene.features"
IMPLIED = "follows from these words"
MOST_FEATURES = 24
MOST_NOTES = 40
"""Readings of one field that only repeat what is known."""
SHOWN = {
    "sun.range": "scene.sun.elevation_deg",
    "sun.low": "scene.sun.elevation_deg",
    "sun.side": "scene.sun.azimuth_deg",
    "focus.near": "camera.lens.focus_m",
    "focus.rack": "camera.lens.focus_end_m",
    "frame.aspect": "frame.width",
    "frame.resolution": "frame.height",
}
"""Where the reader's own fields end up in the plan."""


@dataclass(eq=False)
class Claim:
    """A value for a field, with the marks that claim it."""

    value: Any
    marks: tuple[Mark, ...]
    note: str | None = None

    @property
    def weight(self) -> int:
        return sum(mark.size for mark in self.marks)


@dataclass
class Draft:
    """What has been read so far."""

    prompt: str
    claims: dict[str, Claim] = field(default_factory=dict)
    hints: dict[str, Claim] = field(default_factory=dict)
    features: dict[str, Claim] = field(default_factory=dict)
    barred: dict[str, Claim] = field(default_factory=dict)
    notes: list[tuple[tuple[Mark, ...], str, str | None]] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)

    def say(self, path: str, value: Any, *marks: Mark, note: str | None = None) -> bool:
        """Words set a field; False when more specific or earlier words have set it otherwise."""
        _use(marks)
        if path == FEATURES:
            self._add(value, marks, note)
            return True
        old = self.claims.get(path)
        if old is not None and old.value == value:
            self.note(path, note, *marks)
            return True
        new = Claim(value, marks, note)
        if old is None or new.weight > old.weight:
            self.claims[path] = new
            if old is not None:
                self._contest(path, new, old)
            return True
        self._contest(path, old, new)
        return False

    def imply(self, path: str, value: Any, *marks: Mark) -> None:
        """Words make a value likely; whatever is said wins."""
        _use(marks)
        if path == FEATURES:
            self._add(value, marks, IMPLIED)
        elif path not in self.hints:
            self.hints[path] = Claim(value, marks, IMPLIED)

    def note(self, path: str, note: str | None, *marks: Mark) -> None:
        """A reading that changes no value: said twice, denied or overruled."""
        _use(marks)
        self.told[path] = self.told.get(path, 0) + 1
        if self.told[path] <= MOST_NOTES:
            self.notes.append((marks, path, note))

    def bar(self, name: str, *marks: Mark) -> None:
        """A feature or subject that must not be there."""
        _use(marks)
        self.barred.setdefault(name, Claim(name, marks))

    def get(self, path: str, default: Any = None) -> Any:
        """What was said, else implied, else the default."""
        claim = self.claims.get(path) or self.hints.get(path)
        return default if claim is None else claim.value

    def said(self, path: str) -> bool:
        return path in self.claims

    def known(self, path: str) -> bool:
        """Said or implied."""
        return path in self.claims or path in self.hints

    def _add(self, names: Sequence[str], marks: tuple[Mark, ...], note: str | None) -> None:
        for name in names:
            if name not in self.features and len(self.features) < MOST_FEATURES:
                self.features[name] = Claim(name, marks, note)
            else:
                self.note(FEATURES, note, *marks)

    def _contest(self, path: str, winner: Claim, loser: Claim) -> None:
        if self.told.get(path, 0) > MOST_NOTES:
            return
        why = "more specific" if winner.weight > loser.weight else "named first"
        winner.note = winner.note or f"won over “{self._words(loser.marks)}”: {why}"
        self.note(path, f"overruled by “{self._words(winner.marks)}”, which is {why}", *loser.marks)

    def _words(self, marks: Iterable[Mark]) -> str:
        ordered = sorted(marks, key=lambda mark: mark.start)
        return self.prompt[ordered[0].start : ordered[-1].end] if ordered else "a concept"

    def readings(self, alive: Iterable[str]) -> tuple[Reading, ...]:
        """Every field with its words; implied ones only where `alive` says they hold."""
        rows = [(claim.marks, path, claim.note) for path, claim in self.claims.items()]
        rows += [
            (claim.marks, path, claim.note)
            for path, claim in self.hints.items()
            if path in alive and path not in self.claims
        ]
        rows += [(claim.marks, FEATURES, claim.note) for claim in self.features.values()]
        rows += self.notes
        found = {row: None for marks, path, note in rows for row in self._rows(marks, path, note)}
        ordered = sorted(found, key=lambda row: (row[0], row[1], row[2], row[3] or ""))
        return tuple(
            Reading(words=self.prompt[a:b], start=a, end=b, field=path, note=note) for a, b, path, note in ordered
        )

    def _rows(self, marks: tuple[Mark, ...], path: str, note: str | None) -> list[tuple[int, int, str, str | None]]:
        if not marks:
            return [(0, 0, SHOWN.get(path, path), note)]
        return [(start, end, SHOWN.get(path, path), note) for start, end in runs(marks)]


def _use(marks: Iterable[Mark]) -> None:
    for mark in marks:
        mark.used = True


def runs(marks: Iterable[Mark]) -> list[tuple[int, int]]:
    """Character spans of the marks, neighbours joined."""
    spans: list[tuple[int, int]] = []
    last = -1
    for mark in sorted(set(marks), key=lambda mark: mark.first):
        if spans and mark.first == last:
            spans[-1] = (spans[-1][0], mark.end)
        else:
            spans.append((mark.start, mark.end))
        last = mark.last
    return spans


PLAIN = ("grammar", "camera", "filler", "not", "but", "link", "then", "first", "while", "after", "sun", "reveal")


def unread(prompt: str, marks: Iterable[Mark], known: frozenset[str] = frozenset()) -> tuple[Unread, ...]:
    """Every content word that no reader used and that is not `known`, neighbours joined."""
    left = [mark for mark in marks if not mark.used and _has_content(mark) and not known.issuperset(mark.text.split())]
    return tuple(Unread(words=prompt[a:b], start=a, end=b) for a, b in runs(left))


def _has_content(mark: Mark) -> bool:
    return mark.token.kind not in ("break", "comma") and not any(role in mark.senses for role in PLAIN)
