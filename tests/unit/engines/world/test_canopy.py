"""Crowns: no trees without density, outlines that every look finds, an uneven roof where trees are too small."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.canopy import CELL_M, TALLEST_M, Crowns, Trees, crowns
from dreamwright.engines.world.jit import Float, UInt, dr, to_float

N = 30_000
Map = NDArray[np.float64]


def places() -> tuple[Map, Map]:
    random = np.random.default_rng(2)
    return random.uniform(-400, 400, N), random.uniform(-400, 400, N)


def grown(
    x: Map, y: Map, density: float = 0.8, fine: float = 0.1, salt: int = 3, broad: float = 0.5,
    seen: float | None = None,
) -> Crowns:  # fmt: skip
    finest = dr.full(Float, fine, len(x))
    trees = Trees(to_float(x), to_float(y), (Float(0), Float(1)), Float(density), Float(broad), finest)
    return crowns(trees, UInt(salt), None if seen is None else Float(seen))


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


def skyline(first_m: float, gap_m: float) -> Map:
    """Highest outline in each of many columns that look ahead, at looks `gap_m` apart."""
    x = np.linspace(-60, 60, 1200)
    looks = first_m + gap_m * np.arange(round(45 / gap_m))
    return np.max([np.array(grown(x, np.full_like(x, y), 0.3, gap_m).height) for y in looks], axis=0)


def test_tops_stand_still_while_the_looks_move() -> None:
    """A tree between two looks is as tall as one that a look hits: nothing bobs as the camera travels."""
    lines = [skyline(first, 4.0) for first in (0.0, 0.5, 1.0, 1.5)]
    inside = lines[0] > 4
    change = np.abs(np.diff(lines, axis=0))[:, inside]
    assert np.median(change) < 0.35
    finest = skyline(0.0, 0.25)
    assert np.corrcoef(finest, lines[0])[0, 1] > 0.8


def test_spruces_taper_and_broad_leaves_are_round() -> None:
    """Where the outline is half as wide, a dome is near its top and a cone about half way up."""
    heights = {}
    for broad in (0.0, 1.0):
        trees = grown(*places(), density=1.0, broad=broad)
        across, height = np.abs(np.array(trees.across)), np.array(trees.height)
        middle, side = height[(across < 0.1) & (height > 5)].mean(), height[(across > 0.6) & (across < 0.7)].mean()
        heights[broad] = side / middle
    assert heights[0.0] < 0.55
    assert heights[1.0] > 0.6


def test_trees_have_no_hard_feet() -> None:
    place = places()
    shares = [np.array(grown(*place, seen=z).share) for z in (0.0, 0.6, 1.2, 3.0)]
    crown = np.array(grown(*place).height) > 4
    means = [share[crown].mean() for share in shares]
    assert means == sorted(means)
    assert means[0] < 0.2
    assert shares[1][crown].std() > 0.05  # ragged, not cut along a line
    assert means[3] > 0.95


def test_far_woods_are_an_uneven_roof() -> None:
    far = grown(*places(), density=0.6, fine=3 * CELL_M)
    height = np.array(far.height)
    assert abs(height.mean() - 0.6 * 0.5 * TALLEST_M) < 1.0
    assert 0.05 < height.std() / height.mean() < 0.6
    assert np.allclose(np.array(far.share), 0.72)
    assert not np.array(far.across).any()


def test_crowns_fade_without_a_jump() -> None:
    means = [np.array(grown(*places(), fine=f).height).mean() for f in np.linspace(0.3, 2.4, 22) * CELL_M]
    assert np.abs(np.diff(means)).max() < 0.15 * max(means)


def test_the_seed_plants_the_trees() -> None:
    first, again, other = (np.array(grown(*places(), salt=s).height) for s in (3, 3, 4))
    assert np.array_equal(first, again)
    assert abs(np.corrcoef(first, other)[0, 1]) < 0.3
