"""What holds for every prompt: no failure, the same twice, honest spans, bounded work."""

from __future__ import annotations

import sys
from collections import Counter
from types import FrameType
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dreamwright.prompt.lexicon import lexicon
from dreamwright.prompt.parse import plan
from dreamwright.shot.codec import content_hash, from_json, to_json
from dreamwright.shot.explain import explain
from dreamwright.shot.plan import Shot

PHRASES = sorted(" ".join(key) for key in lexicon().senses)
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

texts = st.text(min_size=1, max_size=400).filter(str.strip)
pieces = st.sampled_from(
    [
        *PHRASES,
        "no",
        "then",
        ",",
        ".",
        "3",
        "two",
        "and",
        "5 s",
        "for 2 seconds",
        "90 degrees",
        "flurb",
        "not",
        "to",
        "very",
    ]
)
sentences = st.lists(pieces, min_size=1, max_size=14).map(" ".join).filter(str.strip)


def honest(shot: Shot) -> None:
    """Spans are slices of the prompt, nothing is both read and unread, and the plan survives JSON."""
    covered: set[int] = set()
    for reading in shot.readings:
        assert shot.prompt[reading.start : reading.end] == reading.words
        covered |= set(range(reading.start, reading.end))
    for unread in shot.unread:
        assert shot.prompt[unread.start : unread.end] == unread.words
        assert covered.isdisjoint(range(unread.start, unread.end))
    assert from_json(to_json(shot)) == shot
    assert shot.camera.moves
    for move in shot.camera.moves:
        assert (
            0
            <= move.start_s
            < (shot.frame.duration_s if move.end_s is None else move.end_s)
            <= shot.frame.duration_s + 0.1
        )


def reachable(shot: Shot, path: str) -> Any:
    value: Any = shot
    for part in path.split("."):
        value = value[int(part)] if part.isdigit() else getattr(value, part)
    return value


@QUICK
@given(texts)
def test_any_text_gives_a_plan(text: str) -> None:
    honest(plan(text))


@QUICK
@given(sentences, st.integers(0, 2**53 - 1))
def test_any_heap_of_known_words_gives_a_plan(text: str, seed: int) -> None:
    shot = plan(text, seed=seed)
    honest(shot)
    assert plan(text, seed=seed) == shot
    assert explain(shot)
    for reading in shot.readings:
        assert reachable(shot, reading.field) is not Ellipsis
    assert content_hash(shot) == content_hash(from_json(to_json(shot)))


def test_any_length_up_to_the_most() -> None:
    for text in (
        "a" * 5000,
        "pan left then " * 357,
        "no " * 1666,
        "9" * 5000,
        "sea lake " * 555,
        "🌊" * 5000,
        "moutain " * 625,
        "(" * 5000,
    ):
        honest(plan(text))


def calls(text: str) -> int:
    """How many Python functions a plan calls."""
    count: Counter[str] = Counter()

    def profile(_frame: FrameType, event: str, _arg: object) -> None:
        count[event] += 1

    plan(text)
    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        plan(text)
    finally:
        sys.setprofile(before)
    return count["call"]


def test_work_grows_no_faster_than_the_text() -> None:
    sentence = (
        "first pan left slowly over the mountains at sunset, then thick fog and heavy rain, no people; unknwon wordz. "
    )
    ten, forty = calls(sentence * 10), calls(sentence * 40)
    assert forty < 5 * ten
    assert calls("no people or " * 380) < 250_000
    assert calls(" ".join(f"m{'ountais'[k % 7]}{'ountais'[k // 7 % 7]}untainz" for k in range(450))) < 250_000
