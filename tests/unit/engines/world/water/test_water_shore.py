"""Surf runs to the shore, breaks, climbs and returns."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Float
from dreamwright.engines.world.water.shore import Surf, SurfPoint, build_surf

SLOPE = 0.05


@pytest.fixture(scope="module")
def surf() -> Surf:
    return build_surf(1.0, SLOPE, 3, None)


def across(
    surf: Surf, t_s: float, start_m: float = -12.0, end_m: float = 60.0
) -> tuple[NDArray[np.float64], SurfPoint]:
    """Points straight out to sea from the water's edge, at one place of the shore."""
    out = np.linspace(start_m, end_m, 2000)
    point = surf.moment(t_s).at(Float(0.0) * Float(out), Float(out), Float(out * SLOPE), Float(0.05))
    return out, point


def test_crests_run_to_the_shore(surf: Surf) -> None:
    """The foam front comes nearer; where it is depends on depth, so it follows the contours."""
    fronts = []
    for t_s in (20.0, 20.4, 20.8):
        out, point = across(surf, t_s, 8.0)
        steep = np.gradient(np.array(point.height_m), out)
        fronts.append(out[int(np.argmax(steep))])
    assert fronts[0] > fronts[1] > fronts[2] or min(np.diff(fronts)) < 0


def test_no_wave_is_higher_than_its_depth_allows(surf: Surf) -> None:
    for t_s in np.linspace(0, 30, 7):
        out, point = across(surf, float(t_s), 0.05)
        assert np.all(np.array(point.height_m) <= 0.75 * out * SLOPE + 0.1)
        assert np.all(np.array(point.height_m) > -1.0)


def test_foam_lies_near_the_shore_only(surf: Surf) -> None:
    near = far = 0.0
    for t_s in np.linspace(0, 40, 12):
        _, point = across(surf, float(t_s), 0.1, 25.0)
        near += float(np.array(point.foam).mean())
        _, point = across(surf, float(t_s), 90.0, 200.0)
        far += float(np.array(point.foam).mean())
    assert near > 0.5
    assert far < 1e-3


def test_the_sheet_climbs_and_leaves_wet_sand(surf: Surf) -> None:
    reach = []
    for t_s in np.linspace(10, 20, 40):
        out, point = across(surf, float(t_s))
        sheet, wet = np.array(point.sheet), np.array(point.wetness)
        assert np.all(wet >= sheet - 1e-6)
        assert np.all(sheet[out > 0] == 0)
        covered = out[sheet > 0.5]
        reach.append(-covered.min() if covered.size else 0.0)
    assert max(reach) > 3.0
    assert min(reach) < 0.5 * max(reach)
    assert np.all(np.array(across(surf, 5.0, -400.0, -100.0)[1].wetness) == 0)


def test_a_loop_closes() -> None:
    looped = build_surf(0.8, SLOPE, 3, 6.0)
    (_, a), (_, b), (_, c) = (across(looped, t) for t in (1.0, 7.0, 3.0))
    assert np.array(a.height_m) == pytest.approx(np.array(b.height_m), abs=1e-4)
    assert np.array(a.wetness) == pytest.approx(np.array(b.wetness), abs=1e-3)
    assert np.abs(np.array(a.height_m) - np.array(c.height_m)).max() > 0.1
