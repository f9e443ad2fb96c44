"""The march of view rays through a cloud layer.

Steps leap by the distance to the surface outside the cloud and grow with range inside it; the light
of each step is integrated exactly for constant density (Hillaire 2015). Knows nothing of pixels.
"""

from __future__ import annotations

from typing import NamedTuple

from dreamwright.engines.world.clouds.layer import Layer
from dreamwright.engines.world.clouds.light import CloudLight, phases, scattered, towards_light
from dreamwright.engines.world.clouds.species import Species
from dreamwright.engines.world.jit import Array3f, Bool, Float, UInt, dr

EARTH_M = 6_371_000.0
OPAQUE = 0.02
"""Transmittance at which a ray stops."""
DIM = 0.25
"""Transmittance below which steps take the light of the step before."""
DETAIL_M = 11_000.0
"""Range beyond which the finest billows are too small to see; they fade from half of it on."""
SKIN = 0.4
"""Least depth of a cloud's skin in steps: finer ones would only flicker."""
REACH = 0.27
"""How far out the noise can push the surface, as a share of the octaves' depths; rarer peaks are cut."""


class Care(NamedTuple):
    """How finely to march: the most steps, the least step (m), and its growth with range."""

    steps: int
    least_m: float
    growth: float


class Rays(NamedTuple):
    """Camera rays: origins, unit directions, how far to look (m), and noise 0-1 that hides the steps."""

    origin: Array3f
    direction: Array3f
    far_m: Float
    jitter: Float


class Arc(NamedTuple):
    """Height above the cloud base along a ray over the round Earth: start + slope t + bend t²."""

    start: Float
    slope: Float
    bend: Float

    def at(self, t: Float) -> Float:
        """Height (m) at range `t`."""
        return self.start + t * dr.fma(self.bend, t, self.slope)

    def crossings(self, level: Float) -> tuple[Bool, Float, Float]:
        """Whether the ray's line ever sinks below `level`, and between which ranges."""
        over = self.start - level
        square = self.slope * self.slope - 4 * self.bend * over
        root = dr.sqrt(dr.maximum(square, 0))
        stable = -0.5 * (self.slope + dr.select(self.slope >= 0, root, -root))
        one, two = stable / self.bend, over / dr.select(dr.abs(stable) > 1e-20, stable, 1e-20)
        return square > 0, dr.minimum(one, two), dr.maximum(one, two)


class Span(NamedTuple):
    """Ranges from first to last where a ray is below the tops, less the gap where it is below the base."""

    first: Float
    last: Float
    gap_first: Float
    gap_last: Float


def span_of(arc: Arc, base: Float, top: Float, far_m: Float) -> Span:
    """The part of a ray between `base` and `top`, heights above the mean base."""
    sinks, enter, leave = arc.crossings(top)
    dips, sink, emerge = arc.crossings(base)
    starts_under = dips & (sink <= 0) & (emerge > 0)
    first = dr.select(starts_under, emerge, dr.maximum(enter, 0))
    last = dr.select(sinks, dr.minimum(leave, far_m), 0)
    gapped = dips & ~starts_under
    return Span(first, last, dr.select(gapped, sink, -1), dr.select(gapped, emerge, -1))


Sums = tuple[Float, ...]
"""Along a ray, weighted by what is seen: key light low and high in the cloud, sky, ground, and range (m)."""


def _added(sums: Sums, step: tuple[Float, Float, Float], p: Array3f, depth: Float, fine: Float, kind: Species) -> Sums:
    """With a step's (share seen, key light seen, range) at `p` (z above the base) under `depth` m of cloud.

    `fine` is -1 in creases … 1 on bumps, and shades the ambient light.
    """
    (key, key_high, sky, ground, range_sum), (seen, lit, t) = sums, step
    high = lit * dr.clip(p.z / dr.maximum(depth, 100), 0, 1)
    ambient = seen * dr.clip(dr.fma(fine, 0.6, 1), 0.35, 1.3)
    above = dr.fma(dr.exp(dr.maximum(depth - p.z, 0) * -kind.dims_per_m), 1 - kind.dimmest, kind.dimmest)
    below = dr.fma(dr.exp(dr.maximum(p.z, 0) * -0.004), 0.85 * kind.bounce, 0.15 * kind.bounce)
    sky, ground = dr.fma(ambient, above, sky), dr.fma(ambient, below, ground)
    return key + lit - high, key_high + high, sky, ground, dr.fma(seen, t, range_sum)


def _radiance(sums: Sums, light: CloudLight) -> Array3f:
    """Radiance (knit) under the light; a flat irradiance E has the mean radiance E / 2π over the sphere."""
    key, key_high, sky, ground, _ = sums
    return light.key * key + light.key_top * key_high + (light.sky * sky + light.ground * ground) * (0.5 / dr.pi)


@dr.syntax  # type: ignore[untyped-decorator]
def march(layer: Layer, care: Care, rays: Rays, light: CloudLight) -> tuple[Array3f, Float, Float]:
    """In-scattered radiance (knit), transmittance 0-1, mean distance (m) of what scattered."""
    kind = layer.species
    bend = dr.maximum((1 - dr.square(rays.direction.z)) / (2 * EARTH_M), 1e-12)
    arc = Arc(rays.origin.z - layer.base_m, rays.direction.z, bend)
    lowest = Float(-0.4 * kind.ragged_m - kind.sag_m)
    first, last, gap_first, gap_last = span_of(arc, lowest, layer.top_m - layer.base_m, rays.far_m)
    phase = phases(dr.dot(rays.direction, light.direction))
    reach = sum(kind.depths_m) * REACH
    entry = dr.fma(rays.jitter, 0.1, 0.45)
    crease, reach_fine = 2.2 / sum(kind.depths_m[1:]), sum(kind.depths_m[1:]) * REACH

    t = dr.fma(rays.jitter, dr.maximum(care.least_m, first * care.growth), first)
    clear, lit, sums = Float(1), Float(0), tuple(Float(0) for _ in range(5))
    step, before, leap = UInt(0), Float(-1), Float(0)
    while (t < last) & (clear > OPAQUE) & (step < care.steps):
        p = dr.fma(rays.direction, t, rays.origin)
        p.z = arc.at(t)
        stride = dr.maximum(care.least_m, t * care.growth) * dr.fma(Float(step), 0.012, 1)
        skin = dr.maximum(kind.soft_m, SKIN * stride)
        wide = layer.wide(p.x, p.y)
        depth = layer.depth(p.x, p.y, p.z, wide)
        inside = dr.fma(depth - p.z, kind.slope, reach)
        if inside <= 0:
            stride, before = dr.maximum(stride, -inside), inside - reach
        else:
            inside = layer.bulk(p.x, p.y, p.z, depth, wide)
            if inside <= -reach_fine:
                stride, before = dr.maximum(stride, (-inside - reach_fine) * 0.7), inside
            else:
                fine = layer.second(p.x, p.y, p.z)
                if t < DETAIL_M:
                    fine += layer.third(p.x, p.y, p.z) * dr.minimum(2 - t * (2 / DETAIL_M), 1)
                inside += fine
                if inside <= 0:
                    stride, before = dr.maximum(stride * 0.75, -inside * 0.6), inside
                elif (before < 0) & (leap > 0):
                    stride = (entry * skin - inside) / dr.maximum((inside - before) / leap, 0.7)
                    before = Float(0)
                else:
                    if clear > DIM:
                        lit = scattered(phase, towards_light(layer, p, light.direction, inside, wide))
                    stride *= dr.fma(clear, -1.2, 1.9)
                    seen = clear * (1 - dr.exp(layer.density(inside, skin) * stride * -kind.extinction))
                    sums = _added(sums, (seen, seen * lit, t), p, depth, Float(fine * crease), kind)
                    clear -= seen
        t += stride
        leap = Float(stride)
        if (t > gap_first) & (t < gap_last):
            t = Float(gap_last)
        step = UInt(step + 1)

    seen_whole = dr.maximum((clear - OPAQUE) / (1 - OPAQUE), 0)
    return _radiance(sums, light), seen_whole, sums[4] / dr.maximum(1 - clear, 1e-6)
