"""Words that say what moves in a picture: heard by the engine and, with a picture, not told as unread."""

from __future__ import annotations

import pytest

from dreamwright.engines.base import Inputs
from dreamwright.engines.parallax.engine import ParallaxEngine
from dreamwright.engines.parallax.spoken import SHOWN, only_lamps, only_smoke, words_of
from dreamwright.prompt.frame import FrameAsk
from dreamwright.prompt.parse import plan

PROMPTS = {
    "water flowing down a waterfall": "waterfall",
    "the river flows": "water",
    "waves crashing and rolling in": "water",
    "smoke curls and rises": "smoke",
    "steam rises": "smoke",
    "campfire flickering": "fire",
    "a candle flickers": "fire",
    "wind in the trees, leaves rustling": "foliage",
    "grass swaying": "foliage",
    "hair blowing in the wind": "hair",
}


@pytest.mark.parametrize(("prompt", "region"), PROMPTS.items())
def test_the_words_name_the_region_and_are_read(prompt: str, region: str) -> None:
    assert not words_of(prompt).isdisjoint(SHOWN[region])
    assert plan(prompt, frame=FrameAsk(shape=1.5, pictured=True)).unread == ()


def test_without_a_picture_what_cannot_be_filmed_is_told() -> None:
    assert [u.words for u in plan("hair blowing in the wind").unread] == ["hair blowing"]


def test_smoke_and_fire_of_a_picture_are_not_called_missing_fog_and_subjects() -> None:
    fields = {u.field for u in ParallaxEngine().fit(plan("a campfire, smoke rises", seed=1), Inputs()).unmet}
    assert not fields & {"scene.fog", "scene.subjects"}


def test_fog_is_not_smoke_and_a_lamp_is_no_flame() -> None:
    assert only_smoke(words_of("smoke rises"))
    assert not only_smoke(words_of("fog and smoke"))
    assert only_lamps(words_of("lamps flicker"))
    assert not only_lamps(words_of("lamps and a fire"))
