"""The ground: both grids through one lookup, smooth slopes, packed covers, relief that adds nothing to smooth land."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.engines.world.ground import Ground, Layer, drop
from dreamwright.engines.world.jit import Float, dr, to_float
from dreamwright.engines.world.sunmap import SunMap, direction_to

NEAR, FAR = (129, 4.0), (65, 40.0)


def wavy(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(20 * np.sin(x / 60) + 15 * np.cos(y / 45))


def layer(cells: int, cell_m: float, rough: float = 0.0, lift: float = 0.0) -> Layer:
    axis = (np.arange(cells) - (cells - 1) / 2) * cell_m
    x, y = np.meshgrid(axis, axis)
    height = (wavy(x, y) + lift).astype(np.float32)
    covers = tuple(np.full(height.shape, k / 8, np.float32) for k in range(8))
    return Layer(height, np.full_like(height, rough), covers, cell_m, 0.0, 0.0)  # type: ignore[arg-type]


def ground(rough: float = 0.0, seed: int = 4) -> Ground:
    return Ground(layer(*NEAR, rough), layer(*FAR, rough, lift=100.0), seed, 8.0)


def spots(reach_m: float, count: int = 4000) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    random = np.random.default_rng(7)
    return random.uniform(-reach_m, reach_m, count), random.uniform(-reach_m, reach_m, count)


def test_the_near_grid_rules_within_it_and_the_far_one_beyond() -> None:
    x, y = spots(240)
    height = np.array(ground().coarse(to_float(x), to_float(y)))
    assert np.abs(height - wavy(x, y)).max() < 0.05
    beyond = np.array(ground().coarse(to_float(np.array([400.0, -900.0])), to_float(np.array([0.0, 300.0]))))
    assert np.all(beyond > 55)


def test_shape_is_smooth_and_its_slopes_are_its_gradient() -> None:
    (x, y), step, land = spots(230), 0.25, ground()
    shape = land.shape(to_float(x), to_float(y))
    dx = (
        np.array(land.shape(to_float(x + step), to_float(y)).height, float)
        - np.array(land.shape(to_float(x - step), to_float(y)).height, float)
    ) / (2 * step)
    assert np.abs(np.array(shape.height) - wavy(x, y)).max() < 0.02
    assert np.abs(np.array(shape.slope_x) - dx).max() < 0.02
    assert np.abs(np.array(shape.slope_y) + 15 / 45 * np.sin(y / 45)).max() < 0.01


def test_outside_both_grids_the_rim_goes_on() -> None:
    land = ground()
    far = np.array(land.coarse(to_float(np.array([1e6, 1280.0])), to_float(np.zeros(2))))
    assert far[0] == pytest.approx(far[1], abs=0.1)


def test_covers_come_back_as_they_were_packed() -> None:
    x, y = spots(1200, 500)
    cover = ground().cover(to_float(x), to_float(y))
    told = [cover.snow, cover.green, cover.loose, cover.wet, cover.trees, cover.open, cover.strata, cover.ice]
    for k, share in enumerate(told):
        assert np.allclose(np.array(share), k / 8, atol=1 / 400)


def test_fine_relief_is_rough_grounds_alone_and_fades_with_the_footprint() -> None:
    x, y = (to_float(part) for part in spots(200))

    def added(rough: float, finest: float, seed: int = 4) -> NDArray[np.float64]:
        land = ground(rough, seed)
        shape = land.shape(x, y)
        return np.array(land.fine(x, y, shape, dr.full(Float, finest, 4000)).height - shape.height, np.float64)

    assert not added(0.0, 0.05).any()
    assert not added(1.0, 50.0).any()
    assert added(1.0, 0.05).std() > added(0.6, 0.05).std() > 0
    assert abs(np.corrcoef(added(1.0, 0.05), added(1.0, 0.05, seed=5))[0, 1]) < 0.2


def test_the_earth_falls_away_by_the_square_of_the_distance() -> None:
    assert float(drop(Float(1000.0))[0]) == pytest.approx(0.0785, rel=1e-3)
    assert float(drop(Float(10_000.0))[0]) == pytest.approx(7.85, rel=1e-3)


def test_a_close_grid_rules_within_it_and_casts_and_takes_shadows() -> None:
    """A wall 30 m high beyond the close grid and one of 3 m on it, the sun low behind both."""
    near, close = layer(161, 6.0), layer(161, 1.0)
    flat = np.zeros_like(near.height)
    flat[:, 115:118] = 30.0  # x of 210-222 m, outside the close grid of ±80 m
    low = np.zeros_like(close.height)
    low[:, 60] = 3.0  # x = -20 m
    far = replace(layer(65, 60.0), height=np.zeros((65, 65), np.float32))
    land = Ground(replace(near, height=flat), far, 0, 8.0, close=replace(close, height=low))
    assert float(land.coarse(Float(-20.0), Float(0.0))[0]) == pytest.approx(3.0, abs=0.01)
    sun = SunMap(land, direction_to(90.0, 8.0))
    x = to_float(np.array([-26.0, -60.0, 40.0, 215.0]))
    seen = np.array(sun.visible(x, dr.zeros(Float, 4), to_float(np.array([0.0, 0.0, 0.0, 30.0]))))
    assert seen[0] < 0.1  # behind the wall near by, whose shadow is 21 m long
    assert seen[1] > 0.9  # beyond both shadows
    assert seen[2] < 0.1  # in the shadow of the wall outside
    assert seen[3] > 0.9
