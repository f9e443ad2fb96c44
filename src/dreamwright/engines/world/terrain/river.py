"""A river valley: the stream leads the eye in an S from beside the camera to the hills.

Knows the river's course, its flood plain and bars; erosion makes the hills.
"""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.terrain.compose import sighted
from dreamwright.engines.world.terrain.grid import Field, Frame, Grid, Land, Mask, join, smooth
from dreamwright.engines.world.terrain.meander import Bend, Meander
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.ranges import Rock, grow, surfaced
from dreamwright.engines.world.terrain.site import Site, bump, distance

SPEED_MPS = 1.3


def course(site: Site) -> Meander:
    """An S ahead of the camera: out to the far side, back across the frame, then away to the hills."""
    s = site.side
    bends = (
        Bend(site.pick("short", 540, 660), s * site.pick("swing", 62, 80), site.pick("lead", -0.3, 0.3)),
        Bend(site.pick("middle", 1500, 2000), s * site.pick("sweep", 110, 170), site.pick("turn", -0.4, 0.4)),
        Bend(site.pick("long", 5200, 7500), site.pick("wander", 260, 420), site.pick("drift", 0, 6.28)),
    )
    slope = float(Meander(bends, 0.0).turn(np.zeros(1, np.float32))[0])
    return Meander(bends, -s * (half_width(site) + 16.0) * float(np.hypot(1, slope)))


def half_width(site: Site) -> float:
    """Half the width of the water, metres."""
    return site.pick("width", 19, 27)


def banks(site: Site, frame: Frame) -> tuple[Field, Field, Field]:
    """(N, N) signed metres from the middle of the river, from the nearer bank (positive on land), and y along it."""
    away = site.once("away", frame, lambda: _measured(site, frame))
    return away, site.once("bank", frame, lambda: _bank(site, frame, away)), site.once("along", frame, lambda: away)


def _measured(site: Site, frame: Frame) -> Field:
    away, along = course(site).nearest(frame)
    site.once("along", frame, lambda: along)
    return away


def _bank(site: Site, frame: Frame, away: Field) -> Field:
    ragged = field(frame, Noise(45, 3), site.key("banks")) * 2.6 + field(frame, Noise(260, 2), site.key("pools")) * 7
    calm = 0.1 + 0.9 * smooth(15, 150, distance(frame))
    half = max(half_width(site), frame.cell_m * 0.55)
    return np.asarray(np.abs(away) - half + ragged * calm, np.float32)


def uplift(site: Site, frame: Frame) -> Field:
    """Hills beside the valley, higher far ahead at the subject."""
    _, bank, _ = banks(site, frame)
    hills = 45 + 130 * smooth(0.3, 0.95, field(frame, Noise(11_000, 3, 0.5, "ridged", 0.35), site.key("hills")))
    for turn, away, much in ((0, 1.0, 170), (19, 0.85, 90), (-27, 0.6, 70)):
        x, y = site.spot(site.subject_m * away, site.azimuth_deg + turn * site.side)
        hills = hills + much * bump(frame, x, y, 1500)
    plain = site.pick("plain", 160, 260)
    return np.asarray(hills * (0.02 + 0.98 * smooth(plain, plain + 800, bank)), np.float32)


def water(site: Site, frame: Frame) -> tuple[Mask, Field]:
    """The river and the ground beside it take all streams, at the water's level."""
    _, bank, _ = banks(site, frame)
    wet = bank < max(20.0, frame.cell_m * 0.6)
    return wet, np.zeros(wet.shape, np.float32)


def ground(site: Site, frame: Frame, relief: Field) -> Field:
    """Channel, cut banks on the outer bends, point bars on the inner ones, levees, flood plain."""
    away, bank, along = banks(site, frame)
    outer = _outer(site, along) * np.sign(away)
    rise = 0.085 + 0.10 * smooth(-0.2, 0.8, outer) - 0.055 * smooth(0.2, -0.8, outer)
    land = 2.1 * (1 - np.exp(-np.maximum(bank, 0) * rise / 2.1))
    share = np.clip(-bank / half_width(site), 0, 1)
    bed = -(2.3 + 0.9 * outer) * share * (2 - share)
    riffles = field(frame, Noise(60, 3), site.key("riffles")) * 0.35 * share
    old = field(frame, Noise(150, 3, 0.5, "billow", 0.5), site.key("old channels")) * 1.8 * smooth(15, 70, bank)
    hills = np.maximum(relief, 0) * smooth(30, 300, bank)
    bluff = 8.5 * bump(frame, site.side * 45, -35, 120) * smooth(0, 40, bank)
    height = np.where(bank < 0, np.minimum(bed + riffles, -0.02 - 0.3 * share), land + old + hills + bluff)
    return height.astype(np.float32)


def _outer(site: Site, along: Field) -> Field:
    """−1…1: which side is the outer bank at y (the sign of away), from the line's curvature."""
    line, step = course(site), np.float32(20)
    samples = np.linspace(float(along.min()) - 100, float(along.max()) + 100, 4000, dtype=np.float32)
    curvature = (line.turn(samples + step) - line.turn(samples - step)) / (2 * step)
    return np.asarray(np.interp(along, samples, -np.tanh(curvature * 220)), np.float32)


def flow(site: Site, frame: Frame) -> Field:
    """(N, N, 2) m/s along the river, fastest in the middle, still on land."""
    _, bank, along = banks(site, frame)
    slope = course(site).turn(along)
    length = np.hypot(1, slope)
    speed = SPEED_MPS * smooth(0, half_width(site) * 0.8, -bank)
    toward = -1.0
    return np.stack([toward * speed * slope / length, toward * speed / length], axis=-1).astype(np.float32)


def build(site: Site) -> Land:
    """The river after the rule of composition: its first reach at the camera's feet, hills at the subject."""
    near, far = site.near(1280, 6.0, 2600.0), site.far()
    rock = Rock(
        lambda f: uplift(site, f), lambda f: water(site, f), 330.0, detail=0.6, wander_m=120.0,
        still=((0.0, 0.0), site.subject),
    )  # fmt: skip
    country = grow(site, rock, near, far)
    low, high = ground(site, near, country.near), ground(site, far, country.far)
    low = join(low, near, high, far)
    return _land(site, surfaced(country, low, high), flow(site, near))


def _land(site: Site, grids: tuple[Grid, Grid], current: Field) -> Land:
    near, far = (_gravelled(site, grid) for grid in grids)
    views = (near.height, near.frame), (far.height, far.frame)
    azimuth_deg, _, away, top = sighted(*views, site.azimuth_deg, 1.0)
    return Land(near, far, True, azimuth_deg, away, top, current)


def _gravelled(site: Site, grid: Grid) -> Grid:
    _, bank, _ = banks(site, grid.frame)
    damp = smooth(4.5, 0.5, bank)
    gravel = smooth(11, 3, bank)
    wet, loose = np.maximum(grid.wet, damp), np.maximum(grid.loose, gravel)
    return Grid(grid.height, wet, loose, grid.cell_m, grid.centre_x_m, grid.centre_y_m)
