"""Streaks and flakes drawn over a picture: projection, focus, and antialiased coverage with depth.

Knows nothing of what falls or why.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Float, UInt, dr, to_float, to_numpy
from dreamwright.frames import View

Array = NDArray[np.float64]
LARGEST_PX = 60.0
"""Radius beyond which a blurred particle is too faint to be seen."""
LONGEST_PX = 600.0
ONE = 65536
"""Optical depth 1 in the whole numbers that are added up."""


class Lens(NamedTuple):
    """A picture's size (pixels) and the lens's open width (m), focused at infinity."""

    width: int
    height: int
    aperture_m: float


class Shutter(NamedTuple):
    """The camera when the shutter closed and when it opened."""

    view: View
    earlier: View
    lens: Lens


class Streaks(NamedTuple):
    """Capsules in pixels: ends (x0, y0) and (x1, y1), radius, opacity at the middle, range (m); each (N,)."""

    x0: Array
    y0: Array
    x1: Array
    y1: Array
    radius: Array
    opacity: Array
    range_m: Array


def axes(view: View) -> Array:
    """Rows right, up, ahead of a camera in the world."""
    yaw, pitch, roll = np.radians([view.yaw_deg, view.pitch_deg, view.roll_deg])
    right = np.array([math.cos(yaw), -math.sin(yaw), 0.0])
    ahead = np.array([math.sin(yaw) * math.cos(pitch), math.cos(yaw) * math.cos(pitch), math.sin(pitch)])
    up = np.cross(right, ahead)
    turned = up * math.cos(roll) + right * math.sin(roll)
    return np.stack([right * math.cos(roll) - up * math.sin(roll), turned, ahead])


def project(points: Array, view: View, lens: Lens) -> tuple[Array, Array, Array]:
    """Pixels right and down of (N, 3) world points, and how far ahead of the camera they are (m)."""
    right, up, ahead = axes(view) @ (points - np.array(view.position)).T
    focal = view.focal_mm / 36 * max(lens.width, lens.height)
    safe = np.maximum(ahead, 1e-3)
    return lens.width / 2 + focal * right / safe, lens.height / 2 - focal * up / safe, ahead


def streaks(path: tuple[Array, Array], diameter: Array, opacity: Array, lengthens: float, shot: Shutter) -> Streaks:
    """What is in the picture of particles on a `path`: where they are when the shutter closes and opened (N, 3).

    Out of focus, light spreads over the blur disc; drawn out, over the path by the power `lengthens`.
    """
    (close, opened), lens = path, shot.lens
    x1, y1, ahead = project(close, shot.view, lens)
    keep = np.flatnonzero((ahead > 0.15) & (opacity > 0.003) & _inside(x1, y1, lens))
    x1, y1, ahead = x1[keep], y1[keep], ahead[keep]
    x0, y0, before = project(opened[keep], shot.earlier, lens)
    focal = shot.view.focal_mm / 36 * max(lens.width, lens.height)
    sharp = 0.5 * focal * diameter[keep] / ahead
    radius = np.hypot(sharp, 0.5 * focal * lens.aperture_m / ahead)
    length = np.hypot(x1 - x0, y1 - y0)
    drawn = np.maximum(radius, 0.5)
    strength = (
        opacity[keep]
        * (sharp / drawn) ** np.where(drawn > 0.5, 1.6, 1.0)
        * (2 * drawn / (2 * drawn + length)) ** lengthens
    )
    seen = (before > 0.15) & (radius < LARGEST_PX) & (length < LONGEST_PX) & (strength > 0.002)
    distance = np.linalg.norm(close[keep] - np.array(shot.view.position), axis=1)
    return Streaks(*(a[seen] for a in (x0, y0, x1, y1, drawn, strength, distance)))


def _inside(x: Array, y: Array, lens: Lens) -> NDArray[np.bool_]:
    margin = 0.12 * lens.width
    return (x > -margin) & (x < lens.width + margin) & (y > -margin) & (y < lens.height + margin)


def _roomy(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """`values` with readable memory behind them: Dr.Jit borrows host arrays and reads whole vectors past their end."""
    room = np.zeros(values.size + 64, np.uint32)
    room[: values.size] = values
    return room[: values.size]


def coverage(found: Streaks, depth: NDArray[np.float32]) -> NDArray[np.float32]:
    """Optical depth (H, W) of all streaks, each hidden where `depth` (H, W; metres) is nearer."""
    height, width = depth.shape
    spread = np.ceil(found.radius).astype(np.int64) + 1
    steep = np.abs(found.y1 - found.y0) > np.abs(found.x1 - found.x0)
    low = np.where(steep, np.minimum(found.y0, found.y1), np.minimum(found.x0, found.x1))
    high = np.where(steep, np.maximum(found.y0, found.y1), np.maximum(found.x0, found.x1))
    first = np.floor(low).astype(np.int64) - spread
    across = 2 * spread + 1
    counts = (np.ceil(high).astype(np.int64) + spread - first + 1) * across
    if not counts.sum():
        return np.zeros((height, width), np.float32)
    owner = _roomy(np.repeat(np.arange(counts.size, dtype=np.uint32), counts))
    starts = np.cumsum(counts) - counts
    whole = [UInt(a.astype(np.uint32)) for a in (starts, across, steep)]
    parts = [to_float(a) for a in (*found, first)]
    picture = Picture(dr.zeros(UInt, width * height), to_float(depth), dr.opaque(UInt, width), dr.opaque(UInt, height))
    _scatter(picture, UInt(owner), whole, parts)
    return to_numpy(picture.sums, (height, width)) * np.float32(1 / ONE)


class Picture(NamedTuple):
    """Where streaks add up (whole numbers, so that their order leaves no trace), and what hides them."""

    sums: UInt
    depth: Float
    width: UInt
    height: UInt


def _scatter(picture: Picture, owner: UInt, whole: list[UInt], parts: list[Float]) -> None:
    """Add each pixel's share of its streak: one lane per pixel of the band along each streak's longer axis."""
    start, across, steep = (dr.gather(UInt, a, owner) for a in whole)
    x0, y0, x1, y1, radius, opacity, distance, first = (dr.gather(Float, a, owner) for a in parts)
    across = dr.maximum(across, 1)  # idle lanes read 0, and dividing by it would end the process
    steep, local = steep > 0, dr.arange(UInt, dr.width(owner)) - start
    along, aside = first + Float(local // across) + 0.5, Float(local % across) - Float(across // 2)
    a0, b0 = dr.select(steep, y0, x0), dr.select(steep, x0, y0)
    a1, b1 = dr.select(steep, y1, x1), dr.select(steep, x1, y1)
    tilt = (b1 - b0) / dr.select(dr.abs(a1 - a0) > 1e-3, a1 - a0, 1e-3)
    middle = b0 + tilt * (dr.clip(along, dr.minimum(a0, a1), dr.maximum(a0, a1)) - a0)
    beside = dr.floor(middle) + aside + 0.5
    da, db, pa, pb = a1 - a0, b1 - b0, along - a0, beside - b0
    share = dr.clip((pa * da + pb * db) / dr.maximum(da * da + db * db, 1e-6), 0, 1)
    away = dr.hypot(pa - share * da, pb - share * db)
    soft = dr.clip((radius + 0.5 - away) / dr.maximum(1, 0.7 * radius), 0, 1)
    ends = 1 - dr.square(dr.square(2 * share - 1)) * dr.minimum(dr.hypot(da, db) * 0.1, 0.85)
    x, y = dr.select(steep, beside, along), dr.select(steep, along, beside)
    inside = (x >= 0) & (y >= 0) & (x < Float(picture.width)) & (y < Float(picture.height)) & (soft > 0)
    index = UInt(dr.clip(y, 0, 65535)) * picture.width + UInt(dr.clip(x, 0, 65535))
    behind = dr.gather(Float, picture.depth, index, inside)
    shown = dr.clip((behind - distance) / (0.01 * distance + 0.03), 0, 1)
    share = soft * soft * (3 - 2 * soft) * ends * opacity * shown
    dr.scatter_add(picture.sums, UInt(dr.fma(share, ONE, 0.5)), index, inside)
    dr.eval(picture.sums)
