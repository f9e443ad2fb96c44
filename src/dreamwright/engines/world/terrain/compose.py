"""The stated rule of composition, applied to finished heights: clear view, level stand, skyline.

Knows heights and the camera's stand, no place.
"""

from __future__ import annotations

import math

import numpy as np

from dreamwright.engines.world.terrain.grid import Field, Frame, mix, read, smooth, soft_min
from dreamwright.engines.world.terrain.noise import Noise, field
from dreamwright.engines.world.terrain.site import Site, azimuth, bump, distance

EYE_M = 1.7


def skyline_deg(
    near: tuple[Field, Frame], far: tuple[Field, Frame], azimuth_deg: float, stand_m: float, reach_m: float = 20_000
) -> tuple[float, float, float]:
    """Elevation (deg), distance (m) and height (m) of the skyline in one direction, seen from the origin."""
    steps = np.geomspace(60, reach_m, 400).astype(np.float32)
    angle = math.radians(azimuth_deg)
    heights = _heights(near, far, steps * math.sin(angle), steps * math.cos(angle))
    slopes = (heights - steps**2 / (2 * 6.371e6) - stand_m - EYE_M) / steps
    best = int(np.argmax(slopes))
    return math.degrees(math.atan(slopes[best])), float(steps[best]), float(heights[best])


def sighted(
    near: tuple[Field, Frame], far: tuple[Field, Frame], azimuth_deg: float, stand_m: float, spread_deg: float = 3.0
) -> tuple[float, float, float, float]:
    """The summit near a direction: its azimuth (deg), elevation (deg), distance (m) and height (m)."""
    seen = [
        (turn, *skyline_deg(near, far, turn, stand_m))
        for turn in np.linspace(azimuth_deg - spread_deg, azimuth_deg + spread_deg, 13).tolist()
    ]
    return max(seen, key=lambda sight: sight[1])


def _heights(near: tuple[Field, Frame], far: tuple[Field, Frame], x: Field, y: Field) -> Field:
    frame = near[1]
    inside = np.maximum(np.abs(x - frame.centre_x_m), np.abs(y - frame.centre_y_m)) < frame.span_m * 0.99
    return np.where(inside, _nearest(*near, x, y), _nearest(*far, x, y))


def _nearest(height: Field, frame: Frame, x: Field, y: Field) -> Field:
    last = frame.count - 1
    rows = np.clip(np.rint((y - frame.centre_y_m) / frame.cell_m + last / 2), 0, last).astype(int)
    columns = np.clip(np.rint((x - frame.centre_x_m) / frame.cell_m + last / 2), 0, last).astype(int)
    return height[rows, columns]


def open_view(height: Field, frame: Frame, reach_m: float = 350.0, half_angle_deg: float = 40.0) -> Field:
    """Height with nothing ahead of the stand above the eye's sight within `reach_m`; fades out by twice that."""
    stand = read(height, frame, 0, 0)
    away = distance(frame)
    ceiling = stand + 0.5 + np.maximum(away - 120, 0) * 0.012 + np.maximum(away - reach_m, 0) * 0.12
    lowered = soft_min(height, ceiling, 1.5)
    aside = np.abs(azimuth(frame))
    weight = smooth(reach_m * 2.2, reach_m, away) * smooth(half_angle_deg * 1.7, half_angle_deg, aside)
    return mix(height, lowered, np.maximum(weight, smooth(90, 50, away)))


def level_stand(height: Field, frame: Frame, radius_m: float = 70.0, keep: float = 0.25) -> Field:
    """Height gently levelled about the origin: only `keep` of the relief stays within the stand."""
    stand = read(height, frame, 0, 0)
    calm = stand + (height - stand) * keep
    return mix(height, calm, smooth(radius_m, radius_m * 0.3, distance(frame)))


def foreground(site: Site, height: Field, frame: Frame) -> Field:
    """Height with hummocks before the stand, below the eye, and a low knoll at the side away from the subject."""
    away = distance(frame)
    hummocks = field(frame, Noise(48, 2, 0.5), site.key("near hummocks")) * 1.1 - 0.35
    swells = field(frame, Noise(120, 2, 0.5), site.key("near swells")) * 1.6 - 0.6
    x, y = site.spot(site.pick("aside", 85, 110), -site.side * site.pick("aside turn", 26, 31))
    knoll = bump(frame, x, y, 30) * 3.2
    shaped = hummocks * smooth(7, 30, away) + np.minimum(swells, 0.6) * smooth(20, 80, away)
    return np.asarray(height + (shaped + knoll) * smooth(420, 200, away), np.float32)
