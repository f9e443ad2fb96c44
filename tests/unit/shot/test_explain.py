"""Plans in plain English."""

from __future__ import annotations

from typing import get_args

import pytest

from dreamwright.make.extend import extended
from dreamwright.shot import plan as fields
from dreamwright.shot.explain import explain
from dreamwright.shot.plan import (
    Camera,
    Clouds,
    Fog,
    FrameSpec,
    Inputs,
    Lens,
    Look,
    Move,
    Night,
    Precipitation,
    Reading,
    Scene,
    Shot,
    Subject,
    Sun,
)


def shot(**scene: object) -> Shot:
    return Shot(scene=Scene.model_validate(scene))


def test_a_director_recognises_the_shot() -> None:
    plan = Shot(
        scene=Scene(
            time_of_day="sunset", sun=Sun(elevation_deg=2, azimuth_deg=20), clouds=Clouds(kind="cirrus", cover=0.4)
        ),
        camera=Camera(moves=(Move(kind="pan", direction="right", amount=20),)),
    )
    text = explain(plan)
    assert text.startswith(
        "A wide, 28 mm view of mountains at sunset, at eye level, the sun low ahead to the right, 2 degrees up."
    )
    assert "wisps of cirrus" in text
    assert "The camera pans slowly right through 20 degrees over five seconds." in text
    assert "f/8 focused at infinity" in text
    assert text.endswith("It runs five seconds at 24 frames a second, 1280 by 720 pixels, seed 0.")


def test_weather_and_subjects_are_named() -> None:
    text = explain(shot(
        place="coast", features=("rocks", "empty"), fog=Fog(density=0.5), precipitation=Precipitation(kind="rain",
        rate=0.9), wind_mps=18,
        subjects=(Subject(kind="sailboat", count=3, color="red", action="drifting", position="left"),
        Subject(kind="fish", count=60)),
    ))  # fmt: skip
    assert "a coast with rocks empty of people" in text
    assert "There is fog, heavy rain and a gale of 18 m/s." in text
    assert "In it: three red sailboats drifting on the left and 60 fish." in text


def test_the_night_sky_is_named_only_where_it_is_seen() -> None:
    night = {"time_of_day": "night", "clouds": Clouds(kind="none", cover=0), "night": Night(moon=1, aurora=1)}
    assert "stars, the Milky Way, the moon and an aurora" in explain(shot(**night))
    assert "stars" not in explain(shot(**{**night, "time_of_day": "noon"}))
    assert "stars" not in explain(shot(**{**night, "clouds": Clouds(kind="stratus", cover=1)}))


def test_moves_are_told_in_order() -> None:
    moves = (Move(kind="tilt", direction="up", amount=10, start_s=2), Move(kind="pan", direction="left", amount=90,
    end_s=1),
             Move(kind="zoom", direction="in", amount=2, start_s=2))  # fmt: skip
    text = explain(Shot(camera=Camera(moves=moves, shake=0.5), loop=True))
    assert (
        "The camera, held by hand, pans quickly left through 90 degrees over one second, then tilts slowly up" in text
    )
    assert "and zooms in 2 times over three seconds; the film loops." in text
    assert "The camera stands still." in explain(Shot())


@pytest.mark.parametrize("kind", get_args(fields.MoveKind))
def test_every_move_can_be_told(kind: fields.MoveKind) -> None:
    assert "The camera " in explain(Shot(camera=Camera(moves=(Move(kind=kind, amount=3),))))


@pytest.mark.parametrize("place", get_args(fields.PlaceKind))
@pytest.mark.parametrize("time", get_args(fields.TimeOfDay))
def test_every_place_and_time_can_be_told(place: str, time: str) -> None:
    text = explain(
        shot(place=place, time_of_day=time, time_of_day_end="night", sun=Sun(elevation_deg=-6, azimuth_deg=-180))
    )
    assert "_" not in text
    assert "None" not in text


@pytest.mark.parametrize("kind", get_args(fields.CloudKind))
@pytest.mark.parametrize("cover", [0.0, 0.25, 0.5, 0.75, 1.0])
def test_every_cloud_can_be_told(kind: fields.CloudKind, cover: float) -> None:
    text = explain(shot(clouds=Clouds(kind=kind, cover=cover)))
    assert ("The sky is clear." in text) == (kind == "none" or cover == 0)


def test_lens_look_and_format() -> None:
    plan = Shot(
        frame=FrameSpec(width=720, height=1280, fps=25, duration_s=7.5), camera=Camera(lens=Lens(focal_mm=135,
        f_number=1.8, focus_m=9), angle="aerial", height_m=1500),
        look=Look(monochrome=True, film="bleach_bypass", grain=0.5, contrast=1.4),
    )  # fmt: skip
    text = explain(plan)
    assert "A telephoto, 135 mm view over mountains" in text
    assert "from the air, 1.5 km above the ground" in text
    assert "black and white, bleach bypass film, heavy grain and high contrast, at f/1.8 focused at 9 m." in text
    assert "7.5 seconds at 25 frames a second, 720 by 1280 pixels" in text


GIVEN = "sha256:" + "0" * 64


def test_a_picture_speaks_for_itself() -> None:
    text = explain(Shot(inputs=Inputs(start_image=GIVEN)))
    assert text.startswith("The shot begins with a given picture, seen through a 28 mm lens. The camera stands still.")
    assert "mountains" not in text
    assert "sky" not in text


def test_of_a_picture_only_what_was_asked_is_told() -> None:
    reading = Reading(words="light snow", start=0, end=10, field="scene.precipitation.kind")
    scene = Scene(place="coast", precipitation=Precipitation(kind="snow", rate=0.2), clouds=Clouds(cover=0.9))
    worded = Shot(prompt="light snow", scene=scene, readings=(reading,), inputs=Inputs(start_image=GIVEN))
    assert "There is light snow" in explain(worded)
    assert "clouds" not in explain(worded)
    by_hand = Shot(scene=scene, inputs=Inputs(start_image=GIVEN))
    assert "crowded cumulus" in explain(by_hand)
    assert "snow" in explain(by_hand)


def test_every_given_picture_is_told() -> None:
    inputs = Inputs(
        start_image=GIVEN, end_image=GIVEN, keyframes=((1, GIVEN), (2.5, GIVEN)), depth=GIVEN, fit="outpaint",
        masks=(("sky", GIVEN), ("water", GIVEN)), style_images=((GIVEN, 1), (GIVEN, 0.5)),
    )  # fmt: skip
    text = explain(Shot(inputs=inputs))
    assert text.startswith(
        "The shot begins with a given picture, shows given pictures at 1 and 2.5 seconds and ends with a given one, "
        "helped by a given depth map, a given mask of sky and a given mask of water, seen through a 28 mm lens. "
        "What a picture lacks of the film's shape is painted on."
    )
    assert "the style of given pictures" in text
    assert "The shot ends with a given picture" in explain(Shot(inputs=Inputs(end_image=GIVEN)))


def test_a_longer_film_tells_the_moves_that_it_shows() -> None:
    pan = Shot(frame=FrameSpec(duration_s=2), camera=Camera(moves=(Move(kind="pan", direction="left", amount=9),)))
    longer = extended(pan, 1, reverse=True)
    assert "pans left 4.5 degrees" in explain(longer).replace("through ", "").replace("slowly ", "")
    assert explain(longer).count("pans") == 2
    left = longer.takes[0].model_copy(update={"side": "after", "left_s": 0.5})
    on = longer.model_copy(update={"takes": (left,), "anchor_s": -0.5})
    assert explain(on).count("pans") == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [("leaves", "falling leaves"), ("embers", "rising embers"), ("motes", "motes of dust"), ("fireflies", "fireflies")],
)
def test_what_floats_is_told(kind: str, words: str) -> None:
    assert words in explain(shot(precipitation={"kind": kind, "rate": 0.4}))
    assert " and many " in explain(shot(precipitation={"kind": kind, "rate": 0.9}))


def test_the_light_of_a_picture_is_told() -> None:
    scene = Scene(features=("cloud_shadows", "sun_rays"), time_of_day="sunset", time_of_day_end="night")
    text = explain(Shot(scene=scene, inputs=Inputs(start_image=GIVEN)))
    assert "by the end it is night" in text
    assert "Shadows of clouds pass and shafts of light fall." in text


def test_a_focus_pull_is_told() -> None:
    text = explain(Shot(camera=Camera(lens=Lens(focus_m=2.5, focus_end_m=1e6))))
    assert "focused at 2.5 m, then pulled to infinity" in text
