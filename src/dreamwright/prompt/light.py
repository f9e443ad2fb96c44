"""Sun, moon and stars for a time of day: seeded inside the asked ranges, on a side that serves the picture.

Low suns stand in or just outside the frame, side light at 50-100°, a back light behind the subject. Knows no words.
"""

from __future__ import annotations

from dreamwright.prompt.dice import Dice
from dreamwright.prompt.draft import Draft
from dreamwright.prompt.hours import END, FIELD, RANGE, SIDE
from dreamwright.prompt.words.time import HOURS, SUN_HEIGHTS
from dreamwright.shot.plan import Night, Sun

LOW = ("dawn", "sunrise", "golden_hour", "sunset", "dusk", "blue_hour")
SIDES = {
    "side": (55.0, 95.0),
    "back": (4.0, 22.0),
    "front": (140.0, 170.0),
    "left": (60.0, 95.0),
    "right": (60.0, 95.0),
}
DEGREES_AN_HOUR = 12.0
CANYON_NOON = (44.0, 54.0)
"""The noon sun of a canyon in spring or autumn: from overhead it would light both walls alike."""
UNASKED = (16.0, 34.0)
"""The sun of a film whose time nobody named: low enough to model the land."""
BOW_HEIGHTS, BOW_AZIMUTHS = (9.0, 22.0), (146.0, 162.0)
"""A rainbow is 42 degrees about the point opposite the sun: the sun stands low behind, one leg of the bow in frame."""
DIM = 0.62
"""Share of the noon height that a winter or polar sun reaches."""


def sun_of(draft: Draft, season: str, place: str, side: int, dice: Dice) -> Sun:
    """The opening sun."""
    time = draft.get(FIELD, "afternoon")
    low, high = draft.get(RANGE) or (SUN_HEIGHTS[time] if draft.known(FIELD) else UNASKED)
    if draft.get("sun.low") and low > 12:
        low, high = 8.0, 14.0
    if time in ("morning", "noon", "afternoon") and low > 14 and (season == "winter" or place == "arctic"):
        low, high = low * DIM, high * DIM
    if place == "canyon" and time == "noon":
        low, high = CANYON_NOON
    if place == "underwater" and time in ("morning", "noon", "afternoon"):
        low = max(low, 45.0)
        high = max(high, low + 15)
    if place == "space":
        low, high = (4.0, 24.0)
    bow = draft.get("scene.rainbow", 0.0) > 0 and low > 0
    if bow:
        low, high = min(low, BOW_HEIGHTS[0]), min(high, BOW_HEIGHTS[1])
    return Sun(elevation_deg=dice.between("sun.elevation", low, high),
               azimuth_deg=side * dice.between("sun.azimuth", *BOW_AZIMUTHS) if bow
               else _azimuth(draft.get(SIDE), time, place, side, dice))  # fmt: skip


def _azimuth(asked: str | None, time: str, place: str, side: int, dice: Dice) -> float:
    if asked in SIDES:
        low, high = SIDES[asked]
        side = {"left": -1, "right": 1}.get(asked, side)
    elif place == "space":
        low, high = 55.0, 100.0
    elif time == "night":
        low, high = 20.0, 150.0
    elif time in LOW:
        low, high = (12.0, 24.0) if time in ("sunset", "sunrise") else (12.0, 34.0)
    elif time == "noon":
        low, high = (60.0, 100.0) if place == "canyon" else (40.0, 120.0)
    else:
        low, high = (35.0, 75.0) if place not in ("forest", "city", "canyon") else (45.0, 85.0)
    return side * dice.between("sun.azimuth", low, high)


def sun_end_of(draft: Draft, sun: Sun, dice: Dice) -> tuple[Sun, Sun] | None:
    """Opening and closing sun of a lapse: it climbs or sinks, and moves to the right with the clock."""
    end = draft.get(END)
    if end is None:
        return None
    start = draft.get(FIELD, "afternoon")
    hours = (HOURS[end] - HOURS[start]) % 24.0
    turned = min(hours * DEGREES_AN_HOUR, 120.0)
    rising = start in ("night", "dawn", "sunrise", "blue_hour") and end not in ("night", "dusk")
    height = dice.between("sun.end", *SUN_HEIGHTS[end])
    if rising:
        opening = -dice.between("sun.lapse", 8.0, 28.0)
        return Sun(elevation_deg=sun.elevation_deg, azimuth_deg=opening), Sun(
            elevation_deg=height, azimuth_deg=opening + turned
        )
    closing = dice.between("sun.lapse", 8.0, 28.0)
    return (Sun(elevation_deg=sun.elevation_deg, azimuth_deg=round(max(-170.0, closing - turned), 2)),
            Sun(elevation_deg=max(height, -26.0), azimuth_deg=closing))  # fmt: skip


def night_of(draft: Draft, place: str, side: int, dice: Dice) -> Night:
    """Stars and moon; where none is named, a night on land gets a moon outside the frame to see by."""
    time = draft.get(FIELD, "afternoon")
    dark = time == "night" or draft.get(END) == "night"
    lit_by_itself = place in ("city", "space")
    unsaid = dice.between("moon", 0.55, 0.95) if dark and not lit_by_itself else 0.0
    moon = draft.get("scene.night.moon", unsaid)
    named = draft.said("scene.night.moon")
    low, high = (9.0, 24.0) if named else (26.0, 44.0)
    spread = (6.0, 20.0) if named else (28.0, 70.0)
    stars = draft.get("scene.night.stars", 1.0 if place != "city" else 0.35)
    return Night(stars=stars, moon=moon, aurora=draft.get("scene.night.aurora", 0.0),
                 milky_way=draft.get("scene.night.milky_way", 0.1 if moon > 0.5 or place == "city" else 0.5),
                 moon_elevation_deg=dice.between("moon.elevation", low, high),
                 moon_azimuth_deg=-side * dice.between("moon.azimuth", *spread))  # fmt: skip
