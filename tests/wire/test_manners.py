"""What Luma's client is told at once: lists, credits, and every documented refusal with its status and sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import lumaai
import pytest
from lumaai import LumaAI
from tests.serving import WIRE

from dreamwright.prompt.concepts import CONCEPTS

if TYPE_CHECKING:
    from tests.serving import Serving

IMAGE = {"type": "image", "url": "http://127.0.0.1:9/none.png"}
FILM = {"type": "generation", "id": "123e4567-e89b-12d3-a456-426614174000"}
LOOPLESS = [
    ({"frame0": IMAGE, "frame1": IMAGE}, "Loop is not supported for keyframes"),
    ({"frame1": FILM}, "Loop is not supported for extend reverse"),
    ({"frame0": FILM, "frame1": IMAGE}, "Loop is not supported for interpolate video to image"),
    ({"frame0": IMAGE, "frame1": FILM}, "Loop is not supported for interpolate image to video"),
    ({"frame0": FILM, "frame1": FILM}, "Loop is not supported for interpolate between two videos"),
]


def told(fault: lumaai.APIStatusError) -> str:
    body: Any = fault.body
    return str(body["detail"])


def test_ping_answers(luma: LumaAI) -> None:
    assert luma.ping.check().message == "pong"


def test_credits_are_cents(luma: LumaAI) -> None:
    assert 0 < luma.credits.get().credit_balance <= 20_000 * 0.33


def test_concepts_are_a_bare_list_of_words(luma: LumaAI) -> None:
    assert luma.generations.concepts.list() == list(CONCEPTS)


def test_camera_motions_are_told_to_older_clients(serving: Serving) -> None:
    assert "camera orbit left" in serving.get("/generations/camera_motion/list").json()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "Prompt is required"),
        ({"prompt": " "}, "Prompt is required"),
        ({"prompt": "ab"}, "Prompt is too short, minimum length is 3 characters"),
        ({"prompt": "a" * 5001}, "Prompt is too long, maximum length is 5000 characters"),
        ({"prompt": "a lake", "keyframes": {}}, "No keyframes provided"),
        *(({"prompt": "a lake", "keyframes": frames, "loop": True}, sentence) for frames, sentence in LOOPLESS),
    ],
)
def test_a_wrong_request_is_400_in_lumas_words(luma: LumaAI, asked: dict[str, Any], sentence: str) -> None:
    for create in (luma.generations.create, luma.generations.video.create):
        with pytest.raises(lumaai.BadRequestError) as caught:
            create(model="ray-2", **asked)
        assert told(caught.value) == sentence


@pytest.mark.parametrize(
    ("field", "value"), [("model", "ray-99"), ("aspect_ratio", "5:4"), ("concepts", [{"name": "x"}]), ("loop", "maybe")]
)
def test_a_wrong_field_is_422_and_named(luma: LumaAI, field: str, value: Any) -> None:
    with pytest.raises(lumaai.UnprocessableEntityError) as caught:
        luma.generations.create(**{"model": "ray-2", "prompt": "a lake", field: value})
    body: Any = caught.value.body
    assert field in body["detail"][0]["loc"]
    assert {"type", "loc", "msg"} <= body["detail"][0].keys()


def test_a_wrong_key_is_401(serving: Serving) -> None:
    with (
        LumaAI(auth_token="nonsense", base_url=serving.url + WIRE, max_retries=0) as client,
        pytest.raises(lumaai.AuthenticationError) as caught,
    ):
        client.credits.get()
    assert told(caught.value) == "Invalid API key is provided"


def test_what_is_not_there_is_404(luma: LumaAI) -> None:
    for ask in (luma.generations.get, luma.generations.delete, luma.generations.upscale, luma.generations.audio):
        for name in ("id", FILM["id"]):
            with pytest.raises(lumaai.NotFoundError) as caught:
                ask(name)
            assert told(caught.value) == "Generation not found"
    with pytest.raises(lumaai.NotFoundError) as caught:
        luma.generations.create(model="ray-2", prompt="a lake", keyframes={"frame0": FILM})  # type: ignore[typeddict-item]
    assert told(caught.value) == "Generation not found"


def test_an_unknown_path_is_404(serving: Serving) -> None:
    assert serving.get("/no/such/thing").status_code == 404


def test_what_is_no_json_is_refused_with_a_reason(serving: Serving) -> None:
    answer = httpx.post(f"{serving.url}{WIRE}/generations", content=b"{", headers=serving.headers, timeout=30)
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_nothing_refused_costs_anything_or_is_listed(serving: Serving, luma: LumaAI) -> None:
    before, count = serving.credits(), luma.generations.list(limit=0).count
    with pytest.raises(lumaai.BadRequestError):
        luma.generations.create(model="ray-2")
    with pytest.raises(lumaai.BadRequestError):
        luma.generations.create(model="ray-2", prompt="a lake", resolution="many")
    assert (serving.credits(), luma.generations.list(limit=0).count) == (before, count)
