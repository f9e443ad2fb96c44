"""What covers the land: snow above its line, woods on soil, seasons; on small lands made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.engines.world.biome import bake, biome
from dreamwright.engines.world.ground import Layer
from dreamwright.engines.world.terrain.grid import Grid, Land
from dreamwright.shot.plan import Scene, Shot

N = 96
SNOW, GREEN, LOOSE, WET, TREES = range(5)
PLACES = [
    "mountains", "desert", "ocean", "coast", "forest", "plains", "canyon", "arctic", "lake", "river", "islands",
    "volcano", "city", "village", "space", "underwater", "sky",
]  # fmt: skip


def shot(place: str, season: str = "summer", seed: int = 1, **scene: Any) -> Shot:
    return Shot(seed=seed, scene=Scene(place=place, season=season, **scene))  # type: ignore[arg-type]


def grid(height: NDArray[np.float64], cell_m: float, loose: float = 0.0) -> Grid:
    flat = np.zeros((N, N), np.float32)
    return Grid(height.astype(np.float32), flat, flat + np.float32(loose), cell_m)


def land(rise_m: float, loose: float = 0.0, water: bool = False) -> Land:
    """Ground that rises evenly ahead, from sea level to `rise_m`, on grids of 2 and 10 km."""
    up = np.repeat(np.linspace(-5 if water else 0, rise_m, N)[:, None], N, axis=1)
    return Land(grid(up, 21.0, loose), grid(up, 105.0, loose), water, 0.0, 5000.0, rise_m)


def baked(shot: Shot, ground: Land, seed: int = 3) -> tuple[Layer, Layer]:
    return bake(ground, biome(shot), seed)


def greenness(shot: Shot) -> float:
    red, green, blue = biome(shot).green
    return green / (red + green + blue)


@pytest.mark.parametrize("place", PLACES)
def test_shares_stay_between_none_and_all(place: str) -> None:
    for layer in baked(shot(place, "winter"), land(900, 0.5, water=True)):
        for cover in (*layer.covers, layer.rough / 3):
            assert cover.dtype == np.float32
            assert cover.min() >= 0
            assert cover.max() <= 1


def test_snow_lies_above_its_line() -> None:
    layer = baked(shot("mountains"), land(2400))[1]
    snow = layer.covers[SNOW]
    assert snow[layer.height < 700].max() < 0.05
    assert snow[layer.height > 1800].mean() > 0.8


def test_snow_comes_down_where_it_is_asked_for() -> None:
    plain = land(300)
    bare, asked, falling = (
        baked(one, plain)[1].covers[SNOW].mean()
        for one in (
            shot("plains"),
            shot("plains", features=("snow_cover",)),
            shot("plains", precipitation={"kind": "snow", "rate": 0.5}),
        )
    )
    assert bare == 0
    assert asked == falling > 0.5


def test_spring_is_the_greenest_season() -> None:
    for place in ("plains", "mountains", "river"):
        spring, autumn, winter = (greenness(shot(place, season)) for season in ("spring", "autumn", "winter"))
        assert spring > max(autumn, winter)
        assert spring >= greenness(shot(place))


def test_deserts_know_no_season() -> None:
    assert biome(shot("desert", "winter")) == biome(shot("desert", "summer"))


@pytest.mark.parametrize("place", ["desert", "coast"])
def test_no_trees_on_sand(place: str) -> None:
    layer = baked(shot(place), land(200, loose=1.0))[1]
    assert layer.covers[TREES].max() < 0.01
    assert layer.covers[GREEN].max() < 0.05
    assert layer.covers[LOOSE].min() > 0.9


def test_trees_end_at_their_line_and_stay_away_from_the_camera() -> None:
    near, far = baked(shot("lake"), land(1600))
    assert far.covers[TREES][far.height > 1200].max() < 0.01
    assert far.covers[TREES][far.height < 500].mean() > 0.3
    middle = slice(N // 2 - 4, N // 2 + 4)
    assert near.covers[TREES][middle, middle].max() == 0


def test_flowers_bloom_only_when_asked_for_in_the_seeds_colour() -> None:
    assert biome(shot("plains")).flowering == 0
    colors = {biome(shot("plains", seed=k, features=("wildflowers",))).flowers for k in range(5)}
    assert len(colors) == 5


def test_the_same_seed_covers_the_land_the_same() -> None:
    ground = land(1600)
    first, again, other = (baked(shot("mountains"), ground, seed)[0] for seed in (3, 3, 8))
    assert all(np.array_equal(a, b) for a, b in zip(first.covers, again.covers, strict=True))
    assert not np.array_equal(first.covers[TREES], other.covers[TREES])


def test_a_stand_of_trees_frames_the_side_away_from_the_subject() -> None:
    ground = replace(land(300), subject_azimuth_deg=11.0)
    trees = baked(shot("mountains"), ground)[0].covers[TREES]
    steps = (np.arange(N) - (N - 1) / 2) * 21.0
    x, y = np.meshgrid(steps, steps)
    ahead = (np.hypot(x, y) < 200) & (y > 60)
    assert trees[ahead & (x < -0.4 * y)].max() > 0.5
    assert trees[ahead & (x > 0)].max() < 0.2
    bare = baked(shot("mountains", features=["no_trees"]), ground)[0]
    assert bare.covers[TREES].max() == 0
