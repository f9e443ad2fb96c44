"""The camera is never inside the ground, a stone or a wave, however it is moved."""

from __future__ import annotations

import numpy as np
import pytest

from dreamwright.shot.plan import Camera, Move, PlaceKind, Shot

from .filming import frame, plan

SIZE = (96, 54)
FRAMES = (0, 8, 15, 23)


def moving(
    place: PlaceKind, kind: str, direction: str, amount: float, pitch: float = -35.0, height: float = 1.7
) -> Shot:
    move = Move(kind=kind, direction=direction, amount=amount)  # type: ignore[arg-type]
    camera = {"pitch_deg": pitch, "height_m": height, "shutter_deg": 0.0}
    return plan(place, move, size=SIZE, count=24, fps=6.0, camera=camera, scene={"wind_mps": 12.0})


BOLD = {
    "down into the meadow": moving("mountains", "pedestal", "down", 50),
    "down into the sea": moving("ocean", "pedestal", "down", 30),
    "into the mountains": moving("mountains", "fly", "forward", 9000, -10.0, 60.0),
    "into the dunes": moving("desert", "push_in", "in", 1500),
    "along the cliffs": moving("canyon", "truck", "right", 600),
    "into the gorge": moving("canyon", "fly", "forward", 2500, -20.0, 5.0),
    "round the ice": moving("arctic", "orbit", "left", 180, -30.0, 0.5),
    "back over the beach": moving("coast", "pull_out", "out", 400),
    "across the islands": moving("islands", "fly", "forward", 6000, -15.0, 20.0),
    "down over the lake": moving("lake", "crane", "down", 40),
}


def least_depth(shot: Shot, k: int) -> float:
    depth = frame(shot, k).depth
    assert depth is not None
    return float(depth.min())


MANY = {"along the cliffs", "into the gorge", "round the ice", "back over the beach", "down over the lake"}
NAMES = [pytest.param(name, marks=pytest.mark.slow) if name in MANY else name for name in BOLD]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_touches_the_lens(name: str) -> None:
    shot = BOLD[name]
    clear = max(0.1, min(0.3 * shot.camera.height_m, 4.0))
    assert min(least_depth(shot, k) for k in FRAMES) > clear
    for k in FRAMES:
        depth = frame(shot, k).depth
        assert depth is not None
        assert np.median(depth) > 2 * clear


@pytest.mark.parametrize("name", ["down into the meadow", "into the dunes", "down into the sea"])
def test_camera_flies_without_leaps(name: str) -> None:
    """What lifts the camera over the ground lifts it smoothly."""
    views = [frame(BOLD[name], k).view for k in range(24)]
    height = np.array([v.position[2] for v in views if v])
    assert np.abs(np.diff(height, 2)).max() < 0.12 * (np.ptp(height) + 1)


def test_camera_in_the_grass_is_not_under_it() -> None:
    depth = frame(plan("plains", size=SIZE, camera={"pitch_deg": -90.0, "height_m": 0.1})).depth
    assert depth is not None
    assert depth.min() > 0.02


def test_ground_below_is_as_far_as_the_plan_says() -> None:
    for height in (0.4, 1.7, 30.0):
        shot = plan(
            "desert",
            size=SIZE,
            camera=Camera(pitch_deg=-90.0, height_m=height).model_dump(include={"pitch_deg", "height_m"}),
        )
        depth = frame(shot).depth
        assert depth is not None
        assert depth[27, 48] == pytest.approx(height, rel=0.15, abs=0.1)
