"""Crowns: no trees without density, slopes down from their tops, one mean rise where trees are too small."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.canopy import CELL_M, TALLEST_M, Crowns, crowns
from dreamwright.engines.world.jit import Float, UInt, dr, to_float

N = 30_000


def places() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    random = np.random.default_rng(2)
    return random.uniform(-400, 400, N), random.uniform(-400, 400, N)


def grown(
    x: NDArray[np.float64], y: NDArray[np.float64], density: float = 0.8, fine: float = 0.1, salt: int = 3
) -> Crowns:
    return crowns(to_float(x), to_float(y), Float(density), dr.full(Float, fine, len(x)), UInt(salt))


def test_no_density_no_trees() -> None:
    for fine in (0.1, 6.0, 40.0):
        bare = grown(*places(), density=0.0, fine=fine)
        assert not np.array(bare.height).any()
        assert not np.array(bare.share).any()


def test_denser_woods_cover_more() -> None:
    covered = [np.array(grown(*places(), density=d).share).mean() for d in (0.2, 0.5, 1.0)]
    assert covered == sorted(covered)
    assert covered[2] < 0.8
    assert np.array(grown(*places(), density=1.0).height).max() < 1.5 * TALLEST_M


def test_slopes_follow_the_numeric_gradient() -> None:
    x, y = places()
    trees, step = grown(x, y), 0.02
    dx = (np.array(grown(x + step, y).height, float) - np.array(grown(x - step, y).height, float)) / (2 * step)
    inside = (np.array(trees.height) > 1.5) & (np.abs(dx) < 12)
    told = np.array(trees.slope_x)[inside]
    assert inside.sum() > 2000
    assert np.corrcoef(told, dx[inside])[0, 1] > 0.7


def test_far_woods_are_one_mean_rise() -> None:
    far = grown(*places(), density=0.6, fine=3 * CELL_M)
    assert np.allclose(np.array(far.height), 0.6 * 0.5 * TALLEST_M)
    assert np.allclose(np.array(far.share), 0.6 * 0.8)
    assert not np.array(far.slope_x).any()


def test_crowns_fade_without_a_jump() -> None:
    spread = [np.array(grown(*places(), fine=f).height).std() for f in np.linspace(0.3, 1.6, 14) * CELL_M]
    assert np.all(np.diff(spread) <= 1e-5)
    assert np.abs(np.diff(spread)).max() < 0.2 * spread[0]


def test_the_seed_plants_the_trees() -> None:
    first, again, other = (np.array(grown(*places(), salt=s).height) for s in (3, 3, 4))
    assert np.array_equal(first, again)
    assert abs(np.corrcoef(first, other)[0, 1]) < 0.3
