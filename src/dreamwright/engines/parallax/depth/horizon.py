"""Where the horizon is: a level line at the foot of the sky, the skyline's low parts, or where lines vanish.

Knows the sky and the lines; nothing of depth.
"""

from __future__ import annotations

import numpy as np

from dreamwright.engines.parallax.depth.lines import Vanishing
from dreamwright.engines.parallax.depth.sight import Sight
from dreamwright.engines.parallax.depth.sky import Sky
from dreamwright.engines.parallax.depth.skyline import level_line

LEVEL = 0.25
"""How much of a row must be one level edge for it to be taken for the horizon."""


def find_horizon(sight: Sight, sky: Sky, vanishing: Vanishing | None) -> float | None:
    """The horizon's row in pixels of the sight; None when the picture does not show where it is.

    Mountains hide it behind their feet: the low quarter of the skyline stands for it then.
    """
    if sky.belief > 0.0:
        return _under_the_sky(sight, sky)
    return vanishing.row if vanishing is not None else None


def _under_the_sky(sight: Sight, sky: Sky) -> float:
    """The strongest level line close under the skyline, or else the low quarter of the skyline."""
    height = sight.size[0]
    head, foot = (float(row) for row in np.quantile(sky.border, [0.15, 0.75]))
    if foot - head <= 0.012 * height + 1.0:
        return foot  # the skyline is level itself
    strength = level_line(sight.lab)[:, 0]
    rows = np.arange(height + 1)
    near = np.exp(-0.5 * ((rows - foot - 0.02 * height) / (0.06 * height)) ** 2)
    best = int(np.argmax(strength * near))
    return float(best) if strength[best] * near[best] > LEVEL else foot
