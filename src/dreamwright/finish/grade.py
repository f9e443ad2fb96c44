"""Grades: what a palette does to greys and to colours, and the matrices and curves that do it.

A grade tints the grey scale along Oklab and scales colour about it. Knows the plan's palettes; nothing of frames.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dreamwright.finish.colour import LUMA, Matrix, chroma_matrix, decode, encode, oklab_to_linear
from dreamwright.shot.plan import Palette

Tint = tuple[float, float]
"""Oklab (a, b): a from green to magenta, b from blue to yellow; 0.03 is plainly seen."""
NO_TINT: Final[Tint] = (0.0, 0.0)


@dataclass(frozen=True)
class Grade:
    """One colourist's setting; the default changes nothing."""

    contrast: float = 1.0
    """About mid grey, in stops."""
    saturation: float = 1.0
    orange_teal: float = 1.0
    """Colour scale along the red-blue axis."""
    green_magenta: float = 1.0
    """Colour scale across it."""
    turn_deg: float = 0.0
    """All hues turned by so much."""
    shadows: Tint = NO_TINT
    midtones: Tint = NO_TINT
    highlights: Tint = NO_TINT
    black: float = 0.0
    """Oklab lightness of the darkest black, 0-1."""
    white: float = 1.0
    """Oklab lightness of the brightest white, 0-1."""
    lift_stops: float = 0.0
    """Exposure given beside the grade, which it darkens or lightens."""
    panchromatic: tuple[float, float, float] | None = None
    """Weights of red, green and blue light in black and white; None = colour."""

    def then(self, other: Grade) -> Grade:
        """Both: scales multiply, tints and stops add, the narrower range and the later black-and-white win."""
        return Grade(
            contrast=self.contrast * other.contrast,
            saturation=self.saturation * other.saturation,
            orange_teal=self.orange_teal * other.orange_teal,
            green_magenta=self.green_magenta * other.green_magenta,
            turn_deg=self.turn_deg + other.turn_deg,
            shadows=_sum(self.shadows, other.shadows),
            midtones=_sum(self.midtones, other.midtones),
            highlights=_sum(self.highlights, other.highlights),
            black=max(self.black, other.black),
            white=min(self.white, other.white),
            lift_stops=self.lift_stops + other.lift_stops,
            panchromatic=other.panchromatic or self.panchromatic,
        )

    def toned(self, contrast: float, saturation: float) -> Grade:
        """The grade under the plan's own contrast and saturation."""
        return replace(self, contrast=self.contrast * contrast, saturation=self.saturation * saturation)


def _sum(first: Tint, second: Tint) -> Tint:
    return first[0] + second[0], first[1] + second[1]


RICHNESS: Final = 1.2
"""Colour that every grade starts from, to make up for what the tone curve's walk to white takes."""

NEUTRAL: Final = Grade()

PANCHROMATIC: Final = (0.30, 0.55, 0.15)
"""Slightly redder than the eye, which darkens skies as panchromatic film behind a yellow filter does."""

PALETTES: Final[dict[Palette, Grade]] = {
    "natural": NEUTRAL,
    "warm": Grade(saturation=1.05, shadows=(0.004, 0.002), midtones=(0.006, 0.024), highlights=(0.004, 0.026)),
    "cool": Grade(saturation=0.92, shadows=(-0.006, -0.022), midtones=(-0.010, -0.020), highlights=(-0.006, -0.006)),
    "teal_orange": Grade(
        contrast=1.06, orange_teal=1.22, green_magenta=0.72,
        shadows=(-0.026, -0.024), midtones=(0.0, 0.004), highlights=(0.010, 0.026),
    ),
    "pastel": Grade(
        contrast=0.80, saturation=1.0, black=0.20, white=0.99, lift_stops=0.75,
        shadows=(0.008, -0.010), midtones=(0.004, 0.002), highlights=(0.006, 0.012),
    ),
    "vivid": Grade(contrast=1.10, saturation=1.32, green_magenta=1.06),
    "muted": Grade(
        contrast=0.92, saturation=0.56, turn_deg=-6, black=0.08,
        shadows=(-0.004, -0.008), midtones=(0.0, 0.0), highlights=(0.0, 0.008),
    ),
    "sepia": Grade(
        panchromatic=PANCHROMATIC, contrast=1.08, black=0.07, white=0.97,
        shadows=(0.014, 0.026), midtones=(0.018, 0.052), highlights=(0.006, 0.034),
    ),
    "noir": Grade(panchromatic=(0.62, 0.36, 0.02), contrast=1.30, lift_stops=-0.25),
    "teal": Grade(
        saturation=0.82, orange_teal=0.9, shadows=(-0.034, -0.026), midtones=(-0.032, -0.020), highlights=(-0.014, 0.0),
    ),
    "rose": Grade(saturation=0.92, shadows=(0.020, -0.016), midtones=(0.030, 0.002), highlights=(0.016, 0.010)),
    "emerald": Grade(
        saturation=0.88, green_magenta=1.12,
        shadows=(-0.038, 0.002), midtones=(-0.030, 0.014), highlights=(-0.008, 0.020),
    ),
}  # fmt: skip


def light_matrix(grade: Grade) -> Matrix:
    """Linear Rec.709 matrix of the grade: black and white, and less colour than there was (mixing light is exact)."""
    if grade.panchromatic is not None:
        return np.tile(grade.panchromatic, (3, 1))
    kept = min(1.0, grade.saturation)
    return kept * np.eye(3) + (1.0 - kept) * np.tile(LUMA, (3, 1))


def code_matrix(grade: Grade, richness: float = RICHNESS) -> Matrix:
    """Matrix on display codes of the grade: more colour, and the axes' scales."""
    more = richness * max(1.0, grade.saturation)
    return chroma_matrix(more * grade.orange_teal, more * grade.green_magenta, grade.turn_deg)


def grey_scale(codes: NDArray[np.float64], grade: Grade) -> NDArray[np.float64]:
    """(N,) display codes of greys to (N, 3) display codes of the graded greys."""
    lightness = np.cbrt(decode(codes))
    tints = _tint_at(lightness, grade)
    ranged = grade.black + (grade.white - grade.black) * lightness
    return encode(oklab_to_linear(np.concatenate([ranged[:, None], tints], axis=1)))


def _tint_at(lightness: NDArray[np.float64], grade: Grade) -> NDArray[np.float64]:
    """(N, 2) Oklab tint: shadows, midtones and highlights share the scale; pure black and white stay pure."""
    shadow = np.clip(1.0 - lightness / 0.6, 0.0, 1.0) ** 1.2 * np.clip(lightness / 0.16, grade.black / 0.4, 1.0)
    high = np.clip((lightness - 0.5) / 0.45, 0.0, 1.0) * np.clip((1.0 - lightness) / 0.10, 0.25, 1.0)
    middle = np.clip(1.0 - np.abs(lightness - 0.55) / 0.45, 0.0, 1.0)
    tints = np.array([grade.shadows, grade.midtones, grade.highlights])
    return np.asarray(np.stack([shadow, middle, high], axis=1) @ tints)
