"""Tufts: no grass without share, slopes along the numeric gradient, a mean where single tufts are not seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Float, UInt, dr, to_float
from dreamwright.engines.world.turf import TALL_M, Tufts, tufts

N = 20_000


def places() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    random = np.random.default_rng(1)
    return random.uniform(-30, 30, N), random.uniform(-30, 30, N)


def grown(
    x: NDArray[np.float64], y: NDArray[np.float64], share: float = 1.0, fine: float = 0.005, salt: int = 9
) -> Tufts:
    return tufts(to_float(x), to_float(y), Float(share), dr.full(Float, fine, len(x)), UInt(salt))


def test_no_share_no_grass() -> None:
    bare = grown(*places(), share=0.0)
    assert not any(np.array(part).any() for part in (bare.height, bare.slope_x, bare.slope_y))


def test_grass_stands_between_the_ground_and_its_height() -> None:
    grass, half = grown(*places()), grown(*places(), share=0.5)
    height = np.array(grass.height)
    assert height.min() >= 0
    assert 0.6 * TALL_M < height.max() <= TALL_M * 1.0001
    assert np.allclose(np.array(half.height) * 2, height, atol=1e-6)


def test_slopes_follow_the_numeric_gradient() -> None:
    x, y = places()
    grass, step = grown(x, y), 0.002
    dx = (np.array(grown(x + step, y).height, float) - np.array(grown(x - step, y).height, float)) / (2 * step)
    dy = (np.array(grown(x, y + step).height, float) - np.array(grown(x, y - step).height, float)) / (2 * step)
    depth = np.array(grass.depth)
    inside = (depth > 0.1) & (depth < 0.9)
    for told, seen in ((grass.slope_x, dx), (grass.slope_y, dy)):
        assert np.corrcoef(np.array(told)[inside], seen[inside])[0, 1] > 0.98


def test_far_grass_is_its_mean() -> None:
    far = grown(*places(), fine=5.0)
    assert np.allclose(np.array(far.depth), 0.5)
    assert np.allclose(np.array(far.height), 0.5 * TALL_M)
    assert not np.array(far.slope_x).any()
    spread = [np.array(grown(*places(), fine=f).height).std() for f in (0.01, 0.1, 0.3, 0.7)]
    assert spread == sorted(spread, reverse=True)


def test_the_seed_moves_the_tufts() -> None:
    first, again, other = (np.array(grown(*places(), salt=s).height) for s in (9, 9, 10))
    assert np.array_equal(first, again)
    assert abs(np.corrcoef(first, other)[0, 1]) < 0.1
