"""What moves of itself in a picture: only what should, without end, and back where it began."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dreamwright.shot.plan import Clouds, Precipitation

from .scenes import HORIZON, codes, film, place, plan

WINDY = {"clouds": Clouds(kind="cumulus", cover=0.5), "wind_mps": 9.0, "time_scale": 8.0}


def test_still_picture_stands_still() -> None:
    frames = film(plan())
    assert np.array_equal(frames[0].color, frames[12].color)


def test_only_the_sky_drifts() -> None:
    frames = film(plan(scene=WINDY))
    change = np.abs(codes(frames[12].color).astype(int) - codes(frames[0].color)).mean(-1)
    land = place().regions.sky == 0
    assert 1 - change[land].mean() / 255 >= 0.995
    assert change[: int(HORIZON) - 4][land[: int(HORIZON) - 4] == 0].mean() > 2


def test_what_may_be_a_backdrop_does_not_drift() -> None:
    frames = film(plan(scene=WINDY), replace(place(), sky_sure=False))
    assert np.array_equal(frames[0].color, frames[12].color)


def test_clouds_go_with_the_wind() -> None:
    import cv2

    frames = film(plan(scene=WINDY | {"wind_toward_deg": 90.0}))
    a, b = (codes(frames[k].color)[5:60, 20:140].mean(-1).astype(np.float64) for k in (0, 6))
    (right, _), _ = cv2.phaseCorrelate(a, b)
    assert right > 0.5


def test_drift_neither_smears_nor_fades() -> None:
    frames = film(plan(scene=WINDY | {"time_scale": 400.0}, count=24))
    sky = [codes(frames[k].color)[8:60, 20:140].astype(np.float64).std() for k in (0, 6, 12, 18, 23)]
    assert min(sky) > 0.6 * sky[0]


def test_only_the_water_ripples() -> None:
    seen = place(water=True)
    frames = film(plan(), seen)
    change = np.abs(codes(frames[9].color).astype(int) - codes(frames[0].color)).mean(-1)
    assert change[seen.regions.water == 0].mean() / 255 < 0.005
    assert change[seen.regions.water > 0].mean() > 0.5


@pytest.mark.parametrize("scene", [WINDY, {"precipitation": Precipitation(kind="snow", rate=0.6)}], ids=["sky", "snow"])
def test_loops_close(scene: dict[str, object]) -> None:
    frames = film(plan(scene=scene, loop=True, count=24), place(water=True))
    steps = [np.abs(frames[k].color - frames[(k + 1) % 24].color).mean() for k in (3, 9, 15, 20, 23)]
    assert steps[-1] <= 1.3 * max(steps[:-1])


@pytest.mark.parametrize("kind", ["rain", "snow"])
def test_what_falls_is_hidden_by_what_is_near(kind: str) -> None:
    scene = {"precipitation": Precipitation(kind=kind, rate=1.0)}
    frames, dry = film(plan(scene=scene)), film(plan())
    fallen = np.abs(frames[3].color - dry[3].color).mean(-1)
    assert fallen[:60, :120].mean() > 2.5 * fallen[60:110, 200:235].mean()


def test_clouds_start_without_a_jump() -> None:
    frames = film(plan(scene=WINDY))
    steps = [np.abs(frames[k + 1].color - frames[k].color).mean() for k in range(4)]
    assert steps[0] <= 1.3 * max(steps[1:])
