"""Depth from the picture alone: what a painter's rules of perspective say, put together by stated weights.

Sky, horizon, ground plane, vanishing lines, haze, focus, texture and the foreground; nothing is learned or downloaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from dreamwright.engines.parallax.depth.focus import Focus, find_focus, texture_tilt
from dreamwright.engines.parallax.depth.foreground import Foreground, find_foreground
from dreamwright.engines.parallax.depth.guided import box, fit, sharpen_edges
from dreamwright.engines.parallax.depth.haze import air
from dreamwright.engines.parallax.depth.horizon import find_horizon
from dreamwright.engines.parallax.depth.layout import ground, room, tilted
from dreamwright.engines.parallax.depth.lines import Vanishing, vanishing_point
from dreamwright.engines.parallax.depth.sight import Sight, encode, sight_of
from dreamwright.engines.parallax.depth.sky import Sky, find_sky
from dreamwright.engines.parallax.relief_types import Relief
from dreamwright.frames import Array

FAR_LAND = 0.05
"""Disparity of the farthest land: just before the sky."""
NO_CUES = ["a gentle slope, for want of cues"]
HAZE_WEIGHT, UPRIGHT_WEIGHT, FOCUS_WEIGHT = 0.08, 0.35, 0.25
"""Of the air before distant land, of crisp things above the horizon, of sharpness where the lens was out of focus."""
BACKDROP = 0.45
"""How much of the stage's depth is left behind a foreground that fills the view."""
REACH, TOLERANCE = 1 / 48, 4e-4
"""Of the guided filter: reach as a share of the longer side, and the square of the edges it keeps."""


@dataclass(frozen=True)
class Cues:
    """All that was noticed."""

    sky: Sky
    vanishing: Vanishing | None
    horizon: float | None
    focus: Focus
    foreground: Foreground
    air: Array
    tilt: float


class CueDepth:
    """Depth by the rules of perspective."""

    name = "cues"

    def estimate(self, picture: Array) -> Relief:
        """The relief of a (H, W, 3) linear picture, its edges on the picture's edges."""
        sight = sight_of(picture)
        cues = notice(sight)
        disparity = refined(picture, sight, land(sight, cues) * (1.0 - cues.sky.mask))
        how = f"estimated from the picture: {', '.join(named(cues))}"
        return Relief(disparity, horizon_of(picture, sight, cues), how)


def horizon_of(picture: Array, sight: Sight, cues: Cues) -> float | None:
    """The row of the horizon in the picture itself."""
    return None if cues.horizon is None else cues.horizon * picture.shape[0] / sight.size[0]


def notice(sight: Sight) -> Cues:
    """Every cue of the picture."""
    sky = find_sky(sight)
    vanishing = vanishing_point(sight)
    horizon = find_horizon(sight, sky, vanishing)
    focus = find_focus(sight)
    foreground = find_foreground(sight, sky, focus, horizon)
    return Cues(sky, vanishing, horizon, focus, foreground, air(sight, sky), texture_tilt(sight))


def named(cues: Cues) -> list[str]:
    """The cues that decided, in words."""
    named = {
        "sky": cues.sky.belief > 0,
        "horizon": cues.horizon is not None,
        "vanishing lines": cues.sky.belief <= 0 and cues.vanishing is not None,
        "foreground": cues.foreground.trust > 0,
        "focus": cues.focus.trust > 0.3,
    }
    return [name for name, there in named.items() if there] or NO_CUES


def land(sight: Sight, cues: Cues) -> Array:
    """(h, w) disparity FAR_LAND-1 of the sight as if there were no sky."""
    return np.clip(_stand(sight, cues, _stage(sight, cues)), FAR_LAND, 1.0).astype(np.float32)


def _stage(sight: Sight, cues: Cues) -> Array:
    """(h, w) disparity of the stage with what is far on it."""
    if cues.sky.belief > 0 and cues.horizon is not None:
        return _open_land(sight, cues, ground(sight, cues.horizon))
    base = room(sight, cues.vanishing) if cues.vanishing is not None else tilted(sight, cues.tilt)
    weight = FOCUS_WEIGHT * cues.focus.trust
    return (1 - weight) * base + weight * cues.focus.sharpness


def _open_land(sight: Sight, cues: Cues, plane: Array) -> Array:
    """Ground under the horizon; over it, distant land in its air and crisp things that stand up near by."""
    clear = 1.0 - cues.air
    far = FAR_LAND + HAZE_WEIGHT * clear * np.clip(sight.rows * sight.size[0] / max(cues.horizon or 0.0, 1.0), 0.0, 1.0)
    return np.maximum(plane, far + UPRIGHT_WEIGHT * _upright(sight, cues) * clear)


def _upright(sight: Sight, cues: Cues) -> Array:
    """(h, w) 0-1: land above the horizon as rough as the ground at the viewer's feet: trees and houses, not hills."""
    height = sight.size[0]
    assert cues.horizon is not None
    inside = cv2.erode((sky_free := (cues.sky.mask < 0.5)).astype(np.float32), np.ones((5, 5), np.uint8))
    rough = box(sight.edges * inside, 5) / (box(cast(Array, inside), 5) + 0.05)
    rough = np.clip(rough / (rough[-max(1, height // 5) :].mean() + 0.01) - 0.6, 0.0, 1.0)
    over = np.clip((cues.horizon - sight.rows * height) / (0.06 * height), 0.0, 1.0)
    soft = cv2.GaussianBlur((rough * over * sky_free).astype(np.float32), (0, 0), max(sight.size) / 40)
    return cast(Array, soft)


def _stand(sight: Sight, cues: Cues, stage: Array) -> Array:
    """The stage with the foreground standing where its foot touches the ground, a little round."""
    front = cues.foreground
    if front.trust <= 0.0:
        return stage
    height = sight.size[0]
    foot = float(stage[min(height - 1, int(front.contact) - 1)].mean())
    touches = front.contact >= 0.97 * height
    level = max(foot, 0.9 if touches else 0.7 if cues.sky.belief <= 0 else 0.0)
    body = np.maximum(level + 0.1 * (_roundness(front.mask) - 0.5), stage)
    share = front.mask * min(1.0, 0.4 + front.trust)
    behind = stage * (1.0 - (1.0 - BACKDROP) * front.trust) if cues.sky.belief <= 0 else stage
    return behind + share * (body - behind)


def _roundness(mask: Array) -> Array:
    """(h, w) 0-1: 0 at the outline, 1 deep inside."""
    inside = (mask > 0.5).astype(np.uint8)
    deep = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    return cast(Array, np.sqrt(np.clip(deep / max(float(deep.max()), 1.0), 0.0, 1.0)))


def _between(full: Array, disparity: Array, reach: int) -> Array:
    """The enlarged map kept between the lowest and highest disparity near by: a glint must not throw it off."""
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    size = full.shape[1], full.shape[0]
    low, high = (cv2.resize(edge(disparity, kernel), size) for edge in (cv2.erode, cv2.dilate))
    return np.minimum(np.maximum(full, low), high)


def refined(picture: Array, sight: Sight, disparity: Array) -> Array:
    """(H, W) 0-1 at the size of the picture, from a (h, w) disparity of its sight: its steps on the picture's edges."""
    reach = max(2, round(REACH * max(sight.size)))
    guide = encode(picture)
    full = fit(sight.codes, disparity, reach, TOLERANCE).of(guide)
    full = _between(full, disparity, reach)
    return sharpen_edges(np.clip(full, 0.0, 1.0).astype(np.float32), max(1, max(guide.shape[:2]) // 400))
