"""Rays: pixels and directions are two sides of one camera, and the sweep leaves no ray out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Array3f, dr, to_float
from dreamwright.engines.world.rays import PLANET_RADIUS, Aim, Rays, basis, sweep
from dreamwright.frames import View

W, H = 320, 180
VIEWS = [(0.0, 0.0, 0.0), (37.0, -12.0, 0.0), (-140.0, 25.0, 20.0), (95.0, -60.0, -75.0), (178.0, 80.0, 170.0)]


def aim(yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0, planet: bool = False, focal: float = 28.0) -> Aim:
    return Aim(View((0.0, 0.0, 2.0), yaw, pitch, roll, focal), W, H, planet)


def pixels() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    px, py = np.meshgrid(np.linspace(3, W - 3, 23), np.linspace(3, H - 3, 17))
    return px.ravel(), py.ravel()


def offset(rays: NDArray[np.float64]) -> Array3f:
    return Array3f(*(to_float(rays[:, k]) for k in range(3)))


@pytest.mark.parametrize("angles", VIEWS)
def test_the_basis_is_orthonormal_and_right_handed(angles: tuple[float, float, float]) -> None:
    rows = basis(aim(*angles).view)
    assert np.allclose(rows @ rows.T, np.eye(3), atol=1e-12)
    assert np.allclose(np.cross(rows[0], rows[1]), -rows[2])


@pytest.mark.parametrize("planet", [False, True])
@pytest.mark.parametrize("angles", VIEWS)
def test_a_point_is_seen_where_its_ray_leaves(angles: tuple[float, float, float], planet: bool) -> None:
    camera, (px, py) = aim(*angles, planet=planet), pixels()
    rays = camera.directions(px, py)
    back = np.array(Rays(camera).project(offset(rays * np.linspace(1, 900, len(px))[:, None])))
    assert np.allclose(np.linalg.norm(rays, axis=1), 1)
    assert np.allclose(back, [px, py], atol=0.02)


@pytest.mark.parametrize("planet", [False, True])
@pytest.mark.parametrize("angles", VIEWS)
def test_host_and_device_agree(angles: tuple[float, float, float], planet: bool) -> None:
    camera, (px, py) = aim(*angles, planet=planet), pixels()
    device = np.array(Rays(camera).direction(to_float(px), to_float(py))).T
    assert np.allclose(device, camera.directions(px, py), atol=2e-6)


@pytest.mark.parametrize("pitch", [-20.0, 0.0, 15.0])
def test_the_horizon_lies_in_its_row(pitch: float) -> None:
    camera = aim(pitch=pitch)
    row = H / 2 + camera.focal * math.tan(math.radians(pitch))
    rays = camera.directions(np.linspace(0, W, 9), np.full(9, row))
    assert np.allclose(rays[:, 2], 0, atol=1e-12)


def test_a_camera_rolled_clockwise_lifts_the_horizon_on_the_right() -> None:
    left, right = aim(roll=10).directions(np.array([0.0, W]), np.array([H / 2, H / 2]))
    assert right[2] < 0 < left[2]


def test_a_tiny_planet_has_the_ground_inside_and_the_sky_outside() -> None:
    camera, ring = aim(planet=True), PLANET_RADIUS * H
    x = np.array([W / 2, W / 2 + ring, W / 2, W / 2])
    y = np.array([H / 2, H / 2, H / 2 - ring, 0.0])
    down, right, ahead, sky = camera.directions(x, y)
    assert np.allclose(down, [0, 0, -1])
    assert np.allclose(right, [1, 0, 0], atol=1e-9)
    assert np.allclose(ahead, [0, 1, 0], atol=1e-9)
    assert sky[2] > 0


@pytest.mark.parametrize("focal", [14.0, 28.0, 200.0])
@pytest.mark.parametrize("angles", [*VIEWS, (0.0, -90.0, 0.0), (170.0, -5.0, 0.0)])
def test_the_sweep_covers_every_ray(angles: tuple[float, float, float], focal: float) -> None:
    camera = aim(*angles, focal=focal)
    walk = sweep(camera, 2.0, 50_000.0, 1.0, 400, 2)
    px, py = pixels()
    rays = camera.directions(px, py)
    around = np.arctan2(rays[:, 0], rays[:, 1])[np.hypot(rays[:, 0], rays[:, 1]) > 1e-3]
    ahead = (around - walk.start_rad) % (2 * math.pi)
    assert ahead.max() <= walk.step_rad * walk.columns + 1e-9
    assert walk.step_rad * walk.columns <= 2 * math.pi + 1e-9


def test_a_frame_that_holds_a_pole_is_swept_all_round() -> None:
    for camera in (aim(pitch=-90), aim(pitch=88), aim(planet=True)):
        walk = sweep(camera, 2.0, 50_000.0, 1.0, 400, 2)
        assert walk.step_rad * walk.columns == pytest.approx(2 * math.pi)
    narrow = sweep(aim(focal=200.0), 2.0, 50_000.0, 1.0, 400, 2)
    assert narrow.step_rad * narrow.columns < 0.3


def test_the_sweep_begins_before_the_nearest_ground_seen() -> None:
    walk = sweep(aim(pitch=-20), 2.0, 50_000.0, 1.0, 400, 2)
    low = math.asin(-aim(pitch=-20).directions(np.array([W / 2]), np.array([float(H)]))[0, 2])
    assert 0 < walk.nearest_m <= 2.0 / math.tan(low)
    assert dr.width(Rays(aim()).eye) == 1
