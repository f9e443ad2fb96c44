"""The values of the land and the arithmetic of its grids: where a cell lies, how two grids meet.

Row i is y (ahead), column j is x (right), cell centres at ((j-(N-1)/2) cell + centre_x, …).
Knows nothing of geology.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from dreamwright.engines.world.terrain.beds import Beds

Field = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Frame:
    """Where a square grid lies: `count` cells of `cell_m` a side about a centre."""

    count: int
    cell_m: float
    centre_x_m: float = 0.0
    centre_y_m: float = 0.0

    @property
    def span_m(self) -> float:
        """From the centre to the outermost cell centres."""
        return (self.count - 1) / 2 * self.cell_m

    def axes(self) -> tuple[Field, Field]:
        """The x of each column and the y of each row, (N,) metres."""
        steps = (np.arange(self.count, dtype=np.float32) - (self.count - 1) / 2) * np.float32(self.cell_m)
        return steps + np.float32(self.centre_x_m), steps + np.float32(self.centre_y_m)

    def points(self) -> tuple[Field, Field]:
        """x as (1, N) and y as (N, 1), ready to broadcast."""
        x, y = self.axes()
        return x[None, :], y[:, None]


@dataclass(frozen=True)
class Grid:
    """Height, drainage and loose ground on one square grid."""

    height: Field
    """(N, N) metres above the mean water surface."""
    wet: Field
    """(N, N) 0-1: where water gathers."""
    loose: Field
    """(N, N) 0-1: scree, sand, silt, soil."""
    cell_m: float
    centre_x_m: float = 0.0
    centre_y_m: float = 0.0

    @property
    def frame(self) -> Frame:
        """Where it lies."""
        return Frame(self.height.shape[0], self.cell_m, self.centre_x_m, self.centre_y_m)


def gridded(frame: Frame, height: Field, wet: Field, loose: Field) -> Grid:
    """A grid of 32-bit floats lying as `frame` lies."""
    height, wet, loose = (np.ascontiguousarray(part, np.float32) for part in (height, wet, loose))
    return Grid(height, wet, loose, frame.cell_m, frame.centre_x_m, frame.centre_y_m)


@dataclass(frozen=True)
class Land:
    """All the ground of one shot; see land.py for the rule by which it is composed."""

    near: Grid
    far: Grid
    water: bool
    """Standing water at z = 0: all ground below 0 is its bed."""
    subject_azimuth_deg: float
    subject_distance_m: float
    subject_height_m: float
    current: Field | None = None
    """(N, N, 2) m/s, the river's flow on the near grid."""
    beds: Beds | None = None
    """The beds of rock that the heights were drawn through."""
    close: tuple[Field, Frame] | None = None
    """Heights about the camera on finer cells, where the shapes are sharper than the near grid's."""


def _weights(places: Field, count: int, scale: float) -> csr_array:
    """Sparse (M, count): row m reads a line of `count` cells at places[m], Catmull-Rom finer, a tent coarser."""
    reach = 2.0 if scale <= 1 else scale
    taps = np.floor(places - reach).astype(np.int64)[:, None] + 1 + np.arange(math.ceil(2 * reach))
    gap = np.abs(taps - places[:, None])
    weight = _catmull_rom(gap) if scale <= 1 else np.maximum(0, 1 - gap / scale)
    weight = weight / weight.sum(axis=1, keepdims=True)
    rows = np.repeat(np.arange(len(places)), taps.shape[1])
    entries = (weight.astype(np.float32).ravel(), (rows, np.clip(taps, 0, count - 1).ravel()))
    return csr_array(entries, shape=(len(places), count))


def _catmull_rom(gap: NDArray[np.float64]) -> NDArray[np.float64]:
    inner = (1.5 * gap - 2.5) * gap * gap + 1
    outer = ((-0.5 * gap + 2.5) * gap - 4) * gap + 2
    return np.where(gap < 1, inner, np.where(gap < 2, outer, 0))


def resample(field: Field, frame: Frame, onto: Frame) -> Field:
    """`field` of `frame` read at the cells of `onto`, (N, N), exact in position; held at the border."""
    scale = onto.cell_m / frame.cell_m
    steps = (np.arange(onto.count) - (onto.count - 1) / 2) * scale + (frame.count - 1) / 2
    across = steps + (onto.centre_x_m - frame.centre_x_m) / frame.cell_m
    ahead = steps + (onto.centre_y_m - frame.centre_y_m) / frame.cell_m
    limit = frame.count - 1
    rows = _weights(np.clip(ahead, 0, limit), frame.count, scale) @ field
    columns = _weights(np.clip(across, 0, limit), frame.count, scale) @ np.ascontiguousarray(rows.T)
    return np.ascontiguousarray(columns.T, dtype=np.float32)


def read(field: Field, frame: Frame, x: float, y: float) -> float:
    """`field` at one point, bilinear, held at the border."""
    spot = Frame(1, frame.cell_m, x, y)
    return float(resample(field, frame, spot)[0, 0])


def rim(count: int, share: float = 0.1) -> Field:
    """(N, N) weight: 0 at the border rising smoothly to 1 at `share` of the width inside."""
    depth = np.minimum(np.arange(count), np.arange(count)[::-1]).astype(np.float32) / (share * count)
    line = smooth(0.0, 1.0, depth)
    return line[:, None] * line[None, :]


def join(near: Field, near_frame: Frame, far: Field, far_frame: Frame) -> Field:
    """`near` melting into `far` over its outer tenth."""
    weight = rim(near_frame.count)
    return resample(far, far_frame, near_frame) * (1 - weight) + near * weight


def smooth(low: float, high: float, value: Field) -> Field:
    """0 below `low`, 1 above `high`, smooth between (also falling when low > high)."""
    share = np.subtract(value, np.float32(low), dtype=np.float32)
    share *= np.float32(1 / (high - low))
    np.clip(share, 0, 1, out=share)
    bend = np.float32(3) - 2 * share
    share *= share
    share *= bend
    return share


def mix(a: Field | float, b: Field | float, weight: Field) -> Field:
    """a where `weight` is 0, b where it is 1."""
    return np.asarray(a + (b - a) * weight, np.float32)


def soft_max(a: Field | float, b: Field | float, width: Field | float) -> Field:
    """The greater of both, rounded over about `width`."""
    gap = np.clip(0.5 + 0.5 * (np.asarray(b, np.float32) - a) / width, 0, 1)
    return np.asarray(a + (b - a) * gap + width * gap * (1 - gap), np.float32)


def soft_min(a: Field | float, b: Field | float, width: Field | float) -> Field:
    """The lesser of both, rounded over about `width`."""
    return -soft_max(-np.asarray(a), -np.asarray(b), width)


def blur(field: Field, cells: float) -> Field:
    """`field` under a Gaussian of `cells` standard deviation."""
    return np.asarray(cv2.GaussianBlur(field, (0, 0), cells, borderType=cv2.BORDER_REPLICATE), np.float32)


def slope(height: Field, cell_m: float) -> Field:
    """The tangent of the steepness, (N, N)."""
    down, right = np.gradient(height, cell_m)
    return np.asarray(np.hypot(down, right), np.float32)
