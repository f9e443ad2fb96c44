"""What each kind of precipitation is made of, as plain numbers. Knows nothing of cameras or pixels."""

from __future__ import annotations

from typing import NamedTuple


class Shell(NamedTuple):
    """A wrapped box about the camera: its side (m) and the particles in it at rate 1."""

    side_m: float
    number: int


class Kind(NamedTuple):
    """Metres, seconds, 0-1. Ranges are least and greatest, picked per particle."""

    fall_mps: tuple[float, float]
    diameter_m: tuple[float, float]
    carried: float
    """Share of the wind that carries a particle."""
    least_wind_mps: float
    flutter_m: float
    """How far it sways about its path."""
    flutter_hz: float
    opacity: float
    lengthens: float
    """How much a streak thins out as motion draws it longer: 1 = as physics has it, 0 = not at all."""
    albedo: tuple[float, float, float]
    forward: float
    """Strength of the glow against the light."""
    extinction: float
    """Per metre at rate 1, of all the particles too far to be seen singly."""
    thickens: float
    """Exponent of rate in the extinction."""
    shells: tuple[Shell, ...]


RAIN = Kind((6.5, 9.0), (0.0016, 0.0032), 0.75, 0, 0.02, 1.1, 0.7, 0.4, (1, 1, 1), 2.2, 0.0042, 2.2,
            (Shell(4, 220), Shell(11, 5000), Shell(30, 22000)))  # fmt: skip
SNOW = Kind((0.7, 1.7), (0.0025, 0.009), 0.95, 0.3, 0.2, 0.55, 0.95, 0.3, (0.95, 0.96, 1.0), 0.8, 0.014, 2.6,
            (Shell(3, 130), Shell(9, 4500), Shell(22, 30000)))  # fmt: skip
DUST = Kind((-0.1, 0.3), (0.0008, 0.0026), 1.0, 7, 0.25, 0.7, 0.75, 0.5, (0.66, 0.5, 0.32), 1.5, 0.018, 2.0,
            (Shell(4, 900), Shell(11, 9000), Shell(26, 22000)))  # fmt: skip
ASH = Kind((0.35, 1.0), (0.003, 0.011), 0.9, 0.4, 0.3, 0.4, 0.9, 0.3, (0.2, 0.195, 0.19), 0.3, 0.008, 2.0,
           (Shell(3, 90), Shell(9, 3500), Shell(22, 17000)))  # fmt: skip
OF_KIND = {"rain": RAIN, "snow": SNOW, "dust": DUST, "ash": ASH}
