"""Walls of layered rock as one sees them: colours by bed, joints, varnish, rubble and the shade under ledges.

Pure functions of Dr.Jit arrays, traced into the frame's kernel; knows no light.
"""

from __future__ import annotations

from dreamwright.engines.world.ground import Shape
from dreamwright.engines.world.jit import Array3f, Float, UInt, dr
from dreamwright.engines.world.noise import gradient_noise
from dreamwright.engines.world.strata import Strata

VARNISH = (0.42, 0.36, 0.36)
WASH = (1.18, 1.12, 1.02)
LEDGE_M = 4.0
"""Over this height the rock above and below shades a point."""


def on_wall(strata: Strata, shape: Shape, x: Float, y: Float, height: Float, most_m: Float) -> tuple[Float, Float]:
    """The point of the wall at a height met by a ray, at most `most_m` away: one step along the fall of the ground.

    A ray's distance is told between two looks; its height is exact, and joints must run straight down the wall.
    """
    assert shape.plain is not None
    plain, px, py = shape.plain
    steep = px * px + py * py
    step = (strata.plain(height) - plain) / dr.maximum(steep, 0.02)
    step = step * dr.minimum(most_m / dr.maximum(dr.abs(step) * dr.sqrt(steep), 1e-3), 1)
    return x + step * px, y + step * py


def streaks(x: Float, y: Float, footprint_m: Float, salt: UInt) -> tuple[Float, Float]:
    """Bands of 14 m and lines of 2.6 m, about -1 … 1, that run down walls: noise of the plan, where walls are steep."""
    found = []
    for k, size in enumerate((14.0, 2.6)):
        value, _, _ = gradient_noise(x / size, y / size, salt + 401 + k)
        found.append(1.6 * value * dr.clip(1.5 - 2 * footprint_m / size, 0, 1))
    return found[0], found[1]


class Layered:
    """The beds met by rays at heights `z` (m), with a ground slope (tangent) there."""

    def __init__(self, strata: Strata, z: Float, footprint_m: Float, steep: Float) -> None:
        self._strata, self._z, self._steep = strata, z, steep
        self._half = 0.5 * footprint_m
        self.cliff = dr.clip(0.9 * steep - 0.75, 0, 1)
        """0 on slopes of rubble … 1 on bare walls."""

    def albedo(self, loose: Array3f, spots: list[Float], run: tuple[Float, Float]) -> Array3f:
        """Rock by its bed with joints and varnish on walls, rubble of the rock above on slopes."""
        wobble = 0.5 * spots[1] + 0.25 * spots[2]
        rock = self._strata.color(self._z + wobble, self._half)
        fallen = 0.72 * self._strata.color(self._z + 14.0 + 5 * spots[1], Float(12.0)) + 0.28 * loose
        fallen *= 1 + 0.12 * spots[1] + 0.16 * spots[2] + 0.22 * spots[3] + 0.25 * spots[4]
        varnished = dr.clip(1.5 * run[0] + 0.7 * run[1] - 0.35, 0, 1) * self.cliff
        washed = dr.clip(-1.3 * run[0] + 0.6 * run[1] - 0.7, 0, 1) * self.cliff
        joint = dr.clip(1 - 5 * dr.abs(run[1] + 0.3 * spots[2]), 0, 1) * self.cliff * self.cliff * self.cliff
        rock *= dr.lerp(Array3f(1, 1, 1), Array3f(*VARNISH), 0.75 * varnished)
        rock *= dr.lerp(Array3f(1, 1, 1), Array3f(*WASH), washed)
        rock *= (1 - 0.3 * joint) * (1 + 0.1 * spots[2] + 0.16 * spots[3] + 0.2 * spots[4])
        return dr.lerp(fallen, rock, dr.clip(0.25 + 0.4 * spots[2] + self.cliff * 1.6, 0, 1))

    def scrubby(self, spots: list[Float]) -> Float:
        """How thickly shrubs grow, 0-1: patches on benches and rubble, a belt along the river, none on walls."""
        belt = dr.exp(-0.12 * dr.maximum(self._z - 2.0, 0)) * dr.clip(1.5 * self._z - 1.2, 0, 1)
        patches = 0.26 + 0.3 * spots[0] + 0.2 * spots[1]
        return (
            dr.clip(patches + 0.55 * belt, 0, 0.9)
            * dr.clip(2.2 - 2.2 * self._steep, 0, 1)
            * dr.clip(self._z - 0.6, 0, 1)
        )

    def shelter(self, shape: Shape) -> Float:
        """Share 0-1 of the sky's light that reaches points: less where the rock above is steeper than below."""
        assert shape.plain is not None
        fall = dr.sqrt(shape.plain[1] * shape.plain[1] + shape.plain[2] * shape.plain[2])
        reach = dr.maximum(LEDGE_M, 2 * self._half)
        over = dr.atan(fall * self._strata.steepening(self._z + reach, 0.6 * reach))
        under = dr.atan(fall * self._strata.steepening(self._z - reach, 0.6 * reach))
        return dr.clip(1 - 0.5 * (over - under), 0.4, 1.15)
