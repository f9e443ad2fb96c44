"""The water of a shot: where it lies level, where it breaks, how it flows, and that loops close."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Float, dr, to_float
from dreamwright.engines.world.terrain.grid import Grid, Land
from dreamwright.engines.world.waters import Current, WaterMoment, Waters
from dreamwright.shot.plan import Scene, Shot

N, LOOP_S = 3000, 4.0


def flat(cells: int = 33, cell_m: float = 8.0) -> Grid:
    ground = np.full((cells, cells), -20, np.float32)
    return Grid(ground, np.zeros_like(ground), np.zeros_like(ground), cell_m)


@cache
def waters(place: str, loop_s: float | None = None, features: tuple[str, ...] = (), wind: float = 8.0) -> Waters:
    scene: Any = {"place": place, "features": features, "wind_mps": wind}
    return Waters(Shot(seed=2, scene=Scene(**scene)), Land(flat(), flat(), True, 0, 5000, 0), "draft", loop_s)


def level(moment: WaterMoment, ground_m: float) -> NDArray[np.float64]:
    random = np.random.default_rng(4)
    x, y = (to_float(random.uniform(-300, 300, N)) for _ in range(2))
    return np.array(moment.level(x, y, dr.full(Float, ground_m, N), dr.full(Float, 0.2, N)), np.float64)


@pytest.mark.parametrize("place", ["lake", "river", "ocean"])
def test_no_wave_stands_on_land(place: str) -> None:
    moment = waters(place).moment(1.0)
    assert not level(moment, 0.0).any()
    assert not level(moment, 3.0).any()
    assert np.abs(level(moment, -0.05)).max() <= 0.05


def test_deep_water_heaves_about_its_mean_within_its_bound() -> None:
    sea = waters("ocean")
    height = level(sea.moment(1.0), -80.0)
    assert abs(height.mean()) < 0.15 * sea.highest_m
    assert height.std() > 0.05
    assert height.max() <= sea.highest_m


def test_wind_raises_the_sea() -> None:
    rise = [level(waters("ocean", wind=w).moment(1.0), -80.0).std() for w in (2.0, 8.0, 16.0)]
    assert rise == sorted(rise)


def test_only_shores_have_surf() -> None:
    assert waters("coast").surf is not None
    assert waters("islands").surf is not None
    for place in ("ocean", "lake", "river", "arctic", "canyon"):
        assert waters(place).surf is None
        assert waters(place).moment(0.5).swash(Float(0), Float(0), Float(-1), Float(0.1)) is None
    assert waters("coast", features=("frozen",)).surf is None


def test_surf_runs_up_a_beach_and_leaves_the_land_above_dry() -> None:
    moment = waters("coast").moment(2.0)
    assert level(moment, -1.0).std() > 0.01
    assert not level(moment, 9.0).any()


def test_ice_lies_still() -> None:
    frozen = waters("lake", features=("frozen",))
    assert np.array_equal(level(frozen.moment(0.0), -5.0), level(frozen.moment(3.0), -5.0))


@pytest.mark.parametrize("place", ["ocean", "coast"])
def test_a_loop_closes(place: str) -> None:
    moving = waters(place, LOOP_S)
    first, last, between = (level(moving.moment(t), -6.0) for t in (0.7, 0.7 + LOOP_S, 2.7))
    assert np.allclose(first, last, atol=2e-3)
    assert np.abs(first - between).max() > 0.05


def test_a_current_is_read_between_its_cells() -> None:
    grid = flat()
    x, y = grid.frame.axes()
    u, v = np.meshgrid(x, y)
    current = Current(grid, np.stack([0.01 * u + 1, 0.02 * v], axis=-1))
    random = np.random.default_rng(1)
    px, py = random.uniform(-120, 120, 500), random.uniform(-120, 120, 500)
    along, across = (np.array(part) for part in current(to_float(px), to_float(py)))
    assert np.allclose(along, 0.01 * px + 1, atol=1e-4)
    assert np.allclose(across, 0.02 * py, atol=1e-4)
