"""Whitecaps: where crests have lately been squeezed enough to break.

The squeeze −div D is kept for a while after a crest has passed, as a pure function of time.
Knows tiles and tables; nothing of light.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Array4f, Float, UInt, dr, to_float
from dreamwright.engines.world.water.cascade import Cascade, Complex, spectra, squeeze
from dreamwright.engines.world.water.noise import bubble_walls
from dreamwright.engines.world.water.tables import (
    Number,
    Pyramid,
    halve_into,
    level_of,
    pyramid,
    read_plain,
    read_row,
    texels,
)

Real = NDArray[np.float32]

CHURNED_BELOW = 0.3
"""How far below the threshold of breaking, in softnesses, water is half churned."""
SOFTNESS = 0.8
"""Width of the edge of breaking, in standard deviations of the squeeze."""
STEPS = 12
"""Past moments that are remembered."""
LEAST_WIND_MPS = 4.5
LACE_TILES_M = (53.0, 11.3, 2.3)
NO_FOAM = 0.09
"""Cover below which the lace is all holes."""
COVERS, DRAWS = 33, 4096
FROTH_AT, FROTH_WIDTH = 0.39, 0.58
"""Where, and how wide, the step of mean froth over cover is, in softnesses."""
LACE_SIZE = 256


def monahan(wind_mps: float) -> float:
    """Share of the sea under whitecaps (Monahan & O'Muircheartaigh 1980), at most 0.16: beyond that spray hides it."""
    return float(min(0.16, 3.84e-6 * wind_mps**3.41))


@dataclass(frozen=True)
class Lace:
    """The pattern of bubbles, and the mean foam it leaves of each cover."""

    table: Pyramid
    mean: Float
    host_mean: Real


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
        total = _sample(kept, 160)[:, None] + _sample(fresh, 1024)[None]
        self.softness = SOFTNESS * float(total.std())
        self.threshold = _threshold(total, self.softness, self.share)
        self.lost = (_lost_by_level(kept), _lost_by_level(fresh))

    def at(self, t_s: float, height: Complex) -> Real:
        """(2, size, size): kept squeeze of the longest tile, present squeeze of the next; from `spectra` at t_s.

        Both where the water rests when no wave passes.
        """
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


def _sample(table: Real, count: int) -> Real:
    """Values at even ranks, the highest included."""
    return np.sort(table, axis=None)[np.linspace(0, table.size - 1, count).astype(int)]


def _threshold(squeeze: Real, softness: float, share: float) -> float:
    """The threshold at which foam, its bubbles counted, covers the wanted share: by halving."""
    low, high = float(squeeze.min()), float(squeeze.max()) + 6.0 * softness
    room = np.clip(1.0 - squeeze, 0.1, None)  # what is squeezed covers less of the sea
    mean, covers = build_lace().host_mean, np.linspace(0.0, 1.0, COVERS)
    for _ in range(16):
        middle = 0.5 * (low + high)
        cover = 1.0 / (1.0 + np.exp(-1.7 * (squeeze - middle) / softness))
        foam = float((np.interp(cover, covers, mean) * room).mean())
        low, high = (middle, high) if foam > share else (low, middle)
    return low


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
    origin: tuple[Float, Float]
    """Where the water of each texel rests, in tiles."""
    lengths_m: Float

    def __post_init__(self) -> None:
        self._table = self._carried()
        self._lost = [Float(row) for row in self.breaking.lost]
        self._threshold = dr.opaque(Float, self.breaking.threshold)
        self._softness = dr.opaque(Float, self.breaking.softness)

    def _carried(self) -> Pyramid:
        """(squeeze, displacement along x and y in metres, 0) of both tiles, where the waves have carried the water."""
        size = self.squeezed.shape[-1]
        lane = dr.arange(UInt, 2 * size * size)
        table, rest = lane // (size * size), lane % (size * size)
        qu, qv = (dr.gather(Float, part, lane) for part in self.origin)
        length = dr.gather(Float, self.lengths_m, table)
        u, v = (Float(rest % size) + 0.5) / size, (Float(rest // size) + 0.5) / size
        squeezed = read_plain(to_float(self.squeezed), Float, table, qu, qv, size=size)
        buffer = dr.zeros(Float, 2 * texels(size) * 4)
        packed = Array4f(squeezed, (u - qu) * length, (v - qv) * length, 0.0)
        dr.scatter(buffer, packed, table * texels(size) + rest)
        dr.eval(buffer)
        halve_into(buffer, size, 2, 4)
        return Pyramid(buffer, size, 4)

    def cover(self, spots: list[tuple[Float, Float]], levels: list[Float]) -> tuple[Cover, Float, Float]:
        """Cover at the places (u, v) on the two tiles, and how far (m, axes of the longest) the waves carried it."""
        over, lost, reads = -self._threshold, Float(0.0), []
        for tile, (spot, level) in enumerate(zip(spots, levels, strict=True)):
            reads.append(self._table.nearest(tile, *spot, level))
            over += reads[tile].x
            lost += read_row(self._lost[tile], level, self._table.levels + 1)
        return self._covered(over, lost), reads[0].y, reads[0].z

    def _covered(self, over: Float, lost: Float) -> Cover:
        soft = self._softness * self._softness
        froth_over = over - FROTH_AT * self._softness
        return Cover(
            _sigmoid(over * dr.rsqrt(soft)),
            _normal_share(froth_over * dr.rsqrt(FROTH_WIDTH**2 * soft + lost)),
            lost / (lost + FROTH_WIDTH**2 * soft),
            _sigmoid((over + CHURNED_BELOW * self._softness) * dr.rsqrt(soft + 0.5 * lost)),
        )


@dataclass(frozen=True)
class Cover:
    """How much of the water is broken in one footprint."""

    near: Float
    """0-1, to be dissolved into bubbles."""
    mean: Float
    """Mean foam over the footprint, for where bubbles and patches are too small to be seen."""
    far: Float
    """0 where `near` is right, 1 where `mean` is."""
    churned: Float
    """0-1: how full of bubbles the water is below."""


@dataclass(frozen=True)
class Froth:
    """White water in one footprint, each 0-1."""

    foam: Float
    """On the surface."""
    churned: Float
    """Bubbles below it, which make the water milky."""


def still_froth(x: Float) -> Froth:
    """None at all."""
    return Froth(dr.zeros(Float, dr.width(x)), dr.zeros(Float, dr.width(x)))


def _normal_share(x: Float) -> Float:
    """Share of a normal variable below x, to 2e-4 (Page 1977): a mere sigmoid has twice the tail."""
    return 1.0 / (1.0 + dr.exp(-x * (1.5958 + 0.0713 * x * x)))


def _sigmoid(x: Float) -> Float:
    return 1.0 / (1.0 + dr.exp(-1.7 * x))


def whitecap_foam(lace: Lace, cover: Cover, rows: Float, x: Float, y: Float, footprint_m: Float) -> Float:
    """Foam of breaking waves and of the wind's streaks (cover `rows`), 0-1."""
    near = dr.maximum(cover.near, rows)
    mean = dr.maximum(cover.mean, read_row(lace.mean, rows * (COVERS - 1), COVERS))
    return dr.lerp(bubbles(lace, near, x, y, footprint_m), mean, cover.far)


def bubbles(lace: Lace, cover: Float, x: Number, y: Number, footprint_m: Number) -> Float:
    """Foam whose bubbles dissolve as it thins; where they are too small to be seen, its mean."""
    return dr.if_stmt(
        (cover, x, y, footprint_m),
        (cover > NO_FOAM) & (x > -np.inf),
        lambda cover, x, y, footprint_m: _dissolved(lace, cover, x, y, footprint_m),
        lambda cover, x, y, footprint_m: dr.zeros(Float, dr.width(cover)),
        mode="symbolic",
    )


def _dissolved(lace: Lace, cover: Float, x: Number, y: Number, footprint_m: Number) -> Float:
    levels = [level_of(footprint_m, tile / LACE_SIZE) for tile in LACE_TILES_M]
    details = [lace.table.nearest(0, x / tile, y / tile, a) for tile, a in zip(LACE_TILES_M, levels, strict=True)]
    mean = read_row(lace.mean, cover * (COVERS - 1), COVERS)
    return dr.lerp(_froth(cover, *details), mean, dr.clip(levels[0] / 6.0, 0.0, 1.0))


def _froth(cover: Float, coarse: Float, middle: Float, fine: Float) -> Float:
    """Foam where the cover exceeds the lace; thick only where it exceeds it by far."""
    walls = 0.42 * coarse + 0.34 * middle + 0.24 * fine
    over = cover * 1.2 + walls - 1.0
    return dr.clip(over * 4.5, 0.0, 1.0) * dr.clip(
        0.25 + 0.8 * over + 0.5 * (fine - 0.5) + 0.3 * (middle - 0.5), 0.0, 1.0
    )


@lru_cache(maxsize=1)
def build_lace() -> Lace:
    """The bubbly detail, the same in every shot; made before kernels are traced."""
    table = bubble_walls(LACE_SIZE, 11)
    rng = np.random.default_rng(7007)
    details = [Float(rng.choice(table.ravel(), COVERS * DRAWS)) for _ in LACE_TILES_M]
    cover = to_float(np.repeat(np.linspace(0.0, 1.0, COVERS), DRAWS))
    mean = np.array(_froth(cover, *details)).reshape(COVERS, DRAWS).mean(axis=1)
    return Lace(pyramid(table[None]), Float(mean), mean)
