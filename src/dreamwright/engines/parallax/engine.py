"""The parallax engine: a plan and a still picture in, lazy frames of the picture come alive out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np

from dreamwright.engines.base import Fit, Inputs, Silent, Unmet, Watch
from dreamwright.engines.parallax.ahead import Ahead
from dreamwright.engines.parallax.around import around
from dreamwright.engines.parallax.reading import Reader, read
from dreamwright.engines.parallax.reel import Reel
from dreamwright.engines.parallax.spoken import FIRES
from dreamwright.errors import DreamwrightError
from dreamwright.frames import Frame, Frames
from dreamwright.shot.plan import Shot

PREVIEW_WIDTH = 192
DRAFT_SCALE = 0.6
"""Pixels a draft paints for each of the film's, each way; passes are exact and painted at full size."""
_COST = {"draft": 1.2e-7, "standard": 2.0e-7, "high": 2.6e-7}
"""Seconds a pixel of a frame."""


class ParallaxEngine:
    """Brings a still picture to life; no GPU and no download needed."""

    name = "parallax"

    def __init__(self, read: Reader = read) -> None:
        """`read` finds a plan's start image and what is known of it."""
        self._read = read
        self._kept: tuple[tuple[object, ...], Reel] | None = None

    def fit(self, shot: Shot, inputs: Inputs = Inputs()) -> Fit:
        """What of the plan a picture cannot show, how far its moves are limited, and why."""
        found, told = _unmet(shot), list[str]()
        source = (shot.inputs.source_video,) if shot.inputs.source_video else ()
        shown = *source, *(picture for _, picture in shot.keys)
        if shown and all(one in inputs.files for one in shown):
            try:
                reel = self._reel(shot, inputs, Silent())
                found += (*reel.limits, *reel.unseen)
                told += reel.told
            except DreamwrightError as fault:  # told again, and raised, when the film is made
                found.append(Unmet("inputs", str(fault)))
        pixels = shot.frame.width * shot.frame.height
        return Fit(
            self.name,
            tuple(found),
            2.0 * max(1, len(shot.keys)) + shot.frame.count * pixels * _COST[inputs.quality],
            tuple(told),
        )

    def render(self, shot: Shot, inputs: Inputs = Inputs(), watch: Watch = Silent()) -> Frames:
        """Reads and parts the pictures, then gives their frames, in the pictures' own finished light."""
        reel, given = self._reel(shot, inputs, watch), around(shot, inputs)
        width, height = shot.frame.width, shot.frame.height
        rate = Fraction(shot.frame.fps).limit_denominator(1001)

        def make(k: int) -> Frame:
            watch.check()
            if given is not None and given.holds(k):
                return _sized(given.shoot(k), width, height)
            return _sized(reel.shoot(k, inputs.passes), width, height)

        count, preview = shot.frame.count, _preview(reel, shot, rate)
        ahead = Ahead(make, count) if reel.is_one and given is None else make
        return Frames(width, height, rate, count, ahead, preview, display_referred=True)

    def _reel(self, shot: Shot, inputs: Inputs, watch: Watch) -> Reel:
        """The shot's pictures; the last one is kept, so that what was measured is not prepared again."""
        painted = _drafted(shot) if inputs.quality == "draft" and not inputs.passes else shot
        key = (painted, inputs.quality, tuple(sorted(inputs.files.items())))
        if self._kept is None or self._kept[0] != key:
            self._kept = key, Reel(painted, lambda plan: self._read(plan, inputs), inputs.quality, watch)
        return self._kept[1]


def _drafted(shot: Shot) -> Shot:
    """The shot with fewer pixels."""
    size = {side: max(16, round(getattr(shot.frame, side) * DRAFT_SCALE)) for side in ("width", "height")}
    return shot.model_copy(update={"frame": shot.frame.model_copy(update=size)})


def _sized(frame: Frame, width: int, height: int) -> Frame:
    """The frame at the film's size."""
    if frame.color.shape[:2] == (height, width):
        return frame
    color = cv2.resize(frame.color, (width, height), interpolation=cv2.INTER_LINEAR)
    return replace(frame, color=np.asarray(color, np.float32))


def _preview(reel: Reel, shot: Shot, rate: Fraction) -> Frames:
    """For every frame the picture that stands nearest, small: what styles compare with."""
    scale = PREVIEW_WIDTH / max(shot.frame.width, shot.frame.height)
    size = max(16, round(shot.frame.width * scale)), max(16, round(shot.frame.height * scale))
    return Frames(*size, rate, shot.frame.count, lambda k: Frame(reel.glance(k, size)))


def _unmet(shot: Shot) -> list[Unmet]:
    """Fields of the plan that a picture cannot honour."""
    scene, found = shot.scene, []
    for subject in (one for one in scene.subjects if one.kind not in FIRES):
        found.append(Unmet("scene.subjects", f"subjects are not added to a picture: {subject.kind.replace('_', ' ')}"))
    if shot.camera.projection != "perspective":
        found.append(Unmet("camera.projection", "a picture is filmed in plain perspective"))
    return found
