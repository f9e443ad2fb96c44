"""All tables of the vocabulary as one index, and the longest phrases of a prompt found in it.

A phrase may have a sense for several roles; readers ask for theirs. Settles nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dreamwright.prompt.lex import Token, key_of, tokens
from dreamwright.prompt.sense import Sense, Table, phrases_of
from dreamwright.prompt.spell import Speller
from dreamwright.prompt.words import camera, look, place, plain, subject, time, weather

TABLES: tuple[Table, ...] = (
    place.PLACES, place.FEATURE_WORDS, place.SEASONS, time.TIMES, time.LIGHT, time.NIGHT_SKY, time.LAPSE,
    weather.CLOUDS, weather.BLUE, weather.COVERS, weather.AIR, weather.FALLING, weather.STORMS, weather.WINDS,
    subject.SUBJECTS, subject.COUNTS, subject.COLORS, subject.ACTIONS, subject.POSITIONS,
    camera.MOVES, camera.MOTIONS, camera.REVEAL, camera.DIRECTIONS, camera.SPEEDS, camera.EASES, camera.TURNS,
    camera.ANGLES, camera.PEOPLE_VIEWS, camera.LENSES, camera.ORDER, look.LOOKS, look.FORMATS,
    plain.GRAMMAR, plain.FILLER, plain.NEGATION, plain.DEGREES, plain.UNITS, plain.LINKS,
)  # fmt: skip

DULL = {"grammar", "filler", "not", "but", "camera", "absent"}
MOST_MENDED = 40
"""So that a prompt of any length is read in bounded time."""
Key = tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """Phrases by their folded words."""

    senses: dict[Key, dict[str, Sense]]
    longest: dict[str, int]
    """Words in the longest phrase that opens with this word."""
    speller: Speller


@dataclass(eq=False, slots=True)
class Mark:
    """A phrase, number or unknown word of the prompt: tokens first … last − 1."""

    first: int
    last: int
    start: int
    end: int
    key: str
    text: str
    """Its words as they stand, in lower case."""
    senses: Mapping[str, Sense]
    token: Token
    clause: int = 0
    denied: bool = False
    used: bool = False

    def sense(self, role: str) -> Sense | None:
        """Its meaning for a role while nobody has used it; None if it has none."""
        return None if self.used else self.senses.get(role)

    def value(self, role: str) -> str | None:
        """The value of its sense for a role, used or not; None if it has none."""
        sense = self.senses.get(role)
        return None if sense is None else sense.value

    @property
    def size(self) -> int:
        """How many words: the measure of being specific."""
        return self.last - self.first


@cache
def lexicon() -> Lexicon:
    """The whole vocabulary, built once."""
    senses: dict[Key, dict[str, Sense]] = {}
    longest: dict[str, int] = {}
    for table in TABLES:
        for phrase, sense in phrases_of(table):
            key = key_of(phrase)
            senses.setdefault(key, {}).setdefault(sense.role, sense)
            longest[key[0]] = max(longest.get(key[0], 0), len(key))
    words = {word for key in senses for word in key}
    return Lexicon(senses, longest, Speller(words, _meaning(senses)))


def _meaning(senses: dict[Key, dict[str, Sense]]) -> set[str]:
    """Words of phrases that mean something, less the words of grammar."""
    dull = {key[0] for key, roles in senses.items() if len(key) == 1 and DULL & set(roles)}
    return {word for key, roles in senses.items() if not DULL & set(roles) for word in key} - dull


def marks(prompt: str) -> list[Mark]:
    """The prompt as marks in order, each the longest known phrase from its place on."""
    known = lexicon()
    pieces = _mended(tokens(prompt), known.speller)
    found: list[Mark] = []
    at = clause = 0
    while at < len(pieces):
        mark = _mark(pieces, at, known)
        clause += mark.token.kind in ("break", "comma") or "but" in mark.senses
        mark.clause = clause
        found.append(mark)
        at = mark.last
    return found


def _mended(pieces: list[Token], speller: Speller) -> list[Token]:
    """Misspelt words put right; only the first MOST_MENDED different unknown words are looked at."""
    looked: dict[str, str] = {}
    mended = []
    for token in pieces:
        if token.key not in looked and len(looked) < MOST_MENDED and speller.unknown(token):
            looked[token.key] = speller.mended(token).key
        right = looked.get(token.key, token.key)
        mended.append(token if right == token.key else token._replace(key=right))
    return mended


def _mark(pieces: list[Token], at: int, known: Lexicon) -> Mark:
    first = pieces[at]
    for length in range(min(known.longest.get(first.key, 1), len(pieces) - at), 0, -1):
        run = pieces[at : at + length]
        senses = known.senses.get(tuple(token.key for token in run))
        if senses is not None:
            key, text = " ".join(token.key for token in run), " ".join(token.text.lower() for token in run)
            return Mark(at, at + length, first.start, run[-1].end, key, text, senses, run[-1])
    return Mark(at, at + 1, first.start, first.end, first.key, first.text.lower(), {}, first)
