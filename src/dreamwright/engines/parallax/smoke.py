"""Smoke and steam that rise: the plume keeps its outline, what is in it goes up, spreads and curls.

The plume is what differs from what is behind it, so nothing behind is dragged along. Knows arrays; nothing of plans.
"""

from __future__ import annotations

import cv2
import numpy as np

from dreamwright.engines.parallax.drift import Carried, copies
from dreamwright.engines.parallax.flowing import depth_in
from dreamwright.engines.parallax.rhythm import Rhythm, curl, noise
from dreamwright.engines.parallax.synthesis import extended
from dreamwright.frames import Array

_RISE_S = 3.2
"""Seconds in which smoke crosses the height that it is seen at."""
_CURL = 0.3
_PUFFS = (0.05, 0.3)
"""How far puffs that the picture does not show thicken and thin the plume: the more, the more uneven it is shown."""
_WAY = 0.3
"""How far a copy rises before the next has taken over, as a share of the plume's height."""


class Smoke:
    """A plume; `at(t)` is a pure function of t and leaves the picture as it is at 0."""

    def __init__(self, color: Array, mask: Array, wind_right_mps: float, rhythm: Rhythm, seed: int) -> None:
        """`color` (H, W, 3) with the plume; `mask` (H, W) 0-1 where it is."""
        behind = extended(color, cv2.dilate(mask, np.ones((7, 7), np.uint8)) < 0.05)
        height = max(8.0, float((mask > 0.3).any(1).sum()))
        plume = (color - behind) * mask[..., None]
        reach = max(2.0, height / 14)
        self._broad = cv2.GaussianBlur(plume, (0, 0), reach)
        amount, level = np.abs(plume).mean(-1), np.abs(self._broad).mean(-1)
        dense = np.clip((amount + 0.004) / (level + 0.004), 0, 2.5) - 1
        solid = depth_in(mask) > 0.5
        self._puffs = np.float32(np.clip(0.6 * float(dense[solid].std()), *_PUFFS) if solid.any() else 0)
        random = np.random.default_rng([seed, 0x5304])
        shape = mask.shape[0], mask.shape[1]
        puffs = noise(shape, height / 6, random) + 0.6 * noise(shape, height / 14, random)
        self._texture = np.dstack([dense, np.clip(puffs / 1.2, -1.6, 1.6)]).astype(np.float32)
        flow = _rising(mask, height, wind_right_mps, random)
        kept = copies(_WAY * height, flow, rhythm, 0.3, seed)
        self._carried = Carried(self._texture, flow, kept, depth_in(mask), 3)
        self._rhythm = rhythm

    def at(self, t_s: float, color: Array) -> Array:
        """`color` (H, W, 3) with the plume as it is `t_s` seconds on."""
        if t_s == 0:
            return color
        moved = self._carried.at(t_s)
        puffs = moved[..., 1] - np.float32(self._rhythm.start(t_s)) * self._texture[..., 1]
        was = self._texture[..., 0]
        now = np.maximum((1 + moved[..., 0]) * (1 + self._puffs * puffs), 0) - 1
        return np.asarray(np.maximum(color + self._broad * (now - was)[..., None], 0), np.float32)


def _rising(mask: Array, height: float, wind_right_mps: float, random: np.random.Generator) -> Array:
    """(H, W, 2) pixels a second: up, slower higher up, carried by the wind, with eddies that grow as it spreads."""
    shape = mask.shape[0], mask.shape[1]
    rows = np.nonzero((mask > 0.3).any(1))[0]
    foot = float(rows[-1]) if rows.size else shape[0] - 1.0
    up = np.clip((foot - np.arange(shape[0], dtype=np.float32)) / height, 0, 1)[:, None]
    speed = height / _RISE_S * (1.25 - 0.5 * up)
    sideways = np.clip(0.045 * wind_right_mps, -0.5, 0.5) * height / _RISE_S * (0.3 + up)
    eddies = curl(shape, height / 2.5, random) + 0.3 * curl(shape, height / 6, random)
    eddies = eddies * (_CURL * height / _RISE_S * (0.35 + 0.65 * up))[..., None]
    return np.asarray(np.dstack([sideways + eddies[..., 0], eddies[..., 1] - speed]), np.float32)
