"""Rain, snow, dust and ash in the air of a picture, hidden by what is nearer.

Particles fill wrapped boxes about the camera and are drawn as antialiased strokes, shell by shell of distance.
Knows plain numbers, sights and depth; nothing of plans' words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.sight import Sight
from dreamwright.frames import Array

Points = NDArray[np.float64]
_SHELLS = np.array([0.9, 1.5, 2.5, 4.5, 8.0, 14.0, 26.0])
"""Distances (m) that part the shells; each is drawn and hidden as a whole."""
_SUBPIXEL = 4
_FAINTEST = 0.004


class Kind(NamedTuple):
    """What falls: metres, seconds, 0-1."""

    fall_mps: tuple[float, float]
    radius_m: tuple[float, float]
    carried: float
    sway_m: float
    opacity: float
    shutter: float
    """Share of the open shutter for which a particle is drawn."""
    tint: tuple[float, float, float]
    light: float
    """Brightness, of the picture's bright parts."""
    number: int
    """Particles at rate 1 in a box of `side_m`."""
    side_m: float


OF_KIND = {
    "rain": Kind((6.5, 9.0), (0.0009, 0.0018), 0.7, 0.01, 0.85, 1.0, (0.96, 0.98, 1.0), 0.8, 26000, 26.0),
    "snow": Kind((0.7, 1.7), (0.004, 0.011), 0.9, 0.18, 1.0, 0.4, (0.97, 0.98, 1.0), 1.15, 22000, 24.0),
    "dust": Kind((-0.1, 0.3), (0.001, 0.002), 1.0, 0.25, 0.5, 0.6, (0.9, 0.72, 0.5), 0.8, 14000, 24.0),
    "ash": Kind((0.35, 1.0), (0.003, 0.009), 0.9, 0.25, 0.9, 0.4, (0.3, 0.29, 0.28), 0.4, 14000, 24.0),
}


@dataclass(frozen=True)
class Air:
    """The swarm's wind and time: metres a second right and ahead; seconds."""

    wind: tuple[float, float]
    loop_s: float | None
    shutter_s: float


class Falling:
    """One swarm; a pure function of the second."""

    def __init__(self, kind: Kind, rate: float, air: Air, seed: int) -> None:
        random = np.random.default_rng([seed, 0xFA11])
        count = max(1, round(kind.number * rate))
        self._kind, self._air = kind, air
        self._start = random.uniform(0, kind.side_m, (count, 3))
        fall = random.uniform(*kind.fall_mps, count)
        pull = kind.carried * random.uniform(0.85, 1.15, count)
        speed = np.stack([pull * air.wind[0], fall, pull * air.wind[1]], -1)
        self._speed = speed if air.loop_s is None else _closing(speed, air.loop_s, kind.side_m)
        self._radius = random.uniform(*kind.radius_m, count)
        self._sway = random.uniform(0, 2 * math.pi, (count, 2))
        rate_hz = random.uniform(0.3, 0.8, count)
        self._omega = (
            2
            * math.pi
            * (rate_hz if air.loop_s is None else np.maximum(1, np.round(rate_hz * air.loop_s)) / air.loop_s)
        )

    def draw(self, color: Array, nearness: Array, sight: Sight, t_s: float, light: Array) -> Array:
        """`color` (H, W, 3) with the swarm at `t_s` before and between things at `nearness` (h, w; 1/m).

        `light` (3,) is what a particle shows.
        """
        open_s = self._air.shutter_s * self._kind.shutter
        begun, ended = (self._seen(sight, t_s + s * open_s) for s in (-0.5, 0.5))
        cover = np.zeros(color.shape[:2], np.float32)
        behind = cv2.resize(nearness, color.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        for low, high in pairwise(_SHELLS):
            stroke = self._stroked(begun, ended, (low, high), sight)
            if stroke is not None:
                middle = math.sqrt(low * high)
                open_air = np.clip((1 / middle - behind) * middle * 8 + 0.5, 0, 1)
                cover += (1 - cover) * stroke * open_air
        tint = np.asarray(light, np.float32) * np.asarray(self._kind.tint, np.float32) * np.float32(self._kind.light)
        return color + (tint - color) * cover[..., None]

    def _seen(self, sight: Sight, t_s: float) -> Points:
        """(N, 3) where the particles are in the camera's axes at `t_s`, wrapped about a place ahead of it."""
        side = self._kind.side_m
        sway = self._kind.sway_m * np.sin(self._omega[:, None] * t_s + self._sway)
        place = self._start + self._speed * t_s
        place[:, ::2] += sway
        centre = sight.shift + sight.turn[2] * (0.45 * side)
        wrapped = (place - centre + side / 2) % side - side / 2 + centre
        return np.asarray((wrapped - sight.shift) @ sight.turn.T)

    def _stroked(self, begun: Points, ended: Points, shell: tuple[float, float], sight: Sight) -> Array | None:
        """(H, W) cover 0-1 of the particles of one shell."""
        ahead = ended[:, 2]
        here = np.flatnonzero((ahead > shell[0]) & (ahead <= shell[1]) & (begun[:, 2] > 0.1))
        if not here.size:
            return None
        half = np.array([sight.width, sight.height]) / 2 - 0.5
        start, end = (p[here, :2] / p[here, 2:] * sight.focal + half for p in (begun, ended))
        size = self._radius[here] * sight.focal / ahead[here]
        length = np.hypot(*(end - start).T)
        near = ((end > -60) & (end < 2 * half + 60)).all(1) & (length < 0.4 * sight.width)
        # a stroke covers a pixel by its width, and while it passes by its share of the shutter
        drawn = np.maximum(size, 0.6)
        strength = self._kind.opacity * (size / drawn) * np.minimum(1, (2 * drawn / (2 * drawn + length)) ** 0.3)
        shown = np.flatnonzero(near & (strength > _FAINTEST))
        return _painted(start[shown], end[shown], drawn[shown], strength[shown], (sight.height, sight.width))


def _closing(speed: Points, loop_s: float, side_m: float) -> Points:
    """Speeds at which whole boxes are crossed in a loop, so that it closes; slow ones stand across but sway."""
    turns = np.round(speed * loop_s / side_m)
    turns[:, 1] = np.where(turns[:, 1] == 0, 1, turns[:, 1])
    return np.asarray(turns * side_m / loop_s)


def _painted(start: Points, end: Points, radius: Points, strength: Points, shape: tuple[int, int]) -> Array:
    """(H, W) strokes from start to end, antialiased, the strongest on top; large ones soft."""
    picture = np.zeros(shape, np.uint8)
    scale = 1 << _SUBPIXEL
    order = np.argsort(strength)
    ends = np.round(np.concatenate([start, end], 1)[order] * scale).astype(np.int64).tolist()
    for (x0, y0, x1, y1), r, s in zip(ends, radius[order].tolist(), strength[order].tolist(), strict=True):
        width, value = max(1, round(2 * r)), max(1, round(255 * s))
        cv2.line(picture, (x0, y0), (x1, y1), value, width, cv2.LINE_AA, _SUBPIXEL)
    soft = float(np.clip(0.35 * np.median(radius), 0.45, 4.0)) if radius.size else 0.45
    return np.asarray(cv2.GaussianBlur(picture.astype(np.float32) / 255, (0, 0), soft), np.float32)
