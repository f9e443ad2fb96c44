"""The sand sea: draa far off, sharp transverse and barchanoid dunes near, one great crest at the subject.

Knows where the camera stands among the dunes; dunes.py makes them. Mesas on request.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from dreamwright.engines.world.terrain.compose import sighted
from dreamwright.engines.world.terrain.dunes import Train, dunes, slide
from dreamwright.engines.world.terrain.grid import Field, Frame, Land, blur, gridded, join, read, slope, smooth
from dreamwright.engines.world.terrain.mesas import buttes
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.site import Site, bump, distance

CLOSE_ROUNDS = 8
"""Rounds of sliding about the camera, where slip faces are drawn at rest already."""


def wind(site: Site) -> tuple[float, float]:
    """The way the wind blows, a unit vector: across the frame and a little towards the camera."""
    angle = math.radians(-site.side * site.pick("wind", 58, 82))
    return math.sin(angle), math.cos(angle)


def sand(site: Site, frame: Frame) -> Field:
    """(N, N) heights of the sand sea before it settles; dunes smaller than a few cells are left out."""
    x, y = np.meshgrid(*frame.axes())
    wx, wy = wind(site)
    skew = (wx * 0.94 - wy * 0.34, wx * 0.34 + wy * 0.94)
    draa = Train(site.pick("draa", 1500, 2000), site.pick("draa height", 75, 105), wx, wy, bent=0.55)
    main = Train(site.pick("main", 300, 390), site.pick("main height", 24, 32), *skew, 0.5)
    small = Train(site.pick("small", 80, 105), 4.2, wx, wy, 0.45)
    base = field(frame, Noise(7000, 4), site.key("base")) * 70
    cell = frame.cell_m
    heights = base + dunes(x, y, draa, site.key("draa"), cell)
    if cell < 60:
        cover = 0.45 + 0.75 * smooth(-0.5, 0.5, field(frame, Noise(1900, 2), site.key("cover")))
        heights = heights + dunes(x, y, main, site.key("main"), cell) * cover
        heights = heights + dunes(x, y, small, site.key("small"), cell) * smooth(
            0.45, -0.25, field(frame, Noise(420, 2), site.key("small cover"))
        )
    if cell < 2:
        low = Train(site.pick("low", 17, 23), 0.5, *skew, 0.6)
        heights = heights + dunes(x, y, low, site.key("low"), cell) * smooth(
            -0.1, 0.5, field(frame, Noise(70, 2), site.key("low cover"))
        )
    return np.asarray(heights * 0.45 if _has_mesas(site) else heights + _great_dune(site, frame), np.float32)


def _has_mesas(site: Site) -> bool:
    return site.place == "space" or bool(site.features & {"mesa", "mesas", "butte", "buttes"})


def _great_dune(site: Site, frame: Frame) -> Field:
    """A star dune at the subject: three sharp arms about a summit."""
    away = site.pick("great", 1250, 1700)
    x0, y0 = site.spot(away, site.azimuth_deg)
    xs, ys = frame.points()
    radius = np.hypot(xs - x0, ys - y0)
    sway = field(frame, Noise(500, 2), site.key("arms")) * 0.9
    angle = np.arctan2(ys - y0, xs - x0) + sway * np.minimum(radius / 400, 1.5)
    arms = 1 - np.abs(np.sin((angle - site.pick("arm", 0, 6.28)) * 1.5))
    reach = 260 + 480 * arms**1.6
    return np.asarray(site.pick("great height", 150, 190) * np.maximum(1 - radius / reach, 0) ** 1.15, np.float32)


def build(site: Site) -> Land:
    """The desert after the rule of composition: the camera on a low rise, the star dune at the subject."""
    near, far = site.near(1280, 6.0, 2800.0), site.far()
    if "salt_flat" in site.features:
        return _land(site, (join(salt(site, near), near, salt(site, far), far), near), (salt(site, far), far))
    raw, high = sand(site, near), sand(site, far)
    stand, ahead = read(raw, near, 0, 0), _ahead(raw, near)
    low = blur(slide(_open(raw, near, stand, ahead), near), 0.75)
    close = site.close()
    sharp = slide(_open(sand(site, close), close, stand, ahead), close, CLOSE_ROUNDS)
    if _has_mesas(site):
        low, high = (np.maximum(h, buttes(site, f)) for h, f in ((low, near), (high, far)))
    low = join(low, near, high, far)
    sharp = join(sharp, close, low, near)
    floor = min(float(low.min()), float(high.min())) - 5.0
    return replace(_land(site, (low - floor, near), (high - floor, far)), close=(sharp - np.float32(floor), close))


def salt(site: Site, frame: Frame) -> Field:
    """(N, N) heights of a salt flat: all but level out to bare ranges at the horizon."""
    ranges = field(frame, Noise(13_000, 5, 0.5, "ridged", 0.35), site.key("bare ranges"))
    x, y = site.spot(11_500, site.azimuth_deg)
    lone = bump(frame, x, y, 1900)
    rise = (smooth(7500, 15_000, distance(frame)) * smooth(0.45, 0.95, ranges) + lone * ranges) * 900
    crust = field(frame, Noise(240, 3), site.key("crust")) * 0.15
    return np.asarray(3 + crust + rise, np.float32)


def _open(height: Field, frame: Frame, stand: float, ahead: float) -> Field:
    """The stand on a gentle windward slope that looks over the nearest dunes, which reach the height `ahead`."""
    away = distance(frame)
    calm = stand + (height - stand) * 0.16
    lowered = height + (calm - height) * smooth(120, 25, away)
    rise = bump(frame, 0, -25, 150) * (22.0 + max(0.0, ahead - stand))
    return np.asarray(lowered + rise, np.float32)


def _ahead(height: Field, frame: Frame) -> float:
    """The height that the nearest dunes ahead reach, metres."""
    x, y = frame.points()
    ahead = (np.hypot(x, y) < 330) & (np.abs(x) < 0.6 * y)
    return float(np.quantile(height[ahead], 0.9))


def _land(site: Site, low: tuple[Field, Frame], high: tuple[Field, Frame]) -> Land:
    grids = [gridded(f, h, np.zeros_like(h), smooth(0.85, 0.7, slope(h, f.cell_m))) for h, f in (low, high)]
    stand = read(*low, 0, 0)
    azimuth_deg, _, away, top = sighted(low, high, site.azimuth_deg, stand)
    return Land(grids[0], grids[1], False, azimuth_deg, away, top)
