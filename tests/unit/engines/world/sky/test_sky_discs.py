"""Sun and moon: size, energy, phase, edges."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dreamwright.engines.world.jit import Array3f, Float, to_float, to_numpy
from dreamwright.engines.world.sky.discs import MoonDisc, SunDisc, moon_face, moon_klux
from dreamwright.engines.world.sky.spectrum import LUMA, SUN_TOP_KLUX

AHEAD = np.array([0.0, 1.0, 0.0])


def patch(width_deg: float, count: int) -> tuple[Array3f, float]:
    """Rays over a small square ahead, and the solid angle of each."""
    angle = (np.arange(count) + 0.5) / count * math.radians(width_deg) - math.radians(width_deg) / 2
    u, v = np.meshgrid(angle, angle)
    rays = [to_float(a) for a in (np.sin(u) * np.cos(v), np.cos(u) * np.cos(v), np.sin(v))]
    return Array3f(*rays), (angle[1] - angle[0]) ** 2


@pytest.mark.parametrize("count", [40, 81, 200])
def test_sun_has_its_size_and_its_light(count: int) -> None:
    rays, solid = patch(0.8, count)
    image = to_numpy(SunDisc(AHEAD).radiance(rays, Float(math.sqrt(solid))), (count, count, 3)) @ LUMA
    assert image.sum() * solid == pytest.approx(SUN_TOP_KLUX, rel=0.03)
    across = math.degrees(math.sqrt((image > 0.0).sum() * solid * 4.0 / math.pi))
    assert across == pytest.approx(0.53, abs=0.05)
    assert image[count // 2, count // 2] > 1.5 * image[count // 2][image[count // 2] > 0][1]


@pytest.mark.parametrize("lit", [1.0, 0.5, 0.1])
def test_moon_sends_what_its_phase_says(lit: float) -> None:
    rays, solid = patch(0.8, 300)
    moon = MoonDisc(AHEAD, np.array([1.0, 0.0, 0.0]), lit)
    image = to_numpy(moon.radiance(rays, Float(math.sqrt(solid))), (300, 300, 3)) @ LUMA
    assert image.sum() * solid == pytest.approx(moon_klux(lit), rel=0.06)
    if lit < 1.0:
        assert image[:, 150:].sum() > 3.0 * image[:, :150].sum()
    bright = (image > 0.12 * image.max()).sum() * solid
    assert bright < 1.1 * lit * math.pi * math.radians(0.26) ** 2


def test_new_moon_is_dark_and_the_face_repeats() -> None:
    assert moon_klux(0.0) == 0.0
    assert np.array_equal(moon_face(0.3, 0.1, 0.9), moon_face(0.3, 0.1, 0.9))
