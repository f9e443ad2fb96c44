"""The horizon lies where height, pitch, roll and lens put it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.frames import View
from dreamwright.shot.plan import Lens, Move, Shot

from .filming import frame, plan
from .seeing import EARTH_M, Map, focal_px, luminance, rays

WITHIN_PX = 1.5


def horizon_rows(view: View, width: int, height: int) -> Map:
    """For each column the row where the eye's height puts the horizon: sqrt(2 h / R) under the level; NaN outside."""
    dip = math.sqrt(2 * view.position[2] / EARTH_M)
    rows = np.linspace(0, height, 20 * height + 1)
    px, py = np.meshgrid(np.arange(width) + 0.5, rows)
    over = np.arcsin(rays(view, px, py, width, height)[..., 2]) + dip
    first = np.argmax(over < 0, axis=0)
    return np.where((over[0] > 0) & (over[-1] < 0), rows[first], np.nan)


def first_steps(light: Map, near: Map, reach: int = 12) -> Map:
    """For each column the first row, within `reach` of where it may be, that is a tenth darker than the one above."""
    ratio = light[1:] / light[:-1]
    row = np.arange(1, light.shape[0])[:, None]
    return np.asarray(np.argmax((ratio < 0.9) & (np.abs(row - near) <= reach), axis=0) + 1.0)


def sky_rows(depth: NDArray[np.float32]) -> Map:
    """For each column the first row that is not sky."""
    return np.asarray(np.argmax(np.isfinite(depth), axis=0), np.float64)


def errors(shot: Shot, k: int = 0) -> tuple[Map, Map]:
    """Rows by which the horizon of the picture, and that of the depth pass, lie too low."""
    taken = frame(shot, k)
    assert taken.view is not None
    assert taken.depth is not None
    truth = horizon_rows(taken.view, shot.frame.width, shot.frame.height)
    inside = np.isfinite(truth) & (truth > 14) & (truth < shot.frame.height - 14)
    assert inside.mean() > 0.5
    seen = first_steps(luminance(taken.color), truth)
    return (seen - truth)[inside], (sky_rows(taken.depth) - truth)[inside]


SIGHTS = [
    # pitch, focal length, height of the eye, size
    (0.0, 28.0, 1.7, (320, 180)),
    (-14.0, 18.0, 1.7, (320, 180)),
    (12.0, 24.0, 4.0, (180, 320)),
    (-1.5, 135.0, 2.0, (320, 134)),
    (-9.0, 35.0, 60.0, (240, 240)),
]


@pytest.mark.parametrize(("pitch", "focal", "height_m", "size"), SIGHTS)
def test_horizon_of_the_sea(pitch: float, focal: float, height_m: float, size: tuple[int, int]) -> None:
    shot = plan("ocean", size=size, camera={"pitch_deg": pitch, "lens": Lens(focal_mm=focal), "height_m": height_m})
    seen, known = errors(shot)
    assert np.percentile(np.abs(seen), 90) < WITHIN_PX
    assert np.percentile(np.abs(known), 95) < WITHIN_PX


@pytest.mark.parametrize("degrees", [25.0, -12.0])
def test_horizon_leans_with_the_camera(degrees: float) -> None:
    turn = Move(kind="roll", direction="clockwise" if degrees > 0 else "counterclockwise", amount=abs(degrees))
    shot = plan("ocean", turn, camera={"pitch_deg": 4.0, "shutter_deg": 0.0}, count=48)
    k = shot.frame.count - 1
    view = frame(shot, k).view
    assert view is not None
    assert view.roll_deg == pytest.approx(degrees, rel=0.1)
    seen, known = errors(shot, k)
    assert np.percentile(np.abs(seen), 90) < WITHIN_PX
    assert np.percentile(np.abs(known), 95) < WITHIN_PX
    truth = horizon_rows(view, shot.frame.width, shot.frame.height)
    falls = truth[220] - truth[100]  # a camera that leans to the right lifts the right end of the horizon
    assert falls * degrees < 0


def test_picture_scale_is_the_lens() -> None:
    """Two degrees of tilt move the horizon by f·(tan − tan) pixels, at any focal length."""
    for focal in (20.0, 70.0):
        shots = [plan("ocean", camera={"pitch_deg": p, "lens": Lens(focal_mm=focal)}) for p in (1.0, 3.0)]
        rows = []
        for shot in shots:
            depth, view = frame(shot).depth, frame(shot).view
            assert depth is not None
            assert view is not None
            rows.append(float(np.median(sky_rows(depth)[150:170])))
        f = focal_px(view, 320, 180)
        assert rows[1] - rows[0] == pytest.approx(f * (math.tan(math.radians(3)) - math.tan(math.radians(1))), abs=1.5)


def test_tiny_planet_has_its_horizon_on_a_circle() -> None:
    shot = plan("ocean", size=(240, 240), camera={"projection": "tiny_planet"})
    depth = frame(shot).depth
    assert depth is not None
    x, y = np.meshgrid(np.arange(240) - 119.5, np.arange(240) - 119.5)
    away, turn = np.hypot(x, y), np.arctan2(y, x)
    land = np.isfinite(depth)
    inside = [away[land & (np.abs(turn - a) < 0.1)].max() for a in np.linspace(-3, 3, 16)]
    outside = [away[~land & (np.abs(turn - a) < 0.1)].min() for a in np.linspace(-3, 3, 16)]
    assert np.ptp(inside) < 2.5
    assert np.ptp(outside) < 2.5
    assert abs(np.mean(inside) - np.mean(outside)) < 2
    assert 0.2 < np.mean(inside) / 240 < 0.45
