"""Layers seen by a moved camera: where each film pixel comes from on each sheet, and their sum, far to near.

Backward warping: the place a pixel comes from is where its ray meets the sheet's own relief, found by fixed-point
iteration on a coarse grid (a sheet's relief is smooth). No cracks, no splats. Knows sheets and sights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from dreamwright.engines.parallax.sight import Sight
from dreamwright.frames import Array

COARSE = 4
_ROUNDS = 7
_COVERS = 0.02
"""A matte below this covers nothing."""
Box = tuple[slice, slice]


@dataclass(frozen=True)
class Sheet:
    """A layer made ready to be filmed."""

    color: Array
    """(H, W, 4) linear colour times alpha, and alpha."""
    nearness: Array
    """(H/COARSE, W/COARSE) 1/m."""
    reach: Array
    """(H/COARSE, W/COARSE) above 0 where the sheet shows or is next to where it does."""


@dataclass(frozen=True)
class Grid:
    """The film's pixels: all of them, or every COARSE-th with a ring around."""

    x: Array
    y: Array


def grid(width: int, height: int, step: int = 1, ring: int = 0) -> Grid:
    """(h, w) centres of blocks of `step` pixels, with `ring` blocks more on every side."""
    across = (np.arange(-ring, -(-width // step) + ring, dtype=np.float32) + 0.5) * step - 0.5
    down = (np.arange(-ring, -(-height // step) + ring, dtype=np.float32) + 0.5) * step - 0.5
    x, y = np.meshgrid(across, down)
    return Grid(x.astype(np.float32), y.astype(np.float32))


def coarse(values: Array) -> Array:
    """A (H, W) map at a COARSE-th of its size (H, W padded up)."""
    height, width = values.shape
    padded = cv2.copyMakeBorder(values, 0, -height % COARSE, 0, -width % COARSE, cv2.BORDER_REPLICATE)
    size = padded.shape[1] // COARSE, padded.shape[0] // COARSE
    return np.asarray(cv2.resize(padded, size, interpolation=cv2.INTER_AREA), np.float32)


def met(sight: Sight, nearness: Array, margin: tuple[int, int], at: Grid) -> tuple[Array, Array, Array]:
    """Canvas x and y that the film pixels `at` come from on a relief, and the nearness (1/m) met there."""
    ray = sight.ray(at.x, at.y)
    near = np.zeros_like(at.x)
    x, y = sight.source(ray, near)
    if not sight.moved_m:
        return x + margin[0], y + margin[1], _sampled(nearness, x, y, margin)
    for _ in range(_ROUNDS):
        near = _sampled(nearness, x, y, margin)
        x, y = sight.source(ray, near)
    return x + margin[0], y + margin[1], near


def _sampled(nearness: Array, x: Array, y: Array, margin: tuple[int, int]) -> Array:
    scale = np.float32(1 / COARSE)
    u, v = (x + np.float32(margin[0] + 0.5)) * scale - 0.5, (y + np.float32(margin[1] + 0.5)) * scale - 0.5
    return np.asarray(cv2.remap(nearness, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def full(values: Array, width: int, height: int) -> Array:
    """Values on a coarse grid with a ring of one, for every film pixel."""
    size = values.shape[1] * COARSE, values.shape[0] * COARSE
    large = cv2.resize(values, size, interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(large[COARSE : COARSE + height, COARSE : COARSE + width])


class Camera:
    """Films sheets on a canvas with margins; a pure function of the sight."""

    def __init__(self, margin: tuple[int, int], width: int, height: int, cubic: bool) -> None:
        self.margin, self.width, self.height = margin, width, height
        self._how = cv2.INTER_CUBIC if cubic else cv2.INTER_LINEAR
        self._coarse = grid(width, height, COARSE, 1)
        self._fine = grid(width, height)

    def places(self, sight: Sight, nearness: Array) -> tuple[Array, Array, Array]:
        """Canvas x, y of every film pixel on a relief, and its nearness on the coarse grid."""
        x, y, near = met(sight, nearness, self.margin, self._coarse)
        left, top = self._coarse.x, self._coarse.y
        across, down = full(x - left, self.width, self.height), full(y - top, self.width, self.height)
        across += self._fine.x
        down += self._fine.y
        return across, down, near

    def flat(self, sight: Sight, color: Array) -> Array:
        """(H, W, n) the canvas as if all of it lay at infinity: turns and zooms need no more."""
        if sight.unmoved:
            left, top = self.margin
            return np.ascontiguousarray(color[top : top + self.height, left : left + self.width])
        matrix = sight.homography(self.margin)
        flags = self._how | cv2.WARP_INVERSE_MAP
        size = self.width, self.height
        out = cv2.warpPerspective(color, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(out, np.float32)

    def film(self, sight: Sight, sheets: tuple[Sheet, ...]) -> tuple[Array, Array]:
        """(H, W, 3) linear colour, and (H, W) nearness (1/m, along the picture's own axis)."""
        whole, deep, _ = self.film_and_sky(sight, sheets, None)
        return whole, deep

    def film_and_sky(
        self, sight: Sight, sheets: tuple[Sheet, ...], sky: Array | None
    ) -> tuple[Array, Array, Array | None]:
        """As `film`, and (H, W) how much of each pixel is sky; `sky` (H, W) is the canvas's, seen on the last sheet."""
        x, y, near = self.places(sight, sheets[0].nearness)
        above = None if sky is None else _at(sky, x, y)
        whole = np.ascontiguousarray(self._taken(sheets[0].color, x, y)[..., :3])
        deep = full(near, self.width, self.height)
        for sheet in sheets[1:]:
            x, y, near = self.places(sight, sheet.nearness)
            box = self._box(sheet, x, y)
            if box is not None:
                cover = self._over(whole, sheet.color, x, y, box)
                if above is not None:
                    np.multiply(above[box], 1 - cover, out=above[box])
                np.copyto(deep[box], full(near, self.width, self.height)[box], where=cover > 0.5)
        return np.maximum(whole, 0, out=whole), deep, above

    def _taken(self, color: Array, x: Array, y: Array) -> Array:
        return np.asarray(cv2.remap(color, x, y, self._how, borderMode=cv2.BORDER_REPLICATE))

    def _over(self, whole: Array, color: Array, x: Array, y: Array, box: Box) -> Array:
        """Lays the sheet over `whole` in the box; its cover there."""
        top = self._taken(color, np.ascontiguousarray(x[box]), np.ascontiguousarray(y[box]))
        red, green, blue, cover = cv2.split(top)
        rest = 1 - np.clip(cover, 0, 1, out=cover)
        part = whole[box]
        np.multiply(part, cv2.merge([rest, rest, rest]), out=part)
        part += cv2.merge([red, green, blue])
        return np.asarray(cover, np.float32)

    def _box(self, sheet: Sheet, x: Array, y: Array) -> Box | None:
        """The part of the film where the sheet shows."""
        step = COARSE
        some = slice(step // 2, None, step)
        near = cv2.remap(sheet.reach, x[some, some] / step, y[some, some] / step, cv2.INTER_NEAREST,
                         borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
        rows, columns = np.nonzero((near > 0).any(1))[0], np.nonzero((near > 0).any(0))[0]
        if not rows.size:
            return None
        down = slice(max(0, int(rows[0] - 1) * step), int(rows[-1] + 2) * step)
        across = slice(max(0, int(columns[0] - 1) * step), int(columns[-1] + 2) * step)
        return down, across


def complete(packed: Sequence[Array], picture: Array) -> None:
    """Changes sheets' colour, in place, so that laid over one another they are the picture (H, W, 3).

    Mattes alone mix its edges anew. What is missing goes with the foremost sheet that covers some of a pixel, which
    covers as much more as it must to need no negative light.
    """
    free = np.ones((*picture.shape[:2], 1), np.float32)
    for number in range(len(packed) - 1, 0, -1):
        color, below = packed[number], over(packed[:number])
        mine = free * (color[..., 3:] > _COVERS)
        least = 1 - (picture / np.maximum(below, 1e-4)).min(-1, keepdims=True)
        cover = np.clip(np.maximum(color[..., 3:], least), 0, 1)
        color[..., 3:] += mine * (cover - color[..., 3:])
        color[..., :3] += mine * (picture - (1 - cover) * below - color[..., :3])
        free = free - mine
    packed[0][..., :3] += free * (picture - packed[0][..., :3])


def over(packed: Sequence[Array]) -> Array:
    """(H, W, 3) of sheets' colour (H, W, 4: colour times alpha, alpha) laid over one another, the farthest first."""
    whole = packed[0][..., :3].copy()
    for color in packed[1:]:
        whole *= 1 - np.clip(color[..., 3:], 0, 1)
        whole += color[..., :3]
    return np.asarray(whole, np.float32)


def _at(plane: Array, x: Array, y: Array) -> Array:
    return np.asarray(cv2.remap(plane, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def mixed(before: Sheet, after: Sheet, share: float) -> Sheet:
    """One layer between two ways in which the lens sees it."""
    if share < 1e-3:
        return before
    color = cv2.addWeighted(before.color, 1 - share, after.color, share, 0)
    return replace(before, color=np.asarray(color, np.float32), reach=np.maximum(before.reach, after.reach))


def sheet_of(color: Array, alpha: Array, nearness: Array) -> Sheet:
    """A layer ready to be filmed; `nearness` (H, W) in 1/m."""
    reach = cv2.dilate(coarse(np.asarray(alpha > 0, np.float32)), np.ones((3, 3), np.uint8))
    return Sheet(
        np.dstack([color * alpha[..., None], alpha]).astype(np.float32), coarse(nearness), np.asarray(reach, np.float32)
    )
