"""Night vision: what the eye sees when light is too scarce for colour (Purkinje).

Knows matrices only; nothing of frames.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from dreamwright.finish.colour import LUMA, Matrix

ROD_SHARE: Final = 0.38
"""Colour lost in deepest night; the rest keeps auroras green and windows amber."""
CONE_TINT: Final = 0.5
"""How far what colour is left leans to blue with the rest."""
_RODS: Final[Matrix] = np.array([0.06, 0.60, 0.34])
"""Rods see blue-green and are blind to red."""
_TINT: Final[Matrix] = np.array([0.72, 0.98, 1.42])
"""The blue in which films have taught us to read night."""


def night_matrix(amount: float) -> Matrix:
    """Linear Rec.709 matrix for `amount` of night, 0 (identity) to 1; keeps the luminance of grey."""
    rods = np.outer(_TINT, _RODS / _RODS.sum())
    cones = np.diag(_TINT ** (CONE_TINT * amount))
    share = ROD_SHARE * amount
    seen = (1.0 - share) * cones + share * rods
    return np.asarray(seen / (LUMA @ seen.sum(axis=1)))
