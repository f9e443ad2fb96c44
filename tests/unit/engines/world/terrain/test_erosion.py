"""Erosion keeps the laws it stands for."""

import numpy as np
import pytest

from dreamwright.engines.world.terrain.erosion import Streams, cut, settle, wetness
from dreamwright.engines.world.terrain.flow import doubled, drained, steepest
from dreamwright.engines.world.terrain.grid import Field, Frame, Mask
from dreamwright.engines.world.terrain.noise import Noise, field

FRAME = Frame(96, 50.0)


def border() -> Mask:
    edge = np.ones((FRAME.count, FRAME.count), bool)
    edge[1:-1, 1:-1] = False
    return edge


def hills(seed: int = 5) -> Field:
    return field(FRAME, Noise(1500, 5), seed) * 200


def steepness(height: Field, cell_m: float) -> float:
    straight = max(np.abs(np.diff(height, axis=0)).max(), np.abs(np.diff(height, axis=1)).max()) / cell_m
    down = np.abs(height[1:, 1:] - height[:-1, :-1]).max() / (cell_m * 2**0.5)
    up = np.abs(height[1:, :-1] - height[:-1, 1:]).max() / (cell_m * 2**0.5)
    return float(max(straight, down, up))


def test_settled_ground_is_nowhere_steeper_than_its_talus() -> None:
    x, y = Frame(64, 10.0).points()
    spike = (400 - 4 * np.hypot(x, y)).clip(0, None).astype(np.float32)
    assert steepness(settle(spike, 10.0, 0.7, 900), 10.0) < 0.7 * 1.06


def test_settling_keeps_the_mass() -> None:
    before = hills()
    after = settle(before, 50.0, 0.1, 40)
    assert after.mean(dtype=np.float64) == pytest.approx(before.mean(dtype=np.float64), abs=1e-3)
    assert not np.allclose(before, after)


def test_settled_ground_stays() -> None:
    gentle = hills() * 0.01
    assert np.allclose(settle(gentle, 50.0, 0.7, 5), gentle, atol=1e-5)


def test_every_cell_drains_to_the_border() -> None:
    height, edge = hills(), border()
    receiver = np.where(edge.ravel(), np.arange(edge.size), steepest(height, 1)).astype(np.int32)
    led = drained(height, receiver, edge)
    area = doubled(led).gather_up(np.ones(edge.size, np.float32))
    assert area[edge.ravel()].sum() == pytest.approx(edge.size, rel=1e-4)


def test_drainage_grows_downstream() -> None:
    height, edge = hills(), border()
    receiver = np.where(edge.ravel(), np.arange(edge.size), steepest(height, 1)).astype(np.int32)
    led = drained(height, receiver, edge)
    area = doubled(led).gather_up(np.ones(edge.size, np.float32))
    inner = led != np.arange(led.size)
    assert (area[led[inner]] >= area[inner] + 1).all()


def test_doubling_solves_the_same_as_walking() -> None:
    receiver = np.array([0, 0, 1, 1, 3, 4, 6, 6], np.int32)
    flow = doubled(receiver)
    assert flow.gather_up(np.ones(8, np.float32)).tolist() == [6, 5, 1, 3, 2, 1, 2, 1]
    a, b = np.arange(8, dtype=np.float32), np.full(8, 0.5, np.float32)
    b[[0, 6]] = 0
    walked = np.zeros(8)
    for cell in (0, 6, 1, 7, 2, 3, 4, 5):
        walked[cell] = a[cell] + b[cell] * walked[receiver[cell]] * (receiver[cell] != cell)
    assert np.allclose(flow.solve_down(a, b), walked)


def test_cutting_makes_descending_streams_and_does_not_explode() -> None:
    uplift = np.full((FRAME.count, FRAME.count), 60.0, np.float32)
    height, area = cut(hills(), 50.0, Streams(uplift, border()), steps=25, step=1.0, seed=9)
    assert np.isfinite(height).all()
    assert -250 < height.min() < height.max() < 2000
    assert area.max() > 40 * 50.0**2
    inner = height[1:-1, 1:-1]
    neighbours = [height[1 + dy : 95 + dy, 1 + dx : 95 + dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dy or dx]
    pits = (inner <= np.min(neighbours, axis=0)).mean()
    assert pits < 0.01


def test_fixed_cells_keep_their_height() -> None:
    height, fixed = hills(), border()
    fixed[40:50, 40:50] = True
    after, _ = cut(height, 50.0, Streams(np.full_like(height, 50), fixed), steps=3, step=1.0, seed=9)
    assert np.array_equal(after[fixed], height[fixed])


def test_valley_floors_are_wetter_than_crests() -> None:
    uplift = np.full((FRAME.count, FRAME.count), 60.0, np.float32)
    height, area = cut(hills(), 50.0, Streams(uplift, border()), steps=10, step=1.0, seed=9)
    wet = wetness(area, 50.0, height)
    assert wet[area > np.quantile(area, 0.98)].mean() > wet[area <= 2600].mean() + 0.2
