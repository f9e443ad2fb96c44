"""Where every falling particle is at a time: wrapped boxes about the camera, a pure function of time.

Knows nothing of pictures or light.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dreamwright.engines.world.precipitation_kinds import Kind, Shell

Array = NDArray[np.float64]
FADE = 0.1
"""Share of its life over which a particle of a looped film comes and goes."""


@dataclass(frozen=True)
class Seen:
    """Particles at shutter close and open: (N, 3) metres relative to the world; diameter (N,) m; weight (N,) 0-1."""

    close: Array
    open: Array
    diameter: Array
    weight: Array


def _hashed(index: NDArray[np.int64], turn: NDArray[np.int64], salt: int) -> Array:
    """Random numbers 0-1 keyed by particle and by how often it has come round (a 64-bit finaliser)."""
    bits = index.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + turn.astype(np.uint64) * np.uint64(
        0xC2B2AE3D27D4EB4F
    )
    bits += np.uint64(salt)
    bits = (bits ^ (bits >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(29))) * np.uint64(0x94D049BB133111EB)
    return (bits >> np.uint64(40)).astype(np.float64) * 2.0**-24


def _frame(along: Array) -> Array:
    """Rows: the unit vector of `along` and two across it."""
    first = along / np.linalg.norm(along)
    second = np.cross(first, [0.0, 0.0, 1.0] if abs(first[2]) < 0.9 else [1.0, 0.0, 0.0])
    second /= np.linalg.norm(second)
    return np.stack([first, second, np.cross(first, second)])


class Swarm:
    """The particles of one shell."""

    def __init__(
        self, kind: Kind, shell: Shell, rate: float, wind: tuple[float, float], loop_s: float | None, seed: int
    ) -> None:
        """`wind` (x, y) m/s at the particles; `rate` 0-1 sets how many there are."""
        self.kind, self.side, self.loop_s, self.seed = kind, shell.side_m, loop_s, seed
        count = round(shell.number * rate**0.9)
        generator = np.random.default_rng(seed)
        size = generator.beta(1.3, 2.6, count)
        self.start = generator.random((count, 3))
        self.diameter = kind.diameter_m[0] + size * (kind.diameter_m[1] - kind.diameter_m[0])
        fall = kind.fall_mps[0] + (0.6 * size + 0.4 * generator.random(count)) * (kind.fall_mps[1] - kind.fall_mps[0])
        gusty = 1 + generator.normal(0, 0.05, count)
        self.velocity = np.stack([wind[0] * gusty, wind[1] * gusty, -fall], 1)
        self.phase = generator.random((count, 3)) * math.tau
        self.rate_hz = kind.flutter_hz * generator.uniform(0.6, 1.5, (count, 3))
        self.axes = _frame(self.velocity.mean(0) if count else np.array([0, 0, -1.0]))
        self.index = np.arange(count)

    def __len__(self) -> int:
        return len(self.index)

    def _sway(self, t: Array) -> Array:
        """Flutter about the straight path at times `t` (N,), metres; half as much up and down."""
        reach = self.kind.flutter_m * np.array([1.0, 1.0, 0.5])
        return np.sin(self.phase + math.tau * self.rate_hz * t[:, None]) * reach

    def _lives(self, t_s: float) -> tuple[Array, Array]:
        """Each particle's own time, and how far it is faded in: all ones unless the film loops."""
        if self.loop_s is None:
            return np.full(len(self), t_s), np.ones(len(self))
        share = np.mod(t_s / self.loop_s + self.phase[:, 0] / math.tau, 1.0)
        return share * self.loop_s, np.clip(np.minimum(share, 1 - share) / FADE, 0, 1)

    def _wrapped(self, t: Array, eye: Array) -> Array:
        """Offsets (N, 3) from the eye, each axis within half a box; a fresh place across each time round."""
        local = self.start * self.side + (self.velocity * t[:, None]) @ self.axes.T - self.axes @ eye
        turn = np.floor(local[:, 0] / self.side + 0.5).astype(np.int64)
        for axis in (1, 2):
            local[:, axis] += _hashed(self.index, turn, self.seed + axis) * self.side
        return (local - np.floor(local / self.side + 0.5) * self.side) @ self.axes

    def at(self, t_s: float, shutter_s: float, eye: ArrayLike) -> Seen:
        """The particles about `eye` (3,) when the shutter closes at `t_s`, and where they were when it opened."""
        centre = np.asarray(eye, np.float64)
        t, life = self._lives(t_s)
        offset = self._wrapped(t, centre)
        share = np.linalg.norm(offset, axis=1) / (self.side / 2)
        weight = life * np.clip((1 - share) / 0.25, 0, 1)
        sway = self._sway(t)
        close = centre + offset + sway
        moved = self.velocity * shutter_s + sway - self._sway(t - shutter_s)
        return Seen(close, close - moved, self.diameter, weight)
