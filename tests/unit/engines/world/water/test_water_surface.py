"""What the surface promises the renderer."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Float, dr, to_float
from dreamwright.engines.world.water.foam import monahan
from dreamwright.engines.world.water.ice import IceSheet
from dreamwright.engines.world.water.surface import Sea, SeaMoment

Real = NDArray[np.float32]


def grid(side: int, step: float, x0: float = 0.0, y0: float = 0.0) -> tuple[Float, Float]:
    a = np.arange(side, dtype=np.float32) * np.float32(step)
    x, y = np.meshgrid(a + np.float32(x0), a + np.float32(y0))
    return to_float(x), to_float(y)


def host(a: Float, side: int) -> Real:
    return np.array(a).reshape(side, side)


def moving(sea: Sea, t_s: float) -> SeaMoment:
    moment = sea.moment(t_s)
    assert isinstance(moment, SeaMoment)
    return moment


@pytest.fixture(scope="module")
def sea() -> Sea:
    return Sea("sea", 10.0, 30.0, 5, "draft", None)


@pytest.fixture(scope="module")
def moment(sea: Sea) -> SeaMoment:
    return moving(sea, 2.0)


def test_height_has_the_spectrum_s_height_and_stays_in_bounds(sea: Sea, moment: SeaMoment) -> None:
    x, y = grid(400, 3.1)
    height = host(moment.height(x, y, Float(0.1)), 400)
    assert 4 * height.std() == pytest.approx(2.2, rel=0.3)
    assert np.abs(height).max() < sea.highest_m
    assert abs(height.mean()) < 0.1


def test_slope_is_the_gradient_of_height(moment: SeaMoment) -> None:
    step, side, footprint = 0.4, 200, Float(3.0)
    x, y = grid(side, step)
    height = host(moment.height(x, y, footprint), side)
    sx, sy, _ = (host(a, side) for a in moment.mean_slope(x, y, footprint))
    for slope, axis in ((sx, 1), (sy, 0)):
        assert (
            np.corrcoef(np.gradient(height, step, axis=axis)[4:-4, 4:-4].ravel(), slope[4:-4, 4:-4].ravel())[0, 1] > 0.9
        )


@pytest.mark.parametrize("footprint", [0.05, 0.5, 5.0, 50.0, 5000.0])
def test_slope_lost_below_the_footprint_becomes_variance(moment: SeaMoment, footprint: float) -> None:
    x, y = grid(300, 7.3)
    sx, sy, lost = (np.array(a) for a in moment.slope(x, y, Float(footprint)))
    assert np.all(lost >= 0)
    assert 0.5 * (sx**2 + sy**2).mean() + lost.mean() == pytest.approx(0.5 * (0.003 + 0.0512), rel=0.25)


def test_far_water_is_all_variance(moment: SeaMoment) -> None:
    x, y = grid(50, 900.0)
    sx, sy, _ = moment.mean_slope(x, y, Float(20000.0))
    assert np.abs(np.array(sx)).max() < 1e-3
    assert np.abs(np.array(sy)).max() < 1e-3


def test_no_lattice_shows(sea: Sea, moment: SeaMoment) -> None:
    side, step = 512, 12.0
    x, y = grid(side, step, -3000.0, 0.0)
    height = host(moment.height(x, y, Float(6.0)), side)
    spectrum = np.abs(np.fft.rfft2(height - height.mean(), s=(2 * side, 2 * side))) ** 2
    overlap = np.fft.irfft2(np.abs(np.fft.rfft2(np.ones_like(height), s=(2 * side, 2 * side))) ** 2)
    correlation = (np.fft.irfft2(spectrum) / np.maximum(overlap, 1))[:256, :256]
    correlation /= correlation[0, 0]
    lags = step * np.hypot(*np.mgrid[0:256, 0:256])
    assert np.abs(correlation[lags > 350.0]).max() < 0.25


def test_a_loop_closes() -> None:
    looped = Sea("sea", 9.0, 30.0, 5, "draft", 4.0)
    x, y = grid(60, 0.9)
    start, end, middle = (moving(looped, t) for t in (0.5, 4.5, 2.5))
    footprint = Float(0.05)
    for a, b in zip(start.slope(x, y, footprint), end.slope(x, y, footprint), strict=True):
        assert np.array(a) == pytest.approx(np.array(b), abs=1e-4)
    assert np.array(start.foam(x, y, footprint)) == pytest.approx(np.array(end.foam(x, y, footprint)), abs=1e-2)
    assert np.abs(np.array(start.height(x, y, footprint) - middle.height(x, y, footprint))).max() > 0.1


def test_a_moment_does_not_depend_on_the_moments_before(sea: Sea) -> None:
    x, y = grid(80, 1.7)
    fresh = Sea("sea", 10.0, 30.0, 5, "draft", None)
    for t_s in (9.0, 1.0, 5.3):
        moving(sea, t_s)
    for ask in (SeaMoment.height, SeaMoment.foam, SeaMoment.sparkle):
        ours, theirs = (np.array(ask(moving(s, 3.3), x, y, Float(0.2))) for s in (sea, fresh))
        assert np.array_equal(ours, theirs)


def test_foam_and_height_change_evenly_from_frame_to_frame() -> None:
    windy = Sea("sea", 16.0, 30.0, 5, "draft", None)
    x, y = grid(120, 1.3)
    foam, height = [], []
    for frame in range(16):
        now = moving(windy, 2.0 + frame / 24)
        foam.append(np.array(now.foam(x, y, Float(0.3))))
        height.append(np.array(now.height(x, y, Float(0.3))))
    for film in (foam, height):
        steps = np.abs(np.diff(np.stack(film), axis=0)).mean(axis=1)
        assert steps.max() < 1.2 * steps.min()


@pytest.mark.parametrize("wind", [8.0, 11.0, 14.0])
def test_foam_covers_what_monahan_counted(wind: float) -> None:
    x, y = grid(500, 4.3)
    foam = np.array(moving(Sea("sea", wind, 30.0, 5, "draft", None), 6.0).foam(x, y, Float(0.1)))
    assert 0.3 * monahan(wind) < foam.mean() < 2.5 * monahan(wind)
    assert foam.min() >= 0
    assert foam.max() <= 1


def test_far_foam_is_the_mean_of_near_foam(moment: SeaMoment) -> None:
    x, y = grid(500, 4.3)
    near, far = (float(np.array(moment.foam(x, y, Float(f))).mean()) for f in (0.05, 3000.0))
    assert far == pytest.approx(near, rel=0.6)


def test_light_air_makes_no_foam() -> None:
    foam = moving(Sea("sea", 3.0, 30.0, 5, "draft", None), 6.0).foam(*grid(20, 3.0), Float(0.1))
    assert np.all(np.array(foam) == 0)


def test_sparkles_do_not_add_light(moment: SeaMoment) -> None:
    x, y = grid(500, 4.3)
    flash = np.array(moment.sparkle(x, y, Float(0.4)))
    assert flash.mean() == pytest.approx(1.0, abs=0.05)
    assert flash.std() > 0.4
    assert np.array(moment.sparkle(x, y, Float(500.0))).std() < 0.1


def test_a_river_is_carried_by_its_current() -> None:
    river = Sea("river", 0.5, 0.0, 5, "draft", None, current=lambda x, y: (0.0 * x, 1.5 + 0.0 * y))
    x, y = grid(200, 0.03)
    before, after = (host(moving(river, t).slope(x, y, Float(0.02))[1], 200) for t in (1.0, 1.1))
    lags = [np.corrcoef(before[:180].ravel(), after[lag : 180 + lag].ravel())[0, 1] for lag in range(12)]
    assert 3 <= int(np.argmax(lags)) <= 7


def test_ice_is_flat_and_covered() -> None:
    ice = Sea("lake", 5.0, 0.0, 5, "draft", None, frozen=True).moment(1.0)
    assert isinstance(ice, IceSheet)
    x, y = grid(200, 0.4)
    sx, sy, lost = ice.slope(x, y, Float(0.05))
    assert float(dr.mean(sx * sx + sy * sy)[0]) < 1e-3
    assert np.all(np.array(lost) < 0.03)
    cover = ice.cover(x, y, Float(0.05))
    for part in (cover.crack, cover.snow, cover.haze):
        values = np.array(part)
        assert values.min() >= 0
        assert values.max() <= 1
        assert values.std() > 0.02


def test_focused_light_keeps_its_mean() -> None:
    shallow = moving(Sea("sea", 3.0, 30.0, 5, "draft", None, shallow=True), 1.0)
    light = np.array(shallow.bed_light(*grid(400, 0.13), Float(1.0), Float(0.02)))
    assert light.mean() == pytest.approx(1.0, abs=0.35)
    assert light.std() > 0.2
