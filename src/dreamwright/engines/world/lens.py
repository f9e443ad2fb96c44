"""What lens and shutter do to a painted frame: clean silhouettes, depth of field, 180° motion blur.

Works on device arrays of one frame. Gathers; nothing moves between frames.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from dreamwright.engines.world.jit import Array2f, Array3f, Array4f, Bool, Float, Int, UInt, dr
from dreamwright.engines.world.noise import jitter
from dreamwright.shot.camera import SENSOR_MM
from dreamwright.shot.plan import Lens

MOTION_TAPS = 11
BOKEH_TAPS = 36
LEAST_BLUR_PX = 0.7
WIDEST_BOKEH = 0.03
"""Of the frame's longer side."""
GOLDEN = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True)
class Plate:
    """A flat, row-major picture on the device."""

    width: int
    height: int
    packed: Float
    """(H·W·4) red, green, blue, distance (m)."""

    def at(self, px: Float, py: Float) -> Array4f:
        """The nearest pixel to a position (pixels), held at the border."""
        w, h = _count(self.width), _count(self.height)
        column = UInt(Int(dr.clip(dr.floor(px), 0, Float(w) - 1)))
        row = UInt(Int(dr.clip(dr.floor(py), 0, Float(h) - 1)))
        return dr.gather(Array4f, self.packed, row * w + column)

    def pixels(self) -> tuple[Float, Float, UInt, UInt]:
        """Centres of all pixels, and their columns and rows."""
        w = _count(self.width)
        lane = dr.arange(UInt, self.width * self.height)
        row = lane // w
        column = lane - row * w
        return Float(column) + 0.5, Float(row) + 0.5, column, row


@lru_cache(maxsize=16)
def _count(n: int) -> UInt:
    """A size, opaque; made once, for each costs the device a step of its own."""
    return dr.opaque(UInt, n)


def plate(color: Array3f, distance: Float, edge: Float, roll_deg: float, width: int, height: int) -> Plate:
    """The frame with its silhouettes resolved: each crossed pixel takes its share of the pixel beyond."""
    raw = Plate(width, height, dr.ravel(Array4f(color.x, color.y, color.z, distance)))
    dr.eval(raw.packed)
    px, py, _, _ = raw.pixels()
    toward = dr.select(edge > 0, 1.0, -1.0)
    up_x, up_y = round(math.sin(math.radians(roll_deg))), -round(math.cos(math.radians(roll_deg)))
    beyond = raw.at(px + toward * up_x, py + toward * up_y)
    own = raw.at(px, py)
    mixed = dr.lerp(own, beyond, dr.abs(edge))
    clean = Plate(width, height, dr.ravel(Array4f(mixed.x, mixed.y, mixed.z, own.w)))
    dr.eval(clean.packed)
    return clean


def focused(picture: Plate, lens: Lens, focal_mm: float, at_least_m: float = 0.3) -> Plate:
    """Thin-lens depth of field; the same plate where the whole frame is sharp.

    Nothing in it lies nearer than `at_least_m`: where even that is sharp, the picture is not waited for.
    """
    strength = focal_mm**2 / lens.f_number / 1000 / SENSOR_MM * max(picture.width, picture.height)  # px · m
    focus = 0.0 if lens.focus_m is None else 1 / lens.focus_m
    if strength * max(abs(1 / at_least_m - focus), focus) < LEAST_BLUR_PX:
        return picture
    lane = dr.arange(UInt, picture.width * picture.height)
    nearest = max(float(dr.min(dr.gather(Array4f, picture.packed, lane).w)[0]), at_least_m)
    if strength * max(abs(1 / nearest - focus), focus) < LEAST_BLUR_PX:
        return picture
    return _bokeh(picture, dr.opaque(Float, strength), dr.opaque(Float, focus))


def _bokeh(picture: Plate, strength: Float, focus: Float) -> Plate:
    px, py, column, row = picture.pixels()
    widest = WIDEST_BOKEH * max(picture.width, picture.height)

    def circle(distance: Float) -> Float:
        """Radius of the circle of confusion (pixels)."""
        return dr.minimum(0.5 * strength * dr.abs(1 / dr.maximum(distance, 0.1) - focus), widest)

    own = picture.at(px, py)
    reach = circle(own.w)
    for dx, dy in ((9, 0), (-9, 0), (0, 9), (0, -9), (16, 16), (-16, 16), (16, -16), (-16, -16)):
        other = picture.at(px + dx, py + dy)
        nearer: Bool = other.w < 0.9 * own.w
        reach = dr.maximum(reach, dr.select(nearer, circle(other.w), 0))
    turn = jitter(column, row, UInt(0)) * (2 * math.pi)
    total, weight = Array3f(own.x, own.y, own.z), Float(1)
    for tap in range(BOKEH_TAPS):
        away = reach * math.sqrt((tap + 0.5) / BOKEH_TAPS)
        angle = turn + tap * GOLDEN
        other = picture.at(px + away * dr.cos(angle), py + away * dr.sin(angle))
        blur = dr.select(other.w > own.w * 1.02, dr.minimum(circle(other.w), reach), circle(other.w))
        share = dr.clip(blur - away + 1, 0, 1)
        total, weight = total + share * Array3f(other.x, other.y, other.z), weight + share
    return _replaced(picture, total / weight, own.w)


def exposed_in_motion(picture: Plate, motion: Array2f, shutter_deg: float) -> Plate:
    """Each pixel smeared along its own path while the shutter is open, centred on the frame's time."""
    share = shutter_deg / 360
    longest = float(dr.max(dr.abs(motion.x) + dr.abs(motion.y))[0]) * share
    if not longest > LEAST_BLUR_PX:
        return picture
    px, py, column, row = picture.pixels()
    limit = 0.06 * max(picture.width, picture.height)
    length = dr.sqrt(motion.x * motion.x + motion.y * motion.y) * share
    scale = share * dr.minimum(1, limit / dr.maximum(length, 1e-6))
    shift = jitter(column, row, UInt(7)) - 0.5
    total = Array3f(0)
    for tap in range(MOTION_TAPS):
        along = ((tap + 0.5 + 0.8 * shift) / MOTION_TAPS - 0.5) * scale
        other = picture.at(px + along * motion.x, py + along * motion.y)
        total += Array3f(other.x, other.y, other.z)
    return _replaced(picture, total / MOTION_TAPS, picture.at(px, py).w)


def _replaced(picture: Plate, color: Array3f, distance: Float) -> Plate:
    packed = dr.ravel(Array4f(color.x, color.y, color.z, distance))
    dr.eval(packed)
    return Plate(picture.width, picture.height, packed)
