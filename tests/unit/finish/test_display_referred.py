"""Finished pictures are graded, not exposed or toned again."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from dreamwright.finish.colour import decode
from dreamwright.finish.finish import finish
from dreamwright.finish.tone import GREY, GREY_CODE, display
from dreamwright.frames import Array, Frame, Frames
from dreamwright.shot.plan import Look

BARE: dict[str, Any] = {"grain": 0.0, "bloom": 0.0, "vignette": 0.0}
CODES = np.random.default_rng(2).integers(0, 256, (24, 40, 3)).astype(np.float64)
CODES[:2] = 255
LIGHT: Array = decode(CODES / 255).astype(np.float32)


def shown(**look: Any) -> Any:
    frames = Frames(40, 24, Fraction(24), 1, lambda _k: Frame(LIGHT.copy()), display_referred=True)
    return finish(frames, Look(**(BARE | look)), seed=1)[0].astype(float)


def test_no_look_leaves_every_code() -> None:
    assert np.abs(shown() - CODES).max() <= 1  # one code of dither


def test_exposure_is_asked_for_only() -> None:
    assert shown(exposure_ev=1.0).mean() > CODES.mean() + 15


@pytest.mark.parametrize("palette", ["pastel", "noir", "teal_orange", "sepia"])
def test_palettes_still_grade_and_burn_nothing(palette: str) -> None:
    graded = shown(palette=palette)
    assert np.abs(graded - CODES).mean() > 5
    assert (graded.min(-1) >= 255).mean() <= (CODES.min(-1) >= 253).mean() + 0.01


def test_monochrome_is_grey() -> None:
    grey = shown(monochrome=True)
    assert np.ptp(grey, axis=-1).max() <= 2


def test_the_display_curve_keeps_black_and_white() -> None:
    stops = np.log2(np.array([1e-9, GREY, 1.0]) / GREY)
    for contrast, lift in [(1.0, 0.0), (1.4, 0.0), (0.7, 0.75)]:
        black, grey, white = display(stops, contrast, lift)
        assert (black, white) == pytest.approx((0.0, 1.0), abs=2e-3)
        assert grey >= GREY_CODE - 1e-3
    assert (np.diff(display(np.linspace(-10, 3, 200), 1.3, 0.5)) >= 0).all()
