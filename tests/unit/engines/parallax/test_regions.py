"""What pixels show: found where it is, empty where evidence is weak, and the user's masks as they are."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from dreamwright.engines.parallax.depth.cues import CueDepth
from dreamwright.engines.parallax.regions import NAMES, find_regions
from dreamwright.engines.parallax.relief_types import Regions
from dreamwright.engines.parallax.spoken import SHOWN
from dreamwright.errors import BadOption
from dreamwright.frames import Array

from .landscapes import grain, landscape, linear, with_figure


def regions(codes: Array, words: str = "", given: dict[str, Array] | None = None) -> Regions:
    picture = linear(codes)
    return find_regions(picture, CueDepth().estimate(picture), frozenset(words.split()), given or {})


def agreement(found: Array, truth: Array) -> float:
    """Intersection over union."""
    return float(np.minimum(found, truth).sum() / np.maximum(found, truth).sum())


def below(share: float) -> Array:
    return np.broadcast_to((np.arange(180)[:, None] >= share * 180), (180, 320)).astype(np.float32)


def test_the_sky_is_found_without_a_word() -> None:
    assert agreement(regions(landscape()).sky, 1 - below(0.45)) > 0.97


def test_water_is_found_when_it_is_named() -> None:
    assert agreement(regions(landscape(ground="sea"), "waves on the sea").water, below(0.45)) > 0.9


@pytest.mark.parametrize("ground", ["sand", "grass"])
def test_land_does_not_flow(ground: str) -> None:
    assert regions(landscape(ground=ground)).water.max() == 0.0
    assert regions(landscape(ground=ground), "sea").water.mean() < 0.02


def test_grass_is_foliage_and_sand_is_not() -> None:
    assert agreement(regions(landscape(ground="grass"), "grass").foliage, below(0.45)) > 0.9
    assert regions(landscape(ground="sand"), "grass").foliage.mean() < 0.01


def test_a_figure_is_a_person_when_the_words_name_one() -> None:
    codes, mask = with_figure(landscape())
    assert agreement(regions(codes, "a woman on the beach").person, mask) > 0.75
    assert regions(codes).person.max() == 0.0


def test_fire_is_found_in_the_dark_and_only_by_name() -> None:
    codes = np.full((180, 320, 3), 0.08, np.float32) + np.abs(grain((180, 320), 0.03))
    flame = np.zeros((180, 320), np.float32)
    cv2.ellipse(flame, (160, 110), (18, 40), 0, 0, 360, 1.0, cv2.FILLED)
    codes = np.where(flame[..., None] > 0, np.array([1.0, 0.65, 0.15], np.float32), codes).astype(np.float32)
    assert agreement(regions(codes, "a candle").fire, flame) > 0.7
    assert regions(codes).fire.max() == 0.0


def test_a_column_of_smoke_is_found_only_by_name() -> None:
    codes = np.full((180, 320, 3), [0.25, 0.16, 0.1], np.float32) + grain((180, 320), 0.15)
    smoke = np.zeros((180, 320), np.float32)
    cv2.ellipse(smoke, (170, 100), (30, 50), 0, 0, 360, 1.0, cv2.FILLED)
    veil = cv2.GaussianBlur(smoke, (0, 0), 5.0)[..., None]
    codes = np.clip(codes * (1 - veil) + 0.65 * veil, 0, 1).astype(np.float32)
    assert agreement(regions(codes, "smoke rises").smoke, smoke) > 0.5
    assert regions(codes).smoke.max() == 0.0


@pytest.mark.parametrize("name", ["brown wall", "grey wall", "black", "noise"])
def test_a_wall_shows_nothing_whatever_the_words(name: str) -> None:
    wall = {
        "brown wall": np.full((180, 320, 3), [0.5, 0.36, 0.24], np.float32) + grain((180, 320), 0.06),
        "grey wall": np.full((180, 320, 3), 0.5, np.float32) + grain((180, 320), 0.06),
        "black": np.zeros((180, 320, 3), np.float32),
        "noise": np.random.default_rng(5).random((180, 320, 3), np.float32),
    }[name]
    found = regions(np.clip(wall, 0, 1).astype(np.float32), " ".join(sorted(set().union(*SHOWN.values()))))
    assert {region: float(getattr(found, region).mean()) for region in NAMES} == dict.fromkeys(NAMES, 0.0)


def test_given_masks_stand_and_take_their_pixels_from_the_rest() -> None:
    mask = np.zeros((180, 320), np.float32)
    mask[:50, :100] = 1.0
    found = regions(landscape(), "", {"smoke": mask})
    np.testing.assert_array_equal(found.smoke, mask)
    assert found.sky[:50, :100].max() == 0.0
    assert found.sky[:50, 120:].min() > 0.9


def test_no_pixel_is_shared() -> None:
    found = regions(with_figure(landscape(ground="sea"))[0], "a man by the sea, clouds, trees, smoke, fire")
    assert sum(getattr(found, name) for name in NAMES if name != "hair").max() <= 1.0 + 1e-5


def test_a_false_mask_gets_one_sentence() -> None:
    with pytest.raises(BadOption, match="no region “lava”"):
        regions(landscape(), "", {"lava": np.zeros((180, 320), np.float32)})
    with pytest.raises(BadOption, match="mask for sky is 4x3, the picture 320x180"):
        regions(landscape(), "", {"sky": np.zeros((3, 4), np.float32)})


@pytest.mark.parametrize("size", [(16, 16), (1, 500), (500, 1)])
def test_odd_sizes(size: tuple[int, int]) -> None:
    found = regions(np.full((*size, 3), 0.4, np.float32), "sea sky trees smoke fire person")
    assert all(getattr(found, name).shape == size for name in NAMES)
