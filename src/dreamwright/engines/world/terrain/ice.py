"""Ice on land and water: icebergs, glacier fronts, pack ice and pressure ridges as heights.

Knows ice, no place but the spots it is given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.world.terrain.grid import Field, Frame, smooth
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.site import Site, distance

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
    jag = field(small, Noise(max(0.5 * berg.radius_m, 4 * frame.cell_m), 2), site.key(f"berg plan {k}")) * 0.07
    pick = _Picks(site, f"berg {k}")
    inside = _outline(along, across, pick) + jag
    shape = (_table if berg.tabular else _spires)(berg, inside, along, across, pick)
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


@dataclass(frozen=True)
class _Picks:
    """Numbers of one iceberg."""

    site: Site
    name: str

    def __call__(self, what: str, low: float, high: float) -> float:
        return self.site.pick(f"{self.name} {what}", low, high)


def _outline(along: Field, across: Field, pick: _Picks) -> Field:
    """1 in the middle to 0 at the waterline of a polygon of seven to nine straight sides, one of them bitten in."""
    inside = np.full(along.shape, 2.0, np.float32)
    sides = round(pick("sides", 6.5, 9.5))
    for i in range(sides):
        angle = 2 * np.pi * (i + pick(f"side turn {i}", -0.32, 0.32)) / sides
        reach = pick(f"side {i}", 0.72, 1.08)
        inside = np.minimum(inside, 1 - (along * np.cos(angle) + across * np.sin(angle)) / reach)
    angle = pick("bite", 0, 2 * np.pi)
    out = along * np.cos(angle) + across * np.sin(angle)
    aside = np.abs(across * np.cos(angle) - along * np.sin(angle))
    bite = np.maximum(0.62 - out, (aside - 0.28) * 0.9)
    return np.asarray(np.minimum(inside, bite), np.float32)


def _wall(inside: Field, berg: Berg) -> Field:
    """0 at the waterline to 1 some 13 m in: steep, yet more than a cell wide so that no stair shows."""
    return np.clip(inside * (berg.radius_m / 13.0), 0, 1)


def _table(berg: Berg, inside: Field, along: Field, across: Field, pick: _Picks) -> Field:
    """A slab broken along straight lines into steps, each tilted its own way."""
    top = 0.95 + 0.12 * along
    for i in range(3):
        angle = pick(f"step turn {i}", 0, 2 * np.pi)
        beyond = along * np.cos(angle) + across * np.sin(angle) > pick(f"step at {i}", 0.1, 0.7)
        top = np.where(beyond, top - pick(f"step {i}", 0.06, 0.3) + 0.1 * across, top)
    return np.asarray(berg.height_m * np.maximum(top, 0.2) * _wall(inside, berg), np.float32)


def _spires(berg: Berg, inside: Field, along: Field, across: Field, pick: _Picks) -> Field:
    """Leaning pyramids of flat faces on a low foot: the highest two thirds in, the others about it."""
    top = 0.14 + 0.10 * along
    for i in range(6):
        x, y = pick(f"spire x {i}", -0.6, 0.65), pick(f"spire y {i}", -0.55, 0.55)
        peak = pick(f"spire {i}", 0.45, 0.9) if i else 1.2
        spire = np.full(along.shape, np.inf, np.float32)
        for j in range(5):
            angle = 2 * np.pi * (j + pick(f"face turn {i}{j}", -0.4, 0.4)) / 5
            steep = pick(f"face {i}{j}", 1.0, 3.4)
            face = 1.2 * peak - steep * ((along - x) * np.cos(angle) + (across - y) * np.sin(angle))
            spire = np.minimum(spire, face)
        top = np.maximum(top, np.minimum(spire, peak))
    return np.asarray(berg.height_m * top * _wall(inside, berg), np.float32)


def floes(site: Site, frame: Frame) -> Field:
    """(N, N) heights of drifting floes: plates of 20-200 m, 0.3-0.8 m out of the water, leads between them."""
    plates = field(frame, Noise(130, 4, 0.5, "billow", 0.35), site.key("floes"))
    open_sea = field(frame, Noise(1700, 2), site.key("leads")) * 0.10 - 0.5 * smooth(210, 70, distance(frame))
    snow = field(frame, Noise(40, 2), site.key("floe snow")) * 0.15
    return np.asarray(np.clip((plates - 0.25 + open_sea) * 16, -6, 0.45) + snow, np.float32)


def pressure_ridges(site: Site, frame: Frame) -> Field:
    """(N, N) metres of ridged, hummocky sea ice: floes with raised seams, about 0-2.5 m."""
    seams = field(frame, Noise(260, 3, 0.5, "ridged", 0.5), site.key("seams"))
    rubble = field(frame, Noise(22, 2), site.key("rubble"))
    drift = field(frame, Noise(120, 3), site.key("drifts")) * 0.25
    ridge = np.clip((seams - 0.86) / 0.12, 0, 1)
    return np.asarray(ridge * (1.5 + 1.6 * rubble) + drift + 0.45, np.float32)
