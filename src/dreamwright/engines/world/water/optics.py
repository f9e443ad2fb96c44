"""What light does at and under a water surface: Fresnel, glitter, absorption and scattering.

Radiance in kcd/m² and irradiance in klux per linear Rec.709 channel. Knows no waves, scenes or cameras.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from dreamwright.engines.world.jit import Array3f, Float, dr, vector

INDEX = 1.34
BUBBLES = 0.06
"""Backscatter (1/m) of the bubbles under a breaking crest."""
SUN_RADIUS_RAD = 0.00465
DISC_VARIANCE = SUN_RADIUS_RAD**2 / 8.0
"""Slope variance (one axis), at normal incidence, that spreads a mirrored point to the sun's own radiance."""

Clarity = Literal["ocean", "tropic", "cold", "lake", "glacial", "river", "muddy"]

_BODIES: dict[Clarity, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "ocean": ((0.40, 0.070, 0.030), (0.0012, 0.0020, 0.0030)),
    "tropic": ((0.36, 0.050, 0.032), (0.0030, 0.0045, 0.0055)),
    "cold": ((0.42, 0.110, 0.130), (0.0045, 0.0075, 0.0065)),
    "lake": ((0.50, 0.170, 0.230), (0.0030, 0.0045, 0.0045)),
    "glacial": ((0.48, 0.120, 0.105), (0.0900, 0.1300, 0.1300)),
    "river": ((0.36, 0.240, 0.400), (0.0060, 0.0080, 0.0070)),
    "muddy": ((0.55, 0.950, 2.000), (0.3500, 0.3000, 0.2200)),
}


@dataclass(frozen=True)
class WaterBody:
    """Absorption and backscatter (1/m) of the water itself."""

    absorption: Array3f
    backscatter: Array3f


def water_body(clarity: Clarity) -> WaterBody:
    """One of the named waters, as opaque values."""
    return WaterBody(*(vector(numbers) for numbers in _BODIES[clarity]))


def churned(body: WaterBody, share: Float) -> WaterBody:
    """`body` with bubbles in it, white scatterers: 0 none, 1 as full as under a breaking crest."""
    return WaterBody(body.absorption, body.backscatter + BUBBLES * share)


def fresnel(cosine: Float) -> Float:
    """Unpolarised reflectance of flat water for the cosine (0-1) of incidence from the air: exact."""
    inside = dr.sqrt(dr.maximum(1.0 - (1.0 - cosine * cosine) / INDEX**2, 0.0))
    across = (cosine - INDEX * inside) / (cosine + INDEX * inside)
    along = (INDEX * cosine - inside) / (INDEX * cosine + inside)
    return 0.5 * (across * across + along * along)


def rough_fresnel(cosine: Float, variance: Float) -> Float:
    """Mean reflectance of a surface of slope variance σ² (Bruneton, Neyret & Holzschuch 2010, eq. 15)."""
    sigma = dr.sqrt(variance)
    power = 5.0 * dr.exp(-2.69 * sigma)
    return 0.02 + 0.98 * dr.power(dr.maximum(1.0 - cosine, 1e-5), power) / (1.0 + 22.7 * sigma * dr.sqrt(sigma))


def seen_cosine(cosine: Float, variance: Float) -> Float:
    """Mean cosine to the viewer of the facets that face them: → cosine where smooth, never 0 where rough."""
    return 0.5 * (cosine + dr.sqrt(cosine * cosine + 0.64 * variance + 1e-6))


def glitter(view: Array3f, sx: Float, sy: Float, variance: Float, toward_key: Array3f) -> Float:
    """Radiance per unit of the key's irradiance across its beam, 1/sr (Ross, Dion & Potvin 2005).

    `view` points from the eye to the surface; slopes are Gaussian about (sx, sy); the sun's disc blurs them.
    """
    half = toward_key - view
    up = dr.maximum(half.z, 1e-4)
    off_x, off_y = -half.x / up - sx, -half.y / up - sy
    length = dr.norm(half)
    facing = dr.clip(0.5 * length, 0.05, 1.0)
    spread = variance + DISC_VARIANCE / facing
    chance = dr.exp(dr.maximum(-0.5 * (off_x * off_x + off_y * off_y) / spread, -80.0)) / (2.0 * np.pi * spread)
    upright = up / length
    cosine = -(view.z - view.x * sx - view.y * sy) * dr.rsqrt(1.0 + sx * sx + sy * sy)
    seen = seen_cosine(cosine, variance) * seen_cosine(toward_key.z, variance) / dr.maximum(toward_key.z, 1e-3)
    light = fresnel(facing) * chance / (4.0 * dr.maximum(seen, 1e-3) * upright**4)
    return dr.select((toward_key.z > -0.01) & (half.z > 0.0), light, 0.0)


def upwelling(body: WaterBody, depth_m: Float, bed: Array3f, irradiance: Array3f, cosine: Float) -> Array3f:
    """Radiance just under the surface towards the viewer: lit water in front of a lit bed.

    `irradiance` enters the water; `cosine` is the view's above the surface. Deep water after Gordon et al. 1988;
    the bed by Beer-Lambert down and back.
    """
    extinction = body.absorption + body.backscatter
    share = body.backscatter / extinction
    deep = share * (0.0949 + 0.0794 * share)
    inside = dr.sqrt(1.0 - (1.0 - cosine * cosine) / INDEX**2)
    passed = dr.exp(-extinction * (dr.maximum(depth_m, 0.0) * (1.18 + 1.0 / inside)))
    lit_bed = bed * (1.0 / np.pi) / (1.0 - 0.48 * bed)
    return irradiance * (deep * (1.0 - passed) + lit_bed * passed)
