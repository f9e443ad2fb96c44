"""Requests of Luma's wire become the commissions they stand for, or Luma's own sentences."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from dreamwright.api.luma.faults import BadRequest
from dreamwright.api.luma.models import (
    AudioRequest,
    ImageRequest,
    ModifyVideoRequest,
    ReframeImageRequest,
    ReframeVideoRequest,
    UpscaleRequest,
    VideoRequest,
)
from dreamwright.api.luma.translate import CANVAS, commission_of, echo_of
from dreamwright.errors import UnknownName
from dreamwright.prompt.parse import plan
from dreamwright.shot.codec import from_json, to_json

IMAGE = {"type": "image", "url": "https://example.com/a.jpg"}
FILM = {"type": "generation", "id": "123e4567-e89b-12d3-a456-426614174000"}


def video(**fields: Any) -> Any:
    return commission_of(TypeAdapter(VideoRequest).validate_python(fields))


def image(**fields: Any) -> Any:
    return commission_of(TypeAdapter(ImageRequest).validate_python(fields))


def shot_of(commission: Any) -> Any:
    return from_json(json.dumps(commission.shot))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Prompt is required"),
        ({"prompt": "  "}, "Prompt is required"),
        ({"prompt": "ab"}, "Prompt is too short, minimum length is 3 characters"),
        ({"prompt": "x" * 5001}, "Prompt is too long, maximum length is 5000 characters"),
        ({"prompt": "a lake", "keyframes": {}}, "No keyframes provided"),
        ({"keyframes": {"frame0": IMAGE, "frame1": IMAGE}, "loop": True}, "Loop is not supported for keyframes"),
        ({"keyframes": {"frame1": FILM}, "loop": True}, "Loop is not supported for extend reverse"),
        (
            {"keyframes": {"frame0": FILM, "frame1": IMAGE}, "loop": True},
            "Loop is not supported for interpolate video to image",
        ),
        (
            {"keyframes": {"frame0": IMAGE, "frame1": FILM}, "loop": True},
            "Loop is not supported for interpolate image to video",
        ),
        (
            {"keyframes": {"frame0": FILM, "frame1": FILM}, "loop": True},
            "Loop is not supported for interpolate between two videos",
        ),
        ({"prompt": "a lake", "resolution": "8k"}, "Resolution must be one of 360p, 540p, 720p, 1080p, 4k, not '8k'"),
        ({"prompt": "a lake", "duration": "soon"}, "Duration must be from 1s to 60s, such as 5s or 9s, not 'soon'"),
    ],
)
def test_what_cannot_be_is_told_in_lumas_words(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadRequest) as told:
        video(**fields)
    assert str(told.value) == sentence
    assert told.value.http_status == 400


@pytest.mark.parametrize("frames", [{"frame0": IMAGE}, {"frame0": FILM}])
def test_loops_that_luma_allows(frames: dict[str, Any]) -> None:
    assert video(prompt="a lake", keyframes=frames, loop=True)


@pytest.mark.parametrize(
    ("resolution", "aspect", "size"),
    [
        (None, "16:9", (1280, 720)), ("1080", "16:9", (1920, 1080)), ("540p", "9:16", (540, 960)),
        ("4K", "1:1", (2160, 2160)), ("720p", "21:9", (1680, 720)),
    ],
)  # fmt: skip
def test_size_and_length(resolution: str | None, aspect: str, size: tuple[int, int]) -> None:
    shot = shot_of(video(prompt="a lake", resolution=resolution, aspect_ratio=aspect, duration="9s"))
    assert (shot.frame.width, shot.frame.height, shot.frame.duration_s, shot.frame.fps) == (*size, 9.0, 24.0)


def test_model_names_are_qualities() -> None:
    assert video(prompt="a lake", model="ray-flash-2").quality == "draft"
    assert video(prompt="a lake").quality == "standard"
    assert image(prompt="a lake", model="photon-flash-1").quality == "draft"


@pytest.mark.parametrize("name", ["ray-1-6", "ray-1.6"])
def test_old_model_names_are_answered_by_one_that_clients_know(name: str) -> None:
    assert echo_of(VideoRequest(model=name, prompt="a lake"))["model"] == "ray-2"


def test_what_clients_write_otherwise_is_understood() -> None:
    asked = VideoRequest.model_validate({"prompt": "a lake", "resolution": 1080, "duration": 9, "callback_url": ""})
    assert (asked.resolution, asked.duration, asked.callback_url) == ("1080", "9", None)
    frame = commission_of(asked).shot["frame"]  # type: ignore[index]
    assert (frame["height"], frame["duration_s"]) == (1080, 9.0)
    assert UpscaleRequest.model_validate({"resolution": 720}).resolution == "720"
    with pytest.raises(ValidationError):
        VideoRequest.model_validate({"prompt": "a lake", "duration": True})


def test_the_installation_says_what_a_model_is() -> None:
    asked = VideoRequest(prompt="a lake", model="ray-2")
    assert commission_of(asked).quality == "standard"
    assert commission_of(asked, {"ray-2": "high"}).quality == "high"


def test_a_made_up_model_is_refused() -> None:
    with pytest.raises(ValidationError):
        video(prompt="a lake", model="ray-99")


@pytest.mark.parametrize("concepts", [[{"key": "crane_up"}], ["crane_up"]])
def test_concepts_move_the_camera(concepts: list[Any]) -> None:
    moves = shot_of(video(prompt="a lake", concepts=concepts)).camera.moves
    assert [(move.kind, move.direction) for move in moves] == [("crane", "up")]
    with pytest.raises(UnknownName):
        video(prompt="a lake", concepts=[{"key": "moonwalk"}])


@pytest.mark.parametrize(
    ("frames", "sources"),
    [
        ({"frame0": IMAGE}, [("start_image", "url", "last")]),
        ({"frame1": IMAGE}, [("end_image", "url", "last")]),
        ({"frame0": IMAGE, "frame1": IMAGE}, [("start_image", "url", "last"), ("end_image", "url", "last")]),
        ({"frame0": FILM, "frame1": IMAGE}, [("start_image", "generation", "last"), ("end_image", "url", "last")]),
        ({"frame0": IMAGE, "frame1": FILM}, [("start_image", "url", "last"), ("end_image", "generation", "first")]),
        (
            {"frame0": FILM, "frame1": FILM},
            [("start_image", "generation", "last"), ("end_image", "generation", "first")],
        ),
    ],
)
def test_keyframes_are_sources(frames: dict[str, Any], sources: list[tuple[str, str, str]]) -> None:
    made = video(keyframes=frames)
    assert made.operation == "create"
    found = [(one.role, "url" if one.url else "generation", one.frame) for one in made.sources]
    assert found == sources
    assert shot_of(video(prompt="lightning", keyframes=frames)).look.exposure_ev == 0  # pictures keep their light


@pytest.mark.parametrize(("side", "backward"), [("frame0", False), ("frame1", True)])
def test_a_lone_generation_is_extended(side: str, backward: bool) -> None:
    made = video(prompt="pan left", keyframes={side: FILM}, duration="9s")
    assert made.operation == "extend"
    assert (made.extension.generation, made.extension.backward) == (FILM["id"], backward)
    assert made.extension.seconds == 9


def test_what_is_asked_of_an_extension_reaches_it_or_is_refused() -> None:
    made = video(keyframes={"frame0": FILM}, concepts=[{"key": "crane_up"}], loop=True)
    assert (made.extension.concepts, made.extension.loop, made.shot) == (("crane_up",), True, None)
    with pytest.raises(UnknownName):
        video(keyframes={"frame0": FILM}, concepts=[{"key": "moonwalk"}])
    with pytest.raises(BadRequest, match="its own goes on"):
        video(keyframes={"frame0": FILM}, plan=json.loads(to_json(plan("a lake"))))


def test_what_was_uploaded_is_named_by_its_content() -> None:
    name = "sha256:" + "0" * 64
    made = video(keyframes={"frame0": {"type": "image", "url": name}})
    assert made.sources[0].input == name


def test_seed_plan_and_negative_prompt() -> None:
    assert shot_of(video(prompt="a lake", seed=7)).seed == 7
    given = json.loads(to_json(plan("a desert", seed=3)))
    assert shot_of(video(plan=given)) == plan("a desert", seed=3)
    assert shot_of(video(prompt="a lake", negative_prompt="clouds, fog")).scene.clouds.kind == "none"


@pytest.mark.parametrize("family", ["ref", "plain"])
def test_both_families_of_image_references(family: str) -> None:
    end = "_ref" if family == "ref" else ""
    link = {"url": "https://example.com/a.jpg", "weight": 0.5}
    fields: dict[str, Any] = {f"image{end}": [link], f"style{end}": [{**link, "weight": None}]}
    made = image(prompt="a lake", **fields, **{f"modify_image{end}": link})
    assert [(one.role, one.weight) for one in made.sources] == [("start_image", 1.0), ("style", 0.8), ("style", 0.5)]
    assert made.kind == "image"


def test_more_images_than_are_taken() -> None:
    with pytest.raises(BadRequest, match="At most 4"):
        image(prompt="a lake", image_ref=[{"url": "https://example.com/a.jpg"}] * 5)
    with pytest.raises(BadRequest, match="At most 4 style"):
        image(prompt="a lake", style_ref=[{"url": "https://example.com/a.jpg"}] * 5)


@pytest.mark.parametrize(("aspect", "size"), CANVAS.items())
def test_pictures_have_photons_sizes(aspect: str, size: tuple[int, int]) -> None:
    shot = shot_of(image(prompt="a lake", aspect_ratio=aspect))
    assert (shot.frame.width, shot.frame.height) == size


def test_what_has_not_landed_says_so() -> None:
    media = {"url": "https://example.com/a.mp4"}
    requests = [
        ReframeImageRequest(aspect_ratio="1:1", media=media, model="photon-1"),
        ReframeVideoRequest(aspect_ratio="1:1", media=media, model="ray-2"),
        ModifyVideoRequest(media=media, mode="flex_1", model="ray-2"),
        UpscaleRequest(),
        AudioRequest(),
    ]
    for request in requests:
        made = commission_of(request)
        assert made.refused
        assert made.shot is None
    assert image(prompt="a man", character_ref={"identity0": {"images": ["https://example.com/a.jpg"]}}).refused


def test_the_echo_holds_what_was_asked_and_nothing_of_ours() -> None:
    echo = echo_of(VideoRequest(prompt="a lake", seed=4, concepts=[{"key": "push_in"}]))
    assert echo["generation_type"] == "video"
    assert echo["concepts"] == [{"key": "push_in"}]
    assert not {"seed", "plan", "engine", "negative_prompt"} & set(echo)
    assert "negative_prompt" in echo_of(AudioRequest(negative_prompt="voices"))
