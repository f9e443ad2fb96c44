"""Fire that flickers: flames that lick and leap about their foot, and their light on what is near.

A flame is light added to what is behind it; only that light moves. Knows arrays; nothing of plans.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from dreamwright.engines.parallax.rhythm import Rhythm
from dreamwright.engines.parallax.synthesis import extended
from dreamwright.frames import Array

_COARSE = 2
_HZ = (0.9, 1.7, 3.1, 4.3, 5.9, 8.3)
"""Rates at which flames flicker (Hamins et al. 1992: 1.5/√diameter, 10 Hz for a candle, 1 for a large fire)."""
_FLICKER = 0.16
_WARM = np.array([1.0, 0.8, 0.55], np.float32)
_REACHES = 3.0
"""How many times its size a fire's light is seen to flicker around it."""
SPILL_UP, SPILL_SIDE = 0.35, 0.2
"""How far flames leap over the place where the picture shows them, as a share of their height."""


class Flicker:
    """How much brighter or darker a fire is than in the picture: 1/f noise of a few rates."""

    def __init__(self, rhythm: Rhythm, seed: int) -> None:
        random = np.random.default_rng([seed, 0xF1AE])
        rates = np.array(_HZ) * random.uniform(0.9, 1.1, len(_HZ))
        self._omega = rhythm.fitted(2 * math.pi * rates)
        strength = _FLICKER / np.sqrt(rates)
        phase = random.uniform(0, 2 * math.pi, len(_HZ))
        self._parts = np.stack([strength * np.cos(phase), strength * np.sin(phase)], -1).ravel()
        self._rhythm = rhythm

    def at(self, t_s: float) -> float:
        """Share by which it is brighter at `t_s`; 0 at 0."""
        return float(self._rhythm.swing(self._omega, t_s) @ self._parts)


@dataclass(frozen=True)
class _Tongues:
    """Noise that races upward past a place, periodic in height."""

    field: Array
    """(period rows, w)."""
    turns: float
    """Periods that pass in the whole film."""

    def at(self, share: float, rows: int) -> Array:
        """(rows, w) the noise when a share of the film is over."""
        period, width = self.field.shape
        offset = (share * self.turns % 1.0) * period
        y = (np.arange(rows, dtype=np.float32)[:, None] + np.float32(offset)) % period
        x = np.broadcast_to(np.arange(width, dtype=np.float32)[None], (rows, width))
        high = np.ascontiguousarray(np.broadcast_to(y, (rows, width)))
        wrapped = np.vstack([self.field, self.field[:2]])
        return np.asarray(cv2.remap(wrapped, np.ascontiguousarray(x), high, cv2.INTER_LINEAR), np.float32)


class Flames:
    """The flames of one place; `at(t)` is a pure function of t and leaves the picture as it is at 0."""

    def __init__(self, color: Array, mask: Array, rhythm: Rhythm, seed: int, picture_px: int) -> None:
        """`color` (H, W, 3) with the flames; `mask` (H, W) 0-1 where they are, with room about it to leap to.

        `picture_px`: the height of the whole picture; small flames are calm.
        """
        self._light = _light(color, mask)
        self._rhythm, self._flicker = rhythm, Flicker(rhythm, seed)
        above, height = _above_foot(mask)
        self._calm = float(np.clip(height / (0.36 * picture_px), 0.25, 1.0))
        lick = np.clip(above / max(height, 1.0), 0, 1.2) ** 1.3 * height
        size = max(1, mask.shape[1] // _COARSE), max(1, mask.shape[0] // _COARSE)
        self._reach = np.asarray(cv2.resize(lick, size, interpolation=cv2.INTER_AREA), np.float32)
        random = np.random.default_rng([seed, 0xF1A3])
        cells = height / _COARSE / np.array([2.6, 2.2, 6.0, 3.5])
        speed = np.array([1.1, 1.3, 1.9, 1.6]) * (2.4 - 1.2 * self._calm)
        self._tongues = [
            _tongues(size, c, height / _COARSE, s, rhythm, random) for c, s in zip(cells, speed, strict=True)
        ]
        self._start = [tongue.at(0.0, size[1]) for tongue in self._tongues]
        self._y, self._x = np.mgrid[: mask.shape[0], : mask.shape[1]].astype(np.float32)

    def at(self, t_s: float, color: Array) -> Array:
        """`color` (H, W, 3) with the flames as they are `t_s` seconds on."""
        if t_s == 0:
            return color
        share, start = t_s / self._rhythm.length_s, np.float32(self._rhythm.start(t_s))
        rows = self._reach.shape[0]
        side, leap, fine, glow = (
            np.asarray(tongue.at(share, rows) - start * was, np.float32)
            for tongue, was in zip(self._tongues, self._start, strict=True)
        )
        calm = np.float32(self._calm)
        x = self._full((np.float32(0.10) * side + np.float32(0.035) * fine) * self._reach * calm) + self._x
        y = self._full(np.float32(0.14) * leap * self._reach * calm) + self._y
        moved = cv2.remap(self._light, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        flicker = np.float32((0.4 + 0.6 * self._calm) * self._flicker.at(t_s))
        gain = flicker + self._full(np.float32(0.14) * calm * glow)
        burnt = np.clip(5 * moved.max(-1) - 4, 0, 0.75)  # what the picture shows as white is brighter still
        gain = np.maximum(1 + np.where(gain < 0, gain * (1 - burnt), gain), 0.3)
        return np.asarray(np.maximum(color - self._light + moved * gain[..., None], 0), np.float32)

    def _full(self, values: Array) -> Array:
        return np.asarray(cv2.resize(values, self._x.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _light(color: Array, mask: Array) -> Array:
    """(H, W, 3) what the flames add to what is behind them, with the fringe that a mask leaves out."""
    tall = float((mask > 0.3).any(1).sum())
    reach, over = max(3, round(0.05 * tall)), max(6, round(0.25 * tall))
    wide = cv2.dilate(mask, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    wide = cv2.dilate(wide, np.ones((over, 1), np.uint8), anchor=(0, 0))  # tips are thinner than a mask shows
    dark = extended(color, cv2.dilate(wide, np.ones((5, 5), np.uint8)) < 0.05)
    light = np.maximum(color - dark, 0)
    outshines = np.clip(light.sum(-1) / (0.6 * dark.sum(-1) + 0.01) - 0.4, 0, 1)
    share = np.maximum(mask, cv2.GaussianBlur(wide, (0, 0), 0.4 * reach) * wide * outshines)
    return np.asarray(light * share[..., None], np.float32)


def _tongues(size: tuple[int, int], cell: float, height: float, speed: float, rhythm: Rhythm,
             random: np.random.Generator) -> _Tongues:  # fmt: skip
    """Noise of lumps of `cell` that rises `speed` heights a second."""
    period = max(8, round(3.0 * height))
    rows = max(2, round(period / (1.4 * cell)))
    seeds = random.standard_normal((rows, max(2, round(size[0] / cell) + 2))).astype(np.float32)
    looped = np.vstack([seeds[-3:], seeds, seeds[:3]])
    step = period / rows
    large = cv2.resize(looped, (max(size[0], round(seeds.shape[1] * cell)), round(looped.shape[0] * step)),
                       interpolation=cv2.INTER_CUBIC)  # fmt: skip
    top = round(3 * step)
    return _Tongues(np.ascontiguousarray(large[top : top + period, : size[0]]) / np.float32(0.75),
                    rhythm.cycles(speed * height * rhythm.length_s / period))  # fmt: skip


def _above_foot(mask: Array) -> tuple[Array, float]:
    """(H, W) pixels over the foot of the flame in each column, and the height of the tallest one."""
    solid = (mask > 0.3).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(solid, np.ones((9, 9), np.uint8)))
    foot = np.full(mask.shape[1], float(mask.shape[0]), np.float32)
    tallest = 1.0
    for i in range(1, count):
        left, top, width, height = (int(v) for v in stats[i, :4])
        foot[left : left + width] = top + height - 5
        tallest = max(tallest, height - 8.0)
    foot = cv2.GaussianBlur(foot[None], (0, 0), max(2.0, tallest / 8))[0] if count > 1 else foot
    return np.maximum(foot[None] - np.arange(mask.shape[0], dtype=np.float32)[:, None], 0), tallest


class Glow:
    """A fire's light on what is near, which flickers with it."""

    def __init__(self, share: Array, flicker: Flicker) -> None:
        """`share` (H, W) 0-1 of the light there that is the fire's."""
        self._share, self._flicker = share[..., None] * _WARM, flicker

    def at(self, t_s: float, color: Array) -> Array:
        """`color` (H, W, 3) lit as it is `t_s` seconds on."""
        if t_s == 0:
            return color
        gain = self._share * np.float32(self._flicker.at(t_s))
        gain += 1
        gain *= color
        return np.asarray(gain, np.float32)


def lit_by(fire: Array, nearness: Array) -> Array:
    """(H, W) 0-1: how much of the light on each point is that of the `fire` (H, W) 0-1.

    It falls with the distance in the picture, and with that in depth by `nearness` (H, W) 0-1; none beyond 3 times the
    fire's size.
    """
    burning = fire > 0.4
    if not burning.any():
        return np.zeros_like(fire)
    size = math.sqrt(float(burning.sum()))
    away = cv2.distanceTransform((~burning).astype(np.uint8), cv2.DIST_L2, 5) / np.float32(_REACHES * size)
    beside = np.exp(-(((nearness - float(np.median(nearness[burning]))) / 0.3) ** 2))
    return np.asarray(0.6 * np.clip(1 - away, 0, 1) ** 2 * beside * (1 - fire), np.float32)
