"""Depth by a small network of our own, put together with the cues: it orders things, they know outlines and skies.

ONNX Runtime is imported when it is used and runs on one thread: the same picture gives the same relief. How the network
was trained is in scripts/depth; how the shares were chosen and what it is worth, in docs/decisions/0004.
"""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np

from dreamwright.engines.parallax.depth.cues import FAR_LAND, NO_CUES, Cues, horizon_of, land, named, notice, refined
from dreamwright.engines.parallax.depth.sight import sight_of
from dreamwright.engines.parallax.relief_types import Relief
from dreamwright.frames import Array

WEIGHTS = Path(__file__).with_name("network.onnx")
RUNTIME = "onnxruntime"
AREAS, STEP = (48 * 1024, 120 * 1024), 32
"""Pixels of the two views that the network has of a picture, and what their sides are a multiple of."""
MOST = 4.0
"""Longest shape, long over short side, that is looked at undistorted."""
SHARE = 0.5
"""Of the network in the disparity and in the sky; the rest is the cues'."""
CONTRAST = 2.0
"""How much the network's steps are drawn out at most, to be as large as those of the cues."""
LEAST_SKY, CLEAR_SKY = 0.08, 0.16
"""Share of the picture under which the network's sky is not believed, and from which it is: windows are no sky."""


def runnable() -> bool:
    """Whether ONNX Runtime is there; does not import it."""
    return importlib.util.find_spec(RUNTIME) is not None


class NetworkDepth:
    """The mean of what the network and the cues say."""

    name = "network"

    def estimate(self, picture: Array) -> Relief:
        """The relief of a (H, W, 3) linear picture, its edges on the picture's edges."""
        sight = sight_of(picture)
        cues = notice(sight)
        disparity = together(*looked_at(sight.codes), land(sight, cues), cues)
        return Relief(refined(picture, sight, disparity), horizon_of(picture, sight, cues), told(cues))


def told(cues: Cues) -> str:
    """What the depth was estimated by, in words."""
    found = named(cues)
    by = "a network alone" if found == NO_CUES else f"a network and cues: {', '.join(found)}"
    return f"estimated from the picture by {by}"


def together(near: Array, open_sky: Array, by_cues: Array, cues: Cues) -> Array:
    """(h, w) disparity 0-1 from the network's disparity and sky, the cues' land and the cues' sky."""
    believed = float(np.clip((open_sky.mean() - LEAST_SKY) / (CLEAR_SKY - LEAST_SKY), 0.0, 1.0)) * open_sky
    near = np.clip(near, FAR_LAND, 1.0)
    wanted = float((by_cues * (1.0 - cues.sky.mask)).std())
    near = drawn_out(near, wanted / max(float((near * (1.0 - believed)).std()), 1e-3))
    sky = np.clip(1.6 * (SHARE * believed + (1.0 - SHARE) * cues.sky.mask) - 0.3, 0.0, 1.0)
    disparity = np.clip(SHARE * near + (1.0 - SHARE) * by_cues, FAR_LAND, 1.0) * (1.0 - sky)
    return cast(Array, disparity.astype(np.float32))


def drawn_out(near: Array, times: float) -> Array:
    """The disparity with its steps 1 to CONTRAST times as large, what is nearest left where it is."""
    top = float(np.quantile(near, 0.98))
    return np.clip(top - (top - near) * float(np.clip(times, 1.0, CONTRAST)), FAR_LAND, 1.0)


def looked_at(codes: Array) -> tuple[Array, Array]:
    """(disparity, share of sky), (h, w) 0-1 each, of a (h, w, 3) picture in display codes: the mean of four views."""
    views = [_view(codes, area, mirrored) for area in AREAS for mirrored in (False, True)]
    mean: Array = np.mean(np.stack(views), axis=0)
    return mean[0], mean[1]


def _view(codes: Array, area: int, mirrored: bool) -> Array:
    """(2, h, w) what the network says of the picture at about so many pixels."""
    height, width = codes.shape[:2]
    size = seen_size(height, width, area)
    how = cv2.INTER_AREA if size[0] <= height else cv2.INTER_LINEAR
    given = cv2.resize(codes, size[::-1], interpolation=how)[:, :: -1 if mirrored else 1].transpose(2, 0, 1)[None]
    found = _session().run(None, {"codes": np.ascontiguousarray(given, np.float32)})[0][0]
    found = np.ascontiguousarray(found[:, :, :: -1 if mirrored else 1])
    whole = [cv2.resize(one, (width, height), interpolation=cv2.INTER_LINEAR) for one in found]
    return np.clip(np.stack(whole), 0.0, 1.0)


def seen_size(height: int, width: int, area: int) -> tuple[int, int]:
    """(height, width) in pixels of a view of a picture of that shape."""
    ratio = float(np.clip(width / height, 1 / MOST, MOST))
    sides = np.sqrt(area / ratio), np.sqrt(area * ratio)
    tall, wide = (max(STEP, STEP * round(float(side) / STEP)) for side in sides)
    return tall, wide


@cache
def _session() -> Any:
    """The network, loaded once."""
    runtime = importlib.import_module(RUNTIME)
    asked = runtime.SessionOptions()
    asked.intra_op_num_threads = asked.inter_op_num_threads = 1
    asked.log_severity_level = 3
    return runtime.InferenceSession(str(WEIGHTS), asked, providers=["CPUExecutionProvider"])
