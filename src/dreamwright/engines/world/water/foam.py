"""Whitecaps: where crests have lately been squeezed enough to break.

The squeeze −div D is kept for a while after a crest has passed, as a pure function of time.
Knows tiles and tables; nothing of light.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Float, dr
from dreamwright.engines.world.water.cascade import Cascade, Complex, spectra, squeeze
from dreamwright.engines.world.water.noise import lace
from dreamwright.engines.world.water.tables import Pyramid, level_of, pyramid, read_row

Real = NDArray[np.float32]

STEPS = 12
"""Past moments that are remembered."""
LEAST_WIND_MPS = 4.5
LACE_TILES_M = (3.7, 17.3)
LACE_SIZE = 256


def monahan(wind_mps: float) -> float:
    """Share of the sea under whitecaps (Monahan & O'Muircheartaigh 1980), at most 0.3."""
    return float(min(0.3, 3.84e-6 * wind_mps**3.41))


@lru_cache(maxsize=4)
def lace_pyramid(size: int) -> Pyramid:
    """The bubbly detail, the same in every shot."""
    return pyramid(lace(size, 11)[None])


@dataclass
class Breaking:
    """Squeeze of the two longer tiles over time, and the threshold that gives the wanted share of foam."""

    cascade: Cascade
    share: float
    decay_s: float
    loop_s: float | None
    threshold: float = 0.0
    softness: float = 1.0
    fade_per_s: float = 0.0
    lost: tuple[Real, ...] = ()
    """Of each of the two tables: variance lost at each mip level."""
    _past: dict[int, Real] = field(default_factory=dict)

    def __post_init__(self) -> None:
        step = self.decay_s / STEPS
        self._count = max(1, round(self.loop_s / step)) if self.loop_s else 0
        self._step = self.loop_s / self._count if self.loop_s else step
        start = spectra(self.cascade, 0.0, 2)
        self.fade_per_s = 2.2 * float(squeeze(self.cascade, start[:1]).std()) / self.decay_s
        kept, fresh = self.at(0.0, start)
        total = kept.ravel()[::37, None] + fresh.ravel()[None, ::397]
        self.softness = 0.25 * float(total.std())
        self.threshold = float(np.quantile(total, 1.0 - self.share))
        self.lost = (_lost_by_level(kept), _lost_by_level(fresh))

    def at(self, t_s: float, height: Complex) -> Real:
        """(2, size, size): kept squeeze of the longest tile, present squeeze of the next; from `spectra` at t_s."""
        now = squeeze(self.cascade, height[:2])
        newest = int(np.floor(t_s / self._step))
        for j in range(newest, newest - STEPS, -1):
            np.maximum(now[0], self._remembered(j) - np.float32(self.fade_per_s * (t_s - j * self._step)), out=now[0])
        return now

    def _remembered(self, j: int) -> Real:
        key = j % self._count if self._count else j
        if key not in self._past:
            while len(self._past) > 3 * STEPS:
                self._past.pop(next(iter(self._past)))
            self._past[key] = squeeze(self.cascade, spectra(self.cascade, key * self._step, 1))[0]
        return self._past[key]


def _lost_by_level(table: Real) -> Real:
    """Variance lost at each mip level, from the whole table to its mean."""
    lost, level, whole = [], table, float(table.var())
    while True:
        lost.append(max(0.0, whole - float(level.var())))
        if level.shape[0] == 1:
            return np.asarray(lost, np.float32)
        level = 0.25 * (level[::2, ::2] + level[1::2, ::2] + level[::2, 1::2] + level[1::2, 1::2])


@dataclass
class Whitecaps:
    """The breaking of one moment as tables."""

    breaking: Breaking
    squeezed: Real

    def __post_init__(self) -> None:
        self._table = pyramid(self.squeezed)
        self._lost = [Float(row) for row in self.breaking.lost]
        self._threshold = dr.opaque(Float, self.breaking.threshold)
        self._softness = dr.opaque(Float, self.breaking.softness)

    def cover(self, spots: list[tuple[Float, Float]], levels: list[Float]) -> Float:
        """Share of foam at the places (u, v) on the two tiles: the chance that squeeze passes the threshold."""
        over, spread = -self._threshold, self._softness * self._softness
        for tile, (spot, level) in enumerate(zip(spots, levels, strict=True)):
            over += self._table.read(tile, *spot, level)
            spread += read_row(self._lost[tile], level, self._table.levels + 1)
        return 1.0 / (1.0 + dr.exp(-1.7 * over * dr.rsqrt(spread)))


def bubbles(cover: Float, x: Float, y: Float, footprint_m: Float) -> Float:
    """Foam whose bubbles dissolve as it thins; where they are too small to be seen, its mean."""
    table = lace_pyramid(LACE_SIZE)
    levels = [level_of(footprint_m, tile / LACE_SIZE) for tile in LACE_TILES_M]
    fine, coarse = (table.read(0, x / tile, y / tile, level) for tile, level in zip(LACE_TILES_M, levels, strict=True))
    detail = 0.5 * (fine + coarse)
    eaten = dr.clip((cover * 1.15 - detail) * 4.0 + dr.minimum(8.0 * cover, 0.4), 0.0, 1.0) * dr.minimum(
        1.0, 0.4 + cover
    )
    return dr.lerp(eaten, cover * dr.minimum(1.0, 0.4 + cover), dr.clip(levels[1] / 6.0, 0.0, 1.0))
