"""The water of a shot as a surface: open waves, breakers near the shore, river current, ice.

One level for the visibility pass and the shading alike. Knows no light.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.base import Quality
from dreamwright.engines.world.jit import Array2f, Float, Int, UInt, dr, to_float
from dreamwright.engines.world.terrain.grid import Grid, Land
from dreamwright.engines.world.water.ice import IceSheet
from dreamwright.engines.world.water.shore import Surf, SurfMoment, SurfPoint, build_surf
from dreamwright.engines.world.water.spectrum import Kind
from dreamwright.engines.world.water.surface import Sea, SeaMoment
from dreamwright.shot.plan import Shot

KINDS: dict[str, Kind] = {
    "lake": "lake", "river": "river", "canyon": "river", "mountains": "lake", "plains": "lake", "forest": "lake",
}  # fmt: skip
SHORES = frozenset({"coast", "islands"})
BEACH_SLOPE = 0.06
SHOAL_DEPTHS = 2.5
"""Open waves die out where the water is shallower than so many wave heights."""


class Waters:
    """The water of one shot."""

    def __init__(self, shot: Shot, land: Land, quality: Quality, loop_s: float | None) -> None:
        scene = shot.scene
        kind: Kind = KINDS.get(scene.place, "sea")
        current = None if land.current is None else Current(land.near, land.current)
        shallow = scene.place in SHORES or scene.place in ("lake", "river")
        frozen = "frozen" in scene.features
        wind = scene.wind_mps, scene.wind_toward_deg
        self.sea = Sea(kind, *wind, shot.seed, quality, loop_s, current, frozen, shallow)
        self.surf: Surf | None = None
        if scene.place in SHORES and not frozen:
            self.surf = build_surf(min(0.35 + 0.07 * scene.wind_mps, 2.2), BEACH_SLOPE, shot.seed, loop_s)
        self.highest_m = self.sea.highest_m
        self._shoal = dr.opaque(Float, 1 / (SHOAL_DEPTHS * max(self.highest_m, 0.02)))

    def moment(self, t_s: float) -> WaterMoment:
        """The water `t_s` seconds into the film."""
        return WaterMoment(self.sea.moment(t_s), self.surf.moment(t_s) if self.surf else None, self._shoal)


@dataclass(frozen=True)
class WaterMoment:
    """The water at one time; to be traced into kernels."""

    sea: SeaMoment | IceSheet
    surf: SurfMoment | None
    shoal: Float

    def level(self, x: Float, y: Float, ground_m: Float, footprint_m: Float) -> Float:
        """Height (m) of the water over ground at `ground_m`; on a beach, of the thin sheet that runs up it."""
        open_level = self.sea.height(x, y, footprint_m) * self.calming(ground_m)
        if self.surf is None:
            return open_level
        return open_level + self.surf.at(x, y, -ground_m, footprint_m).height_m

    def calming(self, ground_m: Float) -> Float:
        """Share 0-1 of the open waves that is left over ground at that height."""
        return dr.clip(-ground_m * self.shoal, 0, 1)

    def swash(self, x: Float, y: Float, ground_m: Float, footprint_m: Float) -> SurfPoint | None:
        """The surf at points; None where there is no shore."""
        return None if self.surf is None else self.surf.at(x, y, -ground_m, footprint_m)


class Current:
    """A river's flow (m/s) anywhere, from the near grid."""

    def __init__(self, grid: Grid, flow: np.ndarray) -> None:
        self._flow = to_float(flow)
        self._cells = dr.opaque(UInt, grid.height.shape[0])
        half = (grid.height.shape[0] - 1) / 2 * grid.cell_m
        self._corner = [dr.opaque(Float, v) for v in (grid.centre_x_m - half, grid.centre_y_m - half)]
        self._per_m = dr.opaque(Float, 1 / grid.cell_m)
        dr.eval(self._flow)

    def __call__(self, x: Float, y: Float) -> tuple[Float, Float]:
        last = Float(self._cells) - 1.001
        u = dr.clip((x - self._corner[0]) * self._per_m, 0, last)
        v = dr.clip((y - self._corner[1]) * self._per_m, 0, last)
        fu, fv = dr.floor(u), dr.floor(v)
        i, n = UInt(Int(fv)) * self._cells + UInt(Int(fu)), self._cells
        a, b, c, d = (dr.gather(Array2f, self._flow, k) for k in (i, i + 1, i + n, i + n + 1))
        flow = dr.lerp(dr.lerp(a, b, u - fu), dr.lerp(c, d, u - fu), v - fv)
        return flow.x, flow.y
