"""Leaves, grass and hair that sway: displacements that grow from the root and die out at what stands still.

Sums of a few swings with a phase that travels with the wind; nothing is carried off. Knows arrays; nothing of plans.
"""

from __future__ import annotations

import math
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.rhythm import Rhythm, noise
from dreamwright.frames import Array

Mask = NDArray[np.bool_]
STEP = 4
"""Pixels between the points at which swaying is worked out."""
_MOST = 0.008
"""Largest displacement, as a share of the picture's width."""
_STILL_PX = 5.0
"""Within so many pixels of something rigid nothing sways."""
_NOWHERE_PX = np.float32(1e6)
"""Distance to what is not there: OpenCV gives the greatest number there is."""
_STEEPEST = 0.3
"""Steepest change of displacement over a pixel: steeper would fold."""
_SHINE = 0.16
_SLOWER = 0.15
"""Share by which a loop's leaves are slower at the picture, which is sharper than the swayed one."""
_FARTHEST = 1 / 300
_SEEN_M = (45.0, 110.0)
"""Leaves nearer than this sway to the full, those farther not at all: far hills are no trees."""


class _Swing(NamedTuple):
    """One part of swaying: rate, how long its wave is in the picture (or on the ground, m), and its share."""

    hz: float
    length: float
    share: float
    upright: float
    """Of its displacement, how much is up and down."""


_TREES = (_Swing(0.23, 620, 0.62, 0.05), _Swing(0.37, 400, 0.45, 0.08), _Swing(0.71, 190, 0.34, 0.15),
          _Swing(1.13, 120, 0.24, 0.3), _Swing(1.7, 70, 0.16, 0.4), _Swing(2.6, 38, 0.09, 0.5))  # fmt: skip
"""Lengths in pixels of a picture 1280 wide."""
_GRASS = (_Swing(0.42, 7.0, 0.6, 0.1), _Swing(0.63, 4.0, 0.45, 0.15), _Swing(1.2, 1.7, 0.3, 0.2),
          _Swing(1.9, 0.8, 0.2, 0.2))  # fmt: skip
"""Lengths in metres on the ground."""


@dataclass(frozen=True)
class Wind:
    """What blows: m/s right and ahead."""

    right: float
    ahead: float

    @property
    def mps(self) -> float:
        """Its strength."""
        return math.hypot(self.right, self.ahead)


@dataclass(frozen=True)
class Land:
    """Where swaying things stand, every STEP pixels."""

    nearness: Array
    """(h, w) 1/m."""
    horizon: float
    """Row, in pixels of the picture."""
    middle: float
    """Column straight ahead, in pixels of the picture."""
    focal_px: float
    height_m: float
    """Of the camera over the ground."""


class Sway:
    """A field of displacements; `at(t)` is a pure function of t, nothing at 0 and nothing on average."""

    def __init__(self, reach: Array, grass: Array, land: Land, wind: Wind, rhythm: Rhythm, seed: int) -> None:
        """`reach` (h, w) the largest displacement in pixels; `grass` (h, w) 0-1 how much of it is of the ground."""
        random = np.random.default_rng([seed, 0x5AE1])
        shape = reach.shape[0], reach.shape[1]
        trees = [_phase_of_trees(shape, swing, wind, random) for swing in _TREES]
        blades = [_phase_of_grass(land, shape, swing, wind, random) for swing in _GRASS]
        weights = [(1 - grass) * swing.share for swing in _TREES] + [
            grass * swing.share * fade for swing, (_, fade) in zip(_GRASS, blades, strict=True)
        ]
        phases = trees + [phase for phase, _ in blades]
        swings = [*_TREES, *_GRASS]
        self._omega = rhythm.fitted(
            np.array([2 * math.pi * s.hz for s in swings]) * random.uniform(0.94, 1.06, len(swings))
        )
        self._rhythm = rhythm
        waves = [
            part for phase, w in zip(phases, weights, strict=True) for part in (w * np.cos(phase), w * np.sin(phase))
        ]
        self._leans = np.stack(waves).astype(np.float32)
        self._upright = np.repeat(np.array([s.upright for s in swings], np.float32), 2)
        self._of_grass = np.repeat(np.array([0] * len(_TREES) + [1] * len(_GRASS), np.float32), 2)
        self._reach = reach
        self._shine = np.asarray(_SHINE * min(1.0, wind.mps / 6) * np.clip(reach / 1.5, 0, 1), np.float32)

    def within(self, box: tuple[slice, slice]) -> Sway:
        """The same field in a part of it."""
        part = copy(self)
        part._leans = np.ascontiguousarray(self._leans[:, *box])
        part._reach, part._shine = self._reach[box], self._shine[box]
        return part

    def at(self, t_s: float) -> tuple[Array, Array]:
        """(h, w, 2) pixels right and down from which what is here came, and (h, w) how bright it is, around 1."""
        swing = self._rhythm.swing(self._omega, self._rhythm.even(t_s, _SLOWER))
        weights = np.stack([swing, np.roll(swing * self._upright, -1), swing * self._of_grass])
        right, down, lit = (weights @ self._leans.reshape(swing.size, -1)).reshape(3, *self._reach.shape)
        field = np.dstack([right * self._reach, down * self._reach])
        return np.asarray(field, np.float32), np.asarray(1 + lit * self._shine, np.float32)


def _phase_of_trees(shape: tuple[int, int], swing: _Swing, wind: Wind, random: np.random.Generator) -> Array:
    """(h, w) a phase that runs with the wind across the picture, unevenly."""
    length = swing.length * shape[1] * STEP / 1280 / STEP
    along = 1.0 if wind.right >= 0 else -1.0
    angle = random.uniform(-0.5, 0.5)
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    run = (along * math.cos(angle) * x + math.sin(angle) * y) * (2 * math.pi / length)
    return np.asarray(random.uniform(0, 2 * math.pi) - run + 1.6 * noise(shape, 0.6 * length, random), np.float32)


def _phase_of_grass(
    land: Land, shape: tuple[int, int], swing: _Swing, wind: Wind, random: np.random.Generator
) -> tuple[Array, Array]:
    """(h, w) a phase of gusts that run over the ground, and 0-1 where they are long enough to be seen."""
    length = swing.length * max(land.height_m / 1.7, 0.5)
    y, x = (np.mgrid[: shape[0], : shape[1]] + 0.5) * float(STEP)
    beyond = np.maximum(y - land.horizon, 3.0)
    across, ahead = (x - land.middle) * land.height_m / beyond, land.height_m * land.focal_px / beyond
    angle = math.atan2(wind.right, wind.ahead) + random.uniform(-0.45, 0.45)
    run = (math.sin(angle) * across + math.cos(angle) * ahead) * (2 * math.pi / length)
    drawn = length * beyond * beyond / (land.height_m * land.focal_px)
    uneven = noise(shape, max(6.0, shape[1] / 14), random)
    phase = random.uniform(0, 2 * math.pi) - run + 0.8 * uneven
    return np.asarray(phase, np.float32), np.asarray(np.clip(drawn / 24 - 0.3, 0, 1), np.float32)


def height_over_root(foliage: Array) -> Array:
    """(h, w) points of a column over where it stands: what hangs over a gap stands as high as it hangs."""
    height = np.zeros_like(foliage)
    run = np.zeros(foliage.shape[1], np.float32)
    for row in range(foliage.shape[0] - 1, -1, -1):
        run = np.where(foliage[row] > 0.5, run + 1, np.maximum(0.85 * run - 1, 0)).astype(np.float32)
        height[row] = run
    return np.asarray(cv2.GaussianBlur(height, (0, 0), 3.0), np.float32)


def of_the_ground(land: Land, shape: tuple[int, int]) -> Array:
    """(h, w) 0-1: 1 where what is seen lies as near as level ground there, 0 where it stands up before it."""
    y = (np.arange(shape[0], dtype=np.float32)[:, None] + 0.5) * STEP
    level = (y - land.horizon) / (land.focal_px * land.height_m)
    below = np.clip((y - land.horizon) / (6.0 * STEP), 0, 1)
    rise = land.nearness / np.maximum(level, 1e-5)
    lowest = rise[-max(2, shape[0] // 10) :]
    rise = rise / max(float(np.median(lowest)), 1e-6)
    return np.asarray(cv2.GaussianBlur(below * np.clip((1.9 - rise) / 0.7, 0, 1), (0, 0), 2.0), np.float32)


def reach_of(foliage: Array, sky: Array, land: Land, wind: Wind, grass: Array) -> Array:
    """(h, w) largest displacement in pixels that the wind gives each point; 0 at and near what is rigid.

    It may swing over the sky, which is soft, but not over anything else. All maps are (h, w), every STEP pixels.
    """
    nearness = np.maximum(land.nearness, _FARTHEST)
    pixel_per_m = land.focal_px * nearness
    stands_m = height_over_root(foliage) * STEP / pixel_per_m
    boughs = min(0.03 * wind.mps, 0.5) * stands_m / (stands_m + 2.5)
    blades = min(0.03 * wind.mps, 0.25)
    wanted = (boughs + (blades - boughs) * grass) * pixel_per_m
    least = 0.3 * min(1.0, wind.mps / 4) * np.clip(stands_m, 0, 1)
    reach = np.clip(wanted, least, _MOST * foliage.shape[1] * STEP)
    full, none = (1 / distance for distance in _SEEN_M)
    reach = reach * np.clip((land.nearness - none) / (full - none), 0, 1)
    return bounded(np.asarray(reach, np.float32), foliage > 0.5, (foliage > 0.5) | (sky > 0.5))


def bounded(reach: Array, moves: Mask, soft: Mask) -> Array:
    """`reach` where it moves, a little over what is `soft` beside it, and gently down to 0 towards all else."""
    if not moves.any():
        return np.zeros_like(reach)
    beside = cv2.GaussianBlur(np.where(moves, reach, 0).astype(np.float32), (0, 0), 3.0)
    share = cv2.GaussianBlur(moves.astype(np.float32), (0, 0), 3.0)
    spread = np.where(moves, reach, beside / np.maximum(share, 0.05))
    away = np.minimum(cv2.distanceTransform((~moves).astype(np.uint8), cv2.DIST_L2, 5), _NOWHERE_PX) * STEP
    spread = spread * np.clip(1.5 - away / (8 + 3 * spread), 0, 1)
    walled = cv2.copyMakeBorder(soft.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    rigid = np.minimum(cv2.distanceTransform(walled, cv2.DIST_L2, 5)[1:-1, 1:-1], _NOWHERE_PX) * STEP
    return np.asarray(np.minimum(spread, _STEEPEST * np.maximum(rigid - _STILL_PX, 0)), np.float32)


def bent(packed: Array, sway: tuple[Array, Array]) -> Array:
    """`packed` (H, W, 4) premultiplied colour and matte, displaced and lit by a swaying field at every STEP pixels."""
    height, width = packed.shape[:2]
    field, lit = sway
    size = STEP * field.shape[1], STEP * field.shape[0]
    full = np.ascontiguousarray(cv2.resize(field, size, interpolation=cv2.INTER_LINEAR)[:height, :width], np.float32)
    full[..., 0] += np.arange(width, dtype=np.float32)
    full[..., 1] += np.arange(height, dtype=np.float32)[:, None]
    out = np.asarray(
        cv2.remap(packed, full, np.empty(0), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101), np.float32
    )
    np.maximum(out, 0, out=out)
    if float(lit.max() - lit.min()) > 1e-4:
        gain = cv2.resize(lit, size, interpolation=cv2.INTER_LINEAR)[:height, :width]
        cv2.multiply(out, cv2.merge([gain, gain, gain, np.ones_like(gain)]), dst=out)
    return out
