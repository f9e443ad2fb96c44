"""Sparkles and ruffles: where a pixel holds only a few facets, they tilt and flash one by one.

Knows places and time; nothing of slopes or light.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.world.jit import Float, Int, UInt, dr
from dreamwright.engines.world.water.tables import Number

RATES_HZ = (3.0, 7.0)
"""Slowest and fastest flashing."""
RUFFLE_HZ = (0.6, 1.7)
"""Slowest and fastest tilting of ripples too small to be seen singly."""
NEAREST_M = 0.026
"""Smaller footprints see every facet: nothing is left to chance."""
FACET = 0.3
"""Size of a cell, in footprints: at grazing angles a footprint is drawn out, and a cell must not be seen to be."""
RUFFLED = 0.5
"""Largest part of the lost slope that is shown as ruffles."""
STEEPEST_RUFFLE = 0.005
"""Largest root mean square slope of the ruffles: more would be grain, not water."""
STEEP = 1.1
"""Logarithm of the brightest over the middle."""


@dataclass(frozen=True)
class Rates:
    """Whole turns in a loop: slowest, slowest + 1 …, so that it closes."""

    slowest: Float
    choices: Float

    @staticmethod
    def over(span_s: float, slow_hz: float, fast_hz: float) -> Rates:
        slowest, fastest = (max(1, round(rate * span_s)) for rate in (slow_hz, fast_hz))
        return Rates(dr.opaque(Float, float(slowest)), dr.opaque(Float, float(fastest - slowest + 1)))


@dataclass(frozen=True)
class Sparkle:
    """The flashing at one time."""

    turns: Float
    """Time in the loop's (or one second's) whole turns."""
    flashing: Rates
    ruffling: Rates

    @staticmethod
    def at(t_s: float, loop_s: float | None) -> Sparkle:
        """The flashing at a time."""
        span = loop_s or 64.0
        turns = dr.opaque(Float, float((t_s / span) % 1.0))
        return Sparkle(turns, Rates.over(span, *RATES_HZ), Rates.over(span, *RUFFLE_HZ))

    def flash(self, x: Float, y: Float, footprint_m: Float) -> Float:
        """Factor of mean 1; cells follow the footprint, one octave fading into the next."""
        return dr.if_stmt(
            (x, y, footprint_m),
            (footprint_m > NEAREST_M) & (x > -np.inf),
            self._flash,
            lambda x, y, footprint_m: dr.ones(Float, dr.width(x)),
            mode="symbolic",
        )

    def ruffle(self, x: Float, y: Float, footprint_m: Float, lost: Float) -> tuple[Float, Float, Float]:
        """Tilts (dz/dx, dz/dy) that stand for a part of the lost slope variance, and the variance that is left."""
        return dr.if_stmt(
            (x, y, footprint_m, lost),
            (footprint_m > NEAREST_M) & (x > -np.inf),
            self._ruffle,
            lambda x, y, footprint_m, lost: (Float(0.0), Float(0.0), Float(lost)),
            mode="symbolic",
        )

    def _flash(self, x: Float, y: Float, footprint_m: Float) -> Float:
        low, share = _octave(footprint_m)
        few = STEEP * dr.clip(footprint_m * 9.0 - 9.0 * NEAREST_M, 0.0, 1.0) / (1.0 + footprint_m * 0.25)
        z = (few * (1.0 - share), few * share)
        waves = [self._turning(_draw(x, y, low + i), self.flashing) for i in (0.0, 1.0)]
        flashes = dr.exp(z[0] * waves[0] + z[1] * waves[1])
        return flashes / (_mean_of_exp_cosine(z[0]) * _mean_of_exp_cosine(z[1]))

    def _ruffle(self, x: Float, y: Float, footprint_m: Float, lost: Float) -> tuple[Float, Float, Float]:
        low, share = _octave(footprint_m)
        weights = (1.0 - share, share)
        part = RUFFLED * dr.clip(footprint_m * 8.0 - 8.0 * NEAREST_M, 0.0, 1.0) / (1.0 + footprint_m * 0.2)
        part = dr.minimum(part, STEEPEST_RUFFLE**2 / dr.maximum(lost, 1e-9))
        scale = dr.sqrt(2.0 * part * lost * dr.rcp(weights[0] * weights[0] + weights[1] * weights[1]))
        tilt_x, tilt_y = Float(0.0), Float(0.0)
        for i, weight in enumerate(weights):
            bits = _draw(x, y, low + float(i))
            tilt_x += weight * self._turning(bits, self.ruffling)
            tilt_y += weight * self._turning(_mixed(bits), self.ruffling)
        return tilt_x * scale, tilt_y * scale, lost * (1.0 - part)

    def _turning(self, bits: UInt, rates: Rates) -> Float:
        """Cosine (nearly) of the phase and rate drawn for a cell."""
        phase, rate = Float(bits >> 12) * 2.0**-20, Float(bits & 0xFFF) * 2.0**-12
        turns = phase + self.turns * (rates.slowest + dr.floor(rate * rates.choices))
        ramp = dr.abs((turns - dr.floor(turns)) * 4.0 - 2.0) - 1.0
        return ramp * (1.5 - 0.5 * ramp * ramp)


def _octave(footprint_m: Float) -> tuple[Float, Float]:
    """The lower of two cell sizes, as log₂ of metres, and the share of the upper."""
    octave = dr.log2(dr.maximum(footprint_m * FACET, 1e-3))
    low = dr.floor(octave)
    return low, octave - low


def _draw(x: Float, y: Float, octave: Number) -> UInt:
    """32 random bits of the cell of size 2^octave metres."""
    size = dr.exp2(Float(-octave))
    bits: UInt = UInt(Int(dr.floor(x * size))) * UInt(0x9E3779B1)
    bits ^= UInt(Int(dr.floor(y * size))) * UInt(0x85EBCA77)
    return _mixed(bits ^ (UInt(Int(octave)) * UInt(0xC2B2AE3D)))


def _mixed(bits: UInt) -> UInt:
    once: UInt = (bits ^ (bits >> UInt(15))) * UInt(0x2C1B3C6D)
    twice: UInt = (once ^ (once >> UInt(12))) * UInt(0x297A2D39)
    return twice ^ (twice >> UInt(15))


def _mean_of_exp_cosine(z: Float) -> Float:
    """The Bessel function I₀ for 0 ≤ z ≤ 3.5."""
    half = z * z * 0.25
    tail = half / 14400.0 + 1.0 / 576.0
    return (((tail * half + 1.0 / 36.0) * half + 0.25) * half + 1.0) * half + 1.0
