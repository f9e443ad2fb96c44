"""Stars and aurora: energy, steadiness, repeatability."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import pytest

from dreamwright.engines.world.jit import Array3f, Float, to_float, to_numpy, to_uint
from dreamwright.engines.world.sky.aurora import AZIMUTHS, RINGS, Aurora, _profile, _smear
from dreamwright.engines.world.sky.stars import CELLS, DAY_S, ZERO_KLUX, Stars, _directions


@lru_cache(maxsize=2)
def stars(seed: int = 3, milky_way: float = 0.0) -> Stars:
    return Stars(seed, 1.0, milky_way)


def arrays(d: np.ndarray) -> Array3f:
    return Array3f(*[to_float(d[..., k]) for k in range(3)])


def brightest() -> tuple[np.ndarray, float]:
    """Direction of the brightest star well inside a face, and its green klux."""
    table = np.asarray(stars()._stars).reshape(-1, 4)
    index = int(table[:, 2].argmax())
    face = np.array([index // CELLS**2])
    return _directions(face, table[index, :2].reshape(2, 1).astype(np.float64))[0], float(table[index, 2])


@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.5, 0.0), (0.25, 0.4)])
@pytest.mark.parametrize("pixel", [4e-4, 1e-3])
def test_a_star_keeps_its_energy_between_pixels(shift: tuple[float, float], pixel: float) -> None:
    star, klux = brightest()
    right = np.cross(star, [0.3, 0.2, 0.9])
    right /= np.linalg.norm(right)
    up = np.cross(right, star)
    grid = (np.arange(9) - 4.0) * pixel
    u, v = np.meshgrid(grid + shift[0] * pixel, grid + shift[1] * pixel)
    d = star + u[..., None] * right + v[..., None] * up
    d /= np.linalg.norm(d, axis=-1, keepdims=True)
    image = to_numpy(stars()._points(arrays(d), Float(pixel), Float(0.0)), (9, 9, 3))
    assert image[..., 1].sum() * pixel**2 == pytest.approx(klux, rel=0.15)


def test_star_counts_grow_by_half_a_decade_each_magnitude() -> None:
    flux = np.asarray(stars()._stars).reshape(-1, 4)[:, 2]
    magnitude = -2.5 * np.log10(flux / ZERO_KLUX)
    count = [int((magnitude < m).sum()) for m in (2.0, 4.0, 6.0)]
    assert 20 < count[0] < 90
    assert count[1] / count[0] == pytest.approx(10.0, rel=0.4)
    assert 2000 < count[2] < 6000


def test_stars_turn_once_a_day_and_repeat() -> None:
    rng = np.random.default_rng(1)
    d = rng.normal(size=(4000, 3))
    d = arrays(d / np.linalg.norm(d, axis=1, keepdims=True))
    now, again, later = (to_numpy(stars(3, 1.0)._glow(stars()._turned(d, Float(t))), (-1, 3)) for t in (0, 0, 3600))
    assert np.array_equal(now, again)
    assert np.abs(now - later).max() > 0.2 * now.max()
    whole = to_numpy(stars()._turned(d, Float(DAY_S)), (-1, 3))
    assert whole == pytest.approx(to_numpy(d, (-1, 3)), abs=1e-4)


def test_no_stars_no_light() -> None:
    d = arrays(np.array([[0.0, 0.6, 0.8]]))
    assert to_numpy(Stars(1, 0.0, 0.0).radiance(d, Float(1e-3)), (3,)).max() == 0.0


def test_aurora_is_green_slow_and_above_the_horizon() -> None:
    aurora = Aurora(5, 1.0)
    turn, rise = np.meshgrid(np.radians(np.arange(-180, 180, 3.0)), np.radians(np.arange(-20, 90, 2.0)))
    d = arrays(np.stack([np.sin(turn) * np.cos(rise), np.cos(turn) * np.cos(rise), np.sin(rise)], -1))
    first, again, soon, late = (to_numpy(aurora.at(t).radiance(d), (*turn.shape, 3)) for t in (0.0, 0.0, 0.1, 20.0))
    assert np.array_equal(first, again)
    assert np.isfinite(first).all()
    assert first.min() >= 0.0
    assert first[np.degrees(rise) < -2.0].max() == 0.0
    assert 1e-7 < first.mean() < 1e-5
    assert first[..., 1].sum() > 1.5 * first[..., 0].sum()
    assert np.abs(soon - first).mean() < 0.05 * first.mean()
    assert np.abs(late - first).mean() > 0.1 * first.mean()


def test_aurora_lights_the_ground_in_proportion() -> None:
    weak, strong = (Aurora(5, s).at(0.0).ground_light for s in (0.25, 1.0))
    assert strong == pytest.approx(4.0 * weak, rel=1e-3)
    assert 0.0 < strong[1] < 2.0 * math.pi * 1.2e-5


def test_aurora_has_no_seam_behind_the_camera() -> None:
    angle = np.radians(np.array([179.99, -179.99]))
    rise = math.radians(35.0)
    d = np.stack([np.sin(angle) * math.cos(rise), np.cos(angle) * math.cos(rise), np.full(2, math.sin(rise))], -1)
    a, b = to_numpy(Aurora(2, 1.0).at(1.0).radiance(arrays(d)), (2, 3))
    assert a == pytest.approx(b, rel=0.02, abs=1e-9)


def test_aurora_has_a_sharp_magenta_hem_under_a_green_body_and_red_tops() -> None:
    _, body, rays = _profile()
    green = body[:, 1]
    hem = int(np.argmax(body[:, 0] - green))
    peak, top = int(np.argmax(green)), len(green) - 2
    assert hem < peak
    assert body[hem, 2] > green[hem]
    assert green[hem + 3] > 2.0 * green[hem]
    assert green[peak] > 2.0 * max(body[peak, 0], body[peak, 2])
    assert rays[top, 0] > rays[top, 1]


def test_running_sums_give_the_sum_over_heights() -> None:
    """The boxes of heights against the plain sum, ring by ring, on one azimuth."""
    ends, body, rays = _profile()
    rng = np.random.default_rng(4)
    density = rng.uniform(0.0, 1.0, (2, AZIMUTHS, RINGS)).astype(np.float32)
    sums = np.stack([np.cumsum(d, axis=1) for d in density], -1)
    table = _smear(to_float(sums), to_uint(ends), to_float(np.stack([body, rays], 1)))
    got = to_numpy(table, (AZIMUTHS + 1, RINGS, 4))[7, 120:200]
    offsets = ends.astype(int) - RINGS
    want = np.zeros((80, 4))
    for k in range(1, len(offsets)):
        for step in range(offsets[k - 1] + 1, offsets[k] + 1):
            for d, color in zip(density, (body, rays), strict=True):
                want += d[7, 120 + step : 200 + step, None] * color[k]
    assert got == pytest.approx(want, rel=2e-3, abs=1e-4)


def test_a_folded_curtain_hangs_together() -> None:
    """Across the picture the curtain is a ribbon with folds, not a few beams in the dark."""
    turn, rise = np.meshgrid(np.radians(np.arange(-35, 35, 0.5)), np.radians(np.arange(4, 32, 0.5)))
    d = arrays(np.stack([np.sin(turn) * np.cos(rise), np.cos(turn) * np.cos(rise), np.sin(rise)], -1))
    even = []
    for seed in range(12):
        green = to_numpy(Aurora(seed, 1.0).at(0.0).radiance(d), (*turn.shape, 3))[..., 1].max(0)
        even.append(np.median(green) / np.percentile(green, 95))
    assert np.median(even) > 0.38
