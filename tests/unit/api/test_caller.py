"""Callbacks carry each state as it was, in order, however quickly the work was over."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.listening import listening

from dreamwright.api.bodies import BODIES
from dreamwright.api.caller import Caller
from dreamwright.api.context import Context
from dreamwright.service.inputs.addresses import Allowed
from dreamwright.service.inputs.fetch import Rules

from .hands import failed, filmed

LUMA = ("/dream-machine/v1/generations", {"model": "ray-flash-2", "prompt": "a lake", "resolution": "360p"})
NATIVE = ("/v1/generations", {"prompt": "a lake", "quality": "draft"})


def heard(context: Context, asked: TestClient, wire: tuple[str, dict[str, Any]], end: Any) -> list[dict[str, Any]]:
    """What a host hears of a generation that `end` ends before anybody looks."""
    with listening() as host:
        path, body = wire
        made = asked.post(path, json={**body, "callback_url": host.url + "/hook"})
        assert made.status_code == 201, made.text
        end()
        stop = threading.Event()
        caller = Caller(context, BODIES, Rules(allowed=Allowed(["127.0.0.1"])))
        thread = threading.Thread(target=caller.run, args=(stop,))
        thread.start()
        for _ in range(200):
            if len(host.at("/hook")) == 2:
                break
            stop.wait(0.05)
        stop.set()
        thread.join()
        return host.at("/hook")


@pytest.mark.parametrize("wire", [LUMA, NATIVE])
def test_a_film_that_was_quick_is_told_as_dreaming_and_then_as_completed(
    context: Context, asked: TestClient, tmp_path: Path, wire: tuple[str, dict[str, Any]]
) -> None:
    first, last = heard(context, asked, wire, lambda: filmed(context, tmp_path))
    assert (first["state"], last["state"]) == ("dreaming", "completed")
    assert not first["assets"]
    assert last["assets"]
    assert "film.mp4" not in json.dumps(first)


def test_a_quick_failure_gives_its_reason_at_the_end_alone(context: Context, asked: TestClient) -> None:
    first, last = heard(context, asked, LUMA, lambda: failed(context, "It broke."))
    assert (first["state"], first["failure_reason"]) == ("dreaming", None)
    assert (last["state"], last["failure_reason"]) == ("failed", "It broke.")
