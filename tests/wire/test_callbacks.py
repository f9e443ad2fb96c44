"""Callbacks as Luma makes them: each state, the generation's own JSON, tried again, and nobody waits for who hangs."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from tests.serving import tiny, until

if TYPE_CHECKING:
    from tests.listening import Listening
    from tests.serving import Serving

pytestmark = pytest.mark.slow
LONG = tiny(1, 2.0)


def test_each_state_is_told_with_the_whole_generation(serving: Serving, host: Listening) -> None:
    made = serving.ask(LONG, callback_url=host.url + "/hook")
    serving.ended(made)
    until(lambda: len(host.at("/hook")) >= 2, 30, serving.complaint)
    told = host.at("/hook")
    assert [one["state"] for one in told] == ["dreaming", "completed"]
    assert {one["id"] for one in told} == {made}
    assert told[1]["assets"]["video"].startswith(serving.url)
    assert told[0]["assets"] is None


def test_a_failure_is_told_with_its_reason(serving: Serving, host: Listening) -> None:
    frame = {"frame0": {"type": "image", "url": "http://10.0.0.1/x.png"}}
    serving.ask(LONG, callback_url=host.url + "/hook", keyframes=frame)
    until(lambda: any(one["state"] == "failed" for one in host.at("/hook")), 60, serving.complaint)
    assert host.at("/hook")[-1]["failure_reason"].startswith("Failed to read user input frames")


def test_an_answer_of_500_is_tried_again_three_times_and_no_more(serving: Serving, host: Listening) -> None:
    host.failures = {"/twice": 2, "/always": 10_000}
    for path in host.failures:
        serving.ended(serving.ask(LONG, callback_url=host.url + path))
    states = ["dreaming"] * 4 + ["completed"] * 4
    until(lambda: len(host.at("/always")) >= 8, 30, serving.complaint)
    assert [one["state"] for one in host.at("/always")] == states
    assert [one["state"] for one in host.at("/twice")] == ["dreaming"] * 3 + ["completed"]
    moments = [at for path, at, _ in host.heard if path == "/always"]
    assert all(later - earlier >= 0.1 for earlier, later in itertools.pairwise(moments[:4]))


def test_a_host_that_hangs_keeps_nobody_waiting(serving: Serving, host: Listening) -> None:
    host.hanging = {"/hang"}
    hung = serving.ask(LONG, callback_url=host.url + "/hang")
    serving.dreaming(hung)
    until(lambda: host.at("/hang"), 30, serving.complaint)
    made = serving.ask(tiny(1, 2.0), callback_url=host.url + "/hook")
    assert serving.ended(made)["state"] == "completed"
    until(lambda: len(host.at("/hook")) >= 2, 10, serving.complaint)
    assert [one["state"] for one in host.at("/hook")] == ["dreaming", "completed"]
    assert serving.ended(hung)["state"] == "completed"
