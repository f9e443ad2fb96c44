"""A winding line, x as a smooth function of y, and the distance to it: rivers and canyons.

Knows no height.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.world.terrain.grid import Field, Frame


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

        Newton's steps on a curve table: the foot of the perpendicular, damped at tight bends.
        """
        xs, ys = np.meshgrid(*frame.axes())
        table = _Table(self, frame)
        foot = ys.copy()
        for _ in range(4):
            gap, slope = xs - table.x(foot), table.turn(foot)
            foot += 0.75 * (gap * slope + (ys - foot)) / (1 + slope * slope)
        gap = xs - table.x(foot)
        away = np.hypot(gap, ys - foot)
        return np.copysign(away, xs - table.x(ys)).astype(np.float32), foot.astype(np.float32)


class _Table:
    """The line sampled finely: looked up instead of summing sines for every cell."""

    def __init__(self, line: Meander, frame: Frame) -> None:
        reach = frame.span_m * 2
        self.step = np.float32(max(frame.cell_m / 4, 1.0))
        self.first = np.float32(frame.centre_y_m - reach)
        count = int(2 * reach / self.step)
        y = self.first + np.arange(count, dtype=np.float32) * self.step
        self.values, self.slopes = line.x(y), line.turn(y)

    def x(self, y: Field) -> Field:
        return self._read(self.values, y)

    def turn(self, y: Field) -> Field:
        return self._read(self.slopes, y)

    def _read(self, line: Field, y: Field) -> Field:
        place = np.clip((y - self.first) / self.step, 0, len(line) - 1.001)
        k = place.astype(np.int32)
        share = place - k
        return line[k] * (1 - share) + line[k + 1] * share
