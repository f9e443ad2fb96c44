"""Dodging: a graduated filter that follows the picture, opening dark ground under a bright sky a little.

Only the broad light is moved, edges and texture are kept (fast guided filter: He & Sun 2015). Knows pictures only.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from dreamwright.finish.colour import LUMA
from dreamwright.finish.tone import GREY
from dreamwright.frames import Array

LIFT: Final = 0.78
"""Stops given per stop of depth, far below grey."""
LOWER: Final = 0.18
"""Stops taken per stop of height, far over grey."""
DARK_STOPS: Final = -0.7
BRIGHT_STOPS: Final = 1.6
"""Between these nothing is moved."""
_TEXTURE_STOPS: Final = 0.8
"""Swings smaller than this are texture, and kept."""
_REACH: Final = 9
"""The filter's radius is the picture's height over this."""
_FAINTEST_STOPS: Final = -9.0


def broad_light(small: Array, gain: float) -> Array:
    """(h, w, 2) slope and offset that make broad light of stops over grey; `gain` brings light to grey at 0.18."""
    stops = stops_over_grey(small, gain)
    reach = max(1, small.shape[0] // _REACH)
    mean = _box(stops, reach)
    variance = np.maximum(_box(stops * stops, reach) - mean * mean, 0.0)
    slope = np.asarray(variance / (variance + np.float32(_TEXTURE_STOPS**2)), np.float32)
    return np.asarray(cv2.merge([_box(slope, reach), _box(mean - slope * mean, reach)]), np.float32)


def dodge(light: Array, broad: Array, gain: float, strength: float) -> Array:
    """(H, W) gains for light whose slopes and offsets are `broad`, at `strength` 0-1."""
    slope, offset = cv2.split(broad)
    base = stops_over_grey(light, gain)
    base *= slope
    base += offset
    moved = LIFT * strength * _ease(DARK_STOPS - base) - LOWER * strength * _ease(base - BRIGHT_STOPS)
    return np.asarray(cv2.exp(moved * np.float32(np.log(2))), np.float32)


def stops_over_grey(light: Array, gain: float) -> Array:
    """(H, W) log2 of the luminance over mid grey, floored."""
    luminance = cv2.transform(light, (LUMA * (gain / GREY)).astype(np.float32)[None])
    stops = np.asarray(cv2.log(cv2.max(luminance, 2.0**_FAINTEST_STOPS)), np.float32)
    stops *= np.float32(1 / np.log(2))
    return stops


def _ease(depth: Array) -> Array:
    """0 below 0, then rising from slope 0 towards slope 1."""
    depth = np.maximum(depth, 0.0)
    return np.asarray(depth * depth / (depth + np.float32(1.0)), np.float32)


def _box(picture: Array, reach: int) -> Array:
    size = (2 * reach + 1, 2 * reach + 1)
    return np.asarray(cv2.blur(picture, size, borderType=cv2.BORDER_REFLECT), np.float32)
