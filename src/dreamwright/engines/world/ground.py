"""The ground as the camera's rays meet it: height, slope and cover at any point.

Joins the near and the far grid of the land, adds relief below their cells. Knows nothing of light or lenses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Array4f, Bool, Float, Int, UInt, dr, to_float, to_uint
from dreamwright.engines.world.noise import detail
from dreamwright.engines.world.strata import Strata
from dreamwright.engines.world.terrain.beds import Beds

Map = NDArray[np.float32]
EARTH_M = 6.371e6
RUBBLE = 0.45
"""Share of the fine relief that lies on rock beds besides what moves their edges."""
FINEST_M = 0.012


@dataclass(frozen=True)
class Layer:
    """One grid with what is baked on it; every map (N, N), rows ahead, columns to the right."""

    height: Map
    rough: Map
    """Strength of the relief below the cell, 0-1."""
    covers: tuple[Map, Map, Map, Map, Map, Map, Map, Map]
    """Eight shares 0-1: snow, green, loose, wet, trees, open (to the sky), strata, ice."""
    cell_m: float
    centre_x_m: float
    centre_y_m: float

    @property
    def cells(self) -> int:
        return int(self.height.shape[0])

    @property
    def half_m(self) -> float:
        return (self.cells - 1) / 2 * self.cell_m


@dataclass(frozen=True)
class Shape:
    """Height (m), its derivatives and the strength of fine relief at points."""

    height: Float
    slope_x: Float
    slope_y: Float
    rough: Float
    plain: tuple[Float, Float, Float] | None = None
    """Height and slopes before the beds of rock were drawn, where there are any."""


@dataclass(frozen=True)
class Cover:
    """What lies on the ground at points, each 0-1."""

    snow: Float
    green: Float
    loose: Float
    wet: Float
    trees: Float
    open: Float
    strata: Float
    ice: Float


class Ground:
    """Device copies of the grids, one buffer each, so that one lookup serves near and far alike."""

    def __init__(
        self,
        near: Layer,
        far: Layer,
        seed: int,
        coarsest_m: float,
        beds: Beds | None = None,
        close: Layer | None = None,
    ) -> None:
        """`close` is a finer grid within the near one, if there is one.

        With `beds` the grids are kept as they were before the beds were drawn: a cliff is sharper than a cell.
        """
        self.strata = None if beds is None else Strata(beds)
        self.layers = (near, far) if close is None else (near, far, close)
        plain = [g.height if beds is None else beds.plain(g.height) for g in self.layers]
        self.highest_m = max(float(layer.height.max()) for layer in self.layers)
        self.heights = to_float(np.concatenate([h.ravel() for h in plain]))
        self.shapes = to_float(np.concatenate([_shape_packets(g, h) for g, h in zip(self.layers, plain, strict=True)]))
        self.low = to_uint(np.concatenate([_pack(g.covers[:4]) for g in self.layers]))
        self.high = to_uint(np.concatenate([_pack(g.covers[4:]) for g in self.layers]))
        places = [(g.centre_x_m, g.centre_y_m, g.half_m, 1 / g.cell_m) for g in self.layers]
        self._place = [dr.opaque(Float, v) for place in places for v in place]
        self._counts = [dr.opaque(UInt, g.cells) for g in self.layers]
        self.salt = dr.opaque(UInt, seed % 2**32)
        self.coarsest_m = dr.opaque(Float, coarsest_m)
        dr.eval(self.heights, self.shapes, self.low, self.high)

    def cell(self, x: Float, y: Float) -> tuple[UInt, UInt, Float, Float, Float]:
        """Index of the lower corner, row stride, position within the cell, and cells per metre."""
        nx, ny, nh, ni, fx, fy, fh, fi, *close = self._place
        near: Bool = dr.maximum(dr.abs(x - nx), dr.abs(y - ny)) < nh - 1 / ni
        middle_x, middle_y = dr.select(near, nx, fx), dr.select(near, ny, fy)
        half, per_m = dr.select(near, nh, fh), dr.select(near, ni, fi)
        stride = dr.select(near, self._counts[0], self._counts[1])
        start = dr.select(near, UInt(0), self._counts[0] * self._counts[0])
        if close:
            cx, cy, ch, ci = close
            here: Bool = dr.maximum(dr.abs(x - cx), dr.abs(y - cy)) < ch - 1 / ci
            middle_x, middle_y = dr.select(here, cx, middle_x), dr.select(here, cy, middle_y)
            half, per_m = dr.select(here, ch, half), dr.select(here, ci, per_m)
            stride = dr.select(here, self._counts[2], stride)
            start = dr.select(here, self._counts[0] * self._counts[0] + self._counts[1] * self._counts[1], start)
        last = Float(stride) - 1.001
        u = dr.clip((x - middle_x + half) * per_m, 0, last)
        v = dr.clip((y - middle_y + half) * per_m, 0, last)
        iu, iv = dr.floor(u), dr.floor(v)
        return start + UInt(Int(iv)) * stride + UInt(Int(iu)), stride, u - iu, v - iv, per_m

    def coarse(self, x: Float, y: Float) -> Float:
        """Bilinear height (m) of the grids alone."""
        i, n, u, v, _ = self.cell(x, y)
        height = bilinear(self.heights, i, n, u, v)
        return height if self.strata is None else self.strata.drawn(height)

    def shape(self, x: Float, y: Float) -> Shape:
        """Bicubic (Hermite) height and smooth slopes of the grids."""
        i, n, u, v, per_m = self.cell(x, y)
        a, b, c, d = (dr.gather(Array4f, self.shapes, k) for k in (i, i + 1, i + n, i + n + 1))
        low, high = _hermite(a[0], b[0], a[1], b[1], u, per_m), _hermite(c[0], d[0], c[1], d[1], u, per_m)
        height = _hermite(low, high, dr.lerp(a[2], b[2], u), dr.lerp(c[2], d[2], u), v, per_m)
        mean = [dr.lerp(dr.lerp(a[k], b[k], u), dr.lerp(c[k], d[k], u), v) for k in (1, 2, 3)]
        if self.strata is None:
            return Shape(height, *mean)
        drawn = self.strata.drawn(height)
        steep = self.strata.steepening(drawn, Float(2.0))
        return Shape(drawn, steep * mean[0], steep * mean[1], mean[2], (height, mean[0], mean[1]))

    def fine(self, x: Float, y: Float, shape: Shape, finest_m: Float, met_m: Float | None = None) -> Shape:
        """`shape` with the relief between `finest_m` and the cell added; `met_m` is the height a ray met there.

        Relief moves the edges of rock beds to and fro, as joints and alcoves do. The height met tells the bed, and so
        the slope: it changes evenly from pixel to pixel even on a cliff that is narrower than one.
        """
        finest = dr.maximum(finest_m, FINEST_M)
        height, dx, dy = detail(x, y, finest, self.coarsest_m, shape.rough, self.salt)
        if self.strata is not None and shape.plain is not None:
            plain, px, py = shape.plain
            drawn = self.strata.drawn(plain + height)
            steep = self.strata.steepening(drawn if met_m is None else met_m, 0.4 * finest)
            slope_x, slope_y = steep * (px + dx) + RUBBLE * dx, steep * (py + dy) + RUBBLE * dy
            return Shape(drawn + RUBBLE * height, slope_x, slope_y, shape.rough, (plain, px, py))
        return Shape(shape.height + height, shape.slope_x + dx, shape.slope_y + dy, shape.rough)

    def cover(self, x: Float, y: Float) -> Cover:
        """Bilinear cover."""
        i, n, u, v, _ = self.cell(x, y)
        shares: list[Float] = []
        for buffer in (self.low, self.high):
            corners = [dr.gather(UInt, buffer, k) for k in (i, i + 1, i + n, i + n + 1)]
            for shift in (0, 8, 16, 24):
                a, b, c, d = (Float((k >> shift) & 0xFF) for k in corners)
                shares.append(dr.lerp(dr.lerp(a, b, u), dr.lerp(c, d, u), v) * (1 / 255))
        return Cover(*shares)


def bilinear(buffer: Float, i: UInt, n: UInt, u: Float, v: Float) -> Float:
    """`buffer` read within the cell whose lower corner is `i`, in rows of `n`, at (u, v) in 0-1."""
    a, b = dr.gather(Float, buffer, i), dr.gather(Float, buffer, i + 1)
    c, d = dr.gather(Float, buffer, i + n), dr.gather(Float, buffer, i + n + 1)
    return dr.lerp(dr.lerp(a, b, u), dr.lerp(c, d, u), v)


def _hermite(a: Float, b: Float, da: Float, db: Float, t: Float, per_m: Float) -> Float:
    """Cubic through a and b with derivatives da and db (per metre) at the ends of a cell."""
    step = 1 / per_m
    ta, tb, rise = da * step, db * step, b - a
    return a + t * (ta + t * (3 * rise - 2 * ta - tb + t * (ta + tb - 2 * rise)))


def _shape_packets(layer: Layer, height: Map) -> Map:
    slope_y, slope_x = np.gradient(height, layer.cell_m)
    return np.stack([height, slope_x, slope_y, layer.rough], axis=-1).astype(np.float32).ravel()


def _pack(shares: tuple[Map, ...]) -> NDArray[np.uint32]:
    packed = np.zeros(shares[0].size, np.uint32)
    for k, share in enumerate(shares):
        packed |= np.round(np.clip(share, 0, 1) * 255).astype(np.uint32).ravel() << np.uint32(8 * k)
    return packed


def drop(distance_m: Float) -> Float:
    """How far the round earth falls away under the horizontal, at a ground distance."""
    return distance_m * distance_m * (0.5 / EARTH_M)
