"""The radiance that a water surface sends to the eye: mirror, glitter, depth, glow and foam.

Pure Dr.Jit functions for the frame kernel. Radiance in kcd/m², irradiance in klux, per linear Rec.709 channel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.world.jit import Array3f, Float, dr
from dreamwright.engines.world.water.brash import Brash
from dreamwright.engines.world.water.ice import IceCover
from dreamwright.engines.world.water.optics import (
    INDEX,
    WaterBody,
    churned,
    fresnel,
    glitter,
    rough_fresnel,
    seen_cosine,
    upwelling,
)  # fmt: skip

FOAM_ALBEDO = (0.80, 0.83, 0.85)
LOWEST_MIRROR = 0.015
"""Mirrored rays leave at least this steeply (sine): the rest would meet another wave."""

SKY_THROUGH = 0.3
"""Radiance through the thinnest crest, per irradiance of the sky and slope."""


@dataclass(frozen=True)
class Facet:
    """The surface inside one pixel."""

    sx: Float
    sy: Float
    variance: Float
    """Of slope, one axis."""
    height_m: Float
    """Above the mean water."""
    foam: Float
    sparkle: Float
    """Factor of the glitter, mean 1."""
    churned: Float
    """0-1: bubbles below the surface."""


@dataclass(frozen=True)
class Daylight:
    """What falls on the water."""

    toward_key: Array3f
    """Unit vector to the sun or moon."""
    key: Array3f
    """Irradiance across the key's beam, shadows already in it (klux)."""
    ambient: Array3f
    """Irradiance of the sky on a level plane (klux)."""


@dataclass(frozen=True)
class Bed:
    """What lies under the surface."""

    depth_m: Float
    albedo: Array3f
    caustic: Float
    """Factor of the light on the bed, mean 1."""


def facing_cosine(view: Array3f, facet: Facet) -> Float:
    """Cosine between the mean normal and the way back to the eye; negative when it faces away."""
    along = view.x * facet.sx + view.y * facet.sy - view.z
    return along * dr.rsqrt(1.0 + facet.sx * facet.sx + facet.sy * facet.sy)


def reflection_direction(view: Array3f, facet: Facet) -> Array3f:
    """Mean mirrored direction (unit, above the horizon), lifted by roughness: the eye meets the facing slopes more."""
    level = dr.rsqrt(dr.maximum(view.x * view.x + view.y * view.y, 1e-8))
    toward_x, toward_y = view.x * level, view.y * level
    rise = dr.maximum(-view.z, 0.0) * level
    lean = facet.variance / (rise + 1.25 * dr.sqrt(facet.variance) + 1e-4)
    sx, sy = facet.sx + lean * toward_x, facet.sy + lean * toward_y
    normal = Array3f(-sx, -sy, 1.0) * dr.rsqrt(1.0 + sx * sx + sy * sy)
    mirrored = view - 2.0 * dr.minimum(dr.dot(view, normal), 0.0) * normal
    up = dr.maximum(dr.abs(mirrored.z), LOWEST_MIRROR)
    return dr.normalize(Array3f(mirrored.x, mirrored.y, up))


def shade(view: Array3f, facet: Facet, bed: Bed, reflected: Array3f, daylight: Daylight, body: WaterBody) -> Array3f:
    """Radiance towards the eye. `view` is the unit vector from the eye; `reflected` is the radiance (without the
    key's disc) that comes from `reflection_direction`."""
    cosine = seen_cosine(dr.maximum(facing_cosine(view, facet), 0.0), facet.variance)
    mirror = rough_fresnel(dr.minimum(cosine, 1.0), facet.variance)
    shine = daylight.key * facet.sparkle * glitter(view, facet.sx, facet.sy, facet.variance, daylight.toward_key)
    body = churned(body, facet.churned)
    below = upwelling(body, bed.depth_m, bed.albedo, _entering(daylight, bed), dr.minimum(cosine, 1.0))
    below = (below + _glow(view, facet, daylight, body)) * ((1.0 - mirror) / INDEX**2)
    return dr.lerp(mirror * reflected + shine + below, foam_radiance(facet, daylight), facet.foam)


def _entering(daylight: Daylight, bed: Bed) -> Array3f:
    """Irradiance just under the surface."""
    height = dr.maximum(daylight.toward_key.z, 0.0)
    near = dr.exp(-0.12 * bed.depth_m)
    return daylight.key * (height * (1.0 - fresnel(height)) * dr.lerp(1.0, bed.caustic, near)) + 0.93 * daylight.ambient


def _glow(view: Array3f, facet: Facet, daylight: Daylight, body: WaterBody) -> Array3f:
    """Light that comes through thin crests: the key's when looking towards it, the sky's from behind any of them."""
    against = dr.maximum(view.x * daylight.toward_key.x + view.y * daylight.toward_key.y, 0.0)
    standing = dr.maximum(view.x * facet.sx + view.y * facet.sy, 0.0)
    thin = 1.0 - dr.exp(-dr.maximum(facet.height_m, 0.0))
    way_m = 2.5 / (0.3 + thin)
    strength = 0.22 * against * against * thin * standing * dr.clip(4.0 * daylight.toward_key.z, 0.0, 1.0)
    light = daylight.key * strength + daylight.ambient * (SKY_THROUGH * thin * thin * thin * dr.minimum(standing, 0.7))
    return light * dr.exp(-(body.absorption + body.backscatter) * way_m)


def foam_radiance(facet: Facet, daylight: Daylight) -> Array3f:
    """White matt foam on the slope."""
    light = daylight.toward_key
    level = dr.rsqrt(1.0 + facet.sx * facet.sx + facet.sy * facet.sy)
    lit = dr.maximum(light.z - light.x * facet.sx - light.y * facet.sy, 0.0) * level
    return Array3f(*FOAM_ALBEDO) * (daylight.key * lit + daylight.ambient) * (1.0 / np.pi)


def iced(water: Array3f, ice: Brash, daylight: Daylight) -> Array3f:
    """Radiance of `water` with drifting ice on it: snowy tops, blue sides that see half the sky."""
    height = dr.maximum(daylight.toward_key.z, 0.0)
    top = Array3f(0.80, 0.85, 0.90) * (daylight.key * height + daylight.ambient) * (ice.tone / np.pi)
    side = Array3f(0.34, 0.52, 0.60) * (0.4 * daylight.key * height + 0.6 * daylight.ambient) * (1.0 / np.pi)
    return dr.lerp(dr.lerp(water, side, ice.side), top, ice.top)


def shade_ice(view: Array3f, facet: Facet, cover: IceCover, reflected: Array3f, daylight: Daylight) -> Array3f:
    """Radiance of an ice sheet: black-blue depth, milky haze, white fractures, a mirror on top, snow over it."""
    cosine = seen_cosine(dr.maximum(facing_cosine(view, facet), 0.0), facet.variance)
    mirror = rough_fresnel(dr.minimum(cosine, 1.0), facet.variance)
    height = dr.maximum(daylight.toward_key.z, 0.0)
    light = (daylight.key * (height * (1.0 - fresnel(height))) + daylight.ambient) * (1.0 / np.pi)
    inside = dr.lerp(Array3f(0.006, 0.018, 0.028), Array3f(0.10, 0.19, 0.23), cover.haze * cover.haze)
    inside = dr.lerp(inside, Array3f(0.55, 0.66, 0.70), cover.crack)
    shine = daylight.key * facet.sparkle * glitter(view, facet.sx, facet.sy, facet.variance, daylight.toward_key)
    polished = mirror * reflected + shine + (1.0 - mirror) * inside * light
    snow = Array3f(0.82, 0.86, 0.90) * (daylight.key * height + daylight.ambient) * (1.0 / np.pi)
    return dr.lerp(polished, snow, cover.snow)
