"""Brash ice: broken plates and lumps that drift in open water, one at most in each jittered lattice cell.

They lie on the water as thin prisms: a ray meets their top before it meets the water. Knows places and rays, no light.
"""

from __future__ import annotations

from dataclasses import dataclass

from dreamwright.engines.world.jit import Array3f, Float, Int, UInt, dr
from dreamwright.engines.world.noise import gradient_noise, hash2, unit

SIZES_M = (8.3, 2.9, 1.05)
OFTEN = (0.2, 0.42, 0.5)
"""Share of cells that hold ice where it is thickest."""
THICK = 0.045
"""Height over the water, of the lattice's cell."""
STEEPEST = 0.14
"""The farthest that a prism hides the water behind it, of the cell: farther, rays would pass between foot and top."""
FIELD_M = (46.0, 130.0)
"""Width and length of the fields that wind and current gather ice in."""
GRAZING = 0.02
NOWHERE = 1e6


@dataclass(frozen=True)
class Brash:
    """Ice in a ray's way, shares 0-1."""

    top: Float
    side: Float
    tone: Float
    """Factor of the albedo."""


def brash(x: Float, y: Float, view: Array3f, footprint_m: Float) -> Brash:
    """The ice that rays meet, which arrive at (x, y) on the water."""
    wide, _, _ = gradient_noise(x / FIELD_M[1], y / FIELD_M[0], UInt(7301))
    thick = dr.clip(0.38 + 2.2 * wide, 0, 1)
    back = dr.rcp(dr.maximum(-view.z, GRAZING))
    top, side, tone = Float(0), Float(0), Float(1)
    for k, (cell, often) in enumerate(zip(SIZES_M, OFTEN, strict=True)):
        seen = dr.clip(2.0 - 8 * footprint_m / cell, 0, 1)
        step = dr.minimum(THICK * cell * back, STEEPEST * cell)
        upper, hue = _plate(x - step * view.x, y - step * view.y, cell, often * thick, k)
        foot, _ = _plate(x, y, cell, often * thick, k)
        edge = footprint_m / cell
        over, under = seen * dr.clip(upper / edge + 0.5, 0, 1), seen * dr.clip(foot / edge + 0.5, 0, 1)
        tone = dr.lerp(tone, 0.82 + 0.3 * hue, over)
        side = dr.maximum(side, under)
        top = dr.maximum(top, over)
    return Brash(top, side, tone)


def _plate(x: Float, y: Float, cell: float, often: Float, k: int) -> tuple[Float, Float]:
    """How far inside (cells) a plate a point lies, negative outside, and the plate's hue 0-1."""
    u, v = x / cell, y / cell
    column, row = dr.floor(u), dr.floor(v)
    h = hash2(Int(column), Int(row), UInt(7310 + k))
    turn = h * UInt(0x9E3779B1)
    radius = 0.16 + 0.3 * unit(turn ^ (h >> 7)) ** 2
    room = 1 - 2.2 * radius
    dx = u - column - 0.5 - room * (unit(h << 9) - 0.5)
    dy = v - row - 0.5 - room * (unit(turn) - 0.5)
    angle = 6.2832 * unit(turn << 5)
    c, s = dr.cos(angle), dr.sin(angle)
    dx, dy = c * dx + s * dy, 1.35 * (c * dy - s * dx)
    jag, _, _ = gradient_noise(3.1 * u, 3.1 * v, UInt(7320 + k))
    reach = dr.maximum(dr.maximum(dr.abs(dx), dr.abs(dy)), 0.74 * (dr.abs(dx + 0.3 * dy) + dr.abs(dy)))
    inside = radius * (1 + 0.35 * jag) - reach
    return dr.select(unit(h) < often, inside, -NOWHERE), unit(turn << 11)
