"""Rainbow, lightning and fog against what physics and the plan say of them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dreamwright.engines.world.jit import Array3f, Float, to_float, to_numpy
from dreamwright.engines.world.sky.atmosphere import Air, Light
from dreamwright.engines.world.sky.fog import HeightFog, extinction_per_m, sight_m
from dreamwright.engines.world.sky.lightning import Lightning
from dreamwright.engines.world.sky.rainbow import BINS, WIDEST_DEG, Rainbow, bow_table
from dreamwright.engines.world.sky.spectrum import LUMA
from dreamwright.shot.plan import Fog, Night

ANGLES = (np.arange(BINS) + 0.5) * WIDEST_DEG / BINS


def test_bows_stand_at_their_angles_with_colours_in_order() -> None:
    table = bow_table()
    inner, outer = (ANGLES > 39.0) & (ANGLES < 44.0), (ANGLES > 49.0) & (ANGLES < 55.0)
    blue, red = (ANGLES[inner][table[inner, c].argmax()] for c in (2, 0))
    assert 40.0 < blue < red < 42.6
    red, blue = (ANGLES[outer][table[outer, c].argmax()] for c in (0, 2))
    assert 50.0 < red < blue < 54.0
    dark = table[(ANGLES > 44.0) & (ANGLES < 49.0)] @ LUMA
    assert dark.max() < 0.3 * (table[ANGLES < 38.0] @ LUMA).min()
    assert (table[inner] @ LUMA).max() > 1.4 * (table[outer] @ LUMA).max()


def test_bow_is_scaled_by_sunlight_and_strength() -> None:
    angle = math.radians(42.0)
    d, sun = Array3f(0.0, math.cos(angle), math.sin(angle)), Array3f(0.0, -1.0, 0.0)
    strong = to_numpy(Rainbow(1.0).radiance(d, sun, Array3f(80.0)), (3,))
    weak = to_numpy(Rainbow(0.5).radiance(d, sun, Array3f(40.0)), (3,))
    assert strong == pytest.approx(4.0 * weak, rel=1e-4)
    assert strong[0] > 0.1


@pytest.mark.parametrize("seed", range(8))
def test_lightning_strikes_repeats_and_dies(seed: int) -> None:
    one, two = (Lightning(seed, 0.3, 5.0, 24.0) for _ in range(2))
    flashes = [one.flash(k / 24.0) for k in range(120)]
    assert flashes == [two.flash(k / 24.0) for k in range(120)]
    assert max(flashes) > 0.25
    first = one.strikes[0]
    assert first.seen
    assert one.flash(first.strokes[0][0] - 0.5) < 0.05 or len(one.strikes) > 1
    direction, klux = one.light(first.strokes[0][0])
    assert np.linalg.norm(direction) == pytest.approx(1.0)
    assert klux[2] > klux[0] > 0.0


def test_lightning_knows_its_bounds() -> None:
    assert not Lightning(1, 0.0, 60.0, 24.0).strikes
    assert sum(len(Lightning(s, 1.0, 20.0, 24.0).strikes) for s in range(6)) > 3 * sum(
        len(Lightning(s, 0.1, 20.0, 24.0).strikes) for s in range(6)
    )
    dim = Lightning(4, 1.0, 5.0, 24.0, scene_klux=1e-6)
    assert max(dim.light(k / 24.0)[1].max() for k in range(120)) < 3e-5


def test_bolt_is_thin_bright_and_where_it_says() -> None:
    storm = Lightning(2, 0.5, 5.0, 24.0)
    strike = storm.strikes[0]
    u, v = np.meshgrid(np.linspace(-0.12, 0.12, 121), np.linspace(-0.05, 0.35, 200))
    turn = strike.azimuth + np.arctan(u)
    d = np.stack([np.sin(turn), np.cos(turn), v], -1)
    d /= np.linalg.norm(d, axis=-1, keepdims=True)
    rays = Array3f(*[to_float(d[..., k]) for k in range(3)])
    image = to_numpy(storm.bolt(rays, strike.strokes[0][0], Float(2e-3)), (*u.shape, 3))[..., 1]
    assert np.isfinite(image).all()
    bright = image > 0.2 * image.max()
    assert 0.001 < bright.mean() < 0.05
    assert bright[30:150].any(axis=1).mean() > 0.6
    assert not np.asarray(storm.bolt(rays, -1.0, Float(2e-3))).any()


def test_fog_sight_is_the_plans() -> None:
    assert sight_m(0.0) == math.inf
    assert [sight_m(x) for x in (0.1, 0.5, 1.0)] == pytest.approx([15000.0, 1000.0, 100.0])
    assert extinction_per_m(0.0) == 0.0


def fog(density: float = 0.5, top_m: float = 100.0) -> HeightFog:
    return HeightFog(Fog(density=density, top_m=top_m), 10.0, Light(Air(0.2), Night(), 20.0, 0.0, 12.0))


@pytest.mark.parametrize(("slope", "distance"), [(0.0, 500.0), (0.3, 900.0), (-0.1, 700.0), (1e-7, 3000.0)])
def test_fog_depth_matches_summation(slope: float, distance: float) -> None:
    d = Array3f(0.0, math.sqrt(1.0 - slope * slope), slope)
    got = float(np.asarray(fog().depth(Array3f(5.0, 7.0, 90.0), d, Float(distance)))[0])
    t = (np.arange(4000) + 0.5) / 4000.0 * distance
    height = 90.0 + slope * t - 10.0
    want = extinction_per_m(0.5) * np.exp(-height * math.log(3.0) / 100.0).mean() * distance
    assert got == pytest.approx(want, rel=0.01)


def test_fog_hides_and_glows() -> None:
    d = Array3f([0.0, 0.0, 0.0], [1.0, -1.0, 0.05], [0.0, 0.0, 0.9987])
    mist = fog(0.6)
    light, clear = mist.between(Array3f(0.0, 0.0, 15.0), d, Float(np.inf))
    light, clear = to_numpy(light, (3, 3)), to_numpy(clear, (3,))
    assert clear[0] < 1e-6
    assert clear[2] > 0.05
    assert light[0].mean() > 1.5 * light[1].mean()
    assert np.isfinite(light).all()
    none, all_clear = fog(0.0).between(Array3f(0.0, 0.0, 15.0), d, Float(1e5))
    assert to_numpy(none, (3, 3)).max() == 0.0
    assert to_numpy(all_clear, (3,)).min() == 1.0
