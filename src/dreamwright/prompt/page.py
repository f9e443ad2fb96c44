"""The marks of a prompt with ways to look around from one of them. Settles nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dreamwright.prompt.lexicon import Mark
from dreamwright.prompt.sense import Sense

SKIPPED = ("grammar", "filler")


@dataclass(frozen=True)
class Page:
    """All marks in order."""

    marks: list[Mark]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Role → indices of the marks that have it."""
        found: dict[str, list[int]] = {}
        for k, mark in enumerate(self.marks):
            for role in mark.senses:
                found.setdefault(role, []).append(k)
        return found

    def having(self, role: str) -> list[tuple[int, Mark, Sense]]:
        """Index, mark and sense of every unused mark that has the role."""
        named = [(k, self.marks[k]) for k in self._places.get(role, ())]
        return [(k, mark, sense) for k, mark in named if (sense := mark.sense(role)) is not None]

    def after(self, at: int, reach: int) -> Iterator[tuple[int, Mark]]:
        """Up to `reach` marks after, nearest first, within the clause."""
        for k in range(at + 1, min(len(self.marks), at + 1 + reach)):
            if self.marks[k].clause != self.marks[at].clause:
                return
            yield k, self.marks[k]

    def before(self, at: int, reach: int) -> Iterator[tuple[int, Mark]]:
        """Up to `reach` marks before, nearest first, within the clause."""
        for k in range(at - 1, max(-1, at - 1 - reach), -1):
            if self.marks[k].clause != self.marks[at].clause or self.marks[k].token.kind in ("comma", "break"):
                return
            yield k, self.marks[k]

    def near(self, at: int, role: str, reach_after: int, reach_before: int) -> Mark | None:
        """The nearest unused mark of a role: after first, then before, stopping at nothing but the clause."""
        for _, mark in self.after(at, reach_after):
            if mark.sense(role):
                return mark
        for _, mark in self.before(at, reach_before):
            if mark.sense(role):
                return mark
        return None

    def previous(self, at: int) -> Mark | None:
        """The mark right before within the clause, None at its start."""
        return next((mark for _, mark in self.before(at, 1)), None)

    def next(self, at: int) -> Mark | None:
        """The mark right after within the clause, None at its end."""
        return next((mark for _, mark in self.after(at, 1)), None)

    def words_between(self, first: int, last: int) -> set[str]:
        """Keys of the marks strictly between two indices."""
        return {mark.key for mark in self.marks[first + 1 : last]}
