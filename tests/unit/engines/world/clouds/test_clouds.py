"""What the clouds of a shot promise: cover, energy, shadows, drift, loops and repeatability."""

from functools import cache

import numpy as np
import pytest

from dreamwright.engines.world.clouds import CloudLight, CloudMoment, Clouds
from dreamwright.engines.world.jit import Array3f, Float, to_float, to_numpy
from dreamwright.shot import plan

KEY = np.array([0.3, 0.4, 0.866])
COUNT = 1600


@cache
def clouds_of(kind: str, cover: float = 0.5, seed: int = 1, loop_s: float | None = None) -> Clouds:
    return Clouds(plan.Clouds(kind=kind, cover=cover), seed, 5.0, 70.0, "draft", loop_s)  # type: ignore[arg-type]


@cache
def moment_of(kind: str, cover: float = 0.5, seed: int = 1) -> CloudMoment:
    return clouds_of(kind, cover, seed).moment(0.0, KEY)


def light(key: float = 100.0, ambient: float = 0.0) -> CloudLight:
    return CloudLight(KEY, (key,) * 3, (ambient,) * 3, (ambient,) * 3)


def scattered_points(z: float) -> Array3f:
    x, y = np.random.default_rng(0).uniform(-25_000, 25_000, (2, COUNT))
    return Array3f(to_float(x), to_float(y), to_float(np.full(COUNT, z)))


def marched(moment: CloudMoment, z: float, toward: np.ndarray, shine: CloudLight | None = None, far: float = 1e6):
    direction = Array3f(*(Float(float(v)) for v in toward / np.linalg.norm(toward)))
    color, clear, mean = moment.march(scattered_points(z), direction, Float(far), shine or light(), Float(0.5))
    shape = (COUNT,)
    return to_numpy(color + scattered_points(0) * 0, (COUNT, 3)), to_numpy(clear, shape), to_numpy(mean, shape)


@pytest.mark.parametrize("kind", ["cumulus", "stratus", "storm"])
def test_cover_is_the_share_of_sky_covered(kind: str) -> None:
    covers = (0.2, 0.5, 0.85)
    measured = [float(np.mean(1 - marched(moment_of(kind, c), 0, np.array([0, 0, 1.0]))[1])) for c in covers]
    assert measured == sorted(measured)
    assert measured == pytest.approx(covers, abs=0.15)


def test_cirrus_thickens_with_cover() -> None:
    seen = [float(np.mean(1 - marched(moment_of("cirrus", c), 0, np.array([0, 0, 1.0]))[1])) for c in (0.1, 0.5, 1.0)]
    assert seen == sorted(seen)
    assert 0 < seen[0] < seen[2] < 0.75


@pytest.mark.parametrize("clouds", [plan.Clouds(kind="none", cover=0.8), plan.Clouds(kind="cumulus", cover=0)])
def test_an_empty_sky_is_clear_and_dark(clouds: plan.Clouds) -> None:
    sky = Clouds(clouds, 1, 5, 0, "draft")
    color, clear, _ = sky.moment(0).march(Array3f(0), Array3f(0, 0, 1), Float(1e6), light(), Float(0))
    assert sky.empty
    assert to_numpy(clear, (1,))[0] == 1
    assert not to_numpy(color, (1, 3)).any()


@pytest.mark.parametrize("kind", ["cumulus", "stratus", "storm", "cirrus"])
@pytest.mark.parametrize(("z", "toward"), [(2, (0.2, 0.9, 0.3)), (1300, (0.3, 1, 0.02)), (14_000, (0, 0.6, -0.5))])
def test_light_is_bounded_from_below_inside_and_above(kind: str, z: float, toward: tuple[float, float, float]) -> None:
    color, clear, mean = marched(moment_of(kind, 0.7), z, np.array(toward))
    assert np.isfinite(color).all()
    assert clear.min() >= 0
    assert clear.max() <= 1
    assert color.min() >= 0
    assert (mean >= 0).all()
    forward = np.dot(KEY, np.array(toward) / np.linalg.norm(toward))
    assert color.max() < 100 / np.pi * (1.3 + 3 * max(0, forward) ** 4)


def test_a_white_surrounding_makes_no_cloud_brighter_than_itself() -> None:
    moment, even = moment_of("cumulus", 0.9), light(key=0, ambient=np.pi)
    color, clear, _ = marched(moment, 2, np.array([0, 0.7, 0.7]), even)
    assert color.max() <= 1.3
    assert color[clear < 0.05].mean() > 0.2


def test_a_ray_that_ends_before_the_cloud_sees_none() -> None:
    color, clear, _ = marched(moment_of("stratus", 1.0), 2, np.array([0, 0, 1.0]), far=300)
    assert (clear == 1).all()
    assert not color.any()


def test_the_deck_meets_the_horizon_over_the_round_earth() -> None:
    moment = moment_of("stratus", 1.0)
    _, clear, mean = marched(moment, 2000, np.array([0, 1, -0.025]))
    assert clear.mean() < 0.1
    assert np.median(mean) > 15_000
    _, above, _ = marched(moment, 2000, np.array([0, 1, 0.02]))
    assert above.mean() > 0.9


def test_scattering_is_met_within_the_layer() -> None:
    sky = clouds_of("cumulus", 0.9)
    _, clear, mean = marched(sky.moment(0), 2, np.array([0, 0, 1.0]))
    assert (mean[clear < 0.5] > sky.base_m - 100).all()
    assert (mean[clear < 0.5] < sky.top_m).all()


@pytest.mark.parametrize("kind", ["cumulus", "stratus"])
def test_shadow_agrees_with_a_march_towards_the_light(kind: str) -> None:
    moment = moment_of(kind, 0.5)
    x, y = np.random.default_rng(2).uniform(-12_000, 12_000, (2, COUNT))
    p = Array3f(to_float(x), to_float(y), to_float(np.zeros(COUNT)))
    direction = Array3f(*(Float(float(v)) for v in KEY / np.linalg.norm(KEY)))
    clear = to_numpy(moment.march(p, direction, Float(1e6), light(), Float(0.5))[1], (COUNT,))
    shadow = to_numpy(moment.shadow(p.x, p.y, p.z), (COUNT,))
    assert shadow.min() >= 0
    assert shadow.max() <= 1
    assert shadow.mean() == pytest.approx(clear.mean(), abs=0.12)
    assert np.corrcoef(shadow, clear)[0, 1] > 0.75


def test_no_shadow_above_the_tops_nor_without_a_light() -> None:
    sky = clouds_of("stratus", 1.0)
    p = scattered_points(sky.top_m + 1)
    assert to_numpy(sky.moment(0, KEY).shadow(p.x, p.y, p.z), (COUNT,)).min() == 1
    assert to_numpy(sky.moment(0).shadow(p.x, p.y, p.z), (1,)).min() == 1
    assert to_numpy(sky.moment(0, (0, 1, -0.2)).shadow(p.x, p.y, p.z), (1,)).min() == 1


@pytest.mark.parametrize("elevation", [0.5, 4, 30, 90])
def test_shadow_stays_in_range_at_any_sun(elevation: float) -> None:
    e = np.radians(elevation)
    moment = clouds_of("cumulus", 0.6).moment(0, (0, np.cos(e), np.sin(e)), (40_000, -7_000))
    p = scattered_points(100)
    shadow = to_numpy(moment.shadow(p.x, p.y, p.z), (COUNT,))
    assert 0 <= shadow.min() <= shadow.max() <= 1


def test_same_seed_same_bits_other_seed_other_sky() -> None:
    toward = np.array([0.1, 0.8, 0.5])
    one, two = (marched(clouds_of.__wrapped__("cumulus", 0.5, 3).moment(7.0), 2, toward) for _ in range(2))
    other = marched(clouds_of("cumulus", 0.5, 4).moment(7.0), 2, toward)
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    assert not np.array_equal(one[1], other[1])


def test_a_moment_does_not_depend_on_those_before() -> None:
    sky, toward = clouds_of("cumulus", 0.5), np.array([0.1, 0.8, 0.5])
    alone = marched(sky.moment(90.0), 2, toward)[0]
    for t in (0.0, 30.0, 60.0):
        sky.moment(t, KEY)
    assert np.array_equal(marched(sky.moment(90.0), 2, toward)[0], alone)


@pytest.mark.parametrize("kind", ["cumulus", "storm", "cirrus"])
def test_a_loop_comes_back_and_moves_between(kind: str) -> None:
    sky, toward = clouds_of(kind, 0.6, loop_s=3000.0), np.array([0.1, 0.8, 0.5])
    start, half, end = (marched(sky.moment(t), 2, toward)[1] for t in (0.0, 1500.0, 3000.0))
    assert np.allclose(start, end, atol=0.02)
    assert not np.allclose(start, half, atol=0.1)


def test_clouds_go_with_the_wind() -> None:
    sky, t = clouds_of("stratus", 0.6), 40.0
    dx, dy = sky.drift.carried(t)
    x, y = np.random.default_rng(0).uniform(-9000, 9000, (2, COUNT))
    found = []
    for moment, shift in ((sky.moment(0.0), 0.0), (sky.moment(t), 1.0), (sky.moment(t), -1.0)):
        p = Array3f(to_float(x + dx * shift), to_float(y + dy * shift), to_float(np.zeros(COUNT)))
        found.append(to_numpy(moment.march(p, Array3f(0, 0, 1), Float(1e6), light(), Float(0.5))[1], (COUNT,)))
    assert np.abs(found[1] - found[0]).mean() < 0.6 * np.abs(found[2] - found[0]).mean()


@pytest.mark.parametrize("kind", ["cumulus", "stratus", "storm", "cirrus"])
def test_nothing_stands_above_the_top(kind: str) -> None:
    sky = clouds_of(kind, 0.7)
    moment, down = sky.moment(0.0), np.array([0, 0, -1.0])
    assert sky.base_m < sky.top_m
    assert marched(moment, sky.top_m + 500, down, far=499)[1].min() == 1
