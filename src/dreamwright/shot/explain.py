"""A plan in plain English: one paragraph that a director recognises. Knows the plan alone, no words of the prompt."""

from __future__ import annotations

import math

from dreamwright.shot.plan import Move, Scene, Shot, Subject
from dreamwright.shot.takes import begin_s, end_s, last_s

PLACES = {
    "mountains": "mountains", "desert": "a desert", "ocean": "the open ocean", "coast": "a coast",
    "forest": "a forest", "plains": "open plains", "canyon": "a canyon", "arctic": "an arctic land", "lake": "a lake",
    "river": "a river", "islands": "islands in the sea", "volcano": "a volcano", "city": "a city",
    "village": "a village", "space": "outer space", "underwater": "the world below the surface",
    "sky": "a sea of clouds",
}  # fmt: skip
TIMES = {
    "dawn": "at dawn", "sunrise": "at sunrise", "morning": "in the morning", "noon": "at noon",
    "afternoon": "in the afternoon", "golden_hour": "at golden hour", "sunset": "at sunset", "dusk": "at dusk",
    "blue_hour": "in the blue hour", "night": "at night",
}  # fmt: skip
ENDS = {"golden_hour": "golden hour", "blue_hour": "the blue hour"}
ANGLES = {
    "eye_level": "at eye level", "low": "from a low angle", "ground": "from the ground",
    "high": "from a high angle", "overhead": "from straight overhead", "aerial": "from the air",
}  # fmt: skip
WIDTHS = ((16, "An ultra-wide"), (30, "A wide"), (60, "A natural"), (110, "A close"), (9999, "A telephoto"))
STATES = {"frozen": "frozen over", "empty": "empty of people", "snow_cover": "under snow", "no_trees": "without trees",
          "no_snow": "without snow"}  # fmt: skip
"""Features that are a state of the place."""
LIGHTS = {"cloud_shadows": "shadows of clouds pass", "sun_rays": "shafts of light fall",
          "flickering_lights": "lamps flicker"}  # fmt: skip
"""Features of light that a picture may be given."""
NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
CLOUDS = {
    "cirrus": ("a trace of cirrus", "wisps of cirrus", "streaks of cirrus", "a veil of cirrus"),
    "cumulus": ("a few cumulus clouds", "scattered cumulus clouds", "broken cumulus clouds", "crowded cumulus clouds"),
    "stratus": ("shreds of stratus", "torn stratus", "broken stratus", "an overcast of stratus"),
    "storm": ("a far storm cloud", "scattered storm clouds", "broken storm clouds", "heavy storm clouds"),
}
"""Words for a cover up to 0.25, 0.5, 0.75 and beyond."""
FLOATING = {"leaves": "falling leaves", "embers": "rising embers", "motes": "floating motes of dust",
            "fireflies": "fireflies"}  # fmt: skip
SAME = ("fish", "people", "sheep", "deer", "bison", "geese", "elk")
VERBS = {
    "pan": "pans", "tilt": "tilts", "roll": "rolls", "orbit": "orbits", "push_in": "pushes in", "pull_out": "pulls out",
    "truck": "trucks", "pedestal": "moves on its pedestal", "crane": "cranes", "fly": "flies",
}  # fmt: skip
PACES = {
    "pan": (5.0, 12.0), "tilt": (4.0, 9.0), "roll": (3.0, 8.0), "orbit": (6.0, 13.0), "push_in": (0.8, 2.0),
    "pull_out": (0.8, 2.0), "truck": (0.8, 1.6), "pedestal": (0.5, 1.0), "crane": (0.8, 1.6), "fly": (10.0, 28.0),
}  # fmt: skip
"""Degrees or metres a second near the ground: under the first is slow, over the second is quick."""
ANGULAR = ("pan", "tilt", "roll", "orbit")
BLINK_S = 0.1
"""A move that a film shows for less long is not told of."""
AIRLESS = ("space", "underwater")


def explain(shot: Shot) -> str:
    """One paragraph: the view, the light, the weather, the subjects, the moves, the look, the format.

    Of a shot that stands on a picture, only what was asked of place, light and weather is told: the rest is its own.
    """
    if shot.inputs.pictures or shot.inputs.source_video:
        return _of_a_picture(shot)
    outside = shot.scene.place not in AIRLESS
    parts = [_view(shot), _sky(shot.scene), _air(shot.scene) if outside else "", _subjects(shot.scene.subjects)]
    parts += [_moves(shot), _look(shot), _format(shot)]
    return " ".join(part for part in parts if part)


def _of_a_picture(shot: Shot) -> str:
    sky = _asked(shot, "scene.clouds", "scene.night", "scene.rainbow", "scene.lightning")
    air = _asked(shot, "scene.fog", "scene.precipitation", "scene.wind_mps", "scene.time_scale")
    hour = _asked(shot, "scene.time_of_day")
    end = shot.scene.time_of_day_end
    ended = f"; by the end it is {ENDS.get(end, end)}" if end is not None else ""
    lights = [text for name, text in LIGHTS.items() if name in shot.scene.features]
    parts = [_pictures(shot), f"It is {TIMES[shot.scene.time_of_day]}{ended}." if hour or ended else ""]
    parts += [f"{_listed(lights)}.".capitalize() if lights else ""]
    parts += [_sky(shot.scene) if sky else "", _air(shot.scene) if air else "", _subjects(shot.scene.subjects)]
    parts += [_moves(shot), _look(shot), _format(shot)]
    return " ".join(part for part in parts if part)


def _asked(shot: Shot, *paths: str) -> bool:
    """Whether the prompt's words set something there, or a plan without a prompt differs from the defaults."""
    if shot.prompt:
        return any(f"{reading.field}.".startswith(f"{path}.") for reading in shot.readings for path in paths)
    plain = Scene()
    return any(
        getattr(shot.scene, name) != getattr(plain, name) for name in (path.removeprefix("scene.") for path in paths)
    )


def _pictures(shot: Shot) -> str:
    """The pictures and their times, their depth, masks and fit."""
    inputs = shot.inputs
    if inputs.source_video:
        after = not shot.takes or shot.takes[0].side == "after"
        return f"The shot {'goes on from' if after else 'leads up to'} a given film, seen through a {_lens(shot)} lens."
    begins = ["begins with a given picture"] if inputs.start_image else []
    times = _listed([f"{second:.3g}" for second, _ in inputs.keyframes])
    many = len(inputs.keyframes) > 1
    passes = [f"shows {'given pictures' if many else 'a given picture'} at {times} seconds"] if times else []
    ends = ["ends with a given one" if begins or passes else "ends with a given picture"] if inputs.end_image else []
    maps = (["a given depth map"] if inputs.depth else []) + [f"a given mask of {name}" for name, _ in inputs.masks]
    helped = f", helped by {_listed(maps)}" if maps else ""
    fit = " What a picture lacks of the film's shape is painted on." if inputs.fit == "outpaint" else ""
    return f"The shot {_listed([*begins, *passes, *ends])}{helped}, seen through a {_lens(shot)} lens.{fit}"


def _lens(shot: Shot) -> str:
    return f"{shot.camera.lens.focal_mm:g} mm"


def _view(shot: Shot) -> str:
    camera, scene = shot.camera, shot.scene
    width = next(name for limit, name in WIDTHS if camera.lens.focal_mm <= limit)
    raised = camera.angle in ("aerial", "overhead", "high")
    height = f", {_length(camera.height_m)} above the ground" if raised and scene.place != "space" else ""
    season = f" in {scene.season}" if scene.season != "summer" else ""
    planet = ", bent into a tiny planet" if camera.projection == "tiny_planet" else ""
    joint = "over" if raised else "of"
    return (
        f"{width}, {_lens(shot)} view {joint} {PLACES[scene.place]}{_features(scene)} "
        f"{TIMES[scene.time_of_day]}{season}, {ANGLES[camera.angle]}{height}{planet}, {_sun(scene)}."
    )


def _features(scene: Scene) -> str:
    states = [STATES[name] for name in scene.features if name in STATES]
    things = [name.replace("_", " ") for name in scene.features if name not in STATES]
    return (f" with {_listed(things)}" if things else "") + (f" {_listed(states)}" if states else "")


def _sun(scene: Scene) -> str:
    sun, where = scene.sun, _bearing(scene.sun.azimuth_deg)
    if sun.elevation_deg < -12:
        text = "the sun far below the horizon"
    elif sun.elevation_deg < 0:
        text = f"the sun {-sun.elevation_deg:.0f} degrees below the horizon {where}"
    else:
        height = "low" if sun.elevation_deg < 12 else "high" if sun.elevation_deg > 50 else "half high"
        text = f"the sun {height} {where}, {sun.elevation_deg:.0f} degrees up"
    end = scene.time_of_day_end
    return text + (f"; by the end it is {ENDS.get(end, end)}" if end is not None else "")


def _bearing(azimuth: float) -> str:
    side, turn = "right" if azimuth > 0 else "left", abs(azimuth)
    names = ((8, "straight ahead"), (55, f"ahead to the {side}"), (125, f"to the {side}"),
             (172, f"behind the camera to the {side}"), (999, "behind the camera"))  # fmt: skip
    return next(name for limit, name in names if turn < limit)


def _sky(scene: Scene) -> str:
    cover, night = scene.clouds.cover, "night" in (scene.time_of_day, scene.time_of_day_end)
    level = min(3, int(cover * 4 - 1e-9))
    seen = [CLOUDS[scene.clouds.kind][level]] if scene.clouds.kind != "none" and cover > 0 else []
    if (night and cover < 0.85) or scene.place == "space":
        lights = (("stars", scene.night.stars > 0), ("the Milky Way", scene.night.milky_way > 0.4),
                  ("the moon", scene.night.moon > 0), ("an aurora", scene.night.aurora > 0))  # fmt: skip
        seen += [name for name, shown in lights if shown]
    seen += ["a rainbow"] * (scene.rainbow > 0) + ["lightning"] * (scene.lightning > 0)
    if scene.place == "underwater":
        return ""
    return f"The sky holds {_listed(seen)}." if seen else "The sky is clear."


def _air(scene: Scene) -> str:
    fog, fall, wind = scene.fog.density, scene.precipitation, scene.wind_mps
    parts = []
    if fog >= 0.05:
        parts.append("a light haze" if fog < 0.2 else "mist" if fog < 0.4 else "fog" if fog < 0.75 else "dense fog")
    level = (fall.rate >= 0.3) + (fall.rate > 0.7)
    if fall.kind not in ("none", *FLOATING) and fall.rate > 0:
        parts.append({0: "light ", 2: "heavy "}.get(level, "") + fall.kind)
    names = ((1.5, "still air"), (8.0, "a breeze"), (17.0, "a strong wind"), (99.0, "a gale"))
    parts.append(f"{next(name for limit, name in names if wind < limit)} of {wind:g} m/s")
    if fall.kind in FLOATING and fall.rate > 0:
        parts.append({0: "a few ", 2: "many "}.get(level, "") + FLOATING[fall.kind])
    pace = f" Weather runs {scene.time_scale:g} times as fast as life." if scene.time_scale > 1 else ""
    if scene.time_scale < 1:
        pace = f" It is filmed in slow motion, at {scene.time_scale:g} of life's pace."
    return f"There is {_listed(parts)}.{pace}"


def _subjects(subjects: tuple[Subject, ...]) -> str:
    return f"In it: {_listed([_subject(one) for one in subjects])}." if subjects else ""


def _subject(one: Subject) -> str:
    number = NUMBERS[one.count] if one.count < len(NUMBERS) else str(one.count)
    many = one.count > 1 and one.kind not in SAME and not one.kind.endswith("s")
    name = one.kind.replace("_", " ") + ("s" if many else "")
    text = " ".join(part for part in (number, one.color, name, one.action) if part)
    if one.position is None:
        return text
    return text + {"left": " on the left", "right": " on the right", "above": " above"}.get(
        one.position, f" in the {one.position}"
    )


def _moves(shot: Shot) -> str:
    text, last = "", math.nan
    for move in sorted(_shown(shot), key=lambda move: move.start_s):
        end = last_s(shot) if move.end_s is None else move.end_s
        text += "" if math.isnan(last) else " and " if move.start_s == last else ", then "
        text += _move(move, max(0.05, end - move.start_s))
        last = move.start_s
    hand = ", held by hand," if shot.camera.shake > 0.05 else ""
    return f"The camera{hand} {text or 'stands still'}{'; the film loops' if shot.loop else ''}."


def _shown(shot: Shot) -> list[Move]:
    """The moves that the film shows: a take's may be over before it begins, or be left."""
    windows, (since, until) = [], (begin_s(shot), end_s(shot))
    for take in reversed(shot.takes):  # what a later film leaves of an earlier one, it leaves of all before that
        since, until = (since, min(until, take.left_s)) if take.side == "after" else (max(since, take.left_s), until)
        windows.append((since, until, take.moves))
    found: list[Move] = []
    settled = 0
    for since, until, count in reversed(windows):
        found += [m for m in shot.camera.moves[settled:count] if _overlap(m, since, until) > BLINK_S]
        settled = max(settled, count)
    return [*found, *shot.camera.moves[settled:]]


def _overlap(move: Move, since: float, until: float) -> float:
    """Seconds of the move between two times."""
    return min(until, math.inf if move.end_s is None else move.end_s) - max(since, move.start_s)


def _move(move: Move, seconds: float) -> str:
    time, way = f"over {_seconds(seconds)}", f" {move.direction}" if move.direction else ""
    if move.kind == "static":
        return f"holds still for {_seconds(seconds)}"
    if move.kind == "zoom":
        return f"zooms{way} {move.amount:g} times {time}"
    if move.kind == "dolly_zoom":
        return f"dolly-zooms{way} through {_length(move.amount)} {time}"
    far = f"through {move.amount:g} degrees" if move.kind in ANGULAR else _length(move.amount)
    return f"{VERBS[move.kind]}{_pace(move, seconds)}{way} {far} {time}"


def _pace(move: Move, seconds: float) -> str:
    slow, quick = PACES[move.kind]
    rate = move.amount / seconds
    return " slowly" if rate < slow else " quickly" if rate > quick else ""


def _look(shot: Shot) -> str:
    look, lens = shot.look, shot.camera.lens
    words = ["black and white" if look.monochrome else f"{look.palette.replace('_', ' and ')} color"]
    if look.film != "none":
        words.append(f"{look.film.replace('_', ' ')} film")
    marked = (("heavy grain", look.grain > 0.4), ("strong bloom", look.bloom > 0.5),
              ("high contrast", look.contrast > 1.2), ("low contrast", look.contrast < 0.92))  # fmt: skip
    words += [name for name, shown in marked if shown]
    styles = len(shot.inputs.style_images)
    words += [f"the style of {'a given picture' if styles == 1 else 'given pictures'}"] if styles else []
    focus = _focus(lens.focus_m)
    pulled = "" if lens.focus_end_m is None else f", then pulled to {_focus(lens.focus_end_m)}"
    return f"The look is {_listed(words)}, at f/{lens.f_number:g} focused at {focus}{pulled}."


def _focus(metres: float | None) -> str:
    return "infinity" if metres is None or metres >= 1e5 else _length(metres)


def _format(shot: Shot) -> str:
    frame = shot.frame
    size = f"{frame.width} by {frame.height} pixels"
    return f"It runs {_seconds(frame.duration_s)} at {frame.fps:g} frames a second, {size}, seed {shot.seed}."


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1] if items else ""


def _length(metres: float) -> str:
    return f"{metres / 1000:.3g} km" if metres >= 1000 else f"{metres:.3g} m"


def _seconds(seconds: float) -> str:
    whole = round(seconds)
    if abs(seconds - whole) < 0.05 and 1 <= whole < len(NUMBERS):
        return f"{NUMBERS[whole]} second{'s' if whole != 1 else ''}"
    return f"{seconds:.3g} seconds"
