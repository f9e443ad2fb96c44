"""The spherical shell of air, in kilometres: heights, horizons, densities, phase functions.

Pure geometry and Dr.Jit arithmetic; no tables, no spectra.
"""

from __future__ import annotations

import math

from dreamwright.engines.world.jit import Float, UInt, dr

EARTH_KM = 6371.0
TOP_KM = 100.0
MIE_SCALE_KM = 1.2
DISC_RAD = math.radians(0.2665)
"""Mean angular radius of the sun; the moon's is nearly the same."""

MIE_LOBES = ((0.62, 0.72), (0.32, 0.86), (0.06, 0.965))
"""(share, asymmetry): a broad haze lobe, a forward one, and the narrow aureole of coarse particles."""


def height_after(height: Float, slope: Float, distance: Float) -> Float:
    """Height (km) at `distance` along a ray whose sine of elevation is `slope`; keeps float32 precision."""
    radius = height + EARTH_KM
    rise = distance * (2.0 * radius * slope + distance)
    return height + rise / (dr.sqrt(dr.maximum(dr.square(radius) + rise, 0.0)) + radius)


def horizon_slope(height: Float) -> Float:
    """Sine of the elevation (≤ 0) of the sea horizon seen from `height` km."""
    h = dr.maximum(height, 0.0)
    return -dr.sqrt(h * (2.0 * EARTH_KM + h)) / (EARTH_KM + h)


def to_ground(height: Float, slope: Float) -> Float:
    """Distance (km) along a ray below the horizon to the sphere; 0 at most wrong when it misses."""
    radius = height + EARTH_KM
    inside = dr.square(radius * slope) - height * (2.0 * EARTH_KM + height)
    return height * (2.0 * EARTH_KM + height) / (-radius * slope + dr.sqrt(dr.maximum(inside, 0.0)))


def to_top(height: Float, slope: Float) -> Float:
    """Distance (km) along a ray to the top of the air."""
    radius = height + EARTH_KM
    gap = (TOP_KM - height) * (2.0 * EARTH_KM + TOP_KM + height)
    root = dr.sqrt(dr.maximum(dr.square(radius * slope) + gap, 0.0))
    along = radius * slope
    return dr.select(along > 0.0, gap / (root + along), root - along)


def crowded_step(height: Float, slope: Float, length: Float, i: UInt, steps: int) -> tuple[Float, Float]:
    """Middle and width (km) of step `i` of `steps` along a ray; steps crowd at its lowest, densest point."""
    lowest = dr.clip(-(height + EARTH_KM) * slope, 0.0, length)
    near, far = dr.sqrt(lowest), dr.sqrt(dr.maximum(length - lowest, 0.0))
    scale = (near + far) * (1.0 / steps)
    a, b = Float(i) * scale - near, Float(i + 1) * scale - near
    start, end = lowest + a * dr.abs(a), lowest + b * dr.abs(b)
    return 0.5 * (start + end), end - start


def sun_slope(height: Float, sun: Float, cosine: Float, distance: Float, there: Float) -> Float:
    """Sine of the sun's elevation at a point of a ray: `sun` at its start, `cosine` between ray and sun."""
    return ((height + EARTH_KM) * sun + distance * cosine) / (there + EARTH_KM)


def densities(height: Float) -> tuple[Float, Float, Float]:
    """Rayleigh, Mie and ozone densities relative to sea level (ozone: to its peak at 25 km)."""
    h = dr.maximum(height, 0.0)
    ozone = dr.maximum(1.0 - dr.abs(h - 25.0) * (1.0 / 15.0), 0.0)
    # The standard atmosphere thins slowly below the tropopause and faster above it: twilight lives up there.
    thinning = 0.141 - 0.045 * dr.exp(dr.square(h * (1.0 / 17.0)) * -1.0)
    return dr.exp(-h * thinning), dr.exp(h * (-1.0 / MIE_SCALE_KM)), ozone


def disc_share(above: Float) -> Float:
    """Share of a disc of DISC_RAD above the horizon when its centre stands `above` radians over it."""
    x = dr.clip(above * (0.5 / DISC_RAD) + 0.5, 0.0, 1.0)
    return x * x * (3.0 - 2.0 * x)


def rayleigh_phase(cosine: Float) -> Float:
    """Rayleigh phase function, 1/sr."""
    return 3.0 / (16.0 * math.pi) * (1.0 + dr.square(cosine))


def mie_phase(cosine: Float) -> Float:
    """Sum of Cornette-Shanks lobes, 1/sr, integral 1."""
    total = Float(0.0)
    for share, g in MIE_LOBES:
        norm = share * 3.0 / (8.0 * math.pi) * (1.0 - g * g) / (2.0 + g * g)
        base = dr.maximum(1.0 + g * g - 2.0 * g * cosine, (1.0 - g) ** 2)
        total = total + norm * (1.0 + dr.square(cosine)) * dr.rsqrt(base) / base
    return total
