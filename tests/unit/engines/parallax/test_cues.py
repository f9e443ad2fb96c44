"""Depth from the picture alone, on scenes whose space is known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from dreamwright.engines.parallax.depth.base import DepthSource
from dreamwright.engines.parallax.depth.cues import CueDepth
from dreamwright.frames import Array

from .landscapes import grain, landscape, linear, with_figure

EMPTY: dict[str, Array] = {
    "16x16": np.full((16, 16, 3), 0.2, np.float32),
    "1x500": np.full((1, 500, 3), 0.2, np.float32),
    "500x1": np.full((500, 1, 3), 0.2, np.float32),
    "1x1": np.full((1, 1, 3), 0.2, np.float32),
    "black": np.zeros((90, 160, 3), np.float32),
    "white": np.ones((90, 160, 3), np.float32),
    "noise": np.random.default_rng(3).random((90, 160, 3), np.float32),
    "over-bright": np.full((40, 60, 3), 1e6, np.float32),
    "not a number": np.full((40, 60, 3), np.nan, np.float32),
}


@pytest.mark.parametrize("name", EMPTY)
def test_any_picture_has_a_relief(name: str) -> None:
    picture = EMPTY[name]
    relief = CueDepth().estimate(picture)
    assert relief.disparity.shape == picture.shape[:2]
    assert relief.disparity.dtype == np.float32
    assert np.isfinite(relief.disparity).all()
    assert relief.disparity.min() >= 0.0
    assert relief.disparity.max() <= 1.0


def test_it_is_a_source_of_depth() -> None:
    assert isinstance(CueDepth(), DepthSource)


@pytest.mark.parametrize("horizon", [0.3, 0.45, 0.6])
@pytest.mark.parametrize("ground", ["sand", "grass", "sea"])
def test_the_horizon_is_found(horizon: float, ground: str) -> None:
    relief = CueDepth().estimate(linear(landscape(horizon=horizon, ground=ground)))
    assert relief.horizon_row == pytest.approx(horizon * 180, abs=0.02 * 180)


def test_level_ground_is_a_plane_and_the_sky_is_farthest() -> None:
    disparity = CueDepth().estimate(linear(landscape(horizon=0.4))).disparity
    rows = disparity.mean(axis=1)
    assert rows[:68].max() < 0.01
    plane = np.clip((np.arange(180) + 0.5 - 72) / 108, 0, 1)
    assert np.abs(rows[90:] - plane[90:]).max() < 0.05
    assert (np.diff(rows[80:]) >= -1e-4).all()


def test_a_figure_stands_before_what_is_beside_it() -> None:
    codes, mask = with_figure(landscape())
    relief = CueDepth().estimate(linear(codes))
    inside = cv2.erode(mask, np.ones((7, 7), np.uint8)) > 0
    beside = (cv2.dilate(mask, np.ones((31, 31), np.uint8)) > 0) & (cv2.dilate(mask, np.ones((9, 9), np.uint8)) == 0)
    rows = np.nonzero(inside.any(axis=1) & beside.any(axis=1))[0]
    ahead = [np.median(relief.disparity[r][inside[r]]) - np.median(relief.disparity[r][beside[r]]) for r in rows]
    assert "foreground" in relief.how
    assert np.quantile(ahead, 0.1) > 0.03
    assert np.ptp(relief.disparity[inside]) < 0.35


def test_steps_of_the_disparity_lie_on_the_outline() -> None:
    codes, mask = with_figure(landscape(size=(360, 640)))
    disparity = CueDepth().estimate(linear(codes)).disparity
    steep = np.hypot(*np.gradient(disparity)) > 0.06
    outline = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((9, 9), np.uint8)) > 0
    skyline = np.abs(np.arange(360)[:, None] - 0.45 * 360) < 5
    assert steep.sum() > 200
    assert (outline | skyline)[steep].mean() > 0.9


def test_the_same_picture_gives_the_same_relief() -> None:
    picture = linear(with_figure(landscape())[0])
    first = CueDepth().estimate(picture)
    CueDepth().estimate(linear(landscape(ground="grass")))
    again = CueDepth().estimate(picture.copy())
    assert first.horizon_row == again.horizon_row
    np.testing.assert_array_equal(first.disparity, again.disparity)


def test_the_size_of_the_picture_matters_little() -> None:
    codes = landscape(size=(360, 640))
    large = CueDepth().estimate(linear(codes)).disparity
    small = CueDepth().estimate(linear(cv2.resize(codes, (320, 180), interpolation=cv2.INTER_AREA))).disparity
    assert np.abs(cv2.resize(large, (320, 180), interpolation=cv2.INTER_AREA) - small).mean() < 0.02


def test_a_plain_wall_is_no_sky() -> None:
    wall = np.clip(np.full((180, 320, 3), [0.55, 0.4, 0.25], np.float32) + grain((180, 320), 0.1), 0, 1)
    relief = CueDepth().estimate(linear(wall.astype(np.float32)))
    assert relief.horizon_row is None
    assert relief.disparity.min() > 0.05


def test_lines_that_meet_make_a_room() -> None:
    codes = np.full((240, 320, 3), 0.6, np.float32)
    middle = (150, 110)
    for degrees in range(0, 360, 14):
        far = middle[0] + 500 * np.cos(np.radians(degrees)), middle[1] + 500 * np.sin(np.radians(degrees))
        cv2.line(codes, middle, (int(far[0]), int(far[1])), (0.2, 0.2, 0.2), 2, cv2.LINE_AA)
    cv2.circle(codes, middle, 12, (0.3, 0.3, 0.3), cv2.FILLED)
    relief = CueDepth().estimate(linear(codes))
    assert relief.horizon_row == pytest.approx(110, abs=8)
    assert relief.disparity[110, 150] < 0.15
    assert relief.disparity[230, 150] > 0.6


def test_what_is_sharp_before_a_blurred_distance_stands_out_though_the_rim_cuts_it() -> None:
    rough = np.concatenate([grain((180, 320), 0.5, seed) for seed in (5, 6, 7)], axis=-1) + 0.5
    behind = cv2.GaussianBlur(rough, (0, 0), 5.0)
    behind = 0.5 + (behind - behind.mean()) * (0.18 / behind.std())
    mask = np.zeros((180, 320), bool)
    mask[10:, 160:] = True
    body = rough * np.array([0.9, 0.5, 0.3], np.float32)
    codes = np.clip(np.where(mask[..., None], body, behind), 0.0, 1.0).astype(np.float32)
    disparity = CueDepth().estimate(linear(codes)).disparity
    inside = cv2.erode(mask.astype(np.uint8), np.ones((31, 31), np.uint8)) > 0
    outside = cv2.dilate(mask.astype(np.uint8), np.ones((31, 31), np.uint8)) == 0
    assert np.median(disparity[inside]) > np.median(disparity[outside]) + 0.3
    assert (disparity[inside] > 0.6).mean() > 0.9
