"""Shrubs of dry country as seen from above: round dots with a lit side and a shadow, one at most in a jittered cell.

Two sizes; each melts into its mean cover where a pixel is too wide for it. Knows no light.
"""

from __future__ import annotations

from dataclasses import dataclass

from dreamwright.engines.world.jit import Float, Int, UInt, dr
from dreamwright.engines.world.noise import hash2, unit

CELLS_M = (6.7, 2.9)
ROUND = 0.9
"""Slope of a shrub's side, halfway up."""


@dataclass(frozen=True)
class Scrub:
    """Shrubs at points."""

    share: Float
    """Share of the footprint under leaves, 0-1."""
    shade: Float
    """Light left on the ground beside them, 0-1."""
    slope_x: Float
    slope_y: Float
    hue: Float
    """One number 0-1 a shrub."""


def scrub(x: Float, y: Float, density: Float, finest_m: Float, salt: UInt) -> Scrub:
    """The shrub over each point, where `density` (0-1) lets a share of the cells hold one."""
    share, shade, sx, sy, hue = Float(0), Float(1), Float(0), Float(0), Float(0.5)
    for k, cell in enumerate(CELLS_M):
        u, v = x / cell, y / cell
        cx, cy = dr.floor(u), dr.floor(v)
        h = hash2(Int(cx), Int(cy), salt + 700 + k)
        second = h * UInt(0x9E3779B1)
        radius = 0.12 + 0.16 * unit(second ^ (h >> 5))
        dx = u - cx - radius - (1 - 2 * radius) * unit(second << 7)
        dy = v - cy - radius - (1 - 2 * radius) * unit(second)
        away = dr.sqrt(dx * dx + dy * dy) / radius
        near = dr.clip(2.0 - 5 * finest_m / cell, 0, 1)
        grows = (unit(h) < density) & (near > 0)
        inside = dr.select(grows, dr.clip((1 - away) * 4, 0, 1), 0) * near
        mean = 0.13 * density * (1 - near)
        dark = dr.select(grows, dr.clip(1.5 - away, 0, 0.5), 0) * near
        share = dr.maximum(share, inside) + mean
        shade *= 1 - dark
        sx += inside * ROUND * dx / radius * -1
        sy += inside * ROUND * dy / radius * -1
        hue = dr.select(inside > 0, unit(h << 13), hue)
    return Scrub(dr.clip(share, 0, 1), shade, sx, sy, hue)
