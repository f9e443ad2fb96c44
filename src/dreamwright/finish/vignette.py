"""The lens's natural fall-off towards the corners. Knows sizes only."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

CORNER: Final = 0.7
"""tan² of the angle at the corner at full strength: 1.5 stops lost there."""


def vignette(width: int, height: int, strength: float) -> NDArray[np.float32]:
    """(H, W) gain, 1 at the centre: the cos⁴ law, as if the lens were as wide as `strength` (0-1) asks."""
    x = (np.arange(width) + 0.5) / width * 2 - 1
    y = (np.arange(height) + 0.5) / height * 2 - 1
    aspect2 = (width / height) ** 2
    radius2 = (x[None, :] ** 2 * aspect2 + y[:, None] ** 2) / (aspect2 + 1)
    return ((1.0 + CORNER * strength * radius2) ** -2).astype(np.float32)
