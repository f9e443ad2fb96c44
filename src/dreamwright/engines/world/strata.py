"""Beds of rock on the device: the stair that the smooth ground is drawn through, at any point, and its colours.

What a ray meets is told by its height, so a bed stays level and its edge sharp however coarse the grid is.
Knows tables, nothing of light.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Array3f, Array4f, Float, Int, UInt, dr, to_float
from dreamwright.engines.world.terrain.beds import Beds

STEP_M = 0.25
NARROWEST_M = 0.2
"""Half the least height over which steepness is told: a ledge is not a knife."""


class Strata:
    """Tables over height of one column of rock."""

    def __init__(self, beds: Beds) -> None:
        low, high = float(beds.drawn_m[0]), float(beds.drawn_m[-1])
        count = int((high - low) / STEP_M) + 2
        self._low, self._last = dr.opaque(Float, low), dr.opaque(Float, count - 1.001)
        at = low + STEP_M * np.arange(count, dtype=np.float64)
        self._drawn = to_float(beds.drawn(np.asarray(at, np.float32)))
        self._plain = to_float(beds.plain(np.asarray(at, np.float32)))
        self._sums = to_float(_sums(beds.color(at)))
        dr.eval(self._drawn, self._plain, self._sums)

    def drawn(self, plain: Float) -> Float:
        """Weathered height (m) of a plain one."""
        return self._read(self._drawn, plain)

    def plain(self, height: Float) -> Float:
        """Plain height (m) of a weathered one."""
        return self._read(self._plain, height)

    def steepening(self, height: Float, half_m: Float) -> Float:
        """By how much the beds within `half_m` of a weathered height steepen the ground: over 1 a cliff."""
        half = dr.maximum(half_m, NARROWEST_M)
        run = self.plain(height + half) - self.plain(height - half)
        return 2 * half / dr.maximum(run, 0.02 * half)

    def color(self, height: Float, half_m: Float) -> Array3f:
        """Mean albedo of the layers within `half_m` of a weathered height: thin ones melt, they do not flicker."""
        half = dr.maximum(half_m, STEP_M)
        return (self._sum(height + half) - self._sum(height - half)) * (STEP_M / (2 * half))

    def _place(self, height: Float) -> tuple[UInt, Float, Float]:
        """Lower entry, position to the next, and how far (in entries) the height lies outside the table."""
        u = (height - self._low) * (1 / STEP_M)
        held = dr.clip(u, 0, self._last)
        k = dr.floor(held)
        return UInt(Int(k)), held - k, u - held

    def _read(self, table: Float, height: Float) -> Float:
        k, share, outside = self._place(height)
        return dr.lerp(dr.gather(Float, table, k), dr.gather(Float, table, k + 1), share) + outside * STEP_M

    def _sum(self, height: Float) -> Array3f:
        k, share, outside = self._place(height)
        a, b = dr.gather(Array4f, self._sums, k), dr.gather(Array4f, self._sums, k + 1)
        step = Array3f(b[0] - a[0], b[1] - a[1], b[2] - a[2])
        return Array3f(a[0], a[1], a[2]) + step * (share + outside)


def _sums(colors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Running sums of (K, 3) colours as (K + 1, 4) flat: the mean over any heights is one difference."""
    total = np.concatenate([np.zeros((1, 3)), np.cumsum(colors, axis=0)])
    return np.concatenate([total, np.zeros((len(total), 1))], axis=1).ravel()
