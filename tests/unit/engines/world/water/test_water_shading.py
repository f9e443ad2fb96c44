"""Known answers of optics, and bounds that no water may pass."""

import numpy as np
import pytest

from dreamwright.engines.world.jit import Array3f, Float, dr
from dreamwright.engines.world.water.ice import IceCover
from dreamwright.engines.world.water.optics import fresnel, glitter, rough_fresnel, upwelling, water_body
from dreamwright.engines.world.water.shading import Bed, Daylight, Facet, reflection_direction, shade, shade_ice


def looking(down_deg: float) -> Array3f:
    angle = np.radians(down_deg)
    return Array3f(0.0, float(np.cos(angle)), float(-np.sin(angle)))


def facet(sx: float = 0.0, sy: float = 0.0, variance: float = 1e-5, foam: float = 0.0, churned: float = 0.0) -> Facet:
    return Facet(Float(sx), Float(sy), Float(variance), Float(0.0), Float(foam), Float(1.0), Float(churned))


def number(a: Float) -> float:
    return float(a[0])


def test_fresnel_straight_down_and_grazing() -> None:
    assert number(fresnel(Float(1.0))) == pytest.approx((0.34 / 2.34) ** 2, rel=1e-4)
    assert number(fresnel(Float(0.0))) == pytest.approx(1.0, abs=1e-5)
    brewster = float(np.cos(np.arctan(1.34)))
    assert number(fresnel(Float(brewster))) == pytest.approx(
        0.5 * np.sin(2 * np.arctan(1.34) - np.pi / 2) ** 2, rel=1e-3
    )


def test_rough_fresnel_meets_the_smooth_one_and_is_darker_at_grazing() -> None:
    assert number(rough_fresnel(Float(1.0), Float(1e-6))) == pytest.approx(number(fresnel(Float(1.0))), abs=0.003)
    assert number(rough_fresnel(Float(0.05), Float(0.03))) < 0.5 * number(rough_fresnel(Float(0.05), Float(1e-6)))


def test_a_flat_mirror_reflects_by_the_law() -> None:
    r = reflection_direction(looking(30.0), facet(variance=1e-9))
    assert [number(a) for a in r] == pytest.approx([0.0, np.cos(np.radians(30)), np.sin(np.radians(30))], abs=2e-3)


def test_rough_water_mirrors_higher_sky_and_never_below_the_horizon() -> None:
    smooth, rough = (reflection_direction(looking(4.0), facet(variance=v)) for v in (1e-6, 0.03))
    assert number(rough.z) > number(smooth.z) + 0.1
    for sy in (-0.6, -0.2, 0.2, 0.6):
        assert number(reflection_direction(looking(3.0), facet(sy=sy)).z) > 0


@pytest.mark.parametrize("variance", [0.002, 0.01, 0.03])
def test_glitter_reflects_no_more_than_fell(variance: float) -> None:
    """Sum over the eye's hemisphere of glitter · cosine must stay below 1."""
    rng = np.random.default_rng(1)
    up, around = rng.random(200_000).astype(np.float32), rng.random(200_000).astype(np.float32) * 2 * np.pi
    flat = np.sqrt(1 - up**2)
    view = Array3f(Float(flat * np.cos(around)), Float(flat * np.sin(around)), Float(-up))
    sun = Array3f(0.0, float(np.cos(0.7)), float(np.sin(0.7)))
    radiance = np.array(glitter(view, Float(0.0), Float(0.0), Float(variance), sun))
    albedo = 2 * np.pi * (radiance * up).mean() / np.sin(0.7)
    assert 0.015 < albedo < 0.1


def test_still_water_shows_the_sun_no_brighter_than_it_is() -> None:
    view, sun = looking(30.0), Array3f(0.0, float(np.cos(np.radians(30))), 0.5)
    peak = number(glitter(view, Float(0.0), Float(0.0), Float(0.0), sun))
    disc = 1.0 / (np.pi * 0.00465**2)
    assert peak < 1.3 * disc * number(fresnel(Float(0.5)))
    assert peak > 0.1 * disc * number(fresnel(Float(0.5)))


def test_shallow_tropic_water_is_turquoise_and_deep_water_blue() -> None:
    body, light = water_body("tropic"), Array3f(100.0)
    shallow, deep = (upwelling(body, Float(d), Array3f(0.5), light, Float(0.8)) for d in (3.0, 200.0))
    assert number(shallow.x) < 0.5 * number(shallow.y)
    assert number(shallow.z) > 0.8 * number(shallow.y)
    assert number(deep.z) > 1.5 * number(deep.y) > 5 * number(deep.x)


def test_no_depth_shows_the_bed_and_depth_darkens_it() -> None:
    depths = [0.0, 0.5, 2.0, 8.0, 40.0]
    reds = [number(upwelling(water_body("ocean"), Float(d), Array3f(0.3), Array3f(10.0), Float(1.0)).x) for d in depths]
    assert np.all(np.diff(reds) < 0)


@pytest.mark.parametrize("foam", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("down_deg", [1.0, 20.0, 80.0])
def test_water_sends_back_no_more_than_it_gets(foam: float, down_deg: float) -> None:
    """Under a uniform sky of radiance 1 and no sun, nothing is brighter than 1."""
    day = Daylight(Array3f(0.0, 0.0, 1.0), Array3f(0.0), Array3f(float(np.pi)))
    for variance in (1e-5, 0.03):
        bed = Bed(Float(0.2), Array3f(0.6), Float(1.0))
        seen = shade(looking(down_deg), facet(variance=variance, foam=foam), bed, Array3f(1.0), day, water_body("lake"))
        assert all(0.0 < number(a) <= 1.0 for a in seen)


def test_foam_is_white_and_brighter_than_deep_water() -> None:
    day = Daylight(Array3f(0.0, 0.0, 1.0), Array3f(100.0), Array3f(15.0))
    bed = Bed(Float(100.0), Array3f(0.1), Float(1.0))
    bare, white = (shade(looking(40.0), facet(foam=f), bed, Array3f(3.0), day, water_body("ocean")) for f in (0.0, 1.0))
    assert number(white.x) > 5 * number(bare.x)
    assert number(white.x) == pytest.approx(number(white.z), rel=0.1)


def test_snow_on_ice_is_bright_and_black_ice_dark() -> None:
    day = Daylight(Array3f(0.0, 0.0, 1.0), Array3f(0.0), Array3f(float(np.pi)))
    clear, snowy = (
        shade_ice(looking(60.0), facet(), IceCover(Float(0.0), Float(s), Float(0.0)), Array3f(0.0), day) for s in (0, 1)
    )
    assert number(clear.y) < 0.05
    assert number(snowy.y) > 0.7
    assert dr.all(clear.z > clear.x)
