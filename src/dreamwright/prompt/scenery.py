"""The scene that the words leave open: clouds, fog, wind, season by place and time, and the subjects.

A good sky has something in it. Seeded; knows no camera.
"""

from __future__ import annotations

from typing import Any

from dreamwright.prompt.dice import Dice
from dreamwright.prompt.draft import Draft
from dreamwright.prompt.light import night_of, sun_end_of, sun_of
from dreamwright.prompt.subjects import Seen
from dreamwright.shot.plan import Clouds, Fog, Precipitation, Scene, Subject

UNNAMED = ("mountains", "coast", "plains", "lake")
SUBJECT_PLACES = {
    "ocean": ("sailing_ship", "ship", "surfer", "whale", "orca", "dolphin", "sailboat", "oil_rig", "submarine",
    "boat", "buoy", "raft"),
    "coast": ("lighthouse", "seagulls", "crab", "seal", "pelican", "shipwreck"), "arctic": ("penguin", "polar_bear",
    "igloo"),
    "underwater": ("fish", "shark", "jellyfish", "manta_ray", "octopus", "diver", "turtle"),
    "lake": ("swan", "duck", "canoe", "kayak", "rowboat", "heron", "flamingo", "geese"),
    "desert": ("camel", "pyramid", "snake"), "space": ("spaceship", "satellite", "space_station", "astronaut",
    "comet", "rocket"),
    "forest": ("cabin", "bear", "wolf", "fox", "deer", "owl", "frog", "monkey", "tiger", "campfire", "tent"),
    "city": ("taxi", "tram", "bus", "people"), "village": ("church", "house", "windmill", "watermill"),
    "sky": ("airplane", "glider", "skydiver"), "mountains": ("hiker", "skier", "goat", "eagle", "castle", "temple",
    "paraglider"),
    "plains": ("horse", "cow", "sheep", "bison", "elephant", "lion", "giraffe", "zebra", "antelope", "lone_tree",
    "barn", "tractor",
               "train", "car", "rabbit", "dog", "rider", "kite", "scarecrow", "hot_air_balloon"),
}  # fmt: skip
SKIES: dict[str, tuple[tuple[str, float, float], ...]] = {
    "mountains": (("cumulus", 0.3, 0.5), ("cirrus", 0.3, 0.5), ("cumulus", 0.4, 0.6)),
    "desert": (("cirrus", 0.2, 0.45), ("cumulus", 0.12, 0.25)), "ocean": (("cumulus", 0.3, 0.5), ("cirrus", 0.3, 0.5)),
    "coast": (("cumulus", 0.3, 0.55), ("cirrus", 0.3, 0.5)), "forest": (("cumulus", 0.3, 0.5),),
    "plains": (("cumulus", 0.35, 0.5), ("cirrus", 0.3, 0.5)), "canyon": (("cumulus", 0.2, 0.35), ("cirrus", 0.25, 0.4)),
    "arctic": (("stratus", 0.5, 0.75), ("cirrus", 0.3, 0.5)), "lake": (("cirrus", 0.3, 0.5), ("cumulus", 0.25, 0.45)),
    "river": (("cumulus", 0.3, 0.5),), "islands": (("cumulus", 0.3, 0.45),), "volcano": (("cumulus", 0.25, 0.45),
    ("cirrus", 0.3, 0.5)),
    "city": (("cumulus", 0.3, 0.5), ("cirrus", 0.3, 0.5)), "village": (("cumulus", 0.3, 0.5),), "space": (("none",
    0.0, 0.0),),
    "underwater": (("cumulus", 0.15, 0.3),), "sky": (("stratus", 0.86, 0.95),),
}  # fmt: skip
WINDS = {"ocean": (5.0, 9.0), "coast": (4.0, 8.0), "sky": (6.0, 12.0), "lake": (1.5, 3.5), "forest": (1.5, 4.0),
"plains": (3.0, 6.0),
         "desert": (3.0, 7.0), "islands": (4.0, 7.0), "arctic": (4.0, 8.0), "underwater": (2.0, 5.0), "space": (0.0,
         0.0)}  # fmt: skip
HAZE = {"city": 0.05, "forest": 0.03, "desert": 0.04, "canyon": 0.03}
MISTY = ("mountains", "plains", "lake", "river", "village")
LOW_TIMES = ("dawn", "sunrise", "golden_hour", "sunset", "dusk", "blue_hour")
DEFAULT_RATE = 0.45
BOW_SKY, BOW_RATE = ("cumulus", 0.5), 0.12


def place_of(draft: Draft, seen: list[Seen], dice: Dice) -> str:
    """The named place, else one implied, else one that suits the first subject, else a seeded vista."""
    named = draft.get("scene.place")
    if named is not None and named not in draft.barred:
        return str(named)
    for subject in seen:
        for place, kinds in SUBJECT_PLACES.items():
            if subject.kind in kinds and place not in draft.barred:
                return place
    if "lit_windows" in draft.features and "city" not in draft.barred:
        return "city"
    if seen and "plains" not in draft.barred:
        return "plains"
    open_places = [place for place in (*UNNAMED, "desert", "sky") if place not in draft.barred]
    return dice.one_of("place", open_places[: len(UNNAMED)])


def scene_of(draft: Draft, seen: list[Seen], place: str, side: int, dice: Dice) -> Scene:
    """The whole scene."""
    season = draft.get("scene.season") or ("winter" if place == "arctic" else _season(draft))
    features = tuple(name for name in draft.features if name not in draft.barred)
    sun = sun_of(draft, season, place, side, dice)
    lapse = sun_end_of(draft, sun, dice)
    return Scene.model_validate({
        "place": place, "features": features, "season": season,
        "time_of_day": draft.get("scene.time_of_day", "afternoon"),
        "time_of_day_end": draft.get("scene.time_of_day_end"),
        "sun": lapse[0] if lapse else sun, "sun_end": lapse[1] if lapse else None,
        "clouds": _clouds(draft, place, dice), "fog": _fog(draft, place, dice),
        "precipitation": _precipitation(draft, place, season, features), "wind_mps": _wind(draft, place, dice),
        "wind_toward_deg": dice.side("wind.side") * dice.between("wind.toward", 40, 130),
        "time_scale": draft.get("scene.time_scale", 1.0), "night": night_of(draft, place, side, dice),
        "lightning": draft.get("scene.lightning", 0.0), "rainbow": draft.get("scene.rainbow", 0.0),
        "subjects": tuple(_subject(one) for one in seen if one.kind not in draft.barred),
    })  # fmt: skip


def _season(draft: Draft) -> str:
    cold = {"snow_cover", "frozen", "glacier", "ice"} & set(draft.features)
    return "winter" if cold else "summer"


def _clouds(draft: Draft, place: str, dice: Dice) -> Clouds:
    skies = [sky for sky in SKIES[place] if f"cloud {sky[0]}" not in draft.barred] or [("none", 0.0, 0.0)]
    if draft.get("scene.time_scale", 1.0) > 1:
        skies = [sky for sky in skies if sky[0] == "cumulus"] or skies  # what a time lapse shows best
    kind, low, high = dice.one_of("sky", skies)
    cover: Any = draft.get("scene.clouds.cover")
    asked: Any = draft.get("scene.clouds.kind")
    if place == "space" and not draft.said("scene.clouds.kind"):
        asked, cover = "none", 0.0
    if draft.get("scene.rainbow", 0.0) > 0 and not draft.said("scene.clouds.kind"):
        asked, cover = BOW_SKY  # a bow needs sun: the shower is over, its clouds are breaking
    if asked is None and cover is not None:
        asked = _kind_for(cover, kind)
    if asked is None or f"cloud {asked}" in draft.barred:
        asked, cover = kind, None
    if asked == "none":
        return Clouds(kind="none", cover=0.0)
    if cover is None or (cover == 0.0 and asked != "none"):
        cover = (
            dice.between("sky.cover", low, high) if asked == kind else {"stratus": 0.85, "storm": 0.9}.get(asked, 0.4)
        )
    return Clouds(kind=asked, cover=cover)


def _kind_for(cover: float, usual: str) -> str:
    if cover == 0:
        return "none"
    if cover >= 0.9:
        return "stratus"
    return "cumulus" if usual == "none" or (usual == "cirrus" and cover > 0.6) else usual


def _fog(draft: Draft, place: str, dice: Dice) -> Fog:
    if place in ("underwater", "space") and not draft.said("scene.fog.density"):
        return Fog()
    default = HAZE.get(place, 0.0)
    if draft.get("scene.time_of_day") in LOW_TIMES and place in MISTY:
        default = dice.between("haze", 0.0, 0.06)
    density = draft.get("scene.fog.density", default)
    top = draft.get("scene.fog.top_m", 150.0 if density < 0.75 else 400.0)
    return Fog(density=density, top_m=top)


def _precipitation(draft: Draft, place: str, season: str, features: tuple[str, ...]) -> Precipitation:
    kind = draft.get("scene.precipitation.kind", "none")
    rate = draft.get("scene.precipitation.rate", DEFAULT_RATE if kind != "none" else 0.0)
    if (
        kind == "none"
        or rate == 0
        or f"fall {kind}" in draft.barred
        or (kind == "snow" and "snow_cover" in draft.barred)
    ):
        return Precipitation()
    if draft.get("scene.rainbow", 0.0) > 0 and rate <= DEFAULT_RATE:  # a downpour asked for stays
        rate = min(rate, BOW_RATE)
    freezing = place == "arctic" or (season == "winter" and "snow_cover" in features)
    if kind == "rain" and freezing and not draft.said("scene.precipitation.kind"):
        kind = "snow"
    return Precipitation(kind=kind, rate=rate)


def _wind(draft: Draft, place: str, dice: Dice) -> float:
    usual = dice.between("wind", *WINDS.get(place, (2.5, 5.5)), digits=1)
    return float(draft.get("scene.wind_mps", usual))


def _subject(seen: Seen) -> Subject:
    return Subject.model_validate({"kind": seen.kind, "count": seen.count, "action": seen.action, "color": seen.color,
                                   "position": seen.position})  # fmt: skip
