"""The camera path: what each move does, how moves join, and that loops close."""

from __future__ import annotations

import itertools
import math
from typing import get_args

import numpy as np
import pytest

from dreamwright.shot.camera import CameraPath, Pose, ease, focal_px, focus_at, horizon_share, opening_pitch_deg
from dreamwright.shot.plan import Camera, FrameSpec, Lens, Move, MoveKind, Night, Scene, Shot


def path(*moves: Move, loop: bool = False, **camera: object) -> CameraPath:
    return CameraPath(Shot(camera=Camera(moves=moves, **camera), loop=loop))  # type: ignore[arg-type]


def end(*moves: Move, **camera: object) -> Pose:
    return path(*moves, **camera).at(5.0)


@pytest.mark.parametrize(("direction", "sign"), [("right", 1), ("left", -1)])
def test_pan_turns_by_its_amount(direction: str, sign: int) -> None:
    pose = end(Move(kind="pan", direction=direction, amount=30))  # type: ignore[arg-type]
    assert pose.yaw_deg == pytest.approx(sign * 30, abs=1e-6)
    assert (pose.x, pose.y, pose.z) == pytest.approx((0, 0, 0), abs=1e-9)


def test_tilt_is_composed_about_its_middle() -> None:
    still = CameraPath(Shot()).at(0).pitch_deg
    tilt = path(Move(kind="tilt", direction="up", amount=12))
    assert tilt.at(5).pitch_deg - tilt.at(0).pitch_deg == pytest.approx(12)
    assert tilt.at(2.5).pitch_deg == pytest.approx(still, abs=1e-6)


def test_zoom_multiplies_the_focal_length() -> None:
    assert end(Move(kind="zoom", direction="in", amount=2)).focal_mm == pytest.approx(56)
    assert end(Move(kind="zoom", direction="out", amount=2)).focal_mm == pytest.approx(14)


def test_travelling_moves_go_their_metres() -> None:
    assert end(Move(kind="push_in", amount=4)).y == pytest.approx(4)
    assert end(Move(kind="pull_out", amount=4)).y == pytest.approx(-4)
    assert end(Move(kind="truck", direction="left", amount=3)).x == pytest.approx(-3)
    assert end(Move(kind="pedestal", direction="up", amount=2)).z == pytest.approx(2)
    assert end(Move(kind="fly", direction="forward", amount=80)).y == pytest.approx(80)


def test_push_in_from_above_goes_down_the_view() -> None:
    pose = end(Move(kind="push_in", amount=10), angle="overhead")
    assert pose.z == pytest.approx(-10, abs=0.05)


def test_orbit_keeps_its_distance_and_faces_the_subject() -> None:
    arc = path(Move(kind="orbit", direction="right", amount=90), subject_m=50.0)
    for t in np.linspace(0, 5, 11):
        pose = arc.at(float(t))
        to_subject = np.array([-pose.x, 50 - pose.y])
        assert np.hypot(*to_subject) == pytest.approx(50, rel=2e-3)
        heading = math.degrees(math.atan2(to_subject[0], to_subject[1]))
        assert pose.yaw_deg == pytest.approx(heading, abs=0.2)
    assert arc.at(5.0).x > 0


def test_crane_holds_the_subject() -> None:
    pose = end(Move(kind="crane", direction="up", amount=20), subject_m=40.0)
    opening = CameraPath(Shot(camera=Camera(subject_m=40.0))).at(0)
    assert pose.z == pytest.approx(20)
    assert opening.pitch_deg - pose.pitch_deg == pytest.approx(math.degrees(math.atan(20 / 40)), abs=1e-6)


def test_dolly_zoom_keeps_the_subject_its_size() -> None:
    vertigo = path(Move(kind="dolly_zoom", direction="in", amount=25), subject_m=60.0)
    sizes = [vertigo.at(t).focal_mm / (60 - vertigo.at(t).y) for t in (0.0, 1.3, 2.5, 4.0, 5.0)]
    assert sizes == pytest.approx([sizes[0]] * 5, rel=1e-3)


def test_moves_follow_and_join_smoothly() -> None:
    first = Move(kind="pan", direction="right", amount=20, end_s=2.5)
    joined = path(first, Move(kind="tilt", direction="up", amount=10, start_s=2.5))
    assert joined.at(2.5).yaw_deg == pytest.approx(20, abs=1e-6)
    assert joined.at(5).yaw_deg == pytest.approx(20, abs=1e-6)
    yaw = np.array([joined.at(t).yaw_deg for t in np.linspace(0, 5, 601)])
    speed = np.diff(yaw) * 120
    assert np.abs(np.diff(speed)).max() < 1.0


@pytest.mark.parametrize("kind", ["linear", "in", "out", "in_out"])
def test_ease_runs_from_0_to_1_and_never_back(kind: str) -> None:
    u = np.linspace(0, 1, 400)
    e = ease(u, kind)
    assert e[0] == pytest.approx(0)
    assert e[-1] == pytest.approx(1)
    assert (np.diff(e) >= -1e-12).all()


@pytest.mark.parametrize("kind", get_args(MoveKind))
def test_every_move_loops(kind: str) -> None:
    move = Move(kind=kind, amount=1.5)  # type: ignore[arg-type]
    looped = path(move, loop=True, shake=0.7)
    first, last = looped.at(0.0), looped.at(5.0)
    assert np.allclose(list(vars(first).values()), list(vars(last).values()), atol=1e-6)
    step = np.array(list(vars(looped.at(1 / 24)).values())) - np.array(list(vars(first).values()))
    seam = np.array(list(vars(first).values())) - np.array(list(vars(looped.at(5 - 1 / 24)).values()))
    assert np.allclose(step, seam, atol=0.2)


def test_shake_is_smooth_seeded_and_scaled() -> None:
    def yaw(strength: float, seed: int) -> np.ndarray:
        shaken = CameraPath(Shot(seed=seed, camera=Camera(shake=strength)))
        return np.array([shaken.at(k / 24).yaw_deg for k in range(120)])

    assert not yaw(0, 1).any()
    assert np.array_equal(yaw(0.5, 1), yaw(0.5, 1))
    assert np.abs(yaw(0.5, 1) - yaw(0.5, 2)).max() > 0.01
    assert np.allclose(2 * yaw(0.5, 3), yaw(1.0, 3))
    assert 0.05 < yaw(1, 1).std() < 1.0


def test_horizon_lies_where_it_is_composed() -> None:
    shot = Shot(camera=Camera(lens=Lens(focal_mm=35)))
    pitch = math.radians(opening_pitch_deg(shot))
    from_centre = math.tan(pitch) * focal_px(35, 1280, 720)
    assert 0.5 - from_centre / 720 == pytest.approx(horizon_share(shot))


def test_sky_gets_more_room_when_it_is_the_subject() -> None:
    aurora = Shot(scene=Scene(time_of_day="night", night=Night(aurora=1)))
    assert horizon_share(aurora) < horizon_share(Shot())
    assert horizon_share(Shot(camera=Camera(angle="aerial"))) > 0.6


def test_own_pitch_wins() -> None:
    assert opening_pitch_deg(Shot(camera=Camera(pitch_deg=-3.5))) == -3.5


def test_focal_length_counts_on_the_longer_side() -> None:
    assert focal_px(36, 1280, 720) == focal_px(36, 720, 1280) == 1280
    upright = Shot(frame=FrameSpec(width=720, height=1280))
    assert abs(opening_pitch_deg(upright)) < 15


def pulled(loop: bool = False, begin: float | None = 2.0, end: float = 50.0) -> Shot:
    return Shot(camera=Camera(lens=Lens(focus_m=begin, focus_end_m=end)), loop=loop)


def test_a_focus_pull_goes_from_end_to_end_and_never_back() -> None:
    metres = [focus_at(pulled(), t) for t in np.linspace(0, 5, 21)]
    assert metres[0] == pytest.approx(2)
    assert metres[-1] == pytest.approx(50)
    assert all(a is not None and b is not None and a <= b for a, b in itertools.pairwise(metres))


def test_a_focus_pull_comes_from_infinity_and_goes_there() -> None:
    assert focus_at(pulled(begin=None, end=3.0), 0.0) is None
    assert focus_at(pulled(begin=3.0, end=1e6), 5.0) in (None, pytest.approx(1e6, rel=1e-3))


def test_a_focus_pull_in_a_loop_goes_there_and_back() -> None:
    shot = pulled(loop=True)
    assert [focus_at(shot, t) for t in (0.0, 2.5, 5.0)] == pytest.approx([2, 50, 2])


def test_a_focus_that_is_not_pulled_stays() -> None:
    assert focus_at(Shot(camera=Camera(lens=Lens(focus_m=7.0))), 3.0) == 7.0
    assert focus_at(Shot(), 3.0) is None
