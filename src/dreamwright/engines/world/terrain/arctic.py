"""Polar sea: a low snow shore at the camera, icebergs at composed depths, a glacier and white mountains beyond.

Knows the bay and the glacier's way; ice.py and erosion make the shapes.
"""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.terrain import shore
from dreamwright.engines.world.terrain.grid import Field, Frame, Land, Mask, mix, smooth
from dreamwright.engines.world.terrain.ice import bergs, floating, pressure_ridges
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.ranges import Rock, grow
from dreamwright.engines.world.terrain.site import Site, bump, distance

PROFILE = shore.Profile(
    beach=0.10, berm_m=4.0, ramp_m=120, shelf_m=25, shelf_depth_m=4.0, deep_m=120, drop_m=500, bar_m=0
)


def outline(site: Site, frame: Frame) -> Field:
    """Signed shore: snow behind the camera, a wide bay ahead, open sea to the side away from the subject."""
    return site.once("outline", frame, lambda: _outline(site, frame))


def _outline(site: Site, frame: Frame) -> Field:
    x, y = frame.points()
    out = -site.side * x
    coves = field(frame, Noise(1900, 4), site.key("coves")) * 420 * smooth(60, 900, distance(frame))
    long = field(frame, Noise(14_000, 3), site.key("long")) * 3000 * smooth(4000, 12_000, distance(frame))
    home = 5.0 - y - 0.10 * np.maximum(np.abs(x) - 150, 0) + 2.0 * np.maximum(out - 900, 0) * 0.0
    beyond = y - site.pick("bay", 4300, 5200) - 0.45 * out
    return np.asarray(np.maximum(home, beyond) + coves + long, np.float32)


def glacier(site: Site, frame: Frame) -> Field:
    """(N, N) 0-1: the tongue of ice that comes down beside the peak to the bay."""
    x, y = frame.points()
    aim = site.azimuth_deg + site.side * 9
    along = y
    middle = np.tan(np.radians(aim - 14 * site.side)) * along + site.side * 260 * np.sin(y / 1300)
    wide = 330 + 0.05 * np.maximum(y - 4500, 0)
    return smooth(1.25, 0.75, np.abs(x - middle) / wide) * smooth(3300, 3900, y)


def uplift(site: Site, frame: Frame) -> Field:
    """Mountains behind the bay, the peak at the subject."""
    edge = outline(site, frame)
    ranges = field(frame, Noise(20_000, 3, 0.5, "ridged", 0.35), site.key("ranges"))
    rise = 50 + 190 * smooth(0.25, 0.95, ranges)
    for turn, far, much, wide in (
        (0, 1.1, 260, 1300),
        (-13, 1.25, 150, 1500),
        (15, 1.2, 150, 1500),
        (36, 1.0, 130, 1500),
    ):
        x, y = site.spot(site.subject_m * far, site.azimuth_deg + turn * site.side)
        rise = rise + much * bump(frame, x, y, wide)
    _, ahead = frame.points()
    behind = 0.12 + 0.88 * smooth(-6000, 3000, ahead)
    return np.asarray(rise * (0.03 + 0.97 * smooth(60, 1500, edge)) * behind, np.float32)


def sea(site: Site, frame: Frame) -> tuple[Mask, Field]:
    """The sea takes all streams."""
    water = outline(site, frame) < 0
    return water, np.zeros(water.shape, np.float32)


def build(site: Site) -> Land:
    """The bay after the rule of composition; with `frozen` the sea is one plain of ridged ice."""
    near, far = site.near(1280, 8.0, 3600.0), site.far()
    rock = Rock(lambda f: uplift(site, f), lambda f: sea(site, f), still=((0.0, 0.0), site.subject), wander_m=200.0)
    country = grow(site, rock, near, far)
    ice = bergs(site, 26)
    waters = shore.Waters(
        lambda f: outline(site, f), PROFILE, lambda f: field(f, Noise(900, 4), site.key("bed")) * 10,
        site.pick("rise", 6.5, 9.0), lambda f: np.maximum(floating(site, f, ice), _tongue(site, f)),
    )  # fmt: skip
    land = shore.finish(site, country, waters)
    return frozen(site, land) if "frozen" in site.features else land


def _tongue(site: Site, frame: Frame) -> Field:
    """(N, N) heights of the glacier: a crevassed surface that ends in an ice cliff over the sea."""
    _, y = frame.points()
    cover = glacier(site, frame)
    crevasses = field(frame, Noise(110, 3, 0.5, "billow", 0.3), site.key("crevasses"))
    front = smooth(3600, 3640, y + field(frame, Noise(300, 3), site.key("front")) * 150)
    surface = 34 + 0.055 * np.maximum(y - 3600, 0) - 9 * np.maximum(0.3 - crevasses, 0) * 3
    return np.where(
        (cover > 0.02) & (front > 0.02), surface * front * (0.6 + 0.4 * cover) - 40 * (1 - cover), np.float32(-1000)
    ).astype(np.float32)


def frozen(site: Site, land: Land) -> Land:
    """The land with all its water frozen over: ridged ice at 0-2.5 m, no open water."""
    near, far = (
        shore.reheighted(
            grid, mix(grid.height, pressure_ridges(site, grid.frame), (grid.height < 0.2).astype(np.float32))
        )
        for grid in (land.near, land.far)
    )
    return Land(near, far, False, land.subject_azimuth_deg, land.subject_distance_m, land.subject_height_m)
