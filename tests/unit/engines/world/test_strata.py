"""Beds of rock on the device: level, sharp below a cell, told the same by height as by place."""

from __future__ import annotations

import numpy as np
import pytest

from dreamwright.engines.world.ground import Ground, Layer
from dreamwright.engines.world.jit import Float, to_float
from dreamwright.engines.world.strata import Strata
from dreamwright.engines.world.terrain.beds import Beds, beds
from dreamwright.engines.world.terrain.site import Site

CELL_M, CELLS = 40.0, 65


@pytest.fixture(scope="module")
def rock() -> Beds:
    return beds(Site("canyon", frozenset(), 5, "standard"), 300.0)


def layer(plain: np.ndarray, rock: Beds, cell_m: float) -> Layer:
    none = np.zeros_like(plain, dtype=np.float32)
    return Layer(rock.drawn(plain.astype(np.float32)), none, (none,) * 8, cell_m, 0.0, 0.0)


@pytest.fixture(scope="module")
def ramp(rock: Beds) -> Ground:
    """Ground whose plain height rises evenly to the right, on a grid far coarser than its ledges."""
    plain = np.repeat(np.linspace(0, 320, CELLS)[None, :], CELLS, axis=0)
    return Ground(layer(plain, rock, CELL_M), layer(plain, rock, 400.0), 1, 8.0, rock)


def heights(ground: Ground, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.array(ground.shape(to_float(x), to_float(y)).height, float)


def test_tables_agree_with_the_beds(rock: Beds) -> None:
    strata, at = Strata(rock), np.linspace(-30, 400, 5001, dtype=np.float32)
    assert np.abs(np.array(strata.drawn(to_float(at))) - rock.drawn(at)).max() < 2.5
    assert np.abs(np.array(strata.plain(to_float(rock.drawn(at)))) - at).max() < 0.4


def test_a_cliff_is_narrower_than_a_cell_of_the_grid(rock: Beds, ramp: Ground) -> None:
    x = np.linspace(-1100, 1100, 44_001)
    z = heights(ramp, x, np.zeros_like(x))
    wide = int(CELL_M / (x[1] - x[0]))
    assert (z[wide:] - z[:-wide]).max() > 5 * np.median(z[wide:] - z[:-wide])
    assert np.gradient(z, x).max() > 1.0 > 5 * np.median(np.gradient(z, x))


def test_beds_are_level_along_a_wall(ramp: Ground) -> None:
    edge = [heights(ramp, np.linspace(-1100, 1100, 20_001), np.full(20_001, y)) for y in (-700.0, 3.0, 512.0)]
    assert np.abs(edge[0] - edge[1]).max() < 0.2
    assert np.abs(edge[0] - edge[2]).max() < 0.2


def test_thin_layers_melt_into_their_mean_from_afar(rock: Beds) -> None:
    strata, at = Strata(rock), np.linspace(20, 280, 3001, dtype=np.float32)
    near, far = (np.array(strata.color(to_float(at), Float(half))).T for half in (0.25, 20.0))
    truth = rock.color(at.astype(float))
    assert np.quantile(np.abs(near - truth), 0.9) < 0.03
    assert np.abs(np.diff(far, axis=0)).max() < 0.25 * np.abs(np.diff(near, axis=0)).max()
    assert np.abs(far.mean(axis=0) - near.mean(axis=0)).max() < 0.02


def test_cliffs_steepen_and_benches_calm_the_ground(rock: Beds) -> None:
    told = np.array(Strata(rock).steepening(to_float(np.linspace(5, 295, 3001)), Float(0.5)))
    assert told.max() > 4
    assert told.min() < 0.9
