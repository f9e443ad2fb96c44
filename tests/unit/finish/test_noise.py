"""Grain and dither: their statistics, their seeds, and that no gradient bands."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from dreamwright.finish.dither import bytes_for, quantise
from dreamwright.finish.grain import MAX_STOPS, Grain, plate, random_bytes


def grain_stops(grain: Grain, *key: int) -> np.ndarray:
    return np.log2(np.stack(plate(640, 540, grain, *key).gains(slice(0, 540)), axis=-1))


@pytest.mark.parametrize("strength", [0.1, 1.0])
@pytest.mark.parametrize("size", [1.0, 2.2])
def test_grain_is_as_strong_as_asked_and_centred(strength: float, size: float) -> None:
    stops = grain_stops(Grain(strength, size), 1, 2)
    assert stops[..., 1].std() == pytest.approx(MAX_STOPS * strength, rel=0.06)
    assert np.abs(stops.mean(axis=(0, 1))).max() < 0.02 * strength


def neighbours(stops: np.ndarray) -> float:
    return float(np.corrcoef(stops[:, 1:].ravel(), stops[:, :-1].ravel())[0, 1])


def test_grains_have_a_size_and_coarse_film_has_larger_ones() -> None:
    fine, coarse = (neighbours(grain_stops(Grain(1.0, size), 3)[..., 1]) for size in (1.4, 3.0))
    assert 0.05 < fine < coarse - 0.2


def test_grain_depends_on_its_key_alone() -> None:
    once, again, other = (grain_stops(Grain(0.5), *key) for key in ((1, 5), (1, 5), (1, 6)))
    assert (once == again).all()
    assert abs(np.corrcoef(once[..., 1].ravel(), other[..., 1].ravel())[0, 1]) < 0.02


def test_colour_grain_is_slight_and_black_and_white_has_none() -> None:
    red, green, blue = np.moveaxis(grain_stops(Grain(1.0), 4), -1, 0)
    assert 0.1 < np.std(red - green) / np.std(green) < 0.5
    assert abs(np.mean(red - blue)) < 0.01
    assert np.ptp(grain_stops(Grain(1.0, color=False), 4), axis=-1).max() == 0


def test_noise_is_even_and_its_stream_is_kept_for_good() -> None:
    noise = random_bytes(100_003, 7, 2**53 - 1)
    assert len(noise) == 100_003
    assert noise.mean() == pytest.approx(127.5, abs=1.0)
    assert random_bytes(8, 1, 2).tolist() == STREAM


STREAM = [108, 190, 208, 216, 68, 186, 91, 43]


def dithered(codes: np.ndarray, depth: int = 8, seed: int = 0) -> np.ndarray:
    out = np.empty(codes.shape, np.uint8 if depth == 8 else np.uint16)
    quantise(codes, random_bytes(bytes_for(codes.shape[0] * codes.shape[1]), seed), out)
    return out


def test_a_dark_gradient_does_not_band() -> None:
    ramp = np.linspace(4, 12, 1024, dtype=np.float32)
    codes = np.ascontiguousarray(np.broadcast_to(ramp[None, :, None], (256, 1024, 3)))
    result = dithered(codes)
    mean = cv2.blur(result.astype(np.float32), (17, 255))[128, 20:-20]
    assert np.abs(mean - codes[128, 20:-20]).max() < 0.2
    changes = np.diff(result[128, :, 1].astype(int)) != 0
    longest = np.diff(np.flatnonzero(np.concatenate([[True], changes, [True]]))).max()
    assert longest < 24


def test_the_error_does_not_depend_on_the_level() -> None:
    spread = [(dithered(np.full((64, 512, 3), level, np.float32)) - level).std() for level in (100.0, 100.25, 100.5)]
    assert np.ptp(spread) < 0.02


def test_ends_are_clipped_and_sixteen_bits_keep_their_levels() -> None:
    assert dithered(np.full((8, 8, 3), 400, np.float32)).min() == 255
    assert dithered(np.full((8, 8, 3), -40, np.float32)).max() == 0
    ramp = np.linspace(0, 65535, 4096, dtype=np.float32)[None, :, None].repeat(3, axis=2)
    assert len(np.unique(dithered(ramp, depth=16))) > 4000
