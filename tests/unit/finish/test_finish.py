"""The whole of finishing: what every look promises about the picture."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import get_args

import numpy as np
import pytest

from dreamwright.finish.develop import clean
from dreamwright.finish.film import STOCKS
from dreamwright.finish.finish import finish
from dreamwright.finish.grade import PALETTES
from dreamwright.shot.plan import FilmStock, Look, Palette

from .scenes import film, flat, landscape

PLAIN = Look(grain=0, bloom=0, vignette=0)


def picture(color: np.ndarray, look: Look = PLAIN, seed: int = 1) -> np.ndarray:
    return finish(film(color), look, seed=seed)[0].astype(float)


@cache
def plain(field: str, value: str) -> np.ndarray:
    """The landscape under a plain look with one field set."""
    return picture(landscape(), PLAIN.model_copy(update={field: value}))


def test_a_film_keeps_its_measure() -> None:
    done = finish(film(landscape(), 48), Look(), seed=3)
    assert (done.width, done.height, done.count, len(done), float(done.fps)) == (160, 90, 48, 48, 24.0)
    assert done[0].shape == (90, 160, 3)
    assert done[0].dtype == np.uint8
    with pytest.raises(IndexError):
        done[48]


def test_the_scale_of_daylight_does_not_matter() -> None:
    look = Look(exposure_ev=0.0, bloom=0.5)
    once, doubled = (finish(film(landscape() * gain), look, seed=1)[0].astype(int) for gain in (0.25, 0.5))
    assert np.abs(once.mean(axis=(0, 1)) - doubled.mean(axis=(0, 1))).max() < 8


def test_exposure_stops_are_stops_of_light() -> None:
    brighter = picture(landscape(), PLAIN.model_copy(update={"exposure_ev": 1.0}))
    assert brighter.mean() > picture(landscape()).mean() + 20


def test_a_frame_alone_is_the_frame_of_the_whole() -> None:
    moving = film(lambda k: landscape() * np.float32(1 + k / 10), 30)
    whole = list(finish(moving, Look(film="super8"), seed=5))
    assert (finish(moving, Look(film="super8"), seed=5)[17] == whole[17]).all()


def test_grain_differs_by_frame_and_by_seed_and_in_nothing_else() -> None:
    still = film(landscape(), 3)
    first, second = finish(still, Look(grain=0.5), seed=1)[0], finish(still, Look(grain=0.5), seed=1)[1]
    other = finish(still, Look(grain=0.5), seed=2)[0]
    assert (first != second).mean() > 0.5
    assert (first != other).mean() > 0.5
    assert np.abs(first.mean(axis=(0, 1)) - second.mean(axis=(0, 1))).max() < 0.5


def test_grain_hides_in_black_and_white() -> None:
    looks = [Look(grain=1, bloom=0, vignette=0, exposure_ev=stops) for stops in (-8, 0, 5)]
    black, middle, white = (finish(film(flat(3.0)), look, seed=1)[0].std() for look in looks)
    assert middle > 2 * max(black, white)


@pytest.mark.parametrize("name", get_args(Palette))
def test_every_palette_is_there_and_is_its_own(name: Palette) -> None:
    mine = plain("palette", name)
    assert min(np.abs(mine - plain("palette", other)).mean() for other in PALETTES if other != name) > 1.5


@pytest.mark.parametrize("name", get_args(FilmStock))
def test_every_film_is_there_and_is_its_own(name: FilmStock) -> None:
    mine = plain("film", name)
    assert min(np.abs(mine - plain("film", other)).mean() for other in STOCKS if other != name) > 1.5


@pytest.mark.parametrize(
    "look",
    [
        Look(monochrome=True),
        Look(film="noir"),
        Look(palette="noir"),
        Look(monochrome=True, palette="warm"),
        Look(saturation=0),
    ],
)
def test_black_and_white_has_no_colour(look: Look) -> None:
    done = finish(film(landscape()), look.model_copy(update={"grain": 0.0}), seed=1, depth=16)[0].astype(float)
    assert np.ptp(done, axis=-1).max() < 65535 * 0.003


def test_sepia_stays_brown_in_monochrome() -> None:
    red, green, blue = picture(landscape(), Look(monochrome=True, palette="sepia")).mean(axis=(0, 1))
    assert red > green + 5 > blue + 10


def test_warm_is_warmer_and_cool_is_cooler() -> None:
    lean = {
        kelvin: np.subtract(
            *picture(landscape(), PLAIN.model_copy(update={"temperature_k": kelvin})).mean((0, 1))[[0, 2]]
        )
        for kelvin in (3200.0, 6500.0, 11000.0)
    }
    assert lean[3200.0] > lean[6500.0] + 10 > lean[11000.0] + 15


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, -3.0, 1e30])
def test_bad_light_stays_where_it_is(bad: float) -> None:
    spoilt = landscape()
    spoilt[5, 5] = bad
    codes = picture(spoilt)
    assert (codes[5, 5] > 250).all() or (codes[5, 5] < 3).all()
    away = np.abs(codes - picture(landscape()))[20:]
    assert away.max() <= 3


def test_cleaning_follows_its_rule() -> None:
    light = np.array([[[np.nan, -1.0, 0.5], [np.inf, -np.inf, 9.0]]], np.float32)
    assert np.allclose(clean(light, 4.0), [[[0.0, 0.0, 0.5], [4.0, 0.0, 0.0]]], rtol=1e-5, atol=1e-9)
    assert np.allclose(clean(np.full((1, 1, 3), (8.0, 4.0, 2.0), np.float32), 4.0), [4.0, 2.0, 1.0])


def test_the_engine_s_picture_is_not_touched() -> None:
    color = landscape()
    picture(color, Look(film="super8"))
    assert (color == landscape()).all()


def test_sixteen_bits_agree_with_eight_and_have_more_levels() -> None:
    deep = finish(film(landscape()), PLAIN, seed=1, depth=16)[0]
    assert deep.dtype == np.uint16
    assert np.abs(deep / 257.0 - picture(landscape())).max() < 2
    assert len(np.unique(deep)) > 1000


def test_black_is_black_and_an_odd_size_is_no_trouble() -> None:
    assert picture(flat(0.0, 33, 17)).mean() < 0.3
    assert picture(landscape(333, 217), Look()).shape == (217, 333, 3)
    assert picture(landscape(16, 16), Look(film="super8")).shape == (16, 16, 3)


def test_a_looped_film_meters_round_the_circle() -> None:
    around = film(lambda k: landscape() * np.float32(1.5 + np.sin(2 * np.pi * k / 24)), 24)
    done = finish(around, PLAIN, seed=1, loop=True)
    assert abs(done[0].mean() - done[23].mean()) < 12


def test_a_film_with_a_beginning_put_before_it_keeps_its_old_pictures() -> None:
    look = Look(grain=0.5, film="super8")
    old = film(lambda k: landscape() * np.float32(1 + 0.01 * k), 12)
    longer = replace(old, count=18, make=lambda k: old.make(max(k - 6, 0)))
    once = finish(old, look, seed=3)
    again = finish(longer, look, seed=3, takes=[range(6, 18)], opening=6)
    assert all(np.array_equal(once[k], again[k + 6]) for k in (0, 5, 11))
    assert not np.array_equal(again[0], again[5])
