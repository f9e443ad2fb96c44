"""The sky against known figures of photometry, against itself, and against brute force."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from dreamwright.engines.world.jit import Array3f, Array4f, Float, dr, to_float, to_numpy
from dreamwright.engines.world.sky import shell
from dreamwright.engines.world.sky.air import Air, Spectrum
from dreamwright.engines.world.sky.atmosphere import Light, unit
from dreamwright.engines.world.sky.skyview import march
from dreamwright.engines.world.sky.spectrum import LUMA, WAVELENGTHS_NM, ozone_per_km, rayleigh_per_km
from dreamwright.shot.plan import Night

DARK = Night(moon=0.0)


@lru_cache(maxsize=1)
def air() -> Air:
    return Air(0.25)


@lru_cache(maxsize=64)
def light(sun_deg: float, night: Night = DARK, altitude_m: float = 2.0) -> Light:
    return Light(air(), night, sun_deg, 20.0, altitude_m)


def arrays(d: np.ndarray) -> Array3f:
    return Array3f(*[to_float(d[:, k]) for k in range(3)])


def sphere(count: int) -> np.ndarray:
    k = np.arange(count) + 0.5
    z, turn = 1.0 - 2.0 * k / count, k * 2.39996
    flat = np.sqrt(1.0 - z * z)
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), z], 1)


def lux(rgb: np.ndarray) -> float:
    return float(rgb @ LUMA) * 1e3


@pytest.mark.parametrize(
    ("sun_deg", "low_lux", "high_lux"),
    [
        (0.0, 400, 1000),
        (-3.0, 50, 160),
        (-6.0, 2.0, 4.5),
        (-9.0, 0.05, 0.2),
        (-12.0, 0.004, 0.012),
        (-30.0, 5e-4, 2e-3),
    ],
)
def test_twilight_light_falls_as_measured(sun_deg: float, low_lux: float, high_lux: float) -> None:
    assert low_lux < lux(light(sun_deg).sky_irradiance) < high_lux


def test_day_light_is_as_measured() -> None:
    day = light(60.0)
    direct = lux(day.key_irradiance) * math.sin(math.radians(60.0))
    assert 78e3 < direct < 95e3
    assert 9e3 < lux(day.sky_irradiance) < 17e3
    zenith = to_numpy(day.sky(Array3f(0.0, 0.0, 1.0)), (3,))
    assert 2.0 < zenith @ LUMA < 5.0
    assert zenith[2] > 1.8 * zenith[0]


def test_sunset_is_orange_and_blue_hour_blue() -> None:
    def color(sun_deg: float, elevation: float, azimuth: float = 20.0) -> Any:
        rgb = to_numpy(light(sun_deg).sky(arrays(unit(azimuth, elevation)[None])), (3,))
        return rgb / (rgb @ LUMA)

    glow = color(0.5, 2.0)
    assert glow[0] > 1.5
    assert 1.0 > glow[1] > glow[2]
    blue = color(-7.0, 60.0)
    assert blue[2] > 2.0 > blue[1] > blue[0]
    belt, shadow = color(-2.5, 9.0, 200.0), color(-2.5, 1.0, 200.0)
    assert belt[0] / belt[2] > 1.15 * shadow[0] / shadow[2]


def test_moonlight() -> None:
    full, half = (light(-30.0, Night(moon=m, moon_elevation_deg=45.0)) for m in (1.0, 0.5))
    assert 0.1 < lux(full.key_irradiance) < 0.3
    assert 0.05 < lux(half.key_irradiance) / lux(full.key_irradiance) < 0.15
    assert full.key_direction == pytest.approx(unit(-35.0, 45.0))
    assert lux(full.sky_irradiance) > 5.0 * lux(light(-30.0).sky_irradiance)


@pytest.mark.parametrize("start", [12.0, 0.1, -0.4, -6.05, -8.95, -18.0])
def test_light_has_no_jumps(start: float) -> None:
    night = Night(moon=0.6)
    steps = [Light(air(), night, start + k * 0.05, 20.0, 2.0) for k in (-1, 0, 1)]
    d = arrays(sphere(200)[:95])
    for measure in (lambda s: s.sky_irradiance, lambda s: s.key_irradiance, lambda s: to_numpy(s.sky(d), (95, 3))):
        a, b, c = (np.asarray(measure(s)) for s in steps)
        # Against the trend of the neighbours, with light that is nothing beside the whole left aside.
        floor = 0.02 * steps[1].sky_irradiance
        assert np.all(np.abs(b - 0.5 * (a + c)) < 0.03 * np.abs(b) + floor)


@pytest.mark.parametrize("sun_deg", [90.0, 45.0, 3.0, 0.0, -5.0, -18.0, -40.0, -90.0])
def test_sky_is_finite_and_never_negative(sun_deg: float) -> None:
    d = np.concatenate([sphere(800), [[0, 0, 1], [0, 0, -1], [1, 0, 0], unit(20.0, max(sun_deg, -90.0))]])
    here = light(sun_deg, Night(moon=0.7))
    far = here.aerial(arrays(d), Float(np.inf))
    for rgb in (here.sky(arrays(d)), here.disc(arrays(d), Float(1e-3)), here.ambient(arrays(d)), *far):
        values = to_numpy(rgb, (len(d), 3))
        assert np.isfinite(values).all()
        assert (values >= 0.0).all()


@pytest.mark.parametrize("sun_deg", [50.0, 4.0, -4.0])
def test_air_light_ends_as_sky(sun_deg: float) -> None:
    d = sphere(400)
    d = arrays(d[d[:, 2] > 0.002])
    here = light(sun_deg)
    sky = to_numpy(here.sky(d), (-1, 3)).astype(float)
    assert to_numpy(here.aerial(d, Float(np.inf))[0], (-1, 3)) == pytest.approx(sky, rel=1e-3)
    assert to_numpy(here.aerial(d, Float(3e6))[0], (-1, 3)) == pytest.approx(sky, rel=0.04)
    nothing, clear = here.aerial(d, Float(0.01))
    assert to_numpy(nothing, (-1, 3)).max() < 1e-3 * sky.max()
    assert to_numpy(clear, (-1, 3)).min() > 0.999


def test_ambient_light_of_level_ground_is_the_sky() -> None:
    for sun_deg in (50.0, 5.0, -5.0, -30.0):
        here = light(sun_deg)
        up = to_numpy(here.ambient(Array3f(0.0, 0.0, 1.0)), (3,))
        assert up == pytest.approx(here.sky_irradiance, rel=0.1)
        down = to_numpy(here.ambient(Array3f(0.0, 0.0, -1.0)), (3,))
        assert down == pytest.approx(here.ground_radiance * math.pi, rel=0.35)


def test_clouds_are_lit_after_sunset() -> None:
    low, high = to_numpy(light(-1.5).key_at(Float([0.0, 9000.0])), (2, 3))
    assert low.max() == 0.0
    assert high[0] > 0.1 > high[2]


def _columns(height: float, slope: float, length: float, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Middle heights and distances of fine steps along a ray, and their width; float64."""
    edges = length * np.linspace(0.0, 1.0, count + 1) ** 2
    t = 0.5 * (edges[1:] + edges[:-1])
    radius = shell.EARTH_KM + height
    return np.sqrt(radius**2 + t**2 + 2.0 * radius * t * slope) - shell.EARTH_KM, t, np.diff(edges)


def _density(h: np.ndarray) -> np.ndarray:
    r, m, o = (np.asarray(x, np.float64) for x in shell.densities(Float(h.astype(np.float32))))
    return np.stack([r, m, o], -1)


def _length(height: float, slope: float) -> float:
    radius = shell.EARTH_KM + height
    return -radius * slope + math.sqrt((radius * slope) ** 2 + (shell.EARTH_KM + shell.TOP_KM) ** 2 - radius**2)


@pytest.mark.parametrize(("elevation", "azimuth", "sun_deg"), [(60, 10, 40), (3, 90, 12), (12, 0, 5), (1, 150, 30)])
def test_single_scattering_matches_brute_force(elevation: float, azimuth: float, sun_deg: float) -> None:
    ray, sun = unit(azimuth, elevation), unit(0.0, sun_deg)
    here = air()
    sigma = np.stack([rayleigh_per_km(WAVELENGTHS_NM), np.concatenate([np.asarray(h).ravel() for h in here.mie]),
                      ozone_per_km(WAVELENGTHS_NM)])  # fmt: skip
    length = _length(0.1, ray[2])
    h, t, width = _columns(0.1, ray[2], length, 600)
    density = _density(h)
    seen = np.cumsum(density * width[:, None], 0) - 0.5 * density * width[:, None]
    shadow = np.empty_like(seen)
    for k, (height, along) in enumerate(zip(h, t, strict=True)):
        slope = ((0.1 + shell.EARTH_KM) * sun[2] + along * (ray @ sun)) / (height + shell.EARTH_KM)
        sun_h, _, sun_width = _columns(height, slope, _length(height, slope), 300)
        shadow[k] = (_density(sun_h) * sun_width[:, None]).sum(0)
    reach = np.exp(-(seen + shadow) @ sigma) * width[:, None]
    air_light = (reach * density[:, :1]).sum(0) * sigma[0] * 3 / (16 * math.pi) * (1 + (ray @ sun) ** 2)
    haze_light = (reach * density[:, 1:2]).sum(0) * sigma[1] * 0.94
    ours = _single(here, ray, sun, length)
    assert ours[0] == pytest.approx(air_light, rel=0.03)
    assert ours[1] == pytest.approx(haze_light, rel=0.03)


def _single(here: Air, ray: np.ndarray, sun: np.ndarray, length: float) -> tuple[np.ndarray, np.ndarray]:
    """march() of an air without later orders."""
    alone = object.__new__(Air)
    alone.__dict__ |= here.__dict__ | {"_glow": Spectrum(*[dr.zeros(Float, dr.width(half)) for half in here._glow])}
    numbers = (Float(float(v)) for v in (0.1, ray[2], sun[2], ray @ sun, length))
    by_air, by_haze = march(alone, *numbers, 36)
    return tuple(np.concatenate([np.asarray(half).ravel() for half in s]) for s in (by_air, by_haze))


@pytest.mark.parametrize("distance_km", [1.0, 8.0, 40.0])
def test_air_light_on_the_way_matches_a_fine_march(distance_km: float) -> None:
    here = light(15.0, altitude_m=400.0)
    view = here._views[0]
    d = np.stack([unit(a, e) for a in (25.0, 80.0, 190.0) for e in (-8.0, -0.4, 0.5, 3.0, 20.0)])
    ground = np.asarray(shell.to_ground(Float(0.4), Float(np.minimum(d[:, 2], -0.0115).astype(np.float32))))
    length = np.where(d[:, 2] < -0.0112, np.minimum(distance_km, ground), distance_km)
    cosine = Float((d @ here.sun_direction).astype(np.float32))
    slope, sun = Float(d[:, 2].astype(np.float32)), Float(float(here.sun_direction[2]))
    by_air, by_haze = march(here.air, Float(0.4), slope, sun, cosine, Float(length.astype(np.float32)), 300)
    truth: Array4f = view._rgb(by_air) + view._rgb(by_haze) * shell.mie_phase(cosine)
    want = to_numpy(truth, (len(d), 4))[:, :3].astype(float)
    got = to_numpy(here.aerial(arrays(d), Float(distance_km * 1e3))[0], (len(d), 3))
    assert got == pytest.approx(want, rel=0.07, abs=0.01 * float(want.max()))


@pytest.mark.parametrize("sun_deg", [-3.0, 0.5, 2.0, 8.0, 60.0])
def test_a_level_card_gets_the_light_of_the_sky_it_lies_under(sun_deg: float) -> None:
    """The sky's own radiance, summed over evenly spread directions, against what land is lit with."""
    here, d = light(sun_deg), sphere(40000)
    d = d[d[:, 2] > 0.0]
    seen = to_numpy(here.sky(arrays(d)), (len(d), 3)).astype(np.float64)
    want = 2.0 * math.pi * (seen * d[:, 2:]).mean(0)
    got = to_numpy(here.ambient(arrays(np.array([[0.0, 0.0, 1.0]]))), (1, 3))[0]
    assert here.sky_irradiance == pytest.approx(want, rel=0.03)
    assert got == pytest.approx(want, rel=0.12)
