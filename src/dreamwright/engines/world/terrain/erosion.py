"""Erosion on one grid: streams that cut (stream power), slopes that fall (talus), what is left behind.

Knows rock and water, no place, camera or composition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.world.jit import Float, Int, UInt, dr, to_float, to_numpy
from dreamwright.engines.world.terrain.flow import STEPS, Index, doubled, drained, steepest
from dreamwright.engines.world.terrain.grid import Field, Mask, blur, smooth
from dreamwright.engines.world.terrain.noise import Lanes


@dataclass(frozen=True)
class Streams:
    """How streams cut. `uplift` (N, N) is the height raised while a stream of 1 m² drainage per metre would cut a
    metre; `fixed` (N, N) are cells that keep their height and swallow water: sea, lake, trunk valley, border."""

    uplift: Field
    fixed: Mask
    hillslope_m: float = 250.0
    """Length of slope that feeds a stream's head: steepness tends to uplift / hillslope_m there."""
    inflow_m2: Field | None = None
    """(N, N) drainage known from a coarser grid, where it is the greater."""


def cut(height: Field, cell_m: float, streams: Streams, *, steps: int, step: float, seed: int) -> tuple[Field, Field]:
    """Height after `steps` of uplift and incision, and the drainage area in m², both (N, N).

    Implicit stream-power law dh/dt = U − √A · |∇h| (Braun and Willett 2013, m = 1/2, n = 1), stable at any step:
    no cell ever falls below its receiver.
    """
    area = np.zeros_like(height)
    for k in range(steps):
        height, area = _cut_once(height, cell_m, streams, step, seed + 7717 * k)
    return height, area


def _cut_once(height: Field, cell_m: float, streams: Streams, step: float, seed: int) -> tuple[Field, Field]:
    shape, fixed = height.shape, streams.fixed.ravel()
    receiver = steepest(height, seed)
    cell = np.arange(receiver.size, dtype=np.int32)
    receiver = np.where(fixed, cell, receiver)
    receiver = drained(height, receiver, streams.fixed)
    flow = doubled(receiver)
    area = flow.gather_up(np.full(receiver.size, cell_m**2, np.float32))
    if streams.inflow_m2 is not None:
        area = np.maximum(area, streams.inflow_m2.ravel())
    rate = (
        np.float32(step / cell_m)
        * np.sqrt(area + np.float32(streams.hillslope_m**2))
        / _length(cell, receiver, shape[1])
    )
    raised = height.ravel() + np.where(fixed, np.float32(0), streams.uplift.ravel() * np.float32(step))
    rate = np.where(fixed, np.float32(0), rate)
    lower = flow.solve_down(raised / (1 + rate), rate / (1 + rate))
    return lower.reshape(shape), area.reshape(shape)


def _length(cell: Index, receiver: Index, width: int) -> Field:
    """(N²,) cells between each and its receiver, at least 1."""
    step = np.abs(receiver - cell)
    length = np.where((step == 1) | (step == width), np.float32(1), np.float32(1.41421356))
    leap = np.flatnonzero(step > width + 1)
    rows, columns = cell[leap] // width - receiver[leap] // width, cell[leap] % width - receiver[leap] % width
    length[leap] = np.hypot(rows, columns)
    return length


def settle(height: Field, cell_m: float, talus: float | Field, rounds: int) -> Field:
    """Height after loose ground slid down every slope steeper than `talus` (a tangent); mass is kept.

    Thermal erosion (Musgrave 1989) with antisymmetric flows between the eight neighbours.
    """
    count = height.shape[0]
    limit = to_float(np.broadcast_to(np.asarray(talus, np.float32) * np.float32(cell_m), height.shape))
    h, i, side = to_float(height), dr.arange(UInt, count * count), dr.opaque(UInt, count)
    for _ in range(rounds):
        h = _slide(h, limit, i, side)
        dr.eval(h)
    return np.array(to_numpy(h, height.shape), np.float32)


def _slide(h: Lanes, limit: Lanes, i: Lanes, count: Lanes) -> Lanes:
    side = Int(count)
    row, column = Int(i // count), Int(i % count)
    own, own_limit, change = dr.gather(Float, h, i), dr.gather(Float, limit, i), Float(0)
    for dy, dx in STEPS:
        r, c = dr.clip(row + dy, 0, side - 1), dr.clip(column + dx, 0, side - 1)
        there = UInt(r * side + c)
        gap = dr.gather(Float, h, there) - own
        far = 1.41421356 if dy and dx else 1.0
        allowed = (own_limit + dr.gather(Float, limit, there)) * (0.5 * far)
        excess = dr.maximum(dr.abs(gap) - allowed, 0)
        change += dr.copysign(excess, gap) * (0.11 if dy and dx else 0.16)
    return own + change


def wetness(area: Field, cell_m: float, height: Field) -> Field:
    """(N, N) 0-1 from drainage: 0 on crests, 1 in stream beds; steep ground drains sooner."""
    down, right = np.gradient(height, cell_m)
    index = np.log(np.maximum(area, cell_m**2) / cell_m / (np.hypot(down, right) + 0.05))
    return blur(smooth(6.5, 12.5, index.astype(np.float32)), 0.7)


def looseness(before: Field, after: Field, cell_m: float) -> Field:
    """(N, N) 0-1 where ground came to rest: fallen thickness, and all that is gentle enough to hold soil."""
    down, right = np.gradient(blur(after, 1.0), cell_m)
    steep = np.hypot(down, right).astype(np.float32)
    fallen = smooth(0.1, 1.5, blur(np.maximum(after - before, 0), 1.0))
    return np.maximum(fallen * smooth(1.1, 0.75, steep), smooth(0.5, 0.2, steep))
