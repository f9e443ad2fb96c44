"""Luma's 34 camera concepts, as options and as words."""

from __future__ import annotations

import pytest

from dreamwright.prompt.concepts import CONCEPTS
from dreamwright.prompt.parse import plan

SERVED = """
aerial aerial_drone bolt_cam crane_down crane_up dolly_zoom elevator_doors eye_level ground_level handheld high_angle
low_angle orbit_left orbit_right over_the_shoulder overhead pan_left pan_right pedestal_down pedestal_up pov pull_out
push_in roll_left roll_right selfie static tilt_down tilt_up tiny_planet truck_left truck_right zoom_in zoom_out
"""
KEYS = SERVED.split()


def test_all_34_are_known() -> None:
    assert sorted(CONCEPTS) == sorted(KEYS)
    assert len(KEYS) == 34


@pytest.mark.parametrize("key", KEYS)
def test_each_concept_sets_its_fields_and_says_so(key: str) -> None:
    concept = CONCEPTS[key]
    shot = plan("a castle on a coast", seed=4, concepts=[key])
    asked = [(move.kind, move.direction) for move in shot.camera.moves]
    for move in concept.moves:
        assert move in asked
    for path, value in concept.sets.items():
        found: object = shot
        for part in path.split("."):
            found = getattr(found, part)
        assert found == value
    assert any(reading.note and reading.note.startswith(f"concept {key}") for reading in shot.readings)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("join", ["_", " ", "-"])
def test_each_concept_is_understood_as_words(key: str, join: str) -> None:
    words = key.replace("_", join)
    shot = plan(f"a castle on a coast, {words}", seed=4)
    meant = plan("a castle on a coast", seed=4, concepts=[key])
    assert shot.unread == ()
    assert shot.camera.angle == meant.camera.angle
    assert shot.camera.projection == meant.camera.projection
    assert (shot.camera.shake > 0) == (meant.camera.shake > 0)
    for move in CONCEPTS[key].moves:
        if key not in ("pov", "aerial_drone"):
            assert move in [(one.kind, one.direction) for one in shot.camera.moves]


def test_a_concept_wins_over_words_that_contradict_it() -> None:
    shot = plan("a castle, low angle, pan left", concepts=["high_angle", "pan_right"])
    assert shot.camera.angle == "high"
    assert [(move.kind, move.direction) for move in shot.camera.moves] == [("pan", "right")]


def test_concepts_join_the_moves_of_the_words() -> None:
    shot = plan("a castle, tilt up", concepts=["push_in", "tilt_up"])
    assert [move.kind for move in shot.camera.moves] == ["tilt", "push_in"]
