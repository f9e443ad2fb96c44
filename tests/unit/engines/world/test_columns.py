"""Columns and sun map against brute force on small lands."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dreamwright.engines.world.columns import Columns, Sweep
from dreamwright.engines.world.ground import Ground, Layer, drop
from dreamwright.engines.world.jit import Float, dr
from dreamwright.engines.world.sunmap import SunMap, direction_to

CELLS, CELL_M = 257, 8.0


class Bare:
    """Ground with nothing on it."""

    def standing(self, x: Float, y: Float, finest_m: Float, ahead: tuple[Float, Float]) -> None:
        return None

    def top(self, x: Float, y: Float, finest_m: Float, ground_m: Float) -> Float:
        return ground_m

    def water(self, x: Float, y: Float, finest_m: Float, ground_m: Float) -> None:
        return None


BARE = Bare()


def layer(height: np.ndarray, cell_m: float) -> Layer:
    none = np.zeros_like(height, dtype=np.float32)
    covers = (none,) * 8
    return Layer(height.astype(np.float32), none, covers, cell_m, 0.0, 0.0)


def hills(cells: int, cell_m: float) -> np.ndarray:
    axis = (np.arange(cells) - (cells - 1) / 2) * cell_m
    x, y = np.meshgrid(axis, axis)
    return 40 * np.sin(x / 130 + 1) * np.cos(y / 170) + 18 * np.sin(x / 47 + y / 61)


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground(layer(hills(CELLS, CELL_M), CELL_M), layer(np.full((65, 65), -80.0), 400.0), 0, 16.0)


def coarse(ground: Ground, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.array(ground.coarse(Float(x.astype(np.float32)), Float(y.astype(np.float32))))


def brute_force(ground: Ground, eye: tuple[float, float, float], azimuth: float, slope: float) -> float:
    """First ground distance along one ray by 10 cm steps; inf where it meets none."""
    r = np.arange(0.5, 990, 0.1)
    z = coarse(ground, eye[0] + r * math.sin(azimuth), eye[1] + r * math.cos(azimuth))
    under = z - r * r / (2 * 6.371e6) >= eye[2] + slope * r
    return float(r[np.argmax(under)]) if under.any() else math.inf


def columns(ground: Ground, eye: tuple[float, float, float], steps: int = 1500) -> Columns:
    sweep = Sweep(-0.6, 0.0008, 1500, 1.0, 990.0, steps, 4)
    return Columns(ground, BARE, eye, sweep)


def test_columns_agree_with_brute_force(ground: Ground) -> None:
    eye = (0.0, 0.0, float(coarse(ground, np.zeros(1), np.zeros(1))[0]) + 6.0)
    seen = columns(ground, eye)
    random = np.random.default_rng(5)
    azimuth, slope = random.uniform(-0.55, 0.55, 300), random.uniform(-0.25, 0.12, 300)
    hit = seen.meet(Float(azimuth.astype(np.float32)), Float(slope.astype(np.float32)))
    found, is_hit = np.array(hit.radius), np.array(hit.hit)
    truth = np.array([brute_force(ground, eye, a, s) for a, s in zip(azimuth, slope, strict=True)])
    assert (is_hit == np.isfinite(truth)).mean() > 0.985
    both = is_hit & np.isfinite(truth)
    close = np.abs(found - truth)[both] < 0.01 * truth[both] + 1.5
    assert close.mean() > 0.97  # the rest graze a crest, where a hair's breadth decides


def test_ground_below_the_first_step_is_met(ground: Ground) -> None:
    eye = (0.0, 0.0, float(coarse(ground, np.zeros(1), np.zeros(1))[0]) + 6.0)
    hit = columns(ground, eye).meet(Float([0.1]), Float([-60.0]))
    assert np.array(hit.hit)[0]
    assert np.array(hit.radius)[0] == pytest.approx(0.1, abs=0.03)


def test_ridge_is_the_slope_just_cleared(ground: Ground) -> None:
    eye = (0.0, 0.0, 45.0)
    seen = columns(ground, eye)
    slopes = np.linspace(-0.2, 1.2, 401, dtype=np.float32)
    hit = seen.meet(Float(np.full(401, 0.2, np.float32)), Float(slopes))
    ridge = np.array(hit.ridge)
    assert (ridge <= slopes + 1e-5).all()
    sky = ~np.array(hit.hit)
    assert np.ptp(ridge[sky]) < 1e-6  # one skyline a column


def test_round_earth_hides_far_ground() -> None:
    flat = Ground(layer(np.zeros((65, 65)), 500.0), layer(np.zeros((65, 65)), 4000.0), 0, 10.0)
    height = 2.0
    seen = Columns(flat, BARE, (0, 0, height), Sweep(0.0, 0.01, 8, 2.0, 40e3, 4000, 2))
    slopes = np.linspace(-0.01, 0, 4001, dtype=np.float32)
    hit = np.array(seen.meet(Float(np.full(4001, 0.03, np.float32)), Float(slopes)).hit)
    assert slopes[hit].max() == pytest.approx(-math.sqrt(2 * height / 6.371e6), rel=0.02)
    assert np.array(drop(Float([1000.0])))[0] == pytest.approx(0.0785, rel=0.01)


@pytest.mark.parametrize(("azimuth", "elevation"), [(40.0, 8.0), (-120.0, 15.0), (90.0, 4.0)])
def test_sun_map_agrees_with_brute_force(ground: Ground, azimuth: float, elevation: float) -> None:
    sun_map = SunMap(ground, direction_to(azimuth, elevation))
    random = np.random.default_rng(2)
    x, y = random.uniform(-500, 500, 400), random.uniform(-500, 500, 400)
    z = coarse(ground, x, y)
    seen = np.array(sun_map.visible(*(Float(v.astype(np.float32)) for v in (x, y, z))))
    truth = np.array([_lit(ground, *p, azimuth, elevation) for p in zip(x, y, z, strict=True)])
    assert ((seen > 0.5) == truth).mean() > 0.95
    assert ((seen >= 0) & (seen <= 1)).all()


def _lit(ground: Ground, x: float, y: float, z: float, azimuth: float, elevation: float) -> bool:
    d = np.arange(4.0, 480.0, 1.0)
    turn = math.radians(azimuth)
    above = coarse(ground, x + d * math.sin(turn), y + d * math.cos(turn)) - z - d * math.tan(math.radians(elevation))
    return bool(above.max() < 0.15)


def test_high_points_are_lit_wherever_the_sun_stands(ground: Ground) -> None:
    sun_map = SunMap(ground, direction_to(10.0, 3.0))
    aloft = np.array(sun_map.visible(Float([0.0, 100.0]), Float([0.0, -50.0]), Float([900.0, 900.0])))
    assert (aloft == 1).all()


def test_bicubic_height_passes_through_the_cells(ground: Ground) -> None:
    shape = ground.shape(Float([0.0, 80.0]), Float([0.0, -160.0]))
    exact = hills(CELLS, CELL_M)
    middle = (CELLS - 1) // 2
    assert np.array(shape.height) == pytest.approx([exact[middle, middle], exact[middle - 20, middle + 10]], abs=1e-3)
    x = np.linspace(-30, 30, 601, dtype=np.float32)
    heights = np.array(ground.shape(Float(x), Float(np.full(601, 3.0, np.float32))).height)
    slopes = np.array(ground.shape(Float(x), Float(np.full(601, 3.0, np.float32))).slope_x)
    assert np.abs(np.gradient(heights, x) - slopes).mean() < 0.02


class Wall(Bare):
    """A hedge 10 m high that begins 203 m ahead."""

    def standing(self, x: Float, y: Float, finest_m: Float, ahead: tuple[Float, Float]) -> Float:
        return dr.select(y > 203.0, 10.0, 0.0)


def test_a_ray_under_the_foot_of_a_thing_meets_the_ground_before_it() -> None:
    flat = Ground(layer(np.zeros((65, 65)), 50.0), layer(np.zeros((65, 65)), 4000.0), 0, 10.0)
    seen = Columns(flat, Wall(), (0, 0, 40.0), Sweep(-0.2, 0.01, 40, 20.0, 600.0, 100, 3))
    truth = np.linspace(130, 198, 60)
    hit = seen.meet(Float(np.zeros(60, np.float32)), Float((-40.0 / truth).astype(np.float32)))
    assert np.abs(np.array(hit.touched) - truth).max() < 4.0
