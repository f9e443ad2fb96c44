"""Light of a picture that changes: from the picture as it is, where it should be, without bands, and back in a loop."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import pytest

from dreamwright.engines.base import Inputs
from dreamwright.engines.parallax.engine import ParallaxEngine
from dreamwright.engines.parallax.light.lamps import Lamps
from dreamwright.engines.parallax.light.turning import Turning
from dreamwright.engines.parallax.moment import Clock, Moment, luminance
from dreamwright.engines.parallax.reading import Seen
from dreamwright.engines.parallax.reframe import framed
from dreamwright.engines.parallax.sight import sight
from dreamwright.frames import Array
from dreamwright.shot.camera import Pose
from dreamwright.shot.plan import Lens, Night, Precipitation, Sun

from .scenes import HORIZON, SIZE, film, place, plan

CHANGES: dict[str, dict[str, Any]] = {
    "cloud shadows": {"features": ("cloud_shadows",)},
    "nightfall": {"time_of_day_end": "night"},
    "turning sun": {"sun_end": Sun(elevation_deg=30, azimuth_deg=-60)},
    "shafts": {"features": ("sun_rays",)},
    "lightning": {"lightning": 1.0},
    "rainbow": {"rainbow": 0.8, "sun": Sun(elevation_deg=12, azimuth_deg=155)},
}
ABOVE = np.s_[: int(HORIZON) - 8]
BELOW = np.s_[int(HORIZON) + 8 :]


def changed(scene: dict[str, Any], k: int, count: int = 49, seen: Seen | None = None) -> tuple[Array, Array]:
    """A frame without and with the change."""
    return film(plan(count=count), seen)[k].color, film(plan(scene=scene, count=count), seen)[k].color


def dim(factor: float = 0.05) -> Seen:
    """The place by night."""
    seen = place()
    return replace(seen, color=seen.color * np.float32(factor))


@pytest.mark.parametrize("scene", CHANGES.values(), ids=CHANGES)
def test_light_changes_from_the_picture_as_it_is(scene: dict[str, Any]) -> None:
    plain, lit = changed(scene, 0)
    assert np.array_equal(plain, lit)


@pytest.mark.parametrize("scene", CHANGES.values(), ids=CHANGES)
def test_light_comes_round_in_a_loop(scene: dict[str, Any]) -> None:
    frames = film(plan(scene=scene, loop=True, count=48))
    steps = [np.abs(frames[k].color - frames[(k + 1) % 48].color).mean() for k in range(48)]
    assert max(steps) > 1e-5
    assert steps[-1] <= np.percentile(steps[:-1], 95)


@pytest.mark.parametrize("scene", [s for name, s in CHANGES.items() if name != "lightning"], ids=str)
def test_light_sets_in_gently(scene: dict[str, Any]) -> None:
    frames = film(plan(scene=scene, count=49))
    steps = [np.abs(frames[k].color - frames[k + 1].color).mean() for k in range(24)]
    assert steps[0] <= 0.5 * max(steps)


@pytest.mark.parametrize("scene", CHANGES.values(), ids=CHANGES)
def test_a_frame_alone_is_the_frame_of_the_film(scene: dict[str, Any]) -> None:
    frames = film(plan(scene=scene))
    whole = [frames[k].color for k in range(9)]
    assert np.array_equal(whole[8], film(plan(scene=scene))[8].color)
    assert np.isfinite(whole[8]).all()


def test_cloud_shadows_darken_the_ground_alone() -> None:
    plain, lit = changed(CHANGES["cloud shadows"], 40)
    assert np.abs(lit - plain)[ABOVE][place().regions.sky[ABOVE] > 0.99].max() < 0.01
    gain = luminance(lit)[BELOW] / luminance(plain)[BELOW]
    assert gain.max() < 1.001
    assert 0.3 < gain.min() < 0.85


def test_cloud_shadows_have_soft_edges_and_no_bands() -> None:
    seen = place()
    flat = replace(seen, color=np.where(seen.regions.sky[..., None] > 0, seen.color, np.float32(0.3)))
    plain, lit = changed(CHANGES["cloud shadows"], 40, seen=flat)
    gain = (lit / plain)[HORIZON_ROW:, 5:60, 1]
    assert np.abs(np.diff(gain, axis=1)).max() < 0.03
    assert len(np.unique(gain[90])) > 50


HORIZON_ROW = int(HORIZON) + 10


def test_night_falls_by_way_of_a_warm_evening() -> None:
    frames = film(plan(scene=CHANGES["nightfall"], count=49))
    light = [float(luminance(frames[k].color)[BELOW].mean()) for k in (0, 12, 24, 36, 48)]
    assert all(later < earlier for earlier, later in pairwise(light))
    warmth = [frames[k].color[BELOW][..., 0].mean() / frames[k].color[BELOW][..., 2].mean() for k in (0, 18, 48)]
    assert warmth[1] > 1.1 * warmth[0]
    assert warmth[2] < 0.8 * warmth[0]


def test_at_sunset_the_sky_stays_lighter_than_the_land() -> None:
    plain, lit = changed({"time_of_day_end": "sunset"}, 48)
    gain = luminance(lit) / np.maximum(luminance(plain), 1e-3)
    assert np.median(gain[ABOVE][:, 20:120]) > 1.3 * np.median(gain[BELOW][:, 20:120])


def test_a_dark_picture_is_not_made_lighter_by_a_sunset() -> None:
    plain, lit = changed({"time_of_day": "night", "time_of_day_end": "night"}, 48, seen=dim())
    assert np.array_equal(plain, lit)


def test_slopes_are_lit_by_the_turned_sun() -> None:
    """A ridge along the view: its left side faces a sun on the left, its right side one on the right."""
    width, height = 160, 96
    pose = Pose(0, 0, 1.7, 0, 0, 0, 28)
    here = sight(pose, pose, width, height)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    below = np.clip((y - 30) / 66, 0.05, 1)
    rise = 1 - np.abs(x - 80) / 80
    near = np.asarray(below * (1 + 0.35 * rise) / 6, np.float32)
    space: Any = type("Space", (), {"horizon": 30.0, "nearest_m": 4.0})
    turning = Turning((25.0, -70.0), (25.0, 70.0), space, 0, Clock(2.0, False))
    color = np.full((height, width, 3), 0.3, np.float32)
    lit = turning.on(color, Moment(here, 2.0, near, np.zeros((height, width), np.float32)))
    gain = lit[40:90, :, 1] / 0.3
    assert gain[:, 100:140].mean() > 1.05
    assert gain[:, 20:60].mean() < 0.97
    assert gain.min() >= 0.6
    assert gain.max() <= 1.56


def test_shafts_only_add_light_and_more_near_the_sun() -> None:
    seen = place()
    color = seen.color.copy() * np.float32(0.4)
    y, x = np.mgrid[: color.shape[0], : color.shape[1]]
    color += np.exp(-(((x - 80) ** 2 + (y - 40) ** 2) / 300.0))[..., None].astype(np.float32)
    plain, lit = changed(CHANGES["shafts"], 40, seen=replace(seen, color=color))
    added = (lit - plain).mean(-1)
    assert added.min() > -1e-5
    assert added[30:60, 60:110].mean() > 5 * added[150:, 250:].mean()


def strike(scene: dict[str, Any], seen: Seen) -> tuple[Array, Array, Array]:
    """The gain of the brightest frame of a film, over its opening, and that frame's number of changes before it."""
    frames = film(plan(scene=scene, count=49), seen)
    light = [float(luminance(frames[k].color).mean()) for k in range(49)]
    k = int(np.argmax(light))
    return frames[0].color, frames[k].color, np.array(light)


def test_lightning_lights_the_sky_more_than_the_land() -> None:
    plain, lit, _ = strike({"lightning": 0.3}, dim(0.2))
    sky, land = ((lit - plain).mean(-1)[box].mean() for box in (ABOVE, BELOW))
    assert sky > 2 * land > 0


def test_lightning_strikes_suddenly_and_dies_away() -> None:
    _, _, light = strike({"lightning": 0.3}, dim(0.2))
    steps = np.diff(light)
    assert (light[:6] == light[0]).all()
    assert steps.max() > 1.5 * -steps.min()
    assert light[-1] < light[0] + 0.1 * (light.max() - light[0])


def test_a_bolt_is_hidden_by_what_stands_before_it() -> None:
    seen = dim(0.2)
    plain, lit, _ = strike({"lightning": 0.3}, seen)
    disc = seen.relief.disparity == 0.75
    inner = disc & (np.roll(disc, 6, 0) & np.roll(disc, -6, 0) & np.roll(disc, 6, 1) & np.roll(disc, -6, 1))
    change = (lit - plain).mean(-1)
    assert change[inner].max() < 0.3 * change[seen.regions.sky > 0].max()


LAMPS = ((40, 120), (120, 140), (180, 170), (300, 130))


def lamps() -> Seen:
    """The place by night with four warm lamps on the ground."""
    seen = dim(0.04)
    color = seen.color.copy()
    for x, y in LAMPS:
        color[y - 2 : y + 3, x - 2 : x + 3] = (1.0, 0.7, 0.35)
    return replace(seen, color=color)


def test_lamps_flicker_each_by_itself_and_nothing_else_does() -> None:
    frames = film(plan(scene={"features": ("flickering_lights",)}), lamps())
    light = np.array([[frames[k].color[y, x, 0] for x, y in LAMPS] for k in range(13)])
    assert light.std(0).min() > 0.01
    assert np.abs(np.corrcoef(light.T) - np.eye(4)).max() < 0.98
    still = np.abs(frames[9].color - frames[0].color)[10:60, 10:200].max()
    assert still < 1e-4


@pytest.mark.parametrize("metres", [3.0, 30.0, np.inf], ids=["near", "far", "endless"])
def test_the_glow_of_lamps_goes_with_them_as_the_camera_moves(metres: float) -> None:
    seen, (width, height) = lamps(), SIZE
    canvas = framed(seen, width, height, 1)
    found = Lamps(canvas, Clock(2.0, False), 1)
    pushed = sight(Pose(0.2, 0.8, 0, 0, 0, 0, 32), Pose(0, 0, 0, 0, 0, 0, 32), width, height)
    near = np.full((height, width), 1 / metres, np.float32)
    glow = found.glow(Moment(pushed, 1.0, near, np.zeros_like(near)))
    assert glow is not None
    seen_too = 0
    for column, row in LAMPS:
        point = (np.full((1, 1), value, np.float32) for value in (column, row, 1 / metres))
        x, y = (round(float(a[0, 0])) for a in pushed.project(*point)[:2])
        if min(x, y) < 14 or x > width - 15 or y > height - 15:
            continue
        there = cv2.GaussianBlur(glow[y - 14 : y + 15, x - 14 : x + 15], (0, 0), 2)
        down, right = np.unravel_index(np.argmax(there), there.shape)
        assert np.hypot(down - 14, right - 14) <= 2.5
        seen_too += 1
    assert seen_too >= 2


def test_a_picture_without_lamps_says_so() -> None:
    shot = plan(scene={"features": ("flickering_lights",)})
    shot = shot.model_copy(update={"inputs": shot.inputs.model_copy(update={"start_image": "sha256:" + "0" * 64})})
    engine = ParallaxEngine(lambda _shot, _inputs: place())
    found = engine.fit(shot, Inputs(files={"sha256:" + "0" * 64: None}))  # type: ignore[dict-item]
    assert any("no lamps" in one.reason for one in found.unmet)


def test_an_aurora_is_for_dark_skies_and_behind_the_land() -> None:
    scene = {"night": Night(aurora=0.8)}
    plain, lit = changed(scene, 40)
    assert np.array_equal(plain, lit)
    plain, lit = changed(scene, 40, seen=dim(0.04))
    added = (lit - plain).mean(-1)
    assert added[ABOVE].max() > 0.05
    assert added[BELOW].max() < 0.02 * added[ABOVE].max() + 0.01


def test_a_rainbow_is_red_outside() -> None:
    seen = place()
    grey = replace(seen, color=np.full_like(seen.color, 0.3))
    plain, lit = changed(CHANGES["rainbow"], 48, seen=grey)
    added = (lit - plain)[: int(HORIZON) - 4]
    across = np.arange(added.shape[1])
    red, blue = (np.average(across, weights=np.maximum(added[40, :, c] - added[40, :, 1 if c else 2], 1e-7))
                 for c in (0, 2))  # fmt: skip
    assert added.max() > 0.01
    assert red > blue + 3  # the point opposite the sun is on the left


def test_what_falls_in_the_evening_is_there_with_the_light() -> None:
    scene = {"time_of_day_end": "night", "precipitation": Precipitation(kind="fireflies", rate=1.0)}
    frames, plain = film(plan(scene=scene, count=49)), film(plan(scene={"time_of_day_end": "night"}, count=49))
    early, late = (np.abs(frames[k].color - plain[k].color).max() for k in (4, 48))
    assert early < 0.02
    assert late > 0.2


def sharpness(color: Array) -> float:
    grey = color.mean(-1)
    return float(np.abs(np.diff(grey, axis=1)).mean() / grey.std())


def test_a_focus_pull_goes_from_the_near_to_the_far() -> None:
    lens = Lens(focal_mm=50, f_number=2.0, focus_m=2.5, focus_end_m=1e6)
    frames = film(plan(count=13, camera={"lens": lens}))
    near, far = np.s_[75:100, 205:230], np.s_[10:60, 20:140]
    begun, ended = frames[0].color, film(plan(count=13, camera={"lens": lens}))[12].color
    assert sharpness(begun[near]) > 1.15 * sharpness(ended[near])
    assert sharpness(ended[far]) > 1.3 * sharpness(begun[far])


def test_a_focus_pull_is_smooth() -> None:
    lens = Lens(focal_mm=50, f_number=2.0, focus_m=2.5, focus_end_m=1e6)
    frames = film(plan(count=25, camera={"lens": lens}))
    steps = [np.abs(frames[k + 1].color - frames[k].color).mean() for k in range(24)]
    assert steps[0] < 0.5 * max(steps)
    assert steps[-1] < 0.5 * max(steps)
