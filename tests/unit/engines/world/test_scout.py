"""The scout: a camera that follows the land, never enters it, and is a pure function of time."""

from __future__ import annotations

import numpy as np
import pytest

from dreamwright.engines.world.scout import RIDES_BELOW_M, Floor, Scout, Track
from dreamwright.make.extend import extended
from dreamwright.shot.plan import Camera, FrameSpec, Move, Shot


def bumpy(x: Track, y: Track) -> Track:
    return np.asarray(3 * np.sin(x / 9 + 1) + 2.5 * np.cos(y / 11) + 8 * np.exp(-(((y - 60) / 12) ** 2)))


def bank(x: Track, y: Track) -> Track:
    return np.asarray(40 / (1 + np.exp((24 - y) / 2)) + 0 * x)


def level(x: Track, y: Track) -> Track:
    return np.zeros_like(x) + 4.0


def shot(height_m: float = 1.7, *moves: Move, loop: bool = False, shake: float = 0.0) -> Shot:
    moves = moves or (Move(kind="push_in", direction="in", amount=120.0),)
    camera = Camera(moves=moves, height_m=height_m, shake=shake)
    return Shot(frame=FrameSpec(duration_s=6), camera=camera, loop=loop)


TIMES = np.linspace(0, 6, 289)


@pytest.mark.parametrize("floor", [bumpy, bank])
@pytest.mark.parametrize(("height_m", "far_m"), [(0.3, 40.0), (1.7, 120.0), (8.0, 120.0), (60.0, 200.0)])
def test_the_camera_keeps_clear_of_the_land(floor: Floor, height_m: float, far_m: float) -> None:
    scout = Scout(shot(height_m, Move(kind="push_in", direction="in", amount=far_m)), floor)
    spots = np.array([scout.view(float(t)).position for t in TIMES])
    clear = spots[:, 2] - floor(spots[:, 0], spots[:, 1])
    assert clear.min() > 0.9 * max(0.12, min(0.45 * height_m, 6.0))


def test_low_cameras_ride_the_smoothed_ground() -> None:
    scout = Scout(shot(2.0), bumpy)
    spots = np.array([scout.view(float(t)).position for t in TIMES])
    ground = bumpy(spots[:, 0], spots[:, 1])
    assert np.corrcoef(spots[:, 2], ground)[0, 1] > 0.6
    bend = np.abs(np.diff(spots[:, 2], 2)).max()
    assert bend < np.abs(np.diff(ground, 2)).max()


def test_high_cameras_keep_their_altitude() -> None:
    scout = Scout(shot(RIDES_BELOW_M + 50), bumpy)
    heights = [scout.view(float(t)).position[2] for t in TIMES]
    assert np.ptp(heights) < 1e-6


def test_over_level_ground_the_height_is_the_plans() -> None:
    scout = Scout(shot(1.7), level)
    assert [scout.view(t).position[2] for t in (0.0, 3.0, 6.0)] == pytest.approx([5.7] * 3)


def test_a_view_depends_on_its_time_alone() -> None:
    first, second = Scout(shot(1.7, shake=0.5), bumpy), Scout(shot(1.7, shake=0.5), bumpy)
    forth = [first.view(t) for t in (0.5, 2.0, 5.5)]
    back = [second.view(t) for t in (5.5, 2.0, 0.5)]
    assert forth == back[::-1]


def test_a_loop_ends_where_it_begins() -> None:
    scout = Scout(shot(1.7, Move(kind="orbit", direction="left", amount=360.0, ease="linear"), loop=True), bumpy)
    ends = [scout.view(t).position[2] for t in (0.0, 6.0)]
    slopes = [(scout.view(t + 1e-3).position[2] - scout.view(t).position[2]) / 1e-3 for t in (0.0, 5.999 + 0.001)]
    assert ends[0] == pytest.approx(ends[1], abs=1e-6)
    assert slopes[0] == pytest.approx(slopes[1], abs=1e-3)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("height_m", [1.7, 60.0])
@pytest.mark.parametrize("floor", [bumpy, bank])
def test_a_longer_film_stands_as_high_and_goes_on_smoothly(floor: Floor, height_m: float, reverse: bool) -> None:
    old = shot(height_m, Move(kind="push_in", direction="in", amount=60))
    longer = extended(old, 4, reverse=reverse)
    once, again = Scout(old, floor), Scout(longer, floor)
    assert [once.view(float(t)) for t in TIMES] == [again.view(float(t)) for t in TIMES]
    join, out = (0.0, -1) if reverse else (6.0, 1)
    slopes = [(again.altitude(join + s + 5e-3) - again.altitude(join + s)) / 5e-3 for s in (-0.03, out * 0.03)]
    assert slopes[0] == pytest.approx(slopes[1], abs=0.35)
    spots = np.array([again.view(join + out * float(t)).position for t in np.linspace(0, 4, 97)])
    clear = spots[:, 2] - floor(spots[:, 0], spots[:, 1])
    assert clear.min() > 0.45 * max(0.12, min(0.45 * height_m, 6.0))
    whole = Scout(shot(height_m, Move(kind="push_in", direction="in", amount=100)), floor)
    bend = np.abs(np.diff([whole.view(float(t)).position[2] for t in np.linspace(0, 6, 145)], 2)).max()
    assert np.abs(np.diff(spots[:, 2], 2)).max() < 2 * bend + 1e-3
