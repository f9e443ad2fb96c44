"""Wild flowers: single round heads near the camera, specks and then a tint of them farther off.

Each kind grows in its own drifts. Knows nothing of light.
"""

from __future__ import annotations

from dataclasses import dataclass

from dreamwright.engines.world.jit import Float, Int, UInt, dr
from dreamwright.engines.world.noise import gradient_noise, hash2, unit

CELL_M = 0.2
HEAD_M = 0.02
"""Radius of a head."""
KINDS = 3
NEAR_M, FAR_M = 9.0, 26.0
"""Between these distances single heads give way to specks."""


@dataclass(frozen=True)
class Flowers:
    """Blossom at points."""

    share: Float
    """Share of the point under blossom, 0-1."""
    kind: Float
    """Which of the kinds, 0 … KINDS − 1; between them where they mix."""
    heart: Float
    """1 in the middle of a head."""


@dataclass(frozen=True)
class Sight:
    """How points on the ground are looked at: level unit vector away from the eye, steepness (0-1), distance (m)."""

    ahead_x: Float
    ahead_y: Float
    steep: Float
    distance: Float


def flowers(x: Float, y: Float, sight: Sight, tip: Float, salt: UInt) -> Flowers:
    """Blossom in the turf; `tip` (−1 … 1) are the strokes of the grass, whose brightest are specks of blossom."""
    broad, _, _ = gradient_noise(x * (1 / 31.0), y * (1 / 31.0), salt + 91)
    small, _, _ = gradient_noise(x * (1 / 7.0), y * (1 / 7.0), salt + 92)
    drift = dr.clip(0.42 + 1.1 * broad + 0.55 * small, 0.04, 1)
    leading, _, _ = gradient_noise(x * (1 / 19.0) + 5.2, y * (1 / 19.0), salt + 93)
    common = dr.clip(0.5 * (KINDS - 1) + 2.6 * leading, 0, KINDS - 1)
    share, kind, heart = _heads(x, y, sight, drift, common, salt + 94)
    far = dr.clip((sight.distance - NEAR_M) / (FAR_M - NEAR_M), 0, 1)
    specks = dr.clip(2.6 * (tip - 0.75 + 0.5 * drift), 0, 1) * dr.clip(80 / sight.distance, 0.25, 1)
    tint = drift * (0.1 + 0.55 * specks)
    return Flowers(dr.lerp(share, tint, far), dr.lerp(kind, common, far), heart * (1 - far))


def _heads(x: Float, y: Float, sight: Sight, drift: Float, common: Float, salt: UInt) -> tuple[Float, Float, Float]:
    """The head at each point, if there is one: round as the eye sees it, whatever the slope of the look."""
    u, v = x / CELL_M, y / CELL_M
    corner_x, corner_y = dr.floor(u - 0.5), dr.floor(v - 0.5)
    share, kind, heart = Float(0), common, Float(0)
    for j in (0, 1):
        for i in (0, 1):
            h = hash2(Int(corner_x) + i, Int(corner_y) + j, salt)
            second = h * UInt(0x9E3779B1)
            dx = (u - corner_x - i - unit(second << 8)) * CELL_M
            dy = (v - corner_y - j - unit(second)) * CELL_M
            along = (dx * sight.ahead_x + dy * sight.ahead_y) * dr.clip(1.9 * sight.steep, 0.05, 1)
            across = dx * sight.ahead_y - dy * sight.ahead_x
            radius = HEAD_M * (0.7 + 0.7 * unit(h << 11))
            inside = (along * along + across * across) / (radius * radius)
            here = dr.clip(3.2 * (1 - inside), 0, 1) * dr.select(unit(h) < 0.9 * drift, 1.0, 0.0)
            own = dr.clip(dr.floor(common + 1.6 * unit(h << 5) - 0.3), 0, KINDS - 1)
            more = here > share
            kind, heart = dr.select(more, own, kind), dr.select(more, dr.clip(3 - 14 * inside, 0, 1), heart)
            share = dr.maximum(share, here)
    return share, kind, heart
