"""Metering: what lands on mid grey, what stays dark, and how exposure moves in time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dreamwright.finish.expose import (
    MAX_STOPS_PER_S,
    expose,
    expose_in_takes,
    meter,
    reading_places,
    steady,
    through,
    without_flashes,
)
from dreamwright.frames import Frames

from .scenes import HEIGHT, film, flat, landscape


def shown(level: float) -> float:
    """Stops over mid grey at which a flat field of so many kcd/m² is shown."""
    return float(np.log2(level / 0.18)) + meter(flat(level)).ev


def test_a_lit_field_is_shown_near_mid_grey_and_fog_a_little_over() -> None:
    assert 0.3 < shown(3.0) < 1.3


def test_snow_in_the_sun_is_shown_brighter_than_grass() -> None:
    assert shown(27.0) > shown(3.0) + 0.2


def test_night_stays_dark_and_darkest_night_darkest() -> None:
    assert -2.5 < shown(2e-5) < -0.9
    assert shown(1e-7) < shown(1e-5) < shown(1e-3) < shown(1.0)


def test_night_comes_with_darkness_only() -> None:
    assert meter(flat(1.0)).night == 0.0
    assert 0.0 < meter(flat(3e-4)).night < meter(flat(1e-5)).night == 1.0


def test_clouds_keep_their_detail() -> None:
    picture = landscape()
    picture[: HEIGHT // 8] = 60.0
    over = np.log2(60.0 / 0.18) + meter(picture).ev
    assert over < 3.6


def test_a_planet_against_black_space_is_neither_burnt_nor_night() -> None:
    picture = flat(0.0)
    picture[30:60, 50:100] = 5.0
    reading = meter(picture)
    assert 1.0 < np.log2(5.0 / 0.18) + reading.ev < 4.0
    assert reading.night == 0.0


def test_a_sun_disc_changes_nothing() -> None:
    with_sun = landscape()
    with_sun[10:12, 80:82] = 1.6e6
    assert meter(with_sun).ev == pytest.approx(meter(landscape()).ev, abs=0.1)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, -5.0])
def test_metering_survives_bad_light(bad: float) -> None:
    picture = landscape()
    picture[40:44, 60:64] = bad
    assert meter(picture).ev == pytest.approx(meter(landscape()).ev, abs=0.1)
    assert np.isfinite(meter(flat(bad)).ev)


def test_readings_are_few_and_span_the_film() -> None:
    assert reading_places(120, 24) == [0, 24, 48, 71, 95, 119]
    assert reading_places(1, 24) == [0]
    assert len(reading_places(1440, 24)) == 7
    assert reading_places(96, 24, loop=True)[-1] < 95


def test_only_key_frames_of_the_preview_are_read() -> None:
    asked: list[int] = []

    def make(k: int) -> np.ndarray:
        asked.append(k)
        return flat(1.0, 16, 9)

    big = film(lambda k: pytest.fail("the film itself was metered") if k else flat(1.0), 120)
    small = film(make, 120)
    asked.clear()
    expose(type(big)(big.width, big.height, big.fps, big.count, big.make, preview=small))
    assert asked == reading_places(120, 24)


def test_a_flash_is_voted_down_even_on_the_first_frame() -> None:
    assert without_flashes([1.0, 1.0, -4.0, 1.0, 1.0]) == [1.0] * 5
    assert without_flashes([-4.0, 1.0, 1.0, 1.0]) == [1.0] * 4
    assert without_flashes([1.0, -4.0, 1.0, 1.0], loop=True) == [1.0] * 4


def test_a_steady_ramp_is_left_alone_by_the_vote() -> None:
    ramp = [0.0, 1.0, 2.0, 3.0, 4.0]
    assert without_flashes(ramp) == ramp


def test_lightning_on_a_read_frame_does_not_close_the_exposure() -> None:
    dark = expose(film(lambda _: flat(1e-3), 120))
    struck = expose(film(lambda k: flat(3.0 if k == 48 else 1e-3), 120))
    assert struck.ev(48) == pytest.approx(dark.ev(48), abs=1e-6)


def test_exposure_moves_slowly_and_without_corners() -> None:
    exposure = expose(film(lambda k: flat(4.0 * 2.0 ** (-k / 12)), 121))
    ev = np.array([exposure.ev(k) for k in range(121)])
    assert ev[-1] > ev[0] + 3.0
    assert np.abs(np.diff(ev)).max() < 2 * MAX_STOPS_PER_S / 24
    assert np.abs(np.diff(ev, 2)).max() < 0.02


def test_small_swings_are_calmed_and_great_ones_followed() -> None:
    assert np.ptp(steady([0.0, 0.3, 0.0, 0.3, 0.0, 0.3], range(0, 144, 24), 24)) < 0.2
    assert np.ptp(steady([0.0, 0.0, 0.7, 1.4, 2.1, 2.8, 3.5], range(0, 168, 24), 24)) > 2.2


def test_a_loop_ends_as_it_begins() -> None:
    exposure = expose(film(lambda k: flat(2.0 + np.sin(2 * np.pi * k / 96)), 96), loop=True)
    assert exposure.ev(96) == pytest.approx(exposure.ev(0), abs=1e-9)
    assert exposure.ev(96) - exposure.ev(95) == pytest.approx(exposure.ev(1) - exposure.ev(0), abs=0.01)


def test_a_curve_never_overshoots_its_values() -> None:
    curve = through([0, 10, 20, 30], [0.0, 0.0, 3.0, 3.0])
    values = [curve(k) for k in np.linspace(-5, 40, 200)]
    assert min(values) >= 0.0
    assert max(values) <= 3.0


def lit(count: int, stops: list[float]) -> Frames:
    """A film of flat light that goes through the stops evenly."""
    places = np.linspace(0, count - 1, len(stops))
    return film(lambda k: flat(2.0 ** float(np.interp(k, places, stops))), count)


@pytest.mark.parametrize("before", [0, 30])
def test_a_film_that_goes_on_keeps_its_exposure_and_follows_the_light_beyond(before: int) -> None:
    line = lit(60 + before, [0, 0.5, 3, 3] if before == 0 else [-3, -3, 0, 0.5])
    take = range(before, before + 30)
    alone = expose(replace(line, count=30, make=lambda k: line.make(k + before)))
    whole = expose_in_takes(line, [take], loop=False)
    assert [whole.ev(k + before) for k in range(30)] == [alone.ev(k) for k in range(30)]
    curve = [whole.ev(k) for k in range(line.count)]
    assert np.abs(np.diff(curve)).max() < 1.6 * MAX_STOPS_PER_S / 24
    assert abs(curve[-1] - curve[0]) > 0.7


def test_known_exposure_is_kept_and_the_light_followed_from_there() -> None:
    line = lit(72, [0, 0, 3, 3])
    whole = expose_in_takes(line, (), {20: (-1.0, 0.2), 30: (-1.5, 0.4)})
    assert [(whole.ev(k), whole.night(k)) for k in (20, 30)] == [(-1.0, 0.2), (-1.5, 0.4)]
    assert -1.5 < whole.ev(25) < -1.0
    curve = [whole.ev(k) for k in range(line.count)]
    assert np.abs(np.diff(curve)).max() < 1.6 * MAX_STOPS_PER_S / 24
    assert curve[71] < -3.5


def test_a_loop_that_goes_round_again_is_exposed_as_before() -> None:
    once = lit(24, [0, 2, 0])
    twice = replace(once, count=48, make=lambda k: once.make(k % 24))
    whole, alone = expose_in_takes(twice, [range(24)], loop=True), expose(once, loop=True)
    assert [whole.ev(k) for k in range(48)] == [alone.ev(k % 24) for k in range(48)]
