"""What a gale does to the sea: steeper and leaning crests, streaks along the wind, milky water."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamwright.engines.world.jit import Array3f, Float, to_float
from dreamwright.engines.world.water.cascade import build_cascade, fields, spectra
from dreamwright.engines.world.water.optics import churned, upwelling, water_body
from dreamwright.engines.world.water.spectrum import Waves, significant_height
from dreamwright.engines.world.water.surface import Sea, SeaMoment
from dreamwright.engines.world.water.windrows import build_windrows


def gale(t_s: float = 2.0) -> SeaMoment:
    moment = Sea("sea", 23.0, 90.0, 5, "draft", None).moment(t_s)
    assert isinstance(moment, SeaMoment)
    return moment


def plane(side: int, step: float) -> tuple[Float, Float]:
    x, y = np.meshgrid(np.arange(side) * step, np.arange(side) * step)
    return to_float(x), to_float(y)


def skewness(height: NDArray[np.float32]) -> float:
    return float(np.mean((height - height.mean()) ** 3) / height.std() ** 3)


def test_a_gale_is_known_on_the_open_sea_alone() -> None:
    assert Waves("sea", 10.0, 0.0).storminess == 0.0
    assert Waves("sea", 22.0, 0.0).storminess == 1.0
    assert Waves("lake", 22.0, 0.0).storminess == 0.0


def test_a_whole_gale_raises_the_waves_that_seamen_report() -> None:
    """Beaufort 9 to 10: probable heights of 7 to 9 m."""
    assert 6.5 < significant_height(Waves("sea", 22.0, 0.0)) < 9.5


def test_crests_of_a_gale_are_displaced_down_wind() -> None:
    cascade = build_cascade(Waves("sea", 22.0, np.radians(90.0)), 3, "draft", None)
    height, across, along = fields(cascade, spectra(cascade, 0.0))[0]
    turn = 0.31
    east = across * np.cos(turn) - along * np.sin(turn)
    north = across * np.sin(turn) + along * np.cos(turn)
    assert np.mean(east * height) == pytest.approx(0.35 * height.var(), rel=0.05)
    assert abs(np.mean(north * height)) < 0.05 * height.var()


def bend(height: NDArray[np.float32]) -> NDArray[np.float32]:
    """Upward curvature of a periodic square, up to a factor."""
    return sum(np.roll(height, step, axis) for axis in (0, 1) for step in (-1, 1)) - 4 * height


def test_crests_are_sharper_than_troughs() -> None:
    """The choppy surface bends more sharply at its crests; the linear waves that it is made of do not."""
    moment = gale()
    linear = fields(moment.body.cascade, spectra(moment.body.cascade, 2.0))[0, 0]
    size = moment.table.size
    choppy = np.array(moment.table.buffer)[: 4 * size * size : 4].reshape(size, size)
    assert abs(skewness(bend(linear))) < 0.15
    assert skewness(bend(choppy)) < -0.5


def test_streaks_run_along_the_wind() -> None:
    rows = build_windrows(23.0, 5)
    assert rows is not None
    down, aside = plane(256, 0.5)
    cover = np.array(rows.cover(down, aside, Float(0.3))).reshape(256, 256)
    along, across = (np.abs(np.diff(cover, axis=axis)).mean() for axis in (1, 0))
    assert across > 1.6 * along


def test_streaks_grow_from_a_near_gale() -> None:
    assert build_windrows(10.0, 5) is None
    x, y = plane(200, 1.7)
    means = [
        float(np.array(r.cover(x, y, Float(0.3))).mean()) for w in (14.0, 18.0, 24.0) if (r := build_windrows(w, 5))
    ]
    assert means == sorted(means)
    assert 0.0 < means[0] < means[2] < 0.5


def test_foam_rides_with_the_water() -> None:
    """Where waves carry the water to, foam comes from where it rests: the displacement is read with the foam."""
    moment = gale()
    assert moment.whitecaps is not None
    spots = [(to_float(np.linspace(0, 1, 400)), to_float(np.linspace(0, 0.7, 400)))] * 2
    _, shift_x, shift_y = moment.whitecaps.cover(spots, [Float(0.0), Float(0.0)])
    carried = np.hypot(np.array(shift_x), np.array(shift_y))
    assert 0.5 < carried.mean() < moment.body.highest_m


def test_bubbles_make_water_brighter_and_greener() -> None:
    body, light = water_body("cold"), Array3f(10.0)
    clear, milky = (
        upwelling(churned(body, Float(s)), Float(200.0), Array3f(0.1), light, Float(0.8)) for s in (0.0, 1.0)
    )
    assert float(milky.y[0]) > 3 * float(clear.y[0])
    assert float(milky.y[0]) > 1.5 * float(milky.x[0])
