"""Where travel is limited the lens closes in, so that the subject gets as large as asked, and no larger."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamwright.engines.parallax.nearing import MOST, Nearing
from dreamwright.engines.parallax.stage import Stage, scaled
from dreamwright.shot.camera import CameraPath
from dreamwright.shot.plan import Move, Shot

from .scenes import place, plan

SUBJECT_M = 6.0


class _Silent:
    def progress(self, stage: str, done: int, total: int) -> None: ...

    def check(self) -> None: ...


def about(*moves: Move) -> Shot:
    return plan(*moves, count=25, camera={"subject_m": SUBJECT_M})


def nearing(shot: Shot, share: float, anchor_s: float = 0.0) -> Nearing:
    return Nearing(CameraPath(shot), CameraPath(scaled(shot, share)), anchor_s, SUBJECT_M)


@given(amount=st.floats(0.1, 2.0), share=st.floats(0.01, 1.0), t=st.floats(0.0, 1.0))
def test_a_push_in_makes_the_subject_as_large_as_asked(amount: float, share: float, t: float) -> None:
    shot = about(Move(kind="push_in", amount=amount))
    path = nearing(shot, share)
    asked_m, borne_m = (SUBJECT_M - CameraPath(one).at(t).y for one in (shot, scaled(shot, share)))
    missing = borne_m / asked_m - 1
    assert path.factor(t) == pytest.approx(1 + min(MOST, missing), rel=2e-3)  # it looks down a little
    assert path.at(t).focal_mm == pytest.approx(path.factor(t) * shot.camera.lens.focal_mm)
    assert path.at(0.0) == CameraPath(shot).at(0.0)


@pytest.mark.parametrize(
    "move",
    [
        Move(kind="orbit", direction="left", amount=30), Move(kind="orbit", direction="right", amount=150),
        Move(kind="dolly_zoom", amount=2), Move(kind="truck", direction="left", amount=2),
        Move(kind="pull_out", amount=2), Move(kind="pan", amount=10),
    ],
    ids=lambda move: f"{move.kind}-{move.amount:g}",
)  # fmt: skip
def test_what_does_not_come_nearer_is_not_closed_in_on(move: Move) -> None:
    path = nearing(about(move), 0.1)
    assert all(path.factor(t) == pytest.approx(1, abs=2e-3) for t in np.linspace(0, 1, 9))


def test_no_path_through_the_subject_goes_beyond_the_most() -> None:
    path = nearing(about(Move(kind="push_in", amount=60)), 0.01)
    factors = [path.factor(float(t)) for t in np.linspace(0, 1, 50)]
    assert np.diff(factors).min() > -1e-4
    assert factors[-1] == 1 + MOST


def test_a_picture_that_bears_little_is_closed_in_on_and_that_is_told() -> None:
    stage = Stage(plan(Move(kind="push_in", amount=8)), place(), "draft", _Silent())
    assert stage.share < 1
    assert stage.limits()[0].reason.endswith("; the lens closes in for the rest")
    focal = [stage.view(k).focal_mm for k in range(13)]
    assert focal[0] == 32
    assert np.diff(focal).min() > -0.01
    assert focal[-1] > 1.1 * focal[0]
    assert focal[6] == pytest.approx((focal[0] + focal[-1]) / 2, rel=0.1), "the lens closes in as the move goes"
    whole = Stage(plan(Move(kind="push_in", amount=0.3)), place(), "draft", _Silent())
    assert {whole.view(k).focal_mm for k in range(13)} == {32}
