"""The stage a picture is set on: ground under a horizon, a room about a vanishing point, or a surface seen from above.

Gives each pixel the disparity of that stage alone; knows no thing that stands on it.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from dreamwright.engines.parallax.depth.lines import Vanishing
from dreamwright.engines.parallax.depth.sight import Sight
from dreamwright.frames import Array

FLAT_TILT = 0.12
"""Octaves of texture under which a surface is taken to be seen straight on."""


def ground(sight: Sight, horizon: float) -> Array:
    """(h, w) disparity of level ground: a plane's is linear in the row, 0 at the horizon, 1 at the bottom edge."""
    height = sight.size[0]
    deep = max(height - horizon, 0.1 * height)
    plane = np.clip((sight.rows * height - horizon) / deep, 0.0, 1.0)
    return cast(Array, np.broadcast_to(plane, sight.size).astype(np.float32))


def room(sight: Sight, vanishing: Vanishing) -> Array:
    """(h, w) disparity of a box about the viewer: floor, walls and ceiling are planes, all 0 at the vanishing point."""
    height, width = sight.size
    down = sight.rows * height - vanishing.row
    across = np.abs(sight.columns * width - vanishing.column) / max(vanishing.column, width - vanishing.column)
    floor = down / max(height - vanishing.row, 0.2 * height)
    ceiling = -down / max(vanishing.row, 0.4 * height)
    return cast(Array, np.clip(np.maximum(np.maximum(floor, ceiling), 0.8 * across), 0.0, 1.0).astype(np.float32))


def tilted(sight: Sight, tilt: float) -> Array:
    """(h, w) disparity of a surface whose top leans away: 0.5 all over when the texture is as coarse above as below."""
    lean = float(np.clip(0.25 + 0.5 * (tilt - FLAT_TILT), 0.15, 0.45))
    plane = 0.5 + lean * (2.0 * sight.rows - 1.0)
    return cast(Array, np.broadcast_to(plane, sight.size).astype(np.float32))
