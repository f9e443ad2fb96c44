"""Dunes: crests across one wind, gentle to windward, 33° slip faces to lee, joined in Y's; draa under them.

Crest lines are the phase of a band of random waves (phasor noise, Tricard and others 2019), whose
dislocations are the junctions. Knows wind and sand, no camera.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamwright.engines.world.terrain.erosion import settle
from dreamwright.engines.world.terrain.grid import Field, Frame, smooth, soft_min
from dreamwright.engines.world.terrain.noise import Noise, at

REPOSE = 0.649
"""Tangent of 33°, the slope at which dry sand comes to rest."""
BRINK = 1.25
"""Steepness of a slip face at its brink, of its mean: the toe runs out."""


@dataclass(frozen=True)
class Train:
    """One set of dunes across a wind that blows towards (wind_x, wind_y)."""

    wavelength_m: float
    height_m: float
    wind_x: float
    wind_y: float
    bent: float = 0.5
    """How much crests wander, in wavelengths."""


def dunes(x: Field, y: Field, train: Train, seed: int, cell_m: float) -> Field:
    """Heights (same shape as x and y) of one train before the sand settles: 0 in the troughs.

    Windward slopes end at a sharp brink, over a slip face at the angle of repose. The brink is rounded over
    a cell of `cell_m`: a sharper one would step along the grid like a saw.
    """
    phase, strength = _waves(x, y, train, seed)
    tall = train.height_m * (0.55 + 0.9 * smooth(0.2, 1.6, strength)) * smooth(0.05, 0.55, strength)
    narrowest = max(0.03, 1.6 * cell_m / train.wavelength_m)
    lee = np.clip(BRINK * tall / np.float32(REPOSE * train.wavelength_m), narrowest, 0.45)
    climb, fall = phase / (1 - lee), (1 - phase) / lee
    windward = climb * climb * (1.9 - 0.9 * climb)
    width = np.clip(np.float32(cell_m / train.wavelength_m) / lee, 0.01, 0.8)
    return np.asarray(tall * soft_min(windward, fall * (2 - BRINK + (BRINK - 1) * fall), width), np.float32)


def _waves(x: Field, y: Field, train: Train, seed: int) -> tuple[Field, Field]:
    """Phase (0-1 along the wind) and strength of the wave band at each point."""
    length = np.float32(train.wavelength_m)
    along = (x * train.wind_x + y * train.wind_y) / length
    real, imaginary = (at(x, y, Noise(train.wavelength_m * 2.6, 2, 0.45), seed + k) * 1.7 for k in (1, 2))
    steady = np.float32(1.15 - train.bent)
    sway = at(x, y, Noise(train.wavelength_m * 5.0, 2), seed + 3) * train.bent * 1.6
    turn = np.arctan2(imaginary, real + steady) / np.float32(2 * np.pi)
    phase = np.mod(along + sway + turn, 1.0)
    return phase.astype(np.float32), np.hypot(real + steady, imaginary).astype(np.float32)


def slide(height: Field, frame: Frame, rounds: int = 30) -> Field:
    """Sand at rest: no slope above 33°."""
    return settle(height, frame.cell_m, REPOSE, rounds)
