"""Sunlight over a height field: the ceiling of its shadow everywhere, by a horizon sweep.

A point is in shadow while it lies under max over d of H(p + d·u) − d·tan(elevation), u toward the light. Doubling
the reach each pass finds that maximum in log₂ passes. Two ceilings, for both limbs of the disc, give the penumbra.
"""

from __future__ import annotations

import math

import numpy as np

from dreamwright.engines.world.ground import Ground, Layer, bilinear
from dreamwright.engines.world.jit import Float, Int, UInt, dr, to_float

LIMB_RAD = math.radians(0.266)
SOFTEN_RAD = math.radians(0.25)
"""Blur by the haze round the disc and by what the grid cannot resolve."""


def direction_to(azimuth_deg: float, elevation_deg: float) -> tuple[float, float, float]:
    """Unit vector toward an azimuth (0 ahead, positive right) and an elevation."""
    azimuth, elevation = math.radians(azimuth_deg), math.radians(elevation_deg)
    level = math.cos(elevation)
    return math.sin(azimuth) * level, math.cos(azimuth) * level, math.sin(elevation)


NOTHING = -1e6
BLUR_CELLS, BIAS_CELLS = 0.2, 0.12
"""In heights of a cell: the least penumbra, and how far over a point its own cell's shadow is forgiven."""


COARSER = 4


class SunMap:
    """Shadow ceilings of one light direction on the near and the far grid."""

    def __init__(self, ground: Ground, direction: tuple[float, float, float]) -> None:
        self._ground = ground
        layers = ground.layers
        low = [_ceiling(g, direction, -(LIMB_RAD + SOFTEN_RAD)) for g in layers]
        high = [_ceiling(g, direction, LIMB_RAD + SOFTEN_RAD) for g in layers]
        if len(layers) > 2:
            about = _without(layers[0], layers[2])
            for ceilings, limb in ((low, -(LIMB_RAD + SOFTEN_RAD)), (high, LIMB_RAD + SOFTEN_RAD)):
                ceilings[2] = dr.maximum(ceilings[2], _onto(layers[2], about, _ceiling(about, direction, limb)))
        self._dark = dr.concat(high)
        self._lit = dr.concat(low)
        dr.eval(self._dark, self._lit)

    def visible(self, x: Float, y: Float, z: Float) -> Float:
        """Share 0-1 of the disc seen from points (m)."""
        i, n, u, v, per_m = self._ground.cell(x, y)

        dark, lit = (bilinear(buffer, i, n, u, v) for buffer in (self._dark, self._lit))
        spread = dr.maximum(lit - dark, BLUR_CELLS / per_m)
        share = dr.clip((z - dark + BIAS_CELLS / per_m) / spread, 0, 1)
        return share * share * (3 - 2 * share)


def _without(layer: Layer, hole: Layer) -> Layer:
    """Every fourth cell of a layer, sunk where `hole` lies: what casts shadows into it from around."""
    height, cell = layer.height[::COARSER, ::COARSER].copy(), layer.cell_m * COARSER
    spare = (layer.cells - 1 - (height.shape[0] - 1) * COARSER) / 2 * layer.cell_m
    x, y = layer.centre_x_m - spare, layer.centre_y_m - spare
    steps = (np.arange(height.shape[0]) - (height.shape[0] - 1) / 2) * cell
    inside = [np.abs(steps + at - middle) < hole.half_m for at, middle in ((y, hole.centre_y_m), (x, hole.centre_x_m))]
    height[np.ix_(*inside)] = height.min()
    return Layer(height, layer.rough, layer.covers, cell, x, y)


def _onto(layer: Layer, other: Layer, ceiling: Float) -> Float:
    """The ceiling of `other` read at the cells of `layer`, (N·N)."""
    n, share = layer.cells, layer.cell_m / other.cell_m
    lane = dr.arange(UInt, n * n)
    row = lane // dr.opaque(UInt, n)
    corner = [
        (middle - layer.half_m - about + other.half_m) / other.cell_m
        for middle, about in ((layer.centre_x_m, other.centre_x_m), (layer.centre_y_m, other.centre_y_m))
    ]
    u, v = Float(lane - row * n) * share + corner[0], Float(row) * share + corner[1]
    fu, fv = (dr.clip(dr.floor(at), 0, other.cells - 2) for at in (u, v))
    stride = dr.opaque(UInt, other.cells)
    return bilinear(ceiling, UInt(Int(fv)) * stride + UInt(Int(fu)), stride, u - fu, v - fv)


def _ceiling(layer: Layer, direction: tuple[float, float, float], limb_rad: float) -> Float:
    """(N·N) heights under which a point is in the shadow that farther cells cast for that limb."""
    x, y, z = direction
    level = math.hypot(x, y)
    elevation = math.atan2(z, level) + limb_rad
    n, cell = layer.cells, layer.cell_m
    if level < 1e-4 or elevation >= math.radians(89):
        return dr.full(Float, NOTHING, n * n)
    fall = math.tan(max(elevation, -math.radians(3))) * cell
    relief = float(np.ptp(layer.height))
    reach = min(n, relief / max(fall, 1e-3)) if fall > 0 else n
    ceiling = _doubled(to_float(layer.height), n, x / level, y / level, 1.0, fall, keep=False)
    for k in range(max(1, math.ceil(math.log2(max(reach, 2))))):
        ceiling = _doubled(ceiling, n, x / level, y / level, float(2**k), fall, keep=True)
    return ceiling


def _doubled(ceiling: Float, n: int, dx: float, dy: float, cells: float, fall: float, keep: bool) -> Float:
    """The ceiling seen `cells` farther toward the light, or with `keep` the higher of that and itself."""
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
    own = ceiling if keep else Float(NOTHING)
    result = dr.select(inside, dr.maximum(own, seen), own)
    dr.eval(result)
    return result
