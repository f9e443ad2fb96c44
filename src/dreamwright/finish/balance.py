"""White balance: warms or cools light as a change of illuminant does.

Knows colour science only; nothing of frames.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from dreamwright.finish.colour import LUMA, RGB_TO_XYZ, Matrix

NEUTRAL_K: Final = 6500.0
DEGREE: Final = 0.7
"""Share of the change that the eye is left to see; full change at 2500 K would drown every other colour."""

_CAT16: Final[Matrix] = np.array(
    [[0.401288, 0.650173, -0.051461], [-0.250268, 1.204414, 0.045854], [-0.002079, 0.048952, 0.953127]]
)


def white_balance(temperature_k: float) -> Matrix:
    """Linear Rec.709 matrix: 6500 is identity, lower warms, higher cools; keeps the luminance of grey.

    CAT16 (Li et al. 2017) between points of the Planckian locus, `DEGREE` of the way in mireds.
    """
    mired = 1e6 / NEUTRAL_K + DEGREE * (1e6 / temperature_k - 1e6 / NEUTRAL_K)
    ratio = _cones(1e6 / mired) / _cones(NEUTRAL_K)
    to_cones = _CAT16 @ RGB_TO_XYZ
    change = np.linalg.inv(to_cones) @ np.diag(ratio) @ to_cones
    return np.asarray(change / (LUMA @ change.sum(axis=1)))


def _cones(kelvin: float) -> Matrix:
    """CAT16 cone answer to a black body of luminance 1."""
    x, y = planckian_xy(kelvin)
    return np.asarray(_CAT16 @ np.array([x / y, 1.0, (1.0 - x - y) / y]))


def planckian_xy(kelvin: float) -> tuple[float, float]:
    """CIE 1931 chromaticity of a black body, 1667-25000 K (Kim et al. 2002, cubic spline)."""
    t = 1e3 / kelvin
    if kelvin < 4000:
        x = -0.2661239 * t**3 - 0.2343589 * t**2 + 0.8776956 * t + 0.179910
    else:
        x = -3.0258469 * t**3 + 2.1070379 * t**2 + 0.2226347 * t + 0.240390
    if kelvin < 2222:
        y = -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    elif kelvin < 4000:
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
    return x, y
