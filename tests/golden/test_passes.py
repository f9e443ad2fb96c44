"""Depth, motion and normals are exact: they agree with the known camera and with each other."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.frames import Frame, View
from dreamwright.shot.plan import Lens, Move, PlaceKind, Shot

from .filming import frame, plan
from .seeing import Map, centres, project, rays

WIDTH, HEIGHT = 320, 180
ALOFT = {"pitch_deg": -8.0, "height_m": 25.0, "shutter_deg": 0.0, "lens": Lens(focal_mm=28)}
FILMS = {
    "pan": plan("mountains", Move(kind="pan", direction="right", amount=20), camera=ALOFT),
    "fly": plan("mountains", Move(kind="fly", direction="forward", amount=40), camera=ALOFT),
    "roll": plan("mountains", Move(kind="roll", direction="clockwise", amount=30), camera=ALOFT),
    "zoom": plan("mountains", Move(kind="zoom", direction="in", amount=1.5), camera=ALOFT),
    "truck": plan("canyon", Move(kind="truck", direction="right", amount=15), camera={**ALOFT, "pitch_deg": -3.0}),
}


def passes(taken: Frame) -> tuple[Map, Map, Map, View]:
    assert taken.depth is not None
    assert taken.motion is not None
    assert taken.normal is not None
    assert taken.view is not None
    return taken.depth.astype(float), taken.motion.astype(float), taken.normal.astype(float), taken.view


def points(depth: Map, view: View) -> Map:
    """(H, W, 3) offsets from the eye; of the sky, directions."""
    px, py = centres(WIDTH, HEIGHT)
    return rays(view, px, py, WIDTH, HEIGHT) * np.where(np.isfinite(depth), depth, 1.0)[..., None]


def reprojected(taken: Frame, following: View) -> tuple[Map, Map, Map]:
    """Where each pixel's point is seen by the next camera, and how far from it."""
    depth, _, _, view = passes(taken)
    travel = np.array(following.position) - np.array(view.position)
    offsets = points(depth, view) - np.where(np.isfinite(depth), 1.0, 0.0)[..., None] * travel
    x, y = project(following, offsets, WIDTH, HEIGHT)
    return x, y, np.where(np.isfinite(depth), np.linalg.norm(offsets, axis=-1), np.inf)


@pytest.mark.parametrize("kind", list(FILMS))
def test_motion_is_depth_seen_by_the_next_camera(kind: str) -> None:
    taken, following = frame(FILMS[kind], 3), frame(FILMS[kind], 4).view
    assert following is not None
    x, y, _ = reprojected(taken, following)
    px, py = centres(WIDTH, HEIGHT)
    motion = passes(taken)[1]
    error = np.hypot(motion[..., 0] - (x - px), motion[..., 1] - (y - py))
    assert np.hypot(*np.moveaxis(motion, -1, 0)).max() > 1  # something moves
    assert np.median(error) < 0.001
    assert np.percentile(error, 99) < 0.01


@pytest.mark.parametrize("kind", list(FILMS))
def test_depth_follows_its_motion(kind: str) -> None:
    taken, after = frame(FILMS[kind], 3), frame(FILMS[kind], 4)
    assert after.view is not None
    x, y, far = reprojected(taken, after.view)
    found = cv2.remap(passes(after)[0], (x - 0.5).astype(np.float32), (y - 0.5).astype(np.float32), cv2.INTER_NEAREST,
                      borderMode=cv2.BORDER_CONSTANT, borderValue=-1)  # fmt: skip
    inside = np.isfinite(far) & (found > 0)
    assert inside.mean() > 0.3
    land = inside & np.isfinite(found)
    assert land.sum() > 0.98 * inside.sum()
    error = np.abs(found[land] / far[land] - 1)
    assert np.median(error) < 0.01
    assert np.percentile(error, 90) < 0.05  # the nearest pixel of a slope seen edge-on


PLACES: list[PlaceKind] = ["mountains", "canyon", "desert", "coast"]


def aloft(place: PlaceKind) -> Shot:
    return FILMS["pan"] if place == "mountains" else plan(place, camera=ALOFT)


@pytest.mark.parametrize("place", PLACES)
def test_sky_is_infinitely_far_and_has_no_normal(place: PlaceKind) -> None:
    depth, _, normal, _ = passes(frame(aloft(place)))
    sky = ~np.isfinite(depth)
    assert 0.02 < sky.mean() < 0.9
    assert (depth[~sky] > 0).all()
    assert (normal[sky] == 0).all()
    assert np.abs(np.linalg.norm(normal[~sky], axis=-1) - 1).max() < 1e-3
    assert (normal[~sky][:, 2] > 0).all()  # a height field has no overhangs
    top = sky[0] & ~sky[-1]
    assert top.mean() > 0.9  # sky above, land below


@pytest.mark.parametrize("place", PLACES)
def test_normals_stand_on_the_depth(place: PlaceKind) -> None:
    depth, _, normal, view = passes(frame(aloft(place)))
    from_depth = _normals(points(depth, view))
    steady = _smooth_parts(depth)
    assert steady.mean() > 0.1
    cosine = np.clip((from_depth * normal).sum(-1), -1, 1)[steady]
    assert np.degrees(np.arccos(np.median(cosine))) < 8
    assert (cosine < 0).mean() < 0.02


def _normals(offsets: Map) -> Map:
    """Across two pixels each way."""
    right = np.zeros_like(offsets)
    down = np.zeros_like(offsets)
    right[:, 1:-1], down[1:-1] = offsets[:, 2:] - offsets[:, :-2], offsets[2:] - offsets[:-2]
    cross = np.cross(down, right)
    return np.asarray(cross / np.maximum(np.linalg.norm(cross, axis=-1, keepdims=True), 1e-12))


def _smooth_parts(depth: Map) -> NDArray[np.bool_]:
    """Land between 30 m and 3 km whose neighbours lie on the same slope."""
    near = np.where(np.isfinite(depth), depth, 1e9).astype(np.float32)
    widest = cv2.dilate(near, np.ones((3, 3))) / cv2.erode(near, np.ones((3, 3)))
    inner = np.zeros(depth.shape, bool)
    inner[2:-2, 2:-2] = True
    return np.asarray((widest < 1.25) & (near > 30) & (near < 3000) & inner)


def test_zoom_moves_the_picture_about_its_middle() -> None:
    motion = passes(frame(FILMS["zoom"], 3))[1]
    px, py = centres(WIDTH, HEIGHT)
    out = motion[..., 0] * (px - WIDTH / 2) + motion[..., 1] * (py - HEIGHT / 2)
    away = np.hypot(px - WIDTH / 2, py - HEIGHT / 2)
    assert (out[away > 5] > 0).all()
    assert np.hypot(*motion[HEIGHT // 2, WIDTH // 2]) < 0.1


def test_high_quality_passes_fit_the_final_size() -> None:
    from .filming import film  # the fine grids are this test's alone

    shot = plan("ocean", size=(96, 54), camera={"pitch_deg": -12.0}, count=4)
    taken, coarse = film(shot, "high")[0], frame(shot)
    depth, motion, normal, _ = passes(taken)
    assert depth.shape == (54, 96)
    assert motion.shape == (54, 96, 2)
    assert normal.shape == taken.color.shape == (54, 96, 3)
    assert coarse.depth is not None
    both = np.isfinite(depth) & np.isfinite(coarse.depth)
    assert np.median(np.abs(depth[both] / coarse.depth[both] - 1)) < 0.1
