"""Tables, maps, drift, phase and geometry, each against a plain reference."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dreamwright.engines.world.clouds import cirrus, weather
from dreamwright.engines.world.clouds.clouds import Clouds
from dreamwright.engines.world.clouds.drift import Drift
from dreamwright.engines.world.clouds.light import henyey_greenstein
from dreamwright.engines.world.clouds.march import EARTH_M, Arc, span_of
from dreamwright.engines.world.clouds.species import OF_KIND, closed_storm
from dreamwright.engines.world.clouds.tables import billows, lookup2, lookup3, pack, smooth_noise, worley
from dreamwright.engines.world.jit import Float, dr, to_float, to_numpy
from dreamwright.shot import plan

RNG = np.random.default_rng


def test_lookup2_is_bilinear_and_wraps() -> None:
    values = RNG(0).integers(0, 256, (8, 8)) / 255
    x, y = RNG(1).uniform(-20, 20, (2, 500))
    i, j = np.floor(x).astype(int), np.floor(y).astype(int)
    a, b = x - i, y - j
    corner = [values[(j + v) % 8, (i + u) % 8] for v in (0, 1) for u in (0, 1)]
    expected = (corner[0] * (1 - a) + corner[1] * a) * (1 - b) + (corner[2] * (1 - a) + corner[3] * a) * b
    assert to_numpy(lookup2(pack(values), 3, to_float(x), to_float(y)), (500,)) == pytest.approx(expected, abs=1e-5)


def test_lookup3_meets_its_cells_and_is_linear_between() -> None:
    values = RNG(0).integers(0, 256, (4, 4, 4)) / 255
    z, y, x = np.mgrid[:4, :4, :4].reshape(3, -1)
    args = [to_float(v) for v in (x, y - 4.0, z + 8.0)]
    assert to_numpy(lookup3(pack(values), 2, *args), (64,)) == pytest.approx(values.ravel(), abs=1e-5)
    middle = lookup3(pack(values), 2, args[0], args[1], args[2] + 0.5)
    expected = (values + np.roll(values, -1, 0)).ravel() / 2
    assert to_numpy(middle, (64,)) == pytest.approx(expected, abs=1e-5)


def test_worley_is_the_nearest_point_of_a_periodic_set() -> None:
    size, cells = 12, 3
    found = worley(size, cells, RNG(5))
    points = RNG(5).random(3 * cells**3, np.float32).reshape(cells, cells, cells, 3)
    k, j, i = np.mgrid[:cells, :cells, :cells]
    points = (points + np.stack([i, j, k], -1)).reshape(-1, 3)
    v, u, t = (np.mgrid[:size, :size, :size] + 0.5) * cells / size
    away = np.abs(np.stack([t, u, v], -1)[..., None, :] - points)
    expected = (np.minimum(away, cells - away) ** 2).sum(-1).min(-1)
    assert found == pytest.approx(expected, abs=1e-4)


def test_billows_fill_their_range_about_the_mean_the_layer_counts_on() -> None:
    field = billows(64, 8, RNG(3))
    assert (field.min(), field.max()) == (0, 1)
    assert field.mean() == pytest.approx(0.67, abs=0.02)


def test_smooth_noise_is_periodic_and_of_unit_deviation() -> None:
    field = smooth_noise(64, 4, RNG(0))
    assert field.std() == pytest.approx(1, abs=1e-4)
    assert np.abs(field[:, 0] - field[:, -1]).max() < 3 * np.abs(np.diff(field, axis=1)).max()


def test_an_overcast_thins_but_does_not_tear() -> None:
    broken, closed = (weather.depth_map("stratus", OF_KIND["stratus"], cover, RNG(2)) for cover in (0.7, 0.95))
    assert broken.min() < -200
    assert 50 < closed.min() < 0.4 * np.median(closed)


@pytest.mark.parametrize("kind", ["cumulus", "stratus", "storm"])
@pytest.mark.parametrize("cover", [0.1, 0.5, 0.95])
def test_depth_map_covers_its_share(kind: str, cover: float) -> None:
    depth = weather.depth_map(kind, OF_KIND[kind], cover, RNG(2))
    closed = (kind == "stratus" and cover > 0.93) or closed_storm(kind, cover)
    assert np.mean(depth > 0) == pytest.approx(1.0 if closed else cover, abs=0.01)
    assert depth.max() <= OF_KIND[kind].high_m
    code = weather.encode(depth, OF_KIND[kind].high_m)
    assert 0 <= code.min() <= code.max() <= 1
    assert np.array_equal(code > weather.SHARE_CLEAR, depth > -weather.SHALLOWS_M)


def test_clear_spots_sink_no_faster_than_the_march_may_leap() -> None:
    depth = weather.depth_map("cumulus", OF_KIND["cumulus"], 0.2, RNG(2))
    clear = (depth < -weather.SHALLOWS_M) & (np.roll(depth, 1, 1) < -weather.SHALLOWS_M)
    slope = np.abs(depth - np.roll(depth, 1, 1))[clear] / weather.CELL_M
    assert slope.max() * OF_KIND["cumulus"].slope < 1


def test_patches_of_cirrus_are_evenly_spread() -> None:
    patch = cirrus.patch_map(RNG(1))
    assert [float(np.mean(patch < c)) for c in (0.2, 0.5, 0.8)] == pytest.approx([0.2, 0.5, 0.8], abs=0.06)


@given(t=st.floats(0, 600), wind=st.floats(0, 40), toward=st.floats(-180, 180), loop=st.floats(1, 60))
@settings(max_examples=40, deadline=None)
def test_drift_in_a_loop_is_periodic(t: float, wind: float, toward: float, loop: float) -> None:
    drift = Drift(wind, toward, loop)
    assert drift.carried(t) == pytest.approx(drift.carried(t + loop), abs=1e-6)
    assert drift.evolved(t, 1.0) == pytest.approx(drift.evolved(t + loop, 1.0), abs=1e-6)


def test_clouds_of_a_loop_begin_with_the_wind_but_not_at_their_fastest() -> None:
    drift, step = Drift(10, 90, 5.0), 1e-3
    assert drift.carried(0) == (0, 0)
    speeds = [math.dist(drift.carried(t + step), drift.carried(t)) / step for t in np.arange(0, 5, 0.05)]
    assert drift.carried(step)[0] > 0
    assert 0.85 * max(speeds) < speeds[0] < np.percentile(speeds, 95)


def test_drift_goes_downwind_and_time_lapse_stays_smooth() -> None:
    x, y = Drift(10, 90, None).carried(10)
    assert x > 100
    assert abs(y) < 1e-6
    lapse = Drift(10, 90, None, time_scale=20_000)
    assert math.hypot(*lapse.carried(20_000 / 24)) < 300


@pytest.mark.parametrize("g", [-0.3, 0.0, 0.45, 0.8])
def test_phase_integrates_to_one(g: float) -> None:
    cosine = np.linspace(-1, 1, 20_001)
    values = to_numpy(henyey_greenstein(g, to_float(cosine)), cosine.shape)
    assert np.trapezoid(values, cosine) * 2 * np.pi == pytest.approx(1, abs=2e-3)


def _span(z: float, slope: float, far: float = 1e7) -> list[float]:
    bend = (1 - slope * slope) / (2 * EARTH_M)
    arc = Arc(Float(z - 1000), Float(slope), Float(bend))
    return [float(to_numpy(v, (1,))[0]) for v in span_of(arc, Float(0), Float(500), Float(far))]


def test_span_of_rays_from_below_above_and_inside() -> None:
    first, last, *_ = _span(0, 0.999999)
    assert (first, last) == pytest.approx((1000, 1500), rel=1e-2)
    first, last, gap, gap_end = _span(2000, -0.999999)
    assert first == pytest.approx(500, rel=1e-2)
    assert gap == pytest.approx(1000, rel=1e-2)
    assert gap_end > 1e6
    assert _span(1200, 0.5)[0] == 0
    first, last, *_ = _span(3000, 0.3)
    assert last <= first


def test_a_level_ray_below_the_base_reaches_it_where_the_earth_curves_away() -> None:
    first, *_ = _span(0, 0.0)
    assert first == pytest.approx(math.sqrt(2 * EARTH_M * 1000), rel=1e-3)
    assert dr.all(Float(first) > 1e5)


def test_light_at_a_few_points_is_that_of_the_map() -> None:
    key = (0.3, 0.5, 0.62)
    sky = Clouds(plan.Clouds(kind="cumulus", cover=0.5), 4, 0.0, 0.0, "draft")
    moment = sky.moment(0.0, key)
    spots = np.random.default_rng(5).uniform(-4000, 4000, (2, 400)).astype(np.float32)
    x, y, z = to_float(spots[0]), to_float(spots[1]), Float(120.0)
    mapped, asked = (to_numpy(light, (400,)) for light in (moment.shadow(x, y, z), moment.light_at(key, x, y, z)))
    assert np.corrcoef(mapped, asked)[0, 1] > 0.9
    assert abs(mapped.mean() - asked.mean()) < 0.05
