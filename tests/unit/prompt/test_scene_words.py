"""Place, time, weather, subjects: degrees, negation, units, contradictions, implications."""

from __future__ import annotations

from typing import Any

import pytest

from dreamwright.prompt.parse import FrameAsk, plan
from dreamwright.shot.plan import Scene, Shot


def scene(prompt: str) -> Scene:
    return plan(prompt, seed=3).scene


def notes(shot: Shot, field: str) -> list[str]:
    return [reading.note for reading in shot.readings if reading.field == field and reading.note]


@pytest.mark.parametrize(
    ("prompt", "density"),
    [
        ("a hint of mist over a lake", 0.08), ("light mist over a lake", 0.15), ("mist over a lake", 0.28),
        ("thick mist over a lake", 0.45),
        ("light fog in a city", 0.3), ("fog in a city", 0.5), ("foggy city", 0.5), ("thick fog in a city", 0.85),
        ("very thick fog in a city", 1.0),
        ("haze over a city", 0.12), ("no fog in a city", 0.0),
    ],
)  # fmt: skip
def test_degrees_of_fog(prompt: str, density: float) -> None:
    assert scene(prompt).fog.density == density


def test_degrees_rise() -> None:
    rain = [
        scene(f"{word} rain on a lake").precipitation.rate for word in ("a hint of", "light", "", "heavy", "torrential")
    ]
    wind = [
        scene(f"{word} over a lake").wind_mps
        for word in ("no wind", "gentle breeze", "wind", "strong wind", "gale", "hurricane")
    ]
    cover = [
        scene(f"{word} clouds over a lake").clouds.cover for word in ("no", "a few", "scattered", "broken", "heavy")
    ]
    assert rain == sorted(set(rain))
    assert wind == sorted(set(wind))
    assert cover == sorted(set(cover))


@pytest.mark.parametrize(
    ("prompt", "mps"),
    [
        ("wind 12 m/s", 12), ("a wind of 36 km/h", 10), ("40 km/h breeze", 11.11), ("20 knots of wind", 10.29),
        ("wind at 10 mph", 4.47),
    ],
)  # fmt: skip
def test_wind_units(prompt: str, mps: float) -> None:
    assert scene(prompt + " on a beach").wind_mps == mps


DENIED: list[tuple[str, dict[str, Any]]] = [
    ("no clouds over a lake", {"clouds.kind": "none"}), ("a lake without any clouds", {"clouds.kind": "none"}),
    ("a cloudless lake", {"clouds.kind": "none"}), ("a cloud-free lake", {"clouds.kind": "none"}),
    ("not a cloud in the sky over a lake", {"clouds.kind": "none"}), ("it is not raining on the lake",
    {"precipitation.kind": "none"}),
    ("mountains without snow", {"features": ("no_snow",), "season": "summer"}), ("a plain without trees",
    {"features": ("no_trees",)}),
    ("a beach with no people or boats", {"subjects": ()}), ("a people-free beach", {"subjects": ()}),
    ("no birds, no fog, a lake", {"subjects": (), "fog.density": 0.0}),
    ("a night sky without stars over a lake", {"night.stars": 0.0}), ("night, no moon, mountains", {"night.moon": 0.0}),
    ("a lake with no wind, no clouds and no people", {"subjects": (), "clouds.kind": "none", "wind_mps": 0.5}),
    ("stormy sea, no rain, no lightning", {"precipitation.kind": "none", "lightning": 0.0, "clouds.kind": "storm"}),
    ("no wind and a rainbow over a lake", {"rainbow": 0.75, "wind_mps": 0.5}), ("no snow but heavy rain on a lake",
    {"precipitation.kind": "rain"}),
    ("a lake, no text, no watermark", {"subjects": ()}), ("a village, no mountains", {"place": "village",
    "features": ()}),
]  # fmt: skip


@pytest.mark.parametrize(("prompt", "expected"), DENIED, ids=[prompt for prompt, _ in DENIED])
def test_negation(prompt: str, expected: dict[str, Any]) -> None:
    shot = plan(prompt, seed=3)
    for path, value in expected.items():
        found: Any = shot.scene
        for part in path.split("."):
            found = getattr(found, part)
        assert (path, found) == (path, value)
    assert shot.unread == ()


def test_look_and_camera_can_be_denied() -> None:
    shot = plan("a lake, no grain, no vignette, no lens flare, no camera shake, no depth of field", seed=3)
    assert (shot.look.grain, shot.look.vignette, shot.look.bloom, shot.camera.shake) == (0, 0, 0, 0)
    assert (shot.camera.lens.f_number, shot.camera.lens.focus_m) == (11, None)
    assert plan("a lake, no color").look.monochrome


@pytest.mark.parametrize(
    ("prompt", "place", "feature"),
    [
        ("mountains and a desert", "mountains", "dunes"), ("desert under mountains", "desert", "peaks"),
        ("a lake in the mountains", "lake", "peaks"),
        ("mountains reflected in a lake", "lake", "peaks"), ("a forest seen from a lake", "lake", "trees"),
        ("a canyon with a river", "canyon", "river"),
        ("a village in the mountains", "village", "peaks"), ("islands in the ocean", "islands", "sea"),
        ("a city by the sea", "city", "sea"),
    ],
)  # fmt: skip
def test_two_places(prompt: str, place: str, feature: str) -> None:
    shot = plan(prompt)
    assert shot.scene.place == place
    assert feature in shot.scene.features
    assert notes(shot, "scene.place") or notes(shot, "scene.features")


@pytest.mark.parametrize(
    ("prompt", "time", "end"),
    [
        ("a lake at noon at night", "noon", None), ("a lake, sunset or sunrise", "sunset", None),
        ("a lake on a morning at golden hour", "golden_hour", None),
        ("a lake from noon to night", "noon", "night"), ("dusk turning into night over a lake", "dusk", "night"),
        ("night fading to dawn over a lake", "night", "dawn"), ("day to night hyperlapse of a lake", "noon", "night"),
        ("from sunrise to noon to sunset, a lake", "sunrise", "sunset"),
        ("a lake, late afternoon", "afternoon", None), ("a starry lake", "night", None), ("aurora over a lake",
        "night", None),
        ("a lake under the full moon at dusk", "dusk", None),
    ],
)  # fmt: skip
def test_times(prompt: str, time: str, end: str | None) -> None:
    found = scene(prompt)
    assert (found.time_of_day, found.time_of_day_end) == (time, end)
    assert (found.sun_end is None) == (end is None)


def test_a_contradiction_is_noted_on_both_sides() -> None:
    shot = plan("a lake at noon, night")
    assert notes(shot, "scene.time_of_day") == [
        "won over “night”: named first",
        "overruled by “noon”, which is named first",
    ]


def test_a_lapse_sinks_the_sun_and_runs_the_weather() -> None:
    found = scene("time lapse of a lake from afternoon to night")
    assert found.sun_end is not None
    assert found.sun.elevation_deg > 20 > -18 > found.sun_end.elevation_deg
    assert found.sun_end.azimuth_deg > found.sun.azimuth_deg
    assert found.time_scale == 600


def test_sides_of_the_light() -> None:
    for seed in range(6):
        assert 50 <= abs(plan("dunes at sunset, side lit", seed=seed).scene.sun.azimuth_deg) <= 100
        assert abs(plan("a castle, backlit", seed=seed).scene.sun.azimuth_deg) <= 25
        assert abs(plan("a castle, front lit", seed=seed).scene.sun.azimuth_deg) >= 135
        assert 10 <= abs(plan("mountains at sunset", seed=seed).scene.sun.azimuth_deg) <= 35
        assert plan("dunes in the afternoon, long shadows", seed=seed).scene.sun.elevation_deg <= 14
    assert scene("sunset, sun on the left, a lake").sun.azimuth_deg < 0


def test_implications_yield_to_what_is_said() -> None:
    assert scene("a stormy sea").clouds.kind == "storm"
    assert scene("a stormy sea under a clear sky").clouds.kind == "none"
    blizzard = scene("a blizzard in the mountains")
    assert (blizzard.precipitation.kind, blizzard.season, blizzard.precipitation.rate) == ("snow", "winter", 1.0)
    assert blizzard.wind_mps >= 20
    assert scene("a blizzard in the mountains, no wind").wind_mps == 0.5
    assert scene("moonlit dunes").night.moon == 1
    assert scene("starry night over dunes").night.moon == 0
    assert scene("rain over a lake").clouds.cover >= 0.8


def test_subjects_with_number_color_action_and_position() -> None:
    (boat,) = scene("three red sailboats drifting on a lake on the left").subjects
    assert (boat.kind, boat.count, boat.color, boat.action, boat.position) == ("sailboat", 3, "red", "drifting", "left")


@pytest.mark.parametrize(
    ("prompt", "kind", "count"),
    [
        ("a flock of birds", "birds", 25), ("a school of fish", "fish", 60), ("one bird", "birds", 1), ("a bird",
        "birds", 1), ("birds", "birds", 12),
        ("a lone wolf", "wolf", 1), ("a pair of swans", "swan", 2), ("a herd of 40 bison", "bison", 40),
        ("a dozen tents", "tent", 12), ("wolves", "wolf", 3),
        ("2 astronauts", "astronaut", 2), ("hundreds of hot air balloons", "hot_air_balloon", 200), ("a person",
        "person", 1), ("a crowd of people", "people", 20),
        ("a lone tree", "lone_tree", 1), ("a red truck", "truck", 1), ("a truck driving", "truck", 1),
    ],
)  # fmt: skip
def test_counts(prompt: str, kind: str, count: int) -> None:
    (subject,) = scene(f"{prompt}, noon").subjects
    assert (subject.kind, subject.count) == (kind, count)


def test_an_action_belongs_to_its_owner() -> None:
    girl, umbrella = scene("a girl with a red umbrella walking in the rain").subjects
    assert (girl.action, umbrella.action, umbrella.color) == ("walking", None, "red")


def test_a_subject_finds_its_place_when_none_is_named() -> None:
    places = {
        kind: scene(f"a {kind}").place
        for kind in ("lighthouse", "camel", "penguin", "shark", "taxi", "horse", "astronaut")
    }
    assert places == {"lighthouse": "coast", "camel": "desert", "penguin": "arctic", "shark": "underwater",
    "taxi": "city",
                      "horse": "plains", "astronaut": "space"}  # fmt: skip


def test_unread_words_are_listed_and_filler_is_not() -> None:
    shot = plan("a stunning cinematic shot of a quantum flurb over a lake, gnarf")
    assert [unread.words for unread in shot.unread] == ["quantum flurb", "gnarf"]
    assert [unread.words for unread in plan("🌊 a lake").unread] == ["🌊"]


@pytest.mark.parametrize(
    ("prompt", "pace"),
    [
        ("slow motion waves", 0.4),
        ("a waterfall in super slow motion", 0.12),
        ("waves, slo-mo", 0.4),
        ("waves, no slow motion", 1.0),
        ("slow waves", 1.0),
    ],
)
def test_slow_motion_slows_the_world(prompt: str, pace: float) -> None:
    shot = plan(prompt)
    assert shot.scene.time_scale == pace
    assert shot.unread == ()


@pytest.mark.parametrize(
    ("prompt", "path", "value"),
    [
        ("35mm", "focal_mm", 35), ("35 mm lens", "focal_mm", 35), ("85-mm lens", "focal_mm", 85), ("f/1.8",
        "f_number", 1.8), ("f2.8", "f_number", 2.8),
        ("at F/ 11", "f_number", 11), ("ultra-wide", "focal_mm", 14), ("telephoto", "focal_mm", 135), ("fisheye lens",
        "focal_mm", 8), ("deep focus", "f_number", 11),
        ("shallow depth of field", "f_number", 1.8),
    ],
)  # fmt: skip
def test_lens_words(prompt: str, path: str, value: float) -> None:
    assert getattr(plan(f"a lake, {prompt}").camera.lens, path) == value


def test_look_words() -> None:
    look = plan("a city, high contrast, heavy grain, dark, tungsten, black & white").look
    assert (look.contrast, look.grain, look.temperature_k, look.monochrome) == (1.3, 0.6, 3800, True)
    assert look.exposure_ev < 0
    assert plan("a city at 5600k").look.temperature_k == 5600
    assert plan("a city, b&w").look.monochrome


def test_colors_that_things_have_anyway_are_read() -> None:
    assert plan("green grass, white snow and blue ice under a blue sky with white clouds").unread == ()
    assert [unread.words for unread in plan("purple grass").unread] == ["purple"]
    assert scene("a turquoise lake").features == ("turquoise_water",)
    assert scene("a red desert").features == ("red_rock",)


def test_overhead_is_the_camera_only_where_nothing_else_is_overhead() -> None:
    shot = plan("vultures circling overhead in a desert")
    assert (shot.scene.subjects[0].position, shot.camera.angle) == ("above", "eye_level")
    assert plan("overhead shot of a desert").camera.angle == "overhead"


def test_a_time_nobody_named_has_a_sun_low_enough_to_model_the_land() -> None:
    for seed in range(8):
        assert 15 < plan("mountains", seed=seed).scene.sun.elevation_deg < 35


def test_a_dark_night_is_lit_by_something() -> None:
    for place in ("mountains", "a forest", "a desert", "the ocean", "a village"):
        assert plan(f"{place} at night").scene.night.moon > 0.5
    assert plan("a starry night in the mountains").scene.night.moon == 0


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("autumn leaves falling in a park", "leaves"), ("leaves drifting down", "leaves"),
        ("embers rising from a campfire", "embers"), ("sparks flying", "embers"), ("dust motes in a church", "motes"),
        ("pollen in the air", "motes"), ("fireflies over a meadow", "fireflies"), ("ash in the air", "ash"),
        ("no fireflies over a meadow", "none"),
    ],
)  # fmt: skip
def test_what_floats_in_the_air(prompt: str, kind: str) -> None:
    assert scene(prompt).precipitation.kind == kind


@pytest.mark.parametrize(
    ("prompt", "begun", "ended"),
    [
        ("a beach as the sun sets", "golden_hour", "sunset"), ("the light fades over a lake", "sunset", "blue_hour"),
        ("day turns to night over mountains", "sunset", "night"),
        ("a lake at noon, day turns to night", "noon", "night"),
        ("a lake, as the sun rises", "night", "sunrise"), ("a lake at sunset", "sunset", None),
    ],
)  # fmt: skip
def test_light_that_goes_in_the_films_own_time(prompt: str, begun: str, ended: str | None) -> None:
    found = scene(prompt)
    assert (found.time_of_day, found.time_of_day_end, found.time_scale) == (begun, ended, 1.0)


@pytest.mark.parametrize(
    ("prompt", "feature"),
    [
        ("god rays in a forest", "sun_rays"), ("cloud shadows passing over hills", "cloud_shadows"),
        ("flickering lamps in a street", "flickering_lights"), ("a neon flicker", "flickering_lights"),
    ],
)  # fmt: skip
def test_light_that_changes(prompt: str, feature: str) -> None:
    shot = plan(prompt, seed=3)
    assert feature in shot.scene.features
    assert shot.unread == ()


def test_mist_that_rolls_in() -> None:
    assert scene("mist rolling in over a lake").fog.density == 0.28
    assert scene("drifting fog over a lake").fog.density == 0.5


@pytest.mark.parametrize(
    ("prompt", "ends"),
    [
        ("rack focus from the foreground to the background", (2.5, 1e6)), ("a rack focus", (2.5, 1e6)),
        ("focus pull to the foreground", (None, 2.5)), ("pull focus from the background to the subject", (None, 2.5)),
    ],
)  # fmt: skip
def test_focus_pulls(prompt: str, ends: tuple[float | None, float]) -> None:
    shot = plan(f"{prompt}, a meadow", seed=3)
    assert (shot.camera.lens.focus_m, shot.camera.lens.focus_end_m) == ends
    assert shot.unread == ()


@pytest.mark.parametrize("words", ["lightning, storm clouds", "at sunset", "dawn mist", "ice under an overcast sky"])
def test_a_given_picture_is_graded_only_as_asked(words: str) -> None:
    for seed in range(5):
        look = plan(f"static, {words}", seed=seed, frame=FrameAsk(pictured=True)).look
        assert (look.palette, look.contrast, look.saturation) == ("natural", 1.0, 1.0)
        assert (look.temperature_k, look.exposure_ev) == (6500.0, 0.0)
    assert plan(f"static, {words}").look.contrast > 1.0
    assert plan(f"{words}, sepia", frame=FrameAsk(pictured=True)).look.palette == "sepia"
