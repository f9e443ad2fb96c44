"""Broken rock: faces and joints that fade with distance, never brighter or darker on the whole."""

from __future__ import annotations

import numpy as np
import pytest

from dreamwright.engines.world.crags import FACES, crags
from dreamwright.engines.world.jit import Array3f, Float, UInt, to_float
from dreamwright.engines.world.rain_shafts import shafts
from dreamwright.engines.world.water.brash import SIZES_M, brash


def _places(count: int, span_m: float) -> tuple[Float, Float, Float]:
    random = np.random.default_rng(5)
    x, y, z = random.uniform(-span_m, span_m, (3, count)).astype(np.float32)
    return to_float(x), to_float(y), to_float(0.05 * z)


def test_rock_leans_every_way_and_keeps_its_mean_tone() -> None:
    found = crags(*_places(40_000, 900.0), Float(0.001), UInt(3))
    assert abs(float(np.mean(np.array(found.lean_x)))) < 0.02
    assert np.std(np.array(found.lean_x)) > 0.3
    assert np.mean(np.array(found.tone)) == pytest.approx(1.0, abs=0.03)
    assert 0.7 < np.mean(np.array(found.open)) < 0.98


def test_rock_too_far_to_be_told_apart_is_plain() -> None:
    found = crags(*_places(2000, 900.0), Float(2 * FACES[0][0]), UInt(3))
    assert np.allclose(np.array(found.lean_x), 0)
    assert np.allclose(np.array(found.tone), 1)
    assert np.allclose(np.array(found.open), 1)


def test_brash_ice_covers_a_small_part_of_the_sea_and_fades_afar() -> None:
    x, y, _ = _places(40_000, 2000.0)
    down = Array3f(0.0, 0.8, -0.6)
    near, far = (np.array(brash(x, y, down, Float(f)).top) for f in (0.02, SIZES_M[0]))
    assert 0.01 < near.mean() < 0.3
    assert far.max() == 0.0


def test_rain_curtains_hang_near_the_horizon_only() -> None:
    turn = np.linspace(-np.pi, np.pi, 4001, dtype=np.float32)
    level = Array3f(to_float(np.sin(turn)), to_float(np.cos(turn)), Float(0.05))
    low = np.array(shafts(level, Float(4e5), Float(0.0)))
    assert low.max() > 0.5
    assert low.min() < 0.05
    assert abs(low[0] - low[-1]) < 1e-3  # no seam behind the camera
    steep = Array3f(to_float(np.sin(turn) * 0.7), to_float(np.cos(turn) * 0.7), Float(0.7))
    assert np.array(shafts(steep, Float(4e5), Float(0.0))).max() < 0.05
    assert np.array(shafts(level, Float(50.0), Float(0.0))).max() < 0.02
