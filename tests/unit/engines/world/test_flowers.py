"""Flowers: round heads whatever the slope of the look, in drifts, thinning to a tint far off."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.engines.world.flowers import HEAD_M, KINDS, Flowers, Sight, flowers
from dreamwright.engines.world.jit import Float, UInt, to_float

Map = NDArray[np.float64]


def blooming(x: Map, y: Map, steep: float, distance: float, salt: int = 2) -> Flowers:
    sight = Sight(Float(0), Float(1), Float(steep), Float(distance))
    return flowers(to_float(x), to_float(y), sight, 0 * to_float(x), UInt(salt))


def meadow(n: int = 40_000, wide: float = 60.0) -> tuple[Map, Map]:
    x, y = np.random.default_rng(1).uniform(-wide, wide, (2, n))
    return x, y


def test_blossom_is_a_share_of_some_kind() -> None:
    for distance in (4.0, 15.0, 200.0):
        found = blooming(*meadow(), 0.3, distance)
        share, kind = np.array(found.share), np.array(found.kind)
        assert share.min() >= 0
        assert 0.005 < share.mean() < 0.3
        assert share.max() <= 1
        assert kind.min() >= 0
        assert kind.max() <= KINDS - 1


def test_every_kind_blooms_in_its_own_drift() -> None:
    kind = np.array(blooming(*meadow(), 0.02, 100.0).kind)
    assert all(((kind > k - 0.3) & (kind < k + 0.3)).mean() > 0.03 for k in range(KINDS))


@pytest.mark.parametrize("steep", [0.5, 0.2])
def test_heads_are_as_much_longer_on_the_ground_as_the_look_is_flat(steep: float) -> None:
    step = 0.002
    x, y = np.meshgrid(np.arange(0, 4, step), np.arange(0, 2, step))
    head = np.array(blooming(x.ravel(), y.ravel(), steep, 4.0).share).reshape(x.shape) > 0.5
    across, along = head[:, 1:] != head[:, :-1], head[1:] != head[:-1]
    assert head.any()
    assert across.sum() / along.sum() == pytest.approx(1 / (1.9 * steep), rel=0.3)
    assert 3 * step < HEAD_M


def test_the_seed_sows() -> None:
    place = meadow()
    first, again, other = (np.array(blooming(*place, 0.3, 4.0, salt).share) for salt in (2, 2, 3))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
