"""OpenAI's video requests become commissions, or one sentence."""

from __future__ import annotations

import pytest

from dreamwright.api.openai.models import VideoAsk
from dreamwright.api.openai.translate import commission_of, extension_of, quality_of, remix_of
from dreamwright.errors import BadOption


def test_defaults_are_openais() -> None:
    made = commission_of(VideoAsk(prompt="a lake"))
    frame = (made.shot or {})["frame"]
    assert (frame["width"], frame["height"], frame["duration_s"], made.quality) == (720, 1280, 4, "standard")


@pytest.mark.parametrize(
    ("model", "quality"),
    [("sora-2", "standard"), ("sora-2-pro", "high"), ("draft", "draft"), ("projector", "standard")],
)
def test_models_are_qualities(model: str, quality: str) -> None:
    assert quality_of(model) == quality


def test_a_picture_opens_the_film() -> None:
    uploaded = commission_of(VideoAsk(prompt="a lake"), "sha256:" + "b" * 64)
    assert uploaded.sources[0].input == "sha256:" + "b" * 64
    linked = commission_of(VideoAsk(prompt="a lake", input_reference={"image_url": "data:image/png;base64,AAAA"}))
    assert linked.sources[0].url == "data:image/png;base64,AAAA"


def test_an_extension_names_its_film() -> None:
    made = extension_of("pan left", "film", "8")
    assert made.extension is not None
    assert (made.extension.generation, made.extension.seconds) == ("film", 8)


@pytest.mark.parametrize(
    "fields", [{"seconds": "0"}, {"seconds": "1e3"}, {"size": "big"}, {"size": "9x9"}, {"size": "721x1280"}]
)
def test_what_cannot_be_is_told(fields: dict[str, str]) -> None:
    with pytest.raises(BadOption):
        commission_of(VideoAsk(prompt="a lake", **fields))


def test_a_picture_keeps_its_own_light() -> None:
    linked = VideoAsk(prompt="lightning", input_reference={"image_url": "https://example.org/a.jpg"})
    made = commission_of(linked)
    assert (made.shot or {})["look"]["exposure_ev"] == 0
    assert (remix_of("storm clouds", made, None).shot or {})["look"]["exposure_ev"] == 0
    assert (commission_of(VideoAsk(prompt="lightning")).shot or {})["look"]["exposure_ev"] < 0
