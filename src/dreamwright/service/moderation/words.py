"""Moderation by a list of words: whole words and phrases, however they are capitalised, accented or disguised.

It knows letters and no meaning: it keeps the plainest requests out, and nothing that is said in other words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from dreamwright.errors import BadFile
from dreamwright.service.moderation.base import BLACKLISTED

SHIPPED = Path(__file__).with_name("words.txt")
_LOOKALIKES = str.maketrans({
    "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a", "$": "s", "!": "i",
    "|": "i", "€": "e", "£": "l", "+": "t",
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ѕ": "s", "ј": "j", "к": "k",
    "м": "m", "т": "t", "в": "b", "н": "h", "α": "a", "ε": "e", "ι": "i", "ο": "o", "ρ": "p", "υ": "u", "ν": "v",
    "κ": "k", "τ": "t", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i",
})  # fmt: skip
"""Signs, Cyrillic and Greek letters that are read as Latin ones."""
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of languages that put no space between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
_TOKEN = re.compile(r"[^\s.,;:?\"'()\[\]{}<>/\\_~*#&=^`%-]+")
_PLAIN = re.compile(r"[^a-z]+")


class WordList:
    """Refuses prompts in which a word or phrase of a list stands; where no spaces are written, anywhere in the text."""

    def __init__(self, words: Iterable[str]) -> None:
        """`words`: one word or phrase each; a trailing * takes every ending too."""
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        self._starts: set[str] = set()
        self._anywhere: set[str] = set()
        for entry in words:
            self._add(entry)

    def judge(self, prompt: str, negative: str | None) -> str | None:  # noqa: ARG002
        """Luma's sentence where the prompt holds a listed word. What is wished away may be named."""
        return BLACKLISTED if self.found(prompt) else None

    def found(self, text: str) -> bool:
        """Whether a listed word or phrase stands in the text."""
        joined = "".join(_words(text)) if self._anywhere else ""
        return any(self._stands_in(words) for words in _readings(text)) or any(one in joined for one in self._anywhere)

    def _add(self, entry: str) -> None:
        entry = entry.strip()
        words = tuple(_words(entry.removesuffix("*")))
        if _SPACELESS.search(entry):
            self._anywhere.add("".join(words))
        elif entry.endswith("*") and len(words) == 1:
            self._starts.add(words[0])
        elif words:
            self._phrases.setdefault(words[0], []).append(words)

    def _stands_in(self, words: list[str]) -> bool:
        starts = tuple(self._starts)
        return any(
            (bool(starts) and word.startswith(starts))
            or any(tuple(words[at : at + len(phrase)]) == phrase for phrase in self._phrases.get(word, ()))
            for at, word in enumerate(words)
        )


def load_words(path: Path | None = None) -> WordList:
    """The list of a file (None = the shipped one): a word or phrase a line, # begins a comment. BadFile."""
    path = path or SHIPPED
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"The word list cannot be read: {path}.") from error
    entries = [entry for line in lines if (entry := line.partition("#")[0].strip())]
    if not entries:
        raise BadFile(f"The word list {path} holds no word.")
    if bad := next((entry for entry in entries if not list(_words(entry))), None):
        raise BadFile(f"The word list {path} holds “{bad}”, which has no letter to look for.")
    return WordList(entries)


def _readings(text: str) -> Iterator[list[str]]:
    """The words as they stand; with letters drawn out for stress once and twice; and spelt-out letters as one word."""
    words = list(_words(text))
    yield words
    for drawn in (r"\1", r"\1\1"):
        yield [re.sub(r"(.)\1{2,}", drawn, word) for word in words]
    yield _joined(words)


def _joined(words: list[str]) -> list[str]:
    """`n u d e` → `nude`: three or more single letters in a row are one word."""
    spelt = re.sub(r"(?<!\S)(?:\S ){2,}\S(?!\S)", lambda run: run[0].replace(" ", ""), " ".join(words))
    return spelt.split()


def _words(text: str) -> Iterator[str]:
    """Words as small Latin letters alone: without accents, invisible signs and disguises. Other scripts stay."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    seen = "".join(sign for sign in folded if unicodedata.category(sign) not in ("Mn", "Cf", "Me"))
    for token in (found.rstrip("!+|") for found in _TOKEN.findall(seen)):
        word = token if token.isdecimal() else _undisguised(token)
        if word:
            yield word


def _undisguised(token: str) -> str:
    """The Latin word that the signs are read as; a word of another script as it is, without signs that are none."""
    latin = "".join(sign for sign in token.translate(_LOOKALIKES) if sign.isalpha())
    if latin.isascii():
        return latin
    if any("a" <= sign <= "z" for sign in token):  # letters of two scripts in one word
        return _PLAIN.sub("", latin)
    return "".join(sign for sign in token if sign.isalpha())
