"""A turn or a zoom is a homography, exactly, however near things are; travel is not."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dreamwright.engines.parallax.sight import Sight, sight
from dreamwright.engines.parallax.view import COARSE, Camera
from dreamwright.frames import Array
from dreamwright.shot.camera import Pose

OPENING = Pose(0, 0, 0, 0, 0, 0, 32)
FIXED_POINT_PX = 2**0.5 / 64 + 1e-3
"""How far OpenCV's warps miss a place: they know whole 32nds of a pixel, on each axis."""
LENSES = st.floats(14, 300)
ZOOMS = st.floats(0.8, 3)
TURNS = st.floats(-8, 8)


def through(view: Sight, margin: tuple[int, int]) -> tuple[Array, Array]:
    """Canvas x and y of every film pixel by the homography, in 64 bits."""
    y, x = np.mgrid[: view.height, : view.width].astype(np.float64)
    across, down, ahead = np.einsum("ij,jhw->ihw", view.homography(margin), np.stack([x, y, np.ones_like(x)]))
    return across / ahead, down / ahead


def relief(view: Sight, margin: tuple[int, int], seed: int) -> Array:
    """Any nearness at all, up to half a metre, of every point of the coarse canvas."""
    shape = [-(-(side + 2 * edge) // COARSE) for side, edge in ((view.height, margin[1]), (view.width, margin[0]))]
    return np.random.default_rng(seed).uniform(0, 2, shape).astype(np.float32)


def missed(view: Sight, seed: int) -> float:
    """By how many pixels the places that the camera takes the film from differ from the homography's, at most."""
    margin = (36, 20)
    x, y, _ = Camera(margin, view.width, view.height, cubic=True).places(view, relief(view, margin, seed))
    u, v = through(view, margin)
    inside = (u >= 0) & (v >= 0) & (u < view.width + 2 * margin[0]) & (v < view.height + 2 * margin[1])
    return float(np.hypot(x - u, y - v)[inside].max(initial=0))


@given(LENSES, ZOOMS, st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_a_zoom_takes_every_pixel_from_where_the_homography_has_it(focal: float, zoom: float, seed: int) -> None:
    opening, zoomed = (Pose(0, 0, 0, 0, 0, 0, mm) for mm in (focal, focal * zoom))
    assert missed(sight(zoomed, opening, 352, 198), seed) <= 1e-3


@given(LENSES, ZOOMS, TURNS, TURNS, TURNS, st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_a_turn_does_so_too(focal: float, zoom: float, pan: float, tilt: float, roll: float, seed: int) -> None:
    opening, turned = Pose(0, 0, 0, 0, 0, 0, focal), Pose(0, 0, 0, pan, tilt, roll, focal * zoom)
    view = sight(turned, opening, 352, 198)
    assert missed(view, seed) <= 1e-3 + bend(view) <= 0.06


def bend(view: Sight) -> float:
    """By how many pixels at most a homography is bent between four points that lie COARSE apart: an eighth of its
    second differences over them, across and down.
    """
    total = 0.0
    for values in through(view, (36, 20)):
        for along in (values, values.T):
            far = along[2 * COARSE :] - 2 * along[COARSE:-COARSE] + along[: -2 * COARSE]
            total += float(np.abs(far).max()) / 8
    return total


@given(LENSES, st.floats(1, 3))
@settings(max_examples=20, deadline=None)
def test_a_picture_of_its_own_places_tells_that_a_zoom_is_a_homography(focal: float, zoom: float) -> None:
    view, margin = sight(Pose(0, 0, 0, 0, 0, 0, focal * zoom), Pose(0, 0, 0, 0, 0, 0, focal), 352, 198), (36, 20)
    size = view.width + 2 * margin[0], view.height + 2 * margin[1]
    y, x = np.mgrid[: size[1], : size[0]].astype(np.float32)
    seen = Camera(margin, view.width, view.height, cubic=False).flat(view, np.dstack([x, y]))
    u, v = through(view, margin)
    assert np.hypot(seen[..., 0] - u, seen[..., 1] - v).max() <= FIXED_POINT_PX


def test_travel_takes_no_homography() -> None:
    """The measure sees parallax where there is some."""
    view, margin = sight(Pose(0.05, 0, 0, 0, 0, 0, 32), OPENING, 352, 198), (36, 20)
    smooth = np.asarray(cv2.GaussianBlur(relief(view, margin, 1), (0, 0), 6), np.float32)
    x, y, _ = Camera(margin, view.width, view.height, cubic=True).places(view, smooth)
    from_, to = (np.dstack(pair)[::9, ::9].reshape(-1, 2) for pair in (through(view, margin), (x, y)))
    found, _ = cv2.findHomography(from_, to, cv2.RANSAC, 1.0)
    landed = cv2.perspectiveTransform(from_[None], found)[0]
    assert np.median(np.linalg.norm(landed - to, axis=1)) > 0.05
