"""What a camera must see, written down a second time, from the plan's words alone; and plain measures of pictures.

Knows views and arrays; nothing of how the engine makes them.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.frames import View

Map = NDArray[np.float64]
EARTH_M = 6.371e6
LUMA = np.array([0.2126, 0.7152, 0.0722])


def focal_px(view: View, width: int, height: int) -> float:
    """Pixels of focal length; the sensor's longer side is 36 mm."""
    return view.focal_mm / 36.0 * max(width, height)


def axes(view: View) -> Map:
    """Rows right, up and ahead of the camera: turned right by yaw, then up by pitch, then clockwise by roll."""
    yaw, pitch, roll = np.radians([view.yaw_deg, view.pitch_deg, view.roll_deg])
    turn = np.array([[np.cos(yaw), np.sin(yaw), 0], [-np.sin(yaw), np.cos(yaw), 0], [0, 0, 1]])  # world → yawed
    lift = np.array([[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
    right, ahead, up = lift @ (turn * [[1, -1, 1], [-1, 1, 1], [1, 1, 1]])
    return np.stack([np.cos(roll) * right - np.sin(roll) * up, np.sin(roll) * right + np.cos(roll) * up, ahead])


def rays(view: View, px: Map, py: Map, width: int, height: int) -> Map:
    """(…, 3) unit directions through pixel positions (from the left and top edge)."""
    f = focal_px(view, width, height)
    flat = np.stack([(px - width / 2) / f, (height / 2 - py) / f, np.ones_like(px)], axis=-1)
    return np.asarray(flat @ axes(view) / np.linalg.norm(flat, axis=-1, keepdims=True))


def project(view: View, offsets: Map, width: int, height: int) -> tuple[Map, Map]:
    """Pixel positions of offsets from the eye (…, 3)."""
    seen = offsets @ axes(view).T
    f = focal_px(view, width, height)
    return width / 2 + f * seen[..., 0] / seen[..., 2], height / 2 - f * seen[..., 1] / seen[..., 2]


def toward(azimuth_deg: float, elevation_deg: float) -> Map:
    """Unit direction of a point in the sky."""
    a, e = math.radians(azimuth_deg), math.radians(elevation_deg)
    return np.array([math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), math.sin(e)])


def centres(width: int, height: int) -> tuple[Map, Map]:
    """(H, W) pixel positions of all pixel centres."""
    px, py = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    return px, py


def luminance(color: NDArray[np.float32] | NDArray[np.uint8] | NDArray[np.uint16]) -> Map:
    """(H, W) luminance of linear pictures, luma of display pictures."""
    return np.asarray(color.astype(np.float64) @ LUMA)


def sharpness(picture: Map) -> float:
    """Variance of the Laplacian."""
    return float(cv2.Laplacian(picture, cv2.CV_64F).var())


def difference(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Mean absolute difference of two display pictures, in codes."""
    return float(np.abs(a.astype(np.int32) - b.astype(np.int32)).mean())
