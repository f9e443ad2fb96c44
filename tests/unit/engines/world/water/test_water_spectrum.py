"""Wave heights, slopes and spreads against what is known of real seas."""

import numpy as np
import pytest

from dreamwright.engines.world.water.spectrum import (
    GRAVITY,
    Swell,
    Waves,
    directional,
    frequency,
    moment,
    peak,
    significant_height,
    spread,
)


def test_a_full_grown_sea_of_ten_metres_a_second_is_two_metres_high() -> None:
    assert significant_height(Waves("sea", 10.0, 0.0)) == pytest.approx(2.2, rel=0.3)


def test_a_storm_is_six_to_ten_metres_high() -> None:
    assert 6.0 < significant_height(Waves("sea", 25.0, 0.0)) < 10.0


def test_half_a_metre_a_second_leaves_nearly_a_mirror() -> None:
    calm = Waves("lake", 0.5, 0.0)
    assert significant_height(calm) < 0.005
    assert moment(calm, 2) < 0.003


@pytest.mark.parametrize("wind", [4.0, 7.0, 10.0, 15.0, 20.0])
def test_slopes_agree_with_cox_and_munk(wind: float) -> None:
    assert moment(Waves("sea", wind, 0.0), 2) == pytest.approx(0.003 + 0.00512 * wind, rel=0.25)


@pytest.mark.parametrize("kind", ["sea", "lake", "river"])
def test_height_grows_with_wind(kind: str) -> None:
    heights = [significant_height(Waves(kind, wind, 0.0)) for wind in (0.5, 2.0, 5.0, 10.0, 20.0, 30.0)]  # type: ignore[arg-type]
    assert np.all(np.diff(heights) > 0)


def test_a_lake_is_lower_than_the_sea() -> None:
    assert significant_height(Waves("lake", 10.0, 0.0)) < 0.2 * significant_height(Waves("sea", 10.0, 0.0))


@pytest.mark.parametrize("power", [1.0, 4.0, 10.0, 40.0])
def test_spread_integrates_to_one(power: float) -> None:
    angle = np.linspace(-np.pi, np.pi, 2001)
    assert np.trapezoid(spread(angle, power), angle) == pytest.approx(1.0, rel=1e-4)


def test_swell_adds_its_own_height() -> None:
    wind, both = Waves("sea", 5.0, 0.0), Waves("sea", 5.0, 0.0, Swell(1.5, 120.0, 1.0))
    assert moment(both, 0) == pytest.approx(moment(wind, 0) + (1.5 / 4) ** 2, rel=0.01)


def test_the_plane_holds_the_same_energy_as_the_line() -> None:
    waves = Waves("sea", 8.0, 0.7)
    k = np.linspace(-1.0, 1.0, 801)
    kx, ky = np.meshgrid(k, k)
    total = directional(kx, ky, waves).sum() * (k[1] - k[0]) ** 2
    assert total == pytest.approx(moment(waves, 0, high=1.0), rel=0.03)


def test_waves_run_down_wind() -> None:
    waves = Waves("sea", 8.0, np.radians(90.0))
    k = np.array([peak(waves)])
    assert directional(k, 0 * k, waves)[0] > 100 * directional(-k, 0 * k, waves)[0]


def test_long_waves_obey_deep_water_dispersion() -> None:
    k = np.array([0.05, 0.5])
    assert frequency(k) == pytest.approx(np.sqrt(GRAVITY * k), rel=1e-4)
