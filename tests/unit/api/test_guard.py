"""What stands before every route: a tiny app behind each guard, asked as browsers, clients and attackers would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from dreamwright.api import problems
from dreamwright.api.guard.headers import SecurityHeaders
from dreamwright.api.guard.origin import SameOrigin
from dreamwright.api.guard.rate import RateLimit
from dreamwright.api.guard.request_id import RequestId
from dreamwright.api.guard.size import BodyLimit
from dreamwright.errors import NotFound, NotSignedIn, TooFewCredits, TooMany

HERE = "http://localhost"


def client(guard: Any, **options: Any) -> TestClient:
    app = FastAPI()
    problems.join(app)

    @app.api_route("/thing", methods=["GET", "POST"])
    async def thing(request: Request) -> int:
        return len(await request.body())

    @app.post("/parsed")
    async def parsed(body: dict[str, str]) -> int:
        return len(body)

    app.add_middleware(guard, **options)
    return TestClient(app, base_url=HERE)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "cross-site", "origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "http://localhost:9000"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": HERE}, 200),
        ({"sec-fetch-site": "cross-site", "origin": "https://studio.example"}, 200),
        ({"sec-fetch-site": "cross-site", "origin": "https://evil.example", "authorization": "Bearer x"}, 200),
    ],
)
def test_other_sites_pages_change_nothing(headers: dict[str, str], status: int) -> None:
    asked = client(SameOrigin, hosts=["localhost"], origins=["https://studio.example"])
    assert asked.post("/thing", headers=headers).status_code == status
    assert asked.get("/thing", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost:8787", 200), ("127.0.0.1", 200), ("[::1]:80", 200), ("evil.example", 421), ("", 421)],
)
def test_a_name_that_was_bound_to_this_address_is_not_answered(host: str, status: int) -> None:
    assert client(SameOrigin, hosts=["localhost"]).get("/thing", headers={"host": host}).status_code == status


def chunks(count: int) -> Iterator[bytes]:
    yield from (b"x" * 10 for _ in range(count))


def test_long_bodies_are_refused_stated_or_not() -> None:
    asked = client(BodyLimit, most_bytes=100, routes={"/thing/large": 1000})
    assert asked.post("/thing", content=b"x" * 100).json() == 100
    assert asked.post("/thing", content=b"x" * 101).status_code == 413
    assert asked.post("/thing", content=chunks(11)).status_code == 413
    assert asked.post("/thing", content=chunks(10)).json() == 100
    assert asked.post("/thing", content=b"x", headers={"content-length": "-1"}).status_code == 413


def test_a_long_body_is_too_long_and_not_a_bad_one() -> None:
    asked = client(BodyLimit, most_bytes=100)
    json = {"content-type": "application/json"}
    said = asked.post("/parsed", content=chunks(11), headers=json)
    assert (said.status_code, said.json()["title"]) == (413, "The body is too long: at most 100 bytes are taken here.")
    assert asked.post("/parsed", content=iter([b'{"a":', b'"b"}']), headers=json).json() == 1


def test_each_key_and_address_has_its_own_minute() -> None:
    asked = client(RateLimit, per_minute=3)
    first = [asked.get("/thing", headers={"authorization": "Bearer a"}).status_code for _ in range(4)]
    assert first == [200, 200, 200, 429]
    assert asked.get("/thing", headers={"authorization": "Bearer b"}).status_code == 200
    assert asked.get("/thing").status_code == 200
    refused = asked.get("/thing", headers={"authorization": "Bearer a"})
    assert 1 <= int(refused.headers["retry-after"]) <= 60


def test_headers_and_id_are_on_every_answer() -> None:
    app = FastAPI()
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestId)
    answers = TestClient(app).get("/nothing", headers={"x-request-id": "mine-1"})
    assert answers.headers["x-request-id"] == "mine-1"
    assert "frame-ancestors 'none'" in answers.headers["content-security-policy"]
    made = TestClient(app).get("/nothing", headers={"x-request-id": "a b\tc"}).headers["x-request-id"]
    assert len(made) == 36


@pytest.fixture
def failing() -> TestClient:
    app = FastAPI()
    problems.join(app)
    faults = {
        "missing": NotFound("There is no such film."), "poor": TooFewCredits("Too few."),
        "stranger": NotSignedIn("Invalid API key is provided"), "busy": TooMany("Busy.", 7.2), "bug": KeyError("x"),
    }  # fmt: skip

    @app.get("/{wire:path}/fail/{kind}")
    def fail(wire: str, kind: str) -> None:
        raise faults[kind]

    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("kind", "status"), [("missing", 404), ("poor", 402), ("stranger", 401), ("busy", 429), ("bug", 500)]
)
def test_each_wire_tells_faults_its_own_way(failing: TestClient, kind: str, status: int) -> None:
    luma = failing.get(f"/dream-machine/v1/fail/{kind}")
    native = failing.get(f"/v1/fail/{kind}")
    openai = failing.get(f"/v1/videos/fail/{kind}")
    assert {one.status_code for one in (luma, native, openai)} == {status}
    assert luma.json()["detail"] == native.json()["title"] == openai.json()["error"]["message"]
    assert native.headers["content-type"] == "application/problem+json"


def test_when_to_come_back_and_how_to_sign_in(failing: TestClient) -> None:
    assert failing.get("/v1/fail/busy").headers["retry-after"] == "7"
    assert failing.get("/v1/fail/stranger").headers["www-authenticate"] == "Bearer"


def test_a_fault_of_ours_says_nothing_of_its_inside(failing: TestClient) -> None:
    assert "KeyError" not in failing.get("/v1/fail/bug").text
