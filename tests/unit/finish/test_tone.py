"""The tone curve, the palettes and the white balance, without grain or dither."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dreamwright.finish.balance import white_balance
from dreamwright.finish.colour import LUMA, chroma_matrix, decode, encode, oklab_to_linear
from dreamwright.finish.develop import mix
from dreamwright.finish.grade import NEUTRAL, PALETTES, Grade, grey_scale
from dreamwright.finish.night import night_matrix
from dreamwright.finish.tone import GREY, GREY_CODE, filmic, look_up, table_stops

cached_mix = cache(mix)


def graded(color: tuple[float, float, float], grade: Grade) -> np.ndarray:
    """Display codes 0-1 of one linear colour."""
    before, tables, after = cached_mix(grade)
    light = np.ascontiguousarray(before @ np.array(color), np.float32)
    toned = np.empty(3, np.float32)
    for channel in range(3):
        look_up(light[channel : channel + 1], tables[channel], toned[channel : channel + 1])
    return np.clip(after @ toned, 0, 1)


def test_mid_grey_is_left_where_it_is() -> None:
    assert filmic(np.zeros(1))[0] == pytest.approx(GREY_CODE)
    assert encode(np.array([GREY]))[0] == pytest.approx(GREY_CODE, abs=1e-4)
    assert graded((GREY,) * 3, NEUTRAL) == pytest.approx(GREY_CODE, abs=2e-4)


def test_the_curve_rises_all_the_way_and_bends_softly() -> None:
    stops = np.linspace(-12, 8, 4001)
    slope = np.diff(filmic(stops)) / np.diff(stops)
    assert slope.min() >= 0
    inside = (stops[1:-1] > -8.4) & (stops[1:-1] < 5.9)
    assert np.abs(np.diff(slope))[inside].max() < 0.002
    assert filmic(np.array([-9.0, 6.5])) == pytest.approx([0.0, 1.0])


def test_tables_agree_with_the_curve() -> None:
    light = (GREY * 2.0 ** np.random.default_rng(1).uniform(-10, 7, 1000)).astype(np.float32)
    out = np.empty_like(light)
    look_up(light, filmic(table_stops()).astype(np.float32), out)
    assert np.abs(out - filmic(np.log2(light.astype(float) / GREY))).max() < 1 / 4000


@pytest.mark.parametrize("light", [-1.0, 0.0, 1e-30, 1e9, np.inf])
def test_light_beyond_the_table_takes_its_ends(light: float) -> None:
    table = filmic(table_stops()).astype(np.float32)
    out = np.empty(1, np.float32)
    look_up(np.array([light], np.float32), table, out)
    assert out[0] in (table[0], table[-1])


@settings(deadline=None, max_examples=40)
@given(st.floats(-8, 6))
def test_greys_stay_grey_where_nothing_is_toned(stops: float) -> None:
    for name in ("natural", "vivid", "noir"):
        codes = graded((GREY * 2.0**stops,) * 3, PALETTES[name])
        assert np.ptp(codes) < 2e-3


@pytest.mark.parametrize("palette", PALETTES)
def test_greys_land_on_the_palette_s_grey_scale_and_never_fall(palette: str) -> None:
    grade = PALETTES[palette]
    stops = np.linspace(-8, 6, 29)
    codes = np.array([graded((GREY * 2.0**stop,) * 3, grade) for stop in stops])
    assert np.abs(codes - grey_scale(filmic(grade.contrast * stops), grade)).max() < 2e-3
    assert np.diff(codes @ LUMA).min() > -1e-4


def test_sunset_orange_walks_to_white_by_way_of_yellow() -> None:
    walk = np.array([graded(tuple(np.array([1.0, 0.35, 0.06]) * GREY * 2.0**stop), NEUTRAL) for stop in range(8)])
    red, green, blue = walk.T
    assert (red >= green - 1e-3).all()
    assert (green >= blue - 1e-3).all()
    assert (green - blue)[:5].min() > 0.1
    assert walk[-1].min() > 0.75


def test_bright_blue_does_not_turn_magenta() -> None:
    for stop in range(-2, 6):
        red, green, blue = graded(tuple(np.array([0.25, 0.5, 1.0]) * GREY * 2.0**stop), NEUTRAL)
        assert red <= green <= blue


def test_saturation_nought_is_grey_and_two_is_more() -> None:
    color = (0.3, 0.2, 0.1)
    spread = [np.ptp(graded(color, NEUTRAL.toned(1.0, amount))) for amount in (0.0, 0.5, 1.0, 1.5, 2.0)]
    assert spread[0] < 2e-3
    assert np.diff(spread).min() > 0.02


def test_contrast_turns_about_mid_grey() -> None:
    dark, grey, light = (graded((GREY * 2.0**stop,) * 3, NEUTRAL.toned(1.5, 1.0))[0] for stop in (-2, 0, 2))
    soft_dark, soft_grey, soft_light = (
        graded((GREY * 2.0**stop,) * 3, NEUTRAL.toned(0.5, 1.0))[0] for stop in (-2, 0, 2)
    )
    assert dark < soft_dark
    assert light > soft_light
    assert grey == pytest.approx(soft_grey, abs=1e-3)


@settings(deadline=None, max_examples=40)
@given(st.floats(2000, 15000))
def test_white_balance_keeps_grey_s_luminance_and_leans_the_right_way(kelvin: float) -> None:
    red, green, blue = white_balance(kelvin) @ np.ones(3)
    assert LUMA @ [red, green, blue] == pytest.approx(1.0)
    assert (red - blue) * (6500 - kelvin) >= -1e-9


def test_white_balance_at_6500_is_identity_and_is_smooth() -> None:
    assert white_balance(6500.0) == pytest.approx(np.eye(3), abs=1e-9)
    ratios = [np.divide(*(white_balance(kelvin) @ np.ones(3))[[0, 2]]) for kelvin in range(2000, 15001, 100)]
    assert np.diff(ratios).max() < 0


@pytest.mark.parametrize("amount", [0.0, 0.5, 1.0])
def test_night_turns_blue_keeps_luminance_and_some_colour(amount: float) -> None:
    red, _, blue = night_matrix(amount) @ np.ones(3)
    assert LUMA @ night_matrix(amount) @ np.ones(3) == pytest.approx(1.0)
    assert (blue > red) == (amount > 0)
    aurora = night_matrix(amount) @ [0.1, 1.0, 0.3]
    assert aurora.argmax() == 1


def test_colour_arithmetic_has_its_known_answers() -> None:
    assert decode(encode(np.linspace(0, 1, 11))) == pytest.approx(np.linspace(0, 1, 11))
    assert oklab_to_linear(np.array([1.0, 0.0, 0.0])) == pytest.approx(1.0, abs=1e-6)
    assert oklab_to_linear(np.array([0.62796, 0.22486, 0.12585])) == pytest.approx([1, 0, 0], abs=1e-3)
    assert chroma_matrix(1, 1) == pytest.approx(np.eye(3))
    assert chroma_matrix(0, 0) == pytest.approx(np.tile(LUMA, (3, 1)))
