"""Camera moves: order, times, speeds, amounts and whose verb it is."""

from __future__ import annotations

import pytest

from dreamwright.prompt.frame import FrameAsk
from dreamwright.prompt.parse import plan
from dreamwright.shot.plan import Move


def moves(prompt: str, duration_s: float | None = None) -> list[tuple[str, str | None, float, float]]:
    """Kind, direction, start and end of every move."""
    shot = plan(prompt, seed=5, frame=FrameAsk(duration_s=duration_s))
    return [
        (m.kind, m.direction, m.start_s, shot.frame.duration_s if m.end_s is None else m.end_s)
        for m in shot.camera.moves
    ]


def first(prompt: str) -> Move:
    return plan(prompt, seed=5).camera.moves[0]


def test_then_makes_moves_follow_and_share_the_time() -> None:
    assert moves("pan left, then tilt up, then push in", 6) == [
        ("pan", "left", 0, 2), ("tilt", "up", 2, 4), ("push_in", None, 4, 6),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "prompt",
    [
        "pan left then tilt up", "first pan left, finally tilt up", "pan left before tilting up",
        "pan left followed by a tilt up",
        "after panning left, tilt up", "begins with a pan left, next tilt up",
    ],
)  # fmt: skip
def test_every_way_to_say_then(prompt: str) -> None:
    assert moves(prompt) == [("pan", "left", 0, 2.5), ("tilt", "up", 2.5, 5)]


def test_after_puts_the_later_words_first() -> None:
    assert sorted(moves("tilt up after panning left"), key=lambda move: move[2]) == [
        ("pan", "left", 0, 2.5), ("tilt", "up", 2.5, 5),
    ]  # fmt: skip


@pytest.mark.parametrize("prompt", ["pan left and tilt up", "pan left while tilting up", "tilting up as it pans left"])
def test_together_means_the_same_times(prompt: str) -> None:
    assert {move[2:] for move in moves(prompt)} == {(0, 5)}
    assert {move[:2] for move in moves(prompt)} == {("pan", "left"), ("tilt", "up")}


def test_a_direction_alone_after_then_repeats_the_move() -> None:
    assert moves("pan left then right") == [("pan", "left", 0, 2.5), ("pan", "right", 2.5, 5)]


def test_told_seconds_are_kept_and_the_rest_is_shared() -> None:
    assert moves("first pan left for two seconds, then tilt up") == [("pan", "left", 0, 2), ("tilt", "up", 2, 5)]
    assert moves("after 3 seconds tilt up") == [("tilt", "up", 3, 5)]


def test_a_film_grows_to_hold_the_told_seconds_unless_its_length_was_asked() -> None:
    prompt = "pan left for 4 seconds, then tilt up for 6 seconds"
    assert moves(prompt)[-1][3] == 10
    assert moves(prompt, 5) == [("pan", "left", 0, 2), ("tilt", "up", 2, 5)]


def test_whip_is_short_and_fast() -> None:
    move = first("whip pan to the right over a canyon")
    assert (move.direction, move.amount, move.end_s) == ("right", 90, 1)


@pytest.mark.parametrize(
    ("prompt", "amount"),
    [
        ("very slow pan left", 10), ("slow pan left", 17.5), ("pan left", 35), ("pan left slowly", 17.5),
        ("the camera pans quickly left", 90), ("fast pan left", 90), ("orbit slowly around a castle", 20),
        ("orbit all the way around a castle", 360), ("half circle orbit around a castle", 180), ("orbit 90 degrees",
        90),
        ("tilt up ninety degrees", 90), ("pan left 45°", 45), ("zoom in 3x", 3), ("zoom in two times", 2),
        ("slow zoom in", 1.25),
        ("crash zoom on a castle", 4), ("crane up 20 m", 20), ("crane up 30 feet", 9.144), ("fly forward 2 km", 2000),
        ("fly forward at 36 km/h", 50), ("orbit left at 10 degrees per second", 50), ("truck left 3 meters", 3),
        ("slow roll", 10), ("push in slowly", 2.5),
    ],
)  # fmt: skip
def test_amounts(prompt: str, amount: float) -> None:
    assert first(prompt).amount == pytest.approx(amount)


def test_travel_grows_with_height() -> None:
    ground, air = first("a forest, push in"), first("aerial view of a forest, push in")
    assert air.amount > 4 * ground.amount
    assert first("flying above the clouds").amount > first("drone flying over a forest").amount > 30


@pytest.mark.parametrize(
    ("prompt", "kind", "direction"),
    [
        ("pan up over the cliffs", "tilt", "up"), ("the camera moves to the left", "truck", "left"),
        ("the camera rises above the village", "crane", "up"), ("the camera slowly descends", "crane", "down"),
        ("the camera circles a castle", "orbit", None), ("camera moves closer", "push_in", None), ("roll left",
        "roll", "counterclockwise"),
        ("slowly move forward through a forest", "push_in", None), ("drone flying over a lake", "fly", "forward"),
        ("pans slowly to the right", "pan", "right"), ("dolly left", "truck", "left"), ("orbit clockwise", "orbit",
        "left"),
        ("ease out pan left", "pan", "left"), ("pan from left to right", "pan", "right"), ("right pan", "pan", "right"),
        ("the camera moves right to left", "truck", "left"),
    ],
)  # fmt: skip
def test_ways_to_move(prompt: str, kind: str, direction: str | None) -> None:
    move = first(prompt)
    assert move.kind == kind
    assert direction is None or move.direction == direction


@pytest.mark.parametrize(
    ("prompt", "action"),
    [
        ("a balloon rising over a lake, pan left", "rising"), ("a boat drifting slowly to the left, pan left",
        "drifting slowly to the left"),
        ("birds circling over a lake, pan left", "circling"), ("an eagle flying over a canyon, pan left", "flying"),
        ("a wolf howling, pan left", "howling"), ("three galloping horses, pan left", "galloping"),
    ],
)  # fmt: skip
def test_verbs_of_subjects_do_not_move_the_camera(prompt: str, action: str) -> None:
    shot = plan(prompt)
    assert shot.scene.subjects[0].action == action
    assert [move.kind for move in shot.camera.moves] == ["pan"]


def test_a_still_camera_is_a_single_static_move() -> None:
    for prompt in (
        "static shot of a lake",
        "a lake, locked off on a tripod",
        "a lake, no camera movement",
        "the camera does not move",
    ):
        assert [move.kind for move in plan(prompt).camera.moves] == ["static"]


def test_a_move_is_chosen_where_none_is_named_but_never_a_denied_one() -> None:
    for seed in range(24):
        (move,) = plan("mountains at noon", seed=seed).camera.moves
        assert move.kind in ("push_in", "truck", "crane", "pan")
        assert move.amount > 0
        assert plan("mountains, no panning, no push in", seed=seed).camera.moves[0].kind in ("truck", "crane")


def test_light_stands_on_the_side_the_camera_turns_to() -> None:
    for seed in range(8):
        assert plan("pan right over mountains at sunset", seed=seed).scene.sun.azimuth_deg > 0
        assert plan("pan left over mountains at sunset", seed=seed).scene.sun.azimuth_deg < 0


def test_a_crane_down_starts_high_enough_to_end_above_the_ground() -> None:
    camera = plan("crane down over a village").camera
    assert camera.height_m - camera.moves[0].amount == pytest.approx(1.7)


def test_dolly_zoom_takes_a_share_of_the_distance() -> None:
    camera = plan("dolly zoom on a man").camera
    assert camera.moves[0].amount == pytest.approx(0.45 * camera.subject_m, abs=0.01)


def test_heights_are_heights() -> None:
    assert plan("drone shot 200 m up over a river").camera.height_m == 200
    assert plan("a village from a height of 50 feet").camera.height_m == pytest.approx(15.24)
    shot = plan("a city, 300 meters high")
    assert (shot.camera.height_m, shot.camera.angle) == (300, "aerial")
