"""Water that flows: which way a river's or a fall's surface goes, and its ripples and foam carried along.

Only detail is carried; broad light and colour, which mirror what stands still, stay. Knows arrays; nothing of plans.
"""

from __future__ import annotations

import cv2
import numpy as np

from dreamwright.engines.parallax.drift import Carried, Copies
from dreamwright.engines.parallax.rhythm import Rhythm, noise
from dreamwright.frames import Array

_GRAVITY = 9.81
_STREAK_PX = 4.0
_MOST_DETAIL = 2.5
_EDGE_PX = 6.0
_RAMP = 0.6
"""Share of the way to a region's middle over which copies fade in from its border."""


class Flow:
    """Water's detail carried along; `at(t)` is a pure function of t and leaves the picture as it is at 0."""

    def __init__(self, color: Array, mask: Array, flow: Array, copies: Copies, broad_px: float) -> None:
        """`color` (H, W, 3); `mask` (H, W) 0-1; `flow` (H, W, 2) pixels a second.

        Light that is broader than `broad_px` stays where it is.
        """
        root = np.sqrt(np.maximum(color, 0))
        detail = root - _mean(root, mask, broad_px)
        most = _MOST_DETAIL * max(float(detail[mask > 0.5].std()), 1e-3) if (mask > 0.5).any() else 1e-3
        # edges of the water and of stones in it would travel: they stay
        self._detail = np.clip(detail, -most, most) * _off_the_edge(mask)[..., None]
        self._strength = _strength(self._detail)
        self._carried = Carried(self._detail, flow, copies, depth_in(mask), 3)

    def at(self, t_s: float, color: Array) -> Array:
        """`color` (H, W, 3) with its detail as it is `t_s` seconds on."""
        if t_s == 0:
            return color
        now = self._carried.at(t_s)
        if now is self._detail:
            return color
        now *= np.float32(np.clip(self._strength / max(_strength(now), 1e-6), 0.8, 1.25))
        now -= self._detail
        return _brightened(color, now)


class Streaks:
    """Water that is thrown down in strands: light and dark that race down a fall, for falls that hardly show any."""

    def __init__(self, color: Array, mask: Array, flow: Array, copies: Copies, rhythm: Rhythm, seed: int) -> None:
        shape = color.shape[0], color.shape[1]
        random = np.random.default_rng([seed, 0x57EA])
        thin = noise(shape, _STREAK_PX, random, 9.0) + noise(shape, 2.5 * _STREAK_PX, random, 6.0)
        light = np.sqrt(np.maximum(color, 0)).mean(-1)
        shown = (
            float((light - cv2.GaussianBlur(light, (0, 0), 4 * _STREAK_PX))[mask > 0.5].std()) if mask.any() else 0.0
        )
        self._strength = (np.float32(np.clip(0.12 - shown, 0.055, 0.12)) * light * mask)[..., None]
        self._strands = np.asarray(np.clip(thin / 1.4, -2, 2), np.float32)
        self._carried = Carried(self._strands, flow, copies, depth_in(mask), 3)
        self._rhythm = rhythm

    def at(self, t_s: float, color: Array) -> Array:
        """`color` (H, W, 3) with the strands as they are `t_s` seconds on."""
        if t_s == 0:
            return color
        change = self._carried.at(t_s) - np.float32(self._rhythm.start(t_s)) * self._strands
        return _brightened(color, self._strength * change[..., None])


def _strength(detail: Array) -> float:
    """Root mean square of a sample of the detail."""
    return float(np.sqrt(np.mean(detail[::3, ::3] ** 2)))


def _brightened(color: Array, change: Array) -> Array:
    """`color` (H, W, 3) with its square root changed: about as the eye sees it."""
    root = np.maximum(color, 0)
    np.sqrt(root, out=root)
    root += change
    np.maximum(root, 0, out=root)
    root *= root
    return np.asarray(root, np.float32)


def _off_the_edge(mask: Array) -> Array:
    """(H, W) 0-1: 0 along the mask's border."""
    wide = cv2.copyMakeBorder((mask > 0.5).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    away = cv2.distanceTransform(wide, cv2.DIST_L2, 5)[1:-1, 1:-1]
    return np.asarray(np.clip(away / _EDGE_PX - 0.3, 0, 1) * mask, np.float32)


def depth_in(mask: Array) -> Array:
    """(H, W) 0-1: how well a place lies inside the mask, rising gently from its border."""
    wide = cv2.copyMakeBorder((mask > 0.5).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    away = cv2.distanceTransform(wide, cv2.DIST_L2, 5)[1:-1, 1:-1]
    return np.asarray(np.clip(away / (_RAMP * max(float(away.max()), 1.0)), 0, 1), np.float32)


def _mean(root: Array, mask: Array, reach: float) -> Array:
    """(H, W, 3) what is broad in `root` within the mask."""
    size = max(1, root.shape[1] // 4), max(1, root.shape[0] // 4)
    weight = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.float32) + np.float32(1e-4)
    small = np.asarray(cv2.resize(root, size, interpolation=cv2.INTER_AREA), np.float32) * weight[..., None]
    total, share = (cv2.GaussianBlur(a, (0, 0), max(reach / 4, 0.6)) for a in (small, weight))
    mean = np.asarray(total / share[..., None], np.float32)
    return np.asarray(cv2.resize(mean, root.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def downhill(mask: Array, horizon: float, focal: float, height_m: float, middle: float, speed_mps: float) -> Array:
    """(H, W, 2) pixels a second of a river's surface that follows its banks towards the camera, fastest in midstream.

    `mask` (H, W) 0-1. The way along the banks is where the mask's outline runs, spread over the water.
    """
    size = max(2, mask.shape[1] // 8), max(2, mask.shape[0] // 8)
    small = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.float32)
    along = _along_banks(small)
    beyond = np.maximum((np.arange(small.shape[0], dtype=np.float32)[:, None] + 0.5) * 8 - horizon, 4.0)
    x = (np.arange(small.shape[1], dtype=np.float32)[None] + 0.5) * 8 - middle
    across_m = height_m / beyond * (along[..., 0] - x * along[..., 1] / beyond)
    ahead_m = height_m * focal / beyond**2 * along[..., 1]
    speed = speed_mps / np.maximum(np.hypot(across_m, ahead_m), 1e-6) * _midstream(small)
    return np.asarray(
        cv2.resize(along * speed[..., None], mask.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32
    )


def _along_banks(small: Array) -> Array:
    """(h, w, 2) unit vectors along the nearest outlines of the mask, down the picture, or to one side where level."""
    padded = cv2.copyMakeBorder(small, 8, 8, 8, 8, cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(padded, (0, 0), 1.5)
    right, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    tensor = np.dstack([right * right, right * down, down * down])
    spread = np.zeros_like(tensor)
    for reach, worth in ((3.0, 1.0), (8.0, 0.05), (24.0, 0.002)):  # the nearest bank says most
        spread += np.float32(worth) * cv2.GaussianBlur(tensor, (0, 0), reach)
    spread = cv2.GaussianBlur(spread, (0, 0), 2.0)[8:-8, 8:-8]
    angle = 0.5 * np.arctan2(2 * spread[..., 1], spread[..., 0] - spread[..., 2]) + np.pi / 2
    way = np.dstack([np.cos(angle), np.sin(angle)])
    inside = small > 0.5
    lead = np.array([0.0, 1.0])
    if inside.any() and float(np.abs(way[inside][:, 1]).mean()) < 0.3:
        lead = np.array([1.0, 0.15])
    way = way * np.where((way @ lead) < 0, -1.0, 1.0)[..., None]
    way = cv2.GaussianBlur(way, (0, 0), 2.0)
    return np.asarray(way / np.maximum(np.linalg.norm(way, axis=-1, keepdims=True), 1e-6), np.float32)


def _midstream(small: Array) -> Array:
    """(h, w) 0-1 share of the full speed: slow along the banks."""
    wide = cv2.copyMakeBorder((small > 0.5).astype(np.uint8), 0, 1, 1, 1, cv2.BORDER_REPLICATE)
    depth = cv2.distanceTransform(wide, cv2.DIST_L2, 3)[:-1, 1:-1]
    most = max(float(depth.max()), 1.0)
    reach = np.maximum(0.5 * cv2.dilate(depth, np.ones((9, 9), np.uint8)), min(2.0, most))
    return np.asarray(0.25 + 0.75 * np.clip(depth / reach, 0, 1), np.float32)


def falling(mask: Array, light: Array, pixel_per_m: float) -> Array:
    """(H, W, 2) pixels a second of water that falls from its lip, along its strands; `light` (H, W) shows them.

    Free fall: v² = v₀² + 2 g h (`pixel_per_m` tells the scale).
    """
    small_size = max(2, mask.shape[1] // 4), max(2, mask.shape[0] // 4)
    small, grey = (
        np.asarray(cv2.resize(a, small_size, interpolation=cv2.INTER_AREA), np.float32) for a in (mask, light)
    )
    drop = _drop(small) * 4
    speed = np.sqrt((1.5 * pixel_per_m) ** 2 + 2 * _GRAVITY * pixel_per_m * drop)
    lean = _lean(grey, small)
    down = speed / np.sqrt(1 + lean * lean)
    return np.asarray(
        cv2.resize(np.dstack([lean * down, down]), mask.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32
    )


def _drop(mask: Array) -> Array:
    """(h, w) points below the lip: what falls beside a strand, or below a stone in it, falls with it."""
    drop = np.zeros_like(mask)
    sides = np.ones((1, 9), np.uint8)
    for row in range(1, drop.shape[0]):
        above = cv2.dilate(drop[row - 1 : row], sides)[0]
        drop[row] = np.where(mask[row] > 0.3, above + 1, 0.9 * drop[row - 1])
    return np.asarray(cv2.GaussianBlur(drop, (0, 0), 6.0), np.float32)


def _lean(grey: Array, mask: Array) -> Array:
    """(h, w) how far strands run sideways for each step down, by the structure tensor."""
    right, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    parts = np.dstack([right * right, right * down]) * mask[..., None]
    soft = cv2.GaussianBlur(parts, (0, 0), 8.0)
    floor = 0.2 * float(soft[..., 0].mean()) + 1e-6
    return np.asarray(np.clip(-soft[..., 1] / (soft[..., 0] + floor), -0.6, 0.6), np.float32)
