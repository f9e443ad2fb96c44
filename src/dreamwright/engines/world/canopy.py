"""Woods as part of the height field: a crown in every jittered lattice cell, conifers above, broad leaves below.

Crowns fade to a mean rise where a pixel covers more than one. Knows nothing of light.
"""

from __future__ import annotations

from dataclasses import dataclass

from dreamwright.engines.world.jit import Float, Int, UInt, dr
from dreamwright.engines.world.noise import gradient_noise, hash2, unit

CELL_M = 7.5
TALLEST_M = 21.0


@dataclass(frozen=True)
class Crowns:
    """Woods at points."""

    height: Float
    """Rise above the ground (m)."""
    slope_x: Float
    slope_y: Float
    hue: Float
    """One number 0-1 a tree."""
    share: Float
    """Share of the point's footprint that is crown, 0-1."""
    depth: Float
    """Height within the tree, 0 at its foot … 1 at its top."""


def crowns(x: Float, y: Float, density: Float, finest_m: Float, salt: UInt, seen_m: Float | None = None) -> Crowns:
    """The crown that stands highest over each point, where `density` (0-1) lets trees stand.

    `seen_m` is the height above the ground at which a ray met the tree, where that is known.
    """
    u, v = x / CELL_M, y / CELL_M
    corner_x, corner_y = dr.floor(u - 0.5), dr.floor(v - 0.5)
    best, sx, sy, hue, tall = Float(0), Float(0), Float(0), Float(0), Float(1)
    for j in (0, 1):
        for i in (0, 1):
            h = hash2(Int(corner_x) + i, Int(corner_y) + j, salt + 977)
            second = h * UInt(0x9E3779B1)
            cx = corner_x + i + 0.22 + 0.56 * unit(second << 8)
            cy = corner_y + j + 0.22 + 0.56 * unit(second)
            size = unit(h ^ (second >> 3))
            height, gx, gy, top = _cone(u - cx, v - cy, size)
            stands = (unit(h) < density) & (height > best)
            best, sx, sy = dr.select(stands, height, best), dr.select(stands, gx, sx), dr.select(stands, gy, sy)
            hue, tall = dr.select(stands, size, hue), dr.select(stands, top, tall)
    ragged, _, _ = gradient_noise(x / 1.3, y / 1.3, salt + 978)
    best = dr.maximum(best * (1 + 0.45 * ragged), 0)
    far = dr.clip((finest_m - 0.6 * CELL_M) / (0.8 * CELL_M), 0, 1)
    near = 1 - far
    share = dr.lerp(dr.select(best > 0.4, 1.0, 0.0), density * 0.8, far)
    height = near * best + far * density * 0.5 * TALLEST_M
    within = dr.clip((best if seen_m is None else seen_m) / tall, 0, 1)
    return Crowns(height, sx * near, sy * near, dr.lerp(hue, 0.5, far), share, dr.lerp(within, 0.75, far))


def _cone(dx: Float, dy: Float, size: Float) -> tuple[Float, Float, Float, Float]:
    """A conifer of that size: its height over an offset (cells), the slopes there, and its top (m)."""
    radius = 0.26 + 0.2 * size
    top = TALLEST_M * (0.42 + 0.58 * size)
    distance = dr.sqrt(dx * dx + dy * dy + 1e-6)
    rise = 1 - distance / radius
    steep = dr.select(rise > 0, -top / (radius * CELL_M) / distance, 0)
    return top * dr.maximum(rise, 0), steep * dx, steep * dy, top
