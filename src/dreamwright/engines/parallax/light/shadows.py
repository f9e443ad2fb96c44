"""Shadows of passing clouds on the ground of a picture, in perspective; the sky is left as it is.

Knows pictures, nearness and winds; nothing of plans.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from dreamwright.engines.parallax.depths import Space
from dreamwright.engines.parallax.moment import (
    Clock,
    Drifting,
    Moment,
    ease,
    luminance,
    noise_tile,
    places,
    ramp,
    shrunk,
    spread,
    tinted,
)
from dreamwright.engines.parallax.reframe import Framed
from dreamwright.frames import Array

_TILE, _FEATURES = 256, 5.0
"""Pixels of the noise, and clouds along its side."""
_DARKEST = 0.62
_WIDE = 0.5
"""Width of a cloud's shadow in the middle distance, of the picture's."""
_GROWS = 0.6
"""How shadows grow with distance, so that far ones are still seen as such: 0 = all alike, 1 = alike on film."""
_COOL = np.array([1.0, 0.95, 0.84], np.float32)
"""How much of each primary the shadow takes: the blue of the sky stays."""
_FASTEST, _GROWN_S = 0.16, 2.0
_SETS_IN = 0.2
"""Share of the shadows' growth within which they become as dark as they are."""


class Shadows:
    """Cloud shadows; a pure function of the moment, nothing where the picture stands."""

    def __init__(
        self, framed: Framed, space: Space, wind: tuple[float, float], pace: float, clock: Clock, seed: int
    ) -> None:
        """`wind` m/s right and ahead; `pace` seconds of the world per second of film."""
        self._horizon = space.horizon - framed.canvas.margin[1]
        self._clock, self._strength = clock, _DARKEST * sunlit(framed)
        self._middle_m = _middle_m(framed, space)
        width = framed.canvas.color.shape[1] - 2 * framed.canvas.margin[0]
        self._scale = _TILE / _FEATURES / (_WIDE * width / space.focal_px)
        blown = math.hypot(*wind)
        speed = min(_FASTEST, 0.05 * (0.5 + blown / 6.0) * max(pace, 0.1) ** 0.5) * _TILE / _FEATURES * 1.6
        way = (wind[0] / blown, -wind[1] / blown) if blown > 0.1 else (1.0, 0.0)
        self._noise = Drifting(noise_tile(_TILE, seed ^ 0x5AD0, 1.75, 0.26), (way[0] * speed, way[1] * speed), clock)

    def on(self, color: Array, moment: Moment) -> Array:
        """The frame with the clouds' shadows at that moment."""
        grown = self._clock.rise(moment.t_s, _GROWN_S)
        if grown <= 0 or self._strength <= 0.01:
            return color
        dark = self._shade(moment, grown) * np.float32(self._strength)
        taken = spread(dark, color.shape) * (1 - moment.sky)
        return np.asarray(cv2.multiply(color, 1 - tinted(taken, _COOL)), np.float32)

    def _shade(self, moment: Moment, grown: float) -> Array:
        """(h, w) 0-1 how deep in shadow each point of the coarse film lies."""
        near = np.asarray(cv2.GaussianBlur(shrunk(moment.nearness), (0, 0), 1.5), np.float32)
        at = places(moment, self._horizon, near)
        away = np.maximum(at.distance / np.float32(self._middle_m), np.float32(0.02))
        x = at.right / np.float32(self._middle_m) * away**-_GROWS * np.float32(self._scale)
        y = away ** (1 - _GROWS) * np.float32(-self._scale / (1 - _GROWS))
        x += np.float32(0.45) * y  # clouds' streets run aslant, not along the view
        value = self._noise.at(x, y, moment.t_s)
        edge = np.float32(1.9 - 1.75 * grown)  # clouds gather: less and less of the ground is spared
        shade = ramp(value, float(edge) - 0.35, float(edge) + 0.55)
        shade *= np.float32(ease(min(grown / _SETS_IN, 1.0)))  # the thickest are there from the first, but not at once
        unclear = ramp(away, 12.0, 60.0)  # far off shadows run into one another
        mean = np.float32(0.42 * grown)
        shade += (mean - shade) * unclear
        return np.asarray(cv2.GaussianBlur(shade, (0, 0), 2.0), np.float32)


def sunlit(framed: Framed) -> float:
    """0-1 how much sun a picture's ground shows: light, and in strong contrast."""
    light = luminance(np.ascontiguousarray(framed.canvas.color[::4, ::4]))
    ground = light[framed.regions.sky[::4, ::4] < 0.5]
    if ground.size < 64:
        return 0.0
    low, middle, high = (float(v) for v in np.percentile(ground, (10, 50, 95)))
    return float(np.clip(middle / 0.10, 0.25, 1) * np.clip((high - low) / max(high, 1e-3) * 1.2, 0.35, 1))


def _middle_m(framed: Framed, space: Space) -> float:
    """Where the picture's middle distance is."""
    solid = space.nearness[framed.regions.sky < 0.5]
    return 1 / max(float(np.percentile(solid, 35)), 1 / 400) if solid.size else 20.0
