"""Films and pictures by the official client: each one asked for, awaited, opened, and as it was asked."""

from __future__ import annotations

import base64
import time
from io import BytesIO
from typing import TYPE_CHECKING, Any

import av
import httpx
import lumaai
import numpy as np
import pytest
from lumaai import LumaAI
from lumaai.types import Generation
from PIL import Image
from tests.serving import assert_paid_once, delivered, download, frames, rendered, tiny
from tests.wire.conftest import png

if TYPE_CHECKING:
    from pathlib import Path

    from tests.listening import Listening
    from tests.serving import Serving

pytestmark = pytest.mark.slow
SHORT: dict[str, Any] = {"model": "ray-flash-2", "resolution": "360p", "duration": "1s"}


def awaited(luma: LumaAI, generation: Generation, seconds: float = 240.0) -> Generation:
    """The way of Luma's own examples: ask again until it has ended."""
    end = time.monotonic() + seconds
    while (found := luma.generations.get(str(generation.id))).state not in ("completed", "failed"):
        assert time.monotonic() < end, found
        time.sleep(0.3)
    return found


def film(luma: LumaAI, **asked: Any) -> tuple[Generation, bytes]:
    """A film of that request; with a `plan` of its own, of that size."""
    made = awaited(luma, luma.generations.video.create(**{"model": "ray-flash-2", **asked}))
    assert made.state == "completed", made.failure_reason
    assert made.assets is not None
    return made, download(str(made.assets.video))


def small(luma: LumaAI, shot: dict[str, Any], **asked: Any) -> np.ndarray[Any, Any]:
    """The frames of a film of that plan."""
    return frames(film(luma, extra_body={"plan": shot}, **asked)[1])


def data_uri(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def distance(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> float:
    """The mean difference of two pictures, 0 … 255."""
    return float(np.abs(one.astype(int) - other).mean())


def red_sky() -> np.ndarray[Any, Any]:
    with Image.open(BytesIO(png())) as picture:
        return np.asarray(picture.convert("RGB"))


def test_words_become_a_film_of_the_size_and_time_that_were_asked(luma: LumaAI, serving: Serving) -> None:
    before = serving.credits()
    concepts = [{"key": "push_in"}]
    made, body = film(luma, prompt="a lake at dawn", aspect_ratio="1:1", concepts=concepts, **SHORT)
    with av.open(BytesIO(body)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (360, 360)
        assert float(stream.duration * stream.time_base) == pytest.approx(1.0, abs=0.05)
    assert len(frames(body)) == 24
    assert made.generation_type == "video"
    assert made.model == "world"
    assert made.request is not None
    asked = made.request.model_dump()
    assert asked["prompt"] == "a lake at dawn"
    assert asked["model"] == "ray-flash-2"
    assert asked["aspect_ratio"] == "1:1"
    assert asked["concepts"] == concepts
    assert before - serving.credits() == pytest.approx(40 * 0.33)
    assert_paid_once(serving, {str(made.id): "settled"})


def test_a_plan_and_a_seed_come_back_and_make_the_very_film_of_the_command_line(luma: LumaAI, tmp_path: Path) -> None:
    shot = tiny(5)
    made, body = film(luma, prompt="unheard", extra_body={"plan": shot, "seed": 9})
    extra: Any = made.model_extra
    assert extra["seed"] == 9
    assert extra["plan"]["prompt"] == shot["prompt"]
    np.testing.assert_array_equal(frames(body), rendered({**shot, "seed": 9}, tmp_path))


def test_a_film_can_be_had_in_parts(luma: LumaAI) -> None:
    made, body = film(luma, extra_body={"plan": tiny(1, 0.2)})
    assert made.assets is not None
    part = httpx.get(str(made.assets.video), headers={"range": "bytes=10-19"}, timeout=30)
    assert (part.status_code, part.content) == (206, body[10:20])
    assert made.assets.image is not None
    with Image.open(BytesIO(download(made.assets.image))) as poster:
        assert poster.size == (64, 36)


@pytest.mark.parametrize("by", ["data", "url"])
def test_a_film_begins_with_its_start_image(luma: LumaAI, host: Listening, by: str) -> None:
    url = data_uri(png()) if by == "data" else host.url + "/picture.png"
    shown = small(luma, tiny(2, 0.5, "static camera"), keyframes={"frame0": {"type": "image", "url": url}})
    assert len(shown) == 12
    assert distance(shown[0], red_sky()) < 12


def test_a_loop_ends_where_it_begins(luma: LumaAI) -> None:
    made, body = film(luma, prompt="orbit left around a mountain", loop=True, **SHORT)
    shown = frames(body)
    assert distance(shown[-1], shown[0]) < distance(shown[len(shown) // 2], shown[0])
    assert made.request is not None
    assert made.request.model_dump()["loop"] is True


def test_an_image_that_cannot_be_had_fails_with_a_reason_and_costs_nothing(luma: LumaAI, serving: Serving) -> None:
    before = serving.credits()
    places = ("http://10.0.0.1/inside.png", "http://169.254.169.254/latest", data_uri(b"no picture at all"))
    for url in places:
        asked = luma.generations.create(
            model="ray-flash-2", keyframes={"frame0": {"type": "image", "url": url}}, extra_body={"plan": tiny()}
        )
        made = awaited(luma, asked)
        assert made.state == "failed"
        assert str(made.failure_reason).startswith("Failed to read user input frames")
        assert made.assets is None
        assert_paid_once(serving, {str(made.id): "released"})
    assert serving.credits() == before


def test_what_is_not_made_yet_fails_at_once_with_a_reason_and_costs_nothing(luma: LumaAI, serving: Serving) -> None:
    origin, _ = film(luma, extra_body={"plan": tiny(1, 0.2)})
    before, media = serving.credits(), {"url": "http://127.0.0.1:9/film.mp4"}
    asked = [
        luma.generations.upscale(str(origin.id), resolution="1080p"),
        luma.generations.audio(str(origin.id), prompt="wind", negative_prompt="voices"),
        luma.generations.video.modify(generation_type="modify_video", media=media, mode="flex_1", model="ray-flash-2"),
        luma.generations.video.reframe(
            generation_type="reframe_video", aspect_ratio="9:16", media=media, model="ray-flash-2"
        ),
        luma.generations.image.reframe(
            generation_type="reframe_image", aspect_ratio="9:16", media=media, model="photon-1"
        ),
    ]
    for one in asked:
        made = awaited(luma, one)
        assert made.state == "failed"
        assert "installation" in str(made.failure_reason)
        assert made.generation_type in ("video", "image")
        assert_paid_once(serving, {str(made.id): "released"})
    assert serving.credits() == before


@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_a_photon_is_a_picture_of_lumas_size(luma: LumaAI, ending: Any) -> None:
    made = awaited(
        luma,
        luma.generations.image.create(
            model="photon-flash-1", prompt="a desert at noon", aspect_ratio="1:1", format=ending
        ),
    )
    assert made.assets is not None, made.failure_reason
    assert made.generation_type == "image"
    with Image.open(BytesIO(download(str(made.assets.image)))) as picture:
        assert picture.size == (1536, 1536)
        assert picture.format == {"jpg": "JPEG", "png": "PNG"}[ending]


def test_a_sync_picture_is_there_when_the_answer_is_and_styles_show(luma: LumaAI, host: Listening) -> None:
    shot, reds = tiny(3), []
    styles = [{"url": host.url + "/picture.png", "weight": 1.0}]
    for style in ([], styles):
        made = luma.generations.image.create(
            model="photon-flash-1", sync=True, sync_timeout=200, style_ref=style, format="png",
            extra_body={"plan": shot}, timeout=240,
        )  # fmt: skip
        assert made.state == "completed", made.failure_reason
        assert made.assets is not None
        with Image.open(BytesIO(download(str(made.assets.image)))) as picture:
            reds.append(np.asarray(picture.convert("RGB")).astype(int))
    assert distance(reds[0], reds[1]) > 3


def test_a_modified_picture_and_character_references(luma: LumaAI, host: Listening) -> None:
    url = host.url + "/picture.png"
    made = luma.generations.image.create(
        model="photon-flash-1", modify_image_ref={"url": url, "weight": 1.0}, sync=True, sync_timeout=200,
        format="png", extra_body={"plan": tiny(3, 0.5, "static camera")}, timeout=240,
    )  # fmt: skip
    assert made.assets is not None, made.failure_reason
    with Image.open(BytesIO(download(str(made.assets.image)))) as picture:
        assert distance(np.asarray(picture.convert("RGB")), red_sky()) < 12
    refused = luma.generations.image.create(
        model="photon-flash-1", prompt="a person", character_ref={"identity0": {"images": [url]}}, sync=True
    )
    assert refused.state == "failed"
    assert "engine" in str(refused.failure_reason)
    with pytest.raises(lumaai.BadRequestError):
        luma.generations.image.create(model="photon-1", prompt="a lake", image_ref=[{"url": url}] * 5)


@pytest.fixture
def three(luma: LumaAI) -> list[str]:
    """The ids of three short films, the oldest first."""
    shot = tiny(1, 0.2)
    asked = [luma.generations.create(model="ray-flash-2", extra_body={"plan": shot}) for _ in range(3)]
    return [str(awaited(luma, one).id) for one in asked]


def test_films_are_listed_newest_first_and_deleted_for_good(luma: LumaAI, serving: Serving, three: list[str]) -> None:
    first = luma.generations.list(limit=2)
    assert [one.id for one in first.generations] == [three[2], three[1]]
    assert (first.has_more, first.limit, first.offset) == (True, 2, 0)
    assert luma.generations.list(limit=1, offset=2).generations[0].id == three[0]
    link = serving.see(three[0])["assets"]["video"]
    delivered(serving.see(three[0]))
    luma.generations.delete(three[0])
    assert luma.generations.list(limit=0).count == (first.count or 0) - 1
    assert httpx.get(link, timeout=30).status_code == 404
    assert not list(serving.folder.glob(f"files/outputs/{three[0]}/**/*.mp4"))
    with pytest.raises(lumaai.NotFoundError):
        luma.generations.get(three[0])
