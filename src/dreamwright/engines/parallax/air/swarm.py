"""Where the members of a swarm are: a wrapped box of wandering points about the camera.

Knows plain numbers and sights; nothing of what the points look like.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.moment import Clock
from dreamwright.engines.parallax.sight import Sight

Points = NDArray[np.float64]


class Habit(NamedTuple):
    """How a swarm moves: metres, seconds, 0-1."""

    number: int
    """Members at rate 1."""
    box_m: tuple[float, float, float]
    """Right, down, ahead."""
    fall_mps: tuple[float, float]
    """Negative: it rises."""
    carried: float
    """Share of the wind that carries a member."""
    wander_m: float
    wander_hz: float
    low_m: float = 0.0
    """How far under the camera the box's middle lies."""


class Swarm:
    """Members' paths; pure functions of the second, that close in a loop."""

    def __init__(self, habit: Habit, rate: float, wind: tuple[float, float], clock: Clock, seed: int) -> None:
        random = np.random.default_rng([seed, 0x5A3A])
        self.count = max(1, round(habit.number * rate))
        self._habit, self._box = habit, np.asarray(habit.box_m)
        self._start = random.uniform(0, 1, (self.count, 3)) * self._box
        pull = habit.carried * random.uniform(0.7, 1.2, self.count)
        fall = random.uniform(*habit.fall_mps, self.count)
        speed = np.stack([pull * wind[0], fall, pull * wind[1]], -1)
        if clock.loop:
            turns = np.round(speed * clock.duration_s / self._box)
            down = np.where(turns[:, 1] == 0, np.sign(speed[:, 1]), turns[:, 1])
            turns[:, 1] = down if max(map(abs, habit.fall_mps)) > 0.2 else turns[:, 1]
            speed = turns * self._box / clock.duration_s
        self._speed = speed
        hertz = habit.wander_hz * random.uniform(0.5, 1.6, (self.count, 3, 2)) * [1.0, 2.3]
        closing = np.vectorize(clock.hertz)(hertz)
        self._omega, self._phase = 2 * math.pi * closing, random.uniform(0, 2 * math.pi, (self.count, 3, 2))

    def seen(self, sight: Sight, t_s: float) -> Points:
        """(N, 3) right, down, ahead of the camera, metres; members behind it too."""
        waves = np.sin(self._omega * t_s + self._phase) * [1.0, 0.4]
        place = self._start + self._speed * t_s + self._habit.wander_m * waves.sum(-1) * [1.0, 0.5, 1.0]
        centre = sight.shift + sight.turn[2] * (0.45 * self._box[2]) + [0.0, self._habit.low_m, 0.0]
        wrapped = (place - centre + self._box / 2) % self._box - self._box / 2 + centre
        return np.asarray((wrapped - sight.shift) @ sight.turn.T)


def on_film(points: Points, sight: Sight) -> Points:
    """(N, 2) film pixels of points ahead of the camera."""
    half = np.array([sight.width, sight.height]) / 2 - 0.5
    return np.asarray(points[:, :2] / np.maximum(points[:, 2:], 0.05) * sight.focal + half)
