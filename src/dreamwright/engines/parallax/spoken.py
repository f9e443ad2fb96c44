"""What a prompt's words say of what a picture shows and how it moves. Knows words alone."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHOWN: dict[str, frozenset[str]] = {
    "sky": _words("sky skies cloud clouds cloudy overcast sunset sunrise stars aurora storm"),
    "water": _words(
        "water sea ocean lake river rivers stream streams waves wave surf swell tide pond rapids ripples ripple "
        "rippling pool fountain shore bay lagoon brook creek canal"
    ),
    "waterfall": _words("waterfall waterfalls cascade cascades cascading cataract cataracts"),
    "foliage": _words(
        "leaves leaf foliage tree trees forest grass grasses meadow plants plant bush bushes flowers flower garden "
        "jungle hedge branches branch reeds wheat field fields vines ivy palm palms ferns blossom blossoms"
    ),
    "smoke": _words("smoke steam mist fog vapour vapor haze smoking steaming smoky chimney incense exhaust plume"),
    "fire": _words(
        "fire flame flames candle candles torch torches bonfire campfire fireplace fires embers lamp lamps lantern "
        "lanterns burning blaze lava"
    ),
    "person": _words(
        "person people man woman girl boy child portrait face hair she he her his lady model dancer astronaut couple "
        "king queen bride soldier"
    ),
    "hair": _words("hair fur mane beard"),
}
"""The words that say a region is there."""
FIRES = _words("campfire torch")
"""Subjects that are fires: a picture's own burn."""
_AIR = _words("fog foggy fogbank mist misty haze hazy smog smoggy")
FLOWING = _words("river rivers stream streams brook creek rapids canal current flowing flows flow torrent")
ROLLING = _words("sea ocean waves wave surf swell tide shore coast beach surging breakers")
GRASSY = _words("grass grasses meadow field fields wheat reeds lawn prairie")


LAMPS = _words("lamp lamps lantern lanterns")
MOVES = {
    "waterfall": SHOWN["waterfall"], "smoke": SHOWN["smoke"] - _AIR, "fire": SHOWN["fire"] - LAMPS - {"embers"},
    "hair": SHOWN["hair"],
}  # fmt: skip
"""Regions that are named for their motion alone, and the words that do."""


def only_lamps(words: frozenset[str]) -> bool:
    """Whether the words speak of lamps, and of no open fire: a lamp does not lick."""
    return not words.isdisjoint(LAMPS) and words.isdisjoint(MOVES["fire"])


def only_smoke(words: frozenset[str]) -> bool:
    """Whether the words speak of smoke or steam, and of no fog."""
    return not words.isdisjoint(MOVES["smoke"]) and words.isdisjoint(_AIR)


def words_of(prompt: str) -> frozenset[str]:
    """The prompt's words in lower case."""
    return frozenset(re.findall(r"[a-z]+", prompt.lower()))
