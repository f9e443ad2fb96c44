"""Small painted surfaces that could move, each with the mask of where it is. Knows arrays alone."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from dreamwright.engines.parallax.reading import Seen
from dreamwright.engines.parallax.relief_types import Regions, Relief
from dreamwright.frames import Array
from dreamwright.shot.plan import Shot

from .scenes import noise, plan

WIDTH, HEIGHT = 352, 198
HORIZON = 70.0


def surface(name: str) -> tuple[Array, Array]:
    """(H, W, 3) linear picture and (H, W) mask of a surface in it."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    rock = noise((HEIGHT, WIDTH), 1)[..., None] * np.array([0.3, 0.27, 0.22], np.float32)
    if name == "waterfall":
        mask = (np.abs(x - 176) < 40) & (y > 30) & (y < 170)
        body = cv2.GaussianBlur(noise((HEIGHT, WIDTH), 2), (1, 31), 0) * 1.2
    elif name == "smoke":
        mask = (np.abs(x - 176) < 15 + 0.3 * (185 - y)) & (y > 25) & (y < 185)
        body = 0.25 + 0.5 * cv2.GaussianBlur(noise((HEIGHT, WIDTH), 3), (0, 0), 3)
    elif name == "fire":
        mask = np.hypot((x - 176) / 22, (y - 140) / 45) < 1
        rock, body = 0.1 * rock, 0.4 + 0.5 * noise((HEIGHT, WIDTH), 4)
    else:  # water and foliage on the ground
        mask = (y > HORIZON + 30) & (x > 60) & (x < 292)
        body = 0.5 * noise((HEIGHT, WIDTH), 5)
    tint = {"fire": (1.0, 0.6, 0.1), "foliage": (0.3, 0.7, 0.15), "water": (0.4, 0.6, 0.8)}.get(name, (0.9, 0.95, 1.0))
    shown = np.where(mask[..., None], body[..., None] * np.array(tint, np.float32), rock)
    return np.asarray(shown, np.float32), mask.astype(np.float32)


def moving(name: str) -> Seen:
    """The picture with its mask and the relief of level ground."""
    color, mask = surface(name)
    none = np.zeros_like(mask)
    regions = Regions(*[none] * 8)
    y = np.mgrid[:HEIGHT, :WIDTH][0].astype(np.float32)
    ground = np.clip((y - HORIZON) / (HEIGHT - HORIZON), 0.02, 1).astype(np.float32)
    return Seen(color, Relief(ground, HORIZON, "painted"), replace(regions, **{name: mask}))


def windy(prompt: str, wind: float = 8.0, count: int = 24, loop: bool = False, slow: float = 1.0) -> Shot:
    """A still shot in the wind."""
    shot = plan(scene={"wind_mps": wind, "time_scale": slow}, count=count, loop=loop, size=(WIDTH, HEIGHT))
    return shot.model_copy(update={"prompt": prompt})
