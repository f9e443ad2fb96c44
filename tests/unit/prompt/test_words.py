"""The vocabulary: every value of every enumeration can be said, and every path it sets exists in the plan."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from dreamwright.prompt.lexicon import TABLES, lexicon
from dreamwright.prompt.parse import plan
from dreamwright.prompt.words.neighbours import ENGLISH
from dreamwright.prompt.words.place import BACKDROPS
from dreamwright.prompt.words.subject import SUBJECTS
from dreamwright.shot import plan as fields
from dreamwright.shot.plan import Shot

READERS_OWN = {
    "sun.low",
    "sun.range",
    "focus.near",
    "focus.rack",
    "frame.aspect",
    "frame.resolution",
    "speed",
    "reveal",
    "dutch",
    "moves",
}
SAYS: dict[str, tuple[Any, str]] = {
    "scene.place": (fields.PlaceKind, "{}"),
    "scene.season": (fields.Season, "{}"),
    "camera.angle": (fields.Angle, "{} shot"),
}
PLACES = {
    "mountains": "the alps", "desert": "the sahara", "ocean": "open sea", "coast": "a beach", "forest": "woodland",
    "plains": "a meadow", "canyon": "a gorge", "arctic": "tundra", "lake": "a pond", "river": "a stream",
    "islands": "an archipelago", "volcano": "a caldera", "city": "downtown", "village": "a hamlet", "space": "a nebula",
    "underwater": "a coral reef", "sky": "above the clouds",
}  # fmt: skip
TIMES = {
    "dawn": "at daybreak", "sunrise": "rising sun", "morning": "mid-morning", "noon": "midday",
    "afternoon": "in the afternoon",
    "golden_hour": "magic hour", "sunset": "sundown", "dusk": "at twilight", "blue_hour": "blue hour",
    "night": "midnight",
}  # fmt: skip
CLOUDS = {
    "none": "cloudless",
    "cirrus": "wispy clouds",
    "cumulus": "puffy white clouds",
    "stratus": "overcast",
    "storm": "thunderheads",
}
FALLS = {
    "none": "without rain",
    "rain": "drizzle",
    "snow": "snowflakes",
    "dust": "sandstorm",
    "ash": "falling ash",
    "leaves": "autumn leaves falling",
    "embers": "sparks rising",
    "motes": "dust motes",
    "fireflies": "fireflies",
}
MOVES = {
    "static": "locked off", "pan": "panning", "tilt": "tilts", "roll": "a barrel roll", "zoom": "zooming",
    "push_in": "dolly in",
    "pull_out": "dolly back", "truck": "tracking shot", "pedestal": "pedestal", "crane": "jib shot",
    "orbit": "arc shot",
    "fly": "flyover", "dolly_zoom": "vertigo effect",
}  # fmt: skip
DIRECTIONS = {
    "left": "pan left", "right": "pan to the right", "up": "tilt upward", "down": "tilt down", "in": "zoom in",
    "out": "zoom out",
    "clockwise": "roll clockwise", "counterclockwise": "roll anticlockwise", "forward": "fly forward",
}  # fmt: skip
EASES = {
    "linear": "pan at constant speed",
    "in": "pan left, accelerating",
    "out": "pan left slowing to a stop",
    "in_out": "pan left smoothly",
}
PALETTES = {
    "natural": "natural colors", "warm": "warm tones", "cool": "cold light", "teal_orange": "teal and orange",
    "pastel": "pastel",
    "vivid": "vibrant", "muted": "muted colours", "sepia": "sepia", "noir": "noir", "teal": "teal grade",
    "rose": "pink sky",
    "emerald": "green tint",
}  # fmt: skip
FILMS = {
    "none": "clean digital", "print": "shot on film", "vintage": "retro", "noir": "film noir",
    "bleach_bypass": "bleach bypass",
    "super8": "super 8",
}  # fmt: skip
ANGLES = {
    "eye_level": "eye level",
    "low": "worm's eye",
    "high": "from above",
    "overhead": "bird's-eye view",
    "ground": "ground level",
    "aerial": "drone",
}
POSITIONS = {
    "left": "a boat on the left", "center": "a boat in the center", "right": "a boat on the right",
    "foreground": "in the foreground, a boat", "background": "a boat in the distance",
    "above": "a kite in the sky above",
}  # fmt: skip
EVERY: list[tuple[str, Any, dict[str, str]]] = [
    ("scene.place", fields.PlaceKind, PLACES),
    ("scene.time_of_day", fields.TimeOfDay, TIMES),
    ("scene.clouds.kind", fields.CloudKind, CLOUDS),
    ("scene.precipitation.kind", fields.PrecipitationKind, FALLS),
    (
        "scene.season",
        fields.Season,
        {"spring": "springtime", "summer": "in summer", "autumn": "autumnal", "winter": "wintry"},
    ),
    ("camera.moves.0.kind", fields.MoveKind, MOVES),
    ("camera.moves.0.direction", fields.Direction, DIRECTIONS),
    ("camera.moves.0.ease", fields.Ease, EASES),
    ("camera.angle", fields.Angle, ANGLES),
    ("camera.projection", fields.Projection, {"perspective": "rectilinear", "tiny_planet": "tiny planet"}),
    ("look.palette", fields.Palette, PALETTES),
    ("look.film", fields.FilmStock, FILMS),
    ("scene.subjects.0.position", get_args(fields.Subject.model_fields["position"].annotation)[0], POSITIONS),
]


def at(shot: Shot, path: str) -> Any:
    value: Any = shot
    for part in path.split("."):
        value = value[int(part)] if part.isdigit() else getattr(value, part)
    return value


@pytest.mark.parametrize(("path", "kinds", "words"), EVERY, ids=[path for path, _, _ in EVERY])
def test_every_value_of_every_enumeration_can_be_said(path: str, kinds: Any, words: dict[str, str]) -> None:
    assert set(words) == set(get_args(kinds))
    for value, prompt in words.items():
        shot = plan(prompt)
        assert (prompt, at(shot, path)) == (prompt, value)
        said = {reading.field for reading in shot.readings}
        assert path in said or path.rsplit(".", 1)[0] in said, prompt


def test_every_path_of_the_vocabulary_exists() -> None:
    shot = plan("a cat")
    paths = {path for table in TABLES for sense in table.values()
             for sets in (sense.says, sense.implies, sense.denies, sense.grades) for path in sets}  # fmt: skip
    for path in paths - READERS_OWN - {"loop"}:
        assert at(shot, path) is not Ellipsis


def test_every_value_of_the_vocabulary_is_within_the_plans_bounds() -> None:
    for table in TABLES:
        for phrases in table:
            for phrase in phrases.split(","):
                plan(phrase)


def test_there_are_many_kinds_of_subjects_and_each_is_found_by_its_own_words() -> None:
    kinds = {sense.value for sense in SUBJECTS.values()}
    assert len(kinds) >= 100
    for phrases, sense in SUBJECTS.items():
        for phrase in phrases.split(","):
            found = [subject.kind for subject in plan(f"a {phrase}").scene.subjects]
            assert (phrase, found) == (phrase, [sense.value])


def test_every_place_has_a_backdrop() -> None:
    assert set(BACKDROPS) == set(get_args(fields.PlaceKind))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("moutains", "mountains"), ("mountians", "mountains"), ("sunst", "sunset"),
        ("waterfal", "waterfall"), ("ligthning", "lightning"), ("thunderstrom", "thunderstorm"), ("vulcano", "volcano"),
        ("underwatr", "underwater"), ("forrest", "forest"), ("tilt upwards", "tilt up"), ("arial view", "aerial view"),
        ("snowcaped mountains", "snowcapped mountains"), ("hyperlaspe", "hyperlapse"), ("autum", "autumn"),
    ],
)  # fmt: skip
def test_misspellings_read_as_what_was_meant(wrong: str, right: str) -> None:
    a, b = plan(wrong, seed=1), plan(right, seed=1)
    assert (a.scene, a.camera, a.look) == (b.scene, b.camera, b.look)
    assert a.unread == ()


ORDINARY = """
string party think house county money angel dream cannon wonder march power price trade mouse health beard coach
marine brick flour ballet crown steel spider heart reach storey winner rover salon sight spell start strange
trunk shape glove lover medal pizza violin kitchen dessert
"""


@pytest.mark.parametrize("word", ORDINARY.split())
def test_english_words_are_never_turned_into_others(word: str) -> None:
    known = lexicon()
    assert word in ENGLISH or known.speller.nearest(word) in (None, word) or word in known.speller.words


def test_short_and_strange_words_are_left_alone() -> None:
    assert [unread.words for unread in plan("skay zzzzzz qxqxqx").unread] == ["skay zzzzzz qxqxqx"]
