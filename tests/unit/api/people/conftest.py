"""Browsers over a whole application, each with its own cookies. `rooms` is open for sign-up, its owner is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from dreamwright.api.app import application
from dreamwright.api.context import Context

HERE = "http://localhost"
PASSWORD = "correct horse"
Browser = Callable[..., TestClient]
SignedUp = Callable[..., TestClient]


@pytest.fixture
def rooms(context: Context, owner_key: str) -> Context:
    """The rooms of an installation with an owner, where anybody may make an account."""
    return replace(context, config=replace(context.config, sign_up="open"))


@pytest.fixture
def app(rooms: Context) -> FastAPI:
    return application(rooms)


@pytest.fixture
def browser(app: FastAPI) -> Iterator[Browser]:
    """Makes browsers, or clients with a key; `at` is the network address."""
    with ExitStack() as open_ones:

        def made(key: str | None = None, at: str = "203.0.113.5", over: FastAPI = app, base: str = HERE) -> TestClient:
            headers = {"authorization": f"Bearer {key}"} if key else {}
            client = TestClient(over, base_url=base, headers=headers, client=(at, 50_000), follow_redirects=False)
            return open_ones.enter_context(client)

        yield made


@pytest.fixture
def signed_up(browser: Browser) -> SignedUp:
    """Makes browsers in which somebody new has signed up."""

    def made(name: str = "Ada", **more: Any) -> TestClient:
        client = browser()
        asked = {"name": name, "email": f"{name.lower()}@example.org", "password": PASSWORD, **more}
        answer = client.post("/v1/sign-up", json=asked)
        assert answer.status_code == 201, answer.text
        return client

    return made


@pytest.fixture
def owner(browser: Browser, owner_key: str) -> TestClient:
    """A client with the key of the installation's owner."""
    return browser(owner_key)
