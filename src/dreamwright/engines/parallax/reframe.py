"""A picture of any shape on the film's canvas: cropped on what matters or extended, with margins for the camera.

Knows pictures and what is known of them; nothing of cameras or time.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.layers import Canvas
from dreamwright.engines.parallax.reading import Seen
from dreamwright.engines.parallax.relief_types import Regions
from dreamwright.engines.parallax.synthesis import fill
from dreamwright.frames import Array

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]
MARGIN = 0.1
"""Of the film's width and height on every side: room for the camera."""
_HEADROOM = 0.06
"""Room over a head, as a share of the film's height."""
_NEAR_SHARE = 0.6
"""Share of the greatest disparity from which on things stand near."""
_CLEARANCE = 0.03
"""How far from near things the backdrop begins, as a share of the canvas's width."""
_LOOK_PX = 96
"""Height of the picture on which the point of interest is sought."""


@dataclass(frozen=True)
class Framed:
    """The canvas of a film and what it shows where."""

    canvas: Canvas
    regions: Regions
    """On the canvas."""
    horizon: float | None
    """Canvas row; None = unknown."""


def framed(seen: Seen, width: int, height: int, seed: int) -> Framed:
    """The picture at the film's size with margins on all sides: real where the picture goes on, else synthesised."""
    margin = tuple(-(-round(MARGIN * side) // 4) * 4 for side in (width, height))
    tall, wide = seen.color.shape[:2]
    choose = max if seen.framing == "crop" else min
    scale = choose(width / wide, height / tall)
    left, top = _corner(seen, scale, width, height)
    move = np.array([[scale, 0, margin[0] - left + 0.5 * scale - 0.5], [0, scale, margin[1] - top + 0.5 * scale - 0.5]])
    size = width + 2 * margin[0], height + 2 * margin[1]
    there = _placed(np.ones((tall, wide), np.float32), move, size, scale) > 0.999
    color = np.maximum(_placed(seen.color, move, size, scale, cv2.BORDER_REPLICATE), 0)
    disparity = _spread(np.where(seen.regions.sky > 0.5, 0, seen.relief.disparity), move, size, scale)
    color = fill(color, ~there, _backdrop(there, disparity, seen), seed)
    invented = ~there
    if seen.framing == "outpaint":  # what was synthesised to open on is no fault of the camera's
        invented[margin[1] : margin[1] + height, margin[0] : margin[0] + width] = False
    found = (_spread(getattr(seen.regions, f.name), move, size, scale) for f in fields(Regions))
    horizon = None if seen.relief.horizon_row is None else float(seen.relief.horizon_row * scale + move[1, 2])
    return Framed(Canvas(color, disparity, invented, (margin[0], margin[1])), Regions(*found), horizon)


def _backdrop(there: Mask, disparity: Array, seen: Seen) -> Mask:
    """What the picture is extended with: where much is to be added, not with what stands near in it."""
    if seen.framing == "crop":
        return there
    near = there & (disparity >= _NEAR_SHARE * float(disparity.max()))
    room = round(_CLEARANCE * there.shape[1])
    far = there & (cv2.distanceTransform((~near).astype(np.uint8), cv2.DIST_L2, 5) > room)
    return far if far.mean() > 0.1 else there


def _placed(
    values: Array, move: Matrix, size: tuple[int, int], scale: float, beyond: int = cv2.BORDER_CONSTANT
) -> Array:
    """Values of the picture on the canvas; where the picture has none, 0 or as `beyond` says."""
    if scale < 1:  # averaged first: a warp alone would skip pixels
        small = round(values.shape[1] * scale), round(values.shape[0] * scale)
        shrunk = np.asarray(cv2.resize(values, small, interpolation=cv2.INTER_AREA), np.float32)
        ratio = small[0] / values.shape[1], small[1] / values.shape[0]
        half = 0.5 * scale * (1 / np.array(ratio) - 1)
        values, move = shrunk, np.column_stack([move[:, :2] / ratio, move[:, 2] + half])
    how = cv2.INTER_LINEAR if scale == 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.warpAffine(values, move, size, flags=how, borderMode=beyond), np.float32)


def _spread(values: Array, move: Matrix, size: tuple[int, int], scale: float) -> Array:
    """Values 0-1 of the picture on the canvas, carried on beyond its border."""
    placed = _placed(np.asarray(values, np.float32), move, size, scale, cv2.BORDER_REPLICATE)
    return np.asarray(np.clip(placed, 0, 1), np.float32)


def _corner(seen: Seen, scale: float, width: int, height: int) -> tuple[float, float]:
    """Left and top of the frame on the scaled picture: what matters most lies inside, near the middle if it can."""
    tall, wide = seen.color.shape[0] * scale, seen.color.shape[1] * scale
    if seen.framing == "outpaint":
        return float(round((wide - width) / 2)), float(round((tall - height) / 2))
    x, y = interest(seen)
    left = float(np.clip(x * wide - width / 2, 0, max(0.0, wide - width)))
    top = float(np.clip(y * tall - height / 2, 0, max(0.0, tall - height)))
    return float(round(left)), float(round(max(0.0, min(top, _head(seen) * tall - _HEADROOM * height))))


def _head(seen: Seen) -> float:
    """Where people, or else what stands near, begin from the top, as a share of the picture's height: not beheaded."""
    person = seen.regions.person > 0.5
    near = person if person.mean() > 0.01 else seen.relief.disparity > _NEAR_SHARE * float(seen.relief.disparity.max())
    rows = np.nonzero(near.mean(1) > 0.06)[0]
    return float(rows[0]) / near.shape[0] if rows.size else 1.0


def interest(seen: Seen) -> tuple[float, float]:
    """Where the picture's point of interest lies, as shares of its width and height.

    The centre of what stands out: by spectral residual (Hou & Zhang 2007), by nearness, and people above all.
    """
    tall, wide = seen.color.shape[:2]
    size = max(8, round(_LOOK_PX * wide / tall)), _LOOK_PX
    small = [np.asarray(cv2.resize(a, size, interpolation=cv2.INTER_AREA), np.float32)
             for a in (np.sqrt(np.maximum(seen.color, 0)), seen.relief.disparity, seen.regions.person)]  # fmt: skip
    weight = _residual(small[0].mean(-1)) * (0.3 + small[1]) + 3.0 * small[2] * small[2].mean()
    x, y = np.meshgrid((np.arange(size[0]) + 0.5) / size[0], (np.arange(size[1]) + 0.5) / size[1])
    weight = weight * np.exp(-((x - 0.5) ** 2 + (y - 0.5) ** 2) / 0.3)
    total = max(float(weight.sum()), 1e-9)
    return float((weight * x).sum() / total), float((weight * y).sum() / total)


def _residual(grey: Array) -> Array:
    """(H, W) how much each place stands out from the picture's own spectrum, 0-1."""
    waves = np.fft.fft2(grey)
    strength = np.log(np.abs(waves) + 1e-6)
    odd = strength - cv2.blur(strength, (3, 3))
    found = cv2.GaussianBlur(np.abs(np.fft.ifft2(np.exp(odd + 1j * np.angle(waves)))) ** 2, (0, 0), 4)
    return np.asarray(found / max(float(found.max()), 1e-9), np.float32)
