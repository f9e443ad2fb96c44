"""Noise, grids, dunes, strata and shores do what their words say."""

from dataclasses import replace

import numpy as np
import pytest

from dreamwright.engines.world.terrain.beds import BANK_M, beds
from dreamwright.engines.world.terrain.dunes import REPOSE, Train, dunes, slide
from dreamwright.engines.world.terrain.grid import Frame, join, read, resample, soft_max
from dreamwright.engines.world.terrain.ice import bergs, floating, pressure_ridges
from dreamwright.engines.world.terrain.meander import Bend, Meander
from dreamwright.engines.world.terrain.noise import Noise, at, field
from dreamwright.engines.world.terrain.shore import Profile, beach
from dreamwright.engines.world.terrain.site import Site
from dreamwright.engines.world.terrain.wander import read_at

SITE = Site("desert", frozenset(), 11, "standard")


def plane(frame: Frame) -> np.ndarray:
    x, y = frame.points()
    return (2 * x + 3 * y + 7).astype(np.float32)


def test_resampling_a_plane_is_exact_in_place() -> None:
    frame, onto = Frame(64, 10.0, 5.0, 30.0), Frame(41, 7.3, 20.0, -11.0)
    assert np.allclose(resample(plane(frame), frame, onto), plane(onto), atol=2e-3)
    assert read(plane(frame), frame, 12.0, 33.0) == pytest.approx(24 + 99 + 7, abs=1e-3)


def test_wandering_reads_agree_with_resampling() -> None:
    frame, onto = Frame(64, 10.0), Frame(32, 3.0)
    bumps = field(frame, Noise(90, 2), 4)
    xs, ys = np.meshgrid(*onto.axes())
    assert np.allclose(read_at(bumps, frame, xs, ys), resample(bumps, frame, onto), atol=1e-4)


def test_joined_grids_meet_at_the_border() -> None:
    near, far = Frame(64, 10.0), Frame(64, 100.0)
    joined = join(plane(near) + 50, near, plane(far), far)
    assert np.allclose(joined[0], plane(near)[0], atol=0.02)
    assert joined[32, 32] == pytest.approx(plane(near)[32, 32] + 50, abs=0.01)


def test_noise_is_smooth_bounded_and_its_own_for_each_seed() -> None:
    frame = Frame(256, 4.0)
    one, other = field(frame, Noise(300, 4), 1), field(frame, Noise(300, 4), 2)
    assert np.abs(one).max() < 1.6
    assert abs(float(np.corrcoef(one.ravel(), other.ravel())[0, 1])) < 0.35
    assert np.abs(np.diff(one, axis=0)).max() < 0.25


def test_sparing_cells_does_not_change_the_noise() -> None:
    frame = Frame(256, 4.0)
    xs, ys = np.meshgrid(*frame.axes())
    assert np.abs(field(frame, Noise(900, 2), 7) - at(xs, ys, Noise(900, 2), 7)).max() < 0.01


def test_ridged_noise_lies_between_zero_and_one() -> None:
    ridged = field(Frame(128, 10.0), Noise(400, 5, 0.5, "ridged", 0.3), 3)
    assert 0 <= ridged.min() < 0.4
    assert 0.8 < ridged.max() <= 1


def test_slip_faces_lie_at_the_angle_of_repose_to_lee_and_windward_is_gentle() -> None:
    frame = Frame(400, 5.0)
    train = Train(300, 28, 1.0, 0.0, 0.3)
    sand = slide(dunes(*np.meshgrid(*frame.axes()), train, 5, 5.0), frame, 60)
    fall = -np.diff(sand, axis=1) / 5.0
    lee, windward = fall[fall > 0.45], fall[fall < -0.02]
    assert 28 < np.degrees(np.arctan(np.median(lee))) < 34.5
    assert np.quantile(fall, 0.999) < REPOSE * 1.12
    assert np.degrees(np.arctan(np.median(-windward))) < 13
    assert (fall < 0).mean() > 1.3 * (fall > 0.3).mean()


def test_beds_rise_with_height_keep_its_range_and_can_be_undone() -> None:
    rock = beds(SITE, 330.0)
    ramp = np.linspace(-20, 420, 4001, dtype=np.float32)
    drawn = rock.drawn(ramp)
    assert (np.diff(drawn) > 0).all()
    assert np.allclose(drawn[ramp < BANK_M], ramp[ramp < BANK_M])
    assert np.allclose(drawn[ramp > 331], ramp[ramp > 331], atol=1e-3)
    assert np.abs(rock.plain(drawn) - ramp).max() < 0.01


def test_hard_beds_stand_as_cliffs_between_benches() -> None:
    rock = beds(SITE, 330.0)
    ramp = np.linspace(3, 330, 8001, dtype=np.float32)
    steep = np.gradient(rock.drawn(ramp), ramp)
    risen = np.gradient(rock.drawn(ramp))
    assert risen[steep > 3].sum() > 0.3 * risen.sum()
    assert (steep < 0.9).mean() > 0.6


def test_beaches_cross_zero_at_the_waterline_and_deepen_outward() -> None:
    line = np.linspace(-3000, 300, 3301, dtype=np.float32)[None, :]
    profile = Profile()
    height = beach(line, profile)[0]
    assert abs(height[np.abs(line[0]).argmin()]) < 0.05
    assert (np.diff(height) >= -1e-4).all()
    assert height[0] == pytest.approx(-profile.deep_m, rel=0.05)


def test_distance_to_a_bent_line_is_true() -> None:
    line, frame = Meander((Bend(900, 80, 0.4),), 20.0), Frame(128, 8.0)
    away, _ = line.nearest(frame)
    y = np.linspace(-900, 900, 9001, dtype=np.float32)
    points = np.stack([line.x(y), y], axis=-1)
    for i, j in ((10, 10), (64, 64), (100, 40), (30, 90)):
        x0, y0 = frame.axes()[0][j], frame.axes()[1][i]
        assert abs(away[i, j]) == pytest.approx(np.hypot(*(points - (x0, y0)).T).min(), rel=0.02, abs=1)


def test_icebergs_float_in_the_frame_and_pack_ice_is_low() -> None:
    frame = Frame(512, 8.0, 0.0, 1800.0)
    ice = bergs(SITE, 20)
    top = floating(SITE, frame, ice)
    assert 5 < top.max() < 110
    assert 0 < (top > 0).mean() < 0.15
    assert all(np.hypot(berg.x, berg.y) - berg.radius_m > 60 for berg in ice)
    assert pressure_ridges(SITE, Frame(128, 5.0)).min() > -0.5
    assert pressure_ridges(SITE, Frame(128, 5.0)).max() < 4


def test_icebergs_break_along_flat_faces() -> None:
    """Most of an iceberg lies in planes: the slope does not change from cell to cell but at edges."""
    spire = next(berg for berg in bergs(SITE, 20) if not berg.tabular)
    frame = Frame(300, 0.5, spire.x, spire.y)
    top = floating(SITE, frame, (replace(spire, radius_m=35.0),))
    inner = np.diff(top, 2, axis=0)[top[1:-1] > 3]
    assert np.mean(np.abs(inner) < 2e-3) > 0.35
    assert np.abs(inner).max() > 0.2


def test_soft_max_is_above_both_and_near_the_greater() -> None:
    a, b = np.float32([0, 1, 5]), np.float32([3, 1, 0])
    assert (soft_max(a, b, 0.5) >= np.maximum(a, b) - 1e-6).all()
    assert np.allclose(soft_max(a, b, 0.5)[[0, 2]], [3, 5], atol=1e-6)


def test_choices_are_fixed_by_seed_and_name() -> None:
    assert SITE.pick("a", 2, 3) == Site("desert", frozenset(), 11, "draft").pick("a", 2, 3)
    assert {Site("desert", frozenset(), s, "draft").side for s in range(12)} == {-1, 1}
    assert all(9 <= abs(Site("lake", frozenset(), s, "draft").azimuth_deg) <= 13.5 for s in range(20))
