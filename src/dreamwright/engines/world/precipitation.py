"""Rain, snow, dust and ash: particles in the air about the camera, and what they do to land and distance.

Knows nothing of clouds; light comes in as numbers.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dreamwright.engines.world.precipitation_draw import Lens, Shutter, Streaks, axes, coverage, streaks
from dreamwright.engines.world.precipitation_kinds import OF_KIND
from dreamwright.engines.world.precipitation_paths import Swarm
from dreamwright.frames import View
from dreamwright.shot import plan

Array = NDArray[np.float32]
APERTURE_M = 0.0035
AHEAD = 0.4
"""How far before the camera each box of particles is centred, in sides: few are spent behind it."""


class Precipitation:
    """What falls in one shot; a pure function of time."""

    def __init__(
        self,
        spec: plan.Precipitation,
        seed: int,
        wind_mps: float,
        wind_toward_deg: float,
        duration_s: float,
        loop_s: float | None = None,
    ) -> None:
        """Wind in m/s towards degrees from +y to the right; with `loop_s` the film at that time is as at 0."""
        self.spec, self.duration_s = spec, duration_s
        self.empty = spec.kind == "none" or spec.rate <= 0
        self.kind = OF_KIND.get(spec.kind, OF_KIND["rain"])
        angle, speed = math.radians(wind_toward_deg), max(wind_mps, self.kind.least_wind_mps) * self.kind.carried
        wind = (math.sin(angle) * speed, math.cos(angle) * speed)
        shells = () if self.empty else self.kind.shells
        self.swarms = [Swarm(self.kind, s, spec.rate, wind, loop_s, seed * 8 + k) for k, s in enumerate(shells)]

    @property
    def count(self) -> int:
        """Number of particles kept about the camera."""
        return sum(map(len, self.swarms))

    @property
    def extinction(self) -> float:
        """Per metre: how all that falls too far off to be seen singly veils the distance."""
        return 0.0 if self.empty else self.kind.extinction * self.spec.rate**self.kind.thickens

    @property
    def veil_color(self) -> Array:
        """(3,) share of light that the veil scatters, linear Rec.709."""
        return np.asarray(self.kind.albedo, np.float32)

    @property
    def wetness(self) -> float:
        """0-1: how wet the ground is."""
        return min(1.0, 0.3 + self.spec.rate * 1.6) if self.spec.kind == "rain" and not self.empty else 0.0

    def streaks(self, shutter: Shutter, t_s: float, shutter_s: float) -> list[Streaks]:
        """What is drawn of each shell when the shutter closes at `t_s` after `shutter_s` open."""
        drawn, ahead = [], axes(shutter.view)[2]
        for swarm in self.swarms:
            seen = swarm.at(t_s, shutter_s, shutter.view.position + ahead * (swarm.side * AHEAD))
            opacity = seen.weight * self.kind.opacity
            drawn.append(streaks((seen.close, seen.open), seen.diameter, opacity, self.kind.lengthens, shutter))
        return drawn

    def draw(
        self,
        color: Array,
        depth: Array,
        view: View,
        earlier: View,
        t_s: float,
        shutter_s: float,
        ambient: ArrayLike,
        key: ArrayLike,
        key_direction: ArrayLike,
    ) -> Array:
        """`color` (H, W, 3) with the particles in front of `depth` (H, W; m) drawn over it.

        `view` is when the shutter closes at `t_s`, `earlier` when it opened. `ambient` is the mean radiance of
        what surrounds the camera (knit), `key` that of a white card facing the key light, from `key_direction`.
        """
        if self.empty:
            return color
        lens = Lens(color.shape[1], color.shape[0], APERTURE_M)
        found = self.streaks(Shutter(view, earlier, lens), t_s, shutter_s)
        merged = Streaks(*(np.concatenate(parts) for parts in zip(*found, strict=True)))
        return self._over(color, coverage(merged, depth), view, np.asarray(ambient), np.asarray(key), key_direction)

    def _over(
        self, color: Array, thickness: Array, view: View, ambient: Array, key: Array, key_direction: ArrayLike
    ) -> Array:
        """Blend lit particles over `color` where their optical depth shows."""
        height, width = thickness.shape
        index = np.flatnonzero(thickness > 0.001)
        x, y = index % width + 0.5 - width / 2, height / 2 - 0.5 - index // width
        focal = view.focal_mm / 36 * max(width, height)
        across, up, ahead = axes(view) @ np.asarray(key_direction, np.float64)
        cosine = (x * across + y * up + focal * ahead) / np.sqrt(x * x + y * y + focal * focal)
        glow = 0.35 + self.kind.forward * np.exp((cosine - 1) * 7)
        light = (ambient + glow[:, None] * key) * np.asarray(self.kind.albedo)
        cover = 1 - np.exp(-thickness.ravel()[index, None])
        out = color.reshape(-1, 3).copy()
        out[index] += ((light - out[index]) * cover).astype(np.float32)
        return out.reshape(color.shape)
