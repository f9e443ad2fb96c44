"""A lake among mountains: water ahead of a stony shore, coves, the peak beyond the far end.

Knows the basin's outline and where mountains rise; erosion makes them.
"""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.terrain import shore
from dreamwright.engines.world.terrain.grid import Field, Frame, Land, Mask, smooth
from dreamwright.engines.world.terrain.ice import bergs, floating
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.ranges import ALPINE, Rock, grow
from dreamwright.engines.world.terrain.site import Site, bump, distance, reserved

PROFILE = shore.Profile(
    beach=0.09, berm_m=2.5, ramp_m=90, shelf_m=25, shelf_depth_m=2.5, deep_m=70, drop_m=320, bar_m=0
)


def outline(site: Site, frame: Frame) -> Field:
    """Signed shore of the lake, the camera 3-4 m up the beach at its near end."""
    return site.once("outline", frame, lambda: _outline(site, frame))


def _outline(site: Site, frame: Frame) -> Field:
    x, y = frame.points()
    half, length = site.pick("half", 1050, 1450), site.pick("length", 2000, 2600)
    middle = -site.side * 250.0
    u, v = (x - middle * smooth(0, 1500, y)) / half, (y - length) / length
    basin = (np.hypot(u, v) - 1) * (half * 0.9)
    coves = field(frame, Noise(1600, 5, 0.5), site.key("coves")) * 640
    calm = smooth(40, 700, distance(frame))
    wanted = shore.stand_on_shore(np.asarray(basin + coves * (0.08 + 0.92 * calm), np.float32), frame, 0, 1)
    return shore.stand_on_shore(wanted, frame, 4.0 - _at_origin(site), 260)


def _at_origin(site: Site) -> float:
    spot = Frame(1, 1.0)
    half, length = site.pick("half", 1050, 1450), site.pick("length", 2000, 2600)
    coves = field(spot, Noise(1600, 5, 0.5), site.key("coves")) * 640 * 0.08
    return float(coves[0, 0]) + (np.hypot(0.0, -length / length) - 1) * half * 0.9


def uplift(site: Site, frame: Frame) -> Field:
    """Mountains round the basin, highest beyond its far end at the subject."""
    ranges = field(frame, Noise(22_000, 3, 0.5, "ridged", 0.35), site.key("ranges"))
    rise = (60 + 190 * smooth(0.25, 0.95, ranges)) * (1 - 0.32 * reserved(site, frame))
    away = site.subject_m
    for turn, far, much, wide in ((0, 1, 300, 1400), (-16, 1.2, 150, 1700), (14, 1.1, 190, 1500), (34, 0.7, 130, 1400)):
        x, y = site.spot(away * far, site.azimuth_deg + turn * site.side)
        rise = rise + much * bump(frame, x, y, wide)
    return np.asarray(rise * (0.05 + 0.95 * smooth(20, 1100, outline(site, frame))), np.float32)


def basin(site: Site, frame: Frame) -> tuple[Mask, Field]:
    """The lake takes all streams."""
    water = outline(site, frame) < 0
    return water, np.zeros(water.shape, np.float32)


def build(site: Site) -> Land:
    """The lake after the rule of composition: the peak 7-10 degrees above the far shore."""
    near, far = site.near(1280, 10.0, 4200.0), site.far()
    rock = Rock(lambda f: uplift(site, f), lambda f: basin(site, f), still=((0.0, 0.0), site.subject), rough=ALPINE)
    country = grow(site, rock, near, far)
    waters = shore.Waters(
        lambda f: outline(site, f), PROFILE,
        lambda f: field(f, Noise(700, 4), site.key("bed")) * 12, site.pick("rise", 8.0, 10.5),
        (lambda f: floating(site, f, bergs(site, 14, 300.0, 3200.0))) if "iceberg" in site.features else None,
    )  # fmt: skip
    return shore.finish(site, country, waters)
