"""What the film's own process makes of a commission, before anything is filmed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dreamwright.errors import BadFile
from dreamwright.media.encode import FilmWriter
from dreamwright.media.formats import format_for
from dreamwright.media.provenance import provenance
from dreamwright.service.commission import Commission, Extension
from dreamwright.shot.codec import to_json
from dreamwright.shot.plan import Camera, FrameSpec, Move, Scene, Shot
from dreamwright.worker.assemble import UNLOOPED, Assembled, assembled
from dreamwright.worker.child import sentence_of
from dreamwright.worker.request import Request

OLD = Shot(
    seed=9,
    frame=FrameSpec(width=64, height=36, duration_s=0.5),
    scene=Scene(place="coast"),
    camera=Camera(moves=(Move(kind="pan", direction="right", amount=20),)),
)


@pytest.fixture(params=["with its plan", "without a plan"])
def film(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    words = provenance(to_json(OLD), OLD.seed, "0") if request.param == "with its plan" else {}
    with FilmWriter(path, 64, 36, Fraction(24), format_for(path), words, "draft") as writer:
        for k in range(12):
            writer.write(np.full((36, 64, 3), 20 + 3 * k, np.uint8))
    return path


def longer(film: Path, prompt: str = "", **fields: Any) -> Assembled:
    extension = Extension(generation="a film", seconds=1.0, **fields)
    asked = Commission(kind="video", operation="extend", prompt=prompt, extension=extension)
    return assembled(Request(str(film.parent), asked.model_dump(mode="json"), origin=str(film)))


def moves(work: Assembled) -> set[tuple[str, str | None]]:
    return {(move.kind, move.direction) for move in work.shot.camera.moves}


@pytest.mark.parametrize("prompt", ["", "and on it goes"])
def test_concepts_move_the_camera_in_what_is_added(film: Path, prompt: str) -> None:
    assert ("crane", "up") not in moves(longer(film, prompt))
    assert ("crane", "up") in moves(longer(film, prompt, concepts=("crane_up",)))
    assert ("crane", "up") in moves(longer(film, prompt, concepts=("crane_up",), backward=True))


def test_a_loop_that_cannot_be_is_told(film: Path) -> None:
    assert UNLOOPED not in longer(film).told
    assert UNLOOPED in longer(film, loop=True).told


def test_no_name_of_a_file_on_this_machine_is_told() -> None:
    request = Request("/tmp/dreamwright-x y/out", {})
    for text in ("“/tmp/dreamwright-x y/origin” is cut short.", "“/tmp/dreamwright-x y/out/frame-0.png” is cut short."):
        assert sentence_of(BadFile(text), request) == "The file is cut short."
    assert sentence_of(BadFile("It holds “a/b”."), request) == "It holds “a/b”."
