"""Films that go on from others: in the world engine every old frame is the old frame, to the last bit."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from dreamwright.engines.base import Inputs
from dreamwright.engines.world.engine import WorldEngine
from dreamwright.frames import Frames
from dreamwright.make.extend import extended
from dreamwright.make.going_on import Key, Origin, going_on, wish
from dreamwright.prompt.parse import Onward
from dreamwright.shot.plan import Camera, Clouds, FrameSpec, Move, Night, Scene, Shot, Sun
from dreamwright.shot.plan import Inputs as Given
from dreamwright.shot.plan import Precipitation as Falling

SIZE = {"width": 96, "height": 54}
STORM = Clouds(kind="storm", cover=0.9)
SCENES = {
    "meadow in rain": (
        Scene(place="plains", wind_mps=7, precipitation=Falling(kind="rain", rate=0.6)),
        Camera(moves=(Move(kind="push_in", amount=2),), height_m=1.7),
    ),
    "gale": (
        Scene(place="ocean", wind_mps=17, clouds=STORM, lightning=1.0, sun=Sun(elevation_deg=4)),
        Camera(moves=(Move(kind="truck", direction="left", amount=2),), height_m=2.4, shake=0.5),
    ),
    "time lapse": (
        Scene(place="mountains", sun=Sun(elevation_deg=6), sun_end=Sun(elevation_deg=-1), time_scale=400),
        Camera(moves=(Move(kind="tilt", direction="up", amount=5),), height_m=6),
    ),
    "northern light": (
        Scene(place="arctic", sun=Sun(elevation_deg=-40), night=Night(aurora=0.9), time_of_day="night"),
        Camera(moves=(Move(kind="pan", direction="left", amount=10),), height_m=4),
    ),
    "above the clouds": (
        Scene(place="sky", clouds=Clouds(kind="cumulus", cover=0.6)),
        Camera(moves=(Move(kind="fly", direction="forward", amount=60),), angle="aerial", height_m=2000),
    ),
}
ASKED = Onward(moves=(Move(kind="truck", direction="right", amount=1.5, start_s=0, end_s=0.5),))


def shot(name: str, *, loop: bool = False) -> Shot:
    scene, camera = SCENES[name]
    return Shot(seed=7, frame=FrameSpec(**SIZE, fps=12, duration_s=1), scene=scene, camera=camera, loop=loop)


def film(plan: Shot) -> Frames:
    return WorldEngine().render(plan, Inputs(quality="draft", passes=True))


def same(a: Frames, k: int, b: Frames, j: int) -> bool:
    one, other = a[k], b[j]
    passes = ((one.color, other.color), (one.depth, other.depth), (one.motion, other.motion))
    return one.view == other.view and all(np.array_equal(x, y) for x, y in passes if x is not None and y is not None)


@pytest.mark.parametrize(
    "name", [n if n == "meadow in rain" else pytest.param(n, marks=pytest.mark.slow) for n in SCENES]
)
def test_old_frames_are_the_old_frames(name: str) -> None:
    old = shot(name)
    after = extended(old, 0.5)
    both = extended(after, 0.5, ASKED, reverse=True)
    frames, longer, longest = film(old), film(after), film(both)
    for k in (0, 5, 11):
        assert same(frames, k, longer, k)
        assert same(frames, k, longest, k + 6)
    for k in (12, 17):
        assert same(longer, k, longest, k + 6)


def test_nothing_jumps_where_the_films_meet() -> None:
    longest = film(extended(extended(shot("meadow in rain"), 0.5, ASKED), 0.5, reverse=True))
    heights = [frame.view.position[2] for frame in longest if frame.view]
    assert np.abs(np.diff(heights)).max() < 0.05
    light = [np.log2(np.maximum(frame.color, 1e-6)) for frame in longest]
    steps = [float(np.abs(b - a).mean()) for a, b in pairwise(light)]
    assert max(steps[5], steps[17]) <= 1.1 * max(*steps[:5], *steps[6:17], *steps[18:])


@pytest.mark.parametrize("at", [0, 5, 11], ids=["begins", "inside", "ends"])
@pytest.mark.parametrize("said", [ASKED, Onward()], ids=["asked", "unasked"])
def test_a_film_shows_the_frame_of_another(at: int, said: Onward) -> None:
    old, frame = shot("meadow in rain"), FrameSpec(**SIZE, fps=12, duration_s=1)
    new = going_on([Key(at, Origin(old, 6))], wish(frame, range(at, at + 1), said), Given())
    assert same(film(old), 6, film(new), at)


def test_between_two_frames_of_a_film_are_its_own() -> None:
    old, frame = shot("meadow in rain"), FrameSpec(**SIZE, fps=12, duration_s=1)
    frames, new = film(old), film(going_on([Key(4, Origin(old, 3))], wish(frame, range(4, 9), ASKED), Given()))
    for k in range(4, 9):
        assert same(frames, k - 1, new, k)
    light = [np.log2(np.maximum(frame.color, 1e-6)) for frame in new]
    steps = [float(np.abs(b - a).mean()) for a, b in pairwise(light)]
    assert max(steps) <= 1.6 * float(np.median(steps))


@pytest.mark.slow
def test_a_loop_goes_round_again_or_is_left() -> None:
    old = shot("gale", loop=True)
    frames, again, left = film(old), film(extended(old, 0.3)), film(extended(old, 0.5, ASKED))
    assert again.count == 24
    for k in (0, 7, 11):
        assert same(frames, k, again, k + 12)
        assert same(frames, k, left, k)
