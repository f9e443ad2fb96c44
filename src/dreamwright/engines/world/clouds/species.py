"""What each kind of cloud is: heights, sizes and optical depth, as plain numbers.

Knows nothing of arrays or light.
"""

from __future__ import annotations

from typing import NamedTuple


class Species(NamedTuple):
    """Lengths in metres, extinction per metre. The weather map's 0-1 stands for cloud depths low_m … high_m."""

    base_m: tuple[float, float]
    """Least and greatest height of the base; the seed picks one."""
    low_m: float
    high_m: float
    slope: float
    """Share of a height difference that counts as distance to the surface: less where sides are steep."""
    swell_m: float
    """How much the second, wider weather map raises and lowers the tops as both drift."""
    cells_m: tuple[float, float, float]
    """Sizes of the three octaves of billows."""
    depths_m: tuple[float, float, float]
    """How far each octave pushes the surface out and in."""
    ragged_m: float
    """How far the first octave moves the base."""
    sag_m: float
    """How far the wider map lowers and raises the base."""
    rise_m: float
    """Height above the base at which billows reach full size."""
    bulge_m: float
    """How much deeper the cloud counts above rise_m than at its base: sides stand upright or overhang."""
    rim_m: float
    """How far the base rises towards the rim of a cloud, where it is thin."""
    soft_m: float
    """Depth below the surface at which the cloud is at its densest."""
    extinction: float
    lean: float
    """Metres that the wind shear carries the cloud per metre of height."""


CUMULUS = Species(
    (950, 1300), -700, 2100, 0.62, 260, (640, 215, 68), (470, 185, 60), 60, 0, 300, 130, 170, 44, 0.055, 0.18
)
STRATUS = Species((850, 1050), -300, 800, 0.75, 190, (700, 230, 75), (300, 120, 36), 110, 60, 160, 0, 60, 60, 0.03, 0.1)
STORM = Species(
    (650, 850), -600, 8000, 0.5, 300, (1300, 400, 120), (800, 300, 90), 330, 260, 300, 200, 0, 90, 0.03, 0.12
)
OF_KIND = {"cumulus": CUMULUS, "stratus": STRATUS, "storm": STORM}
