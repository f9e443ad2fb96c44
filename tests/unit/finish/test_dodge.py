"""Dodging: dark ground opens a little, mid tones, texture and edges stay."""

from __future__ import annotations

import numpy as np
import pytest

from dreamwright.finish.dodge import LIFT, LOWER, broad_light, dodge, stops_over_grey

from .scenes import flat


def gains(picture: np.ndarray, strength: float = 1.0) -> np.ndarray:
    return dodge(picture, broad_light(picture, 1.0), 1.0, strength)


def stepped(dark_stops: float, bright_stops: float) -> np.ndarray:
    """Bright above, dark below."""
    return np.concatenate([flat(0.18 * 2.0**stops, 160, 45) for stops in (bright_stops, dark_stops)])


def test_stops_over_grey_are_what_they_say() -> None:
    assert stops_over_grey(flat(0.36), 1.0)[0, 0] == pytest.approx(1.0, abs=1e-3)
    assert stops_over_grey(flat(0.0), 1.0)[0, 0] == pytest.approx(-9.0, abs=1e-3)


def test_mid_tones_and_no_strength_change_nothing() -> None:
    assert np.abs(gains(flat(0.18)) - 1).max() < 1e-3
    assert np.abs(gains(stepped(-5, 3), 0.0) - 1).max() < 1e-6


def test_dark_ground_is_opened_and_bright_sky_held_within_bounds() -> None:
    moved = np.log2(gains(stepped(-4, 3)))
    assert 0.3 < moved[80, 80] < 4 * LIFT
    assert -3 * LOWER < moved[5, 80] < 0


def test_land_against_the_sun_opens_by_more_than_a_stop_and_stays_below_the_sky() -> None:
    picture = stepped(-3.3, 2)
    after = stops_over_grey(picture, 1.0)[:, 80] + np.log2(gains(picture))[:, 80]
    assert -2.4 < after[80] < -1.2
    assert after[5] > after[80] + 3


def test_an_edge_keeps_its_place_and_has_no_halo() -> None:
    picture = stepped(-4, 2)
    before = stops_over_grey(picture, 1.0)[:, 80]
    after = before + np.log2(gains(picture))[:, 80]
    assert np.argmin(np.diff(after)) == np.argmin(np.diff(before))
    assert np.ptp(after[:45]) < 0.35
    assert np.ptp(after[45:]) < 0.35


def test_order_of_light_is_kept_and_texture_survives() -> None:
    ramp = np.ascontiguousarray(np.broadcast_to(0.18 * 2.0 ** np.linspace(-6, 4, 320)[None, :, None], (90, 320, 3)))
    line = stops_over_grey(ramp.astype(np.float32), 1.0) + np.log2(gains(ramp.astype(np.float32)))
    assert np.diff(line[45]).min() > 0
    texture = flat(0.18 * 2.0**-4) * (1 + 0.2 * np.random.default_rng(1).standard_normal((90, 160, 1))).astype(
        np.float32
    )
    texture = np.maximum(texture, 1e-4)
    contrast = stops_over_grey(texture, 1.0).std()
    kept = (stops_over_grey(texture, 1.0) + np.log2(gains(texture))).std()
    assert kept > 0.9 * contrast
