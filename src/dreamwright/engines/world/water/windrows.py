"""Windrows: the streaks of old foam that a gale combs out along the wind (Langmuir 1938).

Knows patterns on a plane; nothing of waves or light.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.world.jit import Float, dr
from dreamwright.engines.world.water.noise import gaussian_field
from dreamwright.engines.world.water.tables import Pyramid, level_of, pyramid

SIZE = 256
TILES_M = (331.0, 71.0)
ROW_STRETCH = 9.0
"""How much longer than wide the streaks are."""
LEAST_WIND_MPS, FULL_WIND_MPS = 12.5, 24.0
MOST_COVER = 0.62


@dataclass(frozen=True)
class Windrows:
    """The streaks of one water."""

    table: Pyramid
    strength: Float
    """0-1, by the wind."""

    def cover(self, down: Float, aside: Float, footprint_m: Float) -> Float:
        """Cover 0-1 of the streaks at places along and across the wind (m)."""
        levels = [level_of(footprint_m, tile / SIZE) for tile in TILES_M]
        wide, fine = (
            self.table.nearest(i, down / tile, aside / tile, level)
            for i, (tile, level) in enumerate(zip(TILES_M, levels, strict=True))
        )
        return self.strength * MOST_COVER * dr.clip(0.22 + 0.3 * wide + 0.38 * fine, 0.0, 1.0)


def build_windrows(wind_mps: float, seed: int) -> Windrows | None:
    """The streaks that a wind makes, None below a near gale."""
    strength = float(np.clip((wind_mps - LEAST_WIND_MPS) / (FULL_WIND_MPS - LEAST_WIND_MPS), 0.0, 1.0))
    if strength == 0.0:
        return None
    tables = [gaussian_field(SIZE, 0.8, seed + i, stretch=ROW_STRETCH, low=4.0) for i in range(len(TILES_M))]
    return Windrows(pyramid(np.stack(tables)), dr.opaque(Float, strength))
