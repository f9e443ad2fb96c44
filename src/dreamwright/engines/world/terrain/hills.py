"""Gentle country: rolling plains, low hills for woods and villages. Knows where the ground swells."""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.terrain.compose import foreground, level_stand, open_view, sighted
from dreamwright.engines.world.terrain.grid import Field, Frame, Land, Mask, blur, join, read, smooth
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.ranges import FAR_STAGES, Rock, grow, surfaced
from dreamwright.engines.world.terrain.site import Site, bump, distance

STAND_M = 120.0
KNOLLS = 9
RELIEF = {"plains": 1.0, "village": 0.9, "city": 0.35, "forest": 1.5}


def strength(site: Site) -> float:
    """How hilly: 1 for plains; `hills` or `valley` among the features make it more."""
    more = 2.4 if site.features & {"hills", "valley", "hill"} else 1.0
    return RELIEF.get(site.place, 1.0) * more


def uplift(site: Site, frame: Frame) -> Field:
    """Swells of long wavelength, blue hills beyond 10 km, a knoll at the subject."""
    swell = field(frame, Noise(6500, 3, 0.5, "plain", 0.25), site.key("swell"))
    rise = (
        9
        + 9 * swell
        + 50
        * smooth(9_000, 20_000, distance(frame))
        * smooth(-0.1, 0.6, field(frame, Noise(16_000, 3), site.key("blue")))
    )
    x, y = site.spot(site.pick("knoll", 1900, 2700), site.azimuth_deg)
    return np.asarray(
        np.maximum(rise + 20 * bump(frame, x, y, 520), 2) * smooth(-200, 900, distance(frame)), np.float32
    )


def none(frame: Frame) -> tuple[Mask, Field]:
    """Only the border takes streams."""
    return np.zeros((frame.count, frame.count), np.bool_), np.zeros((frame.count, frame.count), np.float32)


def rolling(site: Site, frame: Frame, relief: Field) -> Field:
    """Rounded relief: creep softens the eroded hills, swells and hollows of soil lie over them."""
    soft = blur(relief, 45.0 / frame.cell_m) if frame.cell_m < 40 else relief
    swell = field(frame, Noise(1500, 3, 0.4, "plain", 0.25), site.key("rolls")) * 55
    folds = field(frame, Noise(620, 3, 0.4, "plain", 0.3), site.key("folds")) * 24 * smooth(60, 420, distance(frame))
    lumps = field(frame, Noise(130, 3, 0.45), site.key("lumps")) * 1.8
    return np.asarray((soft * 0.7 + swell + folds + lumps) * strength(site), np.float32)


def _stand(site: Site, frame: Frame) -> Field:
    """A gentle rise under the camera and a hollow ahead of it, so that the middle ground lies open."""
    hollow = bump(frame, -site.side * 150, 750, 520) * 16 + bump(frame, site.side * 500, 1500, 600) * 12
    return np.asarray(bump(frame, 0, -60, 330) * 24.0 - hollow, np.float32)


def _knolls(site: Site, frame: Frame) -> Field:
    """Where hills are asked for: hill behind hill to both sides, higher and bluer with distance."""
    total = np.zeros((frame.count, frame.count), np.float32)
    if not site.features & {"hills", "hill"}:
        return total
    for k, azimuth_deg in enumerate(np.linspace(-52, 52, KNOLLS)):
        away = site.pick(f"knoll {k} away", 700, 3600)
        x, y = site.spot(away, float(azimuth_deg) + site.pick(f"knoll {k} turn", -7, 7))
        top = site.pick(f"knoll {k} top", 0.028, 0.06) * away
        total += bump(frame, x, y, max(260.0, 0.24 * away)) * top
    return total


def build(site: Site) -> Land:
    """Plains after the rule of composition: a gentle rise underfoot, the knoll 1.5-4 degrees high at the subject."""
    near, far = site.near(1280, 7.0, 3000.0), site.far()
    rock = Rock(
        lambda f: uplift(site, f), none, 420.0, detail=0.15, wander_m=300.0, stages=FAR_STAGES[1:],
        first=lambda f: field(f, Noise(9000, 5), site.key("first")) * 90 + 60,
    )  # fmt: skip
    country = grow(site, rock, near, far)
    low, high = (rolling(site, f, r) for f, r in ((near, country.near), (far, country.far)))
    base = read(low, near, 0, 0) - STAND_M
    low, high = low - base, high - base
    x, y = site.spot(site.pick("knoll", 1900, 2700), site.azimuth_deg)
    ragged = 0.75 + 0.5 * field(near, Noise(700, 3, 0.5, "ridged", 0.3), site.key("knoll"))
    low = low + bump(near, x, y, 480) * 62 * strength(site) * ragged + _stand(site, near)
    low = low + _knolls(site, near)
    low = join(foreground(site, open_view(level_stand(low, near), near), near), near, high, far)
    grids = surfaced(country, low, high)
    azimuth_deg, _, away, top = sighted((low, near), (high, far), site.azimuth_deg, read(low, near, 0, 0))
    return Land(*grids, False, azimuth_deg, away, top)
