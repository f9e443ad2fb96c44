"""A user's depth map: stretched, sized, and refused in one sentence where it tells nothing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from dreamwright.engines.parallax.depth.given import GivenDepth
from dreamwright.errors import BadFile
from dreamwright.frames import Array

PICTURE = np.zeros((60, 80, 3), np.float32)
PLANE = np.tile(np.linspace(0.0, 1.0, 80, dtype=np.float32), (60, 1))


@pytest.mark.parametrize("values", [PLANE, 0.2 + 0.3 * PLANE])
def test_near_is_white_in_every_range(values: Array) -> None:
    relief = GivenDepth(values).estimate(PICTURE)
    np.testing.assert_allclose(relief.disparity, PLANE, atol=1e-5)
    assert relief.how == "given"


def test_it_is_brought_to_the_pictures_size() -> None:
    small = np.asarray(cv2.resize(PLANE, (40, 30), interpolation=cv2.INTER_AREA), np.float32)
    disparity = GivenDepth(small).estimate(PICTURE).disparity
    assert disparity.shape == (60, 80)
    np.testing.assert_allclose(disparity, PLANE, atol=0.03)


@pytest.mark.parametrize(
    ("values", "says"), [(np.full((60, 80), 0.4, np.float32), "one flat value"), (PLANE.T, "another shape")]
)
def test_a_useless_map_gets_one_sentence(values: Array, says: str) -> None:
    with pytest.raises(BadFile, match=says):
        GivenDepth(np.ascontiguousarray(values)).estimate(PICTURE)
