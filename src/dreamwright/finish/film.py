"""Film stocks: the grade, grain, glare and unsteadiness that each brings along.

Knows the plan's film names; nothing of frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dreamwright.finish.grade import NEUTRAL, Grade
from dreamwright.shot.plan import FilmStock


@dataclass(frozen=True)
class Stock:
    """What a film stock adds to the look; strengths 0-1 add to the plan's own."""

    grade: Grade = NEUTRAL
    grain: float = 0.0
    grain_size: float = 1.0
    bloom: float = 0.0
    halation: float = 0.0
    vignette: float = 0.0
    weave: float = 0.0
    """How far the picture wanders in the gate, in thousandths of its height."""


STOCKS: Final[dict[FilmStock, Stock]] = {
    "none": Stock(),
    "print": Stock(
        Grade(contrast=1.10, saturation=1.06, green_magenta=0.92, black=0.02,
              shadows=(-0.008, -0.010), midtones=(0.002, 0.004), highlights=(0.002, 0.012)),
        grain=0.05, grain_size=1.15, halation=0.35,
    ),
    "vintage": Stock(
        Grade(contrast=0.88, saturation=0.78, black=0.16, white=0.965, lift_stops=0.1,
              shadows=(-0.006, -0.016), midtones=(0.010, 0.022), highlights=(0.008, 0.040)),
        grain=0.15, grain_size=1.5, bloom=0.12, halation=0.8, vignette=0.2,
    ),
    "noir": Stock(
        Grade(contrast=1.38, panchromatic=(0.10, 0.54, 0.36), lift_stops=-0.3),
        grain=0.22, grain_size=1.4, bloom=0.08, vignette=0.3,
    ),
    "bleach_bypass": Stock(
        Grade(contrast=1.30, saturation=0.48, turn_deg=-8, highlights=(-0.002, 0.004), shadows=(-0.004, -0.006)),
        grain=0.18, grain_size=1.25,
    ),
    "super8": Stock(
        Grade(contrast=1.06, saturation=1.06, green_magenta=0.88, black=0.10, white=0.975,
              shadows=(0.010, 0.006), midtones=(0.014, 0.028), highlights=(0.010, 0.034)),
        grain=0.28, grain_size=2.2, bloom=0.15, halation=1.0, vignette=0.45, weave=1.6,
    ),
}  # fmt: skip
