"""The speed of a film's last pictures: known motions are found, and moves take them over."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from dreamwright.make.momentum import FARTHEST, Codes, Momentum, carried_on, momentum
from dreamwright.shot.camera import CameraPath, focal_px
from dreamwright.shot.plan import Camera, FrameSpec, Lens, Shot

SIZE = (480, 270)
FRAME = FrameSpec(width=SIZE[0], height=SIZE[1])


def texture() -> Codes:
    random = np.random.default_rng(3).integers(0, 256, (SIZE[1] + 80, SIZE[0] + 80, 3), dtype=np.uint8)
    return np.asarray(cv2.normalize(cv2.GaussianBlur(random, (0, 0), 2.5), None, 0, 255, cv2.NORM_MINMAX), np.uint8)


def seen(matrix: list[list[float]]) -> Codes:
    """The texture moved by a matrix about the middle of the picture."""
    middle = np.array([[1, 0, SIZE[0] / 2 + 40], [0, 1, SIZE[1] / 2 + 40], [0, 0, 1]])
    moved = middle @ np.array([*matrix, [0, 0, 1]]) @ np.linalg.inv(middle)
    whole = cv2.warpAffine(texture(), moved[:2], (SIZE[0] + 80, SIZE[1] + 80))
    return np.asarray(whole[40:-40, 40:-40], np.uint8)


STILL = seen([[1, 0, 0], [0, 1, 0]])


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        ([[1, 0, -6], [0, 1, 0]], Momentum(right=-6 / 480 / 0.1)),
        ([[1, 0, 0], [0, 1, 4]], Momentum(down=4 / 480 / 0.1)),
        ([[1.02, 0, 0], [0, 1.02, 0]], Momentum(larger=np.log(1.02) / 0.1)),
        ([[np.cos(0.02), -np.sin(0.02), 0], [np.sin(0.02), np.cos(0.02), 0]], Momentum(clockwise_rad=0.2)),
        ([[1, 0, 0], [0, 1, 0]], Momentum()),
    ],
)
def test_known_motions_are_found(matrix: list[list[float]], expected: Momentum) -> None:
    found = momentum(STILL, seen(matrix), 0.1)
    assert list(vars(found).values()) == pytest.approx(list(vars(expected).values()), abs=0.012)


def test_what_has_nothing_in_common_has_no_motion() -> None:
    noise = np.random.default_rng(8).integers(0, 256, STILL.shape, dtype=np.uint8)
    assert momentum(STILL, noise, 0.1) == Momentum()
    assert momentum(np.zeros_like(STILL), np.zeros_like(STILL), 0.1) == Momentum()


def test_a_film_that_moved_does_not_freeze_and_one_that_stood_does() -> None:
    assert [m.kind for m in carried_on(Momentum(right=-0.1), FRAME, 28.0, 5.0, back=False)] == ["pan", "zoom"]
    assert carried_on(Momentum(), FRAME, 28.0, 5.0, back=False) == ()
    assert [m.kind for m in carried_on(Momentum(right=-0.1), FRAME, 28.0, 1.2, back=False)] == ["pan"]


@pytest.mark.parametrize("back", [False, True])
def test_moves_begin_at_the_films_speed(back: bool) -> None:
    speed = Momentum(right=-0.1, down=0.05, larger=0.08, clockwise_rad=0.03)
    moves = carried_on(speed, FRAME, 28.0, 5.0, back=back)
    assert [(m.kind, m.direction) for m in moves] == [
        ("pan", "right"), ("tilt", "up"), ("zoom", "in"), ("roll", "counterclockwise"),
    ]  # fmt: skip
    shift = 6.0 if back else 0.0
    shot = Shot(
        frame=FRAME.model_copy(update={"duration_s": 6.0}),
        camera=Camera(
            lens=Lens(focal_mm=28.0),
            moves=tuple(m.model_copy(update={"start_s": m.start_s + shift, "end_s": m.end_s + shift}) for m in moves),
        ),
    )
    path, width = CameraPath(shot), SIZE[0] / focal_px(28.0, *SIZE)
    near, far = (path.at(5.99), path.at(5.97)) if back else (path.at(0.03), path.at(0.01))
    assert np.radians(near.yaw_deg - far.yaw_deg) / 0.02 == pytest.approx(0.1 * width, rel=0.03)
    assert np.radians(near.pitch_deg - far.pitch_deg) / 0.02 == pytest.approx(0.05 * width, rel=0.03)
    assert np.log(near.focal_mm / far.focal_mm) / 0.02 == pytest.approx(0.08, rel=0.03)
    assert np.radians(near.roll_deg - far.roll_deg) / 0.02 == pytest.approx(-0.03, rel=0.03)
    assert path.at(6).yaw_deg - path.at(0).yaw_deg <= np.degrees(np.arctan(FARTHEST * width)) * 1.05
