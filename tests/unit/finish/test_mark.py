"""The maker's mark: at the lower right, half seen, on light and dark alike, and nowhere else."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from dreamwright.finish.finish import Finished
from dreamwright.finish.mark import marked, stamp

SIZES = [(64, 36), (36, 64), (320, 180), (1280, 720), (720, 1280), (1024, 1024), (3840, 1646)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_mark_lies_at_the_lower_right_and_inside(width: int, height: int) -> None:
    plain = np.full((height, width, 3), 128, np.uint8)
    rows, columns = np.nonzero((stamp(plain) != plain).any(axis=2))
    assert rows.min() > height * 0.7
    assert columns.min() > width * 0.3
    assert height - 1 - rows.max() >= min(width, height) * 0.02 - 1
    assert columns.max() > width * 0.9
    assert (plain == 128).all(), "what is given stays as it is"


@pytest.mark.parametrize("level", [0, 60, 128, 255])
def test_it_is_seen_on_every_ground_and_hides_none(level: int) -> None:
    plain = np.full((360, 640, 3), level, np.uint8)
    change = np.abs(stamp(plain).astype(int) - level)
    assert 25 < change.max() < 180


def test_it_grows_with_the_short_side() -> None:
    def height_of(size: tuple[int, int]) -> int:
        plain = np.zeros((size[1], size[0], 3), np.uint8)
        rows = np.nonzero((stamp(plain) > 60).any(axis=(1, 2)))[0]
        return int(rows.max() - rows.min() + 1)

    assert height_of((1280, 720)) == pytest.approx(2 * height_of((640, 360)), abs=3)
    assert height_of((720, 1280)) == height_of((1280, 720))


def test_sixteen_bits_carry_the_same_mark() -> None:
    ground = np.random.default_rng(1).integers(0, 256, (90, 160, 3), np.uint8)
    deep = stamp(ground.astype(np.uint16) * 257)
    assert np.abs(deep / 257.0 - stamp(ground)).max() < 0.6


def test_every_picture_of_a_film_is_marked() -> None:
    film = Finished(64, 36, Fraction(24), 3, 8, lambda k: np.full((36, 64, 3), 40 * k, np.uint8))
    with_mark = marked(film)
    assert len(with_mark) == 3
    for k in range(3):
        np.testing.assert_array_equal(with_mark[k], stamp(film[k]))
