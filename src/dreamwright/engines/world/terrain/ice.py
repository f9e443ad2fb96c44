"""Ice on land and water: icebergs, glacier fronts, pack ice and pressure ridges as heights.

Knows ice, no place but the spots it is given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.world.terrain.grid import Field, Frame
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.site import Site

ABSENT = np.float32(-1000)


@dataclass(frozen=True)
class Berg:
    """One iceberg: its middle, mean radius and height; `tabular` ones are flat-topped cliffs, others pinnacled."""

    x: float
    y: float
    radius_m: float
    height_m: float
    tabular: bool
    turn: float


def bergs(site: Site, count: int, near_m: float = 330.0, far_m: float = 5200.0) -> tuple[Berg, ...]:
    """Icebergs in composed depth: one near at each third, the others scattered farther and farther out."""
    found = []
    for k in range(count):
        share = (k + 0.5) / count
        away = near_m * (far_m / near_m) ** share * site.pick(f"berg far {k}", 0.85, 1.2)
        lean = (site.side, -site.side)[k % 2] * site.pick(f"berg turn {k}", 8 if k < 3 else 3, 24 if k < 5 else 62)
        tabular = site.pick(f"berg kind {k}", 0, 1) < 0.45
        height = site.pick(f"berg high {k}", 11, 20) * (1 + 1.3 * share) * (1.0 if tabular else 1.5)
        radius = height * site.pick(f"berg wide {k}", 1.9, 2.7) * (1.7 if tabular else 1.0)
        found.append(Berg(*site.spot(away, lean), radius, height, tabular, site.pick(f"berg spin {k}", 0, 6.28)))
    return tuple(found)


def floating(site: Site, frame: Frame, ice: tuple[Berg, ...]) -> Field:
    """(N, N) heights of the icebergs, far below the bed elsewhere."""
    top = np.full((frame.count, frame.count), ABSENT, np.float32)
    for k, berg in enumerate(ice):
        _carve(site, frame, berg, k, top)
    return top


def _carve(site: Site, frame: Frame, berg: Berg, k: int, top: Field) -> None:
    window = _window(frame, berg)
    if window is None:
        return
    rows, columns, small = window
    xs, ys = small.points()
    u, v = (xs - berg.x) / berg.radius_m, (ys - berg.y) / berg.radius_m
    c, s = np.cos(berg.turn), np.sin(berg.turn)
    along, across = u * c + v * s, (v * c - u * s) * (1.5 if berg.tabular else 1.25)
    lobes = field(small, Noise(berg.radius_m * 1.6, 3, 0.5), site.key(f"berg plan {k}"))
    inside = 1 - np.hypot(along, across) + 0.45 * lobes
    shape = _table(small, berg, inside, along, site.key(f"berg top {k}")) if berg.tabular else _spires(
        small, berg, inside, along, site.key(f"berg top {k}")
    )  # fmt: skip
    part = np.where(inside > 0, shape, np.maximum(inside, -2) * (1.4 * berg.radius_m)).astype(np.float32)
    # Under water the ice goes on steeply down, so that its waterline runs smoothly between the cells.
    top[rows, columns] = np.maximum(top[rows, columns], part)


def _window(frame: Frame, berg: Berg) -> tuple[slice, slice, Frame] | None:
    """The part of the frame about an iceberg, or None where it lies outside or is too small to see."""
    reach = int(np.ceil(berg.radius_m * 1.8 / frame.cell_m)) + 1
    column = round((berg.x - frame.centre_x_m) / frame.cell_m + (frame.count - 1) / 2)
    row = round((berg.y - frame.centre_y_m) / frame.cell_m + (frame.count - 1) / 2)
    inside = min(row, column) - reach >= 0 and max(row, column) + reach < frame.count
    if not inside or reach < 3:
        return None
    offset = (frame.count - 1) / 2
    x = (column - offset) * frame.cell_m + frame.centre_x_m
    y = (row - offset) * frame.cell_m + frame.centre_y_m
    small = Frame(2 * reach + 1, frame.cell_m, x, y)
    return slice(row - reach, row + reach + 1), slice(column - reach, column + reach + 1), small


def _wall(inside: Field, berg: Berg) -> Field:
    """0 at the waterline to 1 some 14 m in: steep, yet a few cells wide so that no stair shows."""
    rise = np.clip(inside * (berg.radius_m / 15.0), 0, 1)
    return np.asarray(rise * (1.6 - 0.6 * rise), np.float32)


def _table(frame: Frame, berg: Berg, inside: Field, along: Field, key: int) -> Field:
    roll = field(frame, Noise(berg.radius_m, 3), key) * 0.09
    crevasse = field(frame, Noise(berg.radius_m * 0.4, 2, 0.5, "billow"), key + 1)
    top = berg.height_m * (0.92 + 0.14 * along + roll - 0.10 * np.maximum(0.25 - crevasse, 0) * 4)
    return np.asarray(top * _wall(inside, berg), np.float32)


def _spires(frame: Frame, berg: Berg, inside: Field, along: Field, key: int) -> Field:
    crests = field(frame, Noise(berg.radius_m * 1.3, 3, 0.5, "ridged", 0.3), key)
    wall = _wall(inside, berg)
    lean = np.clip(0.62 + 0.55 * along + 0.5 * inside, 0.12, 1.25)
    spire = (0.22 + 1.25 * np.clip(crests - 0.42, 0, 1) ** 1.2) * lean
    return np.asarray(berg.height_m * wall * np.minimum(spire * 1.45, 1.3), np.float32)


def floes(site: Site, frame: Frame) -> Field:
    """(N, N) heights of drifting floes: plates of 20-200 m, 0.3-0.8 m out of the water, leads between them."""
    plates = field(frame, Noise(130, 4, 0.5, "billow", 0.35), site.key("floes"))
    open_sea = field(frame, Noise(1700, 2), site.key("leads")) * 0.10
    snow = field(frame, Noise(40, 2), site.key("floe snow")) * 0.15
    return np.asarray(np.clip((plates - 0.17 + open_sea) * 16, -6, 0.45) + snow, np.float32)


def pressure_ridges(site: Site, frame: Frame) -> Field:
    """(N, N) metres of ridged, hummocky sea ice: floes with raised seams, about 0-2.5 m."""
    seams = field(frame, Noise(260, 3, 0.5, "ridged", 0.5), site.key("seams"))
    rubble = field(frame, Noise(22, 2), site.key("rubble"))
    drift = field(frame, Noise(120, 3), site.key("drifts")) * 0.25
    ridge = np.clip((seams - 0.86) / 0.12, 0, 1)
    return np.asarray(ridge * (1.5 + 1.6 * rubble) + drift + 0.45, np.float32)
