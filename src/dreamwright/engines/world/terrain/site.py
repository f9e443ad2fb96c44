"""The choices a seed makes and the frames a place is built on.

Knows the plan's scene and the quality, no geology.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from dreamwright.engines.base import Quality
from dreamwright.engines.world.terrain.grid import Field, Frame, smooth

FINENESS: dict[Quality, float] = {"draft": 0.5, "standard": 1.0, "high": 1.5}
FAR = Frame(856, 120.0)
CLOSE = Frame(960, 0.8, 0.0, 290.0)


@dataclass(frozen=True)
class Site:
    """One place of one seed: every choice is a pure function of the seed and a name."""

    place: str
    features: frozenset[str]
    seed: int
    quality: Quality
    _drawn: dict[tuple[str, Frame], Field] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, frame: Frame, draw: Callable[[], Field]) -> Field:
        """What `draw` gives, drawn once for each name and frame: shores and uplifts are asked for often."""
        if (name, frame) not in self._drawn:
            self._drawn[name, frame] = draw()
        return self._drawn[name, frame]

    def pick(self, name: str, low: float, high: float) -> float:
        """A number between `low` and `high`, evenly spread over seeds."""
        return low + (high - low) * (self.key(name) / 2**32)

    def key(self, name: str) -> int:
        """32 bits for the noise called `name`."""
        digest = hashlib.blake2s(f"{name}/{self.seed}".encode(), digest_size=4).digest()
        return int.from_bytes(digest, "little")

    @property
    def side(self) -> int:
        """The side of the frame the subject stands on: −1 left, 1 right."""
        return 1 if self.key("side") & 1 else -1

    @property
    def azimuth_deg(self) -> float:
        """Where the subject stands: about a third of a 28-35 mm frame off its centre."""
        return self.side * self.pick("azimuth", 9.0, 13.5)

    @property
    def subject(self) -> tuple[float, float]:
        """x, y of the spot the subject is raised on in ranges: 6-8 km away."""
        return self.spot(self.subject_m, self.azimuth_deg)

    @property
    def subject_m(self) -> float:
        """Metres to the subject in ranges."""
        return self.pick("distance", 6200, 7600)

    def spot(self, distance_m: float, azimuth_deg: float) -> tuple[float, float]:
        """x, y of a point seen from the origin."""
        angle = math.radians(azimuth_deg)
        return distance_m * math.sin(angle), distance_m * math.cos(angle)

    def near(self, count: int, cell_m: float, centre_y_m: float = 0.0, centre_x_m: float = 0.0) -> Frame:
        """The near frame at this quality: as wide, with more or fewer cells."""
        fine = FINENESS[self.quality]
        return Frame(round(count * fine), cell_m / fine, centre_x_m, centre_y_m)

    def close(self) -> Frame:
        """The frame about the camera and ahead of it at this quality, on which shapes are sharp."""
        fine = FINENESS[self.quality]
        return Frame(round(CLOSE.count * fine), CLOSE.cell_m / fine, CLOSE.centre_x_m, CLOSE.centre_y_m)

    def far(self) -> Frame:
        """The far frame at this quality."""
        fine = min(FINENESS[self.quality], 1.0)
        return Frame(round(FAR.count * fine), FAR.cell_m / fine)


def bump(frame: Frame, x: float, y: float, radius_m: float) -> Field:
    """A Gaussian hill of height 1 at x, y."""
    xs, ys = frame.points()
    return np.exp(-((xs - x) ** 2 + (ys - y) ** 2) / (radius_m * radius_m)).astype(np.float32)


@lru_cache(maxsize=4)
def distance(frame: Frame, x: float = 0.0, y: float = 0.0) -> Field:
    """(N, N) metres to a point; read-only, for it is asked for often and kept."""
    xs, ys = frame.points()
    away = np.sqrt((xs - np.float32(x)) ** 2 + (ys - np.float32(y)) ** 2)
    away.setflags(write=False)
    return np.asarray(away, np.float32)


def window(frame: Frame, x: float, y: float, reach_m: float) -> tuple[slice, slice]:
    """Rows and columns of the frame within `reach_m` of a point; empty where it lies outside."""
    half = (frame.count - 1) / 2

    def cells(middle: float, centre: float) -> slice:
        low = (middle - reach_m - centre) / frame.cell_m + half
        high = (middle + reach_m - centre) / frame.cell_m + half
        return slice(int(np.clip(low, 0, frame.count)), int(np.clip(high + 1, 0, frame.count)))

    return cells(y, frame.centre_y_m), cells(x, frame.centre_x_m)


def azimuth(frame: Frame) -> Field:
    """(N, N) degrees from straight ahead of the origin, positive to the right."""
    xs, ys = frame.points()
    return np.degrees(np.arctan2(xs + 0 * ys, ys + 0 * xs)).astype(np.float32)


def reserved(site: Site, frame: Frame, wide_m: float = 2400.0) -> Field:
    """(N, N) 0-1: how much other summits should hold back so that the subject rules the opening frame."""
    seen = smooth(44, 26, np.abs(azimuth(frame))) * smooth(17_000, 10_000, distance(frame))
    return np.asarray(seen * (1 - bump(frame, *site.subject, wide_m)), np.float32)
