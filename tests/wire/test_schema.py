"""Every route of the OpenAPI, asked in every way that its schema allows and in many that it does not.

No answer is a fault of the server (503 included: nothing is away here), and each is what its schema says it is.
"""

from __future__ import annotations

import io
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from PIL import Image
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from .serving import serving

pytestmark = pytest.mark.slow
CHECKS: list[Any] = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "10"))
"""Of each route, of each kind."""
ENDLESS = ("/v1/boards/{board_id}/events", "/v1/shared/{token}/events", "/v1/generations/{generation_id}/events")
"""Streams of what is there do not end: they are asked of what is not."""
LENIENT = ("/dream-machine/", "/v1/videos")
"""Wires of others let unknown keys pass, as theirs do; ours refuses all that its schema does not allow."""
WHERE = {
    "generation_id": "/v1/generations", "video_id": "/v1/videos", "board_id": "/v1/boards", "upload_id": "/v1/uploads",
    "content_hash": "/v1/inputs", "reference_id": "/v1/references", "token": "/v1/shared", "link_id": "",
}  # fmt: skip


@schemathesis.serializer("application/offset+octet-stream")
def _raw(_: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


class Stock:
    """A server's things, by the names of parameters: made anew when a request has deleted them."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self._found = url, dict[str, str]()
        self.session = requests.Session()
        self.session.headers["authorization"] = f"Bearer {key}"

    def one(self, name: str) -> str:
        """A value for a parameter of that name."""
        found = self._found.get(name)
        gone = not found or (WHERE[name] and self.session.get(f"{self.url}{WHERE[name]}/{found}").status_code == 404)
        if gone or not found:
            found = self._found[name] = self._made(name)
        return found

    def _made(self, name: str) -> str:
        makers: dict[str, Callable[[], str]] = {
            "generation_id": lambda: self._post("/v1/generations", {"prompt": "a lake"})["id"],
            "video_id": lambda: self._post("/v1/videos", {"prompt": "a lake"}, 200)["id"],
            "board_id": lambda: self._post("/v1/boards", {"name": "One"})["id"],
            "upload_id": self._upload,
            "content_hash": self._input,
            "reference_id": lambda: self._post("/v1/references", self._reference())["id"],
            "token": lambda: self._post(f"/v1/boards/{self.one('board_id')}/links", {"access": "edit"})["token"],
            "link_id": lambda: self._post(f"/v1/boards/{self.one('board_id')}/links", {})["id"],
        }
        return makers[name]()

    def _reference(self) -> dict[str, Any]:
        return {"name": os.urandom(4).hex(), "kind": "style", "inputs": [self.one("content_hash")]}

    def _upload(self) -> str:
        """One of many that may be under way at a time; another id where there are as many already."""
        answer = self.session.post(f"{self.url}/v1/uploads/parts", json={"size": 1000})
        assert answer.status_code in (201, 429), answer.text
        return str(answer.json()["id"] if answer.status_code == 201 else uuid.uuid4())

    def _input(self) -> str:
        file = io.BytesIO()
        Image.new("RGB", (64, 64)).save(file, "PNG")
        answer = self.session.post(f"{self.url}/v1/uploads", files={"file": file.getvalue()})
        return str(answer.json()["hash"])

    def _post(self, path: str, body: dict[str, Any], status: int = 201) -> Any:
        answer = self.session.post(f"{self.url}{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture
def stock(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stock]:
    monkeypatch.setenv("DREAMWRIGHT_REQUESTS_PER_MINUTE", "1000000")
    options = ("--database", database_url, "--workers", "0", "--require-auth")
    with serving(tmp_path / "data", *options) as served:
        found = Stock(served.url, served.key)
        found.one("upload_id")
        yield found
        found.session.close()


def asked(stock: Stock, operation: Any, mode: GenerationMode) -> None:
    """Asks the route `EXAMPLES` times: what its schema allows, of things that are there and of things that are not;
    or what its schema does not allow."""
    checks = list(CHECKS)
    if not operation.path.startswith(LENIENT):
        checks.append(negative_data_rejection)
    may_be_real = mode is GenerationMode.POSITIVE and operation.path not in ENDLESS

    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
    def ask(case: Any, real: bool) -> None:
        if real and may_be_real:
            case.path_parameters |= {name: stock.one(name) for name in case.path_parameters if name in WHERE}
        hurry(case.body)
        answer = case.call(base_url=stock.url, session=stock.session, timeout=60)
        case.validate_response(answer, checks=checks)

    with suppress(Unsatisfiable):  # a route without parameters cannot be asked wrongly
        ask()


def hurry(body: Any) -> None:
    """Nothing is made here: who waits for a picture waits in vain, and need not wait long."""
    if isinstance(body, dict) and body.get("sync") is True and isinstance(body.get("sync_timeout", 0), int | float):
        body["sync_timeout"] = 0.1


def test_no_request_breaks_the_server(stock: Stock) -> None:
    schema = schemathesis.openapi.from_dict(stock.session.get(f"{stock.url}/openapi.json").json())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 60
    broken: list[Exception] = []
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                asked(stock, operation, mode)
            except (FailureGroup, AssertionError, requests.RequestException) as fault:
                fault.add_note(f"{operation.label}, {mode.value}")
                broken.append(fault)
    if broken:
        raise ExceptionGroup("Some answers are not as described.", broken)
