"""Shrubs: none without density, the same cover from near and far, no jump between."""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.jit import Float, UInt, dr, to_float
from dreamwright.engines.world.scrub import Scrub, scrub

N = 60_000


def grown(density: float, fine: float) -> Scrub:
    random = np.random.default_rng(4)
    x, y = random.uniform(-300, 300, N), random.uniform(-300, 300, N)
    return scrub(to_float(x), to_float(y), Float(density), dr.full(Float, fine, N), UInt(9))


def test_no_density_no_shrubs() -> None:
    bare = grown(0.0, 0.1)
    assert not np.array(bare.share).any()
    assert np.array(bare.shade).min() == 1


def test_far_shrubs_cover_what_near_ones_do() -> None:
    near, far = (np.array(grown(0.6, fine).share) for fine in (0.05, 20.0))
    assert 0.5 * near.mean() < far.mean() < 2 * near.mean()
    assert far.std() < 0.01 < near.std()


def test_shrubs_fade_without_a_jump() -> None:
    cover = [np.array(grown(0.6, fine).share).mean() for fine in np.linspace(0.1, 4.0, 30)]
    assert np.abs(np.diff(cover)).max() < 0.03
