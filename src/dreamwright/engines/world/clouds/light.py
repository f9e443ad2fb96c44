"""Light inside a cloud: phase, multiple scattering and what the sky and ground add.

Many orders of scattering after Wrenninge et al. (2013) and Hillaire (2016): each octave is dimmer,
sees less cloud and scatters more evenly. Knows nothing of cameras.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dreamwright.engines.world.clouds.layer import Layer
from dreamwright.engines.world.jit import Array3f, Float, dr, vector

OCTAVES = 4
DIMMER, CLEARER, EVENER = 0.7, 0.46, 0.55
FORWARD, BACKWARD, FORWARD_SHARE = 0.82, -0.22, 0.72
GAIN = 2.1
"""Makes a thick cloud lit from behind the camera return about 0.7 of the light, as real ones do."""
REACHES_M = (35.0, 120.0, 340.0, 1050.0)
"""Where the light march samples, and so how its steps grow."""


def _opaque(rgb: ArrayLike) -> Array3f:
    values = np.broadcast_to(np.asarray(rgb, np.float64), (3,))
    return vector(values)


class CloudLight:
    """Light that reaches the clouds, in klux per linear Rec.709 channel."""

    def __init__(
        self,
        key_direction: ArrayLike,
        key_irradiance: ArrayLike,
        sky_irradiance: ArrayLike,
        ground_irradiance: ArrayLike,
        key_top_irradiance: ArrayLike | None = None,
    ) -> None:
        """Direction towards the key light; irradiance by it at the base (and the tops), by the sky, by the ground."""
        direction: NDArray[np.float64] = np.asarray(key_direction, np.float64)
        self.direction = _opaque(direction / np.linalg.norm(direction))
        self.key = _opaque(key_irradiance)
        self.key_top = _opaque(key_irradiance if key_top_irradiance is None else key_top_irradiance)
        self.sky = _opaque(sky_irradiance)
        self.ground = _opaque(ground_irradiance)


def henyey_greenstein(g: float, cosine: Float) -> Float:
    """Phase function per steradian: integrates to 1 over the sphere."""
    base = dr.maximum(1 + g * g - 2 * g * cosine, 1e-4)
    return (1 - g * g) / (4 * np.pi) * dr.rsqrt(base) / base


def phases(cosine: Float) -> list[Float]:
    """Dual-lobe phase of each octave times its strength, per steradian."""
    found: list[Float] = []
    for k in range(OCTAVES):
        g, strength = EVENER**k, GAIN * DIMMER**k
        forward = henyey_greenstein(FORWARD * g, cosine) * FORWARD_SHARE
        found.append(Float((forward + henyey_greenstein(BACKWARD * g, cosine) * (1 - FORWARD_SHARE)) * strength))
    return found


def scattered(phase: list[Float], optical_depth: Float) -> Float:
    """Radiance per irradiance of the key light after `optical_depth` of cloud, all orders."""
    light = phase[0] * dr.exp(-optical_depth)
    for k in range(1, OCTAVES):
        light = dr.fma(phase[k], dr.exp(optical_depth * -(CLEARER**k)), light)
    return light


def towards_light(layer: Layer, p: Array3f, direction: Array3f, inside: Float, wide: Float) -> Float:
    """Optical depth from `p` (z above the base), `inside` metres deep, towards the light: few, growing steps."""
    depth_sum, last = layer.density(inside) * (REACHES_M[0] * 0.5), REACHES_M[0] * 0.5
    for k, reach in enumerate(REACHES_M):
        q = dr.fma(direction, reach, p)
        bulk = layer.bulk(q.x, q.y, q.z, layer.depth(q.x, q.y, q.z, wide), wide)
        if k < 2:
            bulk += layer.second(q.x, q.y, q.z)
        following = (reach + REACHES_M[k + 1]) * 0.5 if k + 1 < len(REACHES_M) else reach * 1.3
        depth_sum = dr.fma(layer.density(bulk), following - last, depth_sum)
        last = following
    return Float(depth_sum * layer.species.extinction)
