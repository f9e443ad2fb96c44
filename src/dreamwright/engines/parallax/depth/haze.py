"""How much air lies before each part: distant land takes the colour of the sky at its foot.

The dark channel (He, Sun and Tang 2009) against the sky's own light. Knows no depth.
"""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from dreamwright.engines.parallax.depth.guided import smooth
from dreamwright.engines.parallax.depth.sight import Sight
from dreamwright.engines.parallax.depth.sky import Sky
from dreamwright.frames import Array


def air(sight: Sight, sky: Sky) -> Array:
    """(h, w) 0-1: how like the air at the foot of the sky each part is: 1 = lost in it; zero without a sky."""
    foot = _foot(sight, sky)
    if foot is None:
        return np.zeros(sight.size, np.float32)
    reach = max(1, max(sight.size) // 96)
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    dark = cast(Array, cv2.erode((sight.codes / foot).min(axis=-1), kernel))
    return cast(Array, np.clip(smooth(sight.codes, dark, 4 * reach + 2, 1e-3), 0.0, 1.0))


def _foot(sight: Sight, sky: Sky) -> Array | None:
    """(3,) the colour of the sky just over the skyline."""
    rows = np.arange(sight.size[0])[:, None]
    band = (rows < sky.border) & (rows >= sky.border - max(2, sight.size[0] // 12)) & (sky.mask > 0.9)
    if band.sum() < 16:
        return None
    return cast(Array, np.maximum(np.median(sight.codes[band], axis=0), 0.05).astype(np.float32))
