"""Bloom, vignette and weave: what a lens and a gate may and may not do to light."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from dreamwright.finish.bloom import Glare, enlarge, glare, reduce, reduction
from dreamwright.finish.vignette import vignette
from dreamwright.finish.weave import wander, weave

from .scenes import film, flat, landscape


def scattered(picture: np.ndarray, strength: Glare) -> np.ndarray:
    height, width = picture.shape[:2]
    factor = reduction(height)
    small = glare(reduce(picture, factor), strength)
    bands = [
        enlarge(small, factor, slice(row, min(row + 8 * factor, height)), width) for row in range(0, height, 8 * factor)
    ]
    return picture * (1 - np.array(strength.scattered, np.float32)) + np.concatenate(bands)


@pytest.mark.parametrize("strength", [Glare(0.0), Glare(0.25), Glare(1.0), Glare(0.5, 1.0)])
def test_a_flat_picture_stays_flat(strength: Glare) -> None:
    assert np.abs(scattered(flat(2.5, 321, 435), strength) - 2.5).max() < 3e-4


@pytest.mark.parametrize("size", [(320, 180), (640, 432), (641, 437)])
def test_no_light_is_lost_or_made(size: tuple[int, int]) -> None:
    picture = np.zeros((size[1], size[0], 3), np.float32)
    picture[size[1] // 2 - 3 : size[1] // 2 + 3, size[0] // 2 - 3 : size[0] // 2 + 3] = 1000
    total = scattered(picture, Glare(1.0, 1.0)).sum(axis=(0, 1)) / picture.sum(axis=(0, 1))
    assert total == pytest.approx(1.0, abs=0.02)


def test_glare_falls_steadily_and_halation_is_red() -> None:
    picture = np.zeros((361, 641, 3), np.float32)
    picture[179:182, 319:322] = 1000
    tail = scattered(picture, Glare(1.0, 1.0))[180, 325:600:25]
    assert (np.diff(tail[:, 1]) < 0).all()
    assert tail[0, 0] > 1.2 * tail[0, 2]


def test_bands_of_glare_meet_without_a_seam() -> None:
    small = np.random.default_rng(2).random((20, 30, 3)).astype(np.float32)
    whole = enlarge(small, 4, slice(0, 80), 120)
    parts = [enlarge(small, 4, slice(row, row + 16), 120) for row in range(0, 80, 16)]
    assert np.abs(np.concatenate(parts) - whole).max() < 1e-6


def test_vignette_spares_the_centre_and_falls_evenly_to_the_corners() -> None:
    gain = vignette(161, 91, 1.0)
    assert gain[45, 80] == pytest.approx(1.0)
    assert gain[0, 0] == pytest.approx((1 / 1.7) ** 2, rel=0.03)
    assert gain == pytest.approx(gain[::-1, ::-1])
    assert (vignette(161, 91, 0.0) == 1).all()


def test_weave_is_off_at_nought_and_wanders_within_bounds() -> None:
    picture = landscape()
    still = film(picture, 48)
    assert weave(picture, 0.0, 5, still, seed=1) is picture
    offsets = np.array([wander(k / 24, None, 7) for k in range(240)])
    assert np.abs(offsets).max() <= 1.0
    assert np.abs(np.diff(offsets, axis=0)).max() < 0.8
    assert np.ptp(offsets, axis=0).min() > 0.5


def test_weave_closes_a_loop() -> None:
    assert wander(0.0, 4.0, 7) == pytest.approx(wander(4.0, 4.0, 7))
    assert film(landscape(), 96).fps == Fraction(24)
