"""Surfaces that move by themselves: where they should and how they should, without smearing, pulsing or a seam."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from dreamwright.engines.parallax.engine import ParallaxEngine
from dreamwright.frames import Array, Frames
from dreamwright.shot.plan import Scene

from .moving import moving, surface, windy
from .scenes import codes, film

PROMPTS = {
    "waterfall": "a waterfall",
    "smoke": "smoke rises",
    "fire": "a campfire",
    "water": "waves roll in",
    "foliage": "grass sways",
}
RIVER = "the river flows"
STATIC_FLICKER = 0.995


def reel(name: str, prompt: str | None = None, **asked: float | int | bool) -> Frames:
    return film(windy(prompt or PROMPTS[name], **asked), moving(name))  # type: ignore[arg-type]


def grey(frames: Frames, k: int) -> Array:
    return np.asarray(codes(frames[k].color).mean(-1), np.float32)


def flow(before: Array, after: Array) -> Array:
    """(H, W, 2) DIS optical flow between two grey pictures."""
    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    a, b = (np.clip(p, 0, 255).astype(np.uint8) for p in (before, after))
    return np.asarray(finder.calc(a, b, None))


@pytest.mark.parametrize("name", PROMPTS)
def test_begins_as_the_picture_and_moves(name: str) -> None:
    frames, (color, mask) = reel(name), surface(name)
    assert np.abs(frames[0].color - color).max() < 1e-4
    assert np.abs(codes(frames[9].color).astype(int) - codes(frames[0].color))[mask > 0.5].mean() > 0.8


@pytest.mark.parametrize("name", ["waterfall", "smoke", "water", "foliage"])
def test_what_is_not_masked_does_not_move_at_all(name: str) -> None:
    frames, (_, mask) = reel(name), surface(name)
    still = cv2.dilate(mask, np.ones((3, 3), np.uint8)) == 0
    shown = [frames[k].color[still] for k in (0, 1, 7, 8, 23)]
    assert all(np.array_equal(shown[0], later) for later in shown[1:])


def test_a_fire_lights_what_is_near_and_nothing_far() -> None:
    frames, (_, mask) = reel("fire"), surface("fire")
    away = cv2.distanceTransform((mask < 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    pairs = [(codes(frames[k].color).astype(int), codes(frames[k + 1].color).astype(int)) for k in range(0, 22, 3)]
    change = np.mean([np.abs(a - b).mean(-1) for a, b in pairs], axis=0)
    assert 1 - change[away > 60].mean() / 255 >= STATIC_FLICKER
    beside = (away > 12) & (away < 60)
    beside[:155] = False
    gains = [frames[k].color.sum(-1)[beside].sum() for k in range(24)]
    assert 0.002 < np.std(gains) / np.mean(gains) < 0.15


@pytest.mark.parametrize("name", PROMPTS)
def test_texture_neither_smears_nor_runs_out(name: str) -> None:
    frames, (_, mask) = reel(name, count=48), surface(name)
    inside = cv2.erode(mask, np.ones((13, 13), np.uint8)) > 0.5
    whole = [np.sqrt(np.maximum(frames[k].color.mean(-1), 0))[inside].std() for k in range(0, 48, 5)]
    fine = [np.abs(cv2.Laplacian(grey(frames, k), cv2.CV_32F))[inside].mean() for k in range(0, 48, 5)]
    assert np.mean(whole) > 0.9 * whole[0]
    assert min(whole) > 0.8 * whole[0]
    assert max(whole) < 1.35 * whole[0] or name == "fire"  # whose dark surroundings lick into it
    assert min(fine) > 0.8 * fine[0]


def test_water_falls_and_smoke_rises() -> None:
    for name, down in (("waterfall", 1.0), ("smoke", -1.0)):
        frames, (_, mask) = reel(name), surface(name)
        inside = cv2.erode(mask, np.ones((15, 15), np.uint8)) > 0.5
        pairs = [flow(grey(frames, k), grey(frames, k + 1))[inside] for k in range(2, 22, 2)]
        moved = np.concatenate(pairs)
        assert down * moved[:, 1].mean() > 0.15
        assert np.abs(moved[:, 0].mean()) < np.abs(moved[:, 1].mean())


def test_falling_water_speeds_up() -> None:
    frames = reel("waterfall", count=48)
    moved = np.mean([flow(grey(frames, k), grey(frames, k + 1))[..., 1] for k in range(4, 44, 3)], axis=0)
    assert moved[110:150, 150:200].mean() > 1.2 * moved[45:75, 150:200].mean()


def test_a_river_flows_towards_the_camera_and_a_sea_rolls_in() -> None:
    for prompt in (RIVER, PROMPTS["water"]):
        frames = reel("water", prompt)
        moved = np.mean([flow(grey(frames, k), grey(frames, k + 1))[130:185, 100:250] for k in range(2, 22)], axis=0)
        assert moved[..., 1].mean() > 0.05


def test_leaves_swing_about_where_they_are() -> None:
    frames, (_, mask) = reel("foliage", count=96), surface("foliage")
    inside = cv2.erode(mask, np.ones((21, 21), np.uint8)) > 0.5
    offset = np.stack([flow(grey(frames, 0), grey(frames, k))[inside] for k in range(6, 96, 6)])
    assert np.abs(offset[..., 0]).mean() > 0.15
    assert np.abs(offset[..., 0].mean(0)).mean() < 0.6 * np.abs(offset[..., 0]).mean()


def test_still_air_moves_no_leaf_and_a_gale_more_than_a_breeze() -> None:
    moved = [np.abs(reel("foliage", wind=w)[13].color - surface("foliage")[0]).mean() for w in (0.0, 0.8, 12.0)]
    assert moved[0] < 1e-6
    assert moved[2] > 1.3 * moved[1] > 0


@pytest.mark.parametrize(("name", "prompt"), [*PROMPTS.items(), ("water", RIVER), ("water", "a lake")])
def test_loops_close(name: str, prompt: str) -> None:
    frames = reel(name, prompt, loop=True)
    steps = [np.abs(frames[k].color - frames[(k + 1) % 24].color).mean() for k in (5, 9, 13, 17, 23)]
    assert steps[-1] <= 1.6 * max(steps[:-1])


@pytest.mark.parametrize("name", PROMPTS)
def test_a_loop_ends_exactly_where_it_began_and_time_runs_backward_too(name: str) -> None:
    from dreamwright.engines.base import Silent
    from dreamwright.engines.parallax.stage import Stage

    stage = Stage(windy(PROMPTS[name], loop=True), moving(name), "standard", Silent())
    for sheet in stage._sheets:
        before, ended, begun = (sheet.at(t).color for t in (-0.5, 1.0, 0.0))
        assert np.abs(ended - begun).max() < 2e-3
        np.testing.assert_allclose(before, sheet.at(0.5).color, atol=2e-3)


@pytest.mark.parametrize("name", PROMPTS)
def test_slow_motion_slows_it(name: str) -> None:
    slow, real = reel(name, slow=0.5, count=24), reel(name, count=12)
    assert np.abs(slow[14].color - real[7].color).max() < 1e-3


def test_slow_motion_is_honoured() -> None:
    shot = windy("slow motion").model_copy(update={"scene": Scene(time_scale=0.4)})
    assert not [u for u in ParallaxEngine().fit(shot).unmet if u.field == "scene.time_scale"]


@pytest.mark.parametrize("name", PROMPTS)
def test_a_frame_alone_is_the_frame_of_the_whole(name: str) -> None:
    frames = reel(name)
    whole = [frames[k].color for k in range(8)]
    assert np.array_equal(reel(name)[7].color, whole[7])
