"""The moving surface: height, slope and foam at any place, for any footprint.

Puts tiles, warps, gusts, currents and foam together; knows nothing of light, land or cameras.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.base import Quality
from dreamwright.engines.world.jit import Float, dr
from dreamwright.engines.world.water.baking import ROUNDS, STORM_ROUNDS, bake
from dreamwright.engines.world.water.cascade import Cascade, build_cascade, fields, slope_variance, spectra
from dreamwright.engines.world.water.caustics import Caustics, build_caustics
from dreamwright.engines.world.water.foam import (
    LEAST_WIND_MPS,
    Breaking,
    Froth,
    Lace,
    Whitecaps,
    bubbles,
    build_lace,
    monahan,
    still_froth,
    whitecap_foam,
)
from dreamwright.engines.world.water.ice import IceSheet
from dreamwright.engines.world.water.motion import (
    Current,
    Place,
    Stream,
    Warp,
    build_warp,
    carried,
    off_tile,
    on_tile,
    streams,
)  # fmt: skip
from dreamwright.engines.world.water.noise import gaussian_field
from dreamwright.engines.world.water.sparkle import Sparkle
from dreamwright.engines.world.water.spectrum import Kind, Swell, Waves, peak, significant_height
from dreamwright.engines.world.water.tables import Pyramid, level_of, pyramid
from dreamwright.engines.world.water.windrows import Windrows, build_windrows

GUST_TILES_M = (2300.0, 370.0)
GUST_SIZE = 256
FINER = 3.7
"""How much smaller the shortest tile is read again for the capillary waves close by."""
CAPILLARY_SHARE = 0.6
"""Part of the slopes too short for the tiles that this adds back."""
SOFTER = 0.65
"""Levels by which slopes are filtered more than heights are: what a mirror shows of them must not alias."""
BUNCHING = 0.3
"""How much higher the short waves are one standard deviation up the long ones."""
BOUND = 1.5
"""highest_m in significant heights: six standard deviations."""


def waves_for(kind: Kind, wind_mps: float, toward_deg: float, seed: int) -> Waves:
    """The wave climate of a kind of water: the sea has swell from elsewhere, a river its riffles."""
    toward = float(np.radians(toward_deg))
    if kind == "river":
        return Waves(kind, min(wind_mps, 12.0) * 0.7, toward, riffle=0.05)
    if kind == "lake":
        return Waves(kind, wind_mps, toward)
    rng = np.random.default_rng((seed, 7005))
    aside = float(rng.choice((-1.0, 1.0)) * rng.uniform(0.6, 1.1))
    swell = Swell(0.22 + 0.035 * wind_mps, float(rng.uniform(70.0, 110.0)) + 4.0 * wind_mps, toward + aside)
    return Waves(kind, wind_mps, toward, swell)


@dataclass(frozen=True)
class Gusts:
    """Cat's paws: patches of rougher and calmer ripples, drifting down wind; the mean of a² is 1."""

    table: Pyramid
    strength: Float
    along: tuple[Float, Float]
    """Unit vector down wind."""
    drift_m: Float

    def ripple(self, x: Float, y: Float, footprint_m: Float) -> Float:
        """Factor of the amplitude of ripples, at most 2.2."""
        u = x * self.along[0] + y * self.along[1] - self.drift_m
        v = y * self.along[0] - x * self.along[1]
        total = Float(0.0)
        for tile, share in zip(GUST_TILES_M, (0.8, 0.6), strict=True):
            level = level_of(footprint_m, tile / GUST_SIZE)
            total += Float(share) * self.table.nearest(0, u / tile, v / tile, level)
        return dr.minimum(dr.exp(self.strength * total - self.strength * self.strength), 2.2)


@dataclass(frozen=True)
class Life:
    """A place in the water's own frame: one without a current, two overlapping with one."""

    place: Place
    weight: Float
    speed_mps: Float | None


class Sea:
    """One water of a shot: what does not change with time."""

    def __init__(
        self, kind: Kind, wind_mps: float, wind_toward_deg: float, seed: int, quality: Quality,
        loop_s: float | None, current: Current | None = None, frozen: bool = False, shallow: bool = False,
    ) -> None:  # fmt: skip
        """Azimuths as the sun's; `current` gives the flow (m/s) at a place, for rivers; loop_s makes it periodic;
        `shallow` prepares the light on the bed."""
        self.kind, self.frozen = kind, frozen
        self._body: Liquid | IceSheet
        if frozen:
            self._body = IceSheet(seed, wind_toward_deg)
        else:
            self._body = Liquid(
                waves_for(kind, wind_mps, wind_toward_deg, seed),
                seed,
                quality,
                loop_s,
                current=current,
                shallow=shallow,
            )
        self.highest_m: float = self._body.highest_m
        """Bound on the displacement, up or down."""

    def moment(self, t_s: float) -> SeaMoment | IceSheet:
        """The surface at a time, a pure function of t_s; ice does not move."""
        return self._body if isinstance(self._body, IceSheet) else SeaMoment(self._body, t_s)


class Liquid:
    """Water that can move: its tiles, warp, gusts and breaking, ready for any time."""

    def __init__(
        self,
        waves: Waves,
        seed: int,
        quality: Quality,
        loop_s: float | None,
        *,
        current: Current | None,
        shallow: bool,
    ) -> None:
        self.waves, self.loop_s, self.current, self.shallow = waves, loop_s, current, shallow
        self.cascade: Cascade = build_cascade(waves, seed, quality, loop_s)
        self.highest_m: float = BOUND * significant_height(waves) + 0.02
        self.warp: Warp = build_warp(self.cascade.lengths_m[0], seed)
        lengths = (*self.cascade.lengths_m, self.cascade.lengths_m[2] / FINER)
        self.per_length: tuple[Float, ...] = tuple(dr.opaque(Float, 1.0 / a) for a in lengths)
        self.texel_m: tuple[Float, ...] = tuple(dr.opaque(Float, a / self.cascade.size) for a in lengths)
        self.lost_slope: Float = dr.opaque(Float, (1.0 - CAPILLARY_SHARE) * self.cascade.lost_slope)
        self.capillary: Float = dr.opaque(Float, self._capillary())
        self.gust_table: Pyramid = pyramid(gaussian_field(GUST_SIZE, 1.25, seed, stretch=0.45)[None])
        self.lace: Lace = build_lace()
        self.foam_stretch: Float = dr.opaque(Float, float(np.clip(waves.wind_mps / 8.0, 1.0, 3.0)))
        """How far the wind draws the foam out."""
        self.breaking: Breaking | None = self._breaking()
        self.windrows: Windrows | None = build_windrows(waves.wind_mps, seed) if self.breaking else None
        self.bunching: Float = dr.opaque(Float, self._bunching())

    def _capillary(self) -> float:
        """Factor that makes the shortest tile, read smaller, carry its share of the slopes lost to all tiles."""
        resolved = 0.5 * slope_variance(self.cascade, 2)
        return float(np.sqrt(CAPILLARY_SHARE * self.cascade.lost_slope / max(resolved, 1e-9)))

    def _bunching(self) -> float:
        """Per metre of the longest tile's height: how much steeper the short waves are on crests than in troughs."""
        height = float(np.sqrt(2.0 * (np.abs(self.cascade.fore[0]) ** 2 + np.abs(self.cascade.back[0]) ** 2).sum()))
        return BUNCHING * min(1.0, height / 0.5) / max(height, 1e-3)

    def _breaking(self) -> Breaking | None:
        if self.waves.kind == "river" or self.waves.wind_mps < LEAST_WIND_MPS:
            return None
        period_s = 2.0 * np.pi / np.sqrt(9.81 * peak(self.waves))
        decay_s = float(np.clip(0.6 * period_s, 0.8, 4.5))
        return Breaking(self.cascade, monahan(self.waves.wind_mps), decay_s, self.loop_s)

    def gusts(self, t_s: float) -> Gusts:
        """The gusts of a moment; a loop sways them to and fro."""
        wind, toward = self.waves.wind_mps, self.waves.toward_rad
        sway = self.loop_s / (2.0 * np.pi) if self.loop_s else 0.0
        drift = 0.6 * wind * (sway * np.sin(t_s / sway) if sway else t_s)
        strength = 0.14 + 0.75 * float(np.exp(-wind / 3.0))
        along = (dr.opaque(Float, float(np.sin(toward))), dr.opaque(Float, float(np.cos(toward))))
        return Gusts(self.gust_table, dr.opaque(Float, strength), along, dr.opaque(Float, float(drift)))


class SeaMoment:
    """The surface at one time. All functions take and return Dr.Jit arrays and may be traced into a kernel."""

    def __init__(self, body: Liquid, t_s: float) -> None:
        t_s = t_s % body.loop_s if body.loop_s else t_s
        self.body = body
        height = spectra(body.cascade, t_s)
        lengths = Float(body.cascade.lengths_m)
        dr.make_opaque(lengths)
        baked = bake(fields(body.cascade, height), lengths, STORM_ROUNDS if body.waves.storminess > 0 else ROUNDS)
        self.table: Pyramid = baked.table
        self.gusts: Gusts = body.gusts(t_s)
        self.streams: tuple[Stream, ...] = streams(t_s, body.loop_s) if body.current else ()
        self.whitecaps: Whitecaps | None = None
        self.caustics: Caustics | None = build_caustics(self.table, lengths) if body.shallow else None
        self._clock = Sparkle.at(t_s, body.loop_s)
        if body.breaking:
            self.whitecaps = Whitecaps(body.breaking, body.breaking.at(t_s, height), baked.origin, lengths)

    def height(self, x: Float, y: Float, footprint_m: Float) -> Float:
        """Metres above the mean water; waves below the footprint and the finest ripples (mm) left out."""
        total = Float(0.0)
        for life in self._lives(x, y):
            long, short = (
                self.table.nearest(tile, *self._position(life.place, tile), self._level(tile, footprint_m)).x
                for tile in (0, 1)
            )
            total += life.weight * _pace(life) * (long + short * self._bunched(long))
        return total

    def _bunched(self, long_m: Float) -> Float:
        """Factor of the short waves at a height of the long ones: crests carry the steepest (Longuet-Higgins 1960)."""
        return dr.clip(1.0 + self.body.bunching * long_m, 0.4, 1.9)

    def slope(self, x: Float, y: Float, footprint_m: Float) -> tuple[Float, Float, Float]:
        """Mean dz/dx and dz/dy over the footprint, ruffled, and the variance (one axis) of the slopes lost in it."""
        sx, sy, lost = self.mean_slope(x, y, footprint_m)
        tilt_x, tilt_y, lost = self._clock.ruffle(x, y, footprint_m, lost)
        return sx + tilt_x, sy + tilt_y, lost

    def mean_slope(self, x: Float, y: Float, footprint_m: Float) -> tuple[Float, Float, Float]:
        """As `slope`, without ruffles: nothing smaller than the footprint."""
        ripple = self.gusts.ripple(x, y, footprint_m)
        amplitudes = (Float(1.0), dr.sqrt(ripple), ripple, ripple * self.body.capillary)
        sx, sy, lost = Float(0.0), Float(0.0), self.body.lost_slope * ripple * ripple
        for life in self._lives(x, y):
            own_x, own_y, bunched = Float(0.0), Float(0.0), Float(1.0)
            for layer, amplitude in enumerate(amplitudes):
                share = amplitude * bunched * life.weight * _pace(life)
                spot, level = self._position(life.place, layer), self._level(layer, footprint_m) + SOFTER
                read = (self.table.nearest if layer == 3 else self.table.read)(min(layer, 2), *spot, level)
                bunched = self._bunched(read.x) if layer == 0 else bunched
                tile_x, tile_y = off_tile(read.y, read.z, layer)
                own_x, own_y = own_x + share * tile_x, own_y + share * tile_y
                lost += 0.5 * share * share * dr.maximum(read.w - read.y * read.y - read.z * read.z, 0.0)
            world_x, world_y = life.place.world_slope(own_x, own_y)
            sx, sy = sx + world_x, sy + world_y
        return sx, sy, lost

    def froth(self, x: Float, y: Float, footprint_m: Float) -> Froth:
        """Whitecaps, their bubbly remains and the water they have churned."""
        if self.whitecaps:
            return self._whitecaps(self.whitecaps, x, y, footprint_m)
        if self.body.current is None:
            return still_froth(x)
        rapids = self._rapids(x, y, footprint_m)
        return Froth(rapids, 0.5 * rapids)

    def foam(self, x: Float, y: Float, footprint_m: Float) -> Float:
        """The foam of `froth`, 0-1."""
        return self.froth(x, y, footprint_m).foam

    def bed_light(self, x: Float, y: Float, depth_m: Float, footprint_m: Float) -> Float:
        """Factor (mean about 1) of the light on a bed at a depth; 1 unless the water was built `shallow`."""
        if self.caustics is None:
            return Float(1.0)
        levels = [self._level(tile, footprint_m) for tile in (1, 2)]
        total = Float(0.0)
        for life in self._lives(x, y):
            spots = [self._position(life.place, tile) for tile in (1, 2)]
            total += life.weight * life.weight * self.caustics.light(spots, levels, depth_m)
        return total

    def sparkle(self, x: Float, y: Float, footprint_m: Float) -> Float:
        """Factor (mean 1) of the glitter: few facets in a footprint flash one by one, many shine evenly."""
        return self._clock.flash(x, y, footprint_m)

    def _whitecaps(self, caps: Whitecaps, x: Float, y: Float, footprint_m: Float) -> Froth:
        place = self.body.warp(x, y)
        spots = [self._position(place, tile) for tile in (0, 1)]
        levels = [self._level(tile, footprint_m) for tile in (0, 1)]
        cover, shift_x, shift_y = caps.cover(spots, levels)
        shift_x, shift_y = off_tile(shift_x, shift_y, 0)
        rest_x, rest_y = place.x - shift_x, place.y - shift_y
        along, rows = self.gusts.along, Float(0.0)
        down, aside = rest_x * along[0] + rest_y * along[1], rest_y * along[0] - rest_x * along[1]
        if self.body.windrows:
            rows = self.body.windrows.cover(down, aside, footprint_m)
        foam = whitecap_foam(self.body.lace, cover, rows, down / self.body.foam_stretch, aside, footprint_m)
        return Froth(foam, dr.maximum(cover.churned, 0.4 * rows))

    def _rapids(self, x: Float, y: Float, footprint_m: Float) -> Float:
        total = Float(0.0)
        for life in self._lives(x, y):
            cover = 0.55 * dr.clip((_speed(life) - 1.3) * 0.3, 0.0, 1.0)
            total += life.weight * life.weight * bubbles(self.body.lace, cover, life.place.x, life.place.y, footprint_m)
        return total

    def _lives(self, x: Float, y: Float) -> list[Life]:
        current = self.body.current
        if current is None:
            return [Life(self.body.warp(x, y), Float(1.0), None)]
        vx, vy = current(x, y)
        speed = dr.sqrt(vx * vx + vy * vy)
        return [Life(self.body.warp(*carried(x, y, vx, vy, stream)), stream.weight, speed) for stream in self.streams]

    def _position(self, place: Place, layer: int) -> tuple[Float, Float]:
        u, v = on_tile(place, layer)
        return u * self.body.per_length[layer], v * self.body.per_length[layer]

    def _level(self, layer: int, footprint_m: Float) -> Float:
        return level_of(footprint_m, self.body.texel_m[layer])


def _speed(life: Life) -> Float:
    return Float(0.0) if life.speed_mps is None else life.speed_mps


def _pace(life: Life) -> Float:
    """Riffles grow with the current: 1 at about 1 m/s."""
    return Float(1.0) if life.speed_mps is None else dr.clip(0.3 + 0.7 * life.speed_mps, 0.3, 2.5)
