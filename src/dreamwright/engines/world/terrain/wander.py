"""Reading a grid at wandering places, so that eroded valleys lose the straightness of the grid they grew on.

Knows grids and noise, nothing of land.
"""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.jit import Float, Int, UInt, dr, to_float, to_numpy
from dreamwright.engines.world.terrain.grid import Field, Frame
from dreamwright.engines.world.terrain.noise import Lanes, Noise, at
from dreamwright.engines.world.terrain.site import bump


def wandered(
    frame: Frame, amount_m: float, seed: int, still: tuple[tuple[float, float], ...] = ()
) -> tuple[Field, Field]:
    """Where each cell of `frame` reads from: x and y, (N, N) metres, moved by about `amount_m` at two scales.

    Nothing moves at the points `still`.
    """
    xs, ys = np.meshgrid(*frame.axes())
    free = np.full_like(xs, amount_m)
    for x, y in still:
        free *= 1 - bump(frame, x, y, amount_m * 6)
    long, short = Noise(amount_m * 7, 2), Noise(amount_m * 2, 2)
    moved = [
        axis + at(xs, ys, long, seed + k) * free * 1.6 + at(xs, ys, short, seed + 10 + k) * free * 0.35
        for k, axis in enumerate((xs, ys))
    ]
    return moved[0].astype(np.float32), moved[1].astype(np.float32)


def read_at(field: Field, frame: Frame, x: Field, y: Field) -> Field:
    """`field` at points x, y (metres, any shape): Catmull-Rom in 32-bit floats, held at the border."""
    half = (frame.count - 1) / 2
    u = to_float((x - frame.centre_x_m) / np.float32(frame.cell_m) + np.float32(half))
    v = to_float((y - frame.centre_y_m) / np.float32(frame.cell_m) + np.float32(half))
    value = _catmull_rom(to_float(field), u, v, dr.opaque(Int, frame.count))
    return np.array(to_numpy(value, x.shape), np.float32)


def _weights(t: Lanes) -> tuple[Lanes, Lanes, Lanes, Lanes]:
    return (
        ((-0.5 * t + 1) * t - 0.5) * t,
        (1.5 * t - 2.5) * t * t + 1,
        ((-1.5 * t + 2) * t + 0.5) * t,
        (0.5 * t - 0.5) * t * t,
    )


def _catmull_rom(field: Lanes, u: Lanes, v: Lanes, count: Lanes) -> Lanes:
    base_u, base_v = dr.floor(u), dr.floor(v)
    across, along = _weights(u - base_u), _weights(v - base_v)
    total = Float(0)
    for k, row_weight in enumerate(along):
        row = dr.clip(Int(base_v) + (k - 1), 0, count - 1) * count
        for m, weight in enumerate(across):
            column = dr.clip(Int(base_u) + (m - 1), 0, count - 1)
            total += dr.gather(Float, field, UInt(row + column)) * (row_weight * weight)
    return total
