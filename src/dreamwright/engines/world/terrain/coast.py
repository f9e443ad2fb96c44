"""A coast: a long beach under the camera, surf on one side, headlands and stacks ahead, hills behind.

Knows the shore's course; erosion and the beach profile make the ground.
"""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.terrain import shore
from dreamwright.engines.world.terrain.grid import Field, Frame, Land, Mask, smooth
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.ranges import Rock, grow
from dreamwright.engines.world.terrain.site import Site, distance, window

STAND_FROM_WATER_M = 15.0
PROFILE = shore.Profile(
    beach=0.035, berm_m=4.5, ramp_m=130, shelf_m=190, shelf_depth_m=3.4, deep_m=90, drop_m=5200, bar_m=1.6
)
PROFILE_LEDGES = shore.Profile(
    beach=0.11, berm_m=7.0, ramp_m=130, shelf_m=110, shelf_depth_m=4.2, deep_m=90, drop_m=4000, bar_m=0
)
"""Where the shore is low rock."""
PROFILE_ROCK = shore.Profile(
    beach=0.3, berm_m=4.0, ramp_m=60, shelf_m=50, shelf_depth_m=6, deep_m=90, drop_m=3000, bar_m=0
)


def heads(site: Site) -> tuple[tuple[float, float, float], ...]:
    """Headlands: y, reach out to sea and half width, metres; the first is the subject."""
    first = site.pick("first", 1350, 1900)
    reach = np.tan(np.radians(abs(site.azimuth_deg))) * first
    return (
        (first, reach + 160, site.pick("w1", 230, 330)),
        (first + site.pick("gap", 2300, 3200), reach * 2.1 + 500, 520),
        (9500.0, site.pick("far", 1900, 2800), 900),
        (-site.pick("behind", 1200, 2200), site.pick("back", 350, 800), 330),
        (-6200.0, 1400.0, 800),
    )


def _course(site: Site, y: Field) -> Field:
    """How far the shore lies to the sea side of the camera at each y."""
    out = STAND_FROM_WATER_M - 70 * smooth(60, 900, np.abs(y)) + 420 * smooth(8000, 30_000, np.abs(y))
    for at, reach, wide in heads(site):
        out = out + reach * np.exp(-(((y - at) / wide) ** 2))
    return np.asarray(out, np.float32)


def rocky(site: Site, frame: Frame) -> Field:
    """(N, N) 0-1: 1 on headlands, 0 along beaches."""
    return site.once("rocky", frame, lambda: _rocky(site, frame))


def _rocky(site: Site, frame: Frame) -> Field:
    _, y = frame.points()
    rock = np.zeros_like(y)
    for at, _, wide in heads(site):
        rock = np.maximum(rock, np.exp(-(((y - at) / (wide * 1.25)) ** 4)))
    cragginess = field(frame, Noise(900, 2), site.key("craggy")) * 0.5
    return np.clip(rock * 1.2 + cragginess * smooth(500, 1500, np.abs(y)), 0, 1)


def outline(site: Site, frame: Frame) -> Field:
    """Signed shore: the sea on the subject's side."""
    return site.once("outline", frame, lambda: _outline(site, frame))


def _outline(site: Site, frame: Frame) -> Field:
    x, y = frame.points()
    step = 5.0
    slope = (_course(site, y + step) - _course(site, y - step)) / (2 * step)
    distance_m = (_course(site, y) - site.side * x) / np.hypot(1, slope)
    calm = smooth(80, 1200, distance(frame))
    cusps = field(frame, Noise(90, 3), site.key("cusps")) * 4 * smooth(20, 200, distance(frame))
    crags = field(frame, Noise(260, 4, 0.55, "plain", 0.3), site.key("crags")) * 90
    away = distance(frame)
    long = field(frame, Noise(5200, 4), site.key("long")) * 500 * smooth(1500, 6000, away)
    long += field(frame, Noise(19_000, 3), site.key("longest")) * 5500 * smooth(5000, 16_000, away)
    return np.asarray(distance_m + cusps + crags * calm * rocky(site, frame) + long, np.float32)


def uplift(site: Site, frame: Frame) -> Field:
    """Hills that rise inland and run out into the headlands."""
    hills = field(frame, Noise(9000, 4, 0.5, "ridged", 0.3), site.key("hills"))
    inland = smooth(100, 2600, outline(site, frame))
    return np.asarray((8 + 75 * inland * (0.3 + hills)) * smooth(-10, 200, outline(site, frame)), np.float32)


def sea(site: Site, frame: Frame) -> tuple[Mask, Field]:
    """The sea takes all streams."""
    water = outline(site, frame) < 0
    return water, np.zeros(water.shape, np.float32)


def stacks(site: Site, frame: Frame) -> Field:
    """(N, N) heights of sea stacks off the headlands, far below ground elsewhere."""
    xs, ys = frame.points()
    wobble = field(frame, Noise(40, 3), site.key("stack sides")) * 7
    top = np.full((frame.count, frame.count), -1000.0, np.float32)
    for k, (y, reach, wide) in enumerate(heads(site)[:2]):
        for m in range(5 if "rocks" in site.features else 3):
            name = f"stack {k} {m}"
            x = site.side * (reach + 20 + 70 * m + site.pick(name + "x", 20, 90))
            ahead = y + site.pick(name + "y", -0.5, 0.4) * wide
            radius, height = site.pick(name + "r", 14, 30), site.pick(name + "h", 16, 46) * (1 - 0.16 * m)
            part = window(frame, x, ahead, 120)
            inside = radius + wobble[part] - np.hypot(xs[:, part[1]] - x, ys[part[0]] - ahead)
            rise = np.minimum(inside * 2.2, height + inside * 0.12) - 3 + np.minimum(inside, 0) * 6
            top[part] = np.maximum(top[part], rise)
    return top


def cliffs(site: Site, frame: Frame) -> Field:
    """(N, N) metres that headlands stand above the hills' own foot: sea cliffs with gullies."""
    edge = outline(site, frame)
    tall = site.pick("cliff", 65, 110) * (1.5 if "cliffs" in site.features else 1.0)
    height = tall * (0.75 + 0.5 * field(frame, Noise(700, 3), site.key("cliff tops")))
    gullies = field(frame, Noise(120, 3, 0.5, "billow", 0.4), site.key("gullies")) * 26
    return np.asarray(height * smooth(2, 46, edge - gullies), np.float32)


def build(site: Site) -> Land:
    """The coast after the rule of composition: the beach runs ahead, the headland stands at the subject."""
    near, far = site.near(1280, 7.0, 2600.0), site.far()
    rock = Rock(lambda f: uplift(site, f), lambda f: sea(site, f), 320.0, detail=0.5, wander_m=150.0)
    country = grow(site, rock, near, far)
    frames = near, far
    heights = [_ground(site, r, f) for r, f in zip((country.near, country.far), frames, strict=True)]
    return shore.shored(site, country, *shore.met(heights, frames), lambda f: outline(site, f))


def _ground(site: Site, relief: Field, frame: Frame) -> Field:
    edge = shore.true_distance(outline(site, frame), frame.cell_m)
    rock = rocky(site, frame) * smooth(1100, 350, edge)
    bed = field(frame, Noise(600, 4), site.key("bed")) * 3
    sand = shore.waterside(relief, edge, PROFILE_LEDGES if "rocks" in site.features else PROFILE, bed)
    stone = shore.waterside(relief, edge, PROFILE_ROCK, bed) + cliffs(site, frame)
    dunes = (
        field(frame, Noise(70, 3, 0.5, "billow"), site.key("foredunes"))
        * 6
        * smooth(40, 75, edge)
        * smooth(260, 120, edge)
    )
    ground = sand + dunes + (stone - sand) * rock
    return np.maximum(ground, stacks(site, frame))
