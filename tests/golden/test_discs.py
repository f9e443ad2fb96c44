"""Sun and moon stand at their projected pixels, at their true size."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dreamwright.engines.base import Inputs
from dreamwright.engines.world.engine import WorldEngine
from dreamwright.frames import View
from dreamwright.shot.plan import Lens, Night, Shot, Sun

from .filming import NIGHT, frame, plan
from .seeing import Map, centres, focal_px, luminance, project, toward

SUN_DEG, MOON_DEG = 0.53, 0.52
WIDTH, HEIGHT = 320, 180


def disc(shot: Shot, azimuth_deg: float, elevation_deg: float, share: float) -> tuple[float, float, Map]:
    """How far (px, right and down) the bright disc's centre lies from where it belongs, and its (H, W) mask."""
    taken = frame(shot)
    assert taken.view is not None
    light = luminance(taken.color)
    x, y = project(taken.view, toward(azimuth_deg, elevation_deg), WIDTH, HEIGHT)
    px, py = centres(WIDTH, HEIGHT)
    mask = light > share * light.max()
    weight = light * mask
    return float((px * weight).sum() / weight.sum() - x), float((py * weight).sum() / weight.sum() - y), mask


def diameter_px(view: View | None, degrees: float) -> float:
    assert view is not None
    return 2 * math.tan(math.radians(degrees) / 2) * focal_px(view, WIDTH, HEIGHT)


@pytest.mark.parametrize(("place", "azimuth", "elevation"), [("ocean", 1.2, 20.5), ("mountains", -0.9, 39.4)])
def test_sun_through_a_long_lens(place: str, azimuth: float, elevation: float) -> None:
    sun = Sun(elevation_deg=elevation, azimuth_deg=azimuth)
    shot = plan(place, scene={"sun": sun}, camera={"pitch_deg": elevation - 0.4, "lens": Lens(focal_mm=400)})  # type: ignore[arg-type]
    right, down, mask = disc(shot, azimuth, elevation, 0.15)
    assert abs(right) < 0.5
    assert abs(down) < 0.5
    across = diameter_px(frame(shot).view, SUN_DEG)
    assert across > 30
    assert 2 * math.sqrt(mask.sum() / math.pi) == pytest.approx(across, abs=1.2)
    assert np.ptp(np.nonzero(mask.any(axis=0))) == pytest.approx(np.ptp(np.nonzero(mask.any(axis=1))), abs=1)  # round


@pytest.mark.parametrize(("azimuth", "elevation", "focal"), [(-22.0, 9.0, 28.0), (3.0, 4.0, 50.0)])
def test_sun_at_its_pixel(azimuth: float, elevation: float, focal: float) -> None:
    sun = Sun(elevation_deg=elevation, azimuth_deg=azimuth)
    shot = plan("ocean", scene={"sun": sun}, camera={"pitch_deg": 8.0, "lens": Lens(focal_mm=focal)})
    right, down, mask = disc(shot, azimuth, elevation, 0.3)
    assert abs(right) < 0.75
    assert abs(down) < 0.75
    assert math.sqrt(mask.sum()) < diameter_px(frame(shot).view, SUN_DEG) + 1.5


def sunlit() -> Shot:
    sun = Sun(elevation_deg=50.0, azimuth_deg=0.0)
    return plan("ocean", scene={"sun": sun}, camera={"pitch_deg": 50.0, "lens": Lens(focal_mm=400)})


def test_sun_lights_as_much_as_its_disc_sends() -> None:
    """Mean radiance of the disc times its solid angle is direct noon sunlight: 60-130 klux through clear air."""
    shot = plan(
        "ocean",
        scene={"sun": Sun(elevation_deg=50, azimuth_deg=0)},
        camera={"pitch_deg": 50, "lens": Lens(focal_mm=400)},
    )
    light, view = luminance(frame(shot).color), frame(shot).view
    assert view is not None
    klux = light[light > 0.1 * light.max()].sum() / focal_px(view, WIDTH, HEIGHT) ** 2
    assert 60 < klux < 130


def moonlit(lit: float) -> Shot:
    night = Night(stars=0.0, milky_way=0.0, moon=lit, moon_elevation_deg=30.0, moon_azimuth_deg=0.5)
    return plan("ocean", scene={"sun": NIGHT, "night": night}, camera={"pitch_deg": 29.5, "lens": Lens(focal_mm=400)})


def test_full_moon_at_its_pixel_and_size() -> None:
    right, down, mask = disc(moonlit(1.0), 0.5, 30.0, 0.05)
    assert abs(right) < 1.5  # its seas weigh a little less
    assert abs(down) < 1.5
    across = diameter_px(frame(moonlit(1.0)).view, MOON_DEG)
    assert 2 * math.sqrt(mask.sum() / math.pi) == pytest.approx(across, abs=1.5)


def test_half_moon_is_half_a_disc() -> None:
    full, half = (disc(moonlit(lit), 0.5, 30.0, 0.05)[2].sum() for lit in (1.0, 0.5))
    assert half / full == pytest.approx(0.5, abs=0.12)


def test_moon_lies_in_the_order_of_magnitude_of_the_true_one() -> None:
    """The sun's disc is some 400 000 times as bright as the full moon's."""
    ratio = luminance(frame(sunlit()).color).max() / np.percentile(luminance(frame(moonlit(1.0)).color), 99.5)
    assert 1e5 < ratio < 1.5e6


def test_draft_is_made_larger_without_dark_rings() -> None:
    """A draft paints fewer pixels than it shows: the sun must not darken the sky about it, nor any light turn black."""
    light = luminance(WorldEngine().render(sunlit(), Inputs(quality="draft"))[0].color)
    assert light.min() > 0.3 * np.median(light)
