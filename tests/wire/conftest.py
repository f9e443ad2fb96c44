"""Two real servers, one a kind of database, that ask for a key; and the official Luma client that speaks to them."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from lumaai import LumaAI
from PIL import Image
from tests.databases import KINDS
from tests.listening import Listening, listening
from tests.serving import WIRE, Serving

if TYPE_CHECKING:
    from tests.postgresql import Server


@pytest.fixture(scope="session", params=KINDS)
def serving(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server with one worker, for all tests of the session."""
    folder, url = tmp_path_factory.mktemp(f"wire-{request.param}"), ""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgresql")
        url = server.create("wire")
    inside = {"DREAMWRIGHT_PRIVATE_HOSTS": '["127.0.0.1"]', "DREAMWRIGHT_REQUESTS_PER_MINUTE": "100000"}
    made = Serving(folder, url, ("--require-auth",), inside)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def luma(serving: Serving) -> Iterator[LumaAI]:
    """The official client; it does not try again, so that a test sees the first answer."""
    with LumaAI(auth_token=serving.key, base_url=serving.url + WIRE, max_retries=0) as client:
        yield client


@pytest.fixture
def host() -> Iterator[Listening]:
    """A web server beside ours, from which it may fetch, with a picture at /picture.png."""
    with listening() as made:
        made.files["/picture.png"] = png()
        yield made


def png(width: int = 64, height: int = 36) -> bytes:
    """A picture of a red sky over a dark ground."""
    pixels = np.full((height, width, 3), (200, 90, 60), np.uint8)
    pixels[height // 2 :] = (40, 60, 30)
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()
