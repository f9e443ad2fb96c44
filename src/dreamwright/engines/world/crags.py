"""Bare rock as it breaks: flat faces at several scales, dark joints between them, tilted bedding.

Height counts as a third direction, so that cliffs carry faces and not smears. Knows nothing of light.
"""

from __future__ import annotations

from dataclasses import dataclass

from dreamwright.engines.world.jit import Float, Int, UInt, dr
from dreamwright.engines.world.noise import gradient_noise, hash2, unit

FACES = ((19.0, 0.2), (6.7, 0.26), (2.4, 0.34), (0.83, 0.36))
"""Size (m) of blocks, and the most that a face of each leans (slope)."""
JOINT = 0.03
"""Half width of a joint, of the block's size."""
BEDS_M = (11.0, 3.4, 1.1)


@dataclass(frozen=True)
class Crags:
    """Broken rock at points."""

    lean_x: Float
    lean_y: Float
    tone: Float
    """Factor of the albedo, mean about 0.95."""
    open: Float
    """0-1: less in joints, where little of the sky is seen."""


def crags(x: Float, y: Float, z: Float, footprint_m: Float, salt: UInt) -> Crags:
    """The faces, joints and beds at points of rock (m)."""
    lean_x, lean_y, tone, opened = Float(0), Float(0), Float(1), Float(1)
    bend = Float(0)
    for k, (size, most) in enumerate(FACES):
        jag, _, _ = gradient_noise((x + 0.3 * z) / size + bend, (y - 0.2 * z) / size, salt + 850 + k)
        u = (x + 0.55 * y) / size + 0.45 * jag
        v = 1.3 * z / size + (0.4 * x - 0.62 * y) / size - 0.4 * jag
        column, row = dr.floor(u), dr.floor(v)
        h = hash2(Int(column), Int(row), salt + 860 + k)
        seen = dr.clip(1.5 - 2.2 * footprint_m / size, 0, 1)
        lean_x += seen * most * (2 * unit(h) - 1)
        lean_y += seen * most * (2 * unit(h * UInt(0x9E3779B1)) - 1)
        tone *= 1 + 0.34 * seen * (unit(h * UInt(0x85EBCA77)) - 0.5)
        across, along = dr.abs(u - column - 0.5), dr.abs(v - row - 0.5)
        edge, blur = 0.5 - dr.maximum(across, along), 0.7 * footprint_m / size
        joint = dr.clip((JOINT + blur - edge) / (JOINT + 2 * blur), 0, 1) * JOINT / (JOINT + 0.5 * blur)
        opened *= 1 - 0.6 * seen * joint
        bend = bend + 0.6 * jag
    tilted = z + 0.06 * x + 0.09 * y + 0.5 * bend
    for k, thick in enumerate(BEDS_M):
        bed, _, _ = gradient_noise(tilted / thick, 0.004 * (x - y) / thick, salt + 870 + k)
        tone *= 1 + 0.55 * bed * dr.clip(1.5 - 1.5 * footprint_m / thick, 0, 1)
    return Crags(lean_x, lean_y, tone, opened)
