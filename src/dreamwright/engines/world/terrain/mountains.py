"""Alpine country: a flat-floored valley at the camera, a great peak at a third, ranges beyond.

Knows where mountains should rise for the picture; erosion makes them.
"""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.terrain.compose import foreground, level_stand, open_view, sighted
from dreamwright.engines.world.terrain.grid import Field, Frame, Land, Mask, read, smooth
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.ranges import ALPINE, Country, Rock, grow, surfaced
from dreamwright.engines.world.terrain.site import Site, bump, reserved

STAND_M = 420.0


def trunk(site: Site, y: Field) -> Field:
    """x of the valley's middle at each y: it bends away from the peak ahead and wanders behind."""
    bend = -site.side * 900 * smooth(500, 5000, y)
    wander = 420 * np.sin(y / 1300 + site.pick("phase", 0, 6.28)) + 900 * np.sin(y / 4100 + site.pick("long", 0, 6.28))
    return np.asarray(bend + wander * smooth(0, 2500, np.abs(y)) + site.side * 120, np.float32)


def valley_distance(site: Site, frame: Frame) -> Field:
    """(N, N) metres from the middle of the trunk valley, which ends where the mountains begin."""
    x, y = frame.points()
    aside = np.abs(x - trunk(site, y))
    return np.hypot(aside, np.maximum(y - site.pick("head", 3200, 4200), 0)).astype(np.float32)


def uplift(site: Site, frame: Frame) -> Field:
    """Ranges of noise, a peak with two lower neighbours at the subject, a valley under the camera."""
    ranges = field(frame, Noise(24_000, 3, 0.5, "ridged", 0.35), site.key("ranges"))
    rise = (70 + 210 * smooth(0.25, 0.95, ranges)) * (1 - 0.3 * reserved(site, frame))
    distance_m = site.subject_m
    for turn, far, much, wide in (
        (0, 1, 300, 1500),
        (-15, 1.25, 150, 1700),
        (13, 1.15, 190, 1500),
        (-34, 0.8, 120, 1500),
    ):
        x, y = site.spot(distance_m * far, site.azimuth_deg + turn * site.side)
        rise = rise + much * bump(frame, x, y, wide)
    away = valley_distance(site, frame)
    return np.asarray(rise * (0.06 + 0.94 * smooth(200, 1700, away)), np.float32)


def valley_floor(site: Site, frame: Frame) -> tuple[Mask, Field]:
    """The trunk valley's floor, rising gently ahead; streams end on it."""
    _, y = frame.points()
    floor = np.broadcast_to(0.012 * np.maximum(y, 0) + 20, (frame.count, frame.count))
    return valley_distance(site, frame) < 180, floor.astype(np.float32)


def build(site: Site) -> Land:
    """Mountains after the rule of composition: the peak 7-10 degrees above the horizon."""
    near, far = site.near(1280, 10.0, 4200.0), site.far()
    rock = Rock(
        lambda f: uplift(site, f), lambda f: valley_floor(site, f), still=((0.0, 0.0), site.subject), rough=ALPINE
    )
    country = grow(site, rock, near, far)
    higher = 1.4 if site.features & {"peaks", "peak"} else 0.0
    return finish(site, country, site.pick("rise", 8.8, 10.8) + higher)


def finish(site: Site, country: Country, rise_deg: float) -> Land:
    """The country scaled to its skyline, floored, levelled and opened at the stand."""
    near, far = country.near_frame, country.far_frame
    low, high = country.near, country.far
    stand = read(low, near, 0, 0)
    _, _, away, top = sighted((low, near), (high, far), site.azimuth_deg, stand)
    wanted = np.tan(np.radians(rise_deg)) * away
    scale = float(np.clip(wanted / max(top - stand, 1.0), 0.6, 2.2))
    low, high = (low - stand) * scale + STAND_M, (high - stand) * scale + STAND_M
    low = _meadow(site, low, near)
    low = foreground(site, open_view(level_stand(low, near), near), near)
    near_grid, far_grid = surfaced(country, low, high)
    stand = read(low, near, 0, 0)
    azimuth_deg, _, distance_m, height_m = sighted((low, near), (high, far), site.azimuth_deg, stand)
    return Land(near_grid, far_grid, False, azimuth_deg, distance_m, height_m)


def _meadow(site: Site, height: Field, frame: Frame) -> Field:
    """Sediment on the valley floor, with low hummocks of moraine and old stream terraces."""
    away = valley_distance(site, frame)
    hummocks = (
        field(frame, Noise(170, 4, 0.45), site.key("hummocks")) * 8
        + field(frame, Noise(620, 2), site.key("terraces")) * 7
    )
    moraine = bump(frame, 0, -60, 260) * 16
    return height + np.asarray(hummocks * smooth(900, 150, away) + moraine, np.float32)
