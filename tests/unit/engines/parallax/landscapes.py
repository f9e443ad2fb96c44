"""Small painted scenes whose space is known: ground under a sky, a thing on it, a room, plain surfaces."""

from __future__ import annotations

import cv2
import numpy as np

from dreamwright.frames import Array


def linear(codes: Array) -> Array:
    """Linear light of display codes 0-1."""
    return np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4).astype(np.float32)


def grain(shape: tuple[int, int], strength: float, seed: int = 1) -> Array:
    noise = np.random.default_rng(seed).standard_normal((*shape, 1)).astype(np.float32)
    return strength * cv2.GaussianBlur(noise, (0, 0), 0.8)[..., None]


def landscape(size: tuple[int, int] = (180, 320), horizon: float = 0.45, ground: str = "sand") -> Array:
    """Display codes: a blue sky that pales downwards over level ground (sand, grass or sea)."""
    height, width = size
    rows = (np.arange(height, dtype=np.float32)[:, None, None] + 0.5) / height
    sky = np.array([0.35, 0.55, 0.9], np.float32) + 0.3 * rows / horizon * np.array([1.0, 0.7, 0.2], np.float32)
    land = {"sand": (0.62, 0.5, 0.33), "grass": (0.2, 0.42, 0.1), "sea": (0.1, 0.25, 0.42)}[ground]
    body = np.array(land, np.float32) + grain(size, 0.08)
    if ground == "sea":
        body = body + 0.12 * np.sin(60.0 / (rows - horizon + 0.03))
    return np.clip(np.where(rows < horizon, np.broadcast_to(sky, (height, width, 3)), body), 0, 1).astype(np.float32)


def with_figure(codes: Array, across: float = 0.5) -> tuple[Array, Array]:
    """The picture with a red figure, its head in the sky and its feet near the bottom; and the figure's mask."""
    height, width = codes.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    x = round(across * width)
    body = (x, round(0.66 * height)), (round(0.13 * height), round(0.28 * height))
    cv2.ellipse(mask, *body, 0, 0, 360, 1, cv2.FILLED)
    cv2.circle(mask, (x, round(0.33 * height)), round(0.1 * height), 1, cv2.FILLED)
    colour = np.array([0.75, 0.12, 0.1], np.float32) + grain((height, width), 0.1, 5)
    painted = np.where(mask[..., None] > 0, colour, codes)
    return np.clip(painted, 0, 1).astype(np.float32), mask.astype(np.float32)
