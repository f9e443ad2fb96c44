"""The lens and the shutter: blur by depth laid on the sheets once, and blur along exact motion on every frame.

Knows arrays; nothing of plans.
"""

from __future__ import annotations

import cv2
import numpy as np

from dreamwright.frames import Array

LEAST_PX = 0.8
"""A blur disc whose radius is smaller than this is not seen."""
MOST_PX = 28.0
_FINE_PX = 3.0
"""Discs from this radius on are laid on a picture of half the size."""
_LEAST_STREAK_PX = 0.9
_STEP_PX = 2.0
_MOST_STEPS = 11


def blur_radius(nearness: Array, focal_px: float, focal_mm: float, f_number: float, focus_m: float | None) -> Array:
    """(H, W) radius in pixels of the disc over which a point at `nearness` (1/m) is spread by a thin lens."""
    aperture_m = focal_mm / 1000 / f_number
    focus = 0.0 if focus_m is None else 1.0 / focus_m
    return np.asarray(np.minimum(0.5 * focal_px * aperture_m * np.abs(nearness - focus), MOST_PX), np.float32)


def focused(color: Array, alpha: Array, radius: Array) -> tuple[Array, Array]:
    """A layer's colour and matte spread over discs of `radius` (H, W; pixels): a few blurs, mixed by radius."""
    most = float(radius.max())
    if most < LEAST_PX:
        return color, alpha
    box = _reached(alpha, most)
    packed = cv2.merge([*cv2.split(color[box] * alpha[box][..., None]), alpha[box]])
    mixed = _mixed(np.asarray(packed, np.float32), radius[box], most)
    matte = np.zeros_like(alpha)
    matte[box] = np.clip(mixed[..., 3], 0, 1)
    out = color.copy()
    out[box] = mixed[..., :3] / np.maximum(matte[box], 1e-4)[..., None]
    return out, matte


def widened(alpha: Array, radius: Array) -> Array:
    """A matte a little wider where its layer is blurred: colours that mix at its edge stay covered."""
    wide = np.asarray(cv2.dilate(alpha, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))), np.float32)
    return np.asarray(alpha + (wide - alpha) * np.clip(radius / np.float32(3), 0, 1), np.float32)


def _reached(alpha: Array, most: float) -> tuple[slice, slice]:
    """The part of a layer that shows, with room for its blur."""
    room = int(most) + 2
    rows, columns = np.nonzero((alpha > 0).any(1))[0], np.nonzero((alpha > 0).any(0))[0]
    if not rows.size:
        return slice(0, 1), slice(0, 1)
    down = slice(max(0, int(rows[0]) - room), int(rows[-1]) + room + 1)
    return down, slice(max(0, int(columns[0]) - room), int(columns[-1]) + room + 1)


def _mixed(packed: Array, radius: Array, most: float) -> Array:
    """(h, w, 4) blurred by the radius of each pixel."""
    sizes = [0.0, *np.geomspace(LEAST_PX, max(most, 2 * LEAST_PX), 6)]
    out = np.zeros_like(packed)
    for before, size, after in zip([-1.0, *sizes], sizes, [*sizes[1:], 1e9], strict=False):
        rise = (radius - np.float32(before)) * np.float32(1 / max(size - before, 1e-6))
        fall = (np.float32(after) - radius) * np.float32(1 / max(after - size, 1e-6))
        share = np.clip(np.minimum(rise, fall), 0, 1)
        if share.any():
            out += _spread(packed, size) * cv2.merge([share] * 4)
    return out


def _spread(packed: Array, size: float) -> Array:
    """(H, W, 4) blurred by a disc; large discs on a smaller picture, which shows no more."""
    if size == 0:
        return packed
    step = 1 if size < _FINE_PX else 2 if size < 2.2 * _FINE_PX else 4
    height, width = packed.shape[:2]
    small = packed if step == 1 else cv2.resize(packed, (width // step, height // step), interpolation=cv2.INTER_AREA)
    blurred = cv2.filter2D(small, -1, _disc(size / step), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred if step == 1 else cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR))


def _disc(radius: float) -> Array:
    """An antialiased disc that sums to 1."""
    reach = int(np.ceil(radius)) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    return np.asarray(disc / disc.sum(), np.float32)


def exposed(color: Array, motion: Array, shutter_deg: float) -> Array:
    """`color` (H, W, 3) blurred along `motion` (H, W, 2; pixels to the next frame) while the shutter is open."""
    streak = motion * np.float32(shutter_deg / 360)
    longest = float(np.percentile(np.hypot(streak[..., 0], streak[..., 1])[::8, ::8], 98))
    if longest < _LEAST_STREAK_PX:
        return color
    count = int(np.clip(2 * np.ceil(longest / _STEP_PX / 2) + 1, 3, _MOST_STEPS))
    height, width = color.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    total = np.zeros_like(color)
    for share in (np.arange(count) + 0.5) / count - 0.5:
        s = np.float32(share)
        total += cv2.remap(color, x + s * streak[..., 0], y + s * streak[..., 1], cv2.INTER_LINEAR,
                           borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    total *= np.float32(1 / count)
    return total
