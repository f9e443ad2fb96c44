"""Loops of pictures: from the last frame to the first the step is a normal one, and goes on as those beside it.

A normal step is no larger than 19 in 20 of those inside the loop, in the codes that are seen.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from dreamwright.frames import Frames
from dreamwright.make.extend import extended
from dreamwright.shot.plan import Clouds, Fog, Move, Precipitation

from .moving import moving, windy
from .scenes import codes, film, place, plan

WINDY: dict[str, Any] = {"clouds": Clouds(kind="cumulus", cover=0.5), "wind_mps": 8.0}
WEATHER: dict[str, dict[str, Any]] = {
    **{kind: {"precipitation": Precipitation(kind=kind, rate=0.6)} for kind in ("rain", "snow", "leaves", "embers")},
    "fog": {"fog": Fog(density=0.5)},
    "clouds": WINDY,
    "time lapse": {**WINDY, "time_scale": 20.0},
}
TRUCK = Move(kind="truck", direction="right", amount=0.3)
PUSH = Move(kind="push_in", amount=0.3)
PAN = Move(kind="pan", direction="left", amount=4.0)
ZOOM = Move(kind="zoom", direction="in", amount=1.2)
ORBIT = Move(kind="orbit", direction="left", amount=5.0)
CAMERA: dict[str, tuple[tuple[Move, ...], dict[str, Any]]] = {
    "truck": ((TRUCK,), {}),
    "orbit": ((ORBIT,), {}),
    "zoom": ((ZOOM,), {}),
    "pan": ((PAN,), {"shutter_deg": 180.0}),
    "push and shake": ((PUSH,), {"shake": 0.4}),
}
MOVING = {
    "water": "a lake", "river": "a flowing river", "sea": "sea waves", "waterfall": "a waterfall", "smoke": "smoke",
    "fire": "fire", "foliage": "trees swaying",
}  # fmt: skip
COUNT = 36


def closes(frames: Frames) -> None:
    """Fails where the seam is seen: in how far it steps, or in a change of how things move there."""
    line = [codes(frames[k].color).astype(np.float32) for k in range(frames.count)]
    steps = [float(np.abs(b - a).mean()) for a, b in pairwise(line)]
    assert max(steps) > 0.1, "nothing moves, so this proves nothing"
    assert float(np.abs(line[0] - line[-1]).mean()) <= np.percentile(steps, 95), "the seam is seen"
    bends = [float(np.abs(a - 2 * b + c).mean()) for a, b, c in zip(line, line[1:], line[2:], strict=False)]
    for a, b, c in ((line[-2], line[-1], line[0]), (line[-1], line[0], line[1])):
        assert float(np.abs(a - 2 * b + c).mean()) <= 1.01 * max(bends)


@pytest.mark.parametrize("name", [*CAMERA, "all together"])
def test_loops_of_the_camera_close_with_a_normal_step(name: str) -> None:
    moves, camera = CAMERA.get(name, ((TRUCK,), {}))
    scene = {**WINDY, **WEATHER["snow"]} if name == "all together" else {}
    closes(film(plan(*moves, scene=scene, camera=camera, loop=True, count=COUNT), place(water=True)))


@pytest.mark.parametrize(
    ("name", "water"), [(name, water) for name in WEATHER for water in (False, True) if water or name != "clouds"]
)
def test_loops_of_weather_close_with_a_normal_step(name: str, water: bool) -> None:
    """Clouds in life's time move a tenth of a code a step: they are seen by the water alone."""
    closes(film(plan(scene=WEATHER[name], loop=True, count=COUNT), place(water=water)))


@pytest.mark.parametrize("name", list(MOVING))
def test_loops_of_what_moves_close_with_a_normal_step(name: str) -> None:
    seen = moving(name if name in ("waterfall", "smoke", "fire", "foliage") else "water")
    closes(film(windy(MOVING[name], count=COUNT, loop=True), seen))


def test_a_film_that_is_no_loop_does_not_close() -> None:
    """The measure sees a seam where there is one."""
    frames = film(plan(PAN, count=COUNT), place(water=True))
    with pytest.raises(AssertionError, match="the seam is seen"):
        closes(frames)


def test_a_loop_that_goes_round_again_shows_the_same_frames() -> None:
    once = plan(TRUCK, scene={**WINDY, **WEATHER["snow"]}, loop=True, count=24)
    again = extended(once, 0.5)
    first, second = film(once, place(water=True)), film(again, place(water=True))
    assert second.count == 48
    for k in (0, 7, 23):
        assert np.array_equal(first[k].color, second[k].color)
        assert np.array_equal(first[k].color, second[k + 24].color)
