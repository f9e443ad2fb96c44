"""What the planner chooses for skies that need room: bows, the Milky Way, the moon."""

from __future__ import annotations

import math

import pytest

from dreamwright.prompt.parse import plan

SEEDS = range(20)


@pytest.mark.parametrize("prompt", ["a rainbow over green hills after the rain", "double rainbow, stormy coast, rain"])
def test_a_rainbow_stands_in_the_frame_and_the_sun_can_make_it(prompt: str) -> None:
    for seed in SEEDS:
        shot = plan(prompt, seed=seed)
        sun = shot.scene.sun
        height, turn = math.radians(sun.elevation_deg), math.radians(sun.azimuth_deg)
        # Where the bow of 42 degrees meets the horizon, as azimuths from the camera's heading.
        leg = math.degrees(math.acos(math.cos(math.radians(42.0)) / math.cos(height)))
        opposite = math.degrees(math.atan2(-math.sin(turn), -math.cos(turn)))
        half = math.degrees(math.atan(18.0 / shot.camera.lens.focal_mm))
        assert 0.0 < sun.elevation_deg < 30.0
        assert min(abs(opposite - leg), abs(opposite + leg)) < half


def test_rain_with_a_rainbow_breaks_its_clouds_unless_they_are_named() -> None:
    bow = plan("rainbow after the rain over hills").scene
    assert bow.clouds.cover <= 0.6
    assert 0.0 < bow.precipitation.rate < 0.2
    assert plan("rain over hills").scene.clouds.cover > 0.7
    assert plan("overcast sky with a rainbow over hills").scene.clouds.kind == "stratus"


def test_milky_way_and_moon_are_not_shut_out_by_clouds_nobody_asked_for() -> None:
    for seed in SEEDS:
        assert plan("milky way over a desert, night", seed=seed).scene.clouds.kind == "none"
        assert plan("a full moon over a calm lake", seed=seed).scene.clouds.kind == "cirrus"
    assert plan("full moon behind storm clouds over a lake").scene.clouds.kind == "storm"
