"""What a camera sees of a height field, column by column.

One outward walk per azimuth keeps the running maximum of slope (rise over run from the eye); a pixel's ray meets
the ground where that maximum first exceeds the ray's own slope, found by bisection, exact in elevation.
Every ray of a frame starts at one point, so columns serve any projection and pitch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from dreamwright.engines.world.ground import Ground, drop
from dreamwright.engines.world.jit import Bool, Float, Int, UInt, dr

NEVER = 1e9
STILL = 3
"""Steps without a new maximum that make a silhouette."""
THING_M = 0.3
"""Rise over the ground from which a look has met a thing, a stone or a tree, whose face the ray then shows."""
OVERSTEPS_M = 0.4
"""Steps wider than this may lead from one thing to another."""


class Surface(Protocol):
    """What covers the bare ground."""

    def standing(self, x: Float, y: Float, finest_m: Float, ahead: tuple[Float, Float]) -> Float | None:
        """Rise (m) of what stands on the ground and must not be stepped over, woods above all; None for nothing.

        `ahead` is the level unit vector away from the eye.
        """

    def top(self, x: Float, y: Float, finest_m: Float, ground_m: Float) -> Float:
        """Height (m) of what is solid, given that of the ground with its woods: the stones on it."""

    def water(self, x: Float, y: Float, finest_m: Float, ground_m: Float) -> Float | None:
        """Height (m) of the water over ground at `ground_m`; None where there is none."""


@dataclass(frozen=True)
class Sweep:
    """How to walk: the azimuths, the radii, and how finely each step is looked over."""

    start_rad: float
    step_rad: float
    columns: int
    nearest_m: float
    farthest_m: float
    steps: int
    looks: int = 4

    @property
    def whole_turn(self) -> bool:
        return self.columns * self.step_rad > 2 * math.pi - 1e-6


class Columns:
    """The running maximum of one camera position."""

    def __init__(self, ground: Ground, surface: Surface, eye: tuple[float, float, float], sweep: Sweep) -> None:
        self.sweep = sweep
        self.eye = [dr.opaque(Float, v) for v in eye]
        growth = math.log(sweep.farthest_m / sweep.nearest_m) / (sweep.steps - 1)
        numbers = sweep.start_rad, sweep.step_rad, math.log(sweep.nearest_m), growth
        self._state = [dr.opaque(Float, v) for v in numbers]
        self.gap = dr.opaque(Float, growth / sweep.looks)
        """Spacing of the looks, as a share of their distance."""
        self.count = dr.opaque(UInt, sweep.columns)
        self.last = dr.opaque(UInt, sweep.steps - 1)
        # The radius of a look that met a thing is negative; `foot` is the slope to the ground under the thing.
        self.slope, self.radius, self.foot = self._walk(ground, surface)
        dr.eval(self.slope, self.radius, self.foot)
        self.top = _running_maximum(self.slope, self.count, self.last, sweep.columns)
        dr.eval(self.top)

    def _walk(self, ground: Ground, surface: Surface) -> tuple[Float, Float, Float]:
        start, step, nearest, growth = self._state
        lane = dr.arange(UInt, self.sweep.columns * self.sweep.steps)
        k = lane // self.count
        azimuth = start + (Float(lane - k * self.count) + 0.5) * step
        sin, cos = dr.sincos(azimuth)
        outer = dr.exp(nearest + growth * Float(k))
        inner = outer * dr.exp(-growth)
        x0, y0, z0 = self.eye
        best, radius, rise = Float(-NEVER), outer, Float(0)
        gap = growth * outer / self.sweep.looks
        for look in range(self.sweep.looks):
            r = dr.lerp(inner, outer, (look + 1) / self.sweep.looks)
            x, y = x0 + sin * r, y0 + cos * r
            stands = surface.standing(x, y, gap, (sin, cos))
            height = ground.coarse(x, y) + (0 if stands is None else stands)
            slope = (height - drop(r) - z0) / r
            better = slope > best
            best, radius = dr.select(better, slope, best), dr.select(better, r, radius)
            if stands is not None:
                rise = dr.select(better, stands, rise)
        x, y, finest = x0 + sin * radius, y0 + cos * radius, 2.5 * gap
        bare = ground.fine(x, y, ground.shape(x, y), finest).height
        solid = surface.top(x, y, finest, bare + rise)
        water = surface.water(x, y, finest, solid)
        height = solid if water is None else dr.maximum(solid, water)
        thing = (solid - bare > THING_M) & (solid >= height)
        low = dr.select(thing, bare, height) - drop(radius) - z0
        return (height - drop(radius) - z0) / radius, dr.select(thing, -radius, radius), low / radius

    def meet(self, azimuth: Float, slope: Float) -> Hit:
        """Where rays of that azimuth (rad) and slope (rise over run) meet the ground."""
        start, step, _, _ = self._state
        column = self._column((azimuth - start) / step)
        return self._between(column, self._first(column, slope), slope)

    def edge(self, hit: Hit, slope: Float, pixel: Float) -> Float:
        """Share of a pixel, `pixel` high in slope, that lies beyond the silhouette crossing it.

        Positive: its upper part shows what is farther off; negative: its lower part shows something nearer.
        A silhouette is where the running maximum stands still for some steps.
        """

        def top(k: UInt) -> Float:
            return dr.gather(Float, self.top, k * self.count + hit.column)

        own, after = dr.minimum(hit.step, self.last), dr.minimum(hit.step + STILL, self.last)
        upper, lower = slope + 0.5 * pixel, slope - 0.5 * pixel
        crest = top(own)
        ends = hit.hit & (crest < upper) & (top(after) < upper)
        before = dr.select(hit.step > STILL, hit.step - STILL - 1, 0)
        begins = (hit.ridge > lower) & (top(dr.minimum(before, self.last)) >= hit.ridge) & (hit.step > STILL)
        over, under = dr.clip((upper - crest) / pixel, 0, 1), dr.clip((hit.ridge - lower) / pixel, 0, 1)
        return dr.select(ends, over, dr.select(begins, -under, 0))

    def _column(self, u: Float) -> UInt:
        n = Float(self.count)
        u = u - n * dr.floor(u / n) if self.sweep.whole_turn else u
        return UInt(Int(dr.clip(dr.floor(u), 0, n - 1)))

    def _first(self, column: UInt, slope: Float) -> UInt:
        """First step whose running maximum reaches `slope`, or steps when none does."""
        low, high = UInt(0), self.last + 1
        for _ in range(math.ceil(math.log2(self.sweep.steps + 1))):
            middle = (low + high) >> 1
            below = dr.gather(Float, self.top, dr.minimum(middle, self.last) * self.count + column) < slope
            move = below & (middle < high)
            low = dr.select(move, middle + 1, low)
            high = dr.select(below, high, middle)
        return low

    def _between(self, column: UInt, k: UInt, slope: Float) -> Hit:
        hit = k <= self.last
        here = dr.minimum(k, self.last) * self.count + column
        first = k == 0
        before = dr.select(first, here, here - self.count)
        marked2, s2 = dr.gather(Float, self.radius, here), dr.gather(Float, self.slope, here)
        marked1, s1 = dr.gather(Float, self.radius, before), dr.gather(Float, self.slope, before)
        r1, r2 = dr.abs(marked1), dr.abs(marked2)
        ridge = dr.gather(Float, self.top, dr.select(hit, before, self.last * self.count + column))
        a, b = (s1 - slope) * r1, (s2 - slope) * r2
        inside = r1 - (r2 - r1) * a / dr.maximum(b - a, 1e-12)
        under = s2 * r2 / dr.minimum(slope, -1e-6)  # within the first step the ground is level
        r = dr.select(first, dr.clip(under, 0, r2), inside)
        # Beyond a thing may stand another, with a gap between.
        meets = (marked2 < 0) & ((marked1 > 0) | (r2 - r1 > OVERSTEPS_M)) & ~first
        foot = (dr.gather(Float, self.foot, here) - slope) * r2
        before_it = r1 - (r2 - r1) * a / dr.maximum(foot - a, 1e-12)
        r = dr.select(meets & (foot > 0), before_it, r)  # under the thing's foot the ray meets the ground before it
        far = dr.select(hit, dr.select(meets & (foot <= 0), r2, r), NEVER)
        return Hit(hit, dr.select(hit, r, NEVER), far, dr.select(first, -NEVER, ridge), column, k)


@dataclass(frozen=True)
class Hit:
    """Meeting of rays with the ground."""

    hit: Bool
    radius: Float
    """Horizontal distance (m); NEVER where the sky is."""
    touched: Float
    """Horizontal distance of the thing met: behind the foot of what rises steeply between two looks."""
    ridge: Float
    """Slope of the nearer edge that the ray just clears."""
    column: UInt
    step: UInt


def _running_maximum(slope: Float, count: UInt, last: UInt, columns: int) -> Float:
    top = dr.empty(Float, dr.width(slope))
    column = dr.arange(UInt, columns)

    def body(k: UInt, best: Float) -> tuple[UInt, Float]:
        index = k * count + column
        best = dr.maximum(best, dr.gather(Float, slope, index))
        dr.scatter(top, best, index)
        return k + 1, best

    dr.while_loop((UInt(0) + dr.zeros(UInt, columns), dr.full(Float, -NEVER, columns)), lambda k, _: k <= last, body)
    return top
