"""The march of view rays through a cloud layer.

Steps leap by the distance to the surface outside the cloud and grow with range inside it; the light
of each step is integrated exactly for constant density (Hillaire 2015). Knows nothing of pixels.
"""

from __future__ import annotations

from typing import NamedTuple

from dreamwright.engines.world.clouds.layer import Layer
from dreamwright.engines.world.clouds.light import CloudLight, phases, scattered, towards_light
from dreamwright.engines.world.jit import Array3f, Bool, Float, UInt, dr

EARTH_M = 6_371_000.0
OPAQUE = 0.01
"""Transmittance at which a ray stops."""
PIXEL = 0.0018
"""Radians that a ray stands for: detail finer than this fades."""


class Care(NamedTuple):
    """How finely to march: the most steps, the least step (m), and its growth with range."""

    steps: int
    least_m: float
    growth: float


class Span(NamedTuple):
    """Where a ray is between base and top: first to last, less the gap beneath the base."""

    first: Float
    last: Float
    gap_first: Float
    gap_last: Float


def _roots(height: Float, slope: Float, bend: Float, level: Float) -> tuple[Bool, Float, Float]:
    """Whether and where height + slope t + bend t² crosses `level`."""
    below = height - level
    inner = slope * slope - 4 * bend * below
    root = dr.sqrt(dr.maximum(inner, 0))
    stable = -0.5 * (slope + dr.select(slope >= 0, root, -root))
    one, two = stable / bend, below / dr.select(dr.abs(stable) > 1e-20, stable, 1e-20)
    return inner > 0, dr.minimum(one, two), dr.maximum(one, two)


def _span(height: Float, slope: Float, bend: Float, base: Float, top: Float, far: Float) -> Span:
    in_top, enter, leave = _roots(height, slope, bend, top)
    under, sink, emerge = _roots(height, slope, bend, base)
    last = dr.select(in_top, dr.minimum(leave, far), 0)
    emerge = dr.select(under, emerge, -1)
    sink = dr.select(under, sink, -1)
    first = dr.maximum(enter, 0)
    starts_under = under & (sink <= 0) & (emerge > 0)
    first = dr.select(starts_under, emerge, first)
    return Span(first, last, dr.select(starts_under, -1, sink), emerge)


@dr.syntax
def march(
    layer: Layer, care: Care, origin: Array3f, direction: Array3f, far_m: Float, light: CloudLight, jitter: Float
) -> tuple[Array3f, Float, Float]:
    """In-scattered radiance (knit), transmittance 0-1, mean distance (m) of what scattered."""
    kind = layer.species
    bend = dr.maximum((1 - direction.z * direction.z) / (2 * EARTH_M), 1e-12)
    height = origin.z - layer.base_m
    reach_down = kind.ragged_m * 0.4 + kind.sag_m
    span = _span(height, direction.z, bend, Float(-reach_down), layer.top_m - layer.base_m, far_m)
    phase = phases(dr.dot(direction, light.direction))
    finest = sum(kind.depths_m) * 0.34 + kind.bulge_m * kind.slope
    finer = sum(kind.depths_m[1:]) * 0.34
    gap_first, gap_last, last = span.gap_first, span.gap_last, span.last

    t, clear = Float(span.first), Float(1)
    key, key_high, sky, ground, range_sum = Float(0), Float(0), Float(0), Float(0), Float(0)
    step, before, leap = UInt(0), Float(-1), Float(0)
    while (t < last) & (clear > OPAQUE) & (step < care.steps):
        p = dr.fma(direction, t, origin)
        p.z = height + t * dr.fma(bend, t, direction.z)
        stride = dr.maximum(care.least_m, t * care.growth)
        depth, wide = layer.depth_of(p.x, p.y, p.z)
        inside = (depth - p.z) * kind.slope + finest
        if inside > 0:
            inside = layer.bulk(p.x, p.y, p.z, depth, wide)
            if inside > -finer:
                inside += layer.second(p.x, p.y, p.z)
                fine = layer.third(p.x, p.y, p.z)
                inside += fine * dr.clip(2 - t * (3 * PIXEL / kind.cells_m[2]), 0, 1)
                if (inside > 0) & (before < 0) & (leap > 0):
                    back = leap * inside / (inside - before)
                    stride = (jitter * stride * 0.2 + 2.0) - back
                    before = Float(0)
                elif inside > 0:
                    density = layer.density(inside)
                    lit = scattered(phase, towards_light(layer, p, light.direction, inside))
                    seen = clear * (1 - dr.exp(density * stride * -kind.extinction))
                    lofty = dr.clip(p.z / dr.maximum(depth, 100), 0, 1)
                    buried = dr.maximum(depth - p.z, 0)
                    crease = dr.clip(1 + fine * (1.2 / kind.depths_m[2]), 0.4, 1.3)
                    key = dr.fma(seen, lit * (1 - lofty), key)
                    key_high = dr.fma(seen, lit * lofty, key_high)
                    sky = dr.fma(seen * crease, 0.16 + 0.84 * dr.exp(buried * -0.0045), sky)
                    ground = dr.fma(seen * crease, 0.15 + 0.85 * dr.exp(dr.maximum(p.z, 0) * -0.004), ground)
                    range_sum = dr.fma(seen, t, range_sum)
                    clear -= seen
                else:
                    stride, before = dr.maximum(stride * 0.7, -inside * 0.5), inside
            else:
                stride, before = dr.maximum(stride, (-inside - finer) * 0.6), inside
        else:
            stride, before = dr.maximum(stride, -inside * 0.8), inside - finest
        t += stride
        leap = stride
        if (t > gap_first) & (t < gap_last):
            t = Float(gap_last)
        step += 1

    mean = range_sum / dr.maximum(1 - clear, 1e-6)
    clear = dr.maximum((clear - OPAQUE) * (1 / (1 - OPAQUE)), 0)
    even = 0.5 / dr.pi
    radiance = light.key * key + light.key_top * key_high + (light.sky * sky + light.ground * ground) * even
    return radiance, clear, mean
