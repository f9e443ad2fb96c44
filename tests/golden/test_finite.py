"""Every place in every light and weather: finite, not negative, and something to see."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, get_args

import numpy as np
import pytest

from dreamwright.finish.finish import finish
from dreamwright.frames import Frames
from dreamwright.shot.plan import Camera, Clouds, Fog, Lens, Move, Night, PlaceKind, Shot, Sun, TimeOfDay
from dreamwright.shot.plan import Precipitation as Falling

from .filming import frame, plan

SIZE = (160, 90)
PLACES: tuple[PlaceKind, ...] = get_args(PlaceKind)
ELEVATIONS: dict[TimeOfDay, float] = {
    "dawn": -5.0, "sunrise": 0.5, "morning": 20.0, "noon": 62.0, "afternoon": 35.0, "golden_hour": 7.0, "sunset": 1.0,
    "dusk": -6.0, "blue_hour": -4.0, "night": -40.0,
}  # fmt: skip
WEATHERS: list[dict[str, Any]] = [
    {"clouds": Clouds(kind="cumulus", cover=0.5)},
    {"clouds": Clouds(kind="storm", cover=0.9), "lightning": 1.0, "precipitation": Falling(kind="rain", rate=1.0),
     "wind_mps": 40.0},
    {"clouds": Clouds(kind="stratus", cover=1.0), "precipitation": Falling(kind="snow", rate=1.0)},
    {"fog": Fog(density=1.0, top_m=20.0), "wind_mps": 0.0},
    {"precipitation": Falling(kind="dust", rate=1.0), "wind_mps": 20.0},
    {"precipitation": Falling(kind="ash", rate=0.5), "fog": Fog(density=0.2)},
    {"rainbow": 1.0, "clouds": Clouds(kind="cirrus", cover=0.6), "precipitation": Falling(kind="rain", rate=0.2)},
    {"night": Night(aurora=1.0, moon=0.6, milky_way=1.0), "features": ("snow_cover", "frozen", "iceberg")},
    {"sun_end": Sun(elevation_deg=-89.0), "time_scale": 20000.0, "season": "winter"},
]  # fmt: skip
CAMERAS = [
    Camera(),
    Camera(angle="aerial", height_m=15000.0),
    Camera(projection="tiny_planet", height_m=60.0),
    Camera(pitch_deg=-90.0, height_m=0.3, shake=1.0),
    Camera(pitch_deg=90.0, moves=(Move(kind="roll", direction="clockwise", amount=720),)),
]


def mixed(n: int) -> Shot:
    """The n-th of a design in which neighbours share neither place, light, weather nor camera."""
    time: TimeOfDay = list(ELEVATIONS)[(3 * n) % 10]
    scene = {
        **WEATHERS[(2 * n + n // 9) % 9],
        "time_of_day": time,
        "sun": Sun(elevation_deg=ELEVATIONS[time], azimuth_deg=10),
    }
    camera = CAMERAS[n % 5]
    return plan(PLACES[n % len(PLACES)], *camera.moves, size=SIZE, count=3, scene=scene,
                camera={name: getattr(camera, name) for name in camera.model_fields_set - {"moves"}})  # fmt: skip


def sound(shot: Shot) -> None:
    taken = frame(shot, 1)
    assert np.isfinite(taken.color).all()
    assert (taken.color >= 0).all()
    assert taken.color.max() > 0
    assert taken.depth is not None
    assert not np.isnan(taken.depth).any()
    assert (taken.depth > 0).all()
    assert taken.motion is not None
    assert np.isfinite(taken.motion).all()
    assert taken.normal is not None
    assert np.isfinite(taken.normal).all()
    alone = Frames(shot.frame.width, shot.frame.height, Fraction(24), 1, lambda _: taken)
    shown = finish(alone, shot.look, seed=1)[0]
    assert shown.shape == taken.color.shape
    assert shown.max() > 8  # a picture, not a black card


@pytest.mark.parametrize("n", range(7))
def test_light_is_finite_everywhere(n: int) -> None:
    sound(mixed(n))


@pytest.mark.slow
@pytest.mark.parametrize("n", range(7, 34))
def test_light_is_finite_everywhere_else(n: int) -> None:
    sound(mixed(n))


@pytest.mark.parametrize("elevation", [90.0, -0.3, -90.0])
def test_no_height_of_the_sun_breaks_the_sky(elevation: float) -> None:
    sound(plan("plains", size=SIZE, count=3, scene={"sun": Sun(elevation_deg=elevation, azimuth_deg=0.0)}))


@pytest.mark.parametrize("size", [(16, 16), (17, 91), (400, 20)])
def test_any_shape_of_frame(size: tuple[int, int]) -> None:
    shot = plan("islands", size=size, count=3, scene={"clouds": Clouds(kind="cumulus", cover=0.5)})
    sound(shot)
    assert frame(shot, 1).color.shape == (size[1], size[0], 3)


@pytest.mark.parametrize("focal", [4.0, 1200.0])
def test_any_lens(focal: float) -> None:
    sound(plan("coast", size=SIZE, count=3, camera={"lens": Lens(focal_mm=focal, f_number=0.7, focus_m=0.5)}))
