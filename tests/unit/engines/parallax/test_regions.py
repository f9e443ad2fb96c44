"""What pixels show: found where it is, empty where evidence is weak, and the user's masks as they are."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from dreamwright.engines.parallax.depth.cues import CueDepth
from dreamwright.engines.parallax.regions import NAMES, find_regions, look_at, sure_of_sky
from dreamwright.engines.parallax.relief_types import Regions
from dreamwright.engines.parallax.spoken import SHOWN
from dreamwright.errors import BadOption
from dreamwright.frames import Array

from .landscapes import grain, landscape, linear, with_figure


def regions(codes: Array, words: str = "", given: dict[str, Array] | None = None) -> Regions:
    picture = linear(codes)
    seen = look_at(picture, CueDepth().estimate(picture), frozenset(words.split()))
    return find_regions(seen, picture, given or {})


def agreement(found: Array, truth: Array) -> float:
    """Intersection over union."""
    return float(np.minimum(found, truth).sum() / np.maximum(found, truth).sum())


def below(share: float) -> Array:
    return np.broadcast_to((np.arange(180)[:, None] >= share * 180), (180, 320)).astype(np.float32)


def test_the_sky_is_found_without_a_word() -> None:
    assert agreement(regions(landscape()).sky, 1 - below(0.45)) > 0.97


def test_a_backdrop_is_no_sure_sky_until_it_is_named() -> None:
    picture = linear(landscape())

    def sure(belief: float, words: str = "", *given: str) -> bool:
        seen = look_at(picture, CueDepth().estimate(picture), frozenset(words.split()))
        masks = {name: np.ones((180, 320), np.float32) for name in given}
        return sure_of_sky(replace(seen, sky=replace(seen.sky, belief=belief)), masks)

    assert sure_of_sky(look_at(picture, CueDepth().estimate(picture), frozenset()), {})
    assert not sure(0.7)
    assert not sure(0.7, "a woman", "person")
    assert sure(0.7, "clouds drifting")
    assert sure(0.7, "", "sky")


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


def cliff_with_fall() -> tuple[Array, Array]:
    """Display codes of a dark cliff down which white strands of water fall, and where they are."""
    y, x = np.mgrid[:180, :320].astype(np.float32)
    codes = np.full((180, 320, 3), [0.3, 0.27, 0.22], np.float32) + grain((180, 320), 0.12)
    fall = ((np.abs(x - 150) < 22 + 0.05 * y) & (y > 25) & (y < 160)).astype(np.float32)
    strands = cv2.GaussianBlur(np.random.default_rng(2).standard_normal((180, 320)).astype(np.float32), (3, 41), 0)
    water = (0.78 + 0.1 * strands / strands.std())[..., None] * np.array([0.95, 1.0, 1.02], np.float32)
    return np.clip(np.where(fall[..., None] > 0, water, codes), 0, 1).astype(np.float32), fall


def test_a_waterfall_is_found_only_by_name() -> None:
    codes, fall = cliff_with_fall()
    assert agreement(regions(codes, "a waterfall").waterfall, fall) > 0.7
    assert regions(codes, "a lake").waterfall.max() == 0.0


def test_a_white_column_without_strands_is_no_waterfall() -> None:
    codes, fall = cliff_with_fall()
    column = np.where(fall[..., None] > 0, np.float32(0.85), codes).astype(np.float32)
    assert regions(column, "a waterfall").waterfall.mean() < 0.1 * fall.mean()


def test_paper_is_no_smoke() -> None:
    codes = np.full((180, 320, 3), [0.45, 0.2, 0.1], np.float32) + grain((180, 320), 0.1)
    codes[:60, :110] = 0.85
    assert regions(np.clip(codes, 0, 1).astype(np.float32), "steam rises from the cup").smoke.max() == 0.0


def test_a_dark_headland_behind_the_water_does_not_flow() -> None:
    codes = landscape(ground="sea")
    codes[82:104, 60:300] = np.array([0.08, 0.1, 0.18], np.float32) + grain((22, 240), 0.02)
    found = regions(codes, "waves on the sea").water
    assert found[84:98, 80:280].mean() < 0.1
    assert found[115:].mean() > 0.8


def test_hair_is_over_a_face_and_never_the_face() -> None:
    y, x = np.mgrid[:180, :320].astype(np.float32)
    codes = np.full((180, 320, 3), [0.45, 0.55, 0.65], np.float32) + grain((180, 320), 0.02)
    head = np.hypot((x - 160) / 46, (y - 75) / 52) < 1
    face = np.hypot((x - 160) / 30, (y - 90) / 38) < 1
    body = (np.abs(x - 160) < 75) & (y > 125)
    codes[body] = np.array([0.1, 0.15, 0.35], np.float32)
    codes[head] = (np.array([0.3, 0.18, 0.08], np.float32) + grain((180, 320), 0.1, 7))[head]
    codes[face] = np.array([0.85, 0.66, 0.54], np.float32)
    found = regions(np.clip(codes, 0, 1).astype(np.float32), "her hair blows in the wind").hair
    assert found[face & (y > 85)].mean() < 0.05
    assert found[body].max() == 0.0
    assert found[head & ~face & (y < 60)].mean() > 0.4
    assert regions(np.clip(codes, 0, 1).astype(np.float32), "a woman").hair.max() == 0.0


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
