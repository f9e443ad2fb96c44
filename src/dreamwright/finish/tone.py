"""The filmic tone curve, and the tables that apply it quickly.

Scene light goes through `INSET` (which lets bright colours walk to white), this curve per channel, and back.
Knows numbers only; nothing of looks or frames.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dreamwright.finish.colour import Matrix, encode

GREY: Final = 0.18
"""Scene light that the curve leaves where it is."""
GREY_CODE: Final = 0.46136
"""Its display code (sRGB)."""
SLOPE: Final = 0.198
"""Display code per stop at mid grey; 0.145 would be no contrast added."""
WHITE_STOPS: Final = 6.0
BLACK_STOPS: Final = -8.5
_SHOULDER: Final = 2.0
_TOE: Final = 1.7

INSET: Final[Matrix] = np.array([[0.875, 0.090, 0.035], [0.040, 0.876, 0.084], [0.035, 0.140, 0.825]])
"""Rows sum to 1, so grey stays. After Sobotka's AgX: every light reaches every channel, none skews to a primary."""

_SHIFT: Final = 12
"""Bits of a float32 that a table step spans: 2048 steps a stop, a step under 1/8000 of the display range."""
_LOWEST: Final = 2.0**-15
_HIGHEST: Final = 2.0**8


def filmic(stops: NDArray[np.float64]) -> NDArray[np.float64]:
    """Display code 0-1 for scene light so many stops over mid grey; monotone, C¹, 0 at black, 1 at white."""
    rise = _bend(SLOPE * np.maximum(stops, 0.0), _ROOM_ABOVE, _SHOULDER)
    fall = _bend(SLOPE * np.maximum(-stops, 0.0), _ROOM_BELOW, _TOE)
    return np.clip(GREY_CODE + rise - fall, 0.0, 1.0)


def display(stops: NDArray[np.float64], contrast: float = 1.0, lift_stops: float = 0.0) -> NDArray[np.float64]:
    """Display code 0-1 of display light so many stops over mid grey: the plain curve of the display.

    `contrast` is the curve's steepness about mid grey and `lift_stops` what mid grey is lifted by; black stays black
    and white stays white.
    """
    codes = encode(GREY * 2.0**stops)
    grey = float(encode(np.array(GREY * 2.0 ** min(lift_stops, 2.0))))
    codes = codes ** (np.log(grey) / np.log(GREY_CODE))
    below = grey * (codes / grey) ** contrast
    above = 1.0 - (1.0 - grey) * (np.maximum(1.0 - codes, 0.0) / (1.0 - grey)) ** contrast
    return np.asarray(np.where(codes < grey, below, above), np.float64)


def _bend(rise: NDArray[np.float64], room: float, power: float) -> NDArray[np.float64]:
    """A line of slope 1 that bends to the asymptote `room`; the greater `power`, the later."""
    return rise / (1.0 + (rise / room) ** power) ** (1.0 / power)


def _room(reach: float, stops: float, power: float) -> float:
    """The asymptote with which the bend rises by just `reach` in so many stops (the bend solved for it)."""
    rise = SLOPE * stops
    return float(((reach**-power) - rise**-power) ** (-1.0 / power))


_ROOM_ABOVE: Final = _room(1.0 - GREY_CODE, WHITE_STOPS, _SHOULDER)
_ROOM_BELOW: Final = _room(GREY_CODE, -BLACK_STOPS, _TOE)


def table_stops() -> NDArray[np.float64]:
    """(N,) stops over mid grey that the entries of a table stand for."""
    bits = np.arange(_FIRST << _SHIFT, _LAST << _SHIFT, 1 << _SHIFT, dtype=np.int64) + (1 << (_SHIFT - 1))
    return np.asarray(np.log2(bits.astype(np.int32).view(np.float32).astype(np.float64) / GREY))


def _bits(value: float) -> int:
    return int(np.float32(value).view(np.int32)) >> _SHIFT


_FIRST: Final = _bits(_LOWEST)
_LAST: Final = _bits(_HIGHEST)


def look_up(light: NDArray[np.float32], table: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """out = table at `light`; light outside the table, also negative, takes the nearest end.

    The bits of a positive float, read as an integer, are its logarithm to first order: a free log shaper.
    """
    place = light.view(np.int32) >> _SHIFT
    place -= _FIRST
    np.take(table, place, out=out, mode="clip")
