"""The camera in a picture: opens on the picture itself, follows the plan, has parallax where it should."""

from __future__ import annotations

import importlib.util
import math
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from dreamwright.engines.base import Inputs
from dreamwright.engines.parallax.engine import ParallaxEngine
from dreamwright.engines.parallax.sight import sight
from dreamwright.engines.parallax.stage import Stage
from dreamwright.shot.camera import CameraPath, focal_px
from dreamwright.shot.plan import Move, Shot

from . import scenes
from .scenes import SIZE, codes, film, place, plan, psnr


def golden(name: str) -> ModuleType:
    """A helper of the golden tests."""
    path = Path(__file__).parents[3] / "golden" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"golden_{name}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


tracking = golden("tracking")
PUSH = Move(kind="push_in", amount=0.8)
TRUCK = Move(kind="truck", direction="right", amount=0.5)
PAN = Move(kind="pan", direction="right", amount=5.0)
ZOOM = Move(kind="zoom", direction="in", amount=1.25)
WIDER = Move(kind="zoom", direction="out", amount=1.08)
TILT = Move(kind="tilt", direction="up", amount=3.0)
ROLL = Move(kind="roll", direction="clockwise", amount=2.0)
FIXED_POINT_PX = 2**0.5 / 64
"""How far OpenCV's warps miss a place: they know whole 32nds of a pixel, on each axis."""


@pytest.mark.parametrize("move", [PUSH, TRUCK, PAN, ZOOM], ids=lambda m: m.kind)
def test_opens_on_the_picture(move: Move) -> None:
    assert psnr(film(plan(move))[0].color, place().color) >= 38


LOOKS = (0, 4, 8, 12)


def parallax(pictures: list[NDArray[np.uint8]]) -> float:
    """The parallax residual of a film, pixels: the median of its pairs'."""
    return float(np.median([tracking.parallax(a, b) for a, b in pairwise(pictures)]))


def homographies(shot: Shot) -> list[NDArray[np.uint8]]:
    """What a camera that only turns and zooms sees of the picture, by splines of the fifth degree in 64 bits."""
    path, (width, height), picture = CameraPath(shot), SIZE, place().color.astype(np.float64)
    y, x = np.mgrid[:height, :width].astype(np.float64)
    seen = []
    for k in LOOKS:
        matrix = sight(path.at(k / 24), path.at(0), width, height).homography((0, 0))
        u, v, w = np.einsum("ij,jhw->ihw", matrix, np.stack([x, y, np.ones_like(x)]))
        planes = [map_coordinates(picture[..., c], [v / w, u / w], order=5, mode="nearest") for c in range(3)]
        seen.append(codes(np.dstack(planes).astype(np.float32)))
    return seen


@pytest.mark.parametrize("move", [PAN, TILT, ROLL, ZOOM, WIDER], ids=lambda m: f"{m.kind}-{m.direction}")
def test_turns_and_zooms_have_no_parallax(move: Move, record_property: Callable[[str, object], None]) -> None:
    """No more than what the tracker reads from pure homographies: its own noise. (What it is exactly: test_view.py.)"""
    shot = plan(move)
    frames = film(shot)
    found, noise = parallax([codes(frames[k].color) for k in LOOKS]), parallax(homographies(shot))
    record_property("residual and noise", (found, noise))
    assert found <= noise + FIXED_POINT_PX
    assert found < 0.06


@pytest.mark.parametrize("move", [PUSH, TRUCK], ids=lambda m: m.kind)
def test_travel_has_parallax(move: Move, record_property: Callable[[str, object], None]) -> None:
    frames = film(plan(move))
    found = parallax([codes(frames[k].color) for k in LOOKS])
    record_property("residual", found)
    assert found > 0.12  # a trucked plane is a homography too


def test_asked_turn_and_zoom_are_recovered() -> None:
    shot = plan(PAN)
    frames = film(shot)
    found = tracking.path([s.right_px for s in tracking.steps([codes(f.color) for f in frames])])
    path = CameraPath(shot)
    focal = focal_px(32, *SIZE)
    asked = [-focal * math.tan(math.radians(path.at(k / 24).yaw_deg)) for k in range(13)]
    assert np.corrcoef(found, asked)[0, 1] > 0.99
    assert found[-1] == pytest.approx(asked[-1], rel=0.06)
    zoomed = film(plan(ZOOM))
    scale = tracking.path([s.zoom for s in tracking.steps([codes(f.color) for f in zoomed])])
    assert scale[-1] == pytest.approx(math.log(1.25) * 0.99, abs=0.03)


def test_near_things_move_more_than_far_ones() -> None:
    motion = film(plan(TRUCK), passes=True)[6].motion
    assert motion is not None
    speed = np.hypot(motion[..., 0], motion[..., 1])
    assert speed[5, 20] < 1e-3  # the sky stands
    assert speed[-3].mean() > 2 * speed[100].mean() > 0
    assert (motion[-3, :, 0] < 0).all()  # to the right goes the camera, to the left the ground


def test_motion_is_where_the_picture_goes() -> None:
    frames = film(plan(TRUCK), passes=True)
    here, after = frames[6], frames[7]
    assert here.motion is not None
    y, x = np.mgrid[130:190:10, 30:300:15]
    moved = here.motion[y, x]
    import cv2

    there = cv2.remap(after.color, (x + moved[..., 0]).astype(np.float32), (y + moved[..., 1]).astype(np.float32),
                      cv2.INTER_LINEAR)  # fmt: skip
    assert np.median(np.abs(there - here.color[y, x])) < 0.5 * np.median(np.abs(after.color[y, x] - here.color[y, x]))


def test_depth_is_in_the_stated_metres() -> None:
    shot = plan(TRUCK)
    depth = film(shot, passes=True)[0].depth
    assert depth is not None
    assert np.isinf(depth[5, 20])
    row, focal = SIZE[1] - 8, focal_px(32, *SIZE)
    slope = (row + 0.5 - scenes.HORIZON - 0.5) / focal
    expected = shot.camera.height_m / slope
    assert depth[row, SIZE[0] // 2] == pytest.approx(expected, rel=0.12)


def test_frame_alone_is_frame_of_the_whole() -> None:
    shot = plan(PUSH, TRUCK)
    whole = [frame.color for frame in film(shot)]
    assert np.array_equal(whole[7], film(shot)[7].color)


GREEDY = [
    Move(kind="push_in", amount=40), Move(kind="truck", direction="left", amount=30), Move(kind="pan", amount=60),
    Move(kind="zoom", direction="in", amount=9), Move(kind="orbit", direction="left", amount=120),
    Move(kind="dolly_zoom", amount=30), Move(kind="pedestal", direction="up", amount=20),
]  # fmt: skip


@pytest.mark.parametrize("move", GREEDY, ids=lambda m: m.kind)
def test_greedy_moves_are_limited_and_told(move: Move) -> None:
    shot = plan(move)
    stage = Stage(shot, place(), "standard", _Silent())
    assert 0 < stage.share < 1
    said = stage.limits()[0].reason
    assert said.startswith(f"{move.kind.replace('_', ' ')} is limited to ")
    assert f" of {move.amount:.3g}" in said
    for k in range(shot.frame.count):
        assert stage.strain(k).hole_share <= 0.045
        assert stage.strain(k).hole_width <= 0.06


def test_small_moves_are_not_limited() -> None:
    assert Stage(plan(Move(kind="push_in", amount=0.3)), place(), "standard", _Silent()).limits() == ()


def test_draft_is_the_same_film_with_fewer_pixels() -> None:
    shot = plan(TRUCK)
    draft, whole = film(shot, quality="draft")[9], film(shot)[9]
    assert draft.color.shape == whole.color.shape
    assert psnr(draft.color, whole.color) > 20
    assert draft.depth is None


def test_no_picture_is_one_sentence() -> None:
    from dreamwright.errors import BadPlan

    with pytest.raises(BadPlan, match="names no picture"):
        ParallaxEngine().render(plan(), Inputs())
    assert ParallaxEngine().fit(plan()).engine == "parallax"


class _Silent:
    def progress(self, stage: str, done: int, total: int) -> None: ...

    def check(self) -> None: ...
