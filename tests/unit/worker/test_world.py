"""The worker with the real engine: the same film as the command line's, however often workers are killed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import select
from tests.unit.service.office import rested

from dreamwright.service.commission import Commission
from dreamwright.service.db.tables.jobs import job
from dreamwright.service.generations.generations import Generation, Service

if TYPE_CHECKING:
    from tests.unit.worker.conftest import Studio

pytestmark = pytest.mark.slow
PATIENT = Service("free", 100.0, max_attempts=30)
KILLS = 10


def dreamwright(*words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src")}
    command = [sys.executable, "-m", "dreamwright", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def plan(seed: int) -> dict[str, Any]:
    words = ("--size", "64x36", "--duration", "0.5", "--seed", str(seed), "--json")
    shot: dict[str, Any] = json.loads(dreamwright("plan", "slow push in over a desert at dusk", *words))
    return shot


def frames(film: Path) -> NDArray[np.uint8]:
    with av.open(str(film)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def rendered(shot: dict[str, Any], folder: Path) -> NDArray[np.uint8]:
    """What `dreamwright render` makes of the plan."""
    (folder / "plan.json").write_text(json.dumps(shot))
    dreamwright("render", str(folder / "plan.json"), "-o", str(folder / "film.mp4"), "--quality", "draft", "--quiet")
    return frames(folder / "film.mp4")


def delivered(studio: Studio, made: Generation) -> NDArray[np.uint8]:
    (key,) = [one.key for one in made.assets if one.role == "video"]
    return frames(studio.store.folder / key)


def working(studio: Studio) -> list[int]:
    """The processes that have a job now."""
    with studio.database.read() as connection:
        names = connection.execute(select(job.c.worker).where(job.c.state == "running")).scalars().all()
    return [int(name.rpartition(":")[2]) for name in names]


def kill_one_at_work(studio: Studio, dice: random.Random) -> None:
    """Ends a worker in the middle of a job, at a random moment, and starts another in its place."""
    alive = {process.pid: process for process in studio.processes if process.poll() is None}
    while not (busy := [pid for pid in working(studio) if pid in alive]):
        rested(studio.database)
        time.sleep(0.05)
    time.sleep(dice.uniform(0.0, 5.0))
    alive[dice.choice([pid for pid in working(studio) if pid in alive] or busy)].kill()
    studio.start("world")


def test_killed_workers_lose_nothing_and_change_nothing(studio: Studio, tmp_path: Path) -> None:
    """Ten kill -9 of workers that work; each film is made once, paid once, and the true one."""
    shots = [plan(seed) for seed in (1, 2)]
    truth = [rendered(shot, tmp_path) for shot in shots]
    dice, asked = random.Random(9), list[str]()
    studio.start("world")
    studio.start("world")
    for kill in range(KILLS):
        while sum(studio.get(one).ended_at is None for one in asked) < 2:
            payload = Commission(kind="video", shot=shots[len(asked) % 2], quality="draft")
            asked.append(studio.ask(payload=payload, service=PATIENT))
        print(f"kill {kill + 1}", flush=True)
        kill_one_at_work(studio, dice)
    rested(studio.database)
    made = [studio.ended(one, 300) for one in asked]
    print(f"attempts {[one.attempt for one in made]}")
    assert {one.state for one in made} == {"completed"}
    assert sum(one.attempt for one in made) > len(made), "no kill met a job at work"
    assert studio.purse.holds(studio.database) == dict.fromkeys(asked, "settled")
    for k, one in enumerate(made):
        np.testing.assert_array_equal(delivered(studio, one), truth[k % 2])
    kept = {asset.key for one in made for asset in one.assets}
    for process in studio.processes:
        process.terminate()
    for process in studio.processes:
        process.wait(30)
    assert set(studio.store.keys("outputs/")) == kept


def test_a_film_is_the_command_lines_and_carries_the_mark_where_asked(studio: Studio, tmp_path: Path) -> None:
    shot, truth = plan(3), rendered(plan(3), tmp_path)
    studio.work(command=(sys.executable, "-m", "dreamwright.worker.child"))
    plain = studio.ask(payload=Commission(kind="video", shot=shot, quality="draft"))
    marked = studio.ask(payload=Commission(kind="video", shot=shot, quality="draft", watermark=True))
    still = studio.ask(
        payload=Commission(kind="image", ending="png", shot=shot, quality="draft", watermark=True), kind="image"
    )
    np.testing.assert_array_equal(delivered(studio, studio.ended(plain, 120)), truth)
    change = np.abs(delivered(studio, studio.ended(marked, 120)).astype(int) - truth).max(axis=(0, 3))
    assert change[22:, 26:].max() > 20
    assert change[:12, :12].max() < 20
    picture = studio.ended(still, 120)
    assert [(one.role, one.width, one.height, one.seconds) for one in picture.assets] == [
        ("preview", 64, 36, None),
        ("image", 64, 36, None),
    ]


def test_a_plan_that_no_engine_knows_is_refused_at_once(studio: Studio) -> None:
    studio.work(command=(sys.executable, "-m", "dreamwright.worker.child"))
    made = studio.ended(studio.ask(payload=Commission(kind="video", shot=plan(1), engine="nobody")), 60)
    assert (made.state, made.attempt) == ("failed", 1)
    assert "nobody" in (made.reason or "")


def test_cancel_stops_the_engine(studio: Studio) -> None:
    studio.work(command=(sys.executable, "-m", "dreamwright.worker.child"))
    shot = plan(1)
    shot["frame"]["duration_s"] = 60.0
    asked = studio.ask(payload=Commission(kind="video", shot=shot))
    seen = studio.until(asked, lambda one: one.progress.seconds_left is not None, 120)
    assert (seen.progress.stage, seen.progress.preview_key is not None) == ("filming", True)
    studio.cancel(asked)
    assert studio.ended(asked, 10).state == "cancelled"
    assert list(studio.store.keys("outputs/")) == []
