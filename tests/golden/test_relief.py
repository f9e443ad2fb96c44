"""Depth from one picture, on pictures of the world whose depth is exact."""

from __future__ import annotations

import numpy as np
import pytest

from dreamwright.engines.parallax.depth.base import DepthSource
from dreamwright.engines.parallax.depth.cues import CueDepth
from dreamwright.engines.parallax.depth.network import NetworkDepth
from dreamwright.engines.parallax.relief_types import Relief
from dreamwright.frames import Array

from .filming import frame, picture, plan

PLACES = ["desert", "plains"]
WAYS: list[DepthSource] = [CueDepth(), NetworkDepth()]
ways = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)


def seen(place: str, way: DepthSource) -> tuple[Relief, Array, float]:
    """The relief of the place's picture, its true depth, and the true row of the horizon."""
    shot = plan(place)  # type: ignore[arg-type]
    code = picture(shot).astype(np.float32) / 255.0
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4).astype(np.float32)
    taken = frame(shot)
    assert taken.depth is not None
    assert taken.view is not None
    focal = taken.view.focal_mm / 36.0 * shot.frame.width
    return way.estimate(linear), taken.depth, 90.0 + focal * np.tan(np.deg2rad(taken.view.pitch_deg))


@ways
@pytest.mark.parametrize("place", PLACES)
def test_nineteen_pairs_in_twenty_are_in_order(place: str, way: DepthSource) -> None:
    relief, depth, _ = seen(place, way)
    pairs = np.random.default_rng(7).integers(0, depth.size, (2, 20_000))
    with np.errstate(divide="ignore"):
        true = 1.0 / depth.ravel()[pairs]
    found = relief.disparity.ravel()[pairs]
    clear = np.abs(true[0] - true[1]) > 0.1 * true.max(axis=0)
    right = (true[0] > true[1]) == (found[0] > found[1])
    assert right[clear].mean() > 0.95


@ways
@pytest.mark.parametrize("place", PLACES)
def test_the_sky_is_farthest_and_the_horizon_is_near_the_true_one(place: str, way: DepthSource) -> None:
    relief, depth, horizon = seen(place, way)
    sky = ~np.isfinite(depth)
    assert np.quantile(relief.disparity[sky], 0.95) < 0.01
    assert np.quantile(relief.disparity[~sky], 0.05) > 0.01
    assert relief.horizon_row == pytest.approx(horizon, abs=0.08 * 180)
