"""Plans as JSON: a faithful round trip, and one clear sentence for every fault."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dreamwright.errors import BadPlan
from dreamwright.shot.codec import content_hash, from_json, to_json
from dreamwright.shot.plan import Camera, Move, Reading, Scene, Shot, Subject, Sun, Unread

FULL = Shot(
    prompt="ein See, “schön” 🌊",
    seed=2**53 - 1,
    scene=Scene(
        place="lake",
        features=("reeds", "frozen"),
        sun_end=Sun(elevation_deg=-3),
        subjects=(Subject(kind="swan", count=2),),
    ),
    camera=Camera(moves=(Move(kind="pan", direction="left", amount=12.5, end_s=2.5), Move(kind="fly", start_s=2.5))),
    readings=(Reading(words="See", start=4, end=7, field="scene.place"),),
    unread=(Unread(words="ein", start=0, end=3),),
)


def plan_with(path: str, value: Any) -> str:
    """The full plan as JSON with one value put in its place."""
    data = json.loads(to_json(FULL))
    inner, *rest = data, *path.split(".")
    for part in rest[:-1]:
        inner = inner[int(part)] if part.isdigit() else inner[part]
    inner[rest[-1]] = value
    return json.dumps(data)


def sentence(text: str) -> str:
    """The refusal of a plan."""
    with pytest.raises(BadPlan) as caught:
        from_json(text)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    return message


def test_round_trip_is_exact_and_stable() -> None:
    text = to_json(FULL)
    assert from_json(text) == FULL
    assert to_json(from_json(text)) == text
    assert text.startswith('{\n  "schema": 1,\n  "prompt": "ein See, “schön” 🌊",')
    assert text.endswith("}\n")


def test_missing_fields_take_their_defaults() -> None:
    assert from_json('{"schema": 1}') == Shot()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ("not valid JSON", "line 1, column 1")),
        ('{"schema": 1,\n "seed": }', ("not valid JSON", "line 2, column 10")),
        ("[]", ("JSON object", "a list")),
        ("null", ("JSON object", "null")),
        ('"a lake"', ("JSON object", "a text")),
        ("{}", ("no schema version",)),
        ('{"schema": 2}', ("schema version 2", "reads version 1")),
        ('{"schema": "1"}', ('schema version "1"',)),
        ('{"schema": true}', ("schema version true",)),
        ('{"schema": 1, "seed": NaN}', ("NaN", "finite")),
        ('{"schema": 1, "frame": {"fps": Infinity}}', ("Infinity", "finite")),
        ('{"schema": 1, "seed": 1, "seed": 2}', ("'seed' twice",)),
        ("[" * 100000, ("nested too deeply",)),
    ],
)  # fmt: skip
def test_malformed_plans(text: str, parts: tuple[str, ...]) -> None:
    message = sentence(text)
    for part in parts:
        assert part in message


@pytest.mark.parametrize(
    ("path", "value", "parts"),
    [
        ("scene.sun.elevation_deg", 91, ("scene.sun.elevation_deg", "at most 90", "not 91")), ("scene.clouds.cover",
        -0.1, ("scene.clouds.cover", "at least 0", "-0.1")),
        ("scene.place", "moon", ("scene.place", "'mountains'", '"moon"')), ("camera.moves.0.kind", "fli",
        ("camera.moves.0.kind", "'fly'", '"fli"')),
        ("frame.width", 1.5, ("frame.width", "integer", "1.5")), ("prompt", 3, ("prompt", "string")), ("seed", 2**53,
        ("seed", "at most")),
        ("camera.lens.focus_m", 0, ("camera.lens.focus_m", "above 0")), ("camera.moves.0.end_s", 0,
        ("camera.moves.0 is wrong", "must end after it starts")),
        ("scene.subjects.0.kind", "Swan Lake", ("scene.subjects.0.kind", "pattern")), ("prompt", "x" * 5001,
        ("prompt", "5000")),
    ],
)  # fmt: skip
def test_values_out_of_range(path: str, value: Any, parts: tuple[str, ...]) -> None:
    message = sentence(plan_with(path, value))
    for part in parts:
        assert part in message


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("sceen", "scene"), ("scene.cloud", "clouds"), ("camera.lens.focal", "focal_mm"), ("camera.moves.0.ammount",
        "amount"),
        ("scene.subjects.0.colour", "color"), ("look.temperature", "temperature_k"), ("scene.sun_end.azimuth",
        "azimuth_deg"),
    ],
)  # fmt: skip
def test_unknown_keys_name_the_nearest(path: str, nearest: str) -> None:
    message = sentence(plan_with(path, 1))
    assert f"unknown key {path}; the nearest known one is {nearest}." in message


def test_a_key_like_no_other_lists_the_known_ones() -> None:
    assert "known here are kind, cover." in sentence(plan_with("scene.clouds.qqqq", 1))


def test_the_hash_follows_the_pictures_alone() -> None:
    same = FULL.model_copy(update={"prompt": "a lake", "readings": (), "unread": ()})
    assert content_hash(same) == content_hash(FULL)
    assert content_hash(same, with_prompt=True) != content_hash(FULL, with_prompt=True)
    assert len(content_hash(FULL)) == 64


def test_the_hash_sees_every_other_field() -> None:
    changed = {
        "seed": 1, "frame.fps": 25, "scene.place": "river", "scene.sun.azimuth_deg": 1, "camera.moves.0.amount": 12.6,
        "camera.lens.focal_mm": 29, "look.grain": 0.5, "loop": True, "inputs.start_image": "sha256:" + "ab" * 32,
    }  # fmt: skip
    hashes = {content_hash(from_json(plan_with(path, value))) for path, value in changed.items()}
    assert len(hashes | {content_hash(FULL)}) == len(changed) + 1


def test_the_hash_does_not_see_how_a_number_is_written() -> None:
    assert content_hash(from_json(plan_with("scene.sun.azimuth_deg", -0.0))) == content_hash(
        from_json(plan_with("scene.sun.azimuth_deg", 0))
    )
    assert content_hash(Shot()) == "dd561ccd51dbbbe3b1f87fd8b463f39b5fe9dac0d9eaa0e582983fd261819e01"
