"""Nature does not repeat and does not come in bands."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.shot.plan import Clouds, Lens, Look, PlaceKind, Shot, Sun

from .filming import frame, picture, plan
from .seeing import Map, luminance

MOST_ALIKE = 0.35
"""Of a perfect copy's 1: wave trains and ripples have a little, tiles would have nearly 1."""
BANDED = 0.12
"""Share of plain rounding's staircase that may show: 1 = no dither at all."""


def likeness(light: Map, nearest_px: int) -> float:
    """Greatest autocorrelation of the fine texture, local contrast evened out, at shifts of `nearest_px` or more.

    At least a quarter of the picture is shared.
    """
    fine = np.log2(light) - cv2.GaussianBlur(np.log2(light), (0, 0), 3)
    flat = np.clip(fine / np.sqrt(cv2.GaussianBlur(fine * fine, (0, 0), 12) + 1e-8), -3, 3)
    flat = flat - flat.mean()
    height, width = flat.shape
    shape = (2 * height, 2 * width)
    shares = np.fft.irfft2(np.abs(np.fft.rfft2(np.ones_like(flat), shape)) ** 2, shape)
    energy = np.fft.irfft2(np.fft.rfft2(flat * flat, shape) * np.conj(np.fft.rfft2(np.ones_like(flat), shape)), shape)
    sums = np.fft.irfft2(np.abs(np.fft.rfft2(flat, shape)) ** 2, shape)
    there = np.roll(energy[::-1, ::-1], (1, 1), (0, 1))
    norm = np.sqrt(np.maximum(energy * there, 1e-12))
    dy, dx = np.meshgrid(np.fft.fftfreq(shape[0], 1 / shape[0]), np.fft.fftfreq(shape[1], 1 / shape[1]), indexing="ij")
    far = (np.hypot(dx, dy) >= nearest_px) & (shares > 0.25 * flat.size)
    return float((sums / norm)[far].max())


ABOVE: dict[str, Any] = {"angle": "overhead", "pitch_deg": -89.0, "lens": Lens(focal_mm=24)}
LOW_SUN = Sun(elevation_deg=18.0, azimuth_deg=60.0)
SIGHTS: list[tuple[PlaceKind, float]] = [("ocean", 150.0), ("ocean", 1500.0), ("desert", 900.0), ("plains", 300.0),
                                         ("arctic", 600.0), ("mountains", 2500.0)]  # fmt: skip


def from_above(place: PlaceKind, height_m: float, seed: int = 3) -> Map:
    scene, camera = {"sun": LOW_SUN, "wind_mps": 8.0}, {**ABOVE, "height_m": height_m}
    shot = plan(place, size=(384, 256), seed=seed, scene=scene, camera=camera)
    return luminance(frame(shot).color)


@pytest.mark.parametrize(("place", "height_m"), SIGHTS)
def test_land_and_sea_do_not_repeat(place: PlaceKind, height_m: float) -> None:
    assert likeness(from_above(place, height_m), 24) < MOST_ALIKE


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 4])
def test_sea_does_not_repeat_from_an_aeroplane(seed: int) -> None:
    assert likeness(from_above("ocean", 400.0, seed), 24) < MOST_ALIKE


def test_sky_of_clouds_does_not_repeat() -> None:
    clouds = Clouds(kind="cumulus", cover=0.5)
    camera = {"pitch_deg": 88.0, "lens": Lens(focal_mm=14)}
    sky = frame(plan("plains", size=(384, 256), scene={"clouds": clouds}, camera=camera)).color
    assert likeness(luminance(sky), 48) < MOST_ALIKE


def test_tiles_are_seen_by_the_measure() -> None:
    """A quarter of the sea, repeated, is found out, even under other light."""
    tile = from_above("ocean", 150.0)[:128, :192]
    assert likeness(np.tile(tile, (2, 2)) * np.linspace(1, 1.5, 384), 24) > 0.9


def clear_sky(look: Look, elevation: float) -> Shot:
    sun = Sun(elevation_deg=elevation, azimuth_deg=100.0)
    return plan("plains", scene={"sun": sun}, camera={"pitch_deg": 40.0, "lens": Lens(focal_mm=70)}, look=look)


def smooth_fit(channel: Map, degree: int = 7) -> Map:
    """Least-squares polynomial surface."""
    height, width = channel.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    basis = np.polynomial.chebyshev.chebvander2d(x.ravel(), y.ravel(), [degree, degree])
    weights, *_ = np.linalg.lstsq(basis, channel.ravel(), rcond=None)
    return np.asarray((basis @ weights).reshape(channel.shape))


def banding(shown: Map) -> float:
    """How much of the staircase that plain rounding would make is in the picture: 0 none, 1 all of it."""
    smooth = smooth_fit(shown)
    stairs = np.round(smooth) - smooth
    return float((stairs * (shown - smooth)).sum() / (stairs * stairs).sum())


def longest_run(shown: NDArray[np.uint8]) -> int:
    """Pixels of the longest row of one same code."""
    same = np.diff(shown.astype(int), axis=1) == 0
    best = run = np.zeros(len(shown), int)
    for column in same.T:
        run = (run + 1) * column
        best = np.maximum(best, run)
    return int(best.max()) + 1


@pytest.mark.parametrize("elevation", [45.0, 2.0])
@pytest.mark.parametrize("look", [Look(), Look(grain=0.0)], ids=["grain", "no grain"])
def test_clear_sky_has_no_bands(look: Look, elevation: float) -> None:
    shown = picture(clear_sky(look, elevation))
    for channel in range(3):
        assert banding(shown[..., channel].astype(float)) < BANDED
        assert longest_run(shown[..., channel]) < 60


def test_bands_are_seen_by_the_measure() -> None:
    """The same sky rounded without dither is found out."""
    shown = picture(clear_sky(Look(grain=0.0), 45.0))[..., 2].astype(float)
    rounded = np.round(smooth_fit(shown))
    assert banding(rounded) > 5 * BANDED
    assert longest_run(rounded.astype(np.uint8)) > 60
