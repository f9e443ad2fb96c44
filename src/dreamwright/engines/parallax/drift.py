"""Textures that are carried along a steady flow, never smeared, never run out: clouds, rivers, falls, smoke.

Symmetric splatting (Holynski et al. 2021) with backward tracing: a copy from the past and one from the future are
mixed by how old they are and by whether their place of origin lies inside the texture. Knows arrays; nothing of plans.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from dreamwright.engines.parallax.rhythm import Rhythm, noise
from dreamwright.frames import Array

_COARSE = 4
FARTHEST = 0.1
"""Longest way that a copy is carried before the next one takes over, as a share of the picture's width."""
_LEVEL = 0.02
"""Clouds nearer to the horizon than this share of the picture's height creep as those there."""
_STRANGER = 0.02
"""Weight of a copy whose origin lies outside the texture."""
_MOST_GAIN = 1.5
_SLOWER = 0.05
"""Share by which a loop is slower at the texture itself: alone and as it is, it shows more change than a mixture."""
_FIRST = 1 << 20


@dataclass(frozen=True)
class Plane:
    """A horizontal plane over (or under) the camera, and how it drifts."""

    height_m: float
    """Above the camera; negative below it."""
    right_mps: float
    ahead_mps: float


def plane_flow(shape: tuple[int, int], horizon: float, middle: float, focal: float, plane: Plane) -> Array:
    """(H, W, 2) pixels a second that a point of the plane moves right and down in the picture; 0 beyond the horizon.

    `horizon` is its row, `middle` the column straight ahead, `focal` in pixels.
    """
    x, y = np.meshgrid(np.arange(shape[1], dtype=np.float32) - middle, np.arange(shape[0], dtype=np.float32))
    sign = 1.0 if plane.height_m > 0 else -1.0
    beyond = np.maximum((horizon - y) * sign, _LEVEL * shape[0])  # pixels from the horizon
    across, along = plane.right_mps / abs(plane.height_m), plane.ahead_mps / abs(plane.height_m)
    right = across * beyond - x * along * beyond / focal
    approach = -along * beyond * beyond / focal
    return np.asarray(np.dstack([right, -sign * approach]), np.float32)


_ENDLESS = Rhythm(math.inf)


@dataclass(frozen=True)
class Copies:
    """How long copies are carried, and how much sooner or later than that they come from in places."""

    period_s: float | None
    """Seconds until the next copy has taken over; None where one copy lasts for the whole film."""
    rounds: int | None = None
    """After how many the first one is there again; None = never."""
    unrest: float = 0.0
    """Share of a period by which later copies differ in age from place to place: no copy comes twice."""
    seed: int = 0
    rhythm: Rhythm = _ENDLESS


def copies(way_px: float, flow: Array, rhythm: Rhythm, unrest: float = 0.0, seed: int = 0) -> Copies:
    """Copies that are carried no farther than `way_px`."""
    speed = max(float(np.percentile(np.hypot(flow[..., 0], flow[..., 1])[::4, ::4], 99)), 1e-6)
    longest = way_px / speed
    if rhythm.loop:
        rounds = max(1, math.ceil(rhythm.length_s / longest - 0.25))
        return Copies(rhythm.length_s / rounds, rounds, unrest, seed, rhythm)
    return Copies(None if longest >= rhythm.length_s else longest, None, unrest, seed, rhythm)


class Carried:
    """A texture on its steady flow; `at(t)` is a pure function of t and gives the texture itself at 0."""

    def __init__(
        self, texture: Array, flow: Array, carried: Copies, inside: Array | None = None, steps: int = 1
    ) -> None:
        """`texture` (H, W, n), complete; `flow` (H, W, 2) pixels a second.

        `inside` (H, W) 0-1 tells where the texture is genuine; it then is detail whose local mean is 0. `steps`: in
        how many the flow is followed; more where it turns or speeds up within a period.
        """
        self.texture, self._copies, self._steps = texture, carried, steps
        size = max(1, texture.shape[1] // _COARSE), max(1, texture.shape[0] // _COARSE)
        self._flow = np.asarray(cv2.resize(flow, size, interpolation=cv2.INTER_AREA) / np.float32(_COARSE), np.float32)
        self._inside = None if inside is None else np.asarray(cv2.resize(inside, size), np.float32)
        self._soft = max(1.0, texture.shape[1] / 40 / _COARSE)
        self._grid = np.ascontiguousarray(
            np.mgrid[: texture.shape[0], : texture.shape[1]][::-1].transpose(1, 2, 0), np.float32
        )
        self._v, self._u = np.mgrid[: size[1], : size[0]].astype(np.float32)

    def at(self, t_s: float) -> Array:
        """The texture `t_s` seconds on (or back)."""
        period = self._copies.period_s
        t_s = self._copies.rhythm.even(t_s, _SLOWER)
        if t_s == 0:
            return self.texture
        if period is None:
            return self._taken(*self._origin(np.full_like(self._u, t_s)))
        turn = math.floor(t_s / period)
        part = t_s - turn * period
        old = self._origin(part + self._early(turn, period))
        young = self._origin(part - period + self._early(turn + 1, period))
        share = np.float32(part / period)
        return self._mixed(old, young, self._weight(old, young, share))

    def _early(self, turn: int, period: float) -> Array:
        """(h, w) seconds by which the copy of a turn is older in places; none for the picture itself.

        Nor at the border, or a copy that has to be seen alone would come from outside there.
        """
        rounds, unrest = self._copies.rounds, self._copies.unrest
        turn = turn if rounds is None else turn % rounds
        if turn == 0 or unrest == 0:
            return np.zeros_like(self._u)
        random = np.random.default_rng([self._copies.seed, _FIRST + turn])
        lumps = noise((self._u.shape[0], self._u.shape[1]), max(self._u.shape) / 3, random)
        early = np.clip(lumps, -1.5, 1.5) * (unrest * period)
        return np.asarray(early if self._inside is None else early * self._inside, np.float32)

    def _origin(self, age: Array) -> tuple[Array, Array]:
        """Coarse x and y that what is here came from so long ago, by the midpoint rule."""
        u, v = self._u, self._v
        step = np.asarray(age / np.float32(self._steps), np.float32)
        half = step * np.float32(0.5)
        for _ in range(self._steps):
            first = self._flow if u is self._u else _sampled(self._flow, u, v)
            there = _sampled(self._flow, u - first[..., 0] * half, v - first[..., 1] * half)
            u, v = u - there[..., 0] * step, v - there[..., 1] * step
        return u, v

    def _weight(self, old: tuple[Array, Array], young: tuple[Array, Array], share: np.float32) -> Array:
        """(h, w) share of the younger copy."""
        if self._inside is None:
            return np.full_like(self._u, share)
        first, second = (_sampled(self._inside, *origin) + np.float32(_STRANGER) for origin in (old, young))
        second = second * share
        return np.asarray(second / (first * (1 - share) + second), np.float32)

    def _mixed(self, old: tuple[Array, Array], young: tuple[Array, Array], weight: Array) -> Array:
        """Both copies mixed with the contrast of each kept: a mean of two unlike textures would be duller."""
        first, second = self._taken(*old), self._taken(*young)
        loss = weight * self._detail(second)[0] + (1 - weight) * self._detail(first)[0]
        second -= first
        second *= _deep(self._full(weight), second)
        second += first
        apart, mean = self._detail(second)
        gain = np.sqrt(np.clip(loss / np.maximum(apart, 1e-9), 1, _MOST_GAIN**2))
        full = _deep(self._full(np.asarray(gain, np.float32)), second)
        if self._inside is not None:
            second *= full
            return second
        middle = self._full(mean)
        second -= middle
        second *= full
        second += middle
        return second

    def _detail(self, texture: Array) -> tuple[Array, Array]:
        """(h, w) local variance of the texture, and its (h, w, n) local mean."""
        small = cv2.resize(texture, self._u.shape[::-1], interpolation=cv2.INTER_AREA)
        mean = small if self._inside is not None else cv2.GaussianBlur(small, (0, 0), self._soft)
        square = small * small if self._inside is not None else (small - mean) ** 2
        summed = square if square.ndim == 2 else square.sum(-1)
        return np.asarray(cv2.GaussianBlur(summed, (0, 0), self._soft), np.float32), np.asarray(mean, np.float32)

    def _full(self, values: Array) -> Array:
        size = self.texture.shape[1], self.texture.shape[0]
        return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_LINEAR), np.float32)

    def _taken(self, u: Array, v: Array) -> Array:
        """The texture from coarse places."""
        place = self._full(np.dstack([u - self._u, v - self._v]) * np.float32(_COARSE))
        place += self._grid
        taken = cv2.remap(self.texture, place, np.empty(0), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
        return np.asarray(taken, np.float32)


def _sampled(values: Array, u: Array, v: Array) -> Array:
    return np.asarray(cv2.remap(values, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _deep(values: Array, like: Array) -> Array:
    return values if like.ndim == 2 else values[..., None]
