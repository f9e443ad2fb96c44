"""Camera and look that the words leave open: lens, height, distance, move and grade, by place, time and seed.

Another seed gives another framing; the same seed gives the same. Knows no words.
"""

from __future__ import annotations

from dreamwright.prompt.dice import Dice
from dreamwright.prompt.draft import Draft
from dreamwright.prompt.moves import Asked
from dreamwright.prompt.paths import Ground, plan_moves
from dreamwright.shot.plan import Camera, Lens, Look, Move, Scene

FOCALS = {
    "mountains": (28, 35, 40, 50), "desert": (24, 28, 35), "ocean": (24, 28, 35), "coast": (24, 28, 35),
    "forest": (28, 32, 35, 40),
    "plains": (28, 32, 35), "canyon": (20, 24, 28), "arctic": (35, 40, 50), "lake": (28, 32, 35), "river": (24, 28, 32),
    "islands": (24, 28), "volcano": (32, 35, 40), "city": (28, 35, 40), "village": (28, 32, 35), "space": (32, 35, 40),
    "underwater": (18, 21, 24), "sky": (24, 28),
}  # fmt: skip
AERIAL = {
    "mountains": (150, 300), "desert": (80, 160), "ocean": (90, 200), "coast": (80, 160), "forest": (70, 130),
    "plains": (60, 140),
    "canyon": (120, 260), "arctic": (80, 200), "lake": (60, 140), "river": (60, 130), "islands": (130, 280),
    "volcano": (250, 400),
    "city": (160, 300), "village": (50, 110), "space": (400, 400), "underwater": (8, 14), "sky": (2000, 2000),
}  # fmt: skip
VISTAS = {"mountains": (4, 12), "plains": (3, 7), "river": (4, 9), "arctic": (3, 6), "lake": (1.7, 3.5)}
"""Eye height where no angle is asked: from a little rise the land lies open."""
HIGH_SEA_MPS = 14.0
STANDING = {"ocean": 2.4, "islands": 2.4, "underwater": 4.0, "sky": 2000.0, "space": 400.0}
"""Eye height where there is nothing to stand on."""
DISTANCES = {
    "person": 9, "people": 14, "child": 8, "hiker": 14, "lighthouse": 110, "castle": 150, "tower": 90,
    "hot_air_balloon": 90, "sailboat": 55,
    "ship": 160, "sailing_ship": 110, "whale": 50, "birds": 70, "fish": 7, "lone_tree": 28, "cabin": 26, "house": 35,
    "tent": 11,
    "campfire": 6, "car": 16, "train": 60, "horse": 16, "deer": 18, "wolf": 14, "boat": 30, "rowboat": 22,
    "canoe": 16, "kayak": 16,
    "church": 60, "windmill": 50, "barn": 50, "temple": 60, "pyramid": 300, "statue": 30, "airplane": 120,
    "spaceship": 120, "bee": 1.5,
    "butterfly": 2.5, "jellyfish": 5, "shark": 12, "turtle": 6, "diver": 8, "swan": 14, "duck": 10, "seagulls": 30,
    "eagle": 30, "surfer": 25,
    "torch": 8, "astronaut": 8, "space_station": 120, "polar_bear": 20, "penguin": 14, "bear": 16, "fox": 10,
    "iceberg": 150,
}  # fmt: skip
PLACE_DISTANCES = {"city": 240, "canyon": 90, "volcano": 400, "islands": 240, "arctic": 120, "mountains": 90,
"village": 60, "ocean": 60,
                   "coast": 70, "sky": 900, "space": 900, "underwater": 10, "forest": 12}  # fmt: skip
MOVES = {
    "mountains": ("push_in", "truck", "crane", "pan"), "desert": ("truck", "push_in"), "ocean": ("push_in", "truck"),
    "coast": ("push_in", "truck", "crane"),
    "forest": ("push_in", "truck"), "plains": ("push_in", "truck", "crane"), "canyon": ("push_in", "truck"),
    "arctic": ("push_in", "truck"),
    "lake": ("push_in", "truck"), "river": ("push_in", "crane"), "islands": ("push_in", "truck"),
    "volcano": ("push_in",), "city": ("push_in", "truck"),
    "village": ("push_in", "crane"), "space": ("push_in", "roll"), "underwater": ("push_in", "truck"), "sky": ("fly",),
}  # fmt: skip
UP_ANGLES = ("aerial", "overhead")
FLYING = ("fly", "fly", "truck")
LOOKS = ("natural", "natural", "natural", "teal_orange", "warm")
TRUE_LOOKS = ("natural", "natural", "natural", "cool")
AS_IT_IS = {"palette": "natural", "contrast": 1.0, "saturation": 1.0, "temperature_k": 6500.0, "exposure_ev": 0.0}
"""The grade that changes no picture."""
TWILIGHT_K, TWILIGHT_SATURATION = 6200.0, 0.72
"""Twilight's blue is partly balanced away, as the eye does by itself."""
RACK_NEAR_M, FARTHEST_M = 2.5, 1e6
"""The near and the far end of a focus pull that names no metres."""
DARK = ("night", "blue_hour", "dusk", "dawn")


def camera_of(
    draft: Draft, asked: list[Asked], scene: Scene, dice: Dice, *, speed: str | None, duration_s: float, side: int
) -> Camera:
    """The whole camera."""
    angle = draft.get("camera.angle") or _angle(asked, scene)
    flowers = bool({"wildflowers", "flowers", "crops"} & set(scene.features))
    grounded = flowers or draft.known("camera.angle") or bool(scene.subjects) or draft.known("camera.lens.focus_m")
    height = draft.get("camera.height_m") or _height(angle, scene, asked, dice, vista_barred=grounded)
    subject_m = _distance(angle, height, scene, dice)
    subject_m = max(0.5, draft.get("camera.lens.focus_m") or subject_m)
    moves = asked or _unasked(draft, scene, angle, speed, dice)
    planned = plan_moves(moves, duration_s, Ground(scene.place, height, subject_m, side), dice)
    if not draft.said("camera.height_m"):
        height = _room_below(height, planned)
    return Camera.model_validate({
        "moves": planned, "angle": angle, "height_m": height, "subject_m": subject_m,
        "lens": _lens(draft, moves, scene, subject_m, dice), "projection": draft.get("camera.projection",
        "perspective"),
        "shutter_deg": draft.get("camera.shutter_deg", 180.0), "shake": draft.get("camera.shake", 0.0),
    })  # fmt: skip


def _room_below(height: float, planned: tuple[Move, ...]) -> float:
    """The opening height from which the moves down still end at the usual one."""
    down = sum(m.amount for m in planned if m.kind in ("crane", "pedestal", "fly") and m.direction == "down")
    return min(20000.0, round(height + down, 2)) if down else height


def _angle(asked: list[Asked], scene: Scene) -> str:
    flies = any(move.kind == "fly" for move in asked)
    low_flight = scene.place in ("forest", "city", "village", "underwater", "space", "canyon")
    return "aerial" if (flies and not low_flight) or scene.place == "sky" else "eye_level"


def _height(angle: str, scene: Scene, asked: list[Asked], dice: Dice, *, vista_barred: bool) -> float:
    if scene.place == "sky" or angle == "overhead":
        return 2000.0 if scene.place == "sky" else 10.0 if scene.place == "underwater" else 150.0
    if angle == "aerial":
        return dice.between("camera.height", *AERIAL[scene.place], digits=0)
    if angle == "high":
        return dice.between("camera.height", 12, 25, 1)
    over_roofs = scene.place == "city" and "skyline" in scene.features and "street" not in scene.features
    if over_roofs and angle == "eye_level":
        return dice.between("camera.height", 60, 120, 0)
    if angle == "eye_level" and scene.place in VISTAS and not vista_barred:
        return dice.between("camera.height", *VISTAS[scene.place], digits=1)
    flying = 5.0 if any(move.kind == "fly" for move in asked) else 1.7
    return {"low": 0.6, "ground": 0.2}.get(angle) or max(flying, STANDING.get(scene.place, 0.0))


def _distance(angle: str, height: float, scene: Scene, dice: Dice) -> float:
    if scene.subjects:
        near = float(DISTANCES.get(scene.subjects[0].kind, 25))
        if scene.subjects[0].position in ("foreground", "background"):
            near *= 0.5 if scene.subjects[0].position == "foreground" else 4.0
        return round(
            max(near, 1.2 * height if angle in UP_ANGLES else near) * dice.between("camera.distance", 0.85, 1.15), 1
        )
    if angle == "overhead":
        return round(height, 1)
    usual = 24.0 if "street" in scene.features else float(PLACE_DISTANCES.get(scene.place, 60))
    return round(
        max(usual, 4.0 * height if angle == "aerial" else 0.0) * dice.between("camera.distance", 0.85, 1.15), 1
    )


def _unasked(draft: Draft, scene: Scene, angle: str, speed: str | None, dice: Dice) -> list[Asked]:
    """A gentle move that suits the place: never nothing, unless stillness was asked."""
    if "moves" in draft.barred:
        return [Asked("static", None, -1)]
    usual = ("pan", "push_in") if scene.time_scale > 1 else FLYING if angle in UP_ANGLES else MOVES[scene.place]
    kinds = [kind for kind in usual if kind not in draft.barred] or ["static"]
    kind = dice.one_of("move", kinds)
    return [Asked(kind, None, -1, speed=speed if speed in ("0", "1", "2", "3") else "1")]


def _lens(draft: Draft, moves: list[Asked], scene: Scene, subject_m: float, dice: Dice) -> Lens:
    focal = draft.get("camera.lens.focal_mm") or _focal(moves, scene, draft, dice)
    dark = scene.time_of_day in DARK
    stop = draft.get("camera.lens.f_number", 2.8 if dark else 8.0)
    rack = draft.get("focus.rack")
    if rack is not None:
        begun, ended = (RACK_NEAR_M, FARTHEST_M) if rack == "far" else (None, RACK_NEAR_M)
        return Lens(focal_mm=focal, f_number=stop, focus_m=begun, focus_end_m=ended)
    if draft.known("camera.lens.focus_m"):
        return Lens(focal_mm=focal, f_number=stop, focus_m=draft.get("camera.lens.focus_m"))
    near = draft.get("focus.near", False) or (stop <= 4.0 and scene.subjects and draft.known("camera.lens.f_number"))
    focus = max(0.6, min(subject_m, 12.0 if not scene.subjects else 1e5)) if near else None
    return Lens(focal_mm=focal, f_number=stop, focus_m=focus)


def _focal(moves: list[Asked], scene: Scene, draft: Draft, dice: Dice) -> float:
    if draft.get("camera.projection") == "tiny_planet":
        return 24.0
    zooms_out = any(move.kind == "zoom" and move.direction == "out" for move in moves)
    options = (50, 60, 70) if zooms_out else FOCALS[scene.place]
    if scene.place == "ocean" and scene.wind_mps > HIGH_SEA_MPS and not zooms_out:
        options = (40, 50, 60)  # a longer lens piles the waves up
    if draft.get("camera.angle") == "aerial" and not zooms_out:
        options = (24, 28)
    elif scene.subjects and not zooms_out and scene.place not in ("underwater", "space"):
        options = (32, 35, 40)
    return float(dice.one_of("camera.focal", options))


def look_of(draft: Draft, scene: Scene, dice: Dice, *, pictured: bool = False) -> Look:
    """The grade: natural with a little taste where none is asked; `pictured`: a given picture keeps its own light."""
    low = scene.time_of_day in ("sunset", "sunrise", "golden_hour")
    cold = scene.time_of_day in ("night", "blue_hour", "dawn") or scene.place == "arctic"
    options = LOOKS if low else TRUE_LOOKS if cold else ("natural",)
    taste = {"palette": dice.one_of("look.palette", options), "contrast": dice.between("look.contrast", 1.1, 1.19),
             "saturation": dice.between("look.saturation", 1.03, 1.11), "grain": dice.between("look.grain", 0.1, 0.16),
             "bloom": dice.between("look.bloom", 0.28, 0.36) if low else 0.25, "vignette": 0.2, "film": "none",
             "temperature_k": 6500.0, "exposure_ev": 0.0, "monochrome": False}  # fmt: skip
    if scene.time_of_day in ("dawn", "blue_hour"):
        taste.update(temperature_k=TWILIGHT_K, saturation=TWILIGHT_SATURATION)
    if scene.clouds.kind == "storm" and not low:
        taste.update(exposure_ev=-0.85, contrast=1.26, saturation=0.84, temperature_k=6800.0)
    if (
        scene.place == "arctic"
        and scene.clouds.kind == "stratus"
        and scene.time_of_day in ("morning", "noon", "afternoon")
    ):
        taste.update(exposure_ev=0.35)  # ice under an overcast is pale, not grey
    if draft.get("look.monochrome"):
        taste["palette"] = "natural"
    if pictured:
        taste.update(AS_IT_IS)
    return Look.model_validate({name: draft.get(f"look.{name}", usual) for name, usual in taste.items()})
