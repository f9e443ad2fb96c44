"""The tiles: energy, motion, loops and determinism."""

from dataclasses import replace

import numpy as np
import pytest

from dreamwright.engines.world.water.cascade import Cascade, build_cascade, fields, spectra, squeeze
from dreamwright.engines.world.water.spectrum import GRAVITY, Waves, moment, significant_height

WAVES = Waves("sea", 10.0, 1.2)


@pytest.fixture(scope="module")
def cascade() -> Cascade:
    return build_cascade(WAVES, 3, "draft", None)


def test_the_tiles_together_are_as_high_as_the_spectrum(cascade: Cascade) -> None:
    variance = np.mean([fields(cascade, spectra(cascade, t))[:, 0].var(axis=(1, 2)).sum() for t in (0.0, 7.0, 31.0)])
    assert 4 * np.sqrt(variance) == pytest.approx(significant_height(WAVES), rel=0.15)


def test_the_tiles_and_the_lost_slope_make_the_whole_slope(cascade: Cascade) -> None:
    resolved = 0.0
    for tile, length in zip(spectra(cascade, 0.0), cascade.lengths_m, strict=True):
        k = 2 * np.pi / length * np.hypot(np.fft.fftfreq(128, 1 / 128)[:, None], np.arange(65)[None])
        resolved += 2 * float((np.abs(k * tile) ** 2).sum())
    assert resolved + 2 * cascade.lost_slope == pytest.approx(moment(WAVES, 2), rel=0.12)


def test_a_loop_returns_exactly_and_moves_between() -> None:
    looped = build_cascade(WAVES, 3, "draft", 5.0)
    start, middle, end = (fields(looped, spectra(looped, t)) for t in (0.0, 2.5, 5.0))
    assert np.abs(end - start).max() < 2e-4 * np.abs(start).max()
    assert np.abs(middle - start).max() > 0.5 * np.abs(start).max()


def test_a_single_wave_runs_at_its_phase_speed(cascade: Cascade) -> None:
    fore = np.zeros_like(cascade.fore)
    fore[0, 0, 4] = 0.5
    one = replace(cascade, fore=fore, back=np.zeros_like(fore))
    k = 2 * np.pi * 4 / cascade.lengths_m[0]
    seconds = 3.0
    angles = [np.angle(np.fft.rfft(fields(one, spectra(one, t))[0, 0, 0])[4]) for t in (0.0, seconds)]
    moved = -(angles[1] - angles[0]) % (2 * np.pi) / k
    wavelength = 2 * np.pi / k
    assert moved == pytest.approx(np.sqrt(GRAVITY / k) * seconds % wavelength, abs=0.01 * wavelength)


def test_crests_are_squeezed(cascade: Cascade) -> None:
    height = spectra(cascade, 0.0)
    heights, strain = fields(cascade, height)[0, 0], squeeze(cascade, height)[0]
    assert np.corrcoef(heights.ravel(), strain.ravel())[0, 1] > 0.5


def test_squeeze_is_minus_the_divergence(cascade: Cascade) -> None:
    height = spectra(cascade, 0.0)
    step = cascade.lengths_m[0] / cascade.size
    across, along = fields(cascade, height)[0, 1:]
    divergence = (np.roll(across, -1, 1) - np.roll(across, 1, 1) + np.roll(along, -1, 0) - np.roll(along, 1, 0)) / (
        2 * step
    )
    assert np.corrcoef(-divergence.ravel(), squeeze(cascade, height)[0].ravel())[0, 1] > 0.95


def test_the_seed_decides(cascade: Cascade) -> None:
    again, other = build_cascade(WAVES, 3, "draft", None), build_cascade(WAVES, 4, "draft", None)
    assert np.array_equal(again.fore, cascade.fore)
    assert not np.array_equal(other.fore, cascade.fore)
