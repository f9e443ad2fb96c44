"""Sheets laid over one another: together they are the picture, whatever their mattes."""

from __future__ import annotations

import numpy as np
import pytest

from dreamwright.engines.parallax.view import complete, over
from dreamwright.frames import Array

from .scenes import noise

SHAPE = (40, 60)


def sheets() -> list[Array]:
    """Three of them, of wrong colours: the farthest is whole, the others have soft, ragged mattes."""
    alphas = [np.ones(SHAPE, np.float32), *(np.clip(2.5 * noise(SHAPE, k) - 0.8, 0, 1) for k in (1, 2))]
    colors = [np.dstack([noise(SHAPE, 10 * k + channel) for channel in range(3)]) for k in range(3)]
    return [np.dstack([c * a[..., None], a]).astype(np.float32) for c, a in zip(colors, alphas, strict=True)]


@pytest.mark.parametrize("light", [0.02, 0.5, 1.5])
def test_sheets_are_made_up_to_the_picture(light: float) -> None:
    picture = light * np.dstack([noise(SHAPE, seed) for seed in (91, 92, 93)])
    packed = sheets()
    assert np.abs(over(packed) - picture).max() > 0.2 * light
    complete(packed, picture)
    # A matte of a fiftieth is left as it is.
    assert np.abs(over(packed) - picture).max() < 0.03 * max(1.0, light)
    for before, after in zip(sheets(), packed, strict=True):
        assert after[..., :3].min() >= -1e-5
        assert after[..., 3].max() <= 1
        assert np.all(after[..., 3] >= before[..., 3])
