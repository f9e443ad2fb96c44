"""The asked camera path, recovered from the finished film's own pixels."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.make.make import Order, make
from dreamwright.media.decode import pictures
from dreamwright.shot.camera import CameraPath, Pose, focal_px
from dreamwright.shot.plan import Lens, Look, Move, Shot

from . import tracking
from .filming import picture, plan
from .tracking import Points, Step

SIZE = (352, 198)
COUNT = 13
FOCAL_MM = 32.0
LENS = Lens(focal_mm=FOCAL_MM)
LOOK = Look()  # as delivered: grain, bloom and vignette too


def moving(kind: str, direction: str, amount: float) -> Shot:
    move = Move(kind=kind, direction=direction, amount=amount)  # type: ignore[arg-type]
    camera = {"lens": LENS, "pitch_deg": -4.0}
    return plan("mountains", move, size=SIZE, count=COUNT, camera=camera, look=LOOK)


def asked(shot: Shot, value: Callable[[Pose], float]) -> Points:
    """The plan's own path at the frames' times, from 0."""
    path = CameraPath(shot)
    line = np.array([value(path.at(k / shot.frame.fps)) for k in range(shot.frame.count)])
    return line - line[0]


def turned(pixels: float) -> float:
    """Degrees that the camera turns while the middle of the picture moves so far."""
    return float(np.degrees(np.arctan(pixels / focal_px(FOCAL_MM, *SIZE))))


MOVES = {
    "pan": (moving("pan", "right", 9.0), lambda s: -turned(s.right_px), lambda p: p.yaw_deg),
    "tilt": (moving("tilt", "up", 6.0), lambda s: turned(s.down_px), lambda p: p.pitch_deg),
    "roll": (moving("roll", "clockwise", 14.0), lambda s: -s.turn_deg, lambda p: p.roll_deg),
    "zoom": (moving("zoom", "in", 1.3), lambda s: s.zoom, lambda p: float(np.log(p.focal_mm))),
}


@lru_cache(maxsize=4)
def delivered(kind: str) -> list[NDArray[np.uint8]]:
    """The pictures of the film's own file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "film.mp4"
        make(MOVES[kind][0], Order(str(file)))
        return list(pictures(file))


@pytest.mark.parametrize("kind", list(MOVES))
def test_film_follows_the_asked_path(kind: str) -> None:
    shot, seen, said = MOVES[kind]
    assert len(delivered(kind)) == COUNT
    found = tracking.path([seen(s) for s in tracking.steps(delivered(kind))])
    wanted = asked(shot, said)
    assert np.corrcoef(found, wanted)[0, 1] >= 0.98
    assert found[-1] == pytest.approx(wanted[-1], rel=0.1)
    assert np.abs(found - wanted).max() < 0.1 * abs(wanted[-1])


OTHERS = {
    "pan": ("zoom", "turn_deg"),
    "tilt": ("zoom", "turn_deg"),
    "roll": ("zoom", "right_px"),
    "zoom": ("turn_deg", "right_px"),
}


EVERY = 3


@lru_cache(maxsize=4)
def turning(kind: str) -> list[Step]:
    return tracking.steps(delivered(kind)[::EVERY])


@pytest.mark.parametrize("kind", list(MOVES))
def test_nothing_else_moves(kind: str) -> None:
    limits = {"zoom": 0.02, "turn_deg": 1.0, "right_px": 1.5}  # a pan below the level turns the picture a little
    for name in OTHERS[kind]:
        total = tracking.path([getattr(s, name) for s in turning(kind)])
        assert np.abs(total).max() < limits[name], name


def travelling(kind: str, direction: str | None, amount: float) -> Shot:
    move = Move(kind=kind, direction=direction, amount=amount)  # type: ignore[arg-type]
    camera = {"lens": LENS, "pitch_deg": -4.0, "subject_m": 40.0}
    return plan("mountains", move, size=SIZE, count=COUNT, camera=camera, look=LOOK)


TRAVELS = [("push_in", "in", 3.0), ("pull_out", "out", 3.0), ("truck", "right", 1.4), ("dolly_zoom", "in", 6.0)]


@pytest.mark.parametrize("kind", ["pan", "tilt", "roll", "zoom"])
def test_turning_and_zooming_have_no_parallax(kind: str) -> None:
    assert tracking.residual(turning(kind)) < 0.3


@pytest.mark.parametrize(("kind", "direction", "amount"), TRAVELS)
def test_travelling_has_parallax(kind: str, direction: str, amount: float) -> None:
    still = max(tracking.residual(turning(turn)) for turn in ("pan", "zoom"))
    shot = travelling(kind, direction, amount)
    found = tracking.steps(picture(shot, k) for k in range(0, COUNT, EVERY))
    assert tracking.residual(found) > max(0.4, 1.5 * still)
