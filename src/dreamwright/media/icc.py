"""Colour profiles: what the codes of a picture mean, as curves and a matrix to linear Rec.709.

Reads the matrix/TRC profiles that cameras, screens and phones write (ICC.1:2010, 8.3-8.4), at any depth;
profiles made of tables are left to littleCMS. Knows profiles only, no pictures and no files.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Curve = Callable[[Numbers], Numbers]
"""Codes 0-1 → linear light 0-1."""

_REC709_TO_D50: Final = np.array(
    [[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]]
)
"""Linear Rec.709 to the profiles' XYZ, adapted to D50 (Bradford)."""
_TABLES: Final = (b"A2B0", b"A2B1", b"A2B2")


@dataclass(frozen=True)
class Profile:
    """Curves of the channels (one for grey, three for colour), and the matrix that follows them."""

    curves: tuple[Curve, ...]
    matrix: Numbers | None = None
    """(3, 3) to linear Rec.709; None where there is nothing to change."""


def srgb(code: Numbers) -> Numbers:
    """Linear light 0-1 of sRGB codes 0-1 (IEC 61966-2-1)."""
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)


SRGB: Final = Profile((srgb,))


def read_profile(data: bytes, channels: int) -> Profile | None:
    """The profile of a picture of 1 or 3 channels; None where it is of another kind, made of tables, or broken."""
    try:
        tags = _tags(data)
        if any(name in tags for name in _TABLES) or data[20:24] != b"XYZ ":
            return None
        if (data[16:20], channels) == (b"GRAY", 1):
            return Profile((_curve(tags[b"kTRC"]),))
        if (data[16:20], channels) == (b"RGB ", 3):
            return Profile(tuple(_curve(tags[name]) for name in (b"rTRC", b"gTRC", b"bTRC")), _matrix(tags))
    except (KeyError, IndexError, ValueError, struct.error):
        return None
    return None


def _tags(data: bytes) -> dict[bytes, bytes]:
    count = struct.unpack_from(">I", data, 128)[0]
    if count > 200:
        raise ValueError("too many tags")
    entries = (struct.unpack_from(">4sII", data, 132 + 12 * k) for k in range(count))
    return {name: data[start : start + size] for name, start, size in entries}


def _matrix(tags: dict[bytes, bytes]) -> Numbers:
    """Colorants to Rec.709; rows are brought to a sum of 1, so that white is white to the last bit."""
    colorants = np.array([_fixed(tags[name], 8, 3) for name in (b"rXYZ", b"gXYZ", b"bXYZ")]).T
    matrix = np.linalg.inv(_REC709_TO_D50) @ colorants
    sums = matrix.sum(axis=1, keepdims=True)
    if not np.all((sums > 0.5) & (sums < 2.0)):
        raise ValueError("colorants that make no white")
    return np.asarray(matrix / sums)


def _fixed(tag: bytes, start: int, count: int) -> Numbers:
    """Numbers of type s15Fixed16."""
    return np.array(struct.unpack_from(f">{count}i", tag, start)) / 65536


def _curve(tag: bytes) -> Curve:
    return _parametric(tag) if tag[:4] == b"para" else _sampled(tag)


def _sampled(tag: bytes) -> Curve:
    """Type `curv`: nothing = a straight line, one number = an exponent, more = a table."""
    if tag[:4] != b"curv":
        raise ValueError("a curve of unknown type")
    count = struct.unpack_from(">I", tag, 8)[0]
    if count == 0:
        return lambda code: code
    if count == 1:
        gamma = struct.unpack_from(">H", tag, 12)[0] / 256
        return lambda code: code**gamma
    table = np.frombuffer(tag, ">u2", count, 12) / 65535
    return lambda code: np.interp(code, np.linspace(0, 1, count), table)


def _parametric(tag: bytes) -> Curve:
    """Type `para` (10.16): (a·x + b)^g + e from d on, c·x + f below."""
    kind = struct.unpack_from(">H", tag, 8)[0]
    g, *rest = _fixed(tag, 12, (1, 3, 4, 5, 7)[kind])
    a, b, c, d, e, f = [*rest, *(0.0,) * (6 - len(rest))] if kind else (1.0, *(0.0,) * 5)
    if kind in (1, 2):
        d, e, f, c = -b / a, c, c, 0.0
    return lambda code: np.where(code >= d, np.maximum(a * code + b, 0) ** g + e, c * code + f)
