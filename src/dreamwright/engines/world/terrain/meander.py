"""A winding line, x as a smooth function of y, and the distance to it: rivers and canyons.

Knows no height.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.world.jit import Float, UInt, dr, to_float, to_numpy
from dreamwright.engines.world.terrain.grid import Field, Frame
from dreamwright.engines.world.terrain.noise import Lanes


@dataclass(frozen=True)
class Bend:
    """One swing: x = size · sin(2π y / length + phase), growing from nothing at `start_m`."""

    length_m: float
    size_m: float
    phase: float


@dataclass(frozen=True)
class Meander:
    """A line that passes `offset_m` to the right of the origin."""

    bends: tuple[Bend, ...]
    offset_m: float

    def x(self, y: Field) -> Field:
        """x (metres) of the line at y."""
        total = np.full_like(y, self.offset_m)
        for bend in self.bends:
            turn = np.float32(2 * np.pi / bend.length_m)
            total += np.float32(bend.size_m) * (np.sin(y * turn + bend.phase) - np.float32(np.sin(bend.phase)))
        return np.asarray(total, np.float32)

    def turn(self, y: Field) -> Field:
        """dx/dy at y."""
        total = np.zeros_like(y)
        for bend in self.bends:
            turn = np.float32(2 * np.pi / bend.length_m)
            total += np.float32(bend.size_m) * turn * np.cos(y * turn + bend.phase)
        return np.asarray(total, np.float32)

    def nearest(self, frame: Frame) -> tuple[Field, Field]:
        """(N, N) signed metres to the line (positive to the right of it), and y of its nearest point.

        Newton's steps on a table of the line: the foot of the perpendicular, damped at tight bends.
        """
        reach, step = frame.span_m * 2, max(frame.cell_m / 4, 1.0)
        first = frame.centre_y_m - reach
        y = (first + np.arange(int(2 * reach / step)) * step).astype(np.float32)
        table = _Table(to_float(self.x(y)), to_float(self.turn(y)), first, step, len(y))
        xs, ys = np.meshgrid(*frame.axes())
        away, foot = _foot(table, to_float(xs), to_float(ys))
        dr.eval(away, foot)
        return np.array(to_numpy(away, xs.shape)), np.array(to_numpy(foot, xs.shape))


class _Table:
    """The line sampled finely on the device: looked up instead of summing sines for every cell."""

    def __init__(self, values: Lanes, slopes: Lanes, first: float, step: float, count: int) -> None:
        self.values, self.slopes = values, slopes
        self.first, self.rate = dr.opaque(Float, first), dr.opaque(Float, 1 / step)
        self.last = dr.opaque(Float, count - 1.01)

    def read(self, y: Lanes) -> tuple[Lanes, Lanes]:
        """x and dx/dy of the line at y."""
        place = dr.clip((y - self.first) * self.rate, 0, self.last)
        k = UInt(place)
        share = place - Float(k)
        x = dr.lerp(dr.gather(Float, self.values, k), dr.gather(Float, self.values, k + 1), share)
        return x, dr.gather(Float, self.slopes, k)


def _foot(table: _Table, x: Lanes, y: Lanes) -> tuple[Lanes, Lanes]:
    foot = Float(y)
    for _ in range(4):
        line, slope = table.read(foot)
        foot += 0.75 * ((x - line) * slope + (y - foot)) / (1 + slope * slope)
    away = dr.hypot(x - table.read(foot)[0], y - foot)
    return dr.copysign(away, x - table.read(y)[0]), foot
