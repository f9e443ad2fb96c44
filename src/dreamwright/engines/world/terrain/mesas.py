"""Buttes and mesas: what is left standing of layered rock.

Knows their section, no camera but the spots it is given.
"""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.terrain.grid import Field, Frame
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.site import Site, window


def buttes(site: Site, frame: Frame) -> Field:
    """(N, N) heights of mesas and buttes: one at the subject, others to both sides; far below ground elsewhere."""
    xs, ys = frame.points()
    fray = field(frame, Noise(420, 4, 0.5, "plain", 0.3), site.key("butte plan"))
    crack = field(frame, Noise(90, 3, 0.5, "billow", 0.4), site.key("butte cracks"))
    top = np.full((frame.count, frame.count), -400.0, np.float32)
    spots = (
        (0, 1750, 230, 250),
        (-17, 2900, 420, 235),
        (15, 4600, 700, 230),
        (-40, 2000, 300, 210),
        (38, 3300, 500, 200),
    )
    for k, (turn, away, radius, height) in enumerate(spots):
        far = away * site.pick(f"butte far {k}", 0.85, 1.2)
        x, y = site.spot(far, site.azimuth_deg + site.side * (turn + site.pick(f"butte turn {k}", -4, 4) * (k > 0)))
        part = window(frame, x, y, radius * 2.6 + 700)
        aside = np.hypot(xs[:, part[1]] - x, (ys[part[0]] - y) * site.pick(f"long {k}", 0.6, 1.5))
        inside = radius * (1 + 0.5 * fray[part]) - 16 * crack[part] - aside
        top[part] = np.maximum(top[part], _section(inside, height * site.pick(f"butte high {k}", 0.8, 1.15)))
    return top


def _section(inside: Field, height: float) -> Field:
    """Height by metres inside the rim: talus, a lower bench, the great cliff, a flat top."""
    knots = np.array([-420.0, -230, -150, -60, -50, -12, 0, 40, 400])
    rise = np.array([-0.30, -0.02, 0.06, 0.42, 0.50, 0.56, 0.95, 1.0, 1.02])
    return np.interp(inside, knots, rise * height + 40, left=-400.0).astype(np.float32)
