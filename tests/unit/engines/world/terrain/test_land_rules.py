"""The rule of composition, on every place: what the opening camera must find."""

from functools import cache
from typing import get_args

import numpy as np
import pytest

from dreamwright.engines.world.terrain.compose import skyline_deg
from dreamwright.engines.world.terrain.grid import Grid, read, resample
from dreamwright.engines.world.terrain.land import BUILDERS, Land, build
from dreamwright.shot.plan import PlaceKind, Scene, Shot

DISTINCT = ("mountains", "desert", "ocean", "coast", "plains", "canyon", "arctic", "lake", "river", "islands",
            "volcano", "sky")  # fmt: skip
WATERY = {"ocean", "coast", "canyon", "arctic", "lake", "river", "islands"}


@cache
def land(place: PlaceKind, seed: int = 3, *features: str) -> Land:
    return build(Shot(seed=seed, scene=Scene(place=place, features=features)), "draft")


def at(grid: Grid, x: float, y: float) -> float:
    return read(grid.height, grid.frame, x, y)


def test_every_place_has_a_builder() -> None:
    assert set(BUILDERS) == set(get_args(PlaceKind))


@pytest.mark.parametrize("place", DISTINCT)
def test_fields_are_finite_float32_and_bounded(place: PlaceKind) -> None:
    for grid in (land(place).near, land(place).far):
        for part in (grid.height, grid.wet, grid.loose):
            assert part.dtype == np.float32
            assert part.shape == grid.height.shape
            assert np.isfinite(part).all()
        assert -400 < grid.height.min() <= grid.height.max() < 4000
        assert 0 <= grid.wet.min() <= grid.wet.max() <= 1
        assert 0 <= grid.loose.min() <= grid.loose.max() <= 1


@pytest.mark.parametrize("place", DISTINCT)
def test_the_far_grid_reaches_fifty_kilometres(place: PlaceKind) -> None:
    frame = land(place).far.frame
    assert frame.span_m - max(abs(frame.centre_x_m), abs(frame.centre_y_m)) >= 50_000


@pytest.mark.parametrize("place", DISTINCT)
def test_near_agrees_with_far_where_it_ends(place: PlaceKind) -> None:
    both = land(place)
    low, high = (g.height if both.beds is None else both.beds.plain(g.height) for g in (both.near, both.far))
    far = resample(high, both.far.frame, both.near.frame)
    edge = np.ones(low.shape, bool)
    edge[2:-2, 2:-2] = False
    gap = np.abs(low - far)[edge]
    assert np.quantile(gap, 0.9) < 3
    assert gap.max() < 40


@pytest.mark.parametrize("place", DISTINCT)
def test_subject_stands_a_third_off_the_centre(place: PlaceKind) -> None:
    found = land(place)
    assert 5.5 <= abs(found.subject_azimuth_deg) <= 17.5
    assert found.subject_distance_m >= 100


@pytest.mark.parametrize("place", ["mountains", "lake", "arctic", "islands", "volcano"])
@pytest.mark.parametrize("seed", [3])
def test_the_peak_rises_five_to_twelve_degrees(place: PlaceKind, seed: int) -> None:
    found = land(place, seed)
    stand = max(at(found.near, 0, 0), 0)
    near, far = (found.near.height, found.near.frame), (found.far.height, found.far.frame)
    rise, _, top = skyline_deg(near, far, found.subject_azimuth_deg, stand)
    assert 5 <= rise <= 13
    assert top == pytest.approx(found.subject_height_m, rel=0.02)


@pytest.mark.parametrize("place", ["mountains", "plains", "volcano", "coast", "lake"])
def test_the_stand_is_level_and_the_view_open(place: PlaceKind) -> None:
    near = land(place).near
    stand = at(near, 0, 0)
    around = [at(near, 30 * np.sin(a), 30 * np.cos(a)) for a in np.linspace(0, 6.28, 12)]
    assert max(abs(h - stand) for h in around) < 4
    for azimuth in np.radians(np.linspace(-28, 28, 9)):
        for away in (60, 120, 200, 300):
            blocking = at(near, away * np.sin(azimuth), away * np.cos(azimuth)) - stand - 1.7
            assert blocking < 0.02 * away + 0.5


@pytest.mark.parametrize("place", DISTINCT)
def test_water_is_where_the_land_says(place: PlaceKind) -> None:
    found = land(place)
    assert found.water == (place in WATERY)
    share = float((found.near.height < 0).mean())
    assert (share > 0.002) == (place in WATERY)


def test_ocean_is_open() -> None:
    assert land("ocean").near.height.max() < -60
    assert land("ocean").far.height.max() < -60


def test_icebergs_stand_out_of_the_ocean_when_asked() -> None:
    icy = land("ocean", 3, "iceberg").near
    assert 8 < icy.height.max() < 120
    assert icy.height[at_origin(icy)] < -50


def at_origin(grid: Grid) -> tuple[int, int]:
    half = (grid.height.shape[0] - 1) / 2
    return round(half - grid.centre_y_m / grid.cell_m), round(half - grid.centre_x_m / grid.cell_m)


def test_frozen_arctic_has_no_open_water() -> None:
    frozen = land("arctic", 3, "frozen")
    assert not frozen.water
    assert frozen.near.height.min() > -0.5


def test_the_river_flows_and_the_camera_stands_dry_beside_it() -> None:
    river = land("river")
    assert river.current is not None
    assert river.current.shape == (*river.near.height.shape, 2)
    speed = np.hypot(river.current[..., 0], river.current[..., 1])
    assert 0.5 < speed.max() < 3
    assert speed[river.near.height > 3].max() < 0.2
    assert at(river.near, 0, 0) > 1
    assert min(at(river.near, x, 0) for x in range(-90, 91, 3)) < -0.5


def test_canyon_river_lies_at_zero_far_below_the_rim() -> None:
    canyon = land("canyon").near
    assert 150 < at(canyon, 0, 0) < 420
    water = canyon.height < 0
    assert canyon.height[water].min() > -6
    rows = water[200:-80].any(axis=1)
    assert rows.mean() > 0.98


def test_coast_has_sea_on_one_side_and_land_on_the_other() -> None:
    coast = land("coast").near
    left, right = at(coast, -700, 50), at(coast, 700, 50)
    assert min(left, right) < -3
    assert max(left, right) > 3
    assert 0 < at(coast, 0, 0) < 4


def test_islands_have_shallow_shelves_and_deep_sea() -> None:
    height = land("islands").near.height
    assert ((height > -8) & (height < -0.5)).mean() > 0.03
    assert (height < -50).mean() > 0.3
    assert height[at_origin(land("islands").near)] < -2


def test_only_summits_pierce_the_clouds() -> None:
    sky = land("sky")
    assert 1900 < sky.near.height.max() < 2800
    assert (sky.near.height > 1500).mean() < 0.12
    assert at(sky.near, 0, 0) < 1000


def test_volcano_has_a_crater() -> None:
    volcano = land("volcano")
    angle = np.radians(volcano.subject_azimuth_deg)
    line = [at(volcano.near, d * np.sin(angle), d * np.cos(angle)) for d in np.arange(3000, 10_000, 40.0)]
    top = int(np.argmax(line))
    assert min(line[top : top + 12]) < line[top] - 40
    assert max(line[top + 4 : top + 25]) > min(line[top : top + 12]) + 15


@pytest.mark.parametrize("place", ["mountains", "desert", "islands"])
def test_same_seed_same_bits_other_seed_other_land(place: PlaceKind) -> None:
    again = build(Shot(seed=3, scene=Scene(place=place)), "draft")
    assert np.array_equal(again.near.height, land(place).near.height)
    assert np.array_equal(again.far.height, land(place).far.height)
    assert not np.allclose(again.near.height, land(place, 8).near.height, atol=5)


@pytest.mark.parametrize("place", ["mountains", "desert", "plains"])
def test_nothing_repeats_out_to_the_horizon(place: PlaceKind) -> None:
    height = land(place).far.height[::2, ::2].astype(np.float64)
    slope = np.gradient(height, axis=1)
    spectrum = np.abs(np.fft.fft2(slope - slope.mean())) ** 2
    likeness = np.fft.ifft2(spectrum).real
    likeness /= likeness[0, 0]
    likeness[:14, :14] = likeness[-14:, :14] = likeness[:14, -14:] = likeness[-14:, -14:] = 0
    assert likeness.max() < 0.5


@pytest.mark.parametrize("place", ["mountains", "lake", "islands"])
def test_the_subject_rules_the_opening_frame(place: PlaceKind) -> None:
    found = land(place)
    near, far = (found.near.height, found.near.frame), (found.far.height, found.far.frame)
    stand = max(at(found.near, 0, 0), 0)
    subject = skyline_deg(near, far, found.subject_azimuth_deg, stand)[0]
    line = [skyline_deg(near, far, float(a), stand)[0] for a in range(-28, 29, 4)]
    assert subject > 0.85 * max(line)
    assert np.ptp(line) > 2
