"""OpenAI's own Python client against a real server: nothing but the base URL and the key is changed."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import omit
from openai.types import Video
from PIL import Image

from dreamwright.media.probe import probe

from .serving import serving

pytestmark = pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[openai.OpenAI]:
    """With no worker: what is asked stays queued."""
    data = tmp_path_factory.mktemp("openai") / "data"
    with (
        serving(data, "--workers", "0", "--require-auth") as served,
        openai.OpenAI(base_url=f"{served.url}/v1", api_key=served.key, max_retries=0) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def picture() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((320, 180), 80).convert("RGB").save(file, "PNG")
    return file.getvalue()


def referring(**fields: str) -> dict[str, Any]:
    return {"input_reference": fields}


def post(client: openai.OpenAI, path: str, **body: Any) -> Video:
    return client.post(path, body=body, cast_to=Video)


def test_a_video_is_asked_for_listed_and_deleted(client: openai.OpenAI) -> None:
    made = client.videos.create(prompt="a calm lake", model="sora-2", seconds="4", size="1280x720")
    assert (made.object, made.status, made.progress, made.model) == ("video", "queued", 0, "sora-2")
    assert (made.seconds, made.size, made.prompt, made.error) == ("4", "1280x720", "a calm lake", None)
    assert client.videos.retrieve(made.id) == made
    assert made.id in [video.id for video in client.videos.list()]
    gone = client.videos.delete(made.id)
    assert (gone.id, gone.deleted, gone.object) == (made.id, True, "video.deleted")
    with pytest.raises(openai.NotFoundError):
        client.videos.retrieve(made.id)


def test_pages_go_on_in_both_orders(client: openai.OpenAI) -> None:
    ids = [client.videos.create(prompt=f"a lake {k}").id for k in range(5)]
    newest_first = [video.id for video in client.videos.list(limit=2)]
    assert newest_first[:5] == ids[::-1]
    page = client.videos.list(limit=2, order="asc", after=ids[1])
    assert [video.id for video in page.data] == ids[2:4]
    assert page.has_more
    for one in ids:
        client.videos.delete(one)


def test_a_picture_comes_as_file_and_as_object(client: openai.OpenAI, picture: bytes) -> None:
    first = client.videos.create(prompt="push in", input_reference=("x.png", picture, "image/png"))
    # The client takes an object for a file and refuses it: it goes beside the others, as `input_reference[image_url]`.
    linked = client.videos.create(prompt="push in", extra_body=referring(image_url="https://no.example/x.png"))
    uri = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    assert linked.status == post(client, "/videos", prompt="push in", **referring(image_url=uri)).status
    assert first.status == linked.status == "queued"
    with pytest.raises(openai.UnprocessableEntityError, match="sha256"):
        client.videos.create(prompt="push in", extra_body=referring(file_id="file-123"))
    with pytest.raises(openai.UnprocessableEntityError):
        client.videos.create(prompt="push in", input_reference=("x.png", b"nonsense", "image/png"))


def test_errors_are_the_clients_own(client: openai.OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match="size"):
        client.videos.create(prompt="a lake", size="big")  # type: ignore[arg-type]
    with pytest.raises(openai.UnprocessableEntityError, match="seconds"):
        client.videos.create(prompt="a lake", seconds="900")  # type: ignore[arg-type]
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="wrong").videos.list()
    queued = client.videos.create(prompt="a lake")
    with pytest.raises(openai.NotFoundError, match="queued"):
        client.videos.download_content(queued.id)
    with pytest.raises(openai.ConflictError):
        post(client, "/videos/extensions", prompt="on", seconds="4", video={"id": queued.id})
    with pytest.raises(openai.NotFoundError):
        client.videos.extend(prompt="on", seconds="4", video=omit, extra_body={"video": {"id": "video_123"}})
    with pytest.raises(openai.UnprocessableEntityError, match="by its id"):
        client.videos.extend(prompt="on", seconds="4", video=("x.mp4", b"film"))


def test_a_remix_keeps_all_but_the_words(client: openai.OpenAI) -> None:
    first = client.videos.create(prompt="a lake", size="640x360", seconds="8", extra_body={"seed": 7})  # type: ignore[call-overload]
    again = client.videos.remix(first.id, prompt="a lake in snow")
    assert (again.remixed_from_video_id, again.prompt) == (first.id, "a lake in snow")
    assert (again.size, again.seconds, again.model) == ("640x360", "8", "sora-2")


@pytest.mark.slow
def test_a_film_is_made_polled_and_downloaded(tmp_path: Path) -> None:
    with (
        serving(tmp_path / "data") as served,
        openai.OpenAI(base_url=f"{served.url}/v1", api_key=served.key) as client,
    ):
        made = client.videos.create_and_poll(
                prompt="a calm sea", model="draft", seconds="1", size="160x90", poll_interval_ms=300  # type: ignore[arg-type]
            )  # fmt: skip
        assert (made.status, made.progress, made.seconds, made.size) == ("completed", 100, "1", "160x90")
        client.videos.download_content(made.id).write_to_file(tmp_path / "film.mp4")
        thumbnail = client.videos.download_content(made.id, variant="thumbnail").read()
        part = client.videos.download_content(made.id, extra_headers={"Range": "bytes=4-7"}).read()
        with pytest.raises(openai.NotFoundError, match="spritesheet"):
            client.videos.download_content(made.id, variant="spritesheet")
        remixed = client.videos.remix(made.id, prompt="a stormy sea")
        assert remixed.remixed_from_video_id == made.id
    facts = probe(tmp_path / "film.mp4")
    assert (facts.width, facts.height) == (160, 90)
    assert Image.open(io.BytesIO(thumbnail)).format == "JPEG"
    assert part == b"ftyp"
