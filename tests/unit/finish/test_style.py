"""Style: what is measured of a picture, and how a film takes it on."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.finish.colour import decode, linear_to_oklab, oklab_to_linear
from dreamwright.finish.finish import Style, finish
from dreamwright.finish.grain import Grain, plate
from dreamwright.finish.style import SHARES, grain_of, mixed, sample, tone_curve, traits, transport
from dreamwright.frames import Array
from dreamwright.shot.plan import Look

from .scenes import film, landscape

CLEAN = Look(grain=0, vignette=0, bloom=0)


def shown(*styles: Style, look: Look = CLEAN, picture: Array | None = None) -> NDArray[np.float64]:
    """(H, W, 3) display codes 0-1 of the first frame."""
    frames = film(landscape() if picture is None else picture)
    return np.asarray(finish(frames, look, seed=1, depth=16, styles=styles)[0] / 65535)


def light(codes: NDArray[np.float64]) -> Array:
    return decode(codes).astype(np.float32)


def tinted(a: float, b: float, spread: float = 0.02) -> Array:
    """A smooth reference of all lightnesses about one hue, linear light."""
    y, x = np.mgrid[0:1:90j, 0:1:160j]
    lightness, turn = 0.1 + 0.8 * y, 2 * np.pi * x
    a_plane, b_plane = a + spread * np.cos(turn), b + spread * np.sin(turn)
    room = np.sin(np.pi * lightness)
    linear = oklab_to_linear(np.stack([lightness, a_plane * room, b_plane * room], axis=-1))
    return np.clip(linear, 0, 1).astype(np.float32)


def mean_lab(codes: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(linear_to_oklab(decode(codes.reshape(-1, 3))).mean(axis=0))


def hue_deg(lab: NDArray[np.float64]) -> float:
    return float(np.degrees(np.arctan2(lab[2], lab[1])))


def test_oklab_goes_there_and_back() -> None:
    linear = np.random.default_rng(0).random((100, 3))
    assert np.allclose(oklab_to_linear(linear_to_oklab(linear)), linear, atol=1e-6)
    assert np.allclose(linear_to_oklab(np.ones(3)), [1, 0, 0], atol=1e-4)


def test_a_films_own_frame_as_its_style_changes_nothing() -> None:
    plain = shown()
    assert np.abs(shown((light(plain), 1.0)) - plain).max() < 0.012


def test_no_weight_changes_nothing() -> None:
    assert np.array_equal(shown((tinted(0.1, 0.05), 0.0)), shown())


@pytest.mark.parametrize(("a", "b"), [(0.08, 0.05), (-0.07, 0.04), (-0.03, -0.08), (0.05, -0.07)])
def test_the_hue_of_the_reference_is_approached(a: float, b: float) -> None:
    reference = tinted(a, b)
    aim = linear_to_oklab(reference.reshape(-1, 3).astype(np.float64)).mean(axis=0)
    far, near = mean_lab(shown()), mean_lab(shown((reference, 1.0)))
    half = mean_lab(shown((reference, 0.5)))
    distances = [float(np.linalg.norm((one - aim)[1:])) for one in (far, half, near)]
    assert distances[0] > distances[1] > distances[2]
    assert distances[2] < 0.35 * distances[0]
    assert abs((hue_deg(near) - hue_deg(aim) + 180) % 360 - 180) < 15


def test_a_grey_reference_takes_the_colour_away() -> None:
    grey = np.repeat(np.linspace(0.02, 0.9, 160, dtype=np.float32)[None, :, None], 90, axis=0).repeat(3, axis=2)
    lab = linear_to_oklab(decode(shown((grey, 1.0)).reshape(-1, 3)))
    before = linear_to_oklab(decode(shown().reshape(-1, 3)))
    assert np.abs(lab[:, 1:]).mean() < 0.1 * np.abs(before[:, 1:]).mean()


def test_contrast_follows_the_reference() -> None:
    def spread(codes: NDArray[np.float64]) -> float:
        low, high = np.quantile(linear_to_oklab(decode(codes.reshape(-1, 3)))[:, 0], [0.1, 0.9])
        return float(high - low)

    flat = np.random.default_rng(1).uniform(0.18, 0.26, (90, 160, 1)).astype(np.float32).repeat(3, axis=2)
    harsh = np.where(np.random.default_rng(1).random((90, 160, 1)) < 0.5, 0.005, 0.9).astype(np.float32)
    assert spread(shown((flat, 1.0))) < spread(shown()) - 0.02
    assert spread(shown((harsh.repeat(3, axis=2), 1.0))) > spread(shown()) + 0.05


@pytest.mark.parametrize("reference", [tinted(0.08, 0.06), tinted(-0.1, 0.0, 0.08), landscape() / 9])
def test_greys_stay_in_order(reference: Array) -> None:
    steps = np.geomspace(0.001, 200, 160, dtype=np.float32)
    ramp = np.broadcast_to(steps[None, :, None], (90, 160, 3)).copy()
    codes = shown((reference, 1.0), picture=ramp)
    before, lightness = (linear_to_oklab(decode(one[45]))[:, 0] for one in (shown(picture=ramp), codes))
    assert np.diff(lightness).min() > min(-0.002, 1.5 * np.diff(before).min())  # dodging shades the far end
    assert np.ptp(lightness) > 0.4


def test_styles_mix_by_weight() -> None:
    warm, cold = tinted(0.06, 0.07), tinted(-0.03, -0.08)
    only_warm, only_cold = mean_lab(shown((warm, 1.0))), mean_lab(shown((cold, 1.0)))
    both = mean_lab(shown((warm, 0.5), (cold, 0.5)))
    assert only_cold[2] < both[2] < only_warm[2]
    assert abs(both[2] - (only_cold[2] + only_warm[2]) / 2) < 0.2 * (only_warm[2] - only_cold[2])
    assert np.allclose(shown((warm, 1.0), (cold, 1.0)), shown((warm, 0.5), (cold, 0.5)), atol=1e-3)


def test_weights_leave_the_rest_to_the_film() -> None:
    one, two, own = (traits(sample(picture)) for picture in (tinted(0.1, 0), tinted(0, 0.1), tinted(-0.1, 0)))
    mix = mixed(own, [(one, 0.25), (two, 0.25)])
    assert np.allclose(mix.tint, 0.25 * one.tint + 0.25 * two.tint + 0.5 * own.tint)


def test_the_style_does_not_flicker() -> None:
    """A light that moves must not move the grade: what stands still has the same codes in every frame."""

    def picture(k: int) -> Array:
        color = landscape()
        color[10:30, 20 * k : 20 * k + 20] = (9.0, 2.0, 1.0)
        return color

    pictures = finish(film(picture, 6), CLEAN, seed=1, depth=16, styles=[(tinted(0.08, 0.05), 1.0)])
    still = np.array([pictures[k][60:80].mean(axis=(0, 1)) for k in range(6)])
    assert np.ptp(still, axis=0).max() < 0.004 * 65535
    assert np.array_equal(pictures[4], finish(film(picture, 6), CLEAN, seed=1, depth=16,
                                              styles=[(tinted(0.08, 0.05), 1.0)])[4])  # fmt: skip


@pytest.mark.parametrize("strength", [0.0, 0.2, 0.6])
def test_grain_is_measured_and_taken_on(strength: float) -> None:
    grain = Grain(strength, color=False)
    noise = plate(640, 360, grain, 3, 1, 1).gains(slice(0, 360))[0] if strength else np.float32(1)
    reference = (np.full((360, 640), 0.18, np.float32) * noise)[..., None].repeat(3, axis=2)
    measured = grain_of(reference)
    assert measured == pytest.approx(strength, abs=0.05 + 0.25 * strength)
    flat = np.full((360, 640, 3), 4.0, np.float32)
    taken = grain_of(light(shown((reference, 1.0), picture=flat, look=Look(grain=0.3, vignette=0, bloom=0))))
    assert taken == pytest.approx(measured, abs=0.05 + 0.3 * measured)


def test_edges_and_slopes_are_no_grain() -> None:
    x = np.linspace(0, 1, 640, dtype=np.float32)[None, :, None] * np.ones((360, 1, 3), np.float32)
    stripes = np.where((np.arange(640) // 40 % 2)[None, :, None] == 0, 0.1, 0.4) * np.ones((360, 1, 3))
    assert grain_of(x) < 0.01
    assert grain_of(stripes.astype(np.float32)) < 0.01
    assert grain_of(np.ones((20, 20, 3), np.float32)) == 0


def test_transport_brings_one_spread_to_another() -> None:
    rng = np.random.default_rng(5)
    for _ in range(20):
        own, aim = (root @ root.T + 1e-3 * np.eye(2) for root in rng.standard_normal((2, 2, 2)))
        change = transport(own, aim)
        assert np.allclose(change, change.T)
        assert np.allclose(change @ own @ change.T, aim, rtol=1e-2, atol=1e-3)


def test_the_tone_curve_rises_whatever_it_is_asked() -> None:
    rng = np.random.default_rng(6)
    for _ in range(200):
        own, aim = np.sort(rng.random((2, len(SHARES))), axis=1)
        x, y = tone_curve(own, aim)
        assert np.diff(x).min() > 0
        assert np.diff(y).min() >= 0
        assert y[0] >= -1e-9
        assert y[-1] <= 1 + 1e-9
    x, y = tone_curve(own, own)
    assert np.allclose(x, y, atol=1e-4)
