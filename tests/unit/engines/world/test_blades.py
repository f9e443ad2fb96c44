"""Strokes of grass: fixed to the land, upright as seen, melting from one standpoint to the next; gusts loop."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.engines.world.blades import Track, blades, breeze
from dreamwright.engines.world.jit import Float, UInt, to_float

PIXEL = 0.0008
Map = NDArray[np.float64]


def walk(metres: float, count: int = 61) -> Track:
    along = np.linspace(0, metres, count)
    return Track(np.stack([0 * along, along, 1.7 + 0 * along], axis=-1), 1.7)


def strokes(track: Track, share: float, x: Map, y: Map, sway: float = 0.0) -> Map:
    stand = track.at(share, Float(PIXEL))
    found = blades(to_float(x), to_float(y), Float(0) + 0 * to_float(x), stand, Float(sway), UInt(4))
    return np.array(found.tip, np.float64)


def seen_patch(distance: float, n: int = 120) -> tuple[Map, Map]:
    """Points of level ground in rows and columns of pixels, as an eye at 1.7 m over the origin sees them."""
    across, slope = np.meshgrid(np.arange(n) * PIXEL, -1.7 / distance - np.arange(n) * PIXEL)
    away = 1.7 / -slope
    return (away * np.sin(across)).ravel(), (away * np.cos(across)).ravel()


@pytest.mark.parametrize("distance", [12.0, 40.0, 150.0])
def test_strokes_are_crisp_and_no_flatter_than_wide(distance: float) -> None:
    picture = strokes(walk(0.0), 0.0, *seen_patch(distance)).reshape(120, 120)
    aside, down = (np.abs(np.diff(picture, axis=axis)).mean() for axis in (1, 0))
    assert picture.std() > 0.1
    assert aside > down  # the ground's own noise would be many times as fine downward
    assert aside > 0.15 * picture.std()


def test_far_strokes_stand_for_many_blades() -> None:
    spread = [strokes(walk(0.0), 0.0, *seen_patch(d)).std() for d in (20.0, 200.0, 800.0)]
    assert spread[0] > spread[1] > spread[2] > 0


def test_a_standing_camera_keeps_its_grass() -> None:
    place = seen_patch(30.0)
    assert walk(0.0).still
    assert np.array_equal(strokes(walk(0.0), 0.0, *place), strokes(walk(0.0), 0.9, *place))


def test_a_travelling_camera_melts_from_one_drawing_into_the_next() -> None:
    track, place = walk(9.0), seen_patch(30.0)
    line = [strokes(track, share, *place) for share in np.linspace(0, 1, 121)]
    steps = np.array([np.abs(a - b).mean() for a, b in pairwise(line)])
    assert np.abs(line[0] - line[-1]).mean() > 3 * steps.max()
    assert steps.max() < 0.12 * np.mean([a.std() for a in line])
    spread = [a.std() for a in line]
    assert min(spread) > 0.75 * max(spread)  # melting does not blur


def test_ground_underfoot_has_no_strokes() -> None:
    below = np.linspace(-0.3, 0.3, 50)
    assert not strokes(walk(0.0), 0.0, below, below).any()


def test_wind_bends_the_strokes() -> None:
    place = seen_patch(30.0)
    still, bent = strokes(walk(0.0), 0.0, *place), strokes(walk(0.0), 0.0, *place, sway=0.5)
    assert 0.2 < np.corrcoef(still, bent)[0, 1] < 0.99


def gusts(wind: float, t: float, loop_s: float | None = None, shift: float = 0.0) -> Map:
    x, y = np.random.default_rng(3).uniform(-60, 60, (2, 2000))
    return np.array(breeze(wind, 90.0, t, loop_s).gust(to_float(x + shift), to_float(y), UInt(7)), np.float64)


def test_gusts_travel_with_the_wind() -> None:
    assert not gusts(0.0, 2.0).any()
    assert gusts(6.0, 0.0).std() > 0.1
    assert gusts(6.0, 0.0) == pytest.approx(gusts(6.0, 2.0, shift=12.0), abs=1e-3)


def test_gusts_of_a_loop_close() -> None:
    assert gusts(6.0, 5.0, 5.0) == pytest.approx(gusts(6.0, 0.0, 5.0), abs=1e-6)
    assert np.abs(gusts(6.0, 4.99, 5.0) - gusts(6.0, 0.0, 5.0)).mean() < 0.05
    assert np.abs(gusts(6.0, 2.5, 5.0) - gusts(6.0, 0.0, 5.0)).mean() > 0.1


def test_the_standpoints_of_a_loop_come_round() -> None:
    turn = np.linspace(0, 2 * np.pi, 61)
    path = np.stack([9 * np.sin(turn), 9 - 9 * np.cos(turn), 1.7 + 0 * turn], axis=-1)
    track = Track(path, 1.7, loop=True)
    stands = [track.stands(float(s)) for s in np.linspace(0, 1, 201)]
    assert stands[0][:1] == stands[-1][:1] == (0,)
    assert stands[0][1] == stands[-1][1] == 0
    for before, after in pairwise(stands):
        if after[0] != before[0]:
            assert (after[0], after[2]) == (before[4], before[3])
    assert Track(path / 20, 1.7, loop=True).still
