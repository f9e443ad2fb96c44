"""Land under a sea of cloud: low country far below, a few summits that pierce the deck at 1900-2300 m.

Knows where the summits stand; erosion makes them.
"""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.terrain.compose import sighted
from dreamwright.engines.world.terrain.grid import Field, Frame, Land
from dreamwright.engines.world.terrain.hills import none
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.ranges import Rock, grow, surfaced
from dreamwright.engines.world.terrain.site import Site, bump, distance

EYE_M = 2000.0
"""Height at which the camera is expected: above the deck, level with the summits."""


def summits(site: Site) -> tuple[tuple[float, float, float, float], ...]:
    """x, y, height (m) and radius of the summits; the first is the subject."""
    away = site.pick("away", 6600, 8200)
    kin: tuple[tuple[float, float, float], ...] = (
        (-9, 1.35, 1950),
        (14, 1.9, 2050),
        (-33, 1.6, 1900),
        (40, 1.2, 2000),
        (-66, 1.4, 2100),
        (75, 2.3, 2150),
        (-20, 3.6, 2250),
    )
    kin += tuple((site.pick(f"t{k}", -180, 180), site.pick(f"f{k}", 2.5, 6.5), 2150) for k in range(14))
    first = (*site.spot(away, site.azimuth_deg), site.pick("high", 2200, 2380), 1900.0)
    return (
        first,
        *(
            (
                *site.spot(away * far * site.pick(f"far {k}", 0.85, 1.2), site.azimuth_deg + site.side * turn),
                high,
                1700.0,
            )
            for k, (turn, far, high) in enumerate(kin)
        ),
    )


def start(site: Site, frame: Frame) -> Field:
    """Low rolling country with the massifs standing on it."""
    height = 220 + field(frame, Noise(9000, 5), site.key("low")) * 260
    crests = 0.2 + 0.95 * field(frame, Noise(3600, 3, 0.5, "ridged", 0.35), site.key("crests"))
    for x, y, high, wide in summits(site):
        cone = np.exp(-((distance(frame, x, y) / wide) ** 1.35))
        height = np.maximum(height, high * cone * crests)
    return np.asarray(height, np.float32)


def uplift(site: Site, frame: Frame) -> Field:
    """The massifs feed their own valleys."""
    rise = np.full((frame.count, frame.count), 15.0, np.float32)
    for x, y, high, wide in summits(site):
        rise = np.maximum(rise, 0.13 * high * bump(frame, x, y, wide * 1.1))
    return rise


def build(site: Site) -> Land:
    """Country below the clouds: nothing rises over the camera within 2.5 km, the first summit at the subject."""
    near, far = site.near(1280, 10.0, 4400.0), site.far()
    still = tuple((x, y) for x, y, _, _ in summits(site))
    rock = Rock(
        lambda f: uplift(site, f), none, 230.0, first=lambda f: start(site, f), pace=0.4, wander_m=250.0, still=still
    )
    country = grow(site, rock, near, far)
    low, high = (_under(country_height, frame) for country_height, frame in ((country.near, near), (country.far, far)))
    scale = _scale(site, low, near)
    low, high = low * scale, high * scale
    grids = surfaced(country, low, high)
    azimuth_deg, _, away, top = sighted((low, near), (high, far), site.azimuth_deg, EYE_M, 6.0)
    return Land(*grids, False, azimuth_deg, away, top)


def _under(height: Field, frame: Frame) -> Field:
    """Country kept low about the camera."""
    return np.asarray(height * (1 - 0.7 * bump(frame, 0, 0, 2200)), np.float32)


def _scale(site: Site, height: Field, frame: Frame) -> float:
    x, y, high, _ = summits(site)[0]
    top = float(height[distance(frame, x, y) < 1500].max(initial=1.0))
    return float(np.clip(high / top, 0.5, 2.5))
