"""How the camera of a finished film moves where it ends or begins, and moves that take that speed over.

Knows pictures and a plan's moves. The picture's motion as a whole is the homography that RANSAC finds on tracked
corners (Shi & Tomasi 1994; Lucas & Kanade by pyramids, Bouguet 2000), which a turning camera's motion is exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.shot.camera import focal_px
from dreamwright.shot.plan import FrameSpec, Move

Codes = NDArray[np.uint8]
SPAN_S = 0.12
"""Time between the two pictures that are compared."""
LOOK_PX = 640
LEAST_POINTS, LEAST_SHARE = 16, 0.4
"""Corners that must agree, and their share of all that were followed."""
SLOW = 0.004
"""Shares of the width a second below which the camera stands still; of its size, and radians, too."""
SEEMING = 0.12
"""Zoom and roll that move the picture's edge by less than this share of the motion as a whole are not real."""
FARTHEST = 0.07
"""Shares of the width that a film is turned on by its own speed: beyond it there is no picture."""
LARGER, SMALLER = 1.5, 1.05
"""How far zooms go on."""
CREEP_PER_S, LONG_S = 0.008, 1.5
"""How slowly a film that moved closes in once its own motion has come to rest, and from how long a time on."""
MEAN_SPEED = 1 - 0.11
"""Of a move that begins at full speed and ends at rest, over its full speed (see `camera.ease`)."""


@dataclass(frozen=True)
class Momentum:
    """How the whole picture moves, a second: shares of its width right and down, log of its size, turn clockwise."""

    right: float = 0.0
    down: float = 0.0
    larger: float = 0.0
    clockwise_rad: float = 0.0


def momentum(before: Codes, after: Codes, seconds: float) -> Momentum:
    """The motion from one picture (H, W, 3) to another, `seconds` later; none where too little agrees on it."""
    scale = min(1.0, LOOK_PX / before.shape[1])
    here, there = (_small(picture, scale) for picture in (before, after))
    corners = cv2.goodFeaturesToTrack(here, 400, 0.01, 7)
    if corners is None or len(corners) < LEAST_POINTS:
        return Momentum()
    found, kept, _ = cv2.calcOpticalFlowPyrLK(here, there, corners, None)  # type: ignore[call-overload]
    fine = kept.ravel() > 0
    cv2.setRNGSeed(1)
    if fine.sum() < LEAST_POINTS:
        return Momentum()
    plane, agreed = cv2.findHomography(corners[fine], found[fine], cv2.RANSAC, 1.5)
    if plane is None or agreed.sum() < max(LEAST_POINTS, LEAST_SHARE * fine.sum()):
        return Momentum()
    return _told(plane, here.shape, seconds)


def _told(plane: Any, shape: tuple[int, ...], seconds: float) -> Momentum:
    """What the homography does at the middle of the picture."""
    height, width = shape[:2]
    middle, beside = [width / 2, height / 2], [[width / 2 + 1, height / 2], [width / 2, height / 2 + 1]]
    there, right_of, under = cv2.perspectiveTransform(np.array([[middle, *beside]], np.float64), plane)[0]
    moved, across, along = there - middle, right_of - there, under - there
    larger = 0.5 * math.log(max(abs(float(across[0] * along[1] - across[1] * along[0])), 1e-6))
    turn = math.atan2(across[1] - along[0], across[0] + along[1])
    right, down, larger, turn = (
        value / seconds if abs(value / seconds) > SLOW else 0.0 for value in (*(moved / width), larger, turn)
    )
    # beside a fast move a little zoom and roll are errors
    aside = SEEMING * math.hypot(right, down)
    return Momentum(right, down, larger if abs(larger) / 2 > aside else 0.0, turn if abs(turn) / 2 > aside else 0.0)


def _small(picture: Codes, scale: float) -> Codes:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def carried_on(speed: Momentum, frame: FrameSpec, focal_mm: float, seconds: float, *, back: bool) -> tuple[Move, ...]:
    """Moves that begin (with `back`, end) at that speed and come to rest (come from it), in seconds from the beginning.

    They last `seconds` at most, less where the picture would run out.
    """
    lens = frame.width / focal_px(focal_mm, frame.width, frame.height)

    def move(kind: str, way: str, rate: float, seconds: float, amount: float) -> Move | None:
        return None if rate == 0 else _made(kind, way, amount, seconds, back=back)

    moves = []
    for kind, ways, rate in (("pan", ("right", "left"), -speed.right), ("tilt", ("up", "down"), speed.down)):
        length = min(seconds, FARTHEST / (abs(rate) * MEAN_SPEED)) if rate else seconds
        amount = math.degrees(math.atan(abs(rate) * lens)) * length * MEAN_SPEED
        moves.append(move(kind, ways[0] if rate > 0 else ways[1], rate, length, amount))
    rate = speed.larger
    most = math.log(SMALLER if (rate < 0) != back else LARGER)
    length = min(seconds, most / (abs(rate) * MEAN_SPEED)) if rate else seconds
    moves.append(move("zoom", "in" if rate > 0 else "out", rate, length, math.exp(abs(rate) * length * MEAN_SPEED)))
    if speed != Momentum() and rate == 0 and seconds > LONG_S:  # a film that moved does not freeze
        creep = Move(kind="zoom", direction="out" if back else "in", amount=1 + CREEP_PER_S * seconds)
        moves.append(creep.model_copy(update={"start_s": -seconds, "end_s": 0.0} if back else {"end_s": seconds}))
    rate = -speed.clockwise_rad
    amount = math.degrees(abs(rate)) * min(seconds, 2.0) * MEAN_SPEED
    moves.append(move("roll", "clockwise" if rate > 0 else "counterclockwise", rate, min(seconds, 2.0), amount))
    return tuple(found for found in moves if found is not None)


def _made(kind: str, way: str, amount: float, length: float, *, back: bool) -> Move:
    start, end, ease = (-length, 0.0, "in") if back else (0.0, length, "out")
    return Move.model_validate(
        {"kind": kind, "direction": way, "amount": amount, "start_s": start, "end_s": end, "ease": ease}
    )
