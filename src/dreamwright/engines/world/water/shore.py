"""Surf: waves that turn to the shore, rise, break, run up the sand and leave it wet.

A crest's travel time over a plane beach depends on depth alone, so crests follow the contours and bend with them.
Knows depth and time; nothing of open-sea spectra or light.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.world.jit import Float, UInt, dr
from dreamwright.engines.world.water.foam import bubbles, build_lace
from dreamwright.engines.world.water.noise import gaussian_field
from dreamwright.engines.world.water.spectrum import GRAVITY
from dreamwright.engines.world.water.tables import Number, Pyramid, level_of, pyramid

NOISE_SIZE = 256
NOISE_TILE_M = 410.0
BREAKING_RATIO = 0.75
"""Height over depth at which a wave breaks."""
SETUP = 0.09
"""How much breakers raise the water's edge, in their heights: troughs do not bare the bed."""
SWASH_PERIODS = 1.35
"""How long a run-up lasts."""
FINER = 3.1
"""Bubbles of surf are so much smaller than whitecaps'."""
WAVES_KEPT = 64
"""Wave heights repeat after so many when there is no loop."""


@dataclass(frozen=True)
class SurfPoint:
    """The surf at a place."""

    foam: Float
    """0-1, bubbles included."""
    height_m: Float
    """Added to the water surface (z = 0); on the beach it lifts the thin sheet just above the sand."""
    wetness: Float
    """Of sand: 0 dry, 1 under the sheet or just left by it."""
    sheet: Float
    """Share of a thin sheet of running water over sand that lies above z = 0."""


@dataclass(frozen=True)
class Surf:
    """The breakers of one shot."""

    height_m: float
    """Of the breakers far from the shore."""
    period_s: float
    beach_slope: float
    """Typical rise over run of the beach."""
    loop_s: float | None
    noise: Pyramid

    def moment(self, t_s: float) -> SurfMoment:
        """The surf at a time, a pure function of t_s, periodic with loop_s."""
        return SurfMoment(self, t_s)


def build_surf(height_m: float, beach_slope: float, seed: int, loop_s: float | None) -> Surf:
    """Surf of breakers of a height (m) on a beach of a slope (0.02 flat … 0.15 steep)."""
    period_s = float(np.clip(4.5 + 2.2 * height_m, 4.5, 11.0))
    if loop_s:
        period_s = loop_s / max(1, round(loop_s / period_s))
    slope = float(np.clip(beach_slope, 0.015, 0.3))
    noise = pyramid(gaussian_field(NOISE_SIZE, 2.0, seed + 77, low=2.0)[None])
    return Surf(height_m, period_s, slope, loop_s, noise)


class SurfMoment:
    """The surf at one time; `at` may be traced into a kernel."""

    def __init__(self, surf: Surf, t_s: float) -> None:
        count = round(surf.loop_s / surf.period_s) if surf.loop_s else WAVES_KEPT
        self._phase = dr.opaque(Float, (t_s / surf.period_s) % count)
        self._count = dr.opaque(Float, float(count))
        self._height = dr.opaque(Float, surf.height_m)
        self._travel = dr.opaque(Float, 2.0 / (surf.beach_slope * np.sqrt(GRAVITY) * surf.period_s))
        self._noise = surf.noise
        self._lace = build_lace()

    def at(self, x: Float, y: Float, bed_depth_m: Float, footprint_m: Float) -> SurfPoint:
        """The surf over a bed at −bed_depth_m (negative on the beach)."""
        bend, ragged = self._unevenness(x, y, footprint_m)
        wet_depth = dr.maximum(bed_depth_m, 0.0)
        phase = self._phase + self._travel * dr.sqrt(wet_depth) + 0.3 * bend
        crest, since = self._crest(phase, ragged)
        lift, breaking = self._wave(wet_depth, crest, since)
        edge, last, rising = self._run_up(self._phase + 0.3 * bend, ragged)
        above, raised = dr.maximum(-bed_depth_m, 0.0), SETUP * self._height
        edge = dr.maximum(edge, raised)
        ashore = bed_depth_m < 0.0
        sheet = dr.select(ashore, dr.clip((edge - above) * 40.0, 0.0, 1.0), 0.0)
        cover = dr.select(ashore, sheet * _edge_foam(edge - above, rising), breaking)
        finer = (x + 0.3 * bend) * FINER, (y + 0.3 * ragged) * FINER
        foam = bubbles(self._lace, cover, *finer, footprint_m * FINER)
        lift += raised * dr.exp(-1.5 * wet_depth / self._height)
        height = dr.select(ashore, sheet * dr.maximum(above + 0.015, raised), lift)
        return SurfPoint(foam, height, dr.select(ashore, dr.maximum(sheet, _dampness(above, last)), 1.0), sheet)

    def _unevenness(self, x: Float, y: Float, footprint_m: Float) -> tuple[Float, Float]:
        """Two noises along the shore: how early the crests come, and how high they are."""
        level = level_of(footprint_m, NOISE_TILE_M / NOISE_SIZE)
        u, v = x / NOISE_TILE_M, y / NOISE_TILE_M
        return self._noise.read(0, u, v, level), self._noise.read(0, v * 1.7 + 0.37, u * 1.7 + 0.11, level)

    def _crest(self, phase: Number, ragged: Float) -> tuple[Float, Float]:
        """Strength (0-1) of the crest that passed last, and periods since."""
        number = dr.floor(phase)
        return dr.clip(0.75 + 0.3 * self._draw(number) + 0.13 * ragged, 0.25, 1.15), phase - number

    def _draw(self, number: Float) -> Float:
        """A number in −1 … 1 for each wave, periodic with the count of waves."""
        number = number - self._count * dr.floor(number / self._count)
        bits = UInt(number + 0.5) * UInt(747796405) + UInt(2891336453)
        bits = ((bits >> ((bits >> 28) + 4)) ^ bits) * UInt(277803737)
        return Float(bits >> 8) * Float(2.0 / 2**24) - Float(1.0)

    def _wave(self, depth: Float, crest: Float, since: Float) -> tuple[Float, Float]:
        """Height of a shoaling wave with a steep front, and foam cover of its breaker."""
        tall = self._height * crest
        local = dr.minimum(tall, BREAKING_RATIO * depth)
        shape = dr.exp(-5.0 * since) + dr.exp(-45.0 * (1.0 - since)) - 0.22
        fade = dr.exp(-dr.maximum(depth - 3.0 * self._height, 0.0) * 0.6)
        broke = dr.clip(2.6 - 1.8 * depth * BREAKING_RATIO / tall, 0.0, 1.0)
        roller = 1.25 * dr.exp(-8.0 * since) + 0.9 * dr.exp(-90.0 * (1.0 - since))
        wash = 0.62 * dr.exp(-1.6 * since) * dr.clip(2.2 - 2.6 * depth / tall, 0.0, 1.0)
        return local * shape * fade, broke * dr.minimum(roller + wash, 1.0)

    def _run_up(self, phase: Float, ragged: Float) -> tuple[Float, Float, Float]:
        """Height (m) of the sheet's edge, of the highest recent run-up, and whether the edge rises (1) or falls (0)."""
        edge, last, rising = Float(0.0), Float(0.0), Float(0.0)
        for back in (0.0, 1.0):
            strength, since = self._crest(phase - back, ragged)
            age = (since + back) / SWASH_PERIODS
            reach = 0.55 * self._height * strength
            here = reach * dr.maximum(4.0 * age * (1.0 - age), 0.0)
            rising = dr.select(here > edge, dr.clip(1.5 - 2.0 * age, 0.0, 1.0), rising)
            edge, last = dr.maximum(edge, here), dr.maximum(last, reach * dr.clip(4.0 * age, 0.0, 1.0))
        return edge, last, rising


def _edge_foam(inside_m: Float, rising: Float) -> Float:
    """Cover of the sheet: a line at its edge, lace behind it that thins as the water drains."""
    return dr.minimum(1.05 * dr.exp(-inside_m * 30.0) + (0.3 + 0.36 * rising) * dr.exp(-inside_m * 4.0), 1.0)


def _dampness(above_m: Float, last_m: Float) -> Float:
    """Sand that the last run-ups reached is wet; it dries upwards."""
    return dr.clip(1.0 - (above_m - last_m) * 9.0, 0.0, 1.0) * dr.clip(1.6 - above_m * 0.5, 0.0, 1.0)
