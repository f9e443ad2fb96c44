"""A plan made longer: what is added, what stays, and what cannot be."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamwright.errors import BadOption
from dreamwright.make.extend import extended, frames_added, going_on, settled
from dreamwright.prompt.parse import onward, plan
from dreamwright.shot.camera import CameraPath, opening_pitch_deg
from dreamwright.shot.plan import Camera, FrameSpec, Lens, Move, Shot

PAN = Move(kind="pan", direction="right", amount=20)


def shot(*moves: Move, seconds: float = 4, loop: bool = False, focal_mm: float = 28) -> Shot:
    camera = Camera(moves=moves, lens=Lens(focal_mm=focal_mm))
    return Shot(prompt="a pan", frame=FrameSpec(duration_s=seconds), camera=camera, loop=loop)


def test_what_moves_at_the_end_goes_on_at_its_pace() -> None:
    early = Move(kind="truck", direction="left", amount=1, end_s=1.0)
    longer = extended(shot(early, PAN), 2)
    assert [m.kind for m in longer.camera.moves] == ["truck", "pan", "pan"]
    new = longer.camera.moves[-1]
    assert (new.direction, new.amount, new.start_s, new.end_s) == ("right", pytest.approx(10), 4, 6)
    path = CameraPath(longer)
    cruise = [(path.at(t + 0.1).yaw_deg - path.at(t).yaw_deg) / 0.1 for t in (2.0, 5.0)]
    assert cruise[0] == pytest.approx(cruise[1], rel=1e-3)


@pytest.mark.parametrize("ease", ["linear", "in"])
def test_a_move_that_ends_at_full_speed_goes_on_without_a_halt(ease: str) -> None:
    path = CameraPath(extended(shot(PAN.model_copy(update={"ease": ease})), 5))
    speed = [(path.at(t + 0.02).yaw_deg - path.at(t).yaw_deg) / 0.02 for t in (3.5, 3.9, 4.05, 4.2, 4.5, 5.0, 5.5)]
    assert min(speed) > 0.96 * max(speed)


def test_what_comes_before_leads_up() -> None:
    longer = extended(shot(PAN), 2, reverse=True)
    assert (longer.anchor_s, longer.frame.duration_s) == (2, 6)
    new = longer.camera.moves[-1]
    assert (new.kind, new.direction, new.start_s, new.end_s) == ("pan", "right", -2, 0)
    assert CameraPath(longer).at(-2).yaw_deg == pytest.approx(-10, abs=0.02)
    assert CameraPath(longer).at(0).yaw_deg == 0


def test_a_still_end_stays_still() -> None:
    longer = extended(shot(Move(kind="pan", amount=9, end_s=2), Move(kind="static", start_s=2)), 2)
    assert len(longer.camera.moves) == 2
    assert CameraPath(longer).at(6).yaw_deg == CameraPath(longer).at(4).yaw_deg


def test_lens_and_neck_have_ends() -> None:
    zoom = going_on(settled(shot(Move(kind="zoom", direction="in", amount=8), focal_mm=30)), 60)
    assert 30 * 8 * zoom[0].amount == pytest.approx(300)
    tilt = extended(shot(Move(kind="tilt", direction="up", amount=60)), 40)
    assert CameraPath(tilt).at(44).pitch_deg == pytest.approx(80, abs=0.02)


def test_words_follow_in_their_own_time() -> None:
    old = plan("mountains, slow pan right, 4 seconds", seed=2)
    said = onward("push in then tilt up, heavy snow at night", old, 6)
    longer = extended(old, 6, said)
    new = longer.camera.moves[len(old.camera.moves) :]
    assert [(m.kind, m.start_s, m.end_s) for m in new] == [("push_in", 4, 7), ("tilt", 7, 10)]
    assert longer.scene == old.scene
    assert longer.prompt.endswith("; then push in then tilt up, heavy snow at night")
    for reading in longer.readings:
        assert longer.prompt[reading.start : reading.end] == reading.words
    assert {r.field for r in longer.readings if r.words == "tilt up"} == {"camera.moves.2"}
    assert {"heavy snow", "night"} <= {unread.words for unread in longer.unread}
    assert {reading.words for reading in said.unused} == {"heavy snow", "night"}


def test_a_prompt_too_long_for_a_plan_is_left_out_of_it() -> None:
    old = shot(PAN).model_copy(update={"prompt": "x" * 4990})
    longer = extended(old, 1, onward("tilt up", old, 1))
    assert longer.prompt == old.prompt
    assert longer.camera.moves[-1].kind == "tilt"


def test_the_composed_opening_stays_whatever_tilts_follow() -> None:
    old = shot(Move(kind="tilt", direction="up", amount=10))
    longer = extended(old, 2, onward("tilt down", old, 2))
    assert opening_pitch_deg(longer) == opening_pitch_deg(old)


def test_a_loop_goes_round_whole_or_is_left() -> None:
    old = shot(PAN, seconds=2, loop=True)
    again = extended(extended(old, 3), 1)
    assert (again.frame.count, again.loop, len(again.takes)) == (48 + 96 + 48, True, 1)
    left = extended(old, 3, onward("truck left", old, 3))
    assert (left.frame.count, left.loop, left.takes[0].loop) == (120, False, True)


@given(st.floats(0.01, 56), st.booleans())
def test_it_is_as_much_longer_as_was_asked(seconds: float, reverse: bool) -> None:
    old = shot(PAN)
    longer = extended(old, seconds, reverse=reverse)
    assert longer.frame.count - old.frame.count == max(1, round(seconds * 24))
    assert longer.frame.duration_s <= 60


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf, -math.inf, 57, 1e300])
def test_times_that_are_refused(seconds: float) -> None:
    with pytest.raises(BadOption):
        frames_added(shot(PAN), seconds)


def test_a_loop_that_would_be_too_long_says_so() -> None:
    with pytest.raises(BadOption, match="goes round whole"):
        extended(shot(PAN, seconds=25, loop=True), 26)
