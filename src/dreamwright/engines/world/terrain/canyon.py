"""A canyon: a river far below a layered plateau, bends, side canyons and buttes, seen from a rim.

Knows the canyon's course and its beds of rock; streams cut the side canyons.
"""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.terrain.beds import beds
from dreamwright.engines.world.terrain.compose import sighted
from dreamwright.engines.world.terrain.grid import Field, Frame, Grid, Land, Mask, join, mix, smooth
from dreamwright.engines.world.terrain.meander import Bend, Meander
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.ranges import FAR_STAGES, Rock, grow, surfaced
from dreamwright.engines.world.terrain.site import Site, distance

HALF_RIVER_M = 32.0


def depth(site: Site) -> float:
    """Height of the plateau above the river, metres."""
    return site.pick("depth", 280, 390)


def course(site: Site) -> Meander:
    """The river runs away ahead, bending across the frame, and passes beside the promontory at the camera."""
    s = site.side
    bends = (
        Bend(site.pick("bend", 3300, 3900), -s * site.pick("swing", 300, 380), site.pick("lead", -0.15, 0.2)),
        Bend(site.pick("short bend", 1250, 1500), s * site.pick("sway", 60, 95), site.pick("turn", -0.5, 0.5)),
        Bend(site.pick("long bend", 8000, 10_500), -s * site.pick("sweep", 350, 600), site.pick("drift", -0.3, 0.3)),
    )
    return Meander(bends, s * site.pick("beside", 330, 400))


def river(site: Site, frame: Frame) -> Field:
    """(N, N) metres from the river's middle."""
    return site.once("river", frame, lambda: np.abs(course(site).nearest(frame)[0]))


def uplift(site: Site, frame: Frame) -> Field:
    """A plateau of even rise: streams feed side canyons by their own ways."""
    patches = field(frame, Noise(2600, 3), site.key("patches"))
    return np.asarray(24 + 9 * patches, np.float32)


def bottom(site: Site, frame: Frame) -> tuple[Mask, Field]:
    """The river takes all streams."""
    water = river(site, frame) < max(HALF_RIVER_M + 20, frame.cell_m * 0.6)
    return water, np.zeros(water.shape, np.float32)


def walls(site: Site, frame: Frame, relief: Field) -> Field:
    """(N, N) plain heights, before the beds are drawn: gorge, side canyons, gentle relief above the rim."""
    top = depth(site)
    away = river(site, frame)
    alcoves = field(frame, Noise(620, 5, 0.55, "plain", 0.35), site.key("alcoves"))
    spurs = field(frame, Noise(240, 4, 0.5, "billow", 0.5), site.key("spurs")) - 0.22
    wide = site.pick("wide", 300, 370)
    wander = alcoves * 210 * smooth(50, 300, away) + spurs * 150 * smooth(40, 200, away)
    gorge = np.asarray((away - HALF_RIVER_M + wander) / wide, np.float32)
    gullies = field(frame, Noise(105, 4, 0.55, "billow", 0.45), site.key("gullies")) - 0.22
    valley = relief * (top / 80.0) + top * 0.10 + away * 0.04 + spurs * 0.1 * top
    gorge = gorge + gullies * 0.13 * smooth(HALF_RIVER_M + 30, HALF_RIVER_M + 120, away)
    valley = valley + gullies * 0.07 * top
    gorge, valley = _promontory(site, frame, gorge, valley)
    tops = top + field(frame, Noise(1500, 4), site.key("mesa tops")) * 8
    raw = np.minimum(np.minimum(np.maximum(gorge, 0) * top, valley), tops)
    plateau = field(frame, Noise(9000, 4), site.key("plateau")) * 70 * smooth(1200, 6000, away)
    return np.asarray(raw + plateau * smooth(0.9 * top, top, raw), np.float32)


def _promontory(site: Site, frame: Frame, gorge: Field, valley: Field) -> tuple[Field, Field]:
    """The gorge and its side valleys moved so that the rim turns about the camera, an edge 10-15 m ahead of it."""
    xs, ys = frame.points()
    ragged = field(frame, Noise(70, 4, 0.5), site.key("rim")) * 22 * smooth(6, 60, np.hypot(xs, ys))
    beyond = np.hypot(np.maximum(ys + 80, 0) * 1.0, xs * 0.62) - 87 + ragged
    here = smooth(620, 220, distance(frame))
    local = 1 - beyond / site.pick("fall", 120, 170)
    return mix(gorge, np.maximum(local, gorge * 0.3), here), mix(valley, depth(site) * 1.05, here)


def stand(site: Site, frame: Frame, height: Field) -> Field:
    """Slickrock under the camera, sloping to the edge."""
    _, ys = frame.points()
    bumps = field(frame, Noise(32, 3), site.key("slickrock")) * 1.1
    # The knob falls away ahead at once: no relief that is added later may rise before the lens.
    level = depth(site) + 3 - 0.42 * np.clip(ys + 4, 0, 60) + bumps * smooth(12, 40, distance(frame))
    return mix(height, np.minimum(level, height + 4), smooth(26, 8, distance(frame)))


def build(site: Site) -> Land:
    """The canyon after the rule of composition: from the rim, the river winding away far below."""
    near, far = site.near(1280, 7.0, 3400.0), site.far()
    rock = Rock(
        lambda f: uplift(site, f), lambda f: bottom(site, f), 140.0, talus=1.2, detail=0.25, wander_m=220.0,
        stages=FAR_STAGES[1:], near_steps=6,
    )  # fmt: skip
    country = grow(site, rock, near, far)
    low, high = (walls(site, f, r) for f, r in ((near, country.near), (far, country.far)))
    low = stand(site, near, low)
    low, high = _bed(site, join(low, near, high, far), near), _bed(site, high, far)
    rock_beds = beds(site, depth(site))
    low, high = rock_beds.drawn(np.maximum(join(low, near, high, far), low.min())), rock_beds.drawn(high)
    grids = surfaced(country, low, high)
    views = (low, near), (high, far)
    azimuth_deg, _, away, top = sighted(*views, site.azimuth_deg, depth(site))
    return Land(_bare(grids[0]), _bare(grids[1]), True, azimuth_deg, away, top, None, rock_beds)


def _bed(site: Site, height: Field, frame: Frame) -> Field:
    """The river's bed below 0 with shoals; its banks rise from 0."""
    bank = river(site, frame) - max(HALF_RIVER_M, frame.cell_m * 0.5)
    bank = bank + field(frame, Noise(70, 3), site.key("bars")) * 9
    bed = -3.2 * np.clip(-bank / HALF_RIVER_M, 0, 1) - 0.05
    land = np.maximum(height, 1.5) * smooth(0, 60, bank) + 0.11 * np.clip(bank, 0, 40)
    return np.where(bank < 0, bed, np.maximum(land, 0.01)).astype(np.float32)


def _bare(grid: Grid) -> Grid:
    """Plateau tops are rock with a little soil, not meadow."""
    return Grid(grid.height, grid.wet, grid.loose * 0.8, grid.cell_m, grid.centre_x_m, grid.centre_y_m)
