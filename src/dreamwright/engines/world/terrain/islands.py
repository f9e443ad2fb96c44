"""Volcanic islands in a warm sea: fluted ridges, beaches, lagoons behind barrier reefs, a steep drop outside.

Knows where islands stand; erosion cuts their valleys.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dreamwright.engines.world.terrain import shore
from dreamwright.engines.world.terrain.erosion import settle
from dreamwright.engines.world.terrain.grid import Field, Frame, Land, Mask, blur, mix, smooth
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.ranges import FAR_STAGES, Rock, Stage, grow
from dreamwright.engines.world.terrain.site import Site, distance, window

PROFILE = shore.Profile(
    beach=0.07, berm_m=2.2, ramp_m=50, shelf_m=230, shelf_depth_m=3.0, deep_m=70, drop_m=650, bar_m=0
)

SHIELD_M = 330.0
"""Height towards which a volcano is worn down before its valleys are cut."""


@dataclass(frozen=True)
class Isle:
    """An island: its middle, mean radius and steepness (1 = a great volcano)."""

    x: float
    y: float
    radius_m: float
    rise: float


def isles(site: Site) -> tuple[Isle, ...]:
    """The chain: the great island at the subject, others to both sides and on to the horizon."""
    main = site.pick("main", 2500, 3100)
    chain = [Isle(*site.spot(main, site.azimuth_deg), site.pick("size", 620, 760), 1.0)]
    spread = (
        (-21, 1.35, 420, 0.75),
        (-38, 0.8, 260, 0.45),
        (-58, 1.8, 640, 0.8),
        (24, 1.5, 480, 0.7),
        (46, 1.15, 330, 0.5),
    )
    for k, (turn, far, radius, rise) in enumerate(spread):
        angle = site.azimuth_deg + site.side * (turn + site.pick(f"turn {k}", -4, 4))
        away = main * far * site.pick(f"far {k}", 0.9, 1.15)
        chain.append(Isle(*site.spot(away, angle), radius * site.pick(f"size {k}", 0.85, 1.25), rise))
    for k in range(9):
        away, angle = site.pick(f"out {k}", 8_000, 34_000), site.pick(f"side {k}", -180, 180)
        chain.append(Isle(*site.spot(away, angle), site.pick(f"wide {k}", 900, 2600), site.pick(f"high {k}", 0.3, 0.5)))
    return tuple(lobe for k, isle in enumerate(chain) for lobe in (_lobes(site, isle, k) if k < 6 else (isle,)))


def _lobes(site: Site, isle: Isle, k: int) -> tuple[Isle, ...]:
    """The island and two or three shoulders: ridges that run out into capes."""
    found = [isle]
    first = site.pick(f"lobe {k}", 0, 2 * np.pi)
    for m in range(3):
        angle = first + m * 2.3 + site.pick(f"lobe {k} {m}", -0.5, 0.5)
        away = isle.radius_m * site.pick(f"lobe far {k} {m}", 0.55, 1.15)
        size = isle.radius_m * site.pick(f"lobe size {k} {m}", 0.35, 0.62)
        x, y = isle.x + away * np.cos(angle), isle.y + away * np.sin(angle) * 0.7
        found.append(Isle(x, y, size, isle.rise * site.pick(f"lobe rise {k} {m}", 0.5, 0.85)))
    return tuple(found)


def outline(site: Site, frame: Frame) -> Field:
    """Signed shore of all islands."""
    return site.once("outline", frame, lambda: _outline(site, frame))


def _outline(site: Site, frame: Frame) -> Field:
    xs, ys = frame.points()
    lobes = field(frame, Noise(620, 5, 0.55, "plain", 0.35), site.key("lobes"))
    fine = field(frame, Noise(150, 3), site.key("coves")) * 18
    edge = np.full((frame.count, frame.count), -60_000.0, np.float32)
    for isle in isles(site):
        part = window(frame, isle.x, isle.y, isle.radius_m * 1.7 + 1200)
        away = np.hypot(xs[:, part[1]] - isle.x, ys[part[0]] - isle.y)
        edge[part] = np.maximum(edge[part], isle.radius_m * (1 + 0.7 * lobes[part]) - away)
    water_here = smooth(900, 300, distance(frame)) * 400
    return np.asarray(edge + fine - np.maximum(water_here + edge, 0) * smooth(900, 300, distance(frame)), np.float32)


def uplift(site: Site, frame: Frame) -> Field:
    """Each island rises to a crown of ridges about its middle: old volcanoes are cut deep from all sides."""
    xs, ys = frame.points()
    crests = 0.3 + 1.25 * field(frame, Noise(1050, 3, 0.5, "ridged", 0.45), site.key("crests"))
    rise = np.zeros((frame.count, frame.count), np.float32)
    for isle in isles(site):
        part = window(frame, isle.x, isle.y, isle.radius_m * 1.7 + 1200)
        away = np.hypot(xs[:, part[1]] - isle.x, ys[part[0]] - isle.y)
        rise[part] = np.maximum(
            rise[part],
            isle.rise * (70 + 0.22 * min(isle.radius_m, 900)) * (0.2 + smooth(1.05 * isle.radius_m, 0, away)),
        )
    return np.asarray(rise * crests, np.float32)


def sea(site: Site, frame: Frame) -> tuple[Mask, Field]:
    """The sea takes all streams."""
    water = outline(site, frame) < 0
    return water, np.zeros(water.shape, np.float32)


def reef(site: Site, frame: Frame) -> Field:
    """(N, N) metres to add to the bed: barrier reefs 250-420 m out with passes and palm keys, coral heads inside."""
    out = -outline(site, frame)
    line = 330 + field(frame, Noise(1100, 3), site.key("reef line")) * 120
    ring = np.exp(-(((out - line) / 38) ** 2))
    passes = smooth(-0.35, 0.1, field(frame, Noise(800, 2), site.key("passes")))
    keys = 5.0 * smooth(0.1, 0.5, field(frame, Noise(420, 2), site.key("keys")))
    heads = (
        np.maximum(field(frame, Noise(70, 3), site.key("coral")) - 0.12, 0)
        * 7
        * smooth(30, 120, out)
        * smooth(400, 250, out)
    )
    return np.asarray(ring * passes * (5.5 + keys) + heads, np.float32)


def build(site: Site) -> Land:
    """Islands after the rule of composition: the camera over the sea, the great island at the subject."""
    near, far = site.near(1280, 7.0, 3000.0), site.far()
    rock = Rock(
        lambda f: uplift(site, f), lambda f: sea(site, f), 75.0, talus=1.4, wander_m=60.0, detail=1.3,
        stages=(Stage(FAR_STAGES[-1].frame, 4, 0.8),), near_steps=8, first=lambda f: uplift(site, f) * 2.4,
    )  # fmt: skip
    country = grow(site, rock, near, far)
    waters = shore.Waters(
        lambda f: outline(site, f), PROFILE, lambda f: field(f, Noise(900, 4), site.key("bed")) * 14,
        site.pick("rise", 9.0, 11.5), lambda f: _reef_top(site, f),
    )  # fmt: skip
    near_relief, far_relief = (carved(site, r, f) for r, f in ((country.near, near), (country.far, far)))
    return shore.finish(site, replace(country, near=near_relief, far=far_relief), waters, 0.0)


def carved(site: Site, relief: Field, frame: Frame) -> Field:
    """Relief (N, N) cut into knife ridges, spires and amphitheatre valleys, as trade-wind rain cuts shield volcanoes.

    The cone is rounded to a shield first; what the ridges leave of it stands highest where ridges meet.
    """
    shield = (SHIELD_M * np.tanh(np.maximum(relief, 0) / SHIELD_M)).astype(np.float32)
    ridges = field(frame, Noise(760, 5, 0.52, "ridged", 0.45), site.key("ridges"))
    share = 0.1 + 1.15 * smooth(0.15, 1.0, ridges)
    cut = shield * mix(0.75, share, smooth(15, 110, shield)) + 7 * smooth(2, 40, shield)  # valley floors stay dry
    return settle(cut.astype(np.float32), frame.cell_m, 1.7, 6)


def _reef_top(site: Site, frame: Frame) -> Field:
    edge = outline(site, frame)
    bed = shore.beach(edge, PROFILE)
    grown = np.minimum(bed + reef(site, frame), 3.0)
    return np.where(edge < -20, blur(grown, 0.8), np.float32(-1000)).astype(np.float32)
