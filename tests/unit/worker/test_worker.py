"""The worker with the cheapest of children: every way a job can end, and what is left of it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from tests.postgresql import Server

from dreamwright.service.generations import generations
from dreamwright.service.inputs import inputs

if TYPE_CHECKING:
    from tests.unit.worker.conftest import Studio


def is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return status != "Z"


def test_a_film_is_made_and_paid_for(studio: Studio) -> None:
    studio.work()
    asked = studio.ask()
    made = studio.ended(asked)
    assert (made.state, made.attempt, made.progress.share) == ("completed", 1, 1.0)
    assert [(one.role, one.width, one.height) for one in made.assets] == [("video", 64, 36), ("preview", 64, 36)]
    assert made.assets[0].seconds == 0.5
    assert studio.purse.holds(studio.database) == {asked: "settled"}
    for one in made.assets:
        assert studio.store.size(one.key) == one.bytes
    wait_until(lambda: sorted(studio.store.keys("outputs/")) == sorted(one.key for one in made.assets))


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_is_refused_is_not_tried_again_and_not_paid_for(studio: Studio) -> None:
    studio.work()
    asked = studio.ask("refuse")
    made = studio.ended(asked)
    assert (made.state, made.attempt, made.reason) == ("failed", 1, "There is no such place.")
    assert studio.purse.holds(studio.database) == {asked: "released"}


def test_a_crash_costs_an_attempt(studio: Studio, tmp_path: Path) -> None:
    studio.work()
    asked = studio.ask(f"once {tmp_path / 'been'} crash film")
    made = studio.ended(asked)
    assert (made.state, made.attempt) == ("completed", 2)
    assert studio.purse.holds(studio.database) == {asked: "settled"}


def test_a_poisoned_job_fails_in_the_end_and_others_go_on(studio: Studio) -> None:
    studio.work(jobs=2)
    service = generations.Service("free", 100.0, max_attempts=2)
    poison, good = studio.ask("crash", service=service), studio.ask()
    assert studio.ended(good).state == "completed"
    made = studio.ended(poison)
    assert (made.state, made.attempt) == ("failed", 2)
    assert made.reason == "The renderer crashed (signal 11)."
    assert studio.purse.holds(studio.database) == {good: "settled", poison: "released"}
    assert list(studio.store.keys(f"outputs/{poison}")) == []


def test_an_input_that_the_workspace_does_not_have_is_told(studio: Studio) -> None:
    studio.work()
    shot = {"schema": 1, "prompt": "film", "inputs": {"start_image": "sha256:" + "a" * 64}}
    made = studio.ended(studio.ask(shot=shot))
    assert (made.state, made.attempt) == ("failed", 1)
    assert (made.reason or "").startswith("Failed to read user input frames: ")


def test_inputs_are_fetched_from_the_store(studio: Studio, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "picture.png"), np.full((4, 4, 3), 90, np.uint8))
    with studio.database.write() as connection:
        now = studio.database.now(connection)
        kept = inputs.keep(connection, studio.store, tmp_path / "picture.png", "w", now)
    studio.work()
    made = studio.ended(studio.ask(shot={"schema": 1, "prompt": "film", "inputs": {"start_image": kept.hash}}))
    assert made.state == "completed"
    with studio.store.open(made.assets[0].key) as film:
        assert kept.hash.encode() in film.read()


def test_cancel_ends_the_child_and_all_it_started_at_once(studio: Studio, tmp_path: Path) -> None:
    studio.work()
    asked = studio.ask(f"spawn {tmp_path / 'pid'} sleep 60 film")
    wait_until(lambda: (tmp_path / "pid").exists() and bool((tmp_path / "pid").read_text()))
    pid = int((tmp_path / "pid").read_text())
    assert studio.get(asked).state == "dreaming"
    begun = time.monotonic()
    assert studio.cancel(asked).cancelling
    assert studio.ended(asked).state == "cancelled"
    assert time.monotonic() - begun < 5
    wait_until(lambda: not is_alive(pid))
    assert studio.purse.holds(studio.database) == {asked: "released"}


def test_a_deleted_generation_leaves_nothing(studio: Studio, tmp_path: Path) -> None:
    studio.work()
    asked = studio.ask("film sleep 60")
    studio.until(asked, lambda one: one.progress.preview_key is not None)
    with studio.database.write() as connection:
        generations.hide(connection, studio.purse, "w", asked, studio.database.now(connection))
    generations.clear(studio.database, studio.store, asked)
    assert studio.purse.holds(studio.database) == {asked: "released"}
    wait_until(lambda: list(studio.store.keys("outputs/")) == [])


def test_progress_and_preview_are_seen_while_it_runs(studio: Studio) -> None:
    studio.work()
    asked = studio.ask("film sleep 60")
    seen = studio.until(asked, lambda one: one.progress.preview_key is not None)
    assert seen.progress.stage == "filming"
    assert studio.store.size(seen.progress.preview_key or "")
    studio.cancel(asked)
    studio.ended(asked)


def test_a_store_that_is_away_delays_the_film_and_loses_nothing(studio: Studio) -> None:
    studio.work()
    asked = studio.ask("sleep 0.5 film")
    studio.until(asked, lambda one: one.state == "dreaming")
    studio.store.away = True
    time.sleep(2.5)
    assert studio.get(asked).state == "dreaming"
    studio.store.away = False
    made = studio.ended(asked)
    assert (made.state, made.attempt) == ("completed", 1)
    assert studio.purse.holds(studio.database) == {asked: "settled"}


def test_a_worker_that_must_go_hands_its_job_back(studio: Studio) -> None:
    stop = studio.work(grace_s=0.3)
    asked = studio.ask("sleep 3 film")
    studio.until(asked, lambda one: one.state == "dreaming")
    stop.set()
    studio.until(asked, lambda one: one.state == "queued")
    studio.work()
    made = studio.ended(asked)
    assert (made.state, made.attempt) == ("completed", 1)


def test_a_worker_that_must_go_finishes_what_it_can(studio: Studio) -> None:
    stop = studio.work(grace_s=10.0)
    asked = studio.ask("sleep 0.7 film")
    studio.until(asked, lambda one: one.state == "dreaming")
    stop.set()
    assert studio.ended(asked).attempt == 1


def test_a_killed_worker_is_replaced_and_its_child_dies(studio: Studio, tmp_path: Path) -> None:
    first = studio.start()
    been, number = tmp_path / "been", tmp_path / "number"
    asked = studio.ask(f"pid {number} once {been} sleep 30 film")
    studio.until(asked, lambda one: one.state == "dreaming")
    wait_until(been.exists)
    child = int(number.read_text())
    first.kill()
    wait_until(lambda: not is_alive(child))
    studio.start()
    made = studio.ended(asked)
    assert (made.state, made.attempt) == ("completed", 2)
    assert studio.purse.holds(studio.database) == {asked: "settled"}


def test_a_frozen_worker_is_fenced_and_cleans_up_when_it_wakes(studio: Studio) -> None:
    frozen = studio.start()
    asked = studio.ask("sleep 2 film")
    studio.until(asked, lambda one: one.state == "dreaming")
    frozen.send_signal(signal.SIGSTOP)
    studio.start()
    made = studio.ended(asked)
    assert (made.state, made.attempt) == ("completed", 2)
    frozen.send_signal(signal.SIGCONT)
    time.sleep(1.0)
    assert sorted(studio.store.keys("outputs/")) == sorted(one.key for one in studio.get(asked).assets)
    assert studio.purse.holds(studio.database) == {asked: "settled"}


def test_sigterm_hands_back(studio: Studio) -> None:
    worker = studio.start()
    asked = studio.ask("sleep 30 film")
    studio.until(asked, lambda one: one.state == "dreaming")
    os.kill(worker.pid, signal.SIGTERM)
    assert worker.wait(15) == 0
    assert (studio.get(asked).state, studio.get(asked).attempt) == ("queued", 0)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_is_away_delays_the_end_and_loses_nothing(studio: Studio, postgresql: Server) -> None:
    """PostgreSQL is stopped as if killed while a film is made, and comes back when it is done."""
    studio.work()
    asked = studio.ask("sleep 1 film")
    studio.until(asked, lambda one: one.state == "dreaming")
    postgresql.stop()
    time.sleep(2.5)
    postgresql.start()
    made = studio.ended(asked)
    assert (made.state, made.attempt) == ("completed", 1)
    assert studio.purse.holds(studio.database) == {asked: "settled"}
