"""What each kind of cloud is: heights, sizes and optical depth, as plain numbers.

Knows nothing of arrays or light.
"""

from __future__ import annotations

from typing import NamedTuple


class Species(NamedTuple):
    """Lengths in metres, extinction per metre. Cloud depths lie between floor_m (clear) and high_m."""

    base_m: tuple[float, float]
    """Least and greatest height of the base; the seed picks one."""
    floor_m: float
    high_m: float
    slope: float
    """Share of a height difference that counts as distance to the surface: less where sides are steep."""
    gain_m: float
    """Depth given to all cloud in return for what billows and rims take from its cover."""
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
    anvil_m: float
    """Height above the base of the flat tops that towers spread into; 0 = none."""
    lean: float
    """Metres that the wind shear carries the cloud per metre of height."""
    dims_per_m: float = 0.0045
    """How fast the sky's light fades below the tops, per metre."""
    dimmest: float = 0.16
    """Share of the sky's light that reaches the foot of the deepest cloud."""
    bounce: float = 1.0
    """Light from the ground below, of what an open sky would give it."""


# fmt: off
CUMULUS = Species(
    base_m=(950, 1300), floor_m=-700, high_m=2100, slope=0.62, gain_m=60, swell_m=260, cells_m=(640, 215, 68),
    depths_m=(470, 205, 72), ragged_m=60, sag_m=0, rise_m=300, bulge_m=130, rim_m=170, soft_m=44,
    extinction=0.055, anvil_m=0, lean=0.18,
)
STRATUS = Species(
    base_m=(850, 1050), floor_m=-300, high_m=800, slope=0.75, gain_m=120, swell_m=190, cells_m=(700, 220, 66),
    depths_m=(300, 145, 54), ragged_m=110, sag_m=60, rise_m=160, bulge_m=0, rim_m=60, soft_m=46,
    extinction=0.03, anvil_m=0, lean=0.1,
)
STORM = Species(
    base_m=(700, 850), floor_m=-600, high_m=8000, slope=0.5, gain_m=80, swell_m=300, cells_m=(1500, 430, 125),
    depths_m=(1000, 360, 110), ragged_m=360, sag_m=0, rise_m=300, bulge_m=200, rim_m=0, soft_m=80,
    extinction=0.035, anvil_m=6800, lean=0.12,
)
# fmt: on
CLOSED_STORM = STORM._replace(gain_m=900, swell_m=420, sag_m=120, dims_per_m=0.0012, dimmest=0.02, bounce=0.1)
"""A storm that fills the sky: its deck is so deep that billows tear no sunlit holes in it, and night hangs below."""
CLOSED_FROM = 0.85
OF_KIND = {"cumulus": CUMULUS, "stratus": STRATUS, "storm": STORM}


def species(kind: str, cover: float) -> Species:
    """The numbers of one of the kinds, for a share 0-1 of the sky."""
    return CLOSED_STORM if closed_storm(kind, cover) else OF_KIND[kind]


def closed_storm(kind: str, cover: float) -> bool:
    """Whether clouds of a kind that cover a share 0-1 of the sky are one dark deck."""
    return kind == "storm" and cover >= CLOSED_FROM
