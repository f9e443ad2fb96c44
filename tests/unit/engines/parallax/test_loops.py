"""Loops of pictures: from the last frame to the first the step is no larger than any other."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from dreamwright.make.extend import extended
from dreamwright.shot.plan import Clouds, Move, Precipitation

from .scenes import film, place, plan

WINDY: dict[str, Any] = {"clouds": Clouds(kind="cumulus", cover=0.5), "wind_mps": 8.0}
FALLING = {kind: {"precipitation": Precipitation(kind=kind, rate=0.6)} for kind in ("rain", "snow")}
TRUCK = Move(kind="truck", direction="right", amount=0.3)
PUSH = Move(kind="push_in", amount=0.3)
PAN = Move(kind="pan", direction="left", amount=4.0)
LOOPS: dict[str, tuple[tuple[Move, ...], dict[str, Any], dict[str, Any]]] = {
    "truck": ((TRUCK,), {}, {}),
    "pan": ((PAN,), {}, {"shutter_deg": 180.0}),
    "push and shake": ((PUSH,), {}, {"shake": 0.4}),
    "clouds": ((), WINDY, {}),
    "rain": ((), FALLING["rain"], {}),
    "snow": ((), FALLING["snow"], {}),
    "all together": ((TRUCK,), {**WINDY, **FALLING["snow"]}, {}),
}


@pytest.mark.parametrize("name", list(LOOPS))
def test_loops_close_with_a_normal_step(name: str) -> None:
    moves, scene, camera = LOOPS[name]
    frames = film(plan(*moves, scene=scene, camera=camera, loop=True, count=36), place(water=True))
    line = [frames[k].color for k in range(36)]
    steps = [float(np.abs(b - a).mean()) for a, b in pairwise(line)]
    assert max(steps) > 1e-4, "nothing moves, so this proves nothing"
    assert float(np.abs(line[-1] - line[0]).mean()) <= 1.1 * max(steps)


def test_a_loop_that_goes_round_again_shows_the_same_frames() -> None:
    once = plan(TRUCK, scene={**WINDY, **FALLING["snow"]}, loop=True, count=24)
    again = extended(once, 0.5)
    first, second = film(once, place(water=True)), film(again, place(water=True))
    assert second.count == 48
    for k in (0, 7, 23):
        assert np.array_equal(first[k].color, second[k].color)
        assert np.array_equal(first[k].color, second[k + 24].color)
