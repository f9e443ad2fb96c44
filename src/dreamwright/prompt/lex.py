"""A prompt cut into tokens with their places, and words folded to one form.

Folding is the same for vocabulary and prompt, so it may be crude. Knows no meanings.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

SHAPE = re.compile(
    r"""(?P<ratio>\d+(?:\.\d+)?:\d+(?![\d:]))
      | (?P<size>\d{2,5}\s?[x×]\s?\d{2,5}(?!\w))
      | (?P<stop>f\s?/\s?\d+(?:\.\d+)?|(?<![^\W_])f\s?\d+(?:\.\d+)?(?![^\W_]))
      | (?P<number>\d+(?:[.,]\d+)*)
      | (?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)
      | (?P<and>&)
      | (?P<degree>°)
      | (?P<percent>%)
      | (?P<break>[.;!?\n—–…]|(?<=\s)-+(?=\s))
      | (?P<comma>[,:()])
      | (?P<dull>[\x21-\x7e“”„‘’«»·•*_|]+?)
      | (?P<mark>[^\s\w\x21-\x7e“”‘’]+)""",
    re.VERBOSE | re.IGNORECASE,
)
IRREGULAR = {
    "canoes": "canoe", "leaves": "leaf", "wolves": "wolf", "calves": "calf", "men": "man",
    "children": "child", "kids": "kid", "geese": "goose", "buses": "bus", "gases": "gas", "shoes": "shoe",
    "horseshoes": "horseshoe", "hooves": "hoof", "mice": "mouse", "skies": "sky", "axes": "axis", "knives": "knife",
    "colour": "color", "colours": "color", "coloured": "colored", "colourful": "colorful", "grey": "gray",
    "greys": "gray", "greyscale": "grayscale", "metre": "meter", "metres": "meter", "centre": "center",
    "centres": "center",
    "centred": "centered", "harbour": "harbor", "harbours": "harbor", "kilometre": "kilometer", "mould": "mold",
    "kilometres": "kilometer", "centimetres": "centimeter", "centimetre": "centimeter", "colourless": "colorless",
    "desaturation": "desaturated", "ploughed": "plowed", "theatre": "theater", "lens": "lens", "lenses": "lens",
    "moves": "moves", "dolly": "dolly", "movies": "movie", "series": "series", "ties": "tie", "always": "always",
    "dies": "die", "tyre": "tire", "cosy": "cozy", "panning": "panning", "glowing": "glowing", "dioramas": "diorama",
    "women": "woman", "womens": "woman", "has": "has", "was": "was", "its": "its", "this": "this", "as": "as",
    "is": "is", "us": "us", "does": "does",
    "goes": "goes", "news": "news", "across": "across", "plus": "plus",
}  # fmt: skip


class Token(NamedTuple):
    """A piece of the prompt: prompt[start:end], folded in `key`."""

    kind: str
    """word, number, ratio, size, stop, comma, break or mark."""
    text: str
    key: str
    start: int
    end: int

    @property
    def plural(self) -> bool:
        """Whether the word stands in the plural, as far as its ending tells."""
        low = self.text.lower()
        return low != self.key and (low.endswith("s") or low in IRREGULAR) and not low.endswith(("'s", "’s"))


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """The word's one form: lower case, singular, no possessive, American spelling."""
    word = word.lower().replace("’", "'")
    if word.endswith("'s"):
        word = word[:-2]
    word = word.replace("'", "")
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return _singular(word)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes", "oes")):
        return word[:-2]
    return word[:-1]


def tokens(prompt: str) -> list[Token]:
    """All tokens in order; hyphens, underscores, slashes and quotes only separate."""
    return [token for match in SHAPE.finditer(prompt) if (token := _token(match)) is not None]


def _token(match: re.Match[str]) -> Token | None:
    kind, text, (start, end) = str(match.lastgroup), match.group(), match.span()
    if kind == "word":
        return Token(kind, text, fold(text), start, end)
    if kind in ("and", "degree", "percent"):
        return Token("word", text, {"and": "and", "degree": "degree", "percent": "percent"}[kind], start, end)
    if kind == "dull":
        return None
    if kind == "mark":
        drawn = any(unicodedata.category(sign) in ("So", "Sk", "Sm") for sign in text[:64])
        return Token(kind, text, text, start, end) if drawn else None
    return Token(kind, text, text.lower(), start, end)


def key_of(phrase: str) -> tuple[str, ...]:
    """The folded words of a vocabulary phrase."""
    if phrase.replace(" ", "").isalpha():
        return tuple(fold(word) for word in phrase.split())
    return tuple(token.key for token in tokens(phrase))
