"""A list of words: what it finds however it is written, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamwright.errors import BadFile
from dreamwright.service.moderation.base import BLACKLISTED, Off
from dreamwright.service.moderation.words import WordList, load_words

LIST = WordList(["hell", "bad word", "curs*", "порно", "naïve", "69", "海怪", "ปีศาจ"])


@pytest.mark.parametrize(
    "text",
    [
        "hell", "HELL!", "a road to Hell.", "h3ll", "hélļ", "he\u200bll", "h e l l", "h.e.l.l", "h-e-l-l", "hellll",
        "ｈｅｌｌ", "hеll", "h€ll", "(hell)", "bad word", "BAD   W0RD", "bad-word", "bad, word", "curse", "cursing",
        "CUR5ED", "порно", "ПОРНО", "naive", "NAÏVE", "number 69",
        "一只海怪在海里", "海 怪", "มีปีศาจใน",
    ],
)  # fmt: skip
def test_found_however_it_is_written(text: str) -> None:
    assert LIST.judge(f"a calm sea, {text}, at dusk", None) == BLACKLISTED


@pytest.mark.parametrize(
    "text",
    ["shell", "hello", "seashells on a beach", "bad weather, word art", "word bad", "recursion", "море", "a 4k film",
     "1969", "h ell", "a b c", "", "8 mm, 24 fps!", "порноватый", "大海", "怪海"],
)  # fmt: skip
def test_left_alone(text: str) -> None:
    assert LIST.judge(text, None) is None


def test_what_is_wished_away_may_be_named() -> None:
    assert LIST.judge("a calm sea", "hell") is None


@pytest.mark.parametrize(
    "prompt",
    ["a slow pan over snowy mountains at golden hour", "a field of rape in bloom under a blue sky",
     "naked branches in the first snow", "waves crash on a rocky shore, storm", "a cathedral of redwoods, god rays",
     "the northern lights over a frozen lake", "assassin's creed style drone shot of a canyon", "cocktail at sunset"],
)  # fmt: skip
def test_the_shipped_list_leaves_films_alone(prompt: str) -> None:
    assert load_words().judge(prompt, None) is None


@pytest.mark.parametrize(
    "prompt", ["P0RN in a forest", "a nude on the beach", "decapitation", "c h i l d porn", "nüde"]
)
def test_the_shipped_list_finds(prompt: str) -> None:
    assert load_words().judge(prompt, None) == BLACKLISTED


def test_off_lets_everything_through() -> None:
    assert Off().judge("hell", None) is None


def test_a_list_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("# ours\n\n  Kraken  # no monsters\nsea serpent*\n", "utf-8")
    found = load_words(own)
    assert found.judge("KRAKEN", None) == BLACKLISTED
    assert found.judge("nude", None) is None


@pytest.mark.parametrize("text", ["", "# nothing\n", "good\n...\n"])
def test_a_list_that_says_nothing_is_told(tmp_path: Path, text: str) -> None:
    own = tmp_path / "own.txt"
    own.write_text(text, "utf-8")
    with pytest.raises(BadFile, match="word list"):
        load_words(own)


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        load_words(tmp_path / "no.txt")


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    LIST.judge(text, text)


@given(st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=12), st.text(max_size=20))
def test_a_word_is_found_in_any_surroundings(word: str, around: str) -> None:
    try:
        own = WordList([word])
    except BadFile:
        return
    if own.found(word):  # some letters are no sign of their own once accents are off
        assert own.found(f"{around} , {word} , {around}")
