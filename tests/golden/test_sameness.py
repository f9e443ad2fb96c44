"""Same plan, same frames: in a new engine, in a new process, in any order."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from itertools import islice

import numpy as np
import pytest

from dreamwright.engines.base import Inputs
from dreamwright.engines.world.engine import WorldEngine
from dreamwright.finish.finish import finish
from dreamwright.shot.codec import from_json, to_json
from dreamwright.shot.plan import Clouds, Look, Move, Night, PlaceKind, Shot, Sun
from dreamwright.shot.plan import Precipitation as Falling

from .filming import NIGHT, film, frame, plan
from .seeing import Map, luminance

SIZE = (128, 72)
STORM = Clouds(kind="storm", cover=0.9)
SHOTS = {
    "rain and clouds": plan("coast", size=SIZE, camera={"shake": 0.5}, scene={
        "clouds": Clouds(kind="cumulus", cover=0.5), "precipitation": Falling(kind="rain", rate=0.6)}, look=Look()),
    "time lapse": plan("mountains", size=SIZE, scene={
        "sun": Sun(elevation_deg=5), "sun_end": Sun(elevation_deg=-14), "time_scale": 600.0,
        "clouds": Clouds(kind="cumulus", cover=0.3)}, look=Look()),
    "lightning at sea": plan("ocean", size=SIZE, scene={
        "clouds": STORM, "lightning": 1.0, "sun": NIGHT, "wind_mps": 14.0}),
    "snow and aurora": plan("arctic", Move(kind="pan", direction="left", amount=20), size=SIZE, scene={
        "precipitation": Falling(kind="snow", rate=0.4), "sun": NIGHT, "night": Night(aurora=0.8)}),
}  # fmt: skip


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) if n == "snow and aurora" else n for n in SHOTS]
)
def test_frame_alone_is_the_frame_of_the_whole(name: str) -> None:
    shot = SHOTS[name]
    whole = list(islice(WorldEngine().render(shot, Inputs(quality="draft")), 4))
    fresh = WorldEngine().render(shot, Inputs(quality="draft"))
    for k in (3, 1):  # in any order
        assert (fresh[k].color == whole[k].color).all()
        assert fresh[k].view == whole[k].view


@pytest.mark.parametrize("name", ["rain and clouds"])
def test_passes_change_nothing_in_the_picture(name: str) -> None:
    bare = film(SHOTS[name], passes=False)
    assert bare[5].depth is None
    assert (bare[5].color == frame(SHOTS[name], 5).color).all()


@pytest.mark.parametrize("place", ["ocean", "plains"])
def test_slow_motion_shows_the_same_moments_later(place: PlaceKind) -> None:
    windy = {"wind_mps": 6.0, "clouds": Clouds(kind="cumulus", cover=0.4)}
    slow, fast = (plan(place, size=SIZE, scene={**windy, "time_scale": pace}) for pace in (0.5, 1.0))
    assert np.abs(frame(slow, 6).color - frame(fast, 3).color).max() < 1e-3 * frame(fast, 3).color.mean()
    assert np.abs(frame(slow, 6).color - frame(fast, 6).color).mean() > 1e-2 * frame(fast, 3).color.mean()


def digest(shot: Shot) -> str:
    """Of two finished pictures, as a film shows them."""
    shown = finish(WorldEngine().render(shot, Inputs(quality="draft")), shot.look, seed=shot.seed, loop=shot.loop)
    return hashlib.sha256(shown[0].tobytes() + shown[6].tobytes()).hexdigest()


ELSEWHERE = """
import hashlib, sys
from dreamwright.engines.base import Inputs
from dreamwright.engines.world.engine import WorldEngine
from dreamwright.finish.finish import finish
from dreamwright.shot.codec import from_json
for line in sys.stdin.read().split("\\0"):
    shot = from_json(line)
    shown = finish(WorldEngine().render(shot, Inputs(quality="draft")), shot.look, seed=shot.seed, loop=shot.loop)
    print(hashlib.sha256(shown[0].tobytes() + shown[6].tobytes()).hexdigest())
"""


def test_new_process_makes_the_same_pictures() -> None:
    shots = [SHOTS["rain and clouds"], SHOTS["lightning at sea"]]
    asked = "\0".join(to_json(shot) for shot in shots)
    command = [sys.executable, "-W", "error", "-c", ELSEWHERE]
    told = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, timeout=120).stdout.split()
    assert told == [digest(shot) for shot in shots]


@pytest.mark.slow
def test_plan_read_back_makes_the_same_pictures() -> None:
    shot = SHOTS["rain and clouds"]
    assert digest(from_json(to_json(shot))) == digest(shot)


def skyline(shot: Shot) -> Map:
    depth = frame(shot).depth
    assert depth is not None
    return np.asarray(np.argmax(np.isfinite(depth), axis=0), np.float64)


def test_another_seed_is_another_place() -> None:
    lines = [skyline(plan("mountains", seed=seed)) for seed in (3, 4, 5)]
    for a, b in ((0, 1), (0, 2), (1, 2)):
        assert np.abs(lines[a] - lines[b]).mean() > 3
        assert np.corrcoef(lines[a], lines[b])[0, 1] < 0.9


@pytest.mark.slow
def test_another_seed_is_another_sea_and_another_sky() -> None:
    scene = {"clouds": Clouds(kind="cumulus", cover=0.5), "wind_mps": 8.0}
    one, other = (luminance(frame(plan("ocean", seed=seed, scene=scene)).color) for seed in (3, 4))
    for rows in (slice(0, 90), slice(125, 180)):
        assert np.corrcoef(one[rows].ravel(), other[rows].ravel())[0, 1] < 0.8
        assert np.abs(np.log2(one[rows] / other[rows])).mean() > 0.05
