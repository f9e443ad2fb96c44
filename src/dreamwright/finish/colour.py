"""Colour arithmetic that the grading steps share: luminance, display encoding, Oklab, chroma matrices.

Knows numbers only; nothing of looks or frames.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
"""(3, 3), applied to column colours."""

LUMA: Final[Matrix] = np.array([0.2126, 0.7152, 0.0722])
"""Rec.709 luminance weights."""

RGB_TO_XYZ: Final[Matrix] = np.array(
    [[0.4123908, 0.3575843, 0.1804808], [0.2126390, 0.7151687, 0.0721923], [0.0193308, 0.1191948, 0.9505322]]
)

_LMS_TO_RGB: Final[Matrix] = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
_LAB_TO_ROOTS: Final[Matrix] = np.array(
    [[1.0, 0.3963377774, 0.2158037573], [1.0, -0.1055613458, -0.0638541728], [1.0, -0.0894841775, -1.2914855480]]
)


def encode(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """Display code 0-1 of linear display light 0-1 (sRGB, IEC 61966-2-1); clipped outside."""
    light = np.clip(linear, 0.0, 1.0)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def decode(code: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear display light 0-1 of a display code; the inverse of `encode`."""
    code = np.clip(code, 0.0, 1.0)
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)


def oklab_to_linear(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """(..., 3) Oklab (L 0-1, a, b) to linear Rec.709 (Ottosson, A perceptual color space, 2020)."""
    return np.asarray((lab @ _LAB_TO_ROOTS.T) ** 3 @ _LMS_TO_RGB.T)


def linear_to_oklab(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """(..., 3) linear Rec.709 to Oklab; the inverse of `oklab_to_linear`."""
    return np.asarray(np.cbrt(linear @ np.linalg.inv(_LMS_TO_RGB).T) @ np.linalg.inv(_LAB_TO_ROOTS).T)


def chroma_matrix(orange_teal: float, green_magenta: float, turn_deg: float = 0.0) -> Matrix:
    """Scales and turns colour about the grey axis, luma unchanged; (1, 1, 0) is identity.

    `orange_teal` scales the red-blue axis, `green_magenta` the axis across it; both 0 leaves grey.
    """
    opponent = np.array([LUMA, [0.5, 0.0, -0.5], [-0.5, 1.0, -0.5]])
    angle = np.radians(turn_deg)
    turn = np.array([[1, 0, 0], [0, np.cos(angle), -np.sin(angle)], [0, np.sin(angle), np.cos(angle)]])
    change = turn @ np.diag([1.0, orange_teal, green_magenta])
    return np.asarray(np.linalg.inv(opponent) @ change @ opponent)
