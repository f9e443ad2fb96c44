"""What should stand still stands still, and a loop closes unseen."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from dreamwright.shot.plan import Clouds, Look, Move, PlaceKind, Precipitation, Shot

from .filming import frame, picture, plan
from .seeing import difference

FLICKER = 0.99
PLACES: list[PlaceKind] = ["mountains", "desert", "ocean", "lake"]


def flicker(shot: Shot, count: int) -> float:
    """VBench's temporal flicker: 1 − mean |I_t − I_{t+1}| / 255."""
    return 1 - float(np.mean([difference(picture(shot, k), picture(shot, k + 1)) for k in range(count - 1)])) / 255


@pytest.mark.parametrize("place", PLACES)
def test_static_shot_without_wind_does_not_flicker(
    place: PlaceKind, record_property: Callable[[str, object], None]
) -> None:
    clouds = Clouds(kind="cumulus", cover=0.3) if place in ("mountains", "plains") else Clouds(kind="none")
    shot = plan(place, count=24, scene={"wind_mps": 0.0, "clouds": clouds}, look=Look())
    found = flicker(shot, 3)
    record_property("flicker", found)
    assert found >= FLICKER


@pytest.mark.parametrize("place", ["mountains", "desert"])
def test_still_land_gives_the_same_light(place: PlaceKind) -> None:
    """Without grain and wind nothing at all may change between frames of a static shot."""
    shot = plan(place, count=24, scene={"wind_mps": 0.0})
    assert difference(picture(shot, 0), picture(shot, 20)) < 0.5  # the dither alone


RAIN = Precipitation(kind="rain", rate=0.7)
SNOW = Precipitation(kind="snow", rate=0.7)
CUMULUS = Clouds(kind="cumulus", cover=0.5)


def loop(place: PlaceKind, kind: str = "static", direction: str | None = None, amount: float = 0, **more: Any) -> Shot:
    move = Move(kind=kind, direction=direction, amount=amount)  # type: ignore[arg-type]
    return plan(place, move, size=(160, 90), count=14, fps=12, loop=True, **more)


LOOPS = {
    "ocean": loop("ocean", scene={"wind_mps": 9.0}),
    "clouds": loop(
        "desert", scene={"wind_mps": 12.0, "time_scale": 20.0, "clouds": CUMULUS}, camera={"pitch_deg": 20.0}
    ),
    "pan": loop("mountains", "pan", "right", 20),
    "turn": loop("mountains", "pan", "right", 360),
    "orbit": loop("desert", "orbit", "left", 40),
    "handheld": loop("mountains", camera={"shake": 1.0}),
    "push": loop("canyon", "push_in", "in", 20),
    "surf": loop("coast", "truck", "left", 1, scene={"wind_mps": 8.0, "clouds": CUMULUS}),
    "meadow": loop("plains", "push_in", "in", 2, scene={"wind_mps": 8.0}),
}
FALLING = {"rain": loop("desert", scene={"precipitation": RAIN}), "snow": loop("desert", scene={"precipitation": SNOW})}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) if n in ("push", "orbit", "turn", "surf") else n for n in LOOPS]
)
def test_loop_closes_with_a_normal_step(name: str) -> None:
    line = [picture(LOOPS[name], k) for k in range(LOOPS[name].frame.count)]
    steps = [difference(a, b) for a, b in pairwise(line)]
    assert max(steps) > 1, "nothing moves, so this proves nothing"
    assert difference(line[-1], line[0]) <= 1.05 * np.percentile(steps, 95)


@pytest.mark.parametrize("name", list(FALLING))
def test_loop_of_rain_and_snow_closes(name: str) -> None:
    """In stops of light, for single drops are lost among the codes of a small picture."""
    line = [np.log2(frame(FALLING[name], k).color) for k in range(14)]
    steps = [np.abs(a - b).mean() for a, b in pairwise(line)]
    assert min(steps) > 1e-3
    assert np.abs(line[-1] - line[0]).mean() <= 1.05 * np.percentile(steps, 95)


def test_film_that_is_no_loop_has_a_seam() -> None:
    """The measure sees a seam where there is one."""
    shot = plan("mountains", Move(kind="pan", direction="right", amount=20), size=(160, 90), count=12, fps=12)
    line = [picture(shot, k) for k in range(12)]
    steps = [difference(a, b) for a, b in pairwise(line)]
    assert difference(line[-1], line[0]) > 1.5 * np.percentile(steps, 95)
