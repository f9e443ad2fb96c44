"""The camera as rays: pixel → direction, point → pixel, in perspective or as a tiny planet.

Knows views (frames.View) and sizes; nothing of what the rays meet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.world.columns import Sweep
from dreamwright.engines.world.jit import Array2f, Array3f, Float, dr, vector
from dreamwright.engines.world.noise import unit_vector
from dreamwright.frames import View
from dreamwright.shot.camera import focal_px

PLANET_RADIUS = 0.3
"""Radius of the tiny planet's horizon, as a share of the frame's shorter side."""


def basis(view: View) -> NDArray[np.float64]:
    """Rows right, up, forward of the camera in the world frame."""
    yaw, pitch, roll = (math.radians(a) for a in (view.yaw_deg, view.pitch_deg, view.roll_deg))
    forward = np.array([math.sin(yaw) * math.cos(pitch), math.cos(yaw) * math.cos(pitch), math.sin(pitch)])
    level = np.array([math.cos(yaw), -math.sin(yaw), 0.0])
    above = np.array([-math.sin(yaw) * math.sin(pitch), -math.cos(yaw) * math.sin(pitch), math.cos(pitch)])
    right = level * math.cos(roll) - above * math.sin(roll)
    return np.stack([right, above * math.cos(roll) + level * math.sin(roll), forward])


@dataclass(frozen=True)
class Aim:
    """Numbers that say where the rays of one frame go; host side."""

    view: View
    width: int
    height: int
    tiny_planet: bool

    @property
    def focal(self) -> float:
        """Focal length in pixels; for a tiny planet the pixels per unit of the stereographic plane."""
        if self.tiny_planet:
            return PLANET_RADIUS * min(self.width, self.height)
        return focal_px(self.view.focal_mm, self.width, self.height)

    @property
    def pixel_rad(self) -> float:
        """Angle that a pixel at the centre spans."""
        return (2 if self.tiny_planet else 1) / self.focal

    def directions(self, px: NDArray[np.float64], py: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N, 3) unit directions of pixel positions (pixels from the left and top edge)."""
        x, y = (px - self.width / 2) / self.focal, (self.height / 2 - py) / self.focal
        if self.tiny_planet:
            return _planet_host(x, y, math.radians(self.view.yaw_deg + self.view.roll_deg))
        rays = np.stack([x, y, np.ones_like(x)], axis=-1) @ basis(self.view)
        return np.asarray(rays / np.linalg.norm(rays, axis=-1, keepdims=True))


def _planet_host(x: NDArray[np.float64], y: NDArray[np.float64], yaw: float) -> NDArray[np.float64]:
    square = x * x + y * y
    away = np.sqrt(square)
    level, z = 2 * away / (1 + square), (square - 1) / (square + 1)
    sin, cos = x / np.maximum(away, 1e-9), y / np.maximum(away, 1e-9)
    east, north = sin * math.cos(yaw) + cos * math.sin(yaw), cos * math.cos(yaw) - sin * math.sin(yaw)
    return np.stack([east * level, north * level, z], axis=-1)


class Rays:
    """The same on the device; the numbers are opaque so that every frame shares one kernel."""

    def __init__(self, aim: Aim) -> None:
        self.aim = aim
        right, up, forward = basis(aim.view)
        self.eye = vector(aim.view.position)
        self.right, self.up, self.forward = vector(right), vector(up), vector(forward)
        yaw = math.radians(aim.view.yaw_deg + aim.view.roll_deg)
        self.turn = [dr.opaque(Float, math.sin(yaw)), dr.opaque(Float, math.cos(yaw))]
        self.focal = dr.opaque(Float, aim.focal)
        self.pixel_rad = dr.opaque(Float, aim.pixel_rad)
        self.size = [dr.opaque(Float, float(aim.width)), dr.opaque(Float, float(aim.height))]

    def direction(self, px: Float, py: Float) -> Array3f:
        """Unit directions through pixel positions (pixels from the left and top edge)."""
        x, y = (px - 0.5 * self.size[0]) / self.focal, (0.5 * self.size[1] - py) / self.focal
        if not self.aim.tiny_planet:
            return unit_vector(self.forward + self.right * x + self.up * y)
        square = x * x + y * y
        scale = 2 / (1 + square)
        sin, cos = self.turn
        return Array3f((x * cos + y * sin) * scale, (y * cos - x * sin) * scale, (square - 1) / (square + 1))

    def project(self, point: Array3f) -> Array2f:
        """Pixel positions of world-frame offsets from the eye (any length)."""
        if not self.aim.tiny_planet:
            depth = dr.maximum(dr.dot(point, self.forward), 1e-4)
            x, y = dr.dot(point, self.right) / depth, dr.dot(point, self.up) / depth
        else:
            d = unit_vector(point)
            scale = 1 / dr.maximum(1 - d.z, 1e-3)
            sin, cos = self.turn
            x, y = (d.x * cos - d.y * sin) * scale, (d.y * cos + d.x * sin) * scale
        return Array2f(0.5 * self.size[0] + x * self.focal, 0.5 * self.size[1] - y * self.focal)


def heading(direction: Array3f) -> tuple[Float, Float, Float]:
    """Azimuth (rad), slope (rise over run) and the level length of unit directions."""
    level = dr.maximum(dr.sqrt(direction.x * direction.x + direction.y * direction.y), 1e-6)
    return dr.atan2(direction.x, direction.y), direction.z / level, level


def sweep(aim: Aim, eye_height_m: float, farthest_m: float, fineness: float, steps: int, looks: int) -> Sweep:
    """The walk that covers every ray of the frame; `fineness` columns a pixel."""
    edge = np.linspace(0, 1, 33)
    zero, one = np.zeros_like(edge), np.ones_like(edge)
    u, v = np.concatenate([edge, edge, zero, one]), np.concatenate([zero, one, edge, edge])
    rays = aim.directions(u * aim.width, v * aim.height)
    lowest = -90.0 if _sees_pole(aim, -1.0) else math.degrees(math.asin(float(np.clip(rays[:, 2].min(), -1, 1))))
    nearest = max(0.02 * eye_height_m, 0.8 * eye_height_m / math.tan(math.radians(min(max(-lowest, 0.4), 89))), 0.05)
    nearest = min(nearest, 30 * eye_height_m, 60.0)
    start, span = _azimuths(aim, rays)
    columns = math.ceil(min(span / aim.pixel_rad, 3.2 * max(aim.width, aim.height)) * fineness)
    return Sweep(start, span / columns, columns, nearest, farthest_m, steps, looks)


def _sees_pole(aim: Aim, up: float) -> bool:
    if aim.tiny_planet:
        return True
    right, above, forward = basis(aim.view)
    depth = up * forward[2]
    if depth <= 1e-6:
        return False
    x, y = up * right[2] / depth * aim.focal, up * above[2] / depth * aim.focal
    return abs(x) <= aim.width / 2 + 2 and abs(y) <= aim.height / 2 + 2


def _azimuths(aim: Aim, rays: NDArray[np.float64]) -> tuple[float, float]:
    """Least azimuth and span (rad) of the frame's rays."""
    if _sees_pole(aim, 1.0) or _sees_pole(aim, -1.0):
        return -math.pi, 2 * math.pi
    middle = math.radians(aim.view.yaw_deg)
    around = np.arctan2(rays[:, 0], rays[:, 1]) - middle
    around = (around + math.pi) % (2 * math.pi) - math.pi
    margin = 2 * aim.pixel_rad
    low, high = float(around.min()) - margin, float(around.max()) + margin
    return (-math.pi, 2 * math.pi) if high - low > 1.95 * math.pi else (middle + low, high - low)
