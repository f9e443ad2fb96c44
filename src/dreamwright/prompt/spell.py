"""Misspelt vocabulary words mended by a small edit distance.

Deletion index after SymSpell (W. Garbe), Damerau-Levenshtein as proof. Known English words are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from dreamwright.prompt.lex import Token
from dreamwright.prompt.words.neighbours import ENGLISH

SHORTEST, LONG, LONGEST = 5, 8, 18


class Speller:
    """Knows the words of the vocabulary; builds its index when first asked about an unknown one."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)

    @cached_property
    def index(self) -> dict[str, tuple[str, ...]]:
        """Every word with one letter left out (two for long words) → the words it may stand for."""
        found: dict[str, list[str]] = {}
        for word in sorted(self.words):
            if SHORTEST <= len(word) <= LONGEST:
                for shape in _shapes(word, 2 if len(word) >= LONG else 1):
                    found.setdefault(shape, []).append(word)
        return {shape: tuple(words) for shape, words in found.items()}

    def mended(self, token: Token) -> Token:
        """The token with its key put right, or as it was: unknown words of 5-18 letters only."""
        key = token.key
        if token.kind != "word" or key in self.words or not SHORTEST <= len(key) <= LONGEST or key in ENGLISH:
            return token
        right = self.nearest(key)
        return token if right is None else replace(token, key=right)

    def nearest(self, word: str) -> str | None:
        """The one vocabulary word within 1 edit (2 from 8 letters on) with the same first letter; else None."""
        nearby = {known for shape in _shapes(word, 1) for known in self.index.get(shape, ())}
        allowed = 2 if len(word) >= LONG else 1
        ranked = sorted((distance(word, known), known) for known in nearby if known[0] == word[0])
        if not ranked or ranked[0][0] > allowed or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
            return None
        return ranked[0][1]


def _shapes(word: str, depth: int) -> set[str]:
    """The word and all it becomes when up to `depth` letters are left out."""
    shapes = {word}
    for _ in range(depth):
        shapes |= {shape[:k] + shape[k + 1 :] for shape in shapes for k in range(len(shape))}
    return shapes


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
