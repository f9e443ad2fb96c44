"""Lens and shutter: what is even stays even, light is kept, and a sharp frame is left alone."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Array2f, Array3f, Float, dr, to_float
from dreamwright.engines.world.lens import Plate, exposed_in_motion, focused, plate
from dreamwright.shot.plan import Lens

W, H = 120, 80
FAST = Lens(focal_mm=50, f_number=1.4, focus_m=3.0)


def made(
    color: NDArray[np.float64], distance: NDArray[np.float64] | float, edge: float = 0.0, roll: float = 0
) -> Plate:
    far = np.broadcast_to(np.asarray(distance, float), (H, W))
    hues = Array3f(*(to_float(color[..., k]) for k in range(3)))
    return plate(hues, to_float(far), dr.full(Float, edge, W * H), roll, W, H)


def shown(picture: Plate) -> NDArray[np.float64]:
    return np.array(picture.packed, np.float64).reshape(H, W, 4)[..., :3]


def dot() -> NDArray[np.float64]:
    color = np.zeros((H, W, 3))
    color[36:44, 56:64] = 5.0
    return color


def drift(x: float, y: float) -> Array2f:
    return Array2f(dr.full(Float, x, W * H), dr.full(Float, y, W * H))


def test_an_even_picture_stays_even() -> None:
    distance = np.random.default_rng(3).uniform(1, 50, (H, W))
    even = made(np.full((H, W, 3), 0.7), distance)
    assert np.allclose(shown(focused(even, FAST, 50.0)), 0.7, atol=1e-5)
    assert np.allclose(shown(exposed_in_motion(even, drift(14, -9), 180.0)), 0.7, atol=1e-5)


def test_blur_keeps_the_light() -> None:
    still = made(dot(), 60.0)
    blurred, moved = focused(still, FAST, 50.0), exposed_in_motion(still, drift(20, 6), 180.0)
    for other in (blurred, moved):
        assert shown(other).max() < 5.0 + 1e-5
        assert shown(other)[0, 0].sum() == 0
        assert shown(other).sum() == pytest.approx(shown(still).sum(), rel=0.04)
    assert (shown(blurred).sum(axis=-1) > 0.01).sum() > (dot().sum(axis=-1) > 0).sum()


def test_motion_smears_along_the_path_alone() -> None:
    smeared = shown(exposed_in_motion(made(dot(), 9.0), drift(24, 0), 180.0))[..., 0]
    assert np.flatnonzero(smeared.sum(axis=1) > 0).tolist() == list(range(36, 44))
    columns = np.flatnonzero(smeared.sum(axis=0) > 0.01)
    assert 53 >= columns.min() >= 48
    assert 66 <= columns.max() <= 71


def test_more_shutter_smears_more() -> None:
    spread = [
        (shown(exposed_in_motion(made(dot(), 9.0), drift(6, 0), shutter))[..., 0] > 0.01).sum()
        for shutter in (0.0, 180.0, 360.0)
    ]
    assert spread == sorted(set(spread))


def test_a_sharp_frame_is_left_alone() -> None:
    still = made(dot(), 60.0)
    assert focused(still, Lens(focal_mm=28, f_number=16, focus_m=60.0), 28.0) is still
    assert focused(still, Lens(focal_mm=28, f_number=8), 28.0) is still
    assert exposed_in_motion(still, drift(0.3, 0.2), 180.0) is still
    assert exposed_in_motion(still, drift(30, 20), 0.0) is still


def test_what_is_in_focus_stays_sharp() -> None:
    near = made(dot(), 3.0)
    assert np.allclose(shown(focused(near, FAST, 50.0)), shown(near), atol=1e-5)


@pytest.mark.parametrize(("edge", "roll", "row"), [(0.25, 0.0, -1), (-0.25, 0.0, 1), (0.25, 180.0, 1)])
def test_a_silhouette_takes_its_share_of_the_pixel_beyond(edge: float, roll: float, row: int) -> None:
    ramp = np.broadcast_to(np.arange(H, dtype=float)[:, None, None], (H, W, 3))
    inside = shown(made(ramp, 9.0, edge, roll))[2:-2]
    assert np.allclose(inside, ramp[2:-2] + 0.25 * row, atol=1e-4)
