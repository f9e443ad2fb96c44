"""What floats in the air of a picture: hidden by what is nearer, moving as it should, and back where it began."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dreamwright.engines.parallax.air import glows
from dreamwright.engines.parallax.air.glows import Glows
from dreamwright.engines.parallax.air.leaves import HABITS, Leaves
from dreamwright.engines.parallax.air.swarm import Swarm
from dreamwright.engines.parallax.moment import Clock, Moment
from dreamwright.engines.parallax.sight import sight
from dreamwright.frames import Array
from dreamwright.shot.camera import Pose
from dreamwright.shot.plan import Fog, Precipitation

from .scenes import film, place, plan

SIZE = 320, 180
KINDS = ["leaves", "embers", "motes", "fireflies"]
CLOCK = Clock(3.0, False)
LOOP = Clock(3.0, True)


def effect(kind: str, clock: Clock = CLOCK, seed: int = 5) -> Any:
    if kind == "leaves":
        return Leaves(1.0, (1.0, 0.5), 1 / 48, np.ones(3, np.float32), clock, seed)
    return Glows(glows.OF_KIND[kind], 1.0, (1.0, 0.5), 1 / 48, clock, seed)


def moment(t_s: float, nearness: Array | float = 0.0) -> Moment:
    pose = Pose(0, 0, 1.7, 0, 0, 0, 28)
    near = np.broadcast_to(np.asarray(nearness, np.float32), SIZE[::-1])
    return Moment(sight(pose, pose, *SIZE), t_s, np.ascontiguousarray(near), np.ones(SIZE[::-1], np.float32))


def dark(light: float = 0.01) -> Array:
    return np.full((*SIZE[::-1], 3), light, np.float32)


@pytest.mark.parametrize("kind", KINDS)
def test_a_near_wall_hides_all_that_floats_behind_it(kind: str) -> None:
    near = np.zeros(SIZE[::-1], np.float32)
    near[:, :160] = 5.0  # a wall 20 cm away
    shown = effect(kind).on(dark(), moment(1.3, near))
    assert np.array_equal(shown[:, :160], dark()[:, :160])
    assert np.abs(shown[:, 160:] - dark()[:, 160:]).max() > 0.05


@pytest.mark.parametrize("kind", KINDS)
def test_more_of_a_swarm_is_seen_before_what_is_far(kind: str) -> None:
    changes = [np.abs(effect(kind).on(dark(), moment(0.7, n)) - dark()).sum() for n in (0.03, 0.4, 1.1)]
    assert changes[0] >= changes[1] >= changes[2]
    assert changes[0] > 1.2 * changes[2]


@pytest.mark.parametrize(
    ("habit", "down"), [(HABITS[0], True), (glows.EMBERS.habit, False)], ids=["leaves fall", "embers rise"]
)
def test_the_way_they_go(habit: Any, down: bool) -> None:
    swarm, here = Swarm(habit, 1.0, (0.0, 0.0), CLOCK, 3), moment(0).sight
    moved = swarm.seen(here, 1.02)[:, 1] - swarm.seen(here, 1.0)[:, 1]
    assert (np.median(moved) > 0.01) if down else (np.median(moved) < -0.008)


def test_leaves_stand_in_the_light_of_the_moment() -> None:
    leaves, night = effect("leaves"), np.array([0.02, 0.03, 0.06], np.float32)
    bright = leaves.on(dark(0), moment(0.7))
    assert bright.max() > 0.3
    assert np.allclose(leaves.on(dark(0), replace(moment(0.7), gain=night)), bright * night, atol=1e-6)


@pytest.mark.parametrize("kind", ["leaves", "snow"])
def test_what_falls_is_no_brighter_than_the_night_it_falls_in(kind: str) -> None:
    fall = {"precipitation": Precipitation(kind=kind, rate=1.0)}
    night = {"time_of_day_end": "night"}
    shots = [plan(scene=scene, count=49) for scene in ({}, fall, night, fall | night)]
    clear, snowed, dark_clear, dark_snowed = (film(shot)[48].color.astype(np.float64) for shot in shots)
    by_day, by_night = np.abs(snowed - clear), np.abs(dark_snowed - dark_clear)
    assert by_night.max() < 0.5 * by_day.max()
    assert 0 < by_night.mean() < 0.5 * by_day.mean()


def test_fireflies_are_seen_in_the_dark_alone() -> None:
    flies = effect("fireflies")
    day = dark(0.4)
    assert np.array_equal(flies.on(day, moment(1.0)), day)
    assert flies.on(dark(), moment(1.0)).max() > 0.3


def test_fireflies_blink() -> None:
    flies = effect("fireflies")
    light = np.array([flies.pulses(t) for t in np.arange(0, 12, 0.1)])
    assert (light.max(0) > 0.9).all()
    assert np.median(light) < 0.05


def test_motes_are_brighter_before_what_is_dark() -> None:
    motes = effect("motes")
    gains = [float((motes.on(dark(v), moment(1.0)) - dark(v)).sum()) for v in (0.02, 0.4, 0.9)]
    assert gains[0] > 1.4 * gains[1] > 2 * gains[2] > 0


@pytest.mark.parametrize("kind", KINDS)
def test_swarms_come_round_in_a_loop(kind: str) -> None:
    swarm = effect(kind, LOOP)
    begun, ended, middle = (swarm.on(dark(), moment(t)) for t in (0.0, 3.0, 1.4))
    assert np.abs(begun - ended).max() < 1e-3
    assert np.abs(begun - middle).max() > 0.05


@pytest.mark.parametrize("kind", KINDS)
def test_another_seed_floats_otherwise_and_the_same_seed_the_same(kind: str) -> None:
    one, again, other = (effect(kind, seed=seed).on(dark(), moment(0.5)) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_alone_is_the_frame_of_the_film(kind: str) -> None:
    shot = plan(scene={"precipitation": Precipitation(kind=kind, rate=0.8)})  # type: ignore[arg-type]
    frames = film(shot)
    whole = [frames[k].color for k in range(6)]
    assert np.array_equal(whole[5], film(shot)[5].color)


FOGGY = {"fog": Fog(density=0.6), "wind_mps": 3.0}


def test_fog_rolls_in_from_the_picture_as_it_is() -> None:
    frames, clear = film(plan(scene=FOGGY)), film(plan())
    assert np.array_equal(frames[0].color, clear[0].color)
    assert np.abs(frames[12].color - clear[12].color).mean() > 0.02


def test_fog_veils_the_far_and_spares_the_near() -> None:
    frames, clear = film(plan(scene=FOGGY)), film(plan())
    contrast = [frames[12].color[box].std() / clear[12].color[box].std() for box in
                (np.s_[84:100, 5:120], np.s_[130:160, 5:120], np.s_[185:198, 5:120])]  # fmt: skip
    assert contrast[0] < 0.72
    assert contrast[0] < contrast[1] < contrast[2]
    assert contrast[2] > 0.8


def test_fog_has_no_bands() -> None:
    from dataclasses import replace

    seen = place()
    flat = replace(seen, color=np.full_like(seen.color, 0.2))
    sky = np.zeros_like(seen.regions.sky)
    sky[:70] = 1
    flat.color[:70] = 0.7
    flat = replace(flat, regions=replace(seen.regions, sky=sky))
    row = film(plan(scene=FOGGY), flat)[12].color[120:, 100, 1]
    assert len(np.unique(row)) > 0.9 * len(row)
    assert np.abs(np.diff(row)).max() < 0.03


def test_fog_comes_round_in_a_loop() -> None:
    frames = film(plan(scene=FOGGY, loop=True, count=24))
    steps = [np.abs(frames[k].color - frames[(k + 1) % 24].color).mean() for k in range(24)]
    assert 0 < steps[-1] <= 1.3 * max(steps[:-1])
