"""Words for moves, angles, lenses and times within the film. Knows no other room of the vocabulary."""

from __future__ import annotations

from typing import Any

from dreamwright.prompt.sense import Sense, Table, values

FOCAL, STOP, FOCUS = "camera.lens.focal_mm", "camera.lens.f_number", "camera.lens.focus_m"
ANGLE, HEIGHT, SHAKE = "camera.angle", "camera.height_m", "camera.shake"
SHUTTER, PROJECTION = "camera.shutter_deg", "camera.projection"


def _move(kind: str, direction: str | None = None, **says: Any) -> Sense:
    return Sense("move", f"{kind} {direction}" if direction else kind,
                 says={path.replace("__", "."): value for path, value in says.items()})  # fmt: skip


def _joined(stems: str, tails: str) -> str:
    """Every stem before every tail, both comma-separated."""
    return ", ".join(f"{a.strip()} {b.strip()}" for a in stems.split(",") for b in tails.split(","))


def _pulls(starts: str, ends: str) -> str:
    """Every way to say that the focus goes from one of `starts`, or from nowhere named, to one of `ends`."""
    stems = "rack focus, focus pull, pull focus, focus shift, racking focus, shift focus, focus pulls, focus moves"
    begun = ", ".join(f"from{the} {a.strip()}" for a in starts.split(",") for the in ("", " the"))
    ended = ", ".join(f"to{the} {b.strip()}" for b in ends.split(",") for the in ("", " the"))
    return f"{_joined(stems, _joined(begun, ended))}, {_joined(stems, ended)}"


def _rack(end: str) -> Sense:
    return Sense("rack", end, says={"focus.rack": end}, implies={STOP: 2.0, FOCAL: 50.0})


PAN = "pan, pans, panning, panned"
TILT = "tilt, tilts, tilting, tilted"
ZOOM = "zoom, zooms, zooming, zoomed"
PUSH = "push, pushes, pushing, dolly, dollies, dollying, track, tracking, truck, trucking, inch, inching"
SOFT = (
    "move, moves, moving, glide, glides, gliding, creep, creeps, creeping, drift, drifts, drifting, float, floats,"
    " floating, ease, easing, travel, travels, walk, walks"
)
AHEAD = "in, into, forward, forwards, toward, towards, closer, ahead, closer to"
SIDES = ("left, to the left, leftward, right to left, from right to left",
         "right, to the right, rightward, left to right, from left to right")  # fmt: skip
RISE = "crane, cranes, craning, boom, booms, booming, jib"

MOVES: Table = {
    PAN + ", panoramic pan, pan shot, panning shot, panoramic sweep": _move("pan"),
    TILT + ", tilt shot": _move("tilt"),
    "look up, looking upward, gaze up, gazes up, gazing up": _move("tilt", "up"),
    "look down, looks down": _move("tilt", "down"),
    "roll, camera roll, rolling shot, dutch roll, barrel roll": _move("roll"),
    ZOOM + ", zoom shot": _move("zoom"),
    "zoom in, zooming in, zooms in, zoomed in, zoom into, zooming into, zooms into, zoom on, zooming on, zoom toward,"
    " zooms toward, zooming toward, zooms on, punch in": _move("zoom", "in"),
    "zoom out, zooming out, zooms out, zoom back, zooms back, zooming back, zoom away": _move("zoom", "out"),
    "crash zoom, snap zoom, whip zoom": _move("zoom", "in", speed="whip"),
    _joined(PUSH, AHEAD)
    + ", push in, push in shot, dolly shot, dolly, dollies, dollying, dolly move, approach shot"
    ", push": _move("push_in"),
    "pull out, pulls out, pulling out, pull back, pulls back, pulling back, pullback, pull away, pulls away,"
    " pulling away,"
    " dolly out, dollies out, dollying out, dolly back, dollies back, dollying back, move back, moves back,"
    " moving back,"
    " move backward, moves backward, moving backward, track back, tracking back, fly backward, flying backward,"
    " dolly away,"
    " zoom out dolly, drift back, drifts back, move away, moves away, moving away, backward, retreat, retreating":
        _move("pull_out"),
    "truck, trucks, trucking, trucking shot, lateral tracking shot, sideways, slider, slider shot, slide, slides,"
    " sliding,"
    " lateral move, lateral movement, crabbing, parallax, parallax shot, side tracking, tracking shot, track shot,"
    " lateral dolly, sideways dolly, travelling shot, traveling shot": _move("truck"),
    _joined("dolly, track, tracks, tracking", SIDES[0]): _move("truck", "left"),
    _joined("dolly, track, tracks, tracking", SIDES[1]): _move("truck", "right"),
    "pedestal, pedestals, pedestal shot, ped": _move("pedestal"),
    "pedestal up, elevator up": _move("pedestal", "up"),
    "pedestal down": _move("pedestal", "down"),
    RISE + ", crane shot, jib shot, boom shot, crane move": _move("crane"),
    _joined(RISE, "up, upward") + ", crane up, rise up, rises up, rising up, rising crane, rising shot, ascending shot,"
    " lift up, lifts up, lift off": _move("crane", "up"),
    _joined(RISE, "down, downward") + ", crane down, descending shot, lower down, lowering shot, descending crane":
        _move("crane", "down"),
    "orbit, orbits, orbiting, orbited, orbit shot, orbital shot, arc shot, arc, arcs, arcing, orbit around,"
    " circling shot,"
    " circle around, circles around, circling around, rotate around, rotates around, rotating around, revolve around,"
    " revolving around, turntable, spin around, spins around, spinning around, orbital, encircle,"
    " encircling, rotating shot, 360 shot, bullet time": _move("orbit"),
    "fly forward, flies forward, flying forward, flyover, fly over shot, flythrough, fly by, flyby,"
    " fly through shot,"
    " aerial flight, aerial pass, journey through, fpv, fpv shot, skim, skims, skimming": _move("fly", "forward"),
    "flying, fly, flies, flight": _move("fly"),
    "dolly zoom, vertigo effect, vertigo shot, hitchcock zoom, zolly, contra zoom, trombone shot, vertigo zoom,"
    " push pull shot, jaws shot, dolly zoom effect, dolly zooms, dolly zooming": _move("dolly_zoom"),
    "static, static camera, static shot, locked off, locked off shot, locked down, locked camera, fixed camera,"
    " fixed shot,"
    " tripod, tripod shot, on a tripod, still camera, motionless camera, stationary camera, stationary,"
    " unmoving camera,"
    " camera is still, camera is static, camera stays still, camera does not move, camera remains still, fixed frame,"
    " camera holds still, hold still, hold, holds, holding still, pause, pauses, camera rests, static frame,"
    " camera stays"
    " fixed, still frame": _move("static"),
    "steady cam, tracking forward, steadicam shot, dolly in": _move("push_in"),
    "bolt cam, bolt camera, robotic arm": _move("push_in", None, speed="3"),
    "reveal shot, revealing shot": _move("crane", "up", reveal="yes"),
    "whip pan, swish pan, flash pan": _move("pan", None, speed="whip"),
    "drone flyover, drone flight": _move("fly", "forward", **{"camera__angle": "aerial"}),
    "camera movement, camera motion": Sense("camera", denies={"moves": "static"}),
}  # fmt: skip

MOTIONS: Table = {
    _joined("soar, soars, soaring, glide, glides, gliding, sweep, sweeps, sweeping, swoop, swoops, swooping, cruise,"
            " cruises, cruising, race, races, racing, rush, rushes, rushing, travel, travels, traveling",
            "over, above, across, through, along"): Sense("motion", "fly forward"),
    "walk, walks, walking, running": Sense("motion", "push_in"),
    _joined("walk, walks, walking, run, runs, running, move, moves, moving, travel, travels, traveling",
            "through, along"): Sense("motion", "push_in"),
    _joined("walk, walks, walking, run, runs, running", "forward, down"): Sense("motion", "push_in"),
    _joined(SOFT, AHEAD): Sense("motion", "push_in"),
    _joined(SOFT, SIDES[0]): Sense("motion", "truck left"),
    _joined(SOFT, SIDES[1]): Sense("motion", "truck right"),
    "move up, moves up, moving up": Sense("motion", "pedestal up"),
    "move down, moves down, moving down": Sense("motion", "pedestal down"),
    "rise, rises, rising, ascend, ascends, ascending, lift, lifts, lifting, climb, climbs, climbing, soar, soars":
        Sense("motion", "crane up"),
    "descend, descends, descending, sink, sinks, sinking, lower, lowers, drop, drops, dropping, fall down, swoop down,"
    " swoops down, dive, dives, diving, plunge, plunges": Sense("motion", "crane down"),
    "follow, follows, following, chase, chasing, approach, approaches, approaching, advance, advances, advancing,"
    " close in, closes in, closing in":
        Sense("motion", "push_in"),
    "travel, travels, traveling, glide, glides, gliding, sweep, sweeps,"
    " soaring, race, racing, swoop, swoops, swooping, cruise, cruises, cruising": Sense("motion", "fly forward"),
    "move, moves, moving, float, floats, floating, creep, creeps, creeping": Sense("motion", "push_in"),
    "drift, drifts, drifting, pass, passes, passing, track, tracks, tracking, slip, slips, sideway": Sense("motion",
    "truck"),
    "circle, circles, circling, rotate, rotates, rotating, turn, turns, turning, revolve, revolves, revolving, spiral,"
    " spirals, spiraling": Sense("motion", "orbit"),
    "rolls, rolling, spin, spins, spinning": Sense("motion", "roll"),
    "retreats, withdraws, backs away, back away": Sense("motion", "pull_out"),
    "stop, stops, rest, rests, come to rest, comes to rest, stay still, stays still": Sense("motion", "static"),
}  # fmt: skip
"""Verbs that are the camera's only when it is their subject."""

REVEAL: Table = {"reveal, reveals, revealing, unveil, unveiling, uncover, disclose": Sense("reveal")}

DIRECTIONS: Table = values("direction", {
    "left": "left, leftward, leftwards, to the left, toward the left, from right to left, right to left,"
    " towards the left",
    "right": "right, rightward, rightwards, to the right, toward the right, from left to right, left to right,"
             " towards the right",
    "up": "up, upward, upwards, skyward, straight up, up toward the sky, up to the sky, from bottom to top",
    "down": "down, downward, downwards, straight down, earthward, from top to bottom",
    "in": "in, inward, inwards, closer",
    "out": "out, outward, outwards",
    "clockwise": "clockwise",
    "counterclockwise": "counterclockwise, anticlockwise, counter clockwise, anti clockwise",
    "forward": "forward, forwards, ahead, onward",
})  # fmt: skip

SPEEDS: Table = values("speed", {
    "0": "very slow, very slowly, extremely slow, super slow, ultra slow, barely moving, imperceptibly, imperceptible,"
         " extremely slowly, barely, almost imperceptible, glacially",
    "1": "slow, slowly, gentle, gently, slight, slightly, subtle, subtly, soft, softly, smooth and slow, leisurely,"
    " lazy,"
         " lazily, calmly, unhurried, graceful, gracefully, small, a little, a bit, languid",
    "2": "steady, steadily, medium speed, moderate, moderately",
    "3": "fast, quick, quickly, rapid, rapidly, swift, swiftly, dramatic, dramatically, speedy, fast paced,"
    " high speed, dynamic,"
         " energetic, brisk, briskly, very fast, sweeping, far, a lot, wide sweep",
    "whip": "whip, snap, lightning fast, whiplash, crash",
})  # fmt: skip

EASES: Table = values("ease", {
    "linear": "constant speed, linear, uniform speed, at a constant speed, constant rate, even speed",
    "in": "ease in, accelerating, accelerate, accelerates, speeding up, speeds up, picking up speed, gathering speed",
    "out": "ease out, decelerating, decelerate, slowing down, slows down, slowing to a stop, slows to a stop,"
    " coming to a stop",
    "in_out": "smooth, smoothly, ease in and out, eased, fluid, fluidly, buttery smooth, silky smooth",
})  # fmt: skip

TURNS: Table = values("turn", {
    "360": "all the way around, full circle, full orbit, full rotation, full turn, complete circle, full revolution,"
           " all the way round, complete orbit, once around, full 360, complete rotation, whole way around, 360 degree",
    "180": "half circle, half orbit, halfway around, half turn, half way around, semicircle, half a circle",
    "90": "quarter turn, quarter circle, quarter orbit, quarter of a circle",
})  # fmt: skip

ANGLES: Table = {
    "eye level, eye level shot, eye height, at eye level, straight on": Sense(says={ANGLE: "eye_level"}),
    "low angle, low angle shot, worm's eye, worms eye, worm's eye view, worm eye view, from below, from a low angle,"
    " looking up, looking up at, hero angle, low camera, low shot, shot from below, low viewpoint":
        Sense(says={ANGLE: "low"}),
    "ground level, ground level shot, at ground level, ground view, close to the ground, low to the ground,"
    " on the ground,"
    " near the ground, ant's eye view, skimming the ground, floor level,"
    " from the ground": Sense(says={ANGLE: "ground"}),
    "high angle, high angle shot, from above, looking down, looking down on, from a high angle, elevated view,"
    " high view,"
    " elevated camera, high vantage point, from high up, from a hilltop, vantage point, high shot, looking down at,"
    " seen from above, high viewpoint": Sense(says={ANGLE: "high"}),
    "overhead, overhead shot, top down, top down view, top down shot, top shot, directly above, god's eye view,"
    " god's eye,"
    " straight down view, nadir, flat lay, directly overhead, plan view, looking straight down, satellite view,"
    " bird's eye, bird's eye view, birdseye view, birdseye, birds eye view,"
    " from directly above": Sense(says={ANGLE: "overhead"}),
    "aerial, high above, from high above, high over, aerial shot, aerial view, drone, drone shot, drone view,"
    " drone footage, aerial drone, aerial drone shot,"
    " helicopter shot, helicopter view, from the air, air view, aerial photography, airborne, drone aerial,"
    " aerial footage,"
    " from a plane, from a helicopter, quadcopter, fpv drone, from a drone, by drone, aerial drone footage, uav":
        Sense(says={ANGLE: "aerial"}),
    "dutch angle, dutch tilt, canted angle, tilted horizon":
        Sense("move", "roll", says={"dutch": "yes"}),
}  # fmt: skip

PEOPLE_VIEWS: Table = {
    "pov, point of view, first person, first person view, pov shot, through the eyes of, subjective camera":
        Sense(says={ANGLE: "eye_level", HEIGHT: 1.65, SHAKE: 0.2}, implies={FOCAL: 24.0}),
    "selfie, selfie shot, selfie stick": Sense(says={ANGLE: "eye_level", FOCAL: 24.0, SHAKE: 0.25},
    implies={HEIGHT: 1.6}),
    "over the shoulder, over the shoulder shot, ots": Sense(says={ANGLE: "eye_level"}, implies={FOCAL: 50.0,
    HEIGHT: 1.75, STOP: 2.8}),
    "handheld, hand held, handheld camera, handheld shot, shaky, shaky cam, shaky camera, camera shake,"
    " documentary style,"
    " found footage, jittery camera, unsteady, shaking, shake, shakes":
        Sense("shake", denies={SHAKE: 0.0}, grades={SHAKE: (0.12, 0.25, 0.5, 0.75, 1.0)}),
    "gimbal, steadicam, stabilized, stabilised, rock steady, smooth camera, gimbal shot, stable camera, steady camera":
        Sense(says={SHAKE: 0.0}),
    "tiny planet, little planet, tiny planet effect, stereographic, 360 little planet":
        Sense(says={PROJECTION: "tiny_planet"}, implies={ANGLE: "aerial"}),
    "perspective view, normal perspective, rectilinear": Sense(says={PROJECTION: "perspective"}),
    "elevator doors, elevator door opening": Sense("move", "push_in"),
}  # fmt: skip

LENSES: Table = {
    "wide, wide angle, wide angle lens, wide lens, wide shot, wide view, establishing shot, wide angle shot, long shot,"
    " panorama, panoramic, panoramic view, vista, wide establishing shot, sweeping view, sweeping vista, expansive":
        Sense(says={FOCAL: 22.0}),
    "ultra wide, ultra wide angle, ultrawide, super wide, extreme wide shot, extreme wide angle, very wide,"
    " extreme long shot,"
    " ultra wide lens, very wide angle, ultra wide shot, ultra wide angle lens": Sense(says={FOCAL: 14.0}),
    "fisheye, fish eye, fisheye lens, fish eye lens": Sense(says={FOCAL: 8.0}),
    "telephoto, telephoto lens, tele lens, tele, long lens, long focal length, compressed perspective, zoom lens,"
    " telephoto shot, long telephoto, super telephoto": Sense(says={FOCAL: 135.0}),
    "macro, macro lens, macro shot, extreme close up, macro photography":
        Sense(says={FOCAL: 100.0, FOCUS: 0.6}, implies={STOP: 2.8, HEIGHT: 0.3}),
    "close up, closeup, close shot, close up shot, close view": Sense(says={FOCAL: 70.0}, implies={STOP: 2.8,
    FOCUS: 5.0}),
    "medium shot, mid shot, normal lens, standard lens, nifty fifty": Sense(says={FOCAL: 50.0}),
    "portrait lens, portrait of, portrait shot of": Sense(says={FOCAL: 85.0}, implies={STOP: 1.8}),
    "shallow depth of field, shallow focus, shallow dof, bokeh, blurred background, blurry background, soft background,"
    " background blur, narrow depth of field, out of focus background, shallow, wide open, selective focus,"
    " blurred foreground, creamy bokeh, bokeh background":
        Sense("focus", "shallow", says={"focus.near": True}, denies={STOP: 11.0, FOCUS: None},
              grades={STOP: (4.0, 2.8, 1.8, 1.4, 1.2)}),
    "deep focus, deep depth of field, everything in focus, all in focus, sharp throughout, infinite focus, pan focus,"
    " focused to infinity, tack sharp, large depth of field, hyperfocal": Sense(says={STOP: 11.0, FOCUS: None}),
    "depth of field, blur, dof": Sense("focus", "shallow", says={"focus.near": True}, denies={STOP: 11.0, FOCUS: None},
                                       grades={STOP: (5.6, 4.0, 2.8, 1.8, 1.4)}),
    "rack focus, focus pull, pull focus, focus shift, rack focusing, racking focus, focus rack, "
    + _pulls("foreground, subject, front", "background, distance, back, horizon"): _rack("far"),
    _pulls("background, distance, back, horizon", "foreground, subject, front"): _rack("near"),
    "motion blur, blurred motion, long exposure, long shutter": Sense(says={SHUTTER: 300.0}, denies={SHUTTER: 20.0}),
    "crisp motion, short shutter, staccato, fast shutter, frozen motion,"
    " high shutter speed": Sense(says={SHUTTER: 45.0}),
}  # fmt: skip

ORDER: Table = {
    "then, and then, after that, afterwards, next, followed by, finally, subsequently, later, lastly, before,"
    " ending with,"
    " ends with, end with, followed up by, and finally, until finally, then finally": Sense("then"),
    "after": Sense("after"),
    "first, at first, begins, begin, start, starts, starting, beginning, initially, to begin with, begins with,"
    " starts with,"
    " start with, begin with, opening, opens, opens with, starting with, firstly, beginning with,"
    " opening on": Sense("first"),
    "while, meanwhile, at the same time, simultaneously, as it, as we, whilst, as the camera, together, combined with":
        Sense("while"),
}  # fmt: skip
