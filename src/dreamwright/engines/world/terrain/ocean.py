"""Open sea: a bed far below, and only what the features ask for: icebergs, rocks. Knows no shore."""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.terrain.grid import Field, Frame, Grid, Land, gridded
from dreamwright.engines.world.terrain.ice import bergs, floating
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.site import Site, window

DEPTH_M = 80.0
ROCKS = frozenset({"cliffs", "rocks", "sea_stack", "sea_stacks", "reef"})


def build(site: Site) -> Land:
    """The sea: the subject is the horizon itself where nothing stands out of it."""
    near, far = site.near(1024, 8.0, 2600.0), site.far()
    grids = [_grid(site, frame) for frame in (near, far)]
    return Land(grids[0], grids[1], True, site.azimuth_deg, site.pick("far", 3000, 6000), 0.0)


def _grid(site: Site, frame: Frame) -> Grid:
    bed = field(frame, Noise(2400, 4), site.key("bed")) * 9 - DEPTH_M
    if site.features & {"iceberg", "icebergs"}:
        bed = np.maximum(bed, floating(site, frame, bergs(site, 14, 260.0)))
    if site.features & ROCKS:
        bed = np.maximum(bed, rocks(site, frame))
    ones = np.ones(bed.shape, np.float32)
    return gridded(frame, bed, ones, np.full_like(ones, 0.6))


def rocks(site: Site, frame: Frame) -> Field:
    """(N, N) heights of a group of sea rocks at the subject, far below the bed elsewhere."""
    xs, ys = frame.points()
    wobble = field(frame, Noise(46, 4, 0.55), site.key("rock sides")) * 11
    crest = field(frame, Noise(60, 3, 0.5, "ridged", 0.3), site.key("rock tops"))
    top = np.full((frame.count, frame.count), -1000.0, np.float32)
    for k in range(6):
        great = 1.6 if k == 0 else 1.0
        turn = site.azimuth_deg + site.pick(f"rock turn {k}", -5, 5) * (k > 0)
        x, y = site.spot(site.pick(f"rock far {k}", 420, 780), turn)
        radius, height = site.pick(f"rock r {k}", 14, 30) * great, site.pick(f"rock h {k}", 8, 30) * great
        part = window(frame, x, y, 150)
        inside = radius + wobble[part] - np.hypot(xs[:, part[1]] - x, ys[part[0]] - y)
        rise = np.minimum(inside * 1.9, height * (0.55 + 0.6 * crest[part])) - 2
        top[part] = np.maximum(top[part], rise)
    return top
