"""What falls: how much, which way, behind what, and repeatably."""

import numpy as np
import pytest

from dreamwright.engines.world.precipitation import Precipitation
from dreamwright.engines.world.precipitation_draw import Lens, Shutter, Streaks, coverage, project
from dreamwright.engines.world.precipitation_kinds import OF_KIND, Shell
from dreamwright.engines.world.precipitation_paths import Swarm
from dreamwright.frames import View
from dreamwright.shot import plan

WIDTH, HEIGHT = 320, 180
VIEW = View((0, 0, 1.7), 0, 5, 0, 28)
GREY = np.full((HEIGHT, WIDTH, 3), 0.2, np.float32)
FAR = np.full((HEIGHT, WIDTH), np.inf, np.float32)
KINDS = ["rain", "snow", "dust", "ash"]


def falling(kind: str, rate: float = 0.5, wind: float = 3, toward: float = 90, **more: float) -> Precipitation:
    spec = plan.Precipitation(kind=kind, rate=rate)  # type: ignore[arg-type]
    return Precipitation(spec, int(more.get("seed", 1)), wind, toward, 5.0, more.get("loop"))


def drawn(what: Precipitation, t: float = 1.0, depth: np.ndarray = FAR, view: View = VIEW) -> np.ndarray:
    return what.draw(GREY, depth, view, view, t, 1 / 48, (1, 1, 1), (1, 1, 1), (0, 0.9, 0.4))


def streaks_of(what: Precipitation, t: float = 1.0, view: View = VIEW) -> Streaks:
    found = what.streaks(Shutter(view, view, Lens(1280, 720, 0.0035)), t, 1 / 48)
    return Streaks(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


@pytest.mark.parametrize("spec", [plan.Precipitation(), plan.Precipitation(kind="snow", rate=0)])
def test_a_dry_sky_leaves_the_picture_alone(spec: plan.Precipitation) -> None:
    dry = Precipitation(spec, 1, 5, 0, 5)
    assert dry.empty
    assert drawn(dry) is GREY
    assert (dry.count, dry.extinction, dry.wetness) == (0, 0, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_more_falls_and_veils_as_the_rate_grows(kind: str) -> None:
    steps = [falling(kind, r) for r in (0.15, 0.5, 1.0)]
    touched = [np.mean(drawn(p) != GREY) for p in steps]
    for measure in ([p.count for p in steps], [p.extinction for p in steps], touched):
        assert measure[0] < measure[1] < measure[2]


@pytest.mark.parametrize("kind", KINDS)
def test_the_picture_stays_between_what_is_there_and_the_light(kind: str) -> None:
    out = drawn(falling(kind, 1.0))
    assert out.dtype == np.float32
    assert out.shape == GREY.shape
    assert np.isfinite(out).all()
    assert out.min() >= 0
    assert out.max() < 1 + OF_KIND[kind].forward + 0.36
    assert np.ptp(GREY) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_same_seed_and_time_give_the_same_bits_in_any_order(kind: str) -> None:
    one, two = falling(kind), falling(kind)
    drawn(two, 0.3)
    drawn(two, 4.0)
    assert np.array_equal(drawn(one, 2.0), drawn(two, 2.0))
    assert not np.array_equal(drawn(one, 2.0), drawn(one, 2.1))
    assert not np.array_equal(drawn(one), drawn(falling(kind, seed=2)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_loop_comes_back(kind: str) -> None:
    what = falling(kind, loop=4.0)
    assert drawn(what, 0.0) == pytest.approx(drawn(what, 4.0), abs=0.02)
    assert not np.array_equal(drawn(what, 0.0), drawn(what, 2.0))


@pytest.mark.parametrize(("toward", "sign"), [(90, 1), (-90, -1)])
def test_rain_streaks_lean_with_the_wind_and_fall(toward: float, sign: int) -> None:
    found = streaks_of(falling("rain", wind=8, toward=toward))
    dx, dy = found.x1 - found.x0, found.y1 - found.y0
    assert (dy > 0).mean() > 0.95
    assert np.median(sign * dx) > 0
    assert np.median(np.abs(dx) / dy) == pytest.approx(8 * 0.75 / 7.6, rel=0.25)


def test_calm_rain_falls_straight_and_dust_races_level() -> None:
    rain, dust = streaks_of(falling("rain", wind=0)), streaks_of(falling("dust", wind=12))
    assert np.median(np.abs(rain.x1 - rain.x0) / np.abs(rain.y1 - rain.y0)) < 0.1
    assert np.median(np.abs(dust.x1 - dust.x0) / np.maximum(np.abs(dust.y1 - dust.y0), 1e-3)) > 3


def test_snow_falls_slower_than_rain() -> None:
    length = {k: np.median(np.hypot(s.x1 - s.x0, s.y1 - s.y0)) for k in ("rain", "snow")
              for s in [streaks_of(falling(k, wind=0))]}  # fmt: skip
    assert length["snow"] < 0.4 * length["rain"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_nearer_hides_what_falls_behind(kind: str) -> None:
    depth = FAR.copy()
    depth[:, : WIDTH // 2] = 0.1
    changed = (drawn(falling(kind, 1.0), depth=depth) != GREY).any(-1)
    assert not changed[:, : WIDTH // 2].any()
    assert changed[:, WIDTH // 2 :].any()


def test_a_moving_camera_draws_streaks_out() -> None:
    what, lens = falling("snow", wind=0), Lens(1280, 720, 0.0035)
    moved = View((0, -0.5, 1.7), 2, 5, 0, 28)
    still, moving = (what.streaks(Shutter(VIEW, v, lens), 1.0, 1 / 48)[2] for v in (VIEW, moved))
    assert np.median(np.abs(moving.x1 - moving.x0)) > 3 * np.median(np.abs(still.x1 - still.x0))


def test_particles_stay_about_the_camera_wherever_it_goes() -> None:
    swarm = Swarm(OF_KIND["snow"], Shell(10, 2000), 1.0, (2.0, 0.0), None, 3)
    for eye in ((0, 0, 0), (5000.0, -300.0, 80.0)):
        seen = swarm.at(40.0, 1 / 48, eye)
        away = np.abs(seen.close - np.array(eye))
        assert np.linalg.norm(away, axis=1).max() < 10 * 0.9 + 0.5
        assert (seen.weight > 0).mean() > 0.4


def test_a_particle_keeps_its_course_from_frame_to_frame() -> None:
    swarm = Swarm(OF_KIND["rain"], Shell(30, 2000), 1.0, (1.0, 0.0), None, 3)
    one, two = (swarm.at(t, 1 / 48, (0, 0, 0)) for t in (1.0, 1.0 + 1 / 48))
    step = np.linalg.norm(two.open - one.close, axis=1)
    assert (step < 1e-6).mean() > 0.97


def test_project_knows_the_middle_right_and_up() -> None:
    lens = Lens(1280, 720, 0)
    points = np.array([[0, 10, 0], [1, 10, 0], [0, 10, 1.0]])
    x, y, ahead = project(points, View((0, 0, 0), 0, 0, 0, 36), lens)
    assert x == pytest.approx([640, 768, 640])
    assert y == pytest.approx([360, 360, 232])
    assert ahead == pytest.approx([10, 10, 10])
    x, y, _ = project(points, View((0, 0, 0), 0, 0, 90, 36), lens)
    assert (x[2], y[2]) == pytest.approx((512, 360))


@pytest.mark.parametrize(("x1", "y1"), [(60, 50), (60, 20), (50.4, 80), (20, 90)])
def test_coverage_of_a_streak_is_its_area(x1: float, y1: float) -> None:
    one = Streaks(*(np.array([v]) for v in (40.2, 50.6, x1, y1, 4.0, 0.01, 5.0)))
    painted = coverage(one, np.full((120, 100), np.inf, np.float32))
    length = np.hypot(x1 - 40.2, y1 - 50.6)
    assert painted.max() == pytest.approx(0.01, rel=0.02)
    assert 0.4 < painted.sum() / 0.01 / (2 * 4 * length + np.pi * 16) < 0.9
    assert not coverage(one, np.full((120, 100), 4.9, np.float32)).any()


@pytest.mark.parametrize(("kind", "wet"), [("rain", True), ("snow", False), ("dust", False)])
def test_only_rain_wets_the_ground(kind: str, wet: bool) -> None:
    assert (falling(kind, 0.6).wetness > 0) == wet
    assert falling(kind, 1.0).wetness <= 1
