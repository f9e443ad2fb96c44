"""Stones and boulders lying on the ground, as part of the height field: one at most in each jittered lattice cell.

Two sizes of lattice; each fades where a pixel is too wide for it. Knows nothing of light.
"""

from __future__ import annotations

from dataclasses import dataclass

from dreamwright.engines.world.jit import Float, Int, UInt, dr
from dreamwright.engines.world.noise import gradient_noise, hash2, unit

CELLS_M = (6.1, 1.3)
SHARES = (0.2, 0.4)
"""Share of cells that hold a stone where stones are thickest."""


@dataclass(frozen=True)
class Stones:
    """Stones at points."""

    height: Float
    """Rise above the ground (m)."""
    slope_x: Float
    slope_y: Float
    share: Float
    """1 on a stone, 0 beside it."""
    hue: Float


def stones(x: Float, y: Float, density: Float, finest_m: Float, salt: UInt) -> Stones:
    """The highest stone over each point, where `density` (0-1) lets them lie."""
    height, sx, sy, share, hue = Float(0), Float(0), Float(0), Float(0), Float(0.5)
    bump, bx, by = gradient_noise(x / 0.42, y / 0.42, salt + 611)
    grit, gx, gy = gradient_noise(x / 0.13, y / 0.13, salt + 612)
    bump, bx, by = bump + 0.2 * grit, bx / 0.42 + 0.2 * gx / 0.13, by / 0.42 + 0.2 * gy / 0.13
    for k, (cell, often) in enumerate(zip(CELLS_M, SHARES, strict=True)):
        seen = dr.clip(2.2 - 9 * finest_m / cell, 0, 1)
        u, v = x / cell, y / cell
        cx, cy = dr.floor(u), dr.floor(v)
        h = hash2(Int(cx), Int(cy), salt + 600 + k)
        second = h * UInt(0x9E3779B1)
        size = unit(second ^ (h >> 5))
        radius = 0.1 + 0.2 * size * size
        dx = u - cx - radius - (1 - 2 * radius) * unit(second << 7)
        dy = v - cy - radius - (1 - 2 * radius) * unit(second)
        dx, dy = dx + 0.35 * radius * bump, dy * (1.1 + 0.8 * (size - 0.5)) - 0.3 * radius * bump
        inside = 1 - (dx * dx + dy * dy) / (radius * radius)
        there = (inside > 0) & (unit(h) < often * density) & (seen > 0)
        root = dr.sqrt(dr.maximum(inside, 1e-3))
        tall = radius * cell * (0.65 + 0.55 * unit(h << 9)) * seen
        rise = tall * (root * (0.85 + 0.4 * bump))
        higher = there & (rise > height)
        steep = -tall / (root + 0.25) / (radius * radius * cell)
        height = dr.select(higher, rise, height)
        sx = dr.select(higher, steep * dx + 0.3 * tall * root * bx, sx)
        sy = dr.select(higher, steep * dy + 0.3 * tall * root * by, sy)
        share, hue = dr.select(higher, seen, share), dr.select(higher, unit(h << 13), hue)
    return Stones(height, sx, sy, share, hue)
