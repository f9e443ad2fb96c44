"""What bare ice looks like: its colour by seams and water, and the faces along which it broke. Knows no light."""

from __future__ import annotations

from dreamwright.engines.world.jit import Array3f, Float, Int, UInt, dr
from dreamwright.engines.world.noise import gradient_noise, hash2, unit

ICE = (0.50, 0.70, 0.80)
SEAM, WASHED_ICE = (0.20, 0.48, 0.66), (0.06, 0.22, 0.32)
NOTCH_M = 1.3
"""Height over the water up to which waves keep ice wet and clear."""


def icy(x: Float, y: Float, z: Float, steep: Float, spots: list[Float]) -> Array3f:
    """Colour of bare ice: white where it is full of air, blue in seams, dark and glassy in the notch the sea washes."""
    beds, _, _ = gradient_noise(z / 11.0 + 0.03 * x + 0.022 * y + 0.3 * spots[1], 0.013 * (x - y), UInt(81))
    seam = dr.clip(1 - 13 * dr.abs(beds - 0.16 - 0.1 * spots[0]), 0, 1) * dr.clip(1.2 * steep - 0.3, 0, 1)
    white = dr.lerp(Array3f(*ICE), Array3f(0.74, 0.84, 0.89), dr.clip(0.5 + beds + 0.5 * spots[1], 0, 1))
    notch = dr.clip((NOTCH_M + 0.8 * spots[1] - z) / 0.5, 0, 1)
    return dr.lerp(dr.lerp(white, Array3f(*SEAM), 0.75 * seam), Array3f(*WASHED_ICE), notch)


def broken(x: Float, y: Float, z: Float, footprint_m: Float, salt: UInt) -> tuple[Float, Float]:
    """Lean (slope) of the flat faces along which ice breaks: one for each cell of two turned lattices."""
    lean_x, lean_y = Float(0), Float(0)
    for size, most in ((11.0, 0.5), (4.1, 0.45), (1.3, 0.3)):
        jag, _, _ = gradient_noise(x / size, y / size + z / size, salt + 85)
        u = Int(dr.floor((x + 0.6 * y) / size + 0.9 * jag))
        v = Int(dr.floor(z / size + (0.4 * x - 0.5 * y) / size - 0.9 * jag))
        h = hash2(u, v, salt + 86)
        seen = most * dr.clip(1.5 - 2 * footprint_m / size, 0, 1)
        lean_x += seen * (2 * unit(h) - 1)
        lean_y += seen * (2 * unit(h * UInt(0x9E3779B1)) - 1)
    return lean_x, lean_y
