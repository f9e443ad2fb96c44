"""Size, rate and length: options, words, and every refusal in one sentence."""

from __future__ import annotations

import math

import pytest

from dreamwright.errors import BadOption, BadPrompt, UnknownName
from dreamwright.prompt.frame import FrameAsk
from dreamwright.prompt.parse import plan
from dreamwright.shot.plan import MAX_SEED


def size(prompt: str = "a lake", **ask: object) -> tuple[int, int]:
    frame = plan(prompt, frame=FrameAsk(**ask)).frame  # type: ignore[arg-type]
    return frame.width, frame.height


@pytest.mark.parametrize(
    ("aspect", "resolution", "expected"),
    [
        (None, None, (1280, 720)), ("16:9", "720p", (1280, 720)), ("9:16", "720p", (720, 1280)), ("21:9", "720p",
        (1680, 720)),
        ("1:1", "540p", (540, 540)), ("4:3", "1080p", (1440, 1080)), ("3:4", "360p", (360, 480)), ("9:21", "540p",
        (540, 1260)),
        ("16:9", "4k", (3840, 2160)), ("16:9", "4K", (3840, 2160)), ("2.39:1", "720p", (1720, 720)), ("vertical",
        None, (720, 1280)),
    ],
)  # fmt: skip
def test_resolution_is_the_short_side(aspect: str | None, resolution: str | None, expected: tuple[int, int]) -> None:
    assert size(aspect=aspect, resolution=resolution) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("vertical", (720, 1280)), ("for TikTok", (720, 1280)), ("for YouTube Shorts", (720, 1280)),
        ("Instagram reel", (720, 1280)),
        ("Instagram post", (720, 900)), ("square", (720, 720)), ("21:9", (1680, 720)), ("cinemascope", (1720, 720)),
        ("widescreen", (1280, 720)),
        ("4k", (3840, 2160)), ("1080p", (1920, 1080)), ("vertical 4k", (2160, 3840)), ("640x360", (640, 360)),
        ("portrait orientation", (720, 1280)),
    ],
)  # fmt: skip
def test_words_for_the_shape(words: str, expected: tuple[int, int]) -> None:
    shot = plan(f"a lake at noon, {words}")
    assert (shot.frame.width, shot.frame.height) == expected
    assert shot.unread == ()


@pytest.mark.parametrize(
    ("words", "duration", "fps"),
    [
        ("nine seconds", 9, 24), ("9s", 9, 24), ("a 9-second clip", 9, 24), ("12.5 seconds, 30 fps", 12.5, 30),
        ("24fps", 5, 24),
        ("60 frames per second", 5, 60), ("one minute", 60, 24), ("for ten seconds", 10, 24), ("500 seconds", 5, 24),
        ("0 seconds", 5, 24),
    ],
)  # fmt: skip
def test_words_for_length_and_rate(words: str, duration: float, fps: float) -> None:
    frame = plan(f"a lake at noon, {words}").frame
    assert (frame.duration_s, frame.fps) == (duration, fps)


def test_options_win_over_words_and_it_is_noted() -> None:
    ask = FrameAsk(width=640, height=360, duration_s=2, fps=12)
    shot = plan("a vertical lake, nine seconds, 24 fps", frame=ask)
    assert (shot.frame.width, shot.frame.height, shot.frame.duration_s, shot.frame.fps) == (640, 360, 2, 12)
    overruled = {reading.words for reading in shot.readings if reading.note == "overruled by the option"}
    assert overruled == {"nine seconds", "24 fps"}
    assert size("a vertical lake", resolution="360p") == (360, 640)
    assert size("a vertical lake", width=400) == (400, 712)


@pytest.mark.parametrize(
    "ask",
    [
        {"width": 15}, {"width": 9000}, {"height": 0}, {"width": 641}, {"height": -2}, {"aspect": "banana"},
        {"aspect": "5:1"}, {"aspect": "1:9"},
        {"aspect": "1:0"}, {"aspect": ""}, {"resolution": "8k"}, {"resolution": ""}, {"duration_s": 0.0},
        {"duration_s": 61}, {"duration_s": math.nan},
        {"duration_s": math.inf}, {"duration_s": -1}, {"fps": 0.5}, {"fps": 121}, {"fps": math.nan}, {"width": 16,
        "aspect": "4:1"},
        {"resolution": "4k", "aspect": "4:1"},
    ],
)  # fmt: skip
def test_bad_options_are_one_sentence(ask: dict[str, object]) -> None:
    with pytest.raises(BadOption) as caught:
        size(**ask)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_bad_prompts_and_seeds() -> None:
    for prompt in ("", "   \n\t", "x" * 5001, "half \ud800 a character"):
        with pytest.raises(BadPrompt):
            plan(prompt)
    for seed in (-1, MAX_SEED + 1):
        with pytest.raises(BadOption):
            plan("a lake", seed=seed)
    assert plan("a lake", seed=MAX_SEED).seed == MAX_SEED
    assert plan("x" * 5000).seed >= 0


def test_an_unknown_concept_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="pan_left"):
        plan("a lake", concepts=["pan_lef"])
    with pytest.raises(UnknownName, match="known ones are aerial"):
        plan("a lake", concepts=["qqqq"])


def test_loops_by_word_and_by_option() -> None:
    assert plan("a seamless loop of a lake").loop
    assert plan("a lake", loop=True).loop
    assert not plan("a lake").loop
    assert not plan("a lake, not looping").loop
