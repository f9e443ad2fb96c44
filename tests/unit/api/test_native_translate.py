"""Asks of our own wire become plans and commissions, or one sentence."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from dreamwright.api.native.asks import GenerationAsk, PlanAsk
from dreamwright.api.native.translate import commission_of, planned
from dreamwright.errors import BadPlan, UnknownName
from dreamwright.prompt.parse import plan
from dreamwright.shot.codec import from_json, to_json

HASH = "sha256:" + "a" * 64
ID = "00000000-0000-4000-8000-000000000001"


def made(**fields: Any) -> Any:
    return commission_of(GenerationAsk.model_validate(fields))


def test_a_prompt_is_planned_as_the_command_line_plans_it() -> None:
    assert planned(PlanAsk(prompt="stormy sea, handheld")) == plan("stormy sea, handheld")
    shot = planned(PlanAsk(prompt="a lake", aspect="9:16", resolution="540p", duration_s=3, seed=5, loop=True))
    assert (shot.frame.width, shot.frame.height, shot.frame.duration_s, shot.seed, shot.loop) == (540, 960, 3, 5, True)


def test_words_alone_and_words_with_wishes_are_one() -> None:
    assert made(prompt="a lake") == made(prompt={"prompt": "a lake"})


def test_a_plan_comes_back_as_it_was_given() -> None:
    shot = plan("a desert", seed=9)
    given = made(plan=shot.model_dump(mode="json"))
    assert from_json(to_json(shot)).model_dump(mode="json") == given.shot


def test_pictures_have_their_roles() -> None:
    inputs = {
        "start_image": HASH, "keyframes": [{"second": 2.5, "image": "https://example.com/k.png"}],
        "end_image": {"generation": ID, "frame": "first"}, "styles": [{"image": HASH, "weight": 0.4}],
        "depth": HASH, "masks": {"sky": HASH}, "fit": "outpaint",
    }  # fmt: skip
    commission = made(prompt="slow push in", inputs=inputs)
    told = [(one.role, one.input or one.url or one.generation, one.second, one.weight, one.region)
            for one in commission.sources]  # fmt: skip
    assert told == [
        ("start_image", HASH, None, 1.0, None), ("keyframe", "https://example.com/k.png", 2.5, 1.0, None),
        ("end_image", ID, None, 1.0, None), ("style", HASH, None, 0.4, None), ("depth", HASH, None, 1.0, None),
        ("mask", HASH, None, 1.0, "sky"),
    ]  # fmt: skip
    assert commission.shot["inputs"]["fit"] == "outpaint"
    assert commission.shot["look"]["contrast"] == 1.0  # pictures keep their light


def test_an_extension_needs_no_prompt_and_no_plan() -> None:
    commission = made(extend={"generation": ID, "seconds": 3, "backward": True})
    assert (commission.operation, commission.shot) == ("extend", None)
    assert commission.extension.backward
    words = {"prompt": "on it goes", "concepts": ["crane_up"], "loop": True}
    commission = made(extend={"generation": ID}, prompt=words)
    assert (commission.prompt, commission.extension.concepts, commission.extension.loop) == (
        "on it goes", ("crane_up",), True,
    )  # fmt: skip
    with pytest.raises(UnknownName):
        made(extend={"generation": ID}, prompt={"prompt": "on it goes", "concepts": ["moonwalk"]})


@pytest.mark.parametrize(
    "fields", [{"plan": {"schema": 1}}, {"inputs": {"start_image": HASH}}, {"prompt": {"prompt": "on", "seed": 3}},
               {"prompt": {"prompt": "on", "resolution": "4k"}}]
)  # fmt: skip
def test_an_extension_takes_nothing_that_it_would_not_heed(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="keeps its plan, pictures, size, rate and seed"):
        made(extend={"generation": ID}, **fields)


@pytest.mark.parametrize(
    ("kind", "ending"), [("video", "mp4"), ("image", "png")]
)  # fmt: skip
def test_what_it_is_made_as(kind: str, ending: str) -> None:
    assert made(kind=kind, prompt="a lake").ending == ending


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "give a prompt, a plan, or a film to extend"),
        ({"prompt": "a", "plan": {"schema": 1}}, "not both"),
        ({"prompt": "a lake", "kind": "image", "format": "mp4"}, "mp4 is no format of the kind image"),
        ({"prompt": "a lake", "sead": 3}, "Extra inputs are not permitted"),
        ({"prompt": "a lake", "inputs": {"keyframes": [{"second": 61, "image": HASH}]}}, "less than or equal to 60"),
    ],
)
def test_what_cannot_be_is_told(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        made(**fields)


def test_what_the_plan_cannot_be_is_told() -> None:
    with pytest.raises(BadPlan, match="unknown key"):
        made(plan={"schema": 1, "scenery": {}})
    with pytest.raises(UnknownName):
        planned(PlanAsk(prompt="a lake", concepts=("moonwalk",)))
