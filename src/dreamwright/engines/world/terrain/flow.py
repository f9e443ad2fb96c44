"""Where water runs: steepest receivers, basins joined over their passes, drainage by pointer doubling.

Works on flat indices of one grid; knows nothing of rock or places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

from dreamwright.engines.world.jit import Float, Int, UInt, dr, to_float
from dreamwright.engines.world.terrain.grid import Field, Mask
from dreamwright.engines.world.terrain.noise import Lanes, mix_bits

Index = NDArray[np.int32]
STEPS = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))


@dataclass(frozen=True)
class Flow:
    """A forest of cells, each handing its water to one other; roots hand it to nobody."""

    levels: tuple[tuple[Index, Index], ...]
    """Level k: the cells that have a 2^k-th cell downstream, and that cell."""
    count: int

    def gather_up(self, rain: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N²,) `rain` of each cell and of all that drains through it."""
        total = rain.copy()
        for cells, below in self.levels:
            total += np.bincount(below, weights=total[cells], minlength=self.count).astype(np.float32)
        return total

    def solve_down(self, a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
        """h with h = a + b · h[receiver] (roots: h = a), (N²,): affine maps composed along the streams."""
        a, b = a.copy(), b.copy()
        for cells, below in self.levels:
            a[cells], b[cells] = a[cells] + b[cells] * a[below], b[cells] * b[below]
        return a


def steepest(height: Field, jitter_seed: int) -> Index:
    """(N²,) flat index of the lower neighbour down the steepest way, itself in a pit.

    The fall is weighed by a little chance per cell and way, so that streams do not follow the grid's axes.
    """
    count = height.shape[0]
    h = to_float(height)
    i = dr.arange(UInt, count * count)
    key = dr.opaque(UInt, jitter_seed % 2**32)
    best, receiver = _steepest(h, i, dr.opaque(UInt, count), key)
    del best
    return to_numpy_index(receiver).view(np.int32)


def to_numpy_index(value: Lanes) -> NDArray[np.uint32]:
    """A device index array on the host."""
    return np.array(value, np.uint32)


def _steepest(h: Lanes, i: Lanes, count: Lanes, key: Lanes) -> tuple[Lanes, Lanes]:
    row, column = Int(i // count), Int(i % count)
    own, best, receiver = dr.gather(Float, h, i), Float(0), UInt(i)
    side = Int(count)
    for k, (dy, dx) in enumerate(STEPS):
        r, c = row + dy, column + dx
        inside: Lanes = (r >= 0) & (r < side) & (c >= 0) & (c < side)
        there = UInt(r * side + c)
        chance = Float(mix_bits(i, UInt(k), key) >> 8) * (0.35 / 2**24) + 0.825
        fall = (own - dr.gather(Float, h, there, inside)) * (chance / (1.41421356 if dy and dx else 1.0))
        better = inside & (fall > best)
        best, receiver = dr.select(better, fall, best), dr.select(better, there, receiver)
    return best, receiver


def roots(receiver: Index) -> Index:
    """(N²,) the last cell downstream of each."""
    label = receiver
    while True:
        further = label[label]
        if np.array_equal(further, label):
            return label
        label = further


def doubled(receiver: Index) -> Flow:
    """The forest in powers of two; a cell that is its own receiver is a root."""
    cells = np.flatnonzero(receiver != np.arange(receiver.size, dtype=np.int32)).astype(np.int32)
    below = receiver.copy()
    is_root = np.ones(receiver.size, np.bool_)
    is_root[cells] = False
    levels = []
    while cells.size:
        levels.append((cells, below[cells]))
        going = ~is_root[below[cells]]
        is_root[cells[~going]] = True
        cells, ahead = cells[going], below[below[cells[going]]]
        below[cells] = ahead
    return Flow(tuple(levels), receiver.size)


def drained(height: Field, receiver: Index, outlet: Mask) -> Index:
    """`receiver` with every closed basin led over its lowest pass, (N²,).

    Basins are joined by the minimum spanning tree of their passes (Cordonnier, Bovy and Braun 2019).
    """
    flat, label = height.ravel(), roots(receiver)
    pits = np.flatnonzero(label == np.arange(label.size, dtype=np.int32)).astype(np.int32)
    closed = pits[~outlet.ravel()[pits]]
    if not closed.size:
        return receiver
    basin = np.zeros(receiver.size, np.int32)
    basin[closed] = np.arange(1, closed.size + 1, dtype=np.int32)
    basin = basin[label]
    a, b, level = _passes(flat, basin, height.shape[0])
    return _lead_over(receiver, closed, basin, (a, b, level))


def _passes(flat: Field, basin: Index, count: int) -> tuple[Index, Index, Field]:
    """The lowest pass between each two touching basins: the cells on both sides and its height."""
    cell = np.arange(flat.size, dtype=np.int32).reshape(count, count)
    pairs = [(cell[:, :-1], cell[:, 1:]), (cell[:-1], cell[1:])]
    a = np.concatenate([p.ravel() for p, _ in pairs])
    b = np.concatenate([q.ravel() for _, q in pairs])
    between = basin[a] != basin[b]
    a, b = a[between], b[between]
    level = np.maximum(flat[a], flat[b])
    low, high = np.minimum(basin[a], basin[b]), np.maximum(basin[a], basin[b])
    key = low.astype(np.int64) * (int(basin.max()) + 1) + high
    order = np.lexsort((level, key))
    ranked = key[order]
    first = order[np.concatenate([[True], ranked[1:] != ranked[:-1]])]
    return a[first], b[first], level[first]


def _lead_over(receiver: Index, closed: Index, basin: Index, passes: tuple[Index, Index, Field]) -> Index:
    a, b, level = passes
    count, base = closed.size + 1, float(level.min()) - 1
    graph = coo_array((level - base, (basin[a], basin[b])), shape=(count, count)).tocsr()
    tree = minimum_spanning_tree(graph)
    order, parent = breadth_first_order(tree, 0, directed=False)
    keys = np.minimum(basin[a], basin[b]).astype(np.int64) * count + np.maximum(basin[a], basin[b])
    child = order[1:]
    up = parent[child]
    spot = np.searchsorted(keys, np.minimum(child, up) * count + np.maximum(child, up))
    beyond = np.where(basin[a[spot]] == up, a[spot], b[spot])
    led = receiver.copy()
    led[closed[child - 1]] = beyond
    return led
