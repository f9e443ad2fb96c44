"""What a still says of the world film that it is a frame of, and plans that begin or end with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dreamwright.make.going_on import Origin, going_on, origin_of
from dreamwright.media.provenance import SECOND, provenance
from dreamwright.media.stills import write_still
from dreamwright.prompt.parse import Onward, onward
from dreamwright.shot.camera import CameraPath
from dreamwright.shot.codec import to_json
from dreamwright.shot.plan import Camera, FrameSpec, Inputs, Look, Move, Scene, Shot
from dreamwright.shot.takes import end_s, second

OLD = Shot(
    seed=9,
    frame=FrameSpec(width=64, height=36, duration_s=4),
    scene=Scene(place="coast"),
    camera=Camera(moves=(Move(kind="pan", direction="right", amount=20),)),
    look=Look(palette="warm"),
)
FRAME = FrameSpec(width=32, height=18, duration_s=2)


def still(path: Path, shot: Shot, **more: str) -> Path:
    words = {**provenance(to_json(shot), shot.seed, "0"), **more}
    write_still(path, np.zeros((36, 64, 3), np.uint8), words)
    return path


@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
def test_a_still_knows_its_film_and_second(tmp_path: Path, ending: str) -> None:
    found = origin_of(still(tmp_path / f"x.{ending}", OLD, **{SECOND: repr(30 / 24)}))
    assert found == Origin(OLD, 30)
    assert found.second_s == 1.25


@pytest.mark.parametrize("second", [None, "soon", "nan", "-1", "4.0", "1e9"])
def test_a_still_that_does_not_say_when(tmp_path: Path, second: str | None) -> None:
    assert origin_of(still(tmp_path / "x.png", OLD, **({SECOND: second} if second else {}))) is None


def test_a_picture_come_alive_is_no_world(tmp_path: Path) -> None:
    alive = OLD.model_copy(update={"inputs": Inputs(start_image=f"sha256:{'0' * 64}")})
    assert origin_of(still(tmp_path / "x.png", alive, **{SECOND: "0.0"})) is None
    (tmp_path / "y.png").write_bytes(still(tmp_path / "x.png", OLD).read_bytes()[:40])
    assert origin_of(still(tmp_path / "z.png", OLD, **{"dreamwright.plan": "{}", SECOND: "0.0"})) is None


def test_words_lead_away_from_the_frame() -> None:
    new = going_on(Origin(OLD, 30), FRAME, onward("tilt up", OLD, 2), Inputs())
    path, old = CameraPath(new), CameraPath(OLD)
    assert (new.scene, new.look, new.seed, new.frame) == (OLD.scene, OLD.look, OLD.seed, FRAME)
    assert [second(new, k) for k in range(2)] == [30 / 24, 31 / 24]
    assert [path.at(second(new, k)) for k in range(2)] == [old.at(30 / 24), old.at(31 / 24)]
    assert path.at(end_s(new)).pitch_deg > old.at(0).pitch_deg + 5
    assert path.at(end_s(new)).yaw_deg == pytest.approx(path.at(end_s(new) - 0.5).yaw_deg)  # it has come to rest


def test_without_words_the_old_path_is_followed_and_gone_on() -> None:
    new = going_on(Origin(OLD, 72), FRAME, Onward(), Inputs())
    path, old = CameraPath(new), CameraPath(OLD)
    assert [path.at(second(new, k)) for k in range(24)] == [old.at((72 + k) / 24) for k in range(24)]
    assert path.at(end_s(new)).yaw_deg > 20.5


def test_words_lead_to_the_last_frame() -> None:
    new = going_on(Origin(OLD, 30), FRAME, onward("truck right", OLD, 2), Inputs(), end=True)
    path, last = CameraPath(new), second(new, FRAME.count - 1)
    assert last == 30 / 24
    assert path.at(last) == CameraPath(OLD).at(30 / 24)
    assert path.at(second(new, 0)).x < -0.3


def test_a_film_that_went_on_is_gone_on_from_again() -> None:
    new = going_on(Origin(OLD, 30), FRAME, onward("tilt up", OLD, 2), Inputs())
    newer = going_on(Origin(new, 20), FRAME, onward("zoom in", new, 2), Inputs())
    assert len(newer.takes) == 2
    assert CameraPath(newer).at(second(newer, 0)) == CameraPath(new).at(second(new, 20))
