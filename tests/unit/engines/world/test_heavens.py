"""Sky lights of a shot: stars by night alone, flashes that depend on their time alone, loops that close."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from dreamwright.engines.world.heavens import DIFFUSE_FLASH, HeavenMoment, Heavens
from dreamwright.engines.world.jit import Array3f, Float
from dreamwright.engines.world.sky.atmosphere import Light
from dreamwright.shot.plan import FrameSpec, Night, Scene, Shot


def light() -> Light:
    """As much of a light as the heavens ask for, with a black disc."""
    black = SimpleNamespace(
        sky_irradiance=np.full(3, 2.0), key_irradiance=np.full(3, 1.0),
        disc=lambda d, pixel: Array3f(0), through=lambda d: Array3f(0.8),
    )  # fmt: skip
    return cast(Light, black)


def shot(loop: bool = False, seed: int = 6, **scene: Any) -> Shot:
    return Shot(seed=seed, loop=loop, frame=FrameSpec(duration_s=6), scene=Scene(**scene))


def heavens(lowest_sun_deg: float = -20.0, loop: bool = False, **scene: Any) -> Heavens:
    return Heavens(shot(loop, **scene), lowest_sun_deg, light())


def flashes(sky: Heavens, times: list[float]) -> dict[float, float]:
    return {t: float(sky.at(t, light()).extra_irradiance()[1]) for t in times}


def overhead(moment: HeavenMoment) -> float:
    random = np.random.default_rng(0).normal(size=(3, 4000))
    random[2] = np.abs(random[2]) + 0.2
    rays = Array3f(*(Float((part / np.linalg.norm(random, axis=0)).astype(np.float32).copy()) for part in random))
    return float(np.array(moment.beyond(rays, Float(1e-3))).sum())


def test_stars_and_aurora_shine_only_in_the_dark() -> None:
    night = Night(stars=1, milky_way=0, aurora=0.8)
    dark, day = (heavens(sun, night=night).at(1.0, light()) for sun in (-20.0, 5.0))
    assert dark.stars is not None
    assert dark.curtains is not None
    assert day.stars is day.curtains is None
    assert overhead(dark) > overhead(day) == 0


def test_a_night_without_stars_is_black() -> None:
    moment = heavens(night=Night(stars=0, milky_way=0)).at(1.0, light())
    assert moment.stars is None
    assert overhead(moment) == 0
    assert not moment.extra_irradiance().any()


def test_a_flash_depends_on_its_time_and_seed_alone() -> None:
    times = [k / 24 for k in range(144)]
    forth = flashes(heavens(lightning=0.8), times)
    back = flashes(heavens(lightning=0.8), times[::-1])
    other = flashes(Heavens(shot(seed=7, lightning=0.8), -20, light()), times)
    assert forth == back
    assert forth != other
    assert 0 < sum(value > 0.01 for value in forth.values()) < len(times)


def test_a_flash_lights_the_ground_by_its_share_and_shows_its_bolt() -> None:
    sky = heavens(lightning=1.0)
    brightest = max((k / 24 for k in range(144)), key=lambda t: float(sky.at(t, light()).extra_irradiance().sum()))
    moment = sky.at(brightest, light())
    assert moment.lightning is not None
    thrown = moment.lightning.light(brightest)[1]
    assert np.allclose(moment.extra_irradiance(), DIFFUSE_FLASH * thrown)
    assert heavens().at(brightest, light()).lightning is None


def test_the_aurora_lights_the_snow() -> None:
    green = heavens(night=Night(stars=0, milky_way=0, aurora=1.0)).at(2.0, light()).extra_irradiance()
    assert green[1] > green[0] > 0


def test_the_curtains_of_a_loop_close() -> None:
    sky = heavens(loop=True, night=Night(stars=0, milky_way=0, aurora=1.0))
    first, middle, last = (sky.at(t, light()).extra_irradiance() for t in (0.0, 1.5, 6.0))
    assert np.allclose(first, last, rtol=1e-4)
    assert not np.allclose(first, middle, rtol=1e-3)


def test_a_bow_needs_asking_and_air_to_hang_in() -> None:
    lit = Array3f(90.0), Array3f(10.0)
    down = Array3f(Float(0.6), Float(0.0), Float(0.8))
    assert not np.array(heavens(5.0).at(0, light()).bow(down, Float(5e3), *lit)).any()
    asked = heavens(5.0, rainbow=1.0).at(0, light())
    assert not np.array(asked.bow(down, Float(0.0), *lit)).any()


@pytest.mark.parametrize("scale", [1.0, 600.0])
def test_stars_turn_with_the_weathers_clock(scale: float) -> None:
    moment = heavens(time_scale=scale).at(2.0, light())
    assert float(moment.weather_s[0]) == pytest.approx(2.0 * scale)
