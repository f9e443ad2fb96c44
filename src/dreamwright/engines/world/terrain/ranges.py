"""Eroded country: uplift in, streams and slopes at five scales, near and far heights out.

Knows how to grow relief from a map of uplift; the places decide where the ground rises.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dreamwright.engines.world.terrain.erosion import Streams, cut, looseness, settle, wetness
from dreamwright.engines.world.terrain.grid import (
    Field,
    Frame,
    Grid,
    Mask,
    blur,
    gridded,
    join,
    resample,
    slope,
    smooth,
)
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.site import Site
from dreamwright.engines.world.terrain.wander import read_at, wandered

Drawing = Callable[[Frame], Field]


@dataclass(frozen=True)
class Stage:
    """So many steps of erosion on one grid."""

    frame: Frame
    steps: int
    step: float


CRAGS = Noise(160, 4, 0.5, "ridged", 0.35)
ALPINE = Noise(380, 5, 0.52, "ridged", 0.4)
"""Spurs and gullies of high mountains."""
FAR_STAGES = (Stage(Frame(128, 800.0), 14, 1.0), Stage(Frame(256, 400.0), 4, 0.5), Stage(Frame(512, 200.0), 1, 0.5))


@dataclass(frozen=True)
class Rock:
    """What the streams work on."""

    uplift: Drawing
    """Metres a stream must cut to keep its course level; relief is about five times as much."""
    base: Callable[[Frame], tuple[Mask, Field]]
    """Cells that keep their height (sea, lake, trunk valley) and that height."""
    hillslope_m: float = 250.0
    talus: float = 0.78
    detail: float = 1.0
    """Strength of the fine rock relief."""
    wander_m: float = 350.0
    """How far valleys stray from the ways of the coarse grid."""
    still: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    """Points (x, y) about which nothing strays."""
    stages: tuple[Stage, ...] = FAR_STAGES
    near_steps: int = 3
    pace: float = 1.0
    """Share of the usual time that erosion has."""
    first: Drawing | None = None
    """Height before erosion; gentle noise where None."""
    rough: Noise = CRAGS


@dataclass(frozen=True)
class Country:
    """Heights before composition, and drainage in m²."""

    near: Field
    far: Field
    near_area: Field
    far_area: Field
    near_fallen: Field
    near_frame: Frame
    far_frame: Frame


def grow(site: Site, rock: Rock, near: Frame, far: Frame) -> Country:
    """The country of `rock` about the origin on both frames."""
    height, area, coarse = _grow_far(site, rock)
    places = wandered(far, rock.wander_m, site.key("wander"), rock.still)
    far_height, far_area = read_at(height, coarse, *places), _read_area(area, coarse, places)
    near_height, near_area, middle = _grow_near(site, rock, near, (height, area, coarse))
    far_height += _roughness(far, rock, site, far_height)
    fine = resample(near_height, middle, near)
    fine += _roughness(near, rock, site, fine)
    settled = settle(fine, near.cell_m, rock.talus, 8)
    joined = join(settled, near, far_height, far)
    return Country(joined, far_height, _spread(near_area, middle, near), far_area, settled - fine, near, far)


def _grow_far(site: Site, rock: Rock) -> tuple[Field, Field, Frame]:
    frame = rock.stages[0].frame
    height = rock.first(frame) if rock.first else field(frame, Noise(14_000, 6, 0.55), site.key("first")) * 500 + 200
    area = np.zeros_like(height)
    for stage in rock.stages:
        height = _roughened(site, resample(height, frame, stage.frame), stage.frame)
        frame = stage.frame
        height, area = _erode(site, rock, height, stage, None)
    return height, area, frame


def _grow_near(site: Site, rock: Rock, near: Frame, known: tuple[Field, Field, Frame]) -> tuple[Field, Field, Frame]:
    first, *others = _near_stages(site, near, rock.near_steps)
    height, area, coarse = known
    places = wandered(first.frame, rock.wander_m, site.key("wander"), rock.still)
    inflow = _read_area(area, coarse, places)
    height = _roughened(site, read_at(height, coarse, *places), first.frame)
    height, area = _erode(site, rock, height, first, inflow)
    frame = first.frame
    for stage in others:
        inflow = _spread(area, frame, stage.frame)
        height = _roughened(site, resample(height, frame, stage.frame), stage.frame)
        height, area = _erode(site, rock, height, stage, inflow)
        frame = stage.frame
    return height, area, frame


def _near_stages(site: Site, near: Frame, steps: int) -> tuple[Stage, ...]:
    """The same two stages at every quality, so that a draft shows the same land."""
    width = near.count * near.cell_m
    first, second = (Frame(n, width / n, near.centre_x_m, near.centre_y_m) for n in (320, 512))
    stages = (Stage(first, steps, 0.45), Stage(second, 1, 0.2))
    return stages[:1] if site.quality == "draft" else stages


def _roughened(site: Site, height: Field, frame: Frame) -> Field:
    noise = field(frame, Noise(frame.cell_m * 7, 3), site.key(f"finer {frame.cell_m:.0f}"))
    return height + noise * np.float32(frame.cell_m * 0.07)


def _erode(site: Site, rock: Rock, height: Field, stage: Stage, inflow: Field | None) -> tuple[Field, Field]:
    fixed, base = rock.base(stage.frame)
    height = np.where(fixed, base, height).astype(np.float32)
    border = np.ones_like(fixed)
    border[1:-1, 1:-1] = False
    streams = Streams(rock.uplift(stage.frame), fixed | border, rock.hillslope_m, inflow)
    seed = site.key(f"ways {stage.frame.cell_m:.0f}")
    if inflow is None and rock.first is None:
        height[border & ~fixed] = 0
    height, area = cut(height, stage.frame.cell_m, streams, steps=stage.steps, step=stage.step * rock.pace, seed=seed)
    return settle(height, stage.frame.cell_m, rock.talus * 1.1, 3), area


def _roughness(frame: Frame, rock: Rock, site: Site, height: Field) -> Field:
    """Buttresses and gullies too small for the streams' grid; steep ground shows more rock."""
    steep = smooth(0.12, 0.75, slope(blur(height, 2.0), frame.cell_m))
    longest = max(rock.rough.wavelength_m, frame.cell_m * 5)
    noise = Noise(longest, rock.rough.octaves, rock.rough.gain, rock.rough.kind, rock.rough.warp)
    rough = field(frame, noise, site.key(f"rough {frame.cell_m > 40}")) - 0.6
    return np.asarray(rough * (0.02 + 0.14 * steep) * (longest * rock.detail), np.float32)


def _spread(area: Field, frame: Frame, onto: Frame) -> Field:
    """Drainage on a finer grid, read between cells in its logarithm so that streams stay narrow."""
    return np.asarray(np.exp(resample(np.log(np.maximum(area, 1.0)), frame, onto)), np.float32)


def _read_area(area: Field, frame: Frame, places: tuple[Field, Field]) -> Field:
    return np.asarray(np.exp(read_at(np.log(np.maximum(area, 1.0)), frame, *places)), np.float32)


def surfaced(country: Country, near_height: Field, far_height: Field) -> tuple[Grid, Grid]:
    """Near and far grids of the final heights, with drainage and loose ground."""
    near, far = country.near_frame, country.far_frame
    near_loose = looseness(near_height - country.near_fallen, near_height, near.cell_m)
    far_loose = looseness(far_height, far_height, far.cell_m)
    return (
        gridded(near, near_height, wetness(country.near_area, near.cell_m, near_height), near_loose),
        gridded(far, far_height, wetness(country.far_area, far.cell_m, far_height), far_loose),
    )
