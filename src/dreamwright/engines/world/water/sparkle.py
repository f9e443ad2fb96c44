"""Sparkles: where a pixel holds only a few glinting facets, they flash one after another.

Knows places and time; nothing of slopes or light.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.world.jit import Float, Int, UInt, dr

RATES_HZ = (3.0, 7.0)
"""Slowest and fastest flashing."""
STEEP = 3.2
"""Logarithm of the brightest over the middle."""


@dataclass(frozen=True)
class Sparkle:
    """The flashing at one time."""

    turns: Float
    """Time in the loop's (or one second's) whole turns."""
    slowest: Float
    choices: Float
    """Rates are slowest, slowest + 1 … whole turns, so that a loop closes."""

    @staticmethod
    def at(t_s: float, loop_s: float | None) -> Sparkle:
        """The flashing at a time."""
        span = loop_s or 64.0
        slowest, fastest = (max(1, round(rate * span)) for rate in RATES_HZ)
        return Sparkle(
            dr.opaque(Float, float((t_s / span) % 1.0)),
            dr.opaque(Float, float(slowest)),
            dr.opaque(Float, float(fastest - slowest + 1)),
        )

    def flash(self, x: Float, y: Float, footprint_m: Float) -> Float:
        """Factor of mean 1; cells follow the footprint, one octave fading into the next."""
        octave = dr.log2(dr.maximum(footprint_m, 1e-3))
        low = dr.floor(octave)
        share = octave - low
        few = STEEP * dr.clip(footprint_m * 9.0 - 0.25, 0.0, 1.0) / (1.0 + footprint_m * 0.25)
        z = (few * (1.0 - share), few * share)
        flashes = dr.exp(z[0] * self._cell(x, y, low) + z[1] * self._cell(x, y, low + 1.0))
        return flashes / (_mean_of_exp_cosine(z[0]) * _mean_of_exp_cosine(z[1]))

    def _cell(self, x: Float, y: Float, octave: Float) -> Float:
        """Cosine of the cell's own phase and rate."""
        size = dr.exp2(-octave)
        bits = UInt(Int(dr.floor(x * size))) * UInt(0x9E3779B1) ^ UInt(Int(dr.floor(y * size))) * UInt(0x85EBCA77)
        bits ^= UInt(Int(octave)) * UInt(0xC2B2AE3D)
        bits = (bits ^ (bits >> 15)) * UInt(0x2C1B3C6D)
        bits = (bits ^ (bits >> 12)) * UInt(0x297A2D39)
        bits ^= bits >> 15
        phase, rate = Float(bits >> 12) * 2.0**-20, Float(bits & 0xFFF) * 2.0**-12
        turns = phase + self.turns * (self.slowest + dr.floor(rate * self.choices))
        return dr.cos((turns - dr.floor(turns)) * (2.0 * np.pi))


def _mean_of_exp_cosine(z: Float) -> Float:
    """The Bessel function I₀ for 0 ≤ z ≤ 3.5."""
    half = z * z * 0.25
    tail = half / 14400.0 + 1.0 / 576.0
    return (((tail * half + 1.0 / 36.0) * half + 0.25) * half + 1.0) * half + 1.0
