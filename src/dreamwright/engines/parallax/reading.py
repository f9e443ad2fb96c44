"""A plan's start image and what is given with it → one prepared picture with its relief and regions.

The only module of this engine that asks for pictures or an estimator. Knows nothing of cameras, layers or time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from dreamwright.engines.base import Inputs
from dreamwright.engines.parallax.around import around
from dreamwright.engines.parallax.depth.choose import choose_depth
from dreamwright.engines.parallax.regions import find_regions, look_at, sure_of_sky
from dreamwright.engines.parallax.relief_types import Regions, Relief
from dreamwright.engines.parallax.spoken import words_of
from dreamwright.errors import BadPlan
from dreamwright.frames import Array
from dreamwright.shot.plan import PictureFit, Shot


@dataclass(frozen=True)
class Seen:
    """A picture and what is known of it; all arrays share one (H, W)."""

    color: Array
    """(H, W, 3) linear Rec.709."""
    relief: Relief
    regions: Regions
    framing: PictureFit = "crop"
    """How it meets a film of another shape."""
    guessed: bool = False
    """Whether the relief is guessed from the picture alone, which is often wrong: the camera takes care."""
    sky_sure: bool = True
    """Whether the sky is surely one, so that its clouds may drift."""


Reader = Callable[[Shot, Inputs], Seen]


def read(shot: Shot, inputs: Inputs) -> Seen:
    """The shot's start image, no larger than needed to cover the film, with its relief and regions; where the shot
    goes on from a film, the picture of it that is gone on from.

    BadPlan where the plan names no start image; BadFile for a depth map that tells nothing.
    """
    given = shot.inputs
    cover = shot.frame.width, shot.frame.height
    if (film := around(shot, inputs)) is not None:
        color = film.met
    elif given.start_image is None:
        raise BadPlan("This plan names no picture to bring to life: give one with --image.")
    else:
        color = inputs.pictures.picture(given.start_image, cover).color
    source = choose_depth(inputs.pictures.plane(given.depth, cover) if given.depth else None)
    relief = source.estimate(color)
    masks: dict[str, Array] = {name: _sized(inputs.pictures.plane(mask, cover), color) for name, mask in given.masks}
    evidence = look_at(color, relief, words_of(shot.prompt))
    regions = find_regions(evidence, color, masks)
    guessed, sure = source.name in {"cues", "network"}, sure_of_sky(evidence, masks) or shot.scene.time_scale > 1
    return Seen(color, relief, regions, given.fit, guessed, sure)


def _sized(plane: Array, color: Array) -> Array:
    """A map of the picture's shape at the picture's size."""
    height, width = color.shape[:2]
    if plane.shape == (height, width):
        return plane
    how = cv2.INTER_AREA if plane.shape[0] > height else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, (width, height), interpolation=how), np.float32)
