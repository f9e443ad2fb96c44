"""A plan in plain English: one paragraph that a director recognises. Knows the plan alone, no words of the prompt."""

from __future__ import annotations

from dreamwright.shot.plan import Move, Scene, Shot, Subject

PLACES = {
    "mountains": "mountains", "desert": "a desert", "ocean": "the open ocean", "coast": "a coast", "forest": "a forest", "plains": "open plains",
    "canyon": "a canyon", "arctic": "an arctic land", "lake": "a lake", "river": "a river", "islands": "islands in the sea", "volcano": "a volcano",
    "city": "a city", "village": "a village", "space": "space", "underwater": "the sea below the surface", "sky": "a sea of air above the ground",
}  # fmt: skip
TIMES = {
    "dawn": "at dawn", "sunrise": "at sunrise", "morning": "in the morning", "noon": "at noon", "afternoon": "in the afternoon",
    "golden_hour": "at golden hour", "sunset": "at sunset", "dusk": "at dusk", "blue_hour": "in the blue hour", "night": "at night",
}  # fmt: skip
ANGLES = {
    "eye_level": "at eye level", "low": "from a low angle", "ground": "from the ground", "high": "from a high angle",
    "overhead": "from straight overhead", "aerial": "from the air",
}  # fmt: skip
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
CLOUDS = {"cirrus": "wisps of cirrus", "cumulus": "cumulus clouds", "stratus": "a layer of stratus", "storm": "storm clouds"}
FALLS = {"rain": "rain", "snow": "snow", "dust": "dust", "ash": "ash"}
PACES = {
    "pan": (5.0, 12.0), "tilt": (4.0, 9.0), "roll": (3.0, 8.0), "orbit": (6.0, 13.0), "push_in": (0.8, 2.0), "pull_out": (0.8, 2.0), "truck": (0.8, 1.6),
    "pedestal": (0.5, 1.0), "crane": (0.8, 1.6), "fly": (10.0, 28.0),
}  # fmt: skip
"""Degrees or metres a second: slower than the first is slow, faster than the second is quick."""


def explain(shot: Shot) -> str:
    """One paragraph: the view, the light, the weather, the subjects, the moves, the look, the format."""
    parts = [_view(shot), _light(shot.scene), _sky(shot), _air(shot.scene), _subjects(shot.scene.subjects),
             _moves(shot), _look(shot), _format(shot)]  # fmt: skip
    return " ".join(part for part in parts if part)


def _view(shot: Shot) -> str:
    camera, scene = shot.camera, shot.scene
    width = next(name for limit, name in ((16, "An ultra-wide"), (30, "A wide"), (60, "A natural"), (110, "A close"), (9e9, "A telephoto"))
                 if camera.lens.focal_mm <= limit)  # fmt: skip
    where = f"{_metres(camera.height_m)} above the ground" if camera.angle in ("aerial", "overhead", "high") else ""
    season = f" in {scene.season}" if scene.season != "summer" else ""
    planet = " bent into a tiny planet" if camera.projection == "tiny_planet" else ""
    with_what = f" with {_listed([name.replace('_', ' ') for name in scene.features if not name.startswith('no_')])}" if scene.features else ""
    angle = ANGLES[camera.angle] + (f", {where}" if where else "")
    return f"{width}, {camera.lens.focal_mm:g} mm view of {PLACES[scene.place]}{with_what} {TIMES[scene.time_of_day]}{season}{planet}, {angle}."


def _light(scene: Scene) -> str:
    sun = scene.sun
    where = _bearing(sun.azimuth_deg)
    if sun.elevation_deg < -12:
        text = "The sun is far below the horizon."
    elif sun.elevation_deg < 0:
        text = f"The sun is {-sun.elevation_deg:.0f} degrees below the horizon, {where}."
    else:
        height = "low" if sun.elevation_deg < 12 else "high" if sun.elevation_deg > 50 else "at middle height"
        text = f"The sun stands {height} {where}, {sun.elevation_deg:.0f} degrees up."
    if scene.sun_end is not None and scene.time_of_day_end is not None:
        text += f" By the end it is {TIMES[scene.time_of_day_end].split(' ')[-1] if scene.time_of_day_end != 'golden_hour' else 'golden hour'}."
    return text.replace("it is hour", "it is the blue hour")


def _bearing(azimuth: float) -> str:
    side = "right" if azimuth > 0 else "left"
    turn = abs(azimuth)
    if turn < 8:
        return "straight ahead"
    if turn < 55:
        return f"ahead to the {side}"
    return f"to the {side}" if turn < 125 else f"behind the camera to the {side}" if turn < 172 else "behind the camera"


def _sky(shot: Shot) -> str:
    scene = shot.scene
    amount = next(word for limit, word in ((0.25, "a few"), (0.5, "scattered"), (0.75, "broken"), (0.93, "thick"), (9, "unbroken"))
                  if scene.clouds.cover <= limit)  # fmt: skip
    clear = scene.clouds.kind == "none" or scene.clouds.cover == 0
    seen = [] if clear else [f"{amount} {CLOUDS[scene.clouds.kind]}".replace("a few a layer", "a thin layer").replace("scattered a layer", "a torn layer")
                             .replace("broken a layer", "a broken layer").replace("thick a layer", "a thick layer").replace("unbroken a layer", "an unbroken layer")
                             .replace("scattered wisps", "scattered wisps")]  # fmt: skip
    if "night" in (scene.time_of_day, scene.time_of_day_end):
        seen += ["stars"] * (scene.night.stars > 0) + ["the Milky Way"] * (scene.night.milky_way > 0.4)
        seen += ["the moon"] * (scene.night.moon > 0) + ["an aurora"] * (scene.night.aurora > 0)
    seen += ["a rainbow"] * (scene.rainbow > 0) + ["lightning"] * (scene.lightning > 0)
    return f"The sky holds {_listed(seen)}." if seen else "The sky is clear."


def _air(scene: Scene) -> str:
    parts = []
    fog = scene.fog.density
    if fog >= 0.05:
        parts.append("a light haze" if fog < 0.2 else "mist" if fog < 0.4 else "fog" if fog < 0.75 else "dense fog")
    if scene.precipitation.kind != "none" and scene.precipitation.rate > 0:
        weight = "light " if scene.precipitation.rate < 0.3 else "heavy " if scene.precipitation.rate > 0.7 else ""
        parts.append(weight + FALLS[scene.precipitation.kind])
    speed = scene.wind_mps
    parts.append("still air" if speed < 1.5 else "a breeze" if speed < 8 else "a strong wind" if speed < 17 else "a gale")
    return f"There is {_listed(parts)} ({speed:g} m/s)."


def _subjects(subjects: tuple[Subject, ...]) -> str:
    return f"In it: {_listed([_subject(one) for one in subjects])}." if subjects else ""


def _subject(one: Subject) -> str:
    name = one.kind.replace("_", " ")
    number = NUMBERS[one.count] if one.count < len(NUMBERS) else str(one.count)
    text = " ".join(part for part in (number, one.color, name, one.action) if part)
    place = {"left": "on the left", "right": "on the right", "center": "in the center", "above": "above"}
    return text + (f" {place.get(one.position, 'in the ' + one.position)}" if one.position else "")


def _moves(shot: Shot) -> str:
    moves = sorted(shot.camera.moves, key=lambda move: move.start_s)
    if not moves:
        return "The camera stands still."
    phrases, last = [], None
    for move in moves:
        end = move.end_s if move.end_s is not None else shot.frame.duration_s
        joint = "" if last is None else " and " if move.start_s == last else ", then "
        phrases.append(joint + _move(move, max(0.05, end - move.start_s)))
        last = move.start_s
    shake = " by hand" if shot.camera.shake > 0.05 else ""
    return f"The camera{shake} {''.join(phrases)}{'; the film loops' if shot.loop else ''}."


def _move(move: Move, seconds: float) -> str:
    time = f"over {_seconds(seconds)}"
    if move.kind == "static":
        return f"holds still for {_seconds(seconds)}"
    pace = _pace(move, seconds)
    way = f" {move.direction}" if move.direction else ""
    amount = f"{move.amount:g}"
    if move.kind == "zoom":
        return f"zooms{way} {amount} times {time}"
    if move.kind == "dolly_zoom":
        return f"dolly-zooms{way} through {_metres(move.amount)} {time}"
    verb = {"pan": "pans", "tilt": "tilts", "roll": "rolls", "orbit": "orbits", "push_in": "pushes in", "pull_out": "pulls out", "truck": "trucks",
            "pedestal": "moves on its pedestal", "crane": "cranes", "fly": "flies"}[move.kind]  # fmt: skip
    if move.kind in ("pan", "tilt", "roll", "orbit"):
        return f"{verb}{pace}{way} through {amount} degrees {time}"
    return f"{verb}{pace}{way} {_metres(move.amount)} {time}"


def _pace(move: Move, seconds: float) -> str:
    slow, quick = PACES.get(move.kind, (0.0, 9e9))
    rate = move.amount / seconds
    return " slowly" if rate < slow else " quickly" if rate > quick else ""


def _look(shot: Shot) -> str:
    look, lens = shot.look, shot.camera.lens
    words = ["black and white" if look.monochrome else f"{look.palette.replace('_', ' and ')} color"]
    if look.film != "none":
        words.append(f"{look.film.replace('_', ' ').replace('super8', 'Super 8')} film")
    words += ["heavy grain"] * (look.grain > 0.4) + ["strong bloom"] * (look.bloom > 0.5) + ["high contrast"] * (look.contrast > 1.2)
    focus = f"focused at {_metres(lens.focus_m)}" if lens.focus_m is not None else "focused at infinity"
    return f"The look is {_listed(words)}, at f/{lens.f_number:g}, {focus}."


def _format(shot: Shot) -> str:
    frame = shot.frame
    return f"{frame.width} by {frame.height} pixels, {_seconds(frame.duration_s)} at {frame.fps:g} frames a second, seed {shot.seed}."


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1] if items else ""


def _metres(length: float) -> str:
    return f"{length / 1000:.3g} km" if length >= 1000 else f"{length:.3g} m"


def _seconds(seconds: float) -> str:
    whole = round(seconds)
    if abs(seconds - whole) < 0.05 and 1 <= whole < len(NUMBERS):
        return f"{NUMBERS[whole]} second{'s' if whole != 1 else ''}"
    return f"{seconds:.3g} seconds"
