"""Beds of rock: a stair of hard cliffs and soft slopes that a smooth height is drawn through, and their colours.

A plain height in and the same height after weathering out; both rise together, so either gives the other.
Knows rock, no place and no camera.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.terrain.grid import Field
from dreamwright.engines.world.terrain.site import Site

Rgb = tuple[float, float, float]
BANK_M = 3.0
"""Up to this height nothing is drawn: the river's banks are sand and gravel."""


@dataclass(frozen=True)
class Bed:
    """One formation of the column of rock, from below upwards."""

    thick: float
    """Its share of the column."""
    run: float
    """Plain height it takes, in its own thickness: a cliff takes little, a bench much."""
    color: Rgb
    other: Rgb
    """Linear albedos between which its layers lie."""
    layer_m: float
    """Thickness of its layers, about."""
    ledgy: float
    """0-1: how far hard and soft layers take turns inside it."""


@dataclass(frozen=True)
class Beds:
    """The column of one canyon; plain heights, weathered heights and colours at the same knots."""

    plain_m: NDArray[np.float64]
    drawn_m: NDArray[np.float64]
    colors: NDArray[np.float64]
    """(K-1, 3) linear albedo between each two knots."""

    def drawn(self, plain: Field) -> Field:
        """Weathered heights of plain ones, same shape; the same below and above the column."""
        return _through(plain, self.plain_m, self.drawn_m)

    def plain(self, drawn: Field) -> Field:
        """The inverse of `drawn`."""
        return _through(drawn, self.drawn_m, self.plain_m)

    def color(self, height: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N, 3) albedo of the layers at weathered heights (N,)."""
        at = np.clip(np.searchsorted(self.drawn_m, height, side="right") - 1, 0, len(self.colors) - 1)
        return np.asarray(self.colors[at])


def _through(value: Field, given: NDArray[np.float64], wanted: NDArray[np.float64]) -> Field:
    held = np.clip(value, given[0], given[-1])
    return np.asarray(np.interp(held, given, wanted) + (value - held), np.float32)


GRAND: tuple[Bed, ...] = (
    Bed(0.10, 1.3, (0.13, 0.095, 0.08), (0.19, 0.125, 0.1), 7.0, 0.3),
    Bed(0.075, 0.14, (0.28, 0.16, 0.1), (0.19, 0.105, 0.07), 3.0, 0.5),
    Bed(0.12, 1.35, (0.30, 0.25, 0.165), (0.24, 0.2, 0.15), 4.0, 0.35),
    Bed(0.19, 0.09, (0.42, 0.19, 0.105), (0.33, 0.135, 0.075), 11.0, 0.2),
    Bed(0.15, 0.95, (0.38, 0.165, 0.09), (0.45, 0.27, 0.175), 5.0, 0.9),
    Bed(0.09, 1.25, (0.34, 0.12, 0.065), (0.28, 0.105, 0.06), 4.0, 0.25),
    Bed(0.12, 0.09, (0.56, 0.45, 0.315), (0.48, 0.36, 0.24), 14.0, 0.15),
    Bed(0.065, 1.2, (0.42, 0.29, 0.19), (0.38, 0.23, 0.14), 3.0, 0.5),
    Bed(0.10, 0.13, (0.50, 0.415, 0.3), (0.42, 0.32, 0.215), 4.0, 0.5),
)
"""After the Grand Canyon: schist, Tapeats, Bright Angel, Redwall, Supai, Hermit, Coconino, Toroweap, Kaibab."""


def beds(site: Site, top_m: float, column: Sequence[Bed] = GRAND) -> Beds:
    """The column between the bank and `top_m`, its beds and layers as thick as the seed makes them."""
    parts = [bed.thick * site.pick(f"bed {k}", 0.75, 1.3) for k, bed in enumerate(column)]
    span = (top_m - BANK_M) / sum(parts)
    rises, runs, colors = [], [], []
    for k, (bed, part) in enumerate(zip(column, parts, strict=True)):
        rise, run, color = _layers(bed, part * span, np.random.default_rng(site.key(f"layers {k}")))
        rises.append(rise)
        runs.append(run)
        colors.append(color)
    rise, run = np.concatenate(rises), np.concatenate(runs)
    return Beds(_stacked(run * (rise.sum() / run.sum())), _stacked(rise), np.concatenate(colors))


def _stacked(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([[BANK_M], BANK_M + np.cumsum(steps)])


def _layers(bed: Bed, thick_m: float, random: np.random.Generator) -> tuple[NDArray[np.float64], ...]:
    """Thickness (m), plain height (m) and colour of each layer of a bed: hard ledges over soft recesses."""
    count = max(2, 2 * round(thick_m / bed.layer_m / 2))
    rise = random.uniform(0.4, 1.6, count)
    rise *= thick_m / rise.sum()
    hard = np.where(np.arange(count) % 2 == 1, 1 - 0.85 * bed.ledgy, 1 + 0.85 * bed.ledgy)
    run = rise * bed.run * hard * random.uniform(0.7, 1.3, count)
    share = np.clip(random.normal(0.5, 0.3, count) + np.where(hard < 1, -0.2, 0.2), 0, 1)[:, None]
    tone = random.uniform(0.82, 1.12, count)[:, None]
    return rise, run, (np.array(bed.color) * (1 - share) + np.array(bed.other) * share) * tone
