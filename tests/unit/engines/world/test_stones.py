"""Stones: none where none may lie, slopes of their own shape, fading before they are too small to see."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Float, UInt, dr, to_float
from dreamwright.engines.world.stones import CELLS_M, Stones, stones

N = 40_000


def places(seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    random = np.random.default_rng(seed)
    return random.uniform(-80, 80, N), random.uniform(-80, 80, N)


def lying(
    x: NDArray[np.float64], y: NDArray[np.float64], density: float = 1.0, fine: float = 0.01, salt: int = 5
) -> Stones:
    return stones(to_float(x), to_float(y), Float(density), dr.full(Float, fine, len(x)), UInt(salt))


def height(of: Stones) -> NDArray[np.float64]:
    return np.array(of.height, np.float64)


def test_no_density_no_stones() -> None:
    bare = lying(*places(), density=0.0)
    assert not height(bare).any()
    assert not np.array(bare.share).any()


def test_more_density_covers_more_ground() -> None:
    covered = [(height(lying(*places(), density=d)) > 0).mean() for d in (0.2, 0.5, 1.0)]
    assert covered == sorted(covered)
    assert 0.005 < covered[0] < covered[2] < 0.4


def test_stones_rise_from_the_ground_and_slope_away_from_their_tops() -> None:
    x, y = places()
    here, step = lying(x, y), 0.01
    dx = (height(lying(x + step, y)) - height(lying(x - step, y))) / (2 * step)
    dy = (height(lying(x, y + step)) - height(lying(x, y - step))) / (2 * step)
    inside = (height(here) > 0.02) & (np.hypot(dx, dy) < 3)
    told = np.stack([np.array(here.slope_x), np.array(here.slope_y)])[:, inside]
    assert height(here).min() >= 0
    assert height(here).max() < 0.5 * max(CELLS_M)
    assert np.corrcoef(told.ravel(), np.stack([dx, dy])[:, inside].ravel())[0, 1] > 0.8


def test_stones_fade_before_a_pixel_covers_them() -> None:
    heights = [height(lying(*places(), fine=f)).sum() for f in (0.01, 0.4, 1.0, 2.0)]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] == 0


def test_the_seed_says_where_stones_lie() -> None:
    first, again, other = (height(lying(*places(), salt=s)) for s in (5, 5, 6))
    assert np.array_equal(first, again)
    assert abs(np.corrcoef(first, other)[0, 1]) < 0.1
