"""The shadow that a cloud layer casts: a map of the light that reaches the ground along the key light.

Knows nothing of the land; heights shift the lookup along the light.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike

from dreamwright.engines.world.clouds.layer import Layer
from dreamwright.engines.world.jit import Array3f, Float, Int, UInt, dr, vector

SIZE = 256
TEXEL_M = 125.0
LOWEST = math.sin(math.radians(10))
"""Sine of the least elevation for shadows: below it they would merge and put the whole land out, where a
low sun in truth shines in from beneath the edge of the clouds, far beyond the map."""
STEP_M = 110.0
BELOW_M = 40.0
EDGE = 16.0
"""Texels over which the map gives way to its mean."""


@dataclass(frozen=True)
class ShadowMap:
    """Transmittance towards the key light from height 0, (SIZE, SIZE) texels about a centre."""

    light: Float
    mean: Float
    corner: tuple[Float, Float]
    shift: tuple[Float, Float]
    """Metres that a shadow moves (x, y) per metre of height."""
    base_m: Float
    top_m: Float

    def at(self, x: Float, y: Float, z: Float) -> Float:
        """Share 0-1 of the key light at (x, y, z) metres; beyond the map's edge its mean."""
        u = (x - z * self.shift[0] - self.corner[0]) * (1 / TEXEL_M) - 0.5
        v = (y - z * self.shift[1] - self.corner[1]) * (1 / TEXEL_M) - 0.5
        column, row = dr.clip(dr.floor(u), 0, SIZE - 2), dr.clip(dr.floor(v), 0, SIZE - 2)
        a, b = dr.clip(u - column, 0, 1), dr.clip(v - row, 0, 1)
        index = UInt(Int(row) * SIZE + Int(column))
        one, two = (dr.gather(Float, self.light, index + k) for k in (0, 1))
        three, four = (dr.gather(Float, self.light, index + SIZE + k) for k in (0, 1))
        found = dr.lerp(dr.lerp(one, two, a), dr.lerp(three, four, a), b)
        inward = dr.minimum(dr.minimum(u, SIZE - 1 - u), dr.minimum(v, SIZE - 1 - v))
        found = dr.lerp(self.mean, found, dr.clip(inward * (1 / EDGE), 0, 1))
        above = dr.clip((self.top_m - z) / (self.top_m - self.base_m), 0, 1)
        return dr.select(z < self.base_m, found, 1 - (1 - found) * above)


@dr.syntax  # type: ignore[untyped-decorator]
def _sunward(layer: Layer, x: Float, y: Float, direction: Array3f) -> Float:
    """Transmittance of the layer from (x, y, 0) towards `direction`."""
    t, last = (layer.base_m - BELOW_M) / direction.z, layer.top_m / direction.z
    depth_sum = Float(0)
    while (t < last) & (depth_sum < 6):
        height = t * direction.z - layer.base_m
        inside = layer.coarse(Array3f(dr.fma(direction.x, t, x), dr.fma(direction.y, t, y), height))
        depth_sum = Float(depth_sum + layer.density(inside) * (STEP_M * layer.species.extinction))
        t = Float(t + dr.maximum(STEP_M, -inside * 0.8))
    return dr.exp(-depth_sum)


def _softened(light: Float) -> Float:
    """The map with its texels averaged 1 2 1 both ways: a soft rim for every shadow."""
    index = dr.arange(UInt, SIZE * SIZE)
    column, row = Int(index % SIZE), Int(index // SIZE)
    total = Float(0)
    for v, u in product((-1, 0, 1), repeat=2):
        near = dr.clip(row + v, 0, SIZE - 1) * SIZE + dr.clip(column + u, 0, SIZE - 1)
        total += dr.gather(Float, light, UInt(near)) * ((2 - abs(u)) * (2 - abs(v)) / 16)
    return total


def _lifted(key_direction: ArrayLike) -> tuple[float, float, float] | None:
    """The direction from which shadows fall, never lower than LOWEST; None when the light is below the horizon."""
    x, y, z = (float(v) for v in np.asarray(key_direction, np.float64))
    if z <= -0.01:
        return None
    sine = max(z, LOWEST)
    flat = math.sqrt(max(0.0, 1 - sine * sine)) / max(math.hypot(x, y), 1e-9)
    return x * flat, y * flat, sine


def light_at(layer: Layer, key_direction: ArrayLike, x: Float, y: Float, z: Float) -> Float:
    """Share 0-1 of the key light that reaches a few points (m) under the layer, without a map; 1 without a light."""
    toward = _lifted(key_direction)
    if toward is None:
        return Float(1)
    sun = vector(toward)
    return _sunward(layer, x - z * sun.x / sun.z, y - z * sun.y / sun.z, sun)


def shadow_map(layer: Layer, key_direction: ArrayLike, centre: tuple[float, float]) -> ShadowMap | None:
    """The map for a light in `key_direction`, or None when that is below the horizon."""
    toward = _lifted(key_direction)
    if toward is None:
        return None
    sun = vector(toward)
    corner = [math.floor(c / TEXEL_M) * TEXEL_M - SIZE / 2 * TEXEL_M for c in centre]
    left, near = (dr.opaque(Float, c) for c in corner)
    index = dr.arange(UInt, SIZE * SIZE)
    u, v = (Float(index % SIZE) + 0.5) * TEXEL_M, (Float(index // SIZE) + 0.5) * TEXEL_M
    light = _sunward(layer, left + u, near + v, sun)
    dr.eval(light)
    light, mean = _softened(light), dr.mean(light)
    dr.eval(light, mean)
    shift = (dr.opaque(Float, toward[0] / toward[2]), dr.opaque(Float, toward[1] / toward[2]))
    return ShadowMap(light, mean, (left, near), shift, layer.base_m, layer.top_m)
