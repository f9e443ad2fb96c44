"""Sunlight over a height field: the ceiling of its shadow everywhere, by a horizon sweep.

A point is in shadow while it lies under max over d of H(p + d·u) − d·tan(elevation), u toward the light. Doubling
the reach each pass finds that maximum in log₂ passes. Two ceilings, for both limbs of the disc, give the penumbra.
"""

from __future__ import annotations

import math

import numpy as np

from dreamwright.engines.world.ground import Ground, Layer
from dreamwright.engines.world.jit import Float, Int, UInt, dr

LIMB_RAD = math.radians(0.266)
SOFTEN_RAD = math.radians(0.25)
"""Blur by the haze round the disc and by what the grid cannot resolve."""


class SunMap:
    """Shadow ceilings of one light direction on the near and the far grid."""

    def __init__(self, ground: Ground, direction: tuple[float, float, float]) -> None:
        self._ground = ground
        layers = ground.layers
        low = [_ceiling(g, direction, -(LIMB_RAD + SOFTEN_RAD)) for g in layers]
        high = [_ceiling(g, direction, LIMB_RAD + SOFTEN_RAD) for g in layers]
        self._dark = dr.concat(high)
        self._lit = dr.concat(low)
        dr.eval(self._dark, self._lit)

    def visible(self, x: Float, y: Float, z: Float) -> Float:
        """Share 0-1 of the disc seen from points (m)."""
        i, n, u, v, per_m = self._ground.cell(x, y)

        def at(buffer: Float) -> Float:
            a, b = dr.gather(Float, buffer, i), dr.gather(Float, buffer, i + 1)
            c, d = dr.gather(Float, buffer, i + n), dr.gather(Float, buffer, i + n + 1)
            return dr.lerp(dr.lerp(a, b, u), dr.lerp(c, d, u), v)

        dark, lit = at(self._dark), at(self._lit)
        spread = dr.maximum(lit - dark, 0.35 / per_m)
        share = dr.clip((z - dark + 0.04 / per_m) / spread, 0, 1)
        return share * share * (3 - 2 * share)


def _ceiling(layer: Layer, direction: tuple[float, float, float], limb_rad: float) -> Float:
    """(N·N) heights under which a point is in the shadow of that limb."""
    x, y, z = direction
    level = math.hypot(x, y)
    elevation = math.atan2(z, level) + limb_rad
    n, cell = layer.cells, layer.cell_m
    if level < 1e-4 or elevation >= math.radians(89):
        return Float(layer.height.ravel())
    fall = math.tan(max(elevation, -math.radians(3))) * cell
    relief = float(np.ptp(layer.height))
    reach = min(n, relief / max(fall, 1e-3)) if fall > 0 else n
    ceiling = Float(layer.height.ravel())
    for k in range(max(1, math.ceil(math.log2(max(reach, 2))))):
        ceiling = _doubled(ceiling, n, x / level, y / level, float(2**k), fall)
    return ceiling


def _doubled(ceiling: Float, n: int, dx: float, dy: float, cells: float, fall: float) -> Float:
    """Maximum of the ceiling and itself seen `cells` farther toward the light."""
    lane = dr.arange(UInt, n * n)
    size = dr.opaque(UInt, n)
    row = lane // size
    move = [dr.opaque(Float, v) for v in (dx * cells, dy * cells, fall * cells)]
    u, v = Float(lane - row * size) + move[0], Float(row) + move[1]
    last = Float(size) - 1
    inside = (u >= 0) & (v >= 0) & (u <= last) & (v <= last)
    fu, fv = dr.clip(dr.floor(u), 0, last - 1), dr.clip(dr.floor(v), 0, last - 1)
    i = UInt(Int(fv)) * size + UInt(Int(fu))
    a, b, c, d = (dr.gather(Float, ceiling, k) for k in (i, i + 1, i + size, i + size + 1))
    seen = dr.lerp(dr.lerp(a, b, u - fu), dr.lerp(c, d, u - fu), v - fv) - move[2]
    result = dr.select(inside, dr.maximum(ceiling, seen), ceiling)
    dr.eval(result)
    return result
