"""Misspelt vocabulary words mended by a small edit distance.

Candidates share the first letter and nearly all letters; Damerau-Levenshtein decides. Known English words that
lie near the vocabulary are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from dreamwright.prompt.lex import Token
from dreamwright.prompt.words.neighbours import ENGLISH

SHORTEST, LONG, LONGEST = 5, 9, 18


class Speller:
    """Knows the words of the vocabulary; builds its index when first asked about an unknown one."""

    def __init__(self, words: Iterable[str], targets: Iterable[str]) -> None:
        self.words = frozenset(words)
        """All known words: never mended."""
        self.targets = frozenset(targets)
        """Those a misspelt word may stand for: words with a meaning, not grammar."""

    @cached_property
    def index(self) -> dict[tuple[str, int], list[tuple[int, str]]]:
        """First letter and length → the words of that kind, each with the set of its letters."""
        found: dict[tuple[str, int], list[tuple[int, str]]] = {}
        for word in sorted(self.targets):
            if SHORTEST <= len(word) <= LONGEST + 2:
                found.setdefault((word[0], len(word)), []).append((_letters(word), word))
        return found

    def unknown(self, token: Token) -> bool:
        """Whether the token is a word that might be misspelt: 5-18 letters, neither vocabulary nor English."""
        key = token.key
        return token.kind == "word" and key not in self.words and SHORTEST <= len(key) <= LONGEST and key not in ENGLISH

    def mended(self, token: Token) -> Token:
        """The token with its key put right, or as it was."""
        right = self.nearest(token.key) if self.unknown(token) else None
        return token if right is None else token._replace(key=right)

    def nearest(self, word: str) -> str | None:
        """The one vocabulary word within 1 edit (2 from 9 letters on) with the same first letter; else None."""
        allowed = 2 if len(word) >= LONG else 1
        ranked = sorted(
            (far, known) for known in self._alike(word, allowed) if (far := distance(word, known)) <= allowed
        )
        if not ranked or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
            return None
        return ranked[0][1]

    def _alike(self, word: str, allowed: int) -> list[str]:
        """Words of nearly the same length and letters: an edit changes at most two of the letters used."""
        letters = _letters(word)
        lengths = range(len(word) - allowed, len(word) + allowed + 1)
        near = (pair for length in lengths for pair in self.index.get((word[0], length), ()))
        return [known for mask, known in near if (mask ^ letters).bit_count() <= 2 * allowed]


def _letters(word: str) -> int:
    """The set of the word's letters as bits."""
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) % 32)
    return mask


def distance(a: str, b: str) -> int:
    """Damerau-Levenshtein distance (optimal string alignment): insert, delete, change, swap neighbours."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row = row, [i] + [0] * len(b)
        for j, y in enumerate(b, 1):
            row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                row[j] = min(row[j], before[j - 2] + 1)
        before = last
    return row[-1]
