"""The net of light that ripples focus on a shallow bed.

Each ray is bent by a quarter of the slope; where the map of rays folds, it is bright. Knows tables, nothing of beds.
"""

from __future__ import annotations

from dataclasses import dataclass

from dreamwright.engines.world.jit import Array4f, Float, UInt, dr
from dreamwright.engines.world.water.tables import Number, Pyramid, halve_into, texels

BEND = 0.254
"""1 − 1/n: how far a ray turns for a slope."""
FOCUS_M = (5.0, 0.9)
"""Depth at which the net of each of the two shorter tiles is made."""
BRIGHTEST = 6.0
ROUNDS = 3


@dataclass(frozen=True)
class Caustics:
    """Light on a level bed under the two shorter tiles, each at its focus, as factors of mean about 1."""

    table: Pyramid

    def light(self, spots: list[tuple[Float, Float]], levels: list[Float], depth_m: Float) -> Float:
        """Factor of the light on a bed at a depth, at places (u, v) on the two shorter tiles."""
        total = Float(1.0)
        for tile, (spot, level) in enumerate(zip(spots, levels, strict=True)):
            depth = dr.maximum(depth_m, 0.0) / FOCUS_M[tile]
            blur = dr.log2(1.0 + 2.0 * depth)
            focused = depth * dr.exp(1.0 - depth)
            total *= dr.lerp(1.0, self.table.read(tile, *spot, dr.maximum(level, blur)), focused)
        return total


def build_caustics(surface: Pyramid, lengths_m: Float) -> Caustics:
    """From the baked tables (height, slope, …) of one moment."""
    size = surface.size
    lane = dr.arange(UInt, 2 * size * size)
    table, rest = lane // (size * size), lane % (size * size)
    length = dr.gather(Float, lengths_m, table + 1)
    reach = BEND * dr.select(table == 0, FOCUS_M[0], FOCUS_M[1]) / length
    u, v = (Float(rest % size) + 0.5) / size, (Float(rest // size) + 0.5) / size
    source_u, source_v = Float(u), Float(v)
    for _ in range(ROUNDS):
        bent = _at(surface, table, source_u, source_v)
        source_u, source_v = u - reach * bent.y, v - reach * bent.z
    buffer = dr.zeros(Float, 2 * texels(size))
    light = dr.minimum(1.0 / dr.maximum(_squeeze(surface, table, source_u, source_v, reach), 0.05), BRIGHTEST)
    dr.scatter(buffer, light, table * texels(size) + rest)
    dr.eval(buffer)
    halve_into(buffer, size, 2, 1)
    return Caustics(Pyramid(buffer, size, 1))


def _at(surface: Pyramid, table: UInt, u: Number, v: Number) -> Array4f:
    return surface.bilinear(table + 1, u, v, UInt(1))


def _squeeze(surface: Pyramid, table: UInt, u: Float, v: Float, reach: Float) -> Float:
    """|det| of the map of rays."""
    step = 1.0 / surface.size
    right, left = _at(surface, table, u + step, v), _at(surface, table, u - step, v)
    ahead, behind = _at(surface, table, u, v + step), _at(surface, table, u, v - step)
    scale = reach / (2.0 * step)
    xx, yx = 1.0 + scale * (right.y - left.y), scale * (right.z - left.z)
    xy, yy = scale * (ahead.y - behind.y), 1.0 + scale * (ahead.z - behind.z)
    return dr.abs(xx * yy - xy * yx)
