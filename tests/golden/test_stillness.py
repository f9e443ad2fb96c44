"""What should stand still stands still, and a loop closes unseen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from dreamwright.shot.plan import Clouds, Fog, Look, Move, Night, PlaceKind, Precipitation, Shot

from .filming import NIGHT, frame, picture, plan
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
    "zoom": loop("mountains", "zoom", "in", 1.4),
    "handheld": loop("mountains", camera={"shake": 1.0}),
    "push": loop("canyon", "push_in", "in", 20),
    "surf": loop("coast", "truck", "left", 1, scene={"wind_mps": 8.0, "clouds": CUMULUS}),
    "meadow": loop("plains", "push_in", "in", 2, scene={"wind_mps": 8.0}),
    "grass in a gale": loop("plains", scene={"wind_mps": 12.0}),
}
FALLING = {
    "rain": loop("desert", scene={"precipitation": RAIN}),
    "snow": loop("desert", scene={"precipitation": SNOW}),
    "leaves": loop("forest", scene={"precipitation": Precipitation(kind="leaves", rate=0.6), "wind_mps": 6.0}),
    "embers": loop("volcano", scene={"precipitation": Precipitation(kind="embers", rate=0.6)}),
    "fog": loop("mountains", scene={"fog": Fog(density=0.4), "wind_mps": 6.0, "time_scale": 8.0}),
    "aurora": loop("arctic", scene={"sun": NIGHT, "night": Night(aurora=0.9), "time_of_day": "night"}),
    "trees": loop("forest"),
}
"""What single drops and leaves do is lost among the codes of a small picture: it is seen in stops of light."""
SLOW = ("push", "orbit", "turn", "surf", "zoom", "leaves", "embers", "aurora")


def closes(line: Sequence[np.ndarray], least: float) -> None:
    """Fails where the seam of a loop is seen: in how far it steps, or in a change of how things move there.

    A normal step is no larger than 19 in 20 of those inside; `least` is what the largest must show, or nothing moves.
    """
    steps = [float(np.abs(b - a).mean()) for a, b in pairwise(line)]
    assert max(steps) > least, "nothing moves, so this proves nothing"
    assert float(np.abs(line[0] - line[-1]).mean()) <= np.percentile(steps, 95), "the seam is seen"
    bends = [float(np.abs(a - 2 * b + c).mean()) for a, b, c in zip(line, line[1:], line[2:], strict=False)]
    for a, b, c in ((line[-2], line[-1], line[0]), (line[-1], line[0], line[1])):
        assert float(np.abs(a - 2 * b + c).mean()) <= 1.01 * max(bends)


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in SLOW else n for n in LOOPS])
def test_loop_closes_with_a_normal_step(name: str) -> None:
    closes([picture(LOOPS[name], k).astype(np.float32) for k in range(LOOPS[name].frame.count)], least=1.0)


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in SLOW else n for n in FALLING])
def test_loop_of_weather_closes(name: str) -> None:
    closes([np.log2(np.maximum(frame(FALLING[name], k).color, 1e-7)) for k in range(14)], least=1e-3)


def test_film_that_is_no_loop_has_a_seam() -> None:
    """The measure sees a seam where there is one."""
    shot = plan("mountains", Move(kind="pan", direction="right", amount=20), size=(160, 90), count=12, fps=12)
    line = [picture(shot, k) for k in range(12)]
    with pytest.raises(AssertionError, match="the seam is seen"):
        closes([one.astype(np.float32) for one in line], least=1.0)
