"""Where a point of the water's plane lies on each tile: warps against lattices, and currents.

Knows coordinates only, in Dr.Jit; nothing of heights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dreamwright.engines.world.jit import Float, dr
from dreamwright.engines.world.water.cascade import TURNS_RAD

Current = Callable[[Float, Float], tuple[Float, Float]]
"""Flow velocity (m/s, world x and y) at a place."""

SHEARS = (0.13, 0.06, 0.09, 0.13, 0.06, 0.09)
"""Steepest turn (rad) of each of the six sines that bend the lattice out of sight."""
SHEAR_TILES = (5.31, 1.13, 0.173, 6.37, 0.83, 0.211)
"""Their wavelengths, in longest tiles."""
LAYER_TURNS_RAD = (*TURNS_RAD, TURNS_RAD[2] + 0.47)
"""Of the three tiles, and of the last read again, smaller."""
CYCLE_S = 2.6
"""A current carries ripples this long before they are blended into fresh ones."""


@dataclass(frozen=True)
class Place:
    """A warped point and how the warp turns slopes back to the world."""

    x: Float
    y: Float
    x_by_y: Float
    y_by_x: Float

    def world_slope(self, sx: Float, sy: Float) -> tuple[Float, Float]:
        """Chain rule: slope in the warped frame → slope in the world."""
        return sx + sy * self.y_by_x, sx * self.x_by_y + sy * (1.0 + self.y_by_x * self.x_by_y)


@dataclass(frozen=True)
class Warp:
    """Two area-keeping shears, x by y and then y by x, each of three incommensurate sines."""

    rates: tuple[Float, ...]
    phases: tuple[Float, ...]

    def __call__(self, x: Float, y: Float) -> Place:
        shift, x_by_y = self._shear(y, 0)
        u = x + shift
        lift, y_by_x = self._shear(u, 3)
        return Place(u, y + lift, x_by_y, y_by_x)

    def _shear(self, a: Float, first: int) -> tuple[Float, Float]:
        shift, slope = Float(0.0), Float(0.0)
        for i in range(first, first + 3):
            s, c = dr.sincos(self.rates[i] * a + self.phases[i])
            shift, slope = shift + SHEARS[i] / self.rates[i] * s, slope + SHEARS[i] * c
        return shift, slope


def build_warp(longest_tile_m: float, seed: int) -> Warp:
    """The warp of a shot, scaled to its longest tile."""
    phases = np.random.default_rng((seed, 7004)).uniform(0.0, 2.0 * np.pi, 6)
    rates = [2.0 * np.pi / (longest_tile_m * tiles) for tiles in SHEAR_TILES]
    return Warp(tuple(dr.opaque(Float, r) for r in rates), tuple(dr.opaque(Float, float(p)) for p in phases))


def on_tile(place: Place, layer: int) -> tuple[Float, Float]:
    """The tile's own axes (m)."""
    c, s = Float(np.cos(LAYER_TURNS_RAD[layer])), Float(np.sin(LAYER_TURNS_RAD[layer]))
    return place.x * c + place.y * s, place.y * c - place.x * s


def off_tile(sx: Float, sy: Float, layer: int) -> tuple[Float, Float]:
    """A slope in the tile's axes, turned to the warped frame."""
    c, s = Float(np.cos(LAYER_TURNS_RAD[layer])), Float(np.sin(LAYER_TURNS_RAD[layer]))
    return sx * c - sy * s, sx * s + sy * c


@dataclass(frozen=True)
class Stream:
    """One of the two overlapping lives of ripples that a current carries (van Hoff 2010)."""

    age_s: Float
    weight: Float
    shift_m: Float


def streams(t_s: float, loop_s: float | None) -> tuple[Stream, Stream]:
    """Both lives at a time; weights keep the variance: w₁² + w₂² = 1; periodic with loop_s."""
    cycle = loop_s / max(1, round(loop_s / CYCLE_S)) if loop_s else CYCLE_S
    share = (t_s / cycle) % 1.0
    shares = (share, (share + 0.5) % 1.0)
    weights = np.asarray([1.0 - abs(2.0 * a - 1.0) for a in shares])
    weights /= np.hypot(*weights)
    first, second = (
        Stream(dr.opaque(Float, cycle * (a - 0.5)), dr.opaque(Float, float(w)), dr.opaque(Float, 1.618 * i))
        for i, (a, w) in enumerate(zip(shares, weights, strict=True))
    )
    return first, second


def carried(x: Float, y: Float, vx: Float, vy: Float, stream: Stream) -> tuple[Float, Float]:
    """Where the water now at (x, y), flowing at (vx, vy), was when this life of ripples was in its middle."""
    return x - vx * stream.age_s + stream.shift_m, y - vy * stream.age_s
