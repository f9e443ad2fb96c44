"""Tufts of grass as fine relief: what gives a meadow depth near the camera. Knows nothing of light."""

from __future__ import annotations

from dataclasses import dataclass

from dreamwright.engines.world.jit import Float, UInt, dr
from dreamwright.engines.world.noise import gradient_noise

WAVES_M = (0.55, 0.19, 0.06)
STRENGTHS = (0.5, 0.34, 0.26)
TALL_M = 0.24


@dataclass(frozen=True)
class Tufts:
    """Grass at points; `depth` 0 between the blades' feet … 1 at their tips, 0.5 where single tufts are not seen."""

    height: Float
    slope_x: Float
    slope_y: Float
    depth: Float


def tufts(x: Float, y: Float, share: Float, finest_m: Float, salt: UInt) -> Tufts:
    """Tufts where grass covers `share` (0-1) of the ground, seen down to `finest_m`."""
    depth, slope_x, slope_y = Float(0.5), Float(0), Float(0)
    for k, (wave, strength) in enumerate(zip(WAVES_M, STRENGTHS, strict=True)):
        value, gx, gy = gradient_noise(x / wave, y / wave, salt + 811 + k)
        seen = strength * dr.clip(1.6 - 1.3 * finest_m / wave, 0, 1)
        depth += 1.1 * seen * value
        slope_x += 0.8 * seen * gx / wave
        slope_y += 0.8 * seen * gy / wave
    tall = TALL_M * share
    return Tufts(tall * dr.clip(depth, 0, 1), tall * slope_x, tall * slope_y, dr.clip(depth, 0, 1))
