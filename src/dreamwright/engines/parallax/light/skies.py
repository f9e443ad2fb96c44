"""A picture's sky where the regions know none: what is pale or blue at its top, and parted from what is below.

A shadow that crosses an overlooked sky is worse than a sky found too small. Knows pictures alone.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from dreamwright.engines.parallax.moment import luminance, ramp, shrunk, times
from dreamwright.engines.parallax.reframe import Framed
from dreamwright.frames import Array

_STEP = 4
_BELOW = 0.04
"""How far under the horizon a sky may be seen, for horizons are not found to the row."""
_KNOWN = 0.02
"""Share of the picture from which on its sky is known."""
_APART, _SHARES = 0.14, (0.02, 0.7)
"""Least difference in tone between a sky and what is below, and how much of a picture may be one."""


def with_sky(framed: Framed) -> Framed:
    """The picture with no sky below its horizon, and one of its own where the regions have none and one stands out."""
    sky: Array | None = framed.regions.sky
    if float(framed.regions.sky.mean()) <= _KNOWN:
        sky = _pale_top(framed.canvas.color)
    elif framed.horizon is not None:
        rows = np.arange(framed.regions.sky.shape[0], dtype=np.float32)[:, None]
        above = ramp(-rows, -framed.horizon - _BELOW * len(rows), -framed.horizon)
        sky = np.maximum(framed.regions.sky, _alike(framed)) * above
    return framed if sky is None else replace(framed, regions=replace(framed.regions, sky=sky))


def _alike(framed: Framed) -> Array:
    """(H, W) 0-1 what is far off and of the colour of the sky about it: gaps in a lattice, clouds taken for land."""
    codes = np.asarray(np.sqrt(np.clip(framed.canvas.color, 0, 1)), np.float32)
    sky = shrunk(framed.regions.sky, _STEP)
    wide = sky.shape[1] / 14
    weight = cv2.GaussianBlur(sky, (0, 0), wide)
    mean = cv2.GaussianBlur(times(shrunk(codes, _STEP), sky), (0, 0), wide) / np.maximum(weight, 1e-4)[..., None]
    size = codes.shape[1::-1]
    there = np.asarray(cv2.resize(mean, size, interpolation=cv2.INTER_LINEAR), np.float32)
    close = np.asarray(cv2.resize(np.clip(4 * weight, 0, 1), size, interpolation=cv2.INTER_LINEAR), np.float32)
    apart = np.sqrt(((codes - there) ** 2).sum(-1))
    far = 1 - ramp(framed.canvas.disparity, 0.02, 0.15)
    return np.asarray((1 - ramp(apart, 0.05, 0.14)) * close * far, np.float32)


def _pale_top(color: Array) -> Array | None:
    """(H, W) 0-1: what is lighter and bluer than the rest and reaches the top; None where nothing stands out."""
    tone = _tone(color)
    small = shrunk(tone, _STEP)
    codes = np.clip(small * 255, 0, 255).astype(np.uint8)
    level = cv2.threshold(codes, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[0] / 255
    light = (small > level).astype(np.uint8)
    _, names = cv2.connectedComponents(light)
    top = np.unique(names[:2][light[:2] > 0])
    own = np.isin(names, top) & (light > 0)
    if not _SHARES[0] < own.mean() < _SHARES[1] or own[0].mean() < 0.5:
        return None
    if float(small[own].mean() - small[~own].mean()) < _APART:
        return None
    wide = cv2.dilate(own.astype(np.float32), np.ones((3, 3), np.uint8))
    there = cv2.resize(wide, color.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(ramp(tone, level - 0.05, level + 0.03) * there, np.float32)


def _tone(color: Array) -> Array:
    """(H, W) lightness, less where a colour is not that of a sky."""
    red, green, blue = cv2.split(color)
    cool = np.clip((blue + np.float32(0.01)) / (np.maximum(red, green) + np.float32(0.01)), 0, 1)
    return np.asarray(np.sqrt(np.clip(luminance(color), 0, 1)) * cool, np.float32)
