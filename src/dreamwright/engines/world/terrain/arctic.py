"""Polar sea: a low snow shore at the camera, icebergs at composed depths, a glacier and white mountains beyond.

Knows the bay and the glacier's way; ice.py and erosion make the shapes.
"""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.terrain import shore
from dreamwright.engines.world.terrain.grid import Field, Frame, Land, Mask, mix, smooth
from dreamwright.engines.world.terrain.ice import Berg, bergs, floating, floes, pressure_ridges
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.ranges import Rock, grow
from dreamwright.engines.world.terrain.site import Site, bump, distance, reserved

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
    home = 5.0 - y - 0.10 * np.maximum(np.abs(x) - 150, 0)
    beyond = y - site.pick("bay", 3700, 4300) - 0.45 * out
    return np.asarray(np.maximum(home, beyond) + coves + long, np.float32)


def glacier(site: Site, frame: Frame) -> tuple[Field, Field]:
    """(N, N) share of the half width from the middle of the ice stream (1 = its side), and metres up from its front."""
    aside = site.once("ice aside", frame, lambda: _ice_stream(site, frame))
    return aside, site.once("ice up", frame, lambda: aside)


def _ice_stream(site: Site, frame: Frame) -> Field:
    x, y = frame.points()
    front = _front(site) + field(frame, Noise(420, 3), site.key("front")) * 130
    up = np.asarray(y - front, np.float32)
    aim = np.tan(np.radians(site.azimuth_deg - 8.5 * site.side))
    sway = 330 * np.sin(np.maximum(up, 0) / 1500 + site.pick("sway", -0.5, 0.5))
    middle = aim * y - site.side * sway
    wide = site.pick("ice", 420, 560) * (1 - 0.25 * smooth(0, 3500, up))
    ragged = field(frame, Noise(500, 3), site.key("ice edge")) * 0.18
    site.once("ice up", frame, lambda: up)
    return np.asarray(np.abs(x - middle) / wide + ragged, np.float32)


def _front(site: Site) -> float:
    return site.pick("front", 2900, 3500)


def uplift(site: Site, frame: Frame) -> Field:
    """Mountains behind the bay, the peak at the subject."""
    edge = outline(site, frame)
    ranges = field(frame, Noise(20_000, 3, 0.5, "ridged", 0.35), site.key("ranges"))
    rise = (50 + 190 * smooth(0.25, 0.95, ranges)) * (1 - 0.42 * reserved(site, frame))
    for turn, far, much, wide in (
        (0, 1.1, 260, 1300),
        (-13, 1.25, 150, 1500),
        (15, 1.2, 150, 1500),
        (36, 1.0, 130, 1500),
    ):
        x, y = site.spot(site.subject_m * far, site.azimuth_deg + turn * site.side)
        rise = rise + much * bump(frame, x, y, wide)
    _, ahead = frame.points()
    aside, up = glacier(site, frame)
    trough = smooth(2.4, 0.9, aside) * smooth(-400, 300, up) * smooth(6500, 4200, up)
    rise = rise * (1 - 0.93 * trough)
    behind = 0.12 + 0.88 * smooth(-6000, 3000, ahead)
    return np.asarray(rise * (0.03 + 0.97 * smooth(60, 1500, edge)) * behind, np.float32)


def sea(site: Site, frame: Frame) -> tuple[Mask, Field]:
    """The sea takes all streams."""
    water = outline(site, frame) < 0
    return water, np.zeros(water.shape, np.float32)


def build(site: Site) -> Land:
    """The bay after the rule of composition; with `frozen` the sea is one plain of ridged ice."""
    near, far = site.near(1280, 6.0, 3500.0), site.far()
    rock = Rock(lambda f: uplift(site, f), lambda f: sea(site, f), still=((0.0, 0.0), site.subject), wander_m=200.0)
    country = grow(site, rock, near, far)
    ice = bergs(site, 30)
    waters = shore.Waters(
        lambda f: outline(site, f), PROFILE, lambda f: field(f, Noise(900, 4), site.key("bed")) * 10,
        site.pick("rise", 6.5, 9.0), lambda f: _ice(site, f, ice),
    )  # fmt: skip
    land = shore.finish(site, country, waters)
    return frozen(site, land) if "frozen" in site.features else land


def _ice(site: Site, frame: Frame, ice: tuple[Berg, ...]) -> Field:
    """(N, N) heights of all ice that stands in the bay; `sea_ice` adds floes."""
    top = np.maximum(floating(site, frame, ice), _tongue(site, frame))
    return np.maximum(top, floes(site, frame)) if "sea_ice" in site.features and frame.cell_m < 40 else top


def _tongue(site: Site, frame: Frame) -> Field:
    """(N, N) heights of the glacier: a long tongue of snow, crevassed towards the cliff it ends in over the sea."""
    aside, up = glacier(site, frame)
    cracks = field(frame, Noise(60, 3, 0.5, "ridged", 0.3), site.key("crevasses"))
    swells = field(frame, Noise(420, 3), site.key("ice swells")) * 9
    broken = smooth(900, 60, up)
    surface = 36 + 0.022 * np.maximum(up, 0) + swells - 13 * broken * np.maximum(cracks - 0.62, 0) / 0.38
    dome = 1 - 0.4 * np.minimum(aside, 1.2) ** 4
    cliff = smooth(-4, 14, up) * smooth(1.12, 1.0, aside)
    fade = 1 - smooth(3600, 5200, up)
    return np.asarray(surface * dome * cliff * fade - 90 * (1 - cliff) - 200 * (1 - fade), np.float32)


def frozen(site: Site, land: Land) -> Land:
    """The land with all its water frozen over: ridged ice at 0-2.5 m, no open water."""
    near, far = (
        shore.reheighted(
            grid, mix(grid.height, pressure_ridges(site, grid.frame), (grid.height < 0.2).astype(np.float32))
        )
        for grid in (land.near, land.far)
    )
    return Land(near, far, False, land.subject_azimuth_deg, land.subject_distance_m, land.subject_height_m)
