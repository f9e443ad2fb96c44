"""Seeded gradient noise with exact derivatives, on any number of points at once.

Lattice hashes are 32-bit integer mixes, so nothing repeats within any distance a camera can see.
"""

from __future__ import annotations

from dreamwright.engines.world.jit import Array3f, Bool, Float, Int, UInt, dr

OCTAVE = 2.6
"""Ratio of wavelengths from one octave of detail to the next; irrational enough to hide the lattice."""
OCTAVES = 9
RIDGES, CALM = 3, 0.5
"""How many of the coarsest octaves break as rock does, and the roughness below which the ground has none of them."""


def hash2(ix: Int, iy: Int, salt: UInt) -> UInt:
    """A well-mixed 32-bit hash of a lattice point (after Wellons' lowbias32)."""
    h = UInt(ix) * UInt(0x9E3779B1) ^ UInt(iy) * UInt(0x85EBCA77) ^ salt * UInt(0xC2B2AE3D)
    h = (h ^ (h >> 16)) * UInt(0x7FEB352D)
    h = (h ^ (h >> 15)) * UInt(0x846CA68B)
    return h ^ (h >> 16)


def unit(h: UInt) -> Float:
    """A hash as a number in [0, 1)."""
    return Float(h >> 8) * (1.0 / (1 << 24))


def gradient_noise(x: Float, y: Float, salt: UInt) -> tuple[Float, Float, Float]:
    """Perlin noise with quintic fade, about −0.7 … 0.7, with its derivatives by x and y."""
    fx, fy = dr.floor(x), dr.floor(y)
    ix, iy = Int(fx), Int(fy)
    u, v = x - fx, y - fy
    corners = [_corner(ix, iy, i, j, u, v, salt) for j in (0, 1) for i in (0, 1)]
    su, du = _fade(u)
    sv, dv = _fade(v)
    a, b, c, d = (corner[0] for corner in corners)
    k1, k2, k3 = b - a, c - a, a - b - c + d
    value = a + k1 * su + k2 * sv + k3 * su * sv
    gx = _blend([c[1] for c in corners], su, sv) + du * (k1 + k3 * sv)
    gy = _blend([c[2] for c in corners], su, sv) + dv * (k2 + k3 * su)
    return value, gx, gy


def _corner(ix: Int, iy: Int, i: int, j: int, u: Float, v: Float, salt: UInt) -> tuple[Float, Float, Float]:
    h = hash2(ix + i, iy + j, salt)
    gx = Float(h & 0xFFFF) * (2 / 65535) - 1
    gy = Float(h >> 16) * (2 / 65535) - 1
    return gx * (u - i) + gy * (v - j), gx, gy


def _fade(t: Float) -> tuple[Float, Float]:
    return t * t * t * (t * (t * 6 - 15) + 10), 30 * t * t * (t * (t - 2) + 1)


def _blend(c: list[Float], su: Float, sv: Float) -> Float:
    low, high = dr.lerp(c[0], c[1], su), dr.lerp(c[2], c[3], su)
    return dr.lerp(low, high, sv)


def detail(
    x: Float, y: Float, finest_m: Float, coarsest_m: Float, rough: Float, salt: UInt
) -> tuple[Float, Float, Float]:
    """Relief between two wavelengths (m), amplitude `rough` tenths of the wavelength: (height m, d/dx, d/dy).

    The coarsest octaves are folded into crests and left to rough ground: crags, not bumps in a meadow.

    Octaves run from the coarsest down to each point's own `finest_m` (its pixel's footprint), where they fade, so that
    nothing pops when the camera nears and far points cost next to nothing.
    """

    def body(k: UInt, wavelength: Float, h: Float, sx: Float, sy: Float) -> tuple[UInt, Float, Float, Float, Float]:
        angle = Float(k) * 1.7
        cos, sin = dr.cos(angle), dr.sin(angle)
        scale = 1 / wavelength
        value, gx, gy = gradient_noise((cos * x - sin * y) * scale, (sin * x + cos * y) * scale, salt + k)
        ridge = k < RIDGES
        turn = dr.select(value > 0, -1.2, 1.2)
        folded = (0.3 + turn * value, turn * gx, turn * gy)
        value, gx, gy = (dr.select(ridge, a, b) for a, b in zip(folded, (value, gx, gy), strict=True))
        strength = dr.select(ridge, dr.maximum(rough - CALM, 0), rough)
        weight = 0.1 * strength * dr.clip(1.6 * (wavelength / finest_m - 1), 0, 1)
        h = h + weight * wavelength * value
        return k + 1, wavelength / OCTAVE, h, sx + weight * (cos * gx + sin * gy), sy + weight * (cos * gy - sin * gx)

    def on(k: UInt, wavelength: Float, *_: Float) -> Bool:
        return (wavelength > finest_m) & (k < OCTAVES)

    zero = 0 * x
    start = (UInt(zero), coarsest_m + zero, zero, Float(zero), Float(zero))
    _, _, height, slope_x, slope_y = dr.while_loop(start, on, body)
    return height, slope_x, slope_y


def jitter(x: UInt, y: UInt, frame: UInt) -> Float:
    """Interleaved gradient noise in [0, 1) for a pixel (Jimenez 2014), shifted from frame to frame."""
    fx = Float(x) + 5.588238 * Float(frame & 63)
    fy = Float(y) + 5.588238 * Float(frame & 63)
    inner = 0.06711056 * fx + 0.00583715 * fy
    outer = 52.9829189 * (inner - dr.floor(inner))
    return outer - dr.floor(outer)


def unit_vector(v: Array3f) -> Array3f:
    """`v` of length one."""
    return v * dr.rsqrt(dr.maximum(dr.dot(v, v), 1e-20))
