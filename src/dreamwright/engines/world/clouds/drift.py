"""How clouds move: offsets of every noise at a time, wrapped so that floats stay exact.

Knows nothing of density or light.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Vector = tuple[float, float, float]
FASTEST = 300.0
"""Time-lapse factor that drift tends to, so that clouds glide rather than flicker however fast the film."""

GATHERING_WAY = -math.tau / 16
"""Where on their round clouds of a loop begin: before the place where they are fastest, which is not for the seam."""


@dataclass(frozen=True)
class Drift:
    """Wind at cloud height (m/s; degrees from +y to the right), loop length and time-lapse factor."""

    wind_mps: float
    toward_deg: float
    loop_s: float | None
    time_scale: float = 1.0

    @property
    def heading(self) -> tuple[float, float]:
        """Unit vector the wind blows towards."""
        angle = math.radians(self.toward_deg)
        return math.sin(angle), math.cos(angle)

    @property
    def speed_mps(self) -> float:
        """Wind aloft is stronger than at the ground, and never quite still."""
        return 3 + 1.4 * self.wind_mps

    def _seconds(self, t_s: float) -> float:
        return t_s / (1 + self.time_scale / FASTEST)

    def carried(self, t_s: float, share: float = 1.0, across_mps: float = 0.0) -> tuple[float, float]:
        """Metres (x, y) that the wind has carried a layer moving at `share` of it, with a crosswise part."""
        (x, y), along, across = self.heading, self.speed_mps * share, across_mps
        if self.loop_s is None:
            s = self._seconds(t_s)
            return (x * along + y * across) * s, (y * along - x * across) * s
        turn = math.tau * t_s / self.loop_s + GATHERING_WAY
        sway = self._seconds(self.loop_s) / math.tau
        forth = along * sway * (math.sin(turn) - math.sin(GATHERING_WAY))
        aside = (across + 0.35 * along) * sway * (math.cos(turn) - math.cos(GATHERING_WAY))
        return x * forth + y * aside, y * forth - x * aside

    def evolved(self, t_s: float, rate_mps: float) -> Vector:
        """Metres that the shape has moved through its own noise: a line, or a circle when the film loops."""
        if self.loop_s is None:
            s = self._seconds(t_s) * rate_mps
            return 0.35 * s, -0.2 * s, -0.9 * s
        turn = math.tau * t_s / self.loop_s
        radius = self._seconds(self.loop_s) * rate_mps / math.tau
        return 0.0, radius * math.sin(turn), radius * (1 - math.cos(turn))
