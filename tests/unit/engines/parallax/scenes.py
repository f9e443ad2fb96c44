"""Small painted places with exact depth for the tests of the parallax engine. Knows arrays and plans alone."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.base import Inputs, Quality
from dreamwright.engines.parallax.engine import ParallaxEngine
from dreamwright.engines.parallax.reading import Seen
from dreamwright.engines.parallax.relief_types import Regions, Relief
from dreamwright.frames import Array, Frames
from dreamwright.shot.plan import Camera, Clouds, FrameSpec, Lens, Move, Scene, Shot

SIZE = (352, 198)
HORIZON = 80.0


def noise(shape: tuple[int, int], seed: int) -> Array:
    """(H, W) 0-1 texture with detail at several sizes."""
    random = np.random.default_rng(seed)
    total = np.zeros(shape, np.float32)
    for sigma in (1.2, 3.0, 8.0):
        layer = cv2.GaussianBlur(random.standard_normal(shape).astype(np.float32), (0, 0), sigma)
        total += layer / layer.std()
    return np.asarray(np.clip(0.5 + total / 8, 0.02, 1), np.float32)


@lru_cache(maxsize=4)
def place(size: tuple[int, int] = SIZE, water: bool = False) -> Seen:
    """A sky, a textured ground that recedes to the horizon, and a near disc standing before both."""
    width, height = size
    y, x = np.mgrid[:height, :width].astype(np.float32)
    ground = np.clip((y - HORIZON) / (height - HORIZON), 0, 1)
    sky = (y < HORIZON).astype(np.float32)
    disc = np.hypot(x - 0.62 * width, y - 0.45 * height) < 0.2 * height
    disparity = np.where(disc, 0.75, ground).astype(np.float32)
    color = np.dstack([noise((height, width), k) for k in (1, 2, 3)]) * 0.5
    color = np.where(sky[..., None] > 0, color * [0.5, 0.8, 1.5], color * [0.7, 1.0, 0.4])
    color = np.where(disc[..., None], noise((height, width), 9)[..., None] * [0.9, 0.2, 0.1], color)
    none = np.zeros_like(sky)
    below = np.asarray((y > HORIZON + 20) & ~disc, np.float32) if water else none
    regions = Regions(sky=np.where(disc, 0, sky).astype(np.float32), water=below, foliage=none, smoke=none, fire=none,
                      person=none, waterfall=none, hair=none)  # fmt: skip
    return Seen(color.astype(np.float32), Relief(disparity, HORIZON, "painted"), regions)


def plan(*moves: Move, count: int = 13, scene: dict[str, Any] | None = None, camera: dict[str, Any] | None = None,
         loop: bool = False, size: tuple[int, int] = SIZE) -> Shot:  # fmt: skip
    """A windless shot without weather, sharp and still unless told otherwise."""
    weather: dict[str, Any] = {"clouds": Clouds(kind="none", cover=0), **(scene or {})}
    eye: dict[str, Any] = {"lens": Lens(focal_mm=32, f_number=22), "shutter_deg": 0.0, **(camera or {})}
    frame = FrameSpec(width=size[0], height=size[1], fps=24, duration_s=count / 24)
    return Shot(seed=4, frame=frame, scene=Scene(**weather), camera=Camera(moves=moves, **eye), loop=loop)


def film(shot: Shot, seen: Seen | None = None, passes: bool = False, quality: Quality = "standard") -> Frames:
    """The shot's frames of the painted place."""
    picture = place() if seen is None else seen
    return ParallaxEngine(lambda _shot, _inputs: picture).render(shot, Inputs(quality=quality, passes=passes))


def codes(color: Array) -> NDArray[np.uint8]:
    """sRGB codes of linear light."""
    c = np.clip(color, 0, 1)
    return np.round(255 * np.where(c <= 0.0031308, 12.92 * c, 1.055 * c ** (1 / 2.4) - 0.055)).astype(np.uint8)


def psnr(a: Array, b: Array) -> float:
    """Decibels between two pictures of linear light, as seen."""
    error = np.mean((codes(a).astype(np.float64) - codes(b)) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-6)))
