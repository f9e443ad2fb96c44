"""Noise: exact derivatives, seeds, range, no lattice in sight."""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.jit import Float, UInt
from dreamwright.engines.world.noise import detail, gradient_noise


def points(n: int = 4000, span: float = 50.0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    return random.uniform(-span, span, n).astype(np.float32), random.uniform(-span, span, n).astype(np.float32)


def test_derivatives_are_exact() -> None:
    x, y = points()
    step = np.float32(1 / 256)
    _, dx, dy = gradient_noise(Float(x), Float(y), UInt(9))
    right, left = (np.array(gradient_noise(Float(x + s), Float(y), UInt(9))[0]) for s in (step, -step))
    up, down = (np.array(gradient_noise(Float(x), Float(y + s), UInt(9))[0]) for s in (step, -step))
    assert np.abs((right - left) / (2 * step) - np.array(dx)).max() < 0.02
    assert np.abs((up - down) / (2 * step) - np.array(dy)).max() < 0.02


def test_range_and_seeds() -> None:
    x, y = points()
    one, other = (np.array(gradient_noise(Float(x), Float(y), UInt(s))[0]) for s in (1, 2))
    assert np.abs(one).max() < 1.01
    assert abs(one.mean()) < 0.02
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.06


def test_detail_keeps_between_its_wavelengths() -> None:
    x, y = points(span=3000.0)
    fine, _, _ = detail(Float(x), Float(y), Float(0.05), Float(16.0), Float(1.0), UInt(4))
    rough, _, _ = detail(Float(x), Float(y), Float(50.0), Float(16.0), Float(1.0), UInt(4))
    assert np.array(fine).std() > 0
    assert not np.array(rough).any()


def test_detail_does_not_pop_as_the_footprint_shrinks() -> None:
    footprints = np.geomspace(0.02, 4.0, 3000).astype(np.float32)
    x, y = (Float(np.full(3000, v, np.float32)) for v in (12.3, -7.7))
    height, _, _ = detail(x, y, Float(footprints), Float(16.0), Float(1.0), UInt(4))
    assert np.abs(np.diff(np.array(height))).max() < 0.02
