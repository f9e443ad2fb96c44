"""A stratovolcano: one fluted cone with a crater at the subject, lava plains and lower cones about it.

Knows the cone's section; erosion cuts its gullies.
"""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.terrain.compose import level_stand, open_view, sighted
from dreamwright.engines.world.terrain.grid import Field, Frame, Land, join, read, smooth, soft_min
from dreamwright.engines.world.terrain.hills import none
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.ranges import FAR_STAGES, Rock, grow, surfaced
from dreamwright.engines.world.terrain.site import Site, bump, distance

STAND_M = 300.0


def cone(site: Site, frame: Frame) -> Field:
    """(N, N) metres: the great cone before erosion, concave as ash and lava lie, and its smaller kin."""
    xs, ys = frame.points()
    total = np.zeros((frame.count, frame.count), np.float32)
    for k, (x, y, high, wide) in enumerate(cones(site)):
        sway = field(frame, Noise(wide * 0.9, 3), site.key(f"flank {k}"))
        radius = np.hypot(xs - x, ys - y) * (1 + 0.10 * sway) / wide
        total = np.maximum(total, high * np.maximum(np.exp(-2.2 * radius) - 0.035, 0))
    return total


def cones(site: Site) -> tuple[tuple[float, float, float, float], ...]:
    """x, y, height and width of each cone; the first is the subject."""
    away = site.pick("away", 6800, 7900)
    high = away * np.tan(np.radians(site.pick("rise", 10.0, 12.0))) / 0.92
    others = ((-24, 1.9, 0.42), (17, 2.6, 0.6), (-62, 1.3, 0.3), (48, 2.4, 0.5))
    kin = [
        (*site.spot(away * far, site.azimuth_deg + turn * site.side), high * size, 2300.0 * size + 500)
        for turn, far, size in others
    ]
    return ((*site.spot(away, site.azimuth_deg), high, 3300.0), *kin)


def crater(site: Site, frame: Frame, height: Field) -> Field:
    """Height with the summit cut by a crater whose rim is uneven and breached on one side."""
    x, y, high, _ = cones(site)[0]
    xs, ys = frame.points()
    ragged = field(frame, Noise(260, 4, 0.55), site.key("crater")) * 46
    radius = np.hypot(xs - x, ys - y) + ragged
    top = float(height[(np.hypot(xs - x, ys - y) < 900)].max(initial=0.0))
    rim = 0.055 * high + 150
    bowl = top - rim * 0.75 + np.maximum(radius - 90, 0) * 0.85
    breach = bump(frame, x - site.side * 200, y - 260, 210) * 60
    near = radius < rim * 2.2
    cut = soft_min(height, bowl, 12.0) - breach
    return np.where(near & (top > 0), np.asarray(cut, np.float32), height).astype(np.float32)


def uplift(site: Site, frame: Frame) -> Field:
    """The cones feed their gullies; the plain barely rises."""
    return np.asarray(4 + 0.17 * cone(site, frame), np.float32)


def start(site: Site, frame: Frame) -> Field:
    """Cones over a rough plain of old lava that falls gently away."""
    plain = field(frame, Noise(8000, 5), site.key("plain")) * 110 + 160
    x, y, _, _ = cones(site)[0]
    return np.asarray(plain + cone(site, frame) - 0.004 * distance(frame, x, y), np.float32)


def build(site: Site) -> Land:
    """The volcano after the rule of composition: its rim 9-12 degrees above the horizon at the subject."""
    near, far = site.near(1280, 10.0, 4400.0), site.far()
    rock = Rock(
        lambda f: uplift(site, f), none, 260.0, talus=0.75, wander_m=120.0, stages=(FAR_STAGES[1], FAR_STAGES[2]),
        first=lambda f: start(site, f), near_steps=3, pace=0.2, still=((0.0, 0.0), cones(site)[0][:2]),
    )  # fmt: skip
    country = grow(site, rock, near, far)
    low, high = crater(site, near, country.near), crater(site, far, country.far)
    base = read(low, near, 0, 0) - STAND_M
    flows = field(near, Noise(420, 5, 0.55, "ridged", 0.4), site.key("flows")) * 16 * smooth(200, 900, distance(near))
    low, high = low - base + flows + bump(near, 0, -40, 200) * 9, high - base
    low = join(open_view(level_stand(low, near), near), near, high, far)
    grids = surfaced(country, low, high)
    azimuth_deg, _, away, top = sighted((low, near), (high, far), site.azimuth_deg, read(low, near, 0, 0))
    return Land(*grids, False, azimuth_deg, away, top)
