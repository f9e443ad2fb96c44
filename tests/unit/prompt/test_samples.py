"""The twenty sample prompts, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from dreamwright.prompt.parse import plan
from dreamwright.shot.plan import Shot

SAMPLES: list[tuple[str, dict[str, Any]]] = [
    (
        "a slow cinematic pan over mountains at sunset",
        {"scene.place": "mountains", "scene.time_of_day": "sunset", "scene.sun.elevation_deg": (0.3, 3),
         "camera.moves.0.kind": "pan", "camera.moves.0.amount": 17.5, "camera.angle": "eye_level"},
    ),
    (
        "aerial drone shot flying over a turquoise ocean toward a chain of small islands, noon,"
        " scattered cumulus clouds",
        {"scene.place": "islands", "scene.features": ("turquoise_water",), "scene.time_of_day": "noon",
         "scene.sun.elevation_deg": (55, 80), "scene.clouds.kind": "cumulus", "scene.clouds.cover": 0.35,
         "camera.angle": "aerial", "camera.height_m": (80, 400), "camera.moves.0.kind": "fly",
         "camera.moves.0.direction": "forward", "camera.moves.0.amount": (60, 120)},
    ),
    (
        "desert dunes at golden hour, the camera trucks left, long shadows, 35mm lens",
        {"scene.place": "desert", "scene.features": ("dunes",), "scene.time_of_day": "golden_hour",
         "scene.sun.elevation_deg": (4, 9), "scene.sun.azimuth_deg": (-100, -50), "camera.moves.0.kind": "truck",
         "camera.moves.0.direction": "left", "camera.moves.0.amount": (2, 10), "camera.lens.focal_mm": 35},
    ),
    (
        "snowy alpine peaks under a green aurora, night, stars, slow tilt up",
        {"scene.place": "mountains", "scene.features": ("peaks", "snow_cover"), "scene.season": "winter",
         "scene.time_of_day": "night", "scene.sun.elevation_deg": (-60, -18), "scene.night.aurora": (0.6, 1),
         "scene.night.stars": 1.0, "scene.clouds.kind": "none", "camera.moves.0.kind": "tilt",
         "camera.moves.0.direction": "up", "camera.moves.0.amount": 12.5},
    ),
    (
        "fog rolling through a pine forest at dawn, push in, shallow depth of field",
        {"scene.place": "forest", "scene.features": ("pines",), "scene.time_of_day": "dawn", "scene.fog.density": 0.5,
         "scene.fog.top_m": (20, 150), "camera.moves.0.kind": "push_in", "camera.moves.0.amount": (2, 9),
         "camera.lens.f_number": (1, 2.8), "camera.lens.focus_m": (2, 30)},
    ),
    (
        "a lone sailboat on a calm lake at blue hour, slow zoom in",
        {"scene.place": "lake", "scene.time_of_day": "blue_hour", "scene.sun.elevation_deg": (-8, -4),
         "scene.wind_mps": (0, 1.5), "scene.subjects.0.kind": "sailboat", "scene.subjects.0.count": 1,
         "camera.moves.0.kind": "zoom", "camera.moves.0.direction": "in", "camera.moves.0.amount": 1.25},
    ),
    (
        "stormy sea, huge waves, rain and lightning, handheld camera",
        {"scene.place": "ocean", "scene.clouds.kind": "storm", "scene.clouds.cover": (0.8, 1), "scene.wind_mps": 22,
         "scene.precipitation.kind": "rain", "scene.precipitation.rate": (0.3, 0.7), "scene.lightning": (0.4, 0.8),
         "camera.shake": 0.5},
    ),
    (
        "a canyon at noon, crane up to reveal the river below",
        {"scene.place": "canyon", "scene.features": ("river",), "scene.time_of_day": "noon",
         "camera.moves.0.kind": "crane", "camera.moves.0.direction": "up", "camera.moves.0.amount": (20, 40)},
    ),
    (
        "city skyline at night with lit windows, orbit right, light rain",
        {"scene.place": "city", "scene.features": ("skyline", "lit_windows"), "scene.time_of_day": "night",
         "scene.precipitation.kind": "rain", "scene.precipitation.rate": (0.1, 0.25), "camera.moves.0.kind": "orbit",
         "camera.moves.0.direction": "right", "camera.moves.0.amount": 40, "camera.height_m": (50, 130)},
    ),
    (
        "rolling green hills with wildflowers in spring, gentle wind, dolly forward",
        {"scene.place": "plains", "scene.features": ("hills", "wildflowers"), "scene.season": "spring",
         "scene.wind_mps": 3, "camera.moves.0.kind": "push_in", "camera.moves.0.amount": (3, 10)},
    ),
    (
        "above the clouds at sunrise, fly forward, warm light, lens flare",
        {"scene.place": "sky", "scene.time_of_day": "sunrise", "scene.sun.elevation_deg": (0.3, 3),
         "scene.sun.azimuth_deg": (-35, 35), "scene.clouds.cover": (0.6, 1), "camera.height_m": 2000,
         "camera.moves.0.kind": "fly", "camera.moves.0.amount": (200, 400), "look.palette": "warm",
         "look.bloom": (0.4, 0.8)},
    ),
    (
        "an arctic sea with icebergs, overcast, pale light, static camera",
        {"scene.place": "arctic", "scene.features": ("sea_ice", "iceberg"), "scene.season": "winter",
         "scene.clouds.kind": "stratus", "scene.clouds.cover": 0.95, "look.saturation": (0.6, 0.95),
         "look.contrast": (0.7, 0.95), "camera.moves.0.kind": "static"},
    ),
    (
        "a volcano erupting at dusk, ash in the air, slow push in",
        {"scene.place": "volcano", "scene.features": ("lava",), "scene.time_of_day": "dusk",
         "scene.precipitation.kind": "ash", "scene.precipitation.rate": (0.2, 0.6), "camera.moves.0.kind": "push_in",
         "camera.moves.0.amount": 2.5},
    ),
    (
        "black and white film noir look, rain over an empty street at night",
        {"scene.place": "city", "scene.features": ("street",), "scene.time_of_day": "night", "look.monochrome": True,
         "look.film": "noir", "look.palette": "noir", "scene.precipitation.kind": "rain", "scene.subjects": ()},
    ),
    (
        "dolly zoom on a lighthouse on a rocky coast, late afternoon",
        {"scene.place": "coast", "scene.features": ("rocks",), "scene.time_of_day": "afternoon",
         "scene.sun.elevation_deg": (10, 20), "scene.subjects.0.kind": "lighthouse",
         "camera.moves.0.kind": "dolly_zoom", "camera.moves.0.direction": "in", "camera.moves.0.amount": (30, 70)},
    ),
    (
        "a red hot air balloon drifting over a misty valley, early morning, low angle",
        {"scene.place": "mountains", "scene.time_of_day": "morning", "scene.sun.elevation_deg": (4, 12),
         "scene.fog.density": (0.15, 0.5), "scene.subjects.0.kind": "hot_air_balloon", "scene.subjects.0.count": 1,
         "scene.subjects.0.color": "red", "scene.subjects.0.action": "drifting", "camera.angle": "low",
         "camera.height_m": 0.6},
    ),
    (
        "a small planet seen from orbit with a thin ring, stars, slow roll",
        {"scene.place": "space", "scene.features": ("planet", "rings"), "scene.night.stars": 1.0,
         "scene.clouds.kind": "none", "camera.moves.0.kind": "roll", "camera.moves.0.amount": 10},
    ),
    (
        "underwater, sun rays through the surface, a school of fish, slow pan right",
        {"scene.place": "underwater", "scene.features": ("sun_rays",), "scene.subjects.0.kind": "fish",
         "scene.subjects.0.count": 60, "camera.moves.0.kind": "pan", "camera.moves.0.direction": "right",
         "camera.moves.0.amount": 17.5},
    ),
    (
        "time lapse of clouds over a meadow from afternoon to night",
        {"scene.place": "plains", "scene.time_of_day": "afternoon", "scene.time_of_day_end": "night",
         "scene.sun.elevation_deg": (20, 45), "scene.sun_end.elevation_deg": (-50, -18), "scene.time_scale": 600,
         "scene.clouds.cover": (0.3, 0.6)},
    ),
    (
        "no clouds, no people: just a clear winter sky over a frozen lake",
        {"scene.place": "lake", "scene.features": ("frozen",), "scene.season": "winter", "scene.clouds.kind": "none",
         "scene.clouds.cover": 0, "scene.subjects": (), "scene.precipitation.kind": "none"},
    ),
]  # fmt: skip


def field(shot: Shot, path: str) -> Any:
    """The value at a dotted path of the plan."""
    value: Any = shot
    for part in path.split("."):
        value = value[int(part)] if part.isdigit() else getattr(value, part)
    return value


def holds(value: Any, expected: Any) -> bool:
    """Equal, or within a (low, high) range."""
    if isinstance(expected, tuple) and len(expected) == 2 and all(isinstance(end, (int, float)) for end in expected):
        return bool(expected[0] <= value <= expected[1])
    return bool(value == expected)


@pytest.mark.parametrize(("prompt", "expected"), SAMPLES, ids=[prompt[:30] for prompt, _ in SAMPLES])
@pytest.mark.parametrize("seed", [None, 0, 7])
def test_samples_are_read_field_by_field(prompt: str, expected: dict[str, Any], seed: int | None) -> None:
    shot = plan(prompt, seed=seed)
    wrong = {path: field(shot, path) for path, want in expected.items() if not holds(field(shot, path), want)}
    assert wrong == {}
    assert shot.unread == ()


@pytest.mark.parametrize("prompt", [prompt for prompt, _ in SAMPLES])
def test_another_seed_gives_another_framing_of_the_same_words(prompt: str) -> None:
    one, other = plan(prompt, seed=1), plan(prompt, seed=2)
    assert one.readings == other.readings
    assert (one.scene.place, one.scene.time_of_day) == (other.scene.place, other.scene.time_of_day)
    assert (one.scene.sun, one.camera.lens, one.camera.subject_m) != (
        other.scene.sun,
        other.camera.lens,
        other.camera.subject_m,
    )


def test_a_prompt_gives_its_own_seed_on_every_machine() -> None:
    assert plan("a slow cinematic pan over mountains at sunset").seed == 8896392270092497
    assert plan("a cat").seed != plan("a dog").seed
