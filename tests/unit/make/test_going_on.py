"""What a still says of the world film that it is a frame of, and plans that begin or end with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dreamwright.make.extend import extended
from dreamwright.make.going_on import Key, Origin, going_on, of_one_take, origin_of, wish
from dreamwright.media.provenance import EXPOSURE, SECOND, provenance
from dreamwright.media.stills import write_still
from dreamwright.prompt.parse import Onward, onward
from dreamwright.shot.camera import CameraPath
from dreamwright.shot.codec import to_json
from dreamwright.shot.explain import explain
from dreamwright.shot.plan import Camera, FrameSpec, Inputs, Look, Move, Scene, Shot
from dreamwright.shot.takes import end_s, exposed_in, second, takes_in

OLD = Shot(
    seed=9,
    frame=FrameSpec(width=64, height=36, duration_s=4),
    scene=Scene(place="coast"),
    camera=Camera(moves=(Move(kind="pan", direction="right", amount=20),)),
    look=Look(palette="warm"),
)
FRAME = FrameSpec(width=32, height=18, duration_s=2)


def gone_on(old: Shot, frame: int, said: Onward, kept: range = range(1)) -> Shot:
    """A film of 2 s whose frames `kept` are those of an old one, from `frame` on."""
    return going_on([Key(kept[0], Origin(old, frame))], wish(FRAME, kept, said), Inputs())


def still(path: Path, shot: Shot, **more: str) -> Path:
    words = {**provenance(to_json(shot), shot.seed, "0"), **more}
    write_still(path, np.zeros((36, 64, 3), np.uint8), words)
    return path


@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
def test_a_still_knows_its_film_and_second(tmp_path: Path, ending: str) -> None:
    found = origin_of(still(tmp_path / f"x.{ending}", OLD, **{SECOND: repr(30 / 24)}))
    assert found == Origin(OLD, 30)
    assert found.second_s == 1.25


@pytest.mark.parametrize(
    ("said", "known"),
    [("-3.5 0.25", (-3.5, 0.25)), ("-3.5", None), ("bright", None), ("nan 0", None), ("1 2", None), ("1e9 0", None)],
)
def test_a_still_knows_its_exposure(tmp_path: Path, said: str, known: tuple[float, float] | None) -> None:
    found = origin_of(still(tmp_path / "x.png", OLD, **{SECOND: "0.5", EXPOSURE: said}))
    assert found is not None
    assert found.exposed == known


@pytest.mark.parametrize("second", [None, "soon", "nan", "-1", "4.0", "1e9"])
def test_a_still_that_does_not_say_when(tmp_path: Path, second: str | None) -> None:
    assert origin_of(still(tmp_path / "x.png", OLD, **({SECOND: second} if second else {}))) is None


def test_a_picture_come_alive_is_no_world(tmp_path: Path) -> None:
    alive = OLD.model_copy(update={"inputs": Inputs(start_image=f"sha256:{'0' * 64}")})
    assert origin_of(still(tmp_path / "x.png", alive, **{SECOND: "0.0"})) is None
    (tmp_path / "y.png").write_bytes(still(tmp_path / "x.png", OLD).read_bytes()[:40])
    assert origin_of(still(tmp_path / "z.png", OLD, **{"dreamwright.plan": "{}", SECOND: "0.0"})) is None


def test_words_lead_away_from_the_frame() -> None:
    new = gone_on(OLD, 30, onward("tilt up", OLD, 2))
    path, old = CameraPath(new), CameraPath(OLD)
    assert (new.scene, new.look, new.seed, new.frame) == (OLD.scene, OLD.look, OLD.seed, FRAME)
    assert [second(new, k) for k in range(2)] == [30 / 24, 31 / 24]
    assert [path.at(second(new, k)) for k in range(2)] == [old.at(30 / 24), old.at(31 / 24)]
    assert path.at(end_s(new)).pitch_deg > old.at(0).pitch_deg + 5
    assert path.at(end_s(new)).yaw_deg == pytest.approx(path.at(end_s(new) - 0.5).yaw_deg)  # it has come to rest


def test_without_words_the_old_path_is_followed_and_gone_on() -> None:
    new = gone_on(OLD, 72, Onward())
    path, old = CameraPath(new), CameraPath(OLD)
    assert [path.at(second(new, k)) for k in range(24)] == [old.at((72 + k) / 24) for k in range(24)]
    assert path.at(end_s(new)).yaw_deg > 20.5


def test_words_lead_to_the_last_frame() -> None:
    new = gone_on(OLD, 30, onward("truck right", OLD, 2), range(47, 48))
    path, last = CameraPath(new), second(new, FRAME.count - 1)
    assert last == 30 / 24
    assert path.at(last) == CameraPath(OLD).at(30 / 24)
    assert path.at(second(new, 0)).x < -0.3


def test_a_film_that_went_on_is_gone_on_from_again() -> None:
    new = gone_on(OLD, 30, onward("tilt up", OLD, 2))
    newer = gone_on(new, 20, onward("zoom in", new, 2))
    assert len(newer.takes) == 2
    assert CameraPath(newer).at(second(newer, 0)) == CameraPath(new).at(second(new, 20))


def test_words_lead_up_to_a_frame_inside_and_on_from_it() -> None:
    new = gone_on(OLD, 30, onward("truck right", OLD, 2), range(24, 25))
    path, old = CameraPath(new), CameraPath(OLD)
    assert second(new, 24) == 30 / 24
    assert [path.at(second(new, 24 + k)) for k in range(2)] == [old.at((30 + k) / 24) for k in range(2)]
    assert path.at(second(new, 0)).x < -0.3 < 0.3 < path.at(end_s(new)).x
    assert "pans" not in explain(new)  # of the old film's move there is one frame
    amounts = [move.amount for move in new.camera.moves[1:]]
    assert amounts == pytest.approx([onward("truck right", OLD, 2).moves[0].amount / 2] * 2)
    assert [reading.field for reading in new.readings if reading.words == "truck right"] == ["camera.moves.1"]


@pytest.mark.parametrize("words", ["truck right", "zoom in", "orbit left, then tilt up", "static"])
def test_nothing_jumps_at_a_frame_inside(words: str) -> None:
    new = gone_on(OLD, 30, onward(words, OLD, 2), range(24, 25))
    times = np.arange(0, 48, 0.25) / 24
    path = CameraPath(new)
    poses = np.array([path.state(second(new, 0) + t) for t in times])
    assert np.abs(np.diff(poses, n=2, axis=0)).max() < 0.02


def test_without_words_the_old_path_is_followed_both_ways_and_gone_on() -> None:
    short = OLD.model_copy(update={"frame": FrameSpec(width=64, height=36, duration_s=0.5)})
    new = gone_on(short, 6, Onward(), range(24, 25))
    path, old = CameraPath(new), CameraPath(short)
    assert [path.at(second(new, 18 + k)) for k in range(12)] == [old.at(k / 24) for k in range(12)]
    assert (
        path.at(second(new, 0)).yaw_deg < -1 < old.at(0).yaw_deg < old.at(0.5).yaw_deg + 1 < path.at(end_s(new)).yaw_deg
    )
    assert takes_in(new) == (range(18, 30), range(30))


def test_between_two_frames_the_camera_is_the_old_ones() -> None:
    new = gone_on(OLD, 30, onward("truck right", OLD, 2), range(12, 31))
    path, old = CameraPath(new), CameraPath(OLD)
    assert [path.at(second(new, 12 + k)) for k in range(19)] == [old.at((30 + k) / 24) for k in range(19)]
    assert path.at(second(new, 0)).x < 0 < path.at(end_s(new)).x


def test_moves_between_the_frames_are_told_as_not_used() -> None:
    said = onward("tilt up over 0.5 seconds, then truck right", OLD, 2)
    wished = wish(FRAME, range(0, 20), said)
    assert [reading.words for reading in wished.between] == ["tilt up", "0.5 seconds"]
    assert [move.kind for move in wished.after] == ["truck"]
    made = going_on([Key(0, Origin(OLD, 30))], wished, Inputs())
    assert any(unread.words.startswith("tilt") for unread in made.unread)
    nothing = wish(FRAME, range(0, 48), said)
    assert not nothing.asked
    assert len(nothing.between) == len(said.readings)


def test_frames_are_of_one_take_where_they_are_as_far_apart() -> None:
    keys = [Key(0, Origin(OLD, 30)), Key(24, Origin(OLD, 54))]
    assert of_one_take(keys, 24.0)
    assert not of_one_take(keys, 25.0)
    assert not of_one_take([keys[0], Key(25, Origin(OLD, 54))], 24.0)
    assert of_one_take(keys[1:], 25.0)


def test_frames_keep_their_exposure_where_the_film_leaves_their_path() -> None:
    keys = [Key(12, Origin(OLD, 30, (-3.5, 0.25))), Key(30, Origin(OLD, 48, (-3.0, 0.5)))]
    made = going_on(keys, wish(FRAME, range(12, 31), onward("truck right", OLD, 2)), Inputs())
    assert exposed_in(made) == {12: (-3.5, 0.25), 30: (-3.0, 0.5)}
    assert takes_in(made) == ()
    longer = extended(made, 1, reverse=True)
    assert exposed_in(longer) == {36: (-3.5, 0.25), 54: (-3.0, 0.5)}
    assert takes_in(longer) == (range(24, 72),)
    again = gone_on(made, 4, onward("tilt up", made, 2), range(24, 25))
    assert exposed_in(again) == {}
