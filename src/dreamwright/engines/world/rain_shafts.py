"""Curtains of rain that hang from a storm's clouds far off: how dark they stand before the sky, by direction.

Knows directions and time; nothing of clouds, land or cameras.
"""

from __future__ import annotations

from dreamwright.engines.world.jit import Array3f, Float, UInt, dr
from dreamwright.engines.world.noise import gradient_noise

WIDTHS_RAD = (0.42, 0.13, 0.03)
"""Of curtains, of the shafts in them and of their strands."""
SHARES = (1.9, 0.8, 0.3)
REACH = 0.2
"""Slope of the sight line at which the curtains melt into the clouds."""
LEAN = 0.5
"""How far wind leans a curtain, over its height."""
FAR_M = 3500.0
DRIFT_RAD_S = 0.0015


def shafts(view: Array3f, distance_m: Float, weather_s: Float) -> Float:
    """Share 0-1 of a sight line's light that curtains of rain take, before what stands at a distance (m)."""
    scale = dr.rsqrt(dr.maximum(view.x * view.x + view.y * view.y, 1e-6))
    slope = view.z * scale
    turn = LEAN * slope + DRIFT_RAD_S * weather_s
    x, y = scale * (view.x - turn * view.y), scale * (view.y + turn * view.x)
    total = Float(0.3)
    for k, (width, share) in enumerate(zip(WIDTHS_RAD, SHARES, strict=True)):
        value, _, _ = gradient_noise(x / width, y / width, UInt(9101 + k))
        total += share * value
    height = dr.clip(slope / REACH, 0, 1.2)
    hung = dr.exp(-2.2 * height * height)
    return dr.clip(total, 0, 1) * hung * (1 - dr.exp(-distance_m / FAR_M))
